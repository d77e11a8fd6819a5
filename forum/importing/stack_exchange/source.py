"""`StackExchange`: a dump as a source of authors and threads for the runner."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from forum.accounts.imported import ImportedAuthor
from forum.discussions.imported import ImportedThread
from forum.importing.report import ImportRefused, Report
from forum.importing.stack_exchange import reader
from forum.importing.stack_exchange.mapping import Mapper
from forum.importing.stack_exchange.people import display_name
from forum.importing.stack_exchange.staging import NOBODY, Staging


class StackExchange:
    """One dump, read and laid out before anything is written; leaving the context removes the scratch file.

    ``advance`` is told which file is being read and how many rows were read since.
    """

    def __init__(self, folder: Path, scratch: Path, *, site: str | None, real_names: bool) -> None:
        self.files = reader.find_files(folder)
        self.real_names = real_names
        self._site = site
        self._staging = Staging(scratch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._staging.__exit__()

    def read(self, report: Report, advance: Callable[[str, int], None]) -> None:
        """Read everything. Raises ``ImportRefused`` with one sentence when a file cannot be used."""
        self._staging.load(self.files, report, advance)
        self._site = self._site or self._staging.site()
        if not self._site:
            raise ImportRefused("The dump does not tell which site it is from: say so with --site HOST.")
        report.source = self._site
        if reader.HISTORY not in self.files:
            report.skip("earlier versions of texts", f"there is no {reader.HISTORY}")

    @property
    def name(self) -> str:
        """How authors of this source are marked."""
        return f"stack-exchange:{self._site}"[:60]

    @property
    def mapper(self) -> Mapper:
        """Turns the staged rows into threads."""
        return Mapper(self._staging, self._site or "", self.real_names)

    def authors(self) -> list[ImportedAuthor]:
        """Everybody who wrote something, and nobody, for texts without an author."""
        found = [
            ImportedAuthor(
                row["key"],
                display_name(row["key"], row["name"], real_names=self.real_names),
                datetime.fromisoformat(row["created"]).replace(tzinfo=UTC) if row["created"] else None,
            )
            for row in self._staging.authors()
            if row["key"] != NOBODY
        ]
        return [*found, ImportedAuthor(NOBODY, display_name(NOBODY, "", real_names=False), None)]

    def remember_authors(self, members: dict[str, int]) -> None:
        """Take the member ids that authors got."""
        self._staging.db.executemany("INSERT OR REPLACE INTO author VALUES (?, ?)", members.items())

    def threads(self) -> Iterator[tuple[str, Callable[[], ImportedThread]]]:
        """Every thread, oldest first: its external id, and a function that makes it."""
        mapper = self.mapper
        for number in self._staging.threads():
            yield mapper.key(number), lambda number=number: mapper.thread(number)  # type: ignore[misc]

    def count_threads(self) -> int:
        """How many threads there are."""
        return self._staging.count("SELECT count(*) FROM post WHERE id = thread")

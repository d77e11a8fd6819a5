"""The `SearchEngine` over a Whoosh index in a directory."""

import contextlib
import errno
import logging
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from forum.search.documents import SearchDocument
from forum.search.engine import (
    EVERYTHING,
    OPEN_TOKENS,
    Changes,
    Health,
    Hit,
    Narrowing,
    ReadAgain,
    Results,
    SearchUnavailable,
)
from forum.search.likeness import CANDIDATES, Likeness
from forum.search.plan import Plan, Wanted, make_plan
from forum.search.query import Query
from forum.search.vocabulary import VOCABULARY_SECONDS, Vocabulary
from forum.search.whoosh_engine.answers import Answers
from forum.search.whoosh_engine.executor import View, execute
from forum.search.whoosh_engine.readers import OpenIndex, Readers, read_cursor
from forum.search.whoosh_engine.segments import Columns
from forum.search.whoosh_engine.storage import IndexStorage
from forum.search.whoosh_engine.words import count_words
from forum.search.whoosh_engine.writing import LOCK_WAIT, Batch, build_beside, commit
from forum.search.wording import Wording

log = logging.getLogger(__name__)

NO_DAMAGE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE}
"""Errors of the system that a rebuild would not cure: a full disk, rights, too many open files."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A vocabulary and the state of the index it was made from."""

    words: Vocabulary
    directory: Path
    generation: int
    deleted: int
    made: float = field(default_factory=time.monotonic)

    def serves(self, opened: OpenIndex, deleted: int) -> bool:
        """Whether it is still good enough for the index as it is now."""
        if self.directory != opened.directory or self.deleted != deleted:
            return False
        return self.generation == opened.generation or time.monotonic() - self.made < VOCABULARY_SECONDS


class WhooshEngine(Wording):
    """Search in an index below `base`, in any number of threads and processes; one writes at a time."""

    name = "whoosh"

    def __init__(self, base: Path) -> None:
        self._storage = IndexStorage(base)
        self._readers = Readers(self._storage)
        self._answers = Answers()
        self._vocabulary: _Kept | None = None
        self._vocabulary_lock = threading.Lock()

    def apply(self, changes: Changes, cursor: int) -> None:
        """See `SearchEngine.apply`."""
        batch = Batch.of(changes, cursor)
        with self._storage.writing(LOCK_WAIT):
            directory = self._storage.current()
            self._storage.note([*batch.records, *changes.removed])
            try:
                commit(directory, batch)
            except MemoryError:
                raise
            except Exception as error:  # Whoosh raises many kinds for a damaged file
                if isinstance(error, OSError) and error.errno in NO_DAMAGE:
                    raise
                raise SearchUnavailable(f"the index cannot be written: {type(error).__name__}: {error}") from error

    def cursor(self) -> int:
        """See `SearchEngine.cursor`."""
        opened = self._readers.open()
        with self._reading():
            return read_cursor(opened.reader)

    def search(
        self,
        query: Query,
        audience: Collection[str],
        narrowing: Narrowing = EVERYTHING,
        *,
        offset: int = 0,
        limit: int = 20,
    ) -> Results:
        """See `SearchEngine.search`."""
        opened = self._readers.open()
        allowed = opened.view.tokens.intersection(audience)

        def find() -> Results:
            plan = make_plan(query)
            asked = narrowing if plan.scored else replace(narrowing, newest_first=True)
            return self._execute(opened.view, plan, allowed, asked, offset, limit)

        key = query, allowed, narrowing, offset, limit
        return self._answers.get((opened.directory, opened.generation), key, find)

    def _execute(
        self, view: View, plan: Plan, audience: Collection[str], narrowing: Narrowing, offset: int, limit: int
    ) -> Results:
        with self._reading():
            return execute(view, plan, frozenset(audience), narrowing, offset, limit)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """A damaged file shows itself in many ways; to the outside they are all SearchUnavailable."""
        try:
            yield
        except Exception as error:
            self._readers.forget()
            log.exception("the search index cannot be read")
            raise SearchUnavailable(f"the index cannot be read: {type(error).__name__}: {error}") from error

    def _words_for(self, audience: Collection[str]) -> Vocabulary | None:
        """The vocabulary, or None for who may not read all it was made from.

        New words may come a minute late; when something was taken out, its words go at once.
        """
        if not frozenset(audience) >= OPEN_TOKENS:
            return None
        opened = self._readers.open()
        deleted = sum(segment.documents_deleted for segment in opened.view.segments)
        with self._vocabulary_lock:
            kept = self._vocabulary
            if kept is None or not kept.serves(opened, deleted):
                with self._reading():
                    words = Vocabulary(count_words(opened.view.segments), opened.view.documents)
                kept = self._vocabulary = _Kept(words, opened.directory, opened.generation, deleted)
            return kept.words

    def similar(
        self, text: str, audience: Collection[str], *, exclude: Collection[str] = (), limit: int = 5
    ) -> tuple[Hit, ...]:
        """See `SearchEngine.similar`."""
        view = self._readers.open().view
        if not audience or not view.documents:
            return ()
        with self._reading():
            likeness = Likeness.of(view, text)
        if not likeness.wanted:
            return ()
        narrowing = Narrowing(without_roots=frozenset(exclude), counted=False)
        found = self._execute(view, Plan(likeness.wanted), audience, narrowing, 0, limit * CANDIDATES).hits
        return likeness.best(found)[:limit]

    def rebuild(self, documents: Iterable[SearchDocument], read_again: ReadAgain) -> int:
        """See `SearchEngine.rebuild`."""
        self._readers.forget()
        return build_beside(self._storage, documents, read_again, self._cursor_or_zero)

    def _cursor_or_zero(self) -> int:
        try:
            return self.cursor()
        except SearchUnavailable:
            return 0
        finally:
            self._readers.forget()

    def entries(self) -> Iterator[tuple[str, int]]:
        """See `SearchEngine.entries`."""
        for columns, document in self._living():
            yield columns.key(document), columns.changed[document]

    def audiences(self) -> Iterator[tuple[str, frozenset[str]]]:
        """See `SearchEngine.audiences`."""
        for columns, document in self._living():
            yield columns.key(document), columns.audience_tokens[columns.audiences[document]]

    def _living(self) -> Iterator[tuple[Columns, int]]:
        """Every document that is not deleted, without the one that carries the cursor."""
        for segment in self._readers.open().view.segments:
            deleted = set(segment.deleted)
            columns = segment.columns
            for document in range(columns.count):
                if document not in deleted and columns.source_names[columns.sources[document]]:
                    yield columns, document

    def health(self) -> Health:
        """See `SearchEngine.health`."""
        version = ""
        try:
            version = self._storage.current().name
            self._readers.forget()
            opened = self._readers.open()
            execute(opened.view, Plan((Wanted("text", ("a",)),)), frozenset({"public"}), EVERYTHING, 0, 1)
            return Health(
                ok=True,
                documents=max(opened.reader.doc_count() - 1, 0),
                cursor=read_cursor(opened.reader),
                segments=len(opened.view.segments),
                version=version,
            )
        except Exception as error:  # whatever it is, the answer is the same
            return Health(ok=False, problem=str(error) or type(error).__name__, version=version)

"""Where the index lies: versioned directories, a pointer file that names the current one, and the locks.

<base>/current          name of the directory in use, replaced atomically
<base>/1-1-20260131…    an index; the name starts with the versions of schema and analysis
<base>/write.lock       held while anything is written; freed by the system when its holder dies
<base>/rebuild.lock     held during a rebuild
<base>/touched.keys     keys written during a rebuild, to be read again before the new index takes over
"""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from forum.core.clock import now
from forum.search.analysis import ANALYSIS_VERSION
from forum.search.engine import IndexBusy, SearchUnavailable
from forum.search.whoosh_engine.schema import SCHEMA_VERSION

VERSION = f"{SCHEMA_VERSION}-{ANALYSIS_VERSION}-"
LOCK_PAUSE = 0.05


class IndexStorage:
    """Directories and locks below one base directory."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self._pointer = base / "current"
        self._touched = base / "touched.keys"

    def current(self) -> Path:
        """The directory in use; SearchUnavailable when there is none or another version made it."""
        try:
            name = self._pointer.read_text().strip()
        except OSError as error:
            raise SearchUnavailable("there is no index yet") from error
        if not name.startswith(VERSION):
            raise SearchUnavailable(f"the index {name!r} was made by another version, this one writes {VERSION}…")
        directory = self.base / name
        if os.sep in name or not directory.is_dir():
            raise SearchUnavailable(f"the index directory {name!r} is missing")
        return directory

    def new_directory(self) -> Path:
        """An empty directory for an index that is being built."""
        stamp = now().strftime("%Y%m%d%H%M%S%f")
        directory = self.base / f"{VERSION}{stamp}"
        directory.mkdir(parents=True)
        return directory

    def switch_to(self, directory: Path) -> None:
        """Make this directory the current one, atomically and durably; keep the one before it."""
        before = self._pointer.read_text().strip() if self._pointer.exists() else ""
        fresh = self.base / "current.new"
        with fresh.open("w") as file:
            file.write(directory.name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._pointer)
        self._touched.unlink(missing_ok=True)
        self.remove_all_but(directory.name, before)

    def remove_all_but(self, *names: str) -> None:
        """Remove index directories that nobody uses."""
        for path in self.base.iterdir():
            if path.is_dir() and path.name not in names:
                shutil.rmtree(path, ignore_errors=True)

    def stamp(self) -> int:
        """A number that changes when the pointer is replaced; SearchUnavailable when there is none."""
        try:
            found = self._pointer.stat()
        except OSError as error:
            raise SearchUnavailable("there is no index yet") from error
        return found.st_mtime_ns ^ found.st_ino

    @contextlib.contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """The only writer of this index, among all processes; IndexBusy after `wait` seconds."""
        with self._locked("write.lock", wait):
            yield

    @contextlib.contextmanager
    def rebuilding(self) -> Iterator[None]:
        """The only rebuild; IndexBusy when one is running."""
        with self._locked("rebuild.lock", 0.0):
            yield

    @contextlib.contextmanager
    def _locked(self, name: str, wait: float) -> Iterator[None]:
        self.base.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + wait
        with (self.base / name).open("w") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() >= deadline:
                        raise IndexBusy(f"another process holds {name}") from error
                    time.sleep(LOCK_PAUSE)
            yield

    def start_noting(self) -> None:
        """From now on, `note` keeps the keys that are written. Call it while writing is locked."""
        self._touched.write_text("")

    def note(self, keys: Iterable[str]) -> None:
        """Keep keys that are written while a rebuild is running. Call it while writing is locked."""
        if self._touched.exists():
            with self._touched.open("a") as file:
                file.writelines(f"{key}\n" for key in keys)

    def noted(self) -> list[str]:
        """The keys kept since `start_noting`."""
        return list(dict.fromkeys(self._touched.read_text().split()))

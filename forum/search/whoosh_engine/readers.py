"""One reader per thread, reopened when the index has changed; never Whoosh's `refresh()`."""

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage

from forum.search.engine import SearchUnavailable
from forum.search.whoosh_engine.executor import View
from forum.search.whoosh_engine.postings import read_column
from forum.search.whoosh_engine.schema import META_KEY, SCHEMA
from forum.search.whoosh_engine.segments import Segment, Shared
from forum.search.whoosh_engine.storage import IndexStorage

log = logging.getLogger(__name__)

OPEN_ATTEMPTS = 10
OPEN_PAUSE = 0.05
SAME_TICK = 100_000_000
"""Nanoseconds within which two commits can leave the same time on the directory."""


def open_index(directory: Path) -> Any:
    """Open a Whoosh index with our schema, never with the one that is pickled in it."""
    return whoosh_index.FileIndex(FileStorage(str(directory)), schema=SCHEMA)


def latest_generation(directory: Path) -> int:
    """Number of the last commit in a directory, -1 when there is none."""
    return int(whoosh_index.TOC._latest_generation(FileStorage(str(directory)), "MAIN"))


def leaves(reader: Any) -> list[Any]:
    """The segment readers of a reader; none for an empty index."""
    return [leaf for leaf, _ in reader.leaf_readers() if hasattr(leaf, "segment")]


def read_cursor(reader: Any) -> int:
    """The cursor written with the last commit, 0 when there is none."""
    cursor = 0
    for leaf in leaves(reader):
        if ("key", META_KEY) not in leaf:
            continue
        matcher = leaf.postings("key", META_KEY)
        numbers = read_column(leaf, "number")
        while matcher.is_active():
            cursor = max(cursor, numbers[matcher.id()])
            matcher.next()
    return cursor


class OpenIndex:
    """An index opened by one thread: its reader, segments and the figures over all of them."""

    def __init__(self, directory: Path, shared: Shared) -> None:
        self.directory = directory
        self.seen = directory.stat().st_mtime_ns
        self.index = open_index(directory)
        self.reader = self.index.reader()
        self.generation = self.reader.generation()
        try:
            found = leaves(self.reader)
            fast = all(shared.checked(leaf) for leaf in found)
            self.view = View.of([Segment(leaf, shared, fast=fast) for leaf in found])
        except Exception:
            self.close()
            raise

    def up_to_date(self) -> bool:
        """Whether nothing was committed since this was opened."""
        changed = self.directory.stat().st_mtime_ns
        if changed == self.seen and time.time_ns() - changed > SAME_TICK:
            return True
        if self.index.latest_generation() != self.generation:
            return False
        self.seen = changed
        return True

    def close(self) -> None:
        """Give back the files."""
        with suppress(Exception):
            self.reader.close()


class Readers:
    """Hands each thread its own open index, as fresh as the last commit."""

    def __init__(self, storage: IndexStorage) -> None:
        self._storage = storage
        self._local = threading.local()
        self.shared = Shared()

    def open(self) -> OpenIndex:
        """The current index for this thread; SearchUnavailable when it is missing or damaged."""
        held: OpenIndex | None = getattr(self._local, "held", None)
        stamp = self._storage.stamp()
        try:
            if held is not None and self._local.stamp == stamp and held.up_to_date():
                return held
            fresh = self._open_fresh()
        except SearchUnavailable:
            raise
        except Exception as error:  # Whoosh raises many kinds for a damaged file
            raise SearchUnavailable(f"the index cannot be read: {type(error).__name__}: {error}") from error
        if held is not None:
            held.close()
        self._local.held, self._local.stamp = fresh, stamp
        return fresh

    def _open_fresh(self) -> OpenIndex:
        """Open what is current; again when a commit or a rebuild replaced files meanwhile, which it may do twice."""
        for _ in range(OPEN_ATTEMPTS):
            directory = self._storage.current()
            before = latest_generation(directory)
            try:
                return OpenIndex(directory, self.shared)
            except (FileNotFoundError, whoosh_index.EmptyIndexError):
                time.sleep(OPEN_PAUSE)
                if self._storage.current() == directory and latest_generation(directory) == before:
                    raise  # nobody replaced it: it is lost
        raise SearchUnavailable("the index changes faster than it can be opened")

    def forget(self) -> None:
        """Close what this thread holds."""
        held: OpenIndex | None = getattr(self._local, "held", None)
        if held is not None:
            held.close()
            self._local.held = None

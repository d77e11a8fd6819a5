"""Keeping the index equal to the database: outbox rows in, batches of changes out, and the rebuild.

A change of content enqueues its key in the same transaction; the worker reads the row again and applies it,
with the id of the outbox row as cursor in the same commit. Doing a batch twice changes nothing, so a crash
anywhere loses nothing.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from forum.core import outbox
from forum.core.outbox import Outbox
from forum.core.searchable import AUTHOR, CHANNEL, enqueue, enqueue_many
from forum.extensions import db
from forum.search import documents
from forum.search.current import get_engine
from forum.search.documents import SearchDocument
from forum.search.engine import Changes, SearchUnavailable

__all__ = ["CHANNEL", "enqueue", "enqueue_many"]

log = logging.getLogger(__name__)

REBUILD_KEY = "rebuild"
BATCH = 200

_Some = TypeVar("_Some")


def request_rebuild() -> bool:
    """Have the worker rebuild the index in use; False when that is waiting to be done already."""
    waiting = select(Outbox.id).where(Outbox.channel == CHANNEL, Outbox.key == REBUILD_KEY, Outbox.dead_at.is_(None))
    if db.session.scalar(waiting.limit(1)) is not None:
        return False
    outbox.enqueue(CHANNEL, REBUILD_KEY, {"version": get_engine().health().version})
    return True


@outbox.batch_handler(CHANNEL)
def handle(rows: Sequence[Outbox]) -> None:
    """Bring the index up to date with these rows; a missing or damaged index is built anew."""
    keys = dict.fromkeys(row.key for row in rows if row.key != REBUILD_KEY)
    if _asks_for_rebuild(rows):
        rebuild()
        return
    try:
        for some in _in_batches(iter(_with_works(keys))):
            apply_keys(some, max(row.id for row in rows))
    except SearchUnavailable as error:
        log.warning("the search index is rebuilt: %s", error)
        rebuild()


def _with_works(keys: Iterable[str]) -> list[str]:
    """The keys, with what somebody wrote in the place of "author:5"."""
    wanted: dict[str, None] = {}
    for key in keys:
        kind, _, number = key.partition(":")
        if kind == AUTHOR and number.isdecimal():
            for source in documents.sources():
                wanted |= dict.fromkeys(f"{source.kind}:{one}" for one in source.written_by(int(number)))
        else:
            wanted[key] = None
    return list(wanted)


def _asks_for_rebuild(rows: Sequence[Outbox]) -> bool:
    """Whether one of the rows complains about the index that is still in use."""
    complaints = [row.payload.get("version") for row in rows if row.key == REBUILD_KEY]
    if not complaints:
        return False
    health = get_engine().health()
    return not health.ok or health.version in complaints


def apply_keys(keys: Collection[str], cursor: int) -> None:
    """Read these keys again and write them to the index; keys nobody knows are taken out."""
    readable = [key for key in keys if _is_key(key)]
    found = documents.read_documents(readable)
    removed = tuple(key for key in readable if key not in found)
    get_engine().apply(Changes(tuple(found.values()), removed), cursor)


def as_pair(key: str) -> tuple[str, int]:
    """A key as `enqueue` takes it."""
    return documents.split_key(key)


def _is_key(key: str) -> bool:
    try:
        documents.split_key(key)
    except ValueError:
        log.warning("the outbox holds a search key nobody can read: %r", key)
        return False
    return True


def rebuild(progress: Callable[[int], None] = lambda count: None) -> int:
    """Build the index anew from the database and put it in place; returns the number of documents.

    `progress` is called with the number of ids just read. Raises IndexBusy when a rebuild is running.
    """
    return get_engine().rebuild(all_documents(progress), _read_fresh)


def all_documents(progress: Callable[[int], None] = lambda count: None) -> Iterator[SearchDocument]:
    """Every document of every source, read in batches that each see the database as it is then."""
    for source in documents.sources():
        for ids in _in_batches(source.all_ids()):
            yield from source.documents(ids).values()
            progress(len(ids))
            _end_reading()


def _in_batches(ids: Iterator[_Some]) -> Iterator[tuple[_Some, ...]]:
    while batch := tuple(islice(ids, BATCH)):
        yield batch


def _read_fresh(keys: Collection[str]) -> Mapping[str, SearchDocument]:
    _end_reading()
    return documents.read_documents(keys)


def _end_reading() -> None:
    """Let go of the rows read and of the database snapshot they came from."""
    db.session.rollback()


def compare(progress: Callable[[int], None] = lambda count: None) -> tuple[list[str], list[str]]:
    """Keys the index lacks, has in an older version or shows to others than it should, and keys it should not have.

    Raises SearchUnavailable when there is no sound index.
    """
    engine = get_engine()
    indexed, readers = dict(engine.entries()), dict(engine.audiences())
    stale = []
    for document in all_documents(progress):
        changed = indexed.pop(document.key, None)
        if (
            changed is None
            or changed < int(document.changed_at.timestamp())
            or readers.get(document.key) != document.audience
        ):
            stale.append(document.key)
    return stale, list(indexed)

"""Writing to an index: a batch of changes with its cursor in one commit, and a whole new index."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage

from forum.search.documents import SearchDocument
from forum.search.engine import Changes, ReadAgain
from forum.search.whoosh_engine.codec import Codec
from forum.search.whoosh_engine.pool import Pool
from forum.search.whoosh_engine.readers import open_index, read_cursor
from forum.search.whoosh_engine.records import meta_record, to_record
from forum.search.whoosh_engine.schema import META_KEY, SCHEMA
from forum.search.whoosh_engine.storage import IndexStorage

LOCK_WAIT = 20.0


def _writer(index: Any, directory: Path) -> Any:
    writer = index.writer(compound=False, codec=Codec(), timeout=LOCK_WAIT)
    writer.pool = Pool(directory)
    return writer


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes ready to be written: a record for each key that stays, the keys that go, and the cursor."""

    records: dict[str, dict[str, Any]]
    removed: frozenset[str]
    cursor: int

    @classmethod
    def of(cls, changes: Changes, cursor: int) -> "Batch":
        """Analyse the documents; what is wrong with one shows here, before anything is written."""
        records = {document.key: to_record(document) for document in changes.documents}
        return cls(records, frozenset(changes.removed), cursor)


def commit(directory: Path, batch: Batch) -> None:
    """Replace and remove documents and keep the highest cursor, all in one commit."""
    writer = _writer(open_index(directory), directory)
    try:
        reader = writer.reader()
        try:
            cursor = max(batch.cursor, read_cursor(reader))
            for key in {*batch.records, *batch.removed, META_KEY}:
                _delete(writer, reader, key)
        finally:
            reader.close()
        for record in batch.records.values():
            writer.add_document(**record)
        writer.add_document(**meta_record(cursor))
    except BaseException:
        writer.cancel()
        raise
    _commit(writer)


def _delete(writer: Any, reader: Any, key: str) -> None:
    if ("key", key) not in reader:
        return
    matcher = reader.postings("key", key)
    while matcher.is_active():
        writer.delete_document(matcher.id())
        matcher.next()


def _commit(writer: Any) -> None:
    try:
        writer.commit()
    except BaseException:
        # Whoosh keeps its lock after a failed commit.
        if writer.writelock is not None and not writer.is_closed:
            writer.writelock.release()
        raise


def create_index(directory: Path) -> None:
    """An empty index."""
    whoosh_index.FileIndex.create(FileStorage(str(directory)), SCHEMA)


def build_beside(
    storage: IndexStorage,
    documents: Iterable[SearchDocument],
    read_again: ReadAgain,
    cursor: Callable[[], int],
) -> int:
    """Build a new index in its own directory and switch to it; returns the number of documents.

    Writing goes on in the old index meanwhile; the keys it touches are read again at the end, while it waits.
    `cursor` reads how far the old index is.
    """
    with storage.rebuilding():
        with storage.writing(LOCK_WAIT):
            storage.start_noting()
        directory = storage.new_directory()
        try:
            began = cursor()
            count = _build(directory, documents, began)
            with storage.writing(LOCK_WAIT):
                touched = storage.noted()
                if touched or cursor() != began:
                    found = read_again(touched)
                    removed = tuple(key for key in touched if key not in found)
                    commit(directory, Batch.of(Changes(tuple(found.values()), removed), cursor()))
                storage.switch_to(directory)
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise
    return count


def _build(directory: Path, documents: Iterable[SearchDocument], cursor: int) -> int:
    create_index(directory)
    writer = _writer(open_index(directory), directory)
    seen: set[str] = set()
    try:
        for document in documents:
            if document.key not in seen:
                seen.add(document.key)
                writer.add_document(**to_record(document))
        writer.add_document(**meta_record(cursor))
    except BaseException:
        writer.cancel()
        raise
    _commit(writer)
    return len(seen)

"""Writing to the index: a batch of changes with its cursor in one transaction, and a whole new build beside the old."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from forum.search.documents import SearchDocument
from forum.search.engine import Changes, ReadAgain
from forum.search.postgres_engine import tables
from forum.search.postgres_engine.records import COLUMNS, Row
from forum.search.postgres_engine.store import Build, Connection, Store
from forum.search.postgres_engine.tables import VERSION

log = logging.getLogger(__name__)

LOCK_WAIT = 20.0


def apply(store: Store, changes: Changes, cursor: int) -> None:
    """Replace and remove documents and keep the highest cursor, all in one transaction."""
    rows = [
        Row.of(document) for document in changes.documents
    ]  # what is wrong with one shows before anything is written
    with store.writing(LOCK_WAIT) as connection:
        build = store.current(connection)
        if build.noting:
            keys = [*(row.document.key for row in rows), *changes.removed]
            store.run(
                connection,
                f"INSERT INTO {store.schema}.touched SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
                (keys,),
            )
        _replace(store, connection, build, rows, changes.removed, cursor)


def _replace(
    store: Store, connection: Connection, build: Build, rows: Sequence[Row], removed: Collection[str], cursor: int
) -> None:
    rows = list({row.document.key: row for row in rows}.values())
    keys = [*(row.document.key for row in rows), *removed]
    lexemes: Counter[str] = Counter()
    words: Counter[str] = Counter()
    documents = length = 0
    went = store.run(
        connection,
        f"DELETE FROM {build.name}_document WHERE key = ANY(%s) RETURNING tsvector_to_array(lexemes), words, length",
        (keys,),
    ).fetchall()
    for old_lexemes, old_words, old_length in went:
        lexemes.subtract(old_lexemes)
        words.subtract(old_words)
        documents, length = documents - 1, length - old_length
    _insert(store, connection, build.name, rows)
    for row in rows:
        lexemes.update(row.found_by)
        words.update(row.words)
        documents, length = documents + 1, length + row.length
    taken_out = any(count < 0 for count in words.values())
    _count(store, connection, f"{build.name}_lexeme", "lexeme", lexemes)
    _count(store, connection, f"{build.name}_word", "word", words)
    store.run(
        connection,
        f"UPDATE {store.schema}.state SET cursor = greatest(cursor, %s), documents = documents + %s,"
        " total_length = total_length + %s, removals = removals + %s, changes = changes + 1",
        (cursor, documents, length, int(taken_out)),
    )


def _insert(store: Store, connection: Connection, build: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    numbers = _audiences(store, connection, build, {row.document.audience for row in rows})
    places = ", ".join("%s::tsvector" if column == "lexemes" else "%s" for column in COLUMNS)
    statement = f"INSERT INTO {build}_document ({', '.join(COLUMNS)}) VALUES ({places})"
    for row in rows:
        store.run(connection, statement, row.values(numbers[row.document.audience]))


def _audiences(
    store: Store, connection: Connection, build: str, audiences: Collection[frozenset[str]]
) -> dict[frozenset[str], int]:
    """The number of each audience; there are few, so a reader's are looked up once and not in every document."""
    for audience in audiences:
        store.run(
            connection,
            f"INSERT INTO {build}_audience (tokens) SELECT %s::text[] WHERE NOT EXISTS"
            f" (SELECT FROM {build}_audience WHERE tokens = %s::text[])",
            (sorted(audience), sorted(audience)),
        )
    found = store.run(connection, f"SELECT id, tokens FROM {build}_audience").fetchall()
    return {frozenset(tokens): number for number, tokens in found}


def _count(store: Store, connection: Connection, table: str, column: str, changes: Counter[str]) -> None:
    """Add to the number of documents of words; a word that none holds any more is gone at once."""
    changed = {word: count for word, count in changes.items() if count}
    if not changed:
        return
    store.run(
        connection,
        f"INSERT INTO {table} AS old SELECT * FROM unnest(%s::text[], %s::integer[])"
        f" ON CONFLICT ({column}) DO UPDATE SET documents = old.documents + excluded.documents",
        (list(changed), list(changed.values())),
    )
    fewer = [word for word, count in changed.items() if count < 0]
    if fewer:
        store.run(connection, f"DELETE FROM {table} WHERE {column} = ANY(%s) AND documents <= 0", (fewer,))


def rebuild(store: Store, documents: Iterable[SearchDocument], read_again: ReadAgain) -> int:
    """Build a new index beside the one in use and switch to it; returns the number of documents.

    Writing goes on in the old one meanwhile; the keys it touches are read again at the end, while it waits. The build
    before stays until the next, for who is still reading it.
    """
    with store.rebuilding() as connection:
        store.run(connection, tables.general(store.schema))
        with store.writing(LOCK_WAIT) as writer:
            store.run(writer, f"UPDATE {store.schema}.state SET noting = true")
            store.run(writer, f"DELETE FROM {store.schema}.touched")
        build = store.new_build(connection)
        try:
            count, length = _fill(store, connection, build, documents)
            store.run(connection, tables.filled(build))
            before = _switch(store, build, count, length, read_again)
        except BaseException:
            connection.execute(tables.dropped(build))
            raise
        store.drop_all_but(connection, build, before)
    return count


def _fill(store: Store, connection: Connection, build: str, documents: Iterable[SearchDocument]) -> tuple[int, int]:
    """Number of documents and of all their terms together."""
    seen: set[str] = set()
    length = 0
    numbers: dict[frozenset[str], int] = {}
    columns = ", ".join(COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {build}_document ({columns}) FROM STDIN") as copy,
    ):
        for document in documents:
            if document.key not in seen:
                seen.add(document.key)
                row = Row.of(document)
                length += row.length
                copy.write_row(row.values(numbers.setdefault(document.audience, len(numbers) + 1)))
    for audience in numbers:  # in this order the identities are the numbers given above
        store.run(connection, f"INSERT INTO {build}_audience (tokens) VALUES (%s)", (sorted(audience),))
    return len(seen), length


def _switch(store: Store, build: str, count: int, length: int, read_again: ReadAgain) -> str:
    """Put the new build in use with what was written meanwhile; returns the one before, "" when there was none."""
    name = build.rpartition(".")[2]
    with store.writing(LOCK_WAIT) as writer:
        before, cursor = store.run(writer, f"SELECT build, cursor FROM {store.schema}.state").fetchone()  # type: ignore[misc]
        touched = [key for (key,) in store.run(writer, f"SELECT key FROM {store.schema}.touched").fetchall()]
        store.run(
            writer,
            f"UPDATE {store.schema}.state SET build = %s, version = %s, documents = %s, total_length = %s,"
            " removals = 0, changes = 0, noting = false",
            (name, VERSION, count, length),
        )
        store.run(writer, f"DELETE FROM {store.schema}.touched")
        if touched:
            found = read_again(touched)
            rows = [Row.of(document) for document in found.values()]
            removed = [key for key in touched if key not in found]
            _replace(store, writer, store.current(writer), rows, removed, cursor)
    return f"{store.schema}.{before}" if before else ""

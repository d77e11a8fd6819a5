"""SQLite FTS5 on the same texts, without our analysis: what a database does with the same question."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from forum.bench.search.corpus import READABLE_SPACES
from forum.search.documents import SearchDocument

_TABLES = """
CREATE TABLE document (id INTEGER PRIMARY KEY, key TEXT UNIQUE, root TEXT, kind TEXT, container TEXT, space INTEGER);
CREATE VIRTUAL TABLE text USING fts5(title, labels, body, content='', prefix='3 4');
"""
_FOUND = """
WITH found AS MATERIALIZED (
    SELECT root, kind, container, {rank} AS score FROM text JOIN document ON id = text.rowid
    WHERE text MATCH :query AND space < :spaces
)
SELECT 'total', '', count(DISTINCT root) FROM found
UNION ALL SELECT * FROM (SELECT 'hit', root, min(score) FROM found GROUP BY root ORDER BY 3 LIMIT 10)
UNION ALL SELECT 'kind', kind, count(DISTINCT root) FROM found GROUP BY kind
UNION ALL SELECT 'container', container, count(DISTINCT root) FROM found GROUP BY container
"""


class Fts5:
    """An index in one file."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "fts5.sqlite"
        self._connection = sqlite3.connect(self.file)

    def rebuild(self, documents: Iterable[SearchDocument]) -> None:
        """Fill it."""
        self._connection.executescript("PRAGMA journal_mode=WAL;" + _TABLES)
        for document in documents:
            self.put(document)
        self._connection.commit()

    def put(self, document: SearchDocument) -> None:
        """One more document."""
        number = int(document.key.partition(":")[2])
        space = int(document.container.partition(":")[2])
        self._connection.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)",
            (number, document.key, document.root, document.kind, document.container, space),
        )
        self._connection.execute(
            "INSERT INTO text (rowid, title, labels, body) VALUES (?, ?, ?, ?)",
            (number, document.title, " ".join(document.labels), document.body),
        )

    def commit(self, document: SearchDocument) -> None:
        """One document in a transaction of its own."""
        self.put(document)
        self._connection.commit()

    def ask(self, typed: str) -> None:
        """Hits, exact total and two facets for the reader of the corpus."""
        words = typed.replace("*", "").replace('"', "").split()
        if typed.startswith('"'):
            query = '"' + " ".join(words) + '"'
        else:
            query = " OR ".join(f'"{word}"' for word in words) + ("*" if typed.endswith("*") else "")
        sql = _FOUND.format(rank="bm25(text, 3, 2, 1)")
        self._connection.execute(sql, {"query": query, "spaces": READABLE_SPACES}).fetchall()

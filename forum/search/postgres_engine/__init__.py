"""The search engine inside PostgreSQL: prepared lexemes in a `tsvector`, and a BM25 of our own over them.

tables     one set of tables for each build of the index, in a schema of their own
store      connections, locks, and which build is in use
records    from search document to row
writing    a batch of changes, and a whole new index
statement  from plan to SQL
searching  one search: which documents are ranked and counted
engine     the `SearchEngine` (docs/adr/0022-search-in-postgresql.md)
"""

from forum.search.postgres_engine.engine import PostgresEngine

__all__ = ["PostgresEngine"]

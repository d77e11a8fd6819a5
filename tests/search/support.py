"""Documents and readers for the tests of search."""

from datetime import UTC, datetime
from typing import Any

from forum.search.documents import SearchDocument

STAFF = frozenset({"public", "network"})
SOME_DAY = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def document(number: int, body: str = "", title: str = "", **changes: Any) -> SearchDocument:
    """A document everybody in the network may read; any field can be given."""
    fields: dict[str, Any] = {
        "key": f"post:{number}",
        "root": f"thread:{number}",
        "kind": "question",
        "audience": frozenset({"network"}),
        "title": title,
        "body": body,
        "created_at": SOME_DAY,
        "changed_at": SOME_DAY,
        "container": "space:1",
    }
    return SearchDocument(**(fields | changes))


def keys(results: Any) -> list[str]:
    """The keys of the hits, in order."""
    return [hit.key for hit in results.hits]

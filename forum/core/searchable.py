"""Telling the search index that something changed, for features that stand below the search package."""

from collections.abc import Iterable

from forum.core import outbox

CHANNEL = "search"
AUTHOR = "author"


def enqueue(kind: str, number: int) -> None:
    """Have one document indexed again (or taken out) once the current transaction is committed."""
    outbox.enqueue(CHANNEL, f"{kind}:{number}")


def enqueue_many(kind: str, numbers: Iterable[int]) -> None:
    """The same for many documents at once: a thread that was solved, a space with another audience."""
    outbox.enqueue_many(CHANNEL, (f"{kind}:{number}" for number in numbers))


def enqueue_authors(member_ids: Iterable[int]) -> None:
    """Have everything these members wrote indexed again: they work in another library now."""
    enqueue_many(AUTHOR, member_ids)

"""Seek (keyset) paging: a page is found by where the last one ended, never by counting rows.

The cost of any page is the same, whatever the length of the list.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MAX_CURSOR = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a list with the cursors of its neighbours (``None`` where there is none)."""

    items: Sequence[T]
    next_cursor: str | None = None
    previous_cursor: str | None = None

    def __bool__(self) -> bool:
        return bool(self.items)


def cut(
    rows: Sequence[T],
    limit: int,
    key: Callable[[T], tuple[Any, ...]],
    *,
    after: tuple[Any, ...] | None,
    backwards: bool = False,
) -> Page[T]:
    """Make a page of at most ``limit`` from ``limit + 1`` fetched rows.

    ``backwards`` says that the rows were fetched in reverse order, from a "previous" cursor.
    """
    more = len(rows) > limit
    items = list(rows[:limit])
    if backwards:
        items.reverse()
    if not items:
        return Page(())
    has_next = bool(after) if backwards else more
    has_previous = more if backwards else after is not None
    return Page(
        items,
        encode_cursor(key(items[-1])) if has_next else None,
        encode_cursor(key(items[0])) if has_previous else None,
    )


@lru_cache(maxsize=1024, typed=True)
def encode_cursor(values: tuple[Any, ...]) -> str:
    """Cursor values (text, numbers, datetimes) as one address-safe word."""
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(text: str | None, *types: type) -> tuple[Any, ...] | None:
    """The values of a cursor, or ``None`` for a missing or tampered one: then the list starts at its beginning."""
    if not text or len(text) > MAX_CURSOR:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        values = tuple(datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value for value in plain)
    except (ValueError, TypeError, KeyError, binascii.Error):
        return None
    if len(values) != len(types) or not all(_fits(v, t) for v, t in zip(values, types, strict=True)):
        return None
    return values


def _fits(value: Any, expected: type) -> bool:
    """Whether a value from an address is one the databases can compare with."""
    if not isinstance(value, expected) or isinstance(value, bool):
        return False
    if isinstance(value, datetime):
        return value.tzinfo is not None
    if isinstance(value, int):
        return 0 <= value < 2**31
    return "\x00" not in str(value)

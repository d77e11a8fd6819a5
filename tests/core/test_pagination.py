"""Cursors: what goes in comes out, and what was tampered with starts the list at its beginning."""

import base64
import json
from datetime import UTC, datetime

import pytest

from forum.core.pagination import cut, decode_cursor, encode_cursor

MOMENT = datetime(2026, 11, 22, 10, 30, 15, 123456, tzinfo=UTC)


def raw(values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_a_cursor_gives_back_its_values_to_the_microsecond():
    assert decode_cursor(encode_cursor((MOMENT, 12, "Zoë")), datetime, int, str) == (MOMENT, 12, "Zoë")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "!!!",
        "a" * 600,
        raw([1]),
        raw(["x", 1]),
        raw([{"t": "yesterday"}, 1]),
        raw([{"t": "2026-11-22T10:00:00"}, 1]),
        raw([{}, 1]),
        raw([{"t": MOMENT.isoformat()}, 2**40]),
        raw([{"t": MOMENT.isoformat()}, True]),
        raw({"a": 1}),
        raw(None),
    ],
)
def test_anything_else_is_no_cursor(text):
    assert decode_cursor(text, datetime, int) is None


def test_text_with_a_nul_character_is_no_cursor():
    assert decode_cursor(raw(["a\x00b"]), str) is None


def test_a_page_knows_its_neighbours():
    page = cut([1, 2, 3], 2, lambda row: (row,), after=None)
    assert (list(page.items), page.previous_cursor) == ([1, 2], None)
    assert decode_cursor(page.next_cursor, int) == (2,)
    back = cut([3, 2, 1], 2, lambda row: (row,), after=(4,), backwards=True)
    assert list(back.items) == [2, 3]
    assert back.next_cursor
    assert back.previous_cursor

"""Characters nobody sees, or that turn a line around, are taken out; the rest stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text import one_line, render
from forum.core.text.normalise import clean

KEPT = [
    "👨\u200d👩\u200d👧",
    "👩🏽\u200d🚒",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "می\u200cخواهم",
    "ẞ ñ 漢字",
    "a\tb\nc",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_belongs_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb\u2066c\u2069d", "abcd"),
        ("a\u200bb\ufeffc\u2060d\u00ade", "abcde"),
        ("a\u200db", "ab"),
        ("a\x00b\x1bc\x85d", "abcd"),
        ("e\u0301", "é"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\ud800b", "ab"),
        ("a\U000e0041b", "ab"),
        ("x" + "\u0336" * 50, "x" + "\u0336" * 4),
        ("\u200d😀\u200d", "😀"),
    ],
)
def test_what_does_not_belong_goes(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_entities_are_no_way_around() -> None:
    rendered = render('a&#x202E;b&#8203;c [x](/y "t&#x202E;u")')
    assert "abc" in rendered.html
    assert "\u202e" not in rendered.html + rendered.plain


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("  a \t\n b\u00a0\u3000c ", "a b c"),
        ("a\u200e\u202eb", "ab"),
        ("\u200b \u200f", ""),
        ("Cafe\u0301", "Café"),
    ],
)
def test_titles_are_one_line(title: str, expected: str) -> None:
    assert one_line(title) == expected


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)

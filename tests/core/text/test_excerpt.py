"""Short pieces of text end at words and show the place that matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text import excerpt

LONG = (
    "De uitleenbalie sluit om zes uur. " * 10 + "Wie een boek zoekt, vraagt de catalogus. " + "Daarna niets meer. " * 20
)


def test_a_short_text_stays_and_goes_on_one_line() -> None:
    assert excerpt("a\n\nb  c") == "a b c"


def test_a_long_text_is_cut_between_words() -> None:
    piece = excerpt(LONG, 50)
    assert piece == "De uitleenbalie sluit om zes uur. De uitleenbalie …"


@pytest.mark.parametrize("around", ["catalogus", "CATALOGUS", "nergens catalogus"])
def test_around_a_word(around: str) -> None:
    piece = excerpt(LONG, 80, around=around)
    assert "catalogus" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) <= 84


def test_around_what_is_not_there_starts_at_the_beginning() -> None:
    assert excerpt(LONG, 50, around="fiets").startswith("De uitleenbalie")


@given(st.text(max_size=300), st.integers(10, 100), st.text(max_size=10))
def test_never_longer_than_asked(text: str, length: int, around: str) -> None:
    assert len(excerpt(text, length, around)) <= length + 4

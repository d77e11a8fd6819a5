"""Passages and marks are safe and to the point."""

import time

from forum.search.query import parse
from forum.search.snippets import LENGTH, Highlighter


def highlighter(text: str) -> Highlighter:
    return Highlighter(parse(text))


def test_every_form_of_a_word_is_marked() -> None:
    marked = highlighter("boek lenen").mark("De boekjes zijn geleend")
    assert marked == "De <mark>boekjes</mark> zijn <mark>geleend</mark>"


def test_text_is_escaped_around_and_inside_marks() -> None:
    marked = highlighter("script").mark("<script>alert('x')</script> & <b>")
    assert "<script>" not in marked
    assert "&lt;<mark>script</mark>&gt;" in marked


def test_the_passage_with_most_words_is_shown() -> None:
    text = "Een balie. " + "vulling " * 100 + "Hier is de balie stuk en de scanner ook. " + "vulling " * 100
    snippet = highlighter("balie stuk scanner").snippet(text)
    assert "<mark>balie</mark> <mark>stuk</mark> en de <mark>scanner</mark>" in snippet.replace("is ", "")
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")


def test_without_a_match_the_beginning_is_shown() -> None:
    assert highlighter("niets").snippet("Het begin van de tekst. " * 50).startswith("Het begin")


def test_length_is_bounded_whatever_the_text() -> None:
    for text in ("a" * 50_000, "a " * 20_000, "\n" * 1_000, "", "é" * 300 + " x"):
        assert len(highlighter("a x").snippet(text).striptags()) <= LENGTH + 4


def test_prefix_phrase_and_stop_words_are_marked() -> None:
    assert highlighter("bibl*").mark("bibliotheek") == "<mark>bibliotheek</mark>"
    assert highlighter('"rode kaart"').mark("rode kaart") == "<mark>rode</mark> <mark>kaart</mark>"
    assert highlighter("hoe").mark("Hoe dan") == "<mark>Hoe</mark> dan"


def test_a_passage_of_a_file_is_found_by_the_end_of_a_compound_too() -> None:
    text = "vulling " * 900 + "Tien stuks uitlenen en innemen met een testkaart. " + "vulling " * 900
    passage = highlighter("kaart").find(text)
    assert passage is not None and "met een <mark>testkaart</mark>." in passage
    nearer = highlighter("kaart").find(f"Een testkaart. {text} De kaartlezer.")
    assert nearer is not None and "<mark>kaartlezer</mark>" in nearer
    assert highlighter("kaart").find("skaarten " * 900) is None


def test_looking_through_a_file_is_bounded_whatever_stands_in_it() -> None:
    began = time.process_time()
    for text in ("kaart" * 40_000, "xkaar " * 40_000, "a" * 400_000):
        highlighter("kaart").find(text)
    assert time.process_time() - began < 2

"""Differences between two texts: to the word, readable, and bounded in time."""

import random
import time

import pytest

from forum.core.text import compare


def side(pieces, sign):
    """One of the texts, put together again from the pieces."""
    return "".join(text for mark, text in pieces if mark in (" ", sign))


def test_a_changed_word_is_marked_within_its_line():
    pieces = compare("Wij bewaren boeken zeven dagen.", "Wij bewaren boeken tien dagen.")
    assert pieces == [(" ", "Wij bewaren boeken "), ("-", "zeven"), ("+", "tien"), (" ", " dagen.")]


def test_two_changes_with_only_a_space_between_are_one():
    pieces = compare("Bel de balie voor twaalf uur.", "Bel het onthaal voor twaalf uur.")
    assert pieces == [(" ", "Bel "), ("-", "de balie"), ("+", "het onthaal"), (" ", " voor twaalf uur.")]


def test_a_text_that_was_written_anew_is_not_woven_through_the_old():
    assert compare("Dat weet ik niet.", "Vraag het aan de leverancier.") == [
        ("-", "Dat weet ik niet."),
        ("+", "Vraag het aan de leverancier."),
    ]


def test_unchanged_lines_far_from_a_change_are_left_out():
    before = "\n".join(f"regel {number}" for number in range(1, 21))
    pieces = compare(before, before.replace("regel 10\n", "regel 10, beter\n"))
    assert pieces[0] == ("…", "7")
    assert pieces[-1] == ("…", "8")
    assert ("+", ", beter") in pieces
    assert side(compare(before, before + "!", context=None), "-") == before


@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("a", "a"), ("", "nieuw"), ("weg", ""), ("a\n", "a"), ("\n\n", "\n")]
)
def test_small_texts(before, after):
    pieces = compare(before, after)
    assert (side(pieces, "-"), side(pieces, "+")) == (before, after)


def test_nothing_gets_lost_or_made_up():
    """Both texts can be put together again from the pieces, whatever was done to them."""
    chance = random.Random(3)
    words = ["boek", "de", "balie", "lener", ".", ",", "\n", "\n\n", "is", "ééntje", "😀", "een", "?"]
    for _ in range(300):
        before = [chance.choice(words) for _ in range(chance.randrange(80))]
        after = [word for word in before if chance.random() > 0.15]
        for _ in range(chance.randrange(6)):
            after.insert(chance.randrange(len(after) + 1), chance.choice(words))
        old, new = " ".join(before), " ".join(after)
        pieces = compare(old, new, context=None)
        assert (side(pieces, "-"), side(pieces, "+")) == (old, new)
        assert all(text for _, text in pieces)


@pytest.mark.parametrize(
    "make",
    [
        lambda chance: "".join(chance.choice("ab\n ") for _ in range(30_000)),
        lambda chance: "\n" * chance.randrange(20_000, 30_000),
        lambda chance: " ".join(chance.choice("ab") for _ in range(15_000)),
        lambda chance: " ".join(f"woord{chance.randrange(300)}" for _ in range(4_000)),
        lambda chance: "\n".join(chance.choice(("a", "b", "c")) for _ in range(1_000)),
        lambda chance: "Een zin. " * chance.randrange(2_000, 3_000),
    ],
)
def test_the_longest_texts_take_no_time(make):
    chance = random.Random(1)
    before, after = make(chance), make(chance)
    started = time.perf_counter()
    pieces = compare(before, after, context=None)
    assert time.perf_counter() - started < 1
    assert (side(pieces, "-"), side(pieces, "+")) == (before, after)

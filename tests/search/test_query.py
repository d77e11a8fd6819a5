"""Whatever people type is a query."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.search.query import MOST_WORDS, Query, look_up_filters, parse

PIECES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ['"', "-", "*", "in:", "soort:vraag", "opgelost:ja", "((", "\0", " AND ", "boek*", '-"', "'", "“"]
        ),
    ),
    max_size=30,
).map("".join)


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_parsing_never_fails_and_stays_within_bounds(text: str) -> None:
    query = parse(text)
    count = len(query.words) + sum(map(len, query.phrases)) + len(query.excluded) + bool(query.prefix)
    count += sum(map(len, query.excluded_phrases))
    assert count <= MOST_WORDS


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("Boeken  lenen", Query(words=("boeken", "lenen"))),
        ('"rode kaart" scannen', Query(words=("scannen",), phrases=(("rode", "kaart"),))),
        ("“rode kaart”", Query(phrases=(("rode", "kaart"),))),
        ("fiets -elektrisch", Query(words=("fiets",), excluded=("elektrisch",))),
        ('-"rode kaart" x', Query(words=("x",), excluded_phrases=(("rode", "kaart"),))),
        ("rode bibl*", Query(words=("rode",), prefix="bibl")),
        ("bi*", Query(words=("bi",))),
        ("bibl* rood", Query(words=("bibl", "rood"))),
        ("in:balie soort:vraag", Query(containers=frozenset({"balie"}), kinds=frozenset({"vraag"}))),
        ("opgelost:ja", Query(solved=True)),
        ("solved:no x", Query(words=("x",), solved=False)),
        ("opgelost:misschien", Query(words=("opgelost", "misschien"))),
        ('"open', Query(words=("open",))),
        ("e-mail", Query(words=("e-mail",))),
        ("--", Query()),
        ("((", Query()),
        ("\0", Query()),
    ],
)
def test_what_is_understood(text: str, query: Query) -> None:
    assert parse(text) == query


def test_a_word_typed_before_the_last_is_no_prefix() -> None:
    assert parse("bibl* rood").prefix == ""


def test_filters_nobody_knows_become_words() -> None:
    query = look_up_filters(parse("x in:balie in:maan"), {"balie": "space:1"}.get, lambda _: None)
    assert (query.words, query.containers) == (("x", "maan"), frozenset({"space:1"}))


def test_long_input_is_cut() -> None:
    assert len(parse("woord " * 10_000).words) == MOST_WORDS
    assert len(parse("a" * 10_000).words[0]) <= 60

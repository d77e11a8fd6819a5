"""Whatever people type is a query."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.search.query import MOST_FILTERS, MOST_WORDS, Filter, Query, as_plain_text, parse, strip_filters

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
        (
            "in:balie Soort:Vraag",
            Query(filters=(Filter("container", "in", "balie"), Filter("kind", "soort", "vraag"))),
        ),
        ('in:"rode kaart" x', Query(words=("x",), filters=(Filter("container", "in", "rode kaart"),))),
        ('-door:"An  Peeters"', Query(filters=(Filter("author", "door", "an peeters", negative=True),))),
        ("-soort:vraag", Query(filters=(Filter("kind", "soort", "vraag", negative=True),))),
        ("solved:no x", Query(words=("x",), filters=(Filter("solved", "solved", "no"),))),
        ("in: balie", Query(words=("in", "balie"))),
        ('in:"" x', Query(words=("in", "x"))),
        ("onderwerp:rfid", Query(words=("onderwerp", "rfid"))),
        ('titel:"rode kaart"', Query(words=("titel",), phrases=(("rode", "kaart"),))),
        ("https://bib.be/in:x", Query(words=("https", "bib", "be", "in", "x"))),
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


@pytest.mark.parametrize(
    ("text", "without", "question"),
    [
        ("balie in:collectie kapot", "balie kapot", "balie kapot"),
        ('In:"Collectie en catalogus" balie', "balie", "balie"),
        ('"rode kaart" -boete door:an bibl*', '"rode kaart" -boete bibl*', "rode kaart bibl"),
        ("http://x.be in:", "http://x.be in:", "http://x.be in:"),
    ],
)
def test_a_query_without_its_operators(text: str, without: str, question: str) -> None:
    assert strip_filters(text) == without
    assert as_plain_text(text) == question


def test_one_operator_is_taken_out() -> None:
    text = 'balie in:collectie In:"rode loper" soort:vraag'
    assert strip_filters(text, [Filter("container", "in", "rode loper")]) == "balie in:collectie soort:vraag"


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_taking_operators_out_never_fails(text: str) -> None:
    for one in parse(text).filters:
        strip_filters(text, [one])
    as_plain_text(text)


def test_more_operators_than_anybody_needs_are_words() -> None:
    query = parse(" ".join(f"in:r{number}" for number in range(40)))
    assert len(query.filters) == MOST_FILTERS
    assert len(query.words) == MOST_WORDS


def test_long_input_is_cut() -> None:
    assert len(parse("woord " * 10_000).words) == MOST_WORDS
    assert len(parse("a" * 10_000).words[0]) <= 60

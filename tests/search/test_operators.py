"""What operators mean for a reader, and how days are read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts.anonymous import get_anonymous_colleague_id
from forum.search.choices import Choices
from forum.search.dates import first_day
from forum.search.engine import Narrowing
from forum.search.operators import look_up
from forum.search.query import parse
from tests.factories import actor, make_library, make_member, make_space

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025", "2025-01-01"),
        ("2025-03", "2025-03-01"),
        ("2025-3-9", "2025-03-09"),
        ("2025/03/09", "2025-03-09"),
        ("9-3-2025", "2025-03-09"),
        ("09/03/2025", "2025-03-09"),
        ("3/2025", "2025-03-01"),
        ("maart 2025", "2025-03-01"),
        ("9 maart 2025", "2025-03-09"),
        ("maart-2025", "2025-03-01"),
        ("maart", "2026-03-01"),
        ("december", "2025-12-01"),
        ("vandaag", "2026-11-25"),
        ("yesterday", "2026-11-24"),
        ("deze week", "2026-11-23"),
        ("vorige-week", "2026-11-16"),
        ("vorige maand", "2026-10-01"),
        ("last_year", "2025-01-01"),
        ("dit jaar", "2026-01-01"),
        ("10 dagen", "2026-11-15"),
        ("3m", "2026-08-25"),
    ],
)
def test_days_people_type(typed: str, day: str) -> None:
    assert first_day(typed, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed", ["", "kinderen", "31-2-2025", "2025-13", "0000", "9999 jaar", "1-1-99999", "٣", "mei mei"]
)
def test_what_is_no_day(typed: str) -> None:
    assert first_day(typed, TODAY) is None


@given(st.text(max_size=30))
def test_reading_a_day_never_fails(typed: str) -> None:
    first_day(typed, TODAY)


def read(reader: Any, text: str) -> Any:
    who = actor(reader)
    return look_up(parse(text), Choices.of(who))


def test_operators_in_dutch_and_english_narrow(db_session: Any) -> None:
    library = make_library(short_name="Bib Lokeren")
    author = make_member(display_name="Zoë D'Hondt", library=library)
    space = make_space(title="Collectie en catalogus")
    db_session.flush()
    for text in (
        f'in:{space.slug} soort:question opgelost:nee door:"zoë d\'hondt" bib:lokeren na:2025-03 voor:2026 balie',
        f'space:"collectie en" kind:question solved:no by:{author.handle} library:"Bib Lokeren" after:3/2025 '
        "before:2026-1-1 balie",
    ):
        reading = read(author, text)
        assert reading.query == parse("balie")
        assert reading.narrowing == Narrowing(
            kinds=frozenset({"question"}),
            containers=frozenset({f"space:{space.id}"}),
            authors=frozenset({f"member:{author.id}"}),
            libraries=frozenset({f"library:{library.id}"}),
            states=frozenset({"unsolved"}),
            after=datetime(2025, 2, 28, 23, tzinfo=UTC),
            before=datetime(2025, 12, 31, 23, tzinfo=UTC),
        )


def test_minus_before_an_operator_takes_out(db_session: Any) -> None:
    reader = make_member()
    reading = read(reader, "-soort:question -is:opgelost -door:ik -na:2025 balie")
    assert reading.narrowing.excluded == {
        ("kind", "question"),
        ("state", "solved"),
        ("author", f"member:{reader.id}"),
    }
    assert reading.narrowing.before == datetime(2024, 12, 31, 23, tzinfo=UTC)


def test_what_means_nothing_is_plain_words(db_session: Any) -> None:
    reader = make_member()
    reading = read(reader, "opgelost:misschien in:maan na:kinderen -in:zee door:* bib:nergens")
    assert reading.narrowing == Narrowing()
    assert set(reading.query.words) >= {"misschien", "maan", "kinderen", "nergens"}
    assert reading.query.excluded == ("zee",)


def test_a_name_more_than_one_bears_is_plain_words(db_session: Any) -> None:
    reader = make_member(display_name="An Peeters")
    make_member(display_name="Els Maes"), make_member(display_name="Els Peeters")
    assert read(reader, "door:els").query.words == ("door", "els")
    assert read(reader, "door:maes").narrowing.authors
    assert read(reader, "door:an").narrowing.authors == {f"member:{reader.id}"}


def test_a_space_nobody_of_yours_may_see_is_like_none(db_session: Any) -> None:
    library = make_library()
    secret = make_space(title="Directieberaad", audience=f"library:{library.id}")
    insider, outsider = make_member(library=library), make_member()
    for typed in (secret.slug, '"directieberaad"', "direct"):
        assert read(insider, f"in:{typed}").narrowing.containers == {f"space:{secret.id}"}
        assert read(outsider, f"in:{typed}").narrowing == Narrowing()


def test_nobody_is_looked_up_behind_the_anonymous_colleague(db_session: Any) -> None:
    reader = make_member(display_name="An Peeters")
    get_anonymous_colleague_id()
    for typed in ("anoniem", '"anonieme collega"', "anonymous", '"anonymous colleague"', "colleague"):
        assert read(reader, f"door:{typed}").narrowing == Narrowing()

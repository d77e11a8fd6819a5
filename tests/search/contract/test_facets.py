"""Every engine: filters, and how many each of their values would leave."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from forum.search.engine import Changes, Narrowing, Period
from forum.search.query import parse
from tests.search.support import SOME_DAY, STAFF, document, keys

Make = Callable[..., Any]


def test_facets_count_without_their_own_filter(make: Make) -> None:
    engine = make(
        [
            document(1, "balie"),
            document(2, "balie", kind="discussion"),
            document(3, "balie", container="space:2"),
        ]
    )
    questions = Narrowing(kinds=frozenset({"question"}))
    results = engine.search(parse("balie"), STAFF, questions)
    assert (results.total, dict(results.facets["kind"])) == (2, {"question": 2, "discussion": 1})
    assert dict(results.facets["container"]) == {"space:1": 1, "space:2": 1}
    assert engine.search(parse("balie"), STAFF, replace(questions, containers=frozenset({"space:2"}))).total == 1


def test_filters_without_words_list_newest_first(make: Make) -> None:
    engine = make([document(1, "a"), document(2, "b", created_at=SOME_DAY + timedelta(days=1))])
    assert keys(engine.search(parse(""), STAFF, Narrowing(containers=frozenset({"space:1"})))) == [
        "post:2",
        "post:1",
    ]


def test_states_are_a_filter(make: Make) -> None:
    engine = make(
        [
            document(1, "balie", states=frozenset({"solved"})),
            document(2, "balie", states=frozenset({"unsolved", "unanswered"})),
            document(3, "balie", kind="announcement"),
        ]
    )

    def found(*states: str) -> list[str]:
        return sorted(keys(engine.search(parse("balie"), STAFF, Narrowing(states=frozenset(states)))))

    assert found("solved") == ["post:1"]
    assert found("unsolved") == found("unanswered") == ["post:2"]
    assert found("solved", "unanswered") == ["post:1", "post:2"]


def test_authors_libraries_and_times_are_filters(make: Make) -> None:
    day = timedelta(days=1)
    engine = make(
        [
            document(1, "balie", author="member:1", library="library:1"),
            document(2, "balie", author="member:2", library="library:1", created_at=SOME_DAY + day),
            document(3, "balie", created_at=SOME_DAY + 2 * day),
        ]
    )

    def found(**wanted: Any) -> list[str]:
        return sorted(keys(engine.search(parse("balie"), STAFF, Narrowing(**wanted))))

    assert found(authors=frozenset({"member:1", "member:2"})) == ["post:1", "post:2"]
    assert found(libraries=frozenset({"library:1"}), excluded=frozenset({("author", "member:1")})) == ["post:2"]
    assert found(after=SOME_DAY + day) == ["post:2", "post:3"]
    assert found(before=SOME_DAY + day) == ["post:1"]
    assert found(after=SOME_DAY + day, before=SOME_DAY + 2 * day) == ["post:2"]
    assert found(authors=frozenset({""})) == []


class TestFacets:
    """Every number is what choosing that value would give."""

    FIELDS: ClassVar[dict[str, str]] = {
        "kind": "kinds",
        "container": "containers",
        "author": "authors",
        "library": "libraries",
        "state": "states",
    }

    def test_numbers_are_totals_whatever_else_is_chosen(self, make: Make) -> None:
        dice = random.Random(4)

        def some(number: int) -> Any:
            states = dice.choice([set(), {"solved"}, {"solved", "accepted"}, {"unsolved", "unanswered"}])
            return document(
                number,
                dice.choice(["balie", "balie kast", "kast"]),
                root=f"thread:{dice.randrange(60)}",
                kind=dice.choice(["question", "discussion"]),
                container=f"space:{dice.randrange(3)}",
                author=f"member:{dice.randrange(4)}",
                library=f"library:{dice.randrange(3)}",
                states=frozenset(states),
                audience=frozenset({dice.choice(["network", "library:1"])}),
                created_at=SOME_DAY + timedelta(days=number),
            )

        engine = make(some(number) for number in range(150))
        for first in (150, 180, 210):  # further segments, which share roots with the first
            engine.apply(Changes(tuple(some(number) for number in range(first - 5, first + 25))), first)
        periods = (Period("late", after=SOME_DAY + timedelta(days=100)), Period("early", before=SOME_DAY))
        for _ in range(25):
            chosen = Narrowing(
                kinds=frozenset(dice.choice([[], ["question"]])),
                authors=frozenset(dice.choice([[], ["member:1", "member:2"]])),
                states=frozenset(dice.choice([[], ["solved"]])),
                excluded=frozenset(dice.choice([[], [("container", "space:1")], [("state", "accepted")]])),
                after=dice.choice([None, SOME_DAY + timedelta(days=50)]),
                periods=periods,
            )
            query = parse(dice.choice(["balie", "balie kast", ""]))
            facets = engine.search(query, STAFF, chosen).facets
            for facet, field in self.FIELDS.items():
                others = frozenset(pair for pair in chosen.excluded if pair[0] != facet)
                for value in {*facets[facet], "question", "member:3", "library:2", "solved", "space:1"}:
                    alone = replace(chosen, excluded=others, **{field: frozenset({value})})
                    assert facets[facet].get(value, 0) == engine.search(query, STAFF, alone).total, (facet, value)
            late = replace(chosen, after=periods[0].after)
            assert facets["period"].get("late", 0) == engine.search(query, STAFF, late).total
            assert "early" not in facets["period"]

    def test_what_is_closed_to_the_reader_is_in_no_number(self, make: Make) -> None:
        closed = {"audience": frozenset({"library:9"}), "author": "member:9", "library": "library:9"}
        engine = make([document(1, "balie"), document(2, "balie", container="space:9", **closed)])
        seen = engine.search(parse("balie"), STAFF).facets
        assert seen == {"kind": {"question": 1}, "container": {"space:1": 1}, "author": {}, "library": {}, "state": {}}
        assert engine.search(parse("balie"), STAFF | {"library:9"}).facets["author"] == {"member:9": 1}

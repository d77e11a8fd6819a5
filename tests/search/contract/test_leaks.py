"""Every engine: the title of something private comes out by no door at all, before and after it was made private."""

from collections.abc import Callable
from typing import Any

import pytest

from forum.search.engine import Changes, Narrowing, Period
from forum.search.query import parse
from tests.search.support import SOME_DAY, STAFF, document

TITLES = [
    "Ontslagregeling Waterschoot",
    "Alarmcodewijziging kluisdeur",
    "Klachtenbemiddeling Verstraete",
    "Fusieonderhandelingen Dendermonde",
    "Loopbaanonderbreking Katrien",
]
PRIVATE = {
    "audience": frozenset({"library:7"}),
    "container": "space:66",
    "author": "member:66",
    "library": "library:66",
}
VALUES = {"space:66", "member:66", "library:66", "then"}
PERIODS = (Period("then", SOME_DAY, None),)


def doors(title: str) -> dict[str, Callable[[Any, Any], Any]]:
    """What can be asked about a title, each giving something empty when there is nothing to know."""
    first, second = title.lower().split()

    def search(typed: str, **narrowing: Any) -> Callable[[Any, Any], Any]:
        def ask(engine: Any, audience: Any) -> Any:
            found = engine.search(parse(typed), audience, Narrowing(periods=PERIODS, **narrowing), limit=50)
            # A facet leaves its own filter off, so that other places may be in it; the private one may not.
            counted = [value for counts in found.facets.values() for value in counts if value in VALUES]
            return [*found.hits, *counted, *([found.total] if found.total else [])]

        return ask

    return {
        "title": search(title),
        "one word": search(first),
        "phrase": search(f'"{title}"'),
        "beginning": search(first[:6] + "*"),
        "place": search("", containers=frozenset({"space:66"})),
        "author": search("", authors=frozenset({"member:66"})),
        "library": search("", libraries=frozenset({"library:66"})),
        "newest": search(title, newest_first=True),
        "completion": lambda engine, audience: engine.suggest(first[:5], audience),
        "spelling": lambda engine, audience: list(engine.correct(parse(first[:-2] + "x" + first[-1]), audience)),
        "spelling of the second": lambda engine, audience: list(engine.correct(parse(second[:-1] + "x"), audience)),
        "similar": lambda engine, audience: engine.similar(f"{title} {title}", audience),
    }


@pytest.mark.parametrize("tokens", [STAFF, frozenset({"library:1"}), frozenset(), STAFF | {"library:8", "member:66"}])
def test_nothing_private_comes_out_by_any_door(make: Callable[..., Any], tokens: frozenset[str]) -> None:
    public = [document(n, "een gewone vraag over boeken") for n in range(100, 110)]
    always = [document(n, "tekst", title, **PRIVATE) for n, title in enumerate(TITLES)]
    engine = make([*public, *always])
    opened = [document(n, "tekst", title, container="space:66") for n, title in enumerate(TITLES)]
    leaks = []
    for moment in ("private from the beginning", "made private", "removed"):
        if moment == "made private":
            engine.apply(Changes(tuple(opened)), 1)
            engine.apply(Changes(tuple(always)), 2)
        elif moment == "removed":
            engine.apply(Changes(tuple(opened)), 3)
            engine.apply(Changes((), tuple(one.key for one in opened)), 4)
        for title in TITLES:
            leaks += [(moment, title, door) for door, knock in doors(title).items() if knock(engine, tokens)]
    assert not leaks


def test_the_doors_are_open_for_who_may_read_it(make: Callable[..., Any]) -> None:
    engine = make([document(n, "tekst", title, **PRIVATE) for n, title in enumerate(TITLES)])
    spoken = {"completion", "spelling", "spelling of the second"}
    for title in TITLES:
        shut = {door for door, knock in doors(title).items() if not knock(engine, STAFF | {"library:7"})}
        assert shut == spoken

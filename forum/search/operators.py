"""What operators mean for one reader: names looked up among what they may see, dates read, the rest left as words.

A name that nothing answers to and a name of something this reader may not see are the same thing here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Protocol

from forum.core.local_time import moment_of, today
from forum.search.analysis.tokens import split_words
from forum.search.dates import first_day
from forum.search.engine import EVERYTHING, Narrowing
from forum.search.query import MOST_WORDS, Filter, Query

_YES = {"ja", "j", "yes", "y", "true", "1"}
_NO = {"nee", "neen", "n", "no", "false", "0"}
STATE_NAMES = {
    **dict.fromkeys(("solved", "opgelost"), "solved"),
    **dict.fromkeys(("unsolved", "open", "onopgelost", "niet opgelost", "niet-opgelost"), "unsolved"),
    **dict.fromkeys(("unanswered", "onbeantwoord", "zonder antwoord", "zonder-antwoord"), "unanswered"),
    **dict.fromkeys(("accepted", "aanvaard"), "accepted"),
    **dict.fromkeys(("duplicate", "dubbel", "eerder gevraagd"), "duplicate"),
}


class LookUp(Protocol):
    """Finds what a name stands for, for one reader; None when there is nothing, or more than one."""

    def find_kind(self, typed: str) -> str | None: ...
    def find_container(self, typed: str) -> str | None: ...
    def find_author(self, typed: str) -> str | None: ...
    def find_library(self, typed: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Understood:
    """One operator that means something: the facet, its value (a key, or a day), and whether it is taken out."""

    typed: Filter
    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A query whose operators have been looked up: words without them, what they narrow to, and which they were."""

    query: Query
    narrowing: Narrowing = EVERYTHING
    understood: tuple[Understood, ...] = ()


def look_up(query: Query, names: LookUp) -> Reading:
    """Look all operators of a query up. Those that mean nothing become the words they are made of."""
    understood: list[Understood] = []
    words, excluded = list(query.words), list(query.excluded)
    for one in query.filters:
        found = _look_up(one, names)
        if found is not None:
            understood.append(Understood(one, *found))
        elif one.negative:
            excluded.extend(split_words(one.value))
        else:
            words.extend(split_words(f"{one.word} {one.value}"))
    plain = replace(query, words=tuple(words[:MOST_WORDS]), excluded=tuple(excluded[:MOST_WORDS]), filters=())
    return Reading(plain, narrow(understood), tuple(understood))


def narrow(understood: Iterable[Understood]) -> Narrowing:
    """All operators together: of one facet any value will do, of dates the narrowest stretch counts."""
    chosen: dict[str, set[str]] = {facet: set() for facet in ("kind", "container", "author", "library", "state")}
    excluded: set[tuple[str, str]] = set()
    after: list[date] = []
    before: list[date] = []
    for one in understood:
        if one.facet in chosen:
            if one.typed.negative:
                excluded.add((one.facet, one.value))
            else:
                chosen[one.facet].add(one.value)
        else:
            (after if one.facet == "after" else before).append(date.fromisoformat(one.value))
    return Narrowing(
        kinds=frozenset(chosen["kind"]),
        containers=frozenset(chosen["container"]),
        authors=frozenset(chosen["author"]),
        libraries=frozenset(chosen["library"]),
        states=frozenset(chosen["state"]),
        excluded=frozenset(excluded),
        after=start_of(max(after)) if after else None,
        before=start_of(min(before)) if before else None,
    )


def start_of(day: date) -> datetime:
    """The moment a day begins here."""
    return moment_of(day, time())


def _look_up(one: Filter, names: LookUp) -> tuple[str, str] | None:
    """Facet and value, or None when it means nothing."""
    value = one.value
    if one.name in ("after", "before"):
        day = first_day(value, today())
        other = {"after": "before", "before": "after"}[one.name]
        return None if day is None else (other if one.negative else one.name, day.isoformat())
    if one.name == "solved":
        found = "solved" if value in _YES else "unsolved" if value in _NO else None
        return ("state", found) if found else None
    if one.name == "state":
        if found := STATE_NAMES.get(value):
            return "state", found
        return ("kind", found) if (found := names.find_kind(value)) else None
    found = {
        "kind": names.find_kind,
        "container": names.find_container,
        "author": names.find_author,
        "library": names.find_library,
    }[one.name](value)
    return (one.name, found) if found else None

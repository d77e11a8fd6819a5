"""The filters beside the results as they are shown: groups of links with counts, and what is active now.

Every link is the address of a whole search, so that it works without JavaScript and can be sent on.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.policy import Actor
from forum.search.choices import Choices, name_authors
from forum.search.finding import Found, Wish
from forum.search.operators import Understood
from forum.search.periods import PERIODS
from forum.search.query import strip_filters
from forum.web import locale

SHOWN = 6
MakeAddress = Callable[..., str]
"""Makes the address of a search like this one; each parameter given takes the place of its own."""

STATE_LABELS: Mapping[str, Any] = {
    "solved": _l("Solved"),
    "unsolved": _l("Not solved"),
    "unanswered": _l("Without an answer"),
    "accepted": _l("Accepted answer"),
    "duplicate": _l("Asked before"),
}
LABELS: Mapping[str, Any] = {
    "kind": _l("Kind"),
    "state": _l("State"),
    "container": _l("Space"),
    "library": _l("Library"),
    "author": _l("Written by"),
    "period": _l("When"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value: what it is called, how many results it gives, whether it is on, and the address that switches it.

    The address is made when it is asked for: most groups are drawn already.
    """

    label: str
    count: int
    is_on: bool
    facet: str
    switched: tuple[str, ...]
    address: MakeAddress = field(compare=False, repr=False)

    @property
    def url(self) -> str:
        return self.address(**{self.facet: self.switched})


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its options; `more` are those that are folded away."""

    facet: str
    label: str
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows this search, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything beside the list of hits; the same groups of the same search are drawn once."""

    groups: tuple[Group, ...]
    chips: tuple[Chip, ...]
    address: MakeAddress

    @property
    def kept_as(self) -> Hashable:
        """All that is drawn of the groups."""
        return self.groups, self.address


def make_filters(actor: Actor, wish: Wish, found: Found, choices: Choices, address: MakeAddress) -> Filters:
    """Groups and chips for one search; one statement, for the names of authors."""
    chosen = _chosen(wish)
    authors = _most(found.facets.get("author", {}), chosen["author"], SHOWN)
    typed_authors = [one.value for one in found.understood if one.facet == "author"]
    labels, states, periods = _texts(locale.current())
    names: dict[str, Mapping[str, Any]] = {
        "kind": choices.kinds,
        "state": states,
        "container": {one.key: one.label for one in choices.containers},
        "library": {one.key: one.label for one in choices.libraries},
        "author": name_authors(actor, [*authors, *typed_authors]),
        "period": periods,
    }
    groups = [
        _group(facet, label, found.facets.get(facet, {}), names[facet], chosen[facet], address)
        for facet, label in labels.items()
    ]
    chips = (*_typed_chips(wish, found.understood, names, address), *_chosen_chips(chosen, names, address))
    return Filters(tuple(group for group in groups if group.options), chips, address)


@lru_cache(maxsize=8)
def _texts(_language: str) -> tuple[dict[str, str], ...]:
    """What facets, states and periods are called in the language of this request."""
    return tuple({key: str(text) for key, text in texts.items()} for texts in (LABELS, STATE_LABELS, PERIODS))


def _chosen(wish: Wish) -> dict[str, tuple[str, ...]]:
    return {
        "kind": wish.kinds,
        "state": wish.states,
        "container": wish.containers,
        "library": wish.libraries,
        "author": wish.authors,
        "period": (wish.period,) if wish.period else (),
    }


def _most(counts: Mapping[str, int], chosen: Iterable[str], limit: int) -> list[str]:
    """The values with the highest counts, and the chosen ones, however few they give."""
    best = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:limit]
    return list(dict.fromkeys([*best, *chosen]))


def _group(
    facet: str,
    label: str,
    counts: Mapping[str, int],
    names: Mapping[str, Any],
    chosen: tuple[str, ...],
    address: MakeAddress,
) -> Group:
    ordered = list(names) if facet in ("state", "period") else _most(counts, chosen, len(counts))
    options = [
        Option(
            str(names[value]),
            counts.get(value, 0),
            value in chosen,
            facet,
            _toggled(facet, value, chosen),
            address,
        )
        for value in ordered
        if value in names and (counts.get(value) or value in chosen)
    ]
    if chosen:
        options.sort(key=lambda option: not option.is_on)
    return Group(facet, label, tuple(options[:SHOWN]), tuple(options[SHOWN:]))


def _toggled(facet: str, value: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    if value in chosen:
        return tuple(one for one in chosen if one != value)
    return (value,) if facet == "period" else (*chosen, value)


def _chosen_chips(
    chosen: Mapping[str, tuple[str, ...]], names: Mapping[str, Mapping[str, Any]], address: MakeAddress
) -> list[Chip]:
    return [
        Chip(str(names[facet][value]), address(**{facet: _toggled(facet, value, values)}))
        for facet, values in chosen.items()
        for value in values
        if value in names[facet]
    ]


def _typed_chips(
    wish: Wish, understood: Iterable[Understood], names: Mapping[str, Mapping[str, Any]], address: MakeAddress
) -> list[Chip]:
    return [Chip(_describe(one, names), address(q=strip_filters(wish.text, [one.typed]))) for one in understood]


def _describe(one: Understood, names: Mapping[str, Mapping[str, Any]]) -> str:
    """An operator in words: "from 1 March 2025", "not: Announcement"."""
    if one.facet in ("after", "before"):
        day = format_date(date.fromisoformat(one.value), "long")
        return _("From %(day)s", day=day) if one.facet == "after" else _("Before %(day)s", day=day)
    label = str(names[one.facet].get(one.value, one.typed.value))
    return _("Not: %(label)s", label=label) if one.typed.negative else label

"""What is offered while somebody types a search: texts, colleagues, spaces and words, only what they may see."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from forum.accounts.names import fold
from forum.accounts.queries import suggest_members
from forum.core.policy import Actor
from forum.search import documents
from forum.search.current import get_engine
from forum.search.documents import Container
from forum.search.engine import Narrowing, SearchUnavailable
from forum.search.people import KIND
from forum.search.query import SHORTEST_PREFIX, parse, strip_filters
from forum.web.urls import path_to

log = logging.getLogger(__name__)

SHORTEST = 2
LONGEST = 200
TEXTS = 5
PEOPLE = 3
PLACES = 2
WORDS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line: what it is called, what it leads to, what stands behind it."""

    label: str
    url: str
    detail: Any = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggestions of one sort under their heading."""

    label: Any
    icon: str
    items: Sequence[Suggestion]


def suggest(actor: Actor, typed: str) -> list[Suggestions]:
    """Groups that hold something, for what stands in the box; at most three statements and two looks in the index."""
    text = strip_filters(typed[:LONGEST]).replace("\0", "").strip()
    if len(text) < SHORTEST:
        return []
    groups = [
        Suggestions(_l("Discussions"), "chat", list(_texts(actor, text, is_open=not typed[-1:].isspace()))),
        Suggestions(_l("Colleagues"), "people", list(_people(actor, text))),
        Suggestions(_l("Spaces"), "spaces", list(_places(actor, text))),
        Suggestions(_l("Words"), "search", list(_words(actor, text))),
    ]
    return [group for group in groups if group.items]


def _texts(actor: Actor, text: str, *, is_open: bool) -> Iterator[Suggestion]:
    """The best hits; the last word may be the beginning of one. One look in the index, one statement a source."""
    is_open = is_open and text[-1].isalnum() and len(text.split()[-1]) >= SHORTEST_PREFIX
    others = Narrowing(excluded=frozenset({("kind", KIND)}), counted=False)
    try:
        hits = get_engine().search(parse(f"{text}*" if is_open else text), actor.tokens, others, limit=TEXTS).hits
    except SearchUnavailable as error:
        log.warning("no texts are suggested: %s", error)
        return
    found = documents.load_hits(actor, [hit.key for hit in hits])
    for hit in hits:
        if (shown := found.get(hit.key)) is not None:
            yield Suggestion(shown.title, shown.url, shown.container)


def _people(actor: Actor, text: str) -> Iterator[Suggestion]:
    if "network" not in actor.tokens:
        return
    for row in suggest_members(actor, text)[:PEOPLE]:
        detail = " · ".join(filter(None, (row.function_title, row.library_name)))
        yield Suggestion(row.display_name, path_to("accounts.member_show", member_id=row.id), detail)


def _places(actor: Actor, text: str) -> Iterator[Suggestion]:
    wanted = f" {fold(text)}"
    places: list[Container] = [one for source in documents.sources() for one in source.containers(actor)]
    for one in [one for one in places if wanted in f" {fold(one.label)}"][:PLACES]:
        yield Suggestion(one.label, one.url)


def _words(actor: Actor, text: str) -> Iterator[Suggestion]:
    """The text with its last word completed."""
    before, _, last = text.rpartition(" ")
    if len(last) < SHORTEST_PREFIX or not last.isalnum():
        return
    try:
        words = get_engine().suggest(last.lower(), actor.tokens, WORDS + 1)
    except SearchUnavailable:
        return
    for word in [word for word in words if word != last.lower()][:WORDS]:
        whole = f"{before} {word}".strip()
        yield Suggestion(whole, path_to("search.results", q=whole))

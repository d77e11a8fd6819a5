"""What there is already about something that is being written: across all sources, checked again by each."""

import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from forum.core.policy import Actor
from forum.search import documents
from forum.search.current import get_engine
from forum.search.documents import HitSource
from forum.search.engine import Hit, SearchUnavailable

log = logging.getLogger(__name__)

SHOWN = 5
ASKED = 12
BODY_START = 600
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class SimilarThing:
    """One thing that is about the same; `root` is its (kind, id) in the registry of kinds, as "thread:45"."""

    root: str
    source: HitSource
    kind: Any
    is_solved: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """What was found. `containers` says for each place which share (0 to 1) of the likeness lies there.

    `available` is False while the index cannot answer.
    """

    things: list[SimilarThing] = field(default_factory=list)
    containers: Mapping[str, float] = field(default_factory=dict)
    available: bool = True


def find_similar(actor: Actor, title: str, body: str = "", *, exclude: Collection[str] = ()) -> Similar:
    """The things most like a title and the start of a text, as far as this member may see them.

    The title counts twice: it says what the text is about. Asks every source that is registered.
    """
    text = f"{title}\n{title}\n{body[:BODY_START]}"
    if len(text.strip()) < SHORTEST:
        return Similar()
    try:
        hits = get_engine().similar(text, actor.tokens, exclude=exclude, limit=ASKED)
    except SearchUnavailable as error:
        log.warning("nothing similar can be looked for: %s", error)
        return Similar(available=False)
    found = documents.load_hits(actor, [hit.key for hit in hits], compared=True)
    kinds = {key: label for source in documents.sources() for key, label in source.kinds().items()}
    things = [
        SimilarThing(hit.root, found[hit.key], kinds.get(found[hit.key].kind, ""), hit.is_solved)
        for hit in hits
        if hit.key in found
    ]
    return Similar(things[:SHOWN], _shares([hit for hit in hits if hit.key in found]))


def _shares(hits: Collection[Hit]) -> dict[str, float]:
    """How the likeness is spread over places; the better a hit, the more it counts."""
    weights: Counter[str] = Counter()
    for hit in hits:
        if hit.container:
            weights[hit.container] += hit.score  # type: ignore[assignment]
    total = sum(weights.values())
    return {container: weight / total for container, weight in weights.most_common()}

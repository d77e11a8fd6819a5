"""Which documents are about the same as a text: its telling words, and how much a hit must share of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from forum.search.engine import Hit
from forum.search.plan import Wanted, wanted_words
from forum.search.query import plain
from forum.search.ranking import inverse_frequency

MOST_TERMS = 24
CANDIDATES = 4
"""How many times more hits are ranked than asked for, so that of equals the solved ones come first."""
COMMON = 0.08
ENOUGH_RARE = 2
TELLING = 8
ALWAYS = 2
LOOKED_UP = 60_000
"""Documents looked at for one text, all its words together: what keeps it within 150 ms in a large forum."""
LEAST_SHARED = 0.25
BEST_SHARED = 0.4
STEPS = 20


class Figures(Protocol):
    """What an engine says about its index as a whole."""

    @property
    def documents(self) -> int:
        """How many documents it holds."""

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term occurs."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The words to compare by, and the highest score that sharing all of the most telling ones could give."""

    wanted: tuple[Wanted, ...]
    ceiling: float

    @classmethod
    def of(cls, index: Figures, text: str) -> "Likeness":
        """The rarest words of a text. Those that stand in one document out of twelve ("wie", "weten", "bib")
        say nothing once there are two that tell more, and would cost the most to look up."""
        weighed, ceiling = [], []
        for one in wanted_words(plain(text)):
            frequencies = [index.frequency(one.field, term) for term in (*one.terms, *one.parts)]
            score = inverse_frequency(index.documents, min(filter(None, frequencies), default=1))
            if any(frequencies):
                weighed.append((one.weight * score, sum(frequencies), one))
                ceiling.append(one.weight * score)
            elif one.field == "text":
                # A word nobody ever wrote says as much as one that was written once, however often it is repeated here;
                # no hit shares it.
                ceiling.append(score)
        rare = [entry for entry in weighed if entry[1] <= COMMON * index.documents]
        if sum(one.field == "text" for _, _, one in rare) >= ENOUGH_RARE:
            weighed = rare
        weighed.sort(key=lambda entry: entry[0], reverse=True)
        chosen = _within(LOOKED_UP, weighed[:MOST_TERMS])
        return cls(tuple(one for _, _, one in chosen), sum(sorted(ceiling, reverse=True)[:TELLING]))

    def best(self, hits: Iterable[Hit]) -> tuple[Hit, ...]:
        """The hits that share enough, best first; of about equal ones the solved first."""
        hits = list(hits)
        top = max((hit.score for hit in hits), default=0.0)
        least = max(LEAST_SHARED * self.ceiling, BEST_SHARED * top)
        near = [hit for hit in hits if hit.score >= least]
        return tuple(sorted(near, key=lambda hit: (-round(hit.score / top * STEPS), not hit.is_solved, -hit.score)))


def _within(budget: int, weighed: list[tuple[float, int, Wanted]]) -> list[tuple[float, int, Wanted]]:
    """The first few, whatever they cost, then those whose documents together stay within the budget."""
    chosen: list[tuple[float, int, Wanted]] = []
    for entry in weighed:
        if len(chosen) < ALWAYS or entry[1] <= budget:
            chosen.append(entry)
            budget -= entry[1]
    return chosen

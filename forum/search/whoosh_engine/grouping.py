"""What becomes of visible documents: filters, the best of each root, and counts per facet.

Everything here gets documents that have passed the permission mask, and only those.
"""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from forum.search.engine import FACETS, Narrowing, Period
from forum.search.whoosh_engine.segments import Columns, Segment, root_of_group

Scores = dict[int, float]
Entry = tuple[float, int, int, int]
"""Score, group (root), number of the segment, document; of equal scores the newest root comes first."""

VALUES = tuple(facet for facet in FACETS if facet != "period")


@dataclass(frozen=True, slots=True)
class Found:
    """Documents of one segment that were found and may be seen, with their scores."""

    segment: Segment
    scores: Scores
    documents: Collection[int] | None = None
    """Those that passed the filters; None stands for all."""

    @property
    def passed(self) -> Collection[int]:
        return self.scores if self.documents is None else self.documents

    def narrowed(self, narrowing: Narrowing, *, without: str = "") -> "Found":
        """Those that pass all filters but one (`without` names a facet)."""
        columns = self.segment.columns
        documents: Collection[int] = self.scores
        for facet in VALUES:
            if facet != without:
                documents = _of_facet(columns, documents, narrowing, facet)
        if without != "period":
            documents = within(columns, documents, Period("", narrowing.after, narrowing.before))
        if narrowing.without_roots:
            groups = columns.groups
            left_out = {g for g in {groups[d] for d in documents} if root_of_group(g) in narrowing.without_roots}
            documents = [document for document in documents if groups[document] not in left_out]
        return Found(self.segment, self.scores, documents)

    def entries(self, at: int, *, newest_first: bool) -> Iterable[Entry]:
        """An entry for each document that passed; `at` is the number of the segment."""
        values = self.segment.columns.created if newest_first else self.scores
        groups = self.segment.columns.groups
        passed = self.passed
        return zip(map(values.__getitem__, passed), map(groups.__getitem__, passed), repeat(at), passed, strict=False)


def _of_facet(columns: Columns, documents: Collection[int], narrowing: Narrowing, facet: str) -> Collection[int]:
    chosen, refused = narrowing.chosen(facet), narrowing.refused(facet)
    if not (chosen or refused):
        return documents
    held = columns.facet(facet)
    references = held.references
    allowed = [(not chosen or not chosen.isdisjoint(own)) and refused.isdisjoint(own) for own in held.values]
    return [document for document in documents if allowed[references[document]]]


def within(columns: Columns, documents: Collection[int], period: Period) -> Collection[int]:
    """The documents made within a period."""
    created = columns.created
    if period.after is not None:
        first = period.after.timestamp()
        documents = [document for document in documents if created[document] >= first]
    if period.before is not None:
        end = period.before.timestamp()
        documents = [document for document in documents if created[document] < end]
    return documents


def best_of_each_root(found: Sequence[Found], count: int, *, newest_first: bool) -> list[Entry]:
    """The best entry of the best `count` roots, best first."""
    asked, known = count * 2, sum(len(one.passed) for one in found)
    while True:
        best: dict[int, Entry] = {}
        entries = (one.entries(at, newest_first=newest_first) for at, one in enumerate(found))
        for entry in heapq.nlargest(asked, chain.from_iterable(entries)):
            best.setdefault(entry[1], entry)
        if len(best) >= count or asked >= known:
            return list(best.values())[:count]
        asked *= 4


def count_facets(
    found: Sequence[Found], narrowed: Sequence[Found], narrowing: Narrowing
) -> Mapping[str, Mapping[str, int]]:
    """Roots per value of each facet: all other filters on, its own off."""
    roots = _Roots(narrowed)

    def roots_without(facet: str, *, is_chosen: bool) -> _Roots:
        return _Roots([one.narrowed(narrowing, without=facet) for one in found]) if is_chosen else roots

    counted = {
        facet: roots_without(facet, is_chosen=bool(narrowing.chosen(facet) or narrowing.refused(facet))).count(facet)
        for facet in VALUES
    }
    if narrowing.periods:
        is_chosen = bool(narrowing.after or narrowing.before)
        counted["period"] = roots_without("period", is_chosen=is_chosen).count_periods(narrowing.periods)
    return counted


class _Roots:
    """Found documents with their roots, looked up once for all facets that are counted over them."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._parts = [
            (one.segment.columns, one.passed, set(map(one.segment.columns.roots.__getitem__, one.passed)))
            for one in found
            if one.passed
        ]
        self._spanning = self._find_spanning() if len(self._parts) > 1 else frozenset()

    def _find_spanning(self) -> frozenset[int]:
        """Groups with documents in more than one segment."""
        seen: set[int] = set()
        spanning: set[int] = set()
        for columns, _, roots in self._parts:
            here = set(map(columns.group_of_root.__getitem__, roots))
            spanning |= seen & here
            seen |= here
        return frozenset(spanning)

    def count(self, facet: str) -> dict[str, int]:
        """Distinct roots for each value of a facet."""
        counts: Counter[str] = Counter()
        for columns, documents, roots in self._parts:
            counts += columns.facet(facet).count(documents, roots)
        return dict(counts - self._counted_again(facet))

    def _counted_again(self, facet: str) -> Counter[str]:
        """How often a root that lies in several segments was counted too often."""
        again: Counter[str] = Counter()
        held: set[tuple[int, str]] = set()
        for columns, documents, _ in self._parts if self._spanning else ():
            groups, own = columns.groups, columns.facet(facet)
            here = {
                (groups[document], value)
                for document in documents
                if groups[document] in self._spanning
                for value in own.values[own.references[document]]
            }
            again.update(value for _, value in held & here)
            held |= here
        return again

    def count_periods(self, periods: Sequence[Period]) -> dict[str, int]:
        """Distinct roots for each period in which anything was found."""
        groups: dict[str, set[int]] = {period.name: set() for period in periods}
        from_the_longest = sorted(
            periods, key=lambda period: period.after.timestamp() if period.after else float("-inf")
        )
        for columns, documents, _ in self._parts:
            left = documents
            for period in from_the_longest:
                inside = within(columns, left, period)
                groups[period.name].update(map(columns.groups.__getitem__, inside))
                if period.before is None:
                    # What is too old for this one is too old for all that begin later.
                    left = inside
        return {name: len(found) for name, found in groups.items() if found}

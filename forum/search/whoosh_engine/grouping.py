"""What becomes of visible documents: filters, the best of each root, and counts per facet.

Everything here gets documents that have passed the permission mask, and only those.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from forum.search.engine import FACETS, Narrowing, Period
from forum.search.whoosh_engine.postings import Flags, Numbers, Scores
from forum.search.whoosh_engine.segments import Segment, group_of

VALUES = tuple(facet for facet in FACETS if facet != "period")


@dataclass(frozen=True, slots=True)
class Found:
    """Documents of one segment that were found and may be seen, rising, each with its score."""

    segment: Segment
    documents: Numbers
    scores: Scores

    @property
    def roots(self) -> Flags:
        """For each root of the segment whether a document of it is here."""
        columns = self.segment.columns
        flags = np.zeros(len(columns.group_of_root), np.bool_)
        flags[columns.roots[self.documents]] = True
        return flags

    def narrowed(self, narrowing: Narrowing, *, without: str = "") -> "Found":
        """Those that pass all filters but one (`without` names a facet)."""
        found = self
        for facet in VALUES:
            if facet != without and (narrowing.chosen(facet) or narrowing.refused(facet)):
                found = found._of_facet(facet, narrowing.chosen(facet), narrowing.refused(facet))
        if without != "period":
            found = found.within(Period("", narrowing.after, narrowing.before))
        return found._without_roots(narrowing.without_roots) if narrowing.without_roots else found

    def _of_facet(self, name: str, chosen: frozenset[str], refused: frozenset[str]) -> "Found":
        facet = self.segment.columns.facet(name)
        allowed = facet.holding(
            lambda own: (not chosen or not chosen.isdisjoint(own)) and refused.isdisjoint(own),
        )
        return self.only(allowed[facet.references[self.documents]])

    def within(self, period: Period) -> "Found":
        """Those made within a period."""
        found, created = self, self.segment.columns.created
        if period.after is not None:
            found = found.only(created[found.documents] >= period.after.timestamp())
        if period.before is not None:
            found = found.only(created[found.documents] < period.before.timestamp())
        return found

    def _without_roots(self, unwanted: frozenset[str]) -> "Found":
        groups = [group for root in unwanted if (group := group_of(root)) is not None]
        return self.only(~np.isin(self.segment.columns.groups[self.documents], groups))

    def only(self, wanted: Flags) -> "Found":
        """Those of them that are wanted."""
        return replace(self, documents=self.documents[wanted], scores=self.scores[wanted])


@dataclass(frozen=True, slots=True)
class Best:
    """The best document of a root, in the segment with this number."""

    segment: int
    document: int
    group: int
    score: float


def best_of_each_root(found: Sequence[Found], count: int, *, newest_first: bool) -> list[Best]:
    """The best `count` roots, best first; of equal scores the newest root comes first."""
    documents = np.concatenate([one.documents for one in found])
    values = np.concatenate(
        [one.segment.columns.created[one.documents] if newest_first else one.scores for one in found]
    )
    groups = np.concatenate([one.segment.columns.groups[one.documents] for one in found])
    segments = np.repeat(np.arange(len(found)), [len(one.documents) for one in found])
    asked = max(count, 1) * 2
    while True:
        some = _highest(values, asked)
        order = some[np.lexsort((documents[some], segments[some], groups[some], values[some]))[::-1]]
        best: dict[int, int] = {}
        for at in order.tolist():
            if len(best) == count:
                break
            best.setdefault(int(groups[at]), at)
        if len(best) == count or asked >= len(values):
            break
        asked *= 4
    return [Best(int(segments[at]), int(documents[at]), group, float(values[at])) for group, at in best.items()]


def count_matches(found: Sequence[Found], groups: Sequence[int]) -> list[int]:
    """How many documents of each of these roots were found."""
    held = np.concatenate([one.segment.columns.groups[one.documents] for one in found])
    return [int(np.count_nonzero(held == group)) for group in groups]


def _highest(values: Scores, count: int) -> Numbers:
    """Where the highest `count` values stand, and all that equal the lowest of them."""
    if count >= len(values):
        return np.arange(len(values))
    least = np.partition(values, len(values) - count)[len(values) - count]
    return np.flatnonzero(values >= least)


class Roots:
    """Found documents with their roots, looked up once for all that is counted over them."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._parts = [(one, one.roots) for one in found if len(one.documents)]
        groups = [one.segment.columns.group_of_root[roots] for one, roots in self._parts]
        self.total = sum(map(len, groups))
        self._in_several: Numbers = np.empty(0, np.int64)
        """Groups with documents in more than one segment, rising."""
        if len(groups) > 1:
            distinct, times = np.unique(np.concatenate(groups), return_counts=True)
            self.total, self._in_several = len(distinct), distinct[times > 1]

    @cached_property
    def _spanning(self) -> list[tuple[Found, list[int]]]:
        """The documents of those groups, with the group of each."""
        return list(_of_groups((one for one, _ in self._parts), self._in_several)) if len(self._in_several) else []

    def count(self, facet: str) -> dict[str, int]:
        """Distinct roots for each value of a facet."""
        counts: Counter[str] = Counter()
        for one, roots in self._parts:
            counts.update(one.segment.columns.facet(facet).count(one.documents, roots))
        return dict(counts - self._counted_again(facet)) if self._spanning else dict(counts)

    def _counted_again(self, facet: str) -> Counter[str]:
        """How often a root that lies in several segments was counted too often."""
        again: Counter[str] = Counter()
        held: set[tuple[int, str]] = set()
        for one, groups in self._spanning:
            own = one.segment.columns.facet(facet)
            references = own.references[one.documents].tolist()
            here = {
                (group, value)
                for group, reference in zip(groups, references, strict=True)
                for value in own.values[reference]
            }
            again.update(value for _, value in held & here)
            held |= here
        return again

    def count_periods(self, periods: Sequence[Period]) -> dict[str, int]:
        """Distinct roots for each period in which anything was found."""
        counts = {period.name: Roots([one.within(period) for one, _ in self._parts]).total for period in periods}
        return {name: count for name, count in counts.items() if count}


def _of_groups(found: Iterable[Found], groups: Numbers) -> Iterator[tuple[Found, list[int]]]:
    """The documents of these groups (rising, one at least), with the group of each."""
    for one in found:
        own = one.segment.columns.groups[one.documents]
        wanted = groups[np.minimum(np.searchsorted(groups, own), len(groups) - 1)] == own
        yield one.only(wanted), own[wanted].tolist()


def count_facets(found: Sequence[Found], roots: Roots, narrowing: Narrowing) -> Mapping[str, Mapping[str, int]]:
    """Roots per value of each facet: all other filters on, its own off. `roots` has passed all of them."""

    def roots_without(facet: str, *, is_chosen: bool) -> Roots:
        return Roots([one.narrowed(narrowing, without=facet) for one in found]) if is_chosen else roots

    counted = {
        facet: roots_without(facet, is_chosen=bool(narrowing.chosen(facet) or narrowing.refused(facet))).count(facet)
        for facet in VALUES
    }
    if narrowing.periods:
        is_chosen = bool(narrowing.after or narrowing.before)
        counted["period"] = roots_without("period", is_chosen=is_chosen).count_periods(narrowing.periods)
    return counted

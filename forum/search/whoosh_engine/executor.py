"""Running a plan over the segments: BM25 term by term, and the permission mask; `grouping` does the rest.

Everything that leaves this module has passed `Segment.mask`: hits, totals and facets alike.
"""

import math
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from forum.search import ranking
from forum.search.engine import Hit, Narrowing, Results
from forum.search.plan import PARTS, Instead, Plan, Wanted
from forum.search.whoosh_engine.grouping import Best, Found, Roots, best_of_each_root, count_facets, count_matches
from forum.search.whoosh_engine.phrases import count_phrase
from forum.search.whoosh_engine.postings import Flags, Numbers, Scores
from forum.search.whoosh_engine.segments import Segment, root_of_group

Weights = dict[tuple[str, str], float]

LONGEST_TIME = 1.0
"""Seconds within which words are looked up."""
FEW_WORDS = 24

PREFIX_EXPANSIONS = 20
PREFIX_SCANNED = 2_000


class Clock:
    """How long a search may still look up words; what is excluded and who may see it is looked up in any case."""

    def __init__(self) -> None:
        self._end = time.monotonic() + LONGEST_TIME
        self.ran_out = False

    def is_over(self) -> bool:
        """Whether no more words are to be looked up."""
        self.ran_out = self.ran_out or time.monotonic() > self._end
        return self.ran_out


@dataclass(frozen=True, slots=True)
class View:
    """The segments of one reader, with the figures BM25 needs over all of them."""

    segments: Sequence[Segment]
    documents: int
    average_length: float
    tokens: frozenset[str]
    """All that anything in it is open to; what else somebody holds makes no difference here."""

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> "View":
        documents = sum(segment.columns.count for segment in segments)
        total = sum(segment.columns.total_length for segment in segments)
        tokens = frozenset().union(*(own for segment in segments for own in segment.columns.audience_tokens))
        return cls(segments, documents, (total / documents if documents else 1.0) or 1.0, tokens)

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term occurs, deleted ones included; without reading which."""
        return sum(segment.reader.doc_frequency(field, term.encode()) for segment in self.segments)


def execute(view: View, plan: Plan, audience: frozenset[str], narrowing: Narrowing, offset: int, limit: int) -> Results:
    """One page of hits for somebody with these tokens, with exact totals and facets."""
    if not audience or not view.documents:
        return Results()
    clock = Clock()
    found = [
        _visible(segment, plan, scores, matched, audience) for segment, scores, matched in _score(view, plan, clock)
    ]
    narrowed = [one.narrowed(narrowing) for one in found]
    roots = Roots(narrowed)
    top = best_of_each_root(narrowed, offset + limit, newest_first=narrowing.newest_first)[offset:]
    matches = count_matches(narrowed, [one.group for one in top]) if narrowing.counted else [1] * len(top)
    hits = tuple(_hit(view.segments[one.segment], one, of) for one, of in zip(top, matches, strict=True))
    facets = count_facets(found, roots, narrowing) if narrowing.counted else {}
    return Results(hits, roots.total, facets, is_cut=clock.ran_out)


def _hit(segment: Segment, best: Best, matches: int) -> Hit:
    columns = segment.columns
    return Hit(
        columns.key(best.document),
        root_of_group(best.group),
        best.score,
        matches,
        columns.container_names[columns.containers[best.document]],
        "solved" in columns.state_sets[columns.states[best.document]],
    )


def _score(view: View, plan: Plan, clock: Clock) -> Iterable[tuple[Segment, Scores, Flags]]:
    """For each segment the score of each of its documents, and which of them match."""
    if not plan.scored:
        # Nothing was asked of the text.
        everything = [(segment, segment.columns.count) for segment in view.segments]
        return [(segment, np.ones(count), np.ones(count, np.bool_)) for segment, count in everything]
    plan = plan.settled(partial(_living, view))
    wanted = [*plan.wanted, *_expand_prefix(view, plan.prefix)]
    asked = [*wanted, *(word for instead in plan.instead for word in (*instead.of, *instead.words))]
    # Of a few words all postings are read anyway; of many perhaps not, when time runs out.
    count = _held if len(asked) <= FEW_WORDS else View.frequency
    found = {(one.field, term): count(view, one.field, term) for one in asked for term in (*one.terms, *one.parts)}
    weights = {key: inverse_frequency(view, frequency) for key, frequency in found.items()}

    def telling(one: Wanted) -> float:
        return one.weight * max((weights[one.field, term] for term in one.terms if found[one.field, term]), default=0.0)

    # What tells most comes first: when time runs out, it has been looked up.
    wanted.sort(key=telling, reverse=True)
    return [(segment, *_score_segment(view, segment, wanted, weights, plan, clock)) for segment in view.segments]


def inverse_frequency(view: View, frequency: int) -> float:
    """How much a term tells that stands in so many documents of this index."""
    return ranking.inverse_frequency(view.documents, frequency)


def _held(view: View, field: str, term: str) -> int:
    return sum(len(segment.postings(field, term)) for segment in view.segments)


def _living(view: View, field: str, term: str) -> int:
    """In how many documents a term occurs now: what was edited twice does not count three times."""
    return sum(segment.living(field, term) for segment in view.segments)


def _score_segment(
    view: View, segment: Segment, wanted: Sequence[Wanted], weights: Weights, plan: Plan, clock: Clock
) -> tuple[Scores, Flags]:
    norms = segment.norms(view.average_length)
    scores = np.zeros(segment.columns.count)
    for number, one in enumerate(wanted):
        if number and clock.is_over():
            break
        _add_word(scores, segment, one, weights, norms)
    for instead in plan.instead:
        if clock.is_over():
            break
        _add_names(scores, view, segment, instead, weights, norms)
    if not plan.phrases:
        return scores, scores > 0
    matched = np.ones(len(scores), np.bool_)
    for phrase in plan.phrases:
        matched &= _with_phrase(segment, phrase)
    return scores, matched


def _add_word(scores: Scores, segment: Segment, one: Wanted, weights: Weights, norms: Scores) -> None:
    if len(one.terms) == 1 and not one.parts:
        _add_term(scores, segment, one.field, one.terms[0], one.weight * weights[one.field, one.terms[0]], norms)
    else:
        scores += _score_word(segment, one, weights, norms)


def _score_word(segment: Segment, one: Wanted, weights: Weights, norms: Scores, most: float = math.inf) -> Scores:
    """What the best of the terms, or the parts together, give each document; no term counts for more than `most`."""
    best = np.zeros(segment.columns.count)
    for term in one.parts:
        _add_term(best, segment, one.field, term, one.weight * PARTS * weights[one.field, term], norms)
    for term in one.terms:
        weight = one.weight * min(weights[one.field, term], most)
        documents, counts = segment.postings(one.field, term)
        best[documents] = np.maximum(best[documents], weight * _saturation(counts, norms[documents]))
    return best


def _add_term(scores: Scores, segment: Segment, field: str, term: str, weight: float, norms: Scores) -> None:
    documents, counts = segment.postings(field, term)
    scores[documents] += weight * _saturation(counts, norms[documents])


def _saturation(counts: Numbers, norms: Scores) -> Scores:
    """The part of BM25 that grows with how often a term occurs, from 0 to 1."""
    saturation: Scores = counts / (counts + norms)
    return saturation


def _add_names(scores: Scores, view: View, segment: Segment, instead: Instead, weights: Weights, norms: Scores) -> None:
    """Add what the best other name gives each document beyond what the words that were typed gave it."""
    asked = [_telling(view, one, weights) for one in instead.of]
    known = [value for value in asked if value]
    most = sum(known) / len(known) if known else math.inf
    times = instead.weight * (sum(one.weight for one in instead.of) or 1.0)
    best = np.zeros(len(scores))
    for word in instead.words:
        np.maximum(best, _score_word(segment, replace(word, weight=times), weights, norms, most), out=best)
    for phrase in instead.phrases:
        own = [inverse_frequency(view, view.frequency("phrase", word)) for word in phrase]
        weight = times * min(sum(own) / len(own), most)
        documents, counts = count_phrase(segment, phrase)
        best[documents] = np.maximum(best[documents], weight * _saturation(counts, norms[documents]))
    if best.any():
        for one in instead.of:
            best -= _score_word(segment, one, weights, norms)
        scores += np.maximum(best, 0.0)


def _telling(view: View, one: Wanted, weights: Weights) -> float:
    """How much the most frequent form of a word tells; 0 for a word that is nowhere."""
    return min((weights[one.field, term] for term in one.terms if _held(view, one.field, term)), default=0.0)


def _with_phrase(segment: Segment, phrase: Sequence[str]) -> Flags:
    """In which documents these words follow one another."""
    flags = np.zeros(segment.columns.count, np.bool_)
    documents = (
        segment.postings("phrase", phrase[0]).documents if len(phrase) == 1 else count_phrase(segment, phrase)[0]
    )
    flags[documents] = True
    return flags


def _expand_prefix(view: View, prefix: str) -> list[Wanted]:
    """The most frequent terms that begin so, as alternatives of one word."""
    if not prefix:
        return []
    frequencies: Counter[str] = Counter()
    for segment in view.segments:
        for term, frequency in segment.beginning("text", prefix, PREFIX_SCANNED):
            frequencies[term.decode()] += frequency
    terms = tuple(term for term, _ in frequencies.most_common(PREFIX_EXPANSIONS))
    return [Wanted("text", terms)] if terms else [Wanted("text", (prefix,))]


def _visible(segment: Segment, plan: Plan, scores: Scores, matched: Flags, audience: frozenset[str]) -> Found:
    """What matched and this audience may see, without what is excluded, weighed."""
    matched &= segment.mask(audience)
    for one in plan.excluded:
        for term in one.terms:
            matched[segment.postings(one.field, term).documents] = False
    for phrase in plan.excluded_phrases:
        matched &= ~_with_phrase(segment, phrase)
    documents = np.flatnonzero(matched)
    return Found(segment, documents, scores[documents] * segment.columns.weights[documents])

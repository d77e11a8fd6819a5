"""Running a plan over the segments: BM25 term by term, and the permission mask; `grouping` does the rest.

Everything that leaves this module has passed `Segment.mask`: hits, totals and facets alike.
"""

import math
import time
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from forum.search import ranking
from forum.search.engine import Hit, Narrowing, Results
from forum.search.plan import PARTS, Instead, Plan, Wanted
from forum.search.whoosh_engine.grouping import Found, best_of_each_root, count_facets
from forum.search.whoosh_engine.segments import Segment, root_of_group

Scores = dict[int, float]
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
    found = [Found(segment, _visible(segment, scores, plan, audience)) for segment, scores in _score(view, plan, clock)]
    narrowed = [one.narrowed(narrowing) for one in found]
    roots: Counter[int] = Counter()
    for one in narrowed:
        roots.update(map(one.segment.columns.groups.__getitem__, one.passed))
    top = best_of_each_root(narrowed, offset + limit, newest_first=narrowing.newest_first)[offset:]
    hits = tuple(_hit(view.segments[at], document, group, score, roots[group]) for score, group, at, document in top)
    facets = count_facets(found, narrowed, narrowing) if narrowing.counted else {}
    return Results(hits, len(roots), facets, is_cut=clock.ran_out)


def _hit(segment: Segment, document: int, group: int, score: float, matches: int) -> Hit:
    columns = segment.columns
    return Hit(
        columns.key(document),
        root_of_group(group),
        score,
        matches,
        columns.container_names[columns.containers[document]],
        "solved" in columns.state_sets[columns.states[document]],
    )


def _score(view: View, plan: Plan, clock: Clock) -> Iterable[tuple[Segment, Scores | None]]:
    """Scores per segment; None stands for every document (nothing was asked of the text)."""
    if not plan.scored:
        return [(segment, None) for segment in view.segments]
    wanted = [*plan.wanted, *_expand_prefix(view, plan.prefix)]
    asked = [*wanted, *(word for instead in plan.instead for word in (*instead.of, *instead.words))]
    # Of a few words all postings are read anyway; of many perhaps not, when time runs out.
    count = _found if len(asked) <= FEW_WORDS else View.frequency
    found = {(one.field, term): count(view, one.field, term) for one in asked for term in (*one.terms, *one.parts)}
    weights = {key: inverse_frequency(view, frequency) for key, frequency in found.items()}

    def telling(one: Wanted) -> float:
        return one.weight * max((weights[one.field, term] for term in one.terms if found[one.field, term]), default=0.0)

    # What tells most comes first: when time runs out, it has been looked up.
    wanted.sort(key=telling, reverse=True)
    return [(segment, _score_segment(view, segment, wanted, weights, plan, clock)) for segment in view.segments]


def inverse_frequency(view: View, frequency: int) -> float:
    """How much a term tells that stands in so many documents of this index."""
    return ranking.inverse_frequency(view.documents, frequency)


def _found(view: View, field: str, term: str) -> int:
    return sum(len(segment.postings(field, term).documents) for segment in view.segments)


def _score_segment(
    view: View, segment: Segment, wanted: Sequence[Wanted], weights: Weights, plan: Plan, clock: Clock
) -> Scores:
    norms = segment.norms(view.average_length)
    scores: Scores = {}
    for number, one in enumerate(wanted):
        if number and clock.is_over():
            break
        _add(scores, _score_word(segment, one, weights, norms))
    for instead in plan.instead:
        if clock.is_over():
            break
        _add(scores, _score_names(view, segment, instead, weights, norms))
    for phrase in plan.phrases:
        scores = {document: scores.get(document, 0.0) for document in _with_phrase(segment, phrase)}
    for phrase in plan.excluded_phrases:
        for document in _with_phrase(segment, phrase):
            scores.pop(document, None)
    return scores


def _score_word(
    segment: Segment, one: Wanted, weights: Weights, norms: Sequence[float], most: float = math.inf
) -> Scores:
    """What the best of the terms, or the parts together, give each document; no term counts for more than `most`."""
    best: Scores = {}
    for term in one.terms:
        weight = one.weight * min(weights[one.field, term], most)
        best = _larger(best, _score_term(segment, one.field, term, weight, norms))
    if one.parts:
        together: Scores = {}
        for term in one.parts:
            weight = one.weight * PARTS * weights[one.field, term]
            _add(together, _score_term(segment, one.field, term, weight, norms))
        best = _larger(together, best)
    return best


def _score_term(segment: Segment, field: str, term: str, weight: float, norms: Sequence[float]) -> Scores:
    documents, counts = segment.postings(field, term)
    return {
        document: weight * count / (count + norms[document]) for document, count in zip(documents, counts, strict=True)
    }


def _score_names(view: View, segment: Segment, instead: Instead, weights: Weights, norms: Sequence[float]) -> Scores:
    """What the best other name gives each document beyond what the words that were typed gave it."""
    asked = [_telling(view, one, weights) for one in instead.of]
    known = [value for value in asked if value]
    most = sum(known) / len(known) if known else math.inf
    times = instead.weight * (sum(one.weight for one in instead.of) or 1.0)
    best: Scores = {}
    for word in instead.words:
        best = _larger(best, _score_word(segment, replace(word, weight=times), weights, norms, most))
    for phrase in instead.phrases:
        own = [inverse_frequency(view, view.frequency("phrase", word)) for word in phrase]
        weight = times * min(sum(own) / len(own), most)
        counts = _count_phrase(segment, phrase)
        best = _larger(best, {document: weight * n / (n + norms[document]) for document, n in counts.items()})
    for one in instead.of if best else ():
        for document, score in _score_word(segment, one, weights, norms).items():
            if document in best:
                best[document] -= score
    return {document: score for document, score in best.items() if score > 0}


def _telling(view: View, one: Wanted, weights: Weights) -> float:
    """How much the most frequent form of a word tells; 0 for a word that is nowhere."""
    return min((weights[one.field, term] for term in one.terms if _found(view, one.field, term)), default=0.0)


def _larger(one: Scores, other: Scores) -> Scores:
    if not one:
        return other
    for document, score in other.items():
        if score > one.get(document, 0.0):
            one[document] = score
    return one


def _add(scores: Scores, part: Scores) -> None:
    if not scores:
        scores.update(part)
        return
    get = scores.get
    for document, score in part.items():
        scores[document] = get(document, 0.0) + score


def _with_phrase(segment: Segment, phrase: Sequence[str]) -> set[int]:
    """Documents in which these words follow one another."""
    if len(phrase) == 1:
        return set(segment.postings("phrase", phrase[0]).documents)
    return set(_count_phrase(segment, phrase))


def _count_phrase(segment: Segment, phrase: Sequence[str]) -> dict[int, int]:
    """How often these words follow one another, for the documents in which they do."""
    places = [segment.places(word) for word in phrase]
    counts = {
        document: len(
            set.intersection(
                *({position - step for position in array("I", place[document])} for step, place in enumerate(places))
            )
        )
        for document in set.intersection(*(set(place) for place in places))
    }
    return {document: count for document, count in counts.items() if count}


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


def _visible(segment: Segment, scores: Scores | None, plan: Plan, audience: frozenset[str]) -> Scores:
    """The scored documents this audience may see, without what is excluded."""
    mask = segment.mask(audience)
    if scores is None:
        scores = dict.fromkeys((document for document, seen in enumerate(mask) if seen), 1.0)
    else:
        scores = _of_mask(segment, scores, audience)
    for one in plan.excluded:
        for term in one.terms:
            for document in segment.postings(one.field, term).documents:
                scores.pop(document, None)
    return _weighed(segment, scores)


def _weighed(segment: Segment, scores: Scores) -> Scores:
    """The scores times what each document weighs; changes them."""
    weights, weighed = segment.columns.weights, segment.columns.weighed
    if len(weighed) > len(scores):
        return {document: score * weights[document] for document, score in scores.items()}
    for document in weighed:
        if document in scores:
            scores[document] *= weights[document]
    return scores


def _of_mask(segment: Segment, scores: Scores, audience: frozenset[str]) -> Scores:
    """The scores of what this audience may see; changes them."""
    hidden = segment.hidden(audience)
    if hidden is not None and len(hidden) < len(scores):
        for document in hidden:
            scores.pop(document, None)
        return scores
    mask = segment.mask(audience)
    return {document: score for document, score in scores.items() if mask[document]}

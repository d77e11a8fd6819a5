"""Measuring how well search finds what people judged relevant, beside Whoosh as it comes, and how well it spells."""

import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from forum.search import derived
from forum.search.analysis import detect_language, is_stop_word, plain_words
from forum.search.analysis.language import LANGUAGES
from forum.search.current import scratch_engine
from forum.search.documents import SearchDocument
from forum.search.engine import SearchEngine
from forum.search.judged import BadCollection, Collection, Judgements
from forum.search.query import plain

__all__ = ["STOCK", "BadCollection", "Figures", "Spelling", "evaluate", "evaluate_spelling"]

STOCK = "stock"
"""Name of the baseline among the engines."""
AS_ASKED = "asked"
QUERIES = (AS_ASKED, *derived.KINDS)
DEPTH = 10
AUDIENCE = frozenset({"network", "public"})
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
MISSPELT_WORDS = 150
MISSPELT_LENGTH = 5
MISSPELT_DOCUMENTS = 3

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the judged queries; speed in queries a second, indexing in documents a second."""

    documents: int
    queries: int
    ndcg: float
    mrr: float
    recall: float
    queries_per_second: float
    documents_per_second: float


@dataclass(frozen=True, slots=True)
class Spelling:
    """How many typing errors were tried, the part whose first suggestion is right, and times in milliseconds."""

    errors: int
    right: float
    p50: float
    p95: float


def _silent(step: str, count: int) -> None:
    """Tell nobody how far it is."""


def evaluate(
    directory: Path,
    *,
    language: str = "auto",
    engine: str = "whoosh",
    database_url: str = "",
    queries: str = AS_ASKED,
    progress: Progress = _silent,
) -> Figures:
    """Index the collection in a scratch index and run its judged queries, or others derived from them.

    `engine` may be `STOCK`; `database_url` is where PostgreSQL keeps the scratch index, in a schema of its own. Raises
    BadCollection, and EngineNotAvailable for an engine that cannot work here.
    """
    language = "" if language == "auto" else language
    collection = Collection.read(directory)
    if queries != AS_ASKED:
        texts = (f"{text.title}\n{text.body}" for text in collection.texts())
        collection = replace(collection, queries=derived.derive(collection.queries, texts, queries))
        if not collection.queries:
            raise BadCollection(f"no query in {directory} can be made {queries}")
    if engine == STOCK:
        with tempfile.TemporaryDirectory(prefix="forum-evaluate-") as scratch:
            return _run_stock(Path(scratch), collection, language, progress)
    with scratch_engine(engine, database_url) as made:
        return _run(made, collection, language, progress)


def _run(engine: SearchEngine, collection: Collection, language: str, progress: Progress) -> Figures:
    names: list[str] = []
    began = time.perf_counter()
    engine.rebuild(_documents(collection, language, names, progress), lambda keys: {})
    indexed = time.perf_counter()
    rankings = {}
    for key, text in collection.queries.items():
        results = engine.search(plain(text, language), AUDIENCE, limit=DEPTH)
        rankings[key] = [names[int(hit.key.split(":")[1])] for hit in results.hits]
        progress("queries", 1)
    return _figures(rankings, collection.judged, len(names), indexed - began, time.perf_counter() - indexed)


def _run_stock(scratch: Path, collection: Collection, language: str, progress: Progress) -> Figures:
    from forum.search.whoosh_engine import baseline

    names: list[str] = []
    language = language or detect_language(" ".join(collection.queries.values()))
    began = time.perf_counter()
    index = baseline.build(scratch, _documents(collection, language, names, progress), language)
    indexed = time.perf_counter()
    found = baseline.search(index, collection.queries, language, DEPTH)
    rankings = {key: [names[int(hit.split(":")[1])] for hit in hits] for key, hits in found.items()}
    return _figures(rankings, collection.judged, len(names), indexed - began, time.perf_counter() - indexed)


def _figures(
    rankings: dict[str, list[str]], judged: Judgements, documents: int, indexing: float, searching: float
) -> Figures:
    return Figures(
        documents=documents,
        queries=len(rankings),
        ndcg=_mean(ndcg(ranking, judged[key]) for key, ranking in rankings.items()),
        mrr=_mean(reciprocal_rank(ranking, judged[key]) for key, ranking in rankings.items()),
        recall=_mean(recall(ranking, judged[key]) for key, ranking in rankings.items()),
        queries_per_second=len(rankings) / searching,
        documents_per_second=documents / indexing,
    )


def _documents(
    collection: Collection, language: str, names: list[str], progress: Progress = _silent
) -> Iterator[SearchDocument]:
    for number, text in enumerate(collection.texts()):
        names.append(text.name)
        yield SearchDocument(
            key=f"document:{number}",
            root=f"document:{number}",
            kind="document",
            audience=AUDIENCE,
            title=text.title,
            body=text.body,
            created_at=SOME_DAY,
            changed_at=SOME_DAY,
            lang=language,
        )
        progress("documents", 1)


def evaluate_spelling(
    directory: Path, *, engine: str = "whoosh", database_url: str = "", progress: Progress = _silent
) -> Spelling:
    """Index the collection and have typing errors corrected in words of it: six kinds of error a word.

    An error that makes another word of the collection is left out, for nothing is wrong with it. Raises as `evaluate`.
    """
    collection = Collection.read(directory)
    frequencies = Counter(word for text in collection.texts() for word in set(plain_words(f"{text.title} {text.body}")))
    with scratch_engine(engine, database_url) as made:
        made.rebuild(_documents(collection, "", [], progress), lambda keys: {})
        made.correct(plain("once"), AUDIENCE)
        right, times = 0, []
        for word, error in _errors(frequencies):
            began = time.process_time()
            corrected = made.correct(plain(error), AUDIENCE)
            times.append((time.process_time() - began) * 1000)
            right += corrected.get(error) == word
            progress("queries", 1)
    times.sort()
    return Spelling(len(times), right / len(times), times[len(times) // 2], times[int(len(times) * 0.95)])


def _errors(frequencies: Counter[str]) -> Iterable[tuple[str, str]]:
    pool = sorted(
        word
        for word, count in frequencies.items()
        if count >= MISSPELT_DOCUMENTS
        and len(word) >= MISSPELT_LENGTH
        and word.isalpha()
        and word.isascii()
        and not any(is_stop_word(word, language) for language in LANGUAGES)
    )
    step = max(1, len(pool) // MISSPELT_WORDS)
    pairs = ((word, error) for word in pool[::step] for error in derived.misspelt(word))
    return [(word, error) for word, error in pairs if error not in frequencies]


def ndcg(ranking: list[str], relevant: dict[str, int], depth: int = DEPTH) -> float:
    """Discounted gain (gain 2^score - 1) of the first `depth`, as part of the best possible."""
    gains = [2 ** relevant.get(key, 0) - 1 for key in ranking[:depth]]
    ideal = sorted((2**score - 1 for score in relevant.values()), reverse=True)[:depth]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else 0.0


def _discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def reciprocal_rank(ranking: list[str], relevant: dict[str, int], depth: int = DEPTH) -> float:
    """1 / place of the first relevant document, 0 when it is not among the first `depth`."""
    return next((1 / place for place, key in enumerate(ranking[:depth], start=1) if key in relevant), 0.0)


def recall(ranking: list[str], relevant: dict[str, int], depth: int = DEPTH) -> float:
    """Part of the relevant documents that is among the first `depth`."""
    return len(set(ranking[:depth]) & set(relevant)) / len(relevant)


def _mean(values: Iterator[float]) -> float:
    found = list(values)
    return sum(found) / len(found)

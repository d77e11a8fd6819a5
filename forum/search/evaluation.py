"""Measuring how well search finds what people judged relevant, on a collection in the BEIR layout.

DIR/corpus.jsonl     one object a line: _id, title, text
DIR/queries.jsonl    one object a line: _id, text
DIR/qrels/test.tsv   query-id, corpus-id, score; tab-separated, with a header
"""

import json
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forum.search.current import scratch_engine
from forum.search.documents import SearchDocument
from forum.search.engine import SearchEngine
from forum.search.query import Query, plain

DEPTH = 10
AUDIENCE = frozenset({"network", "public"})
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)

Judgements = dict[str, dict[str, int]]


class BadCollection(Exception):
    """The directory is not a collection in the BEIR layout; the message says what is wrong with it."""


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


def evaluate(
    directory: Path,
    *,
    language: str = "auto",
    engine: str = "whoosh",
    database_url: str = "",
    progress: Callable[[str, int], None] = lambda step, count: None,
) -> Figures:
    """Index the collection in a scratch index with the product's own analysis and run all judged queries.

    `database_url` is where PostgreSQL keeps the scratch index, in a schema of its own. Raises BadCollection, and
    EngineNotAvailable for an engine that cannot work here.
    """
    language = "" if language == "auto" else language
    queries = {str(r["_id"]): plain(str(r["text"]), language) for r in _rows(directory / "queries.jsonl")}
    judged = _judgements(directory / "qrels" / "test.tsv")
    with scratch_engine(engine, database_url) as made:
        names: list[str] = []
        began = time.perf_counter()
        made.rebuild(_documents(directory / "corpus.jsonl", language, names, progress), lambda keys: {})
        indexed = time.perf_counter()
        rankings = _run(made, {key: queries[key] for key in judged if key in queries}, names, progress)
        finished = time.perf_counter()
    if not rankings:
        raise BadCollection(f"no query in {directory} has a judgement")
    return Figures(
        documents=len(names),
        queries=len(rankings),
        ndcg=_mean(ndcg(ranking, judged[key]) for key, ranking in rankings.items()),
        mrr=_mean(reciprocal_rank(ranking, judged[key]) for key, ranking in rankings.items()),
        recall=_mean(recall(ranking, judged[key]) for key, ranking in rankings.items()),
        queries_per_second=len(rankings) / (finished - indexed),
        documents_per_second=len(names) / (indexed - began),
    )


def _run(
    engine: SearchEngine, queries: dict[str, Query], names: list[str], progress: Callable[[str, int], None]
) -> dict[str, list[str]]:
    rankings = {}
    for key, query in queries.items():
        results = engine.search(query, AUDIENCE, limit=DEPTH)
        rankings[key] = [names[int(hit.key.split(":")[1])] for hit in results.hits]
        progress("queries", 1)
    return rankings


def _documents(
    path: Path, language: str, names: list[str], progress: Callable[[str, int], None]
) -> Iterator[SearchDocument]:
    for number, row in enumerate(_rows(path)):
        names.append(str(row["_id"]))
        yield SearchDocument(
            key=f"document:{number}",
            root=f"document:{number}",
            kind="document",
            audience=AUDIENCE,
            title=str(row.get("title") or ""),
            body=str(row.get("text") or ""),
            created_at=SOME_DAY,
            changed_at=SOME_DAY,
            lang=language,
        )
        progress("documents", 1)


def _rows(path: Path) -> Iterator[dict[str, object]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    row = json.loads(line)
                    if not isinstance(row, dict) or "_id" not in row:
                        raise BadCollection(f"{path}, line {number}: an object with _id was expected")
                    yield row
    except FileNotFoundError as error:
        raise BadCollection(f"{path} is missing") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise BadCollection(f"{path} cannot be read: {error}") from error


def _judgements(path: Path) -> Judgements:
    judged: Judgements = defaultdict(dict)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise BadCollection(f"{path} is missing") from error
    for number, line in enumerate(lines, start=1):
        columns = line.split("\t")
        if not line.strip() or (number == 1 and columns[-1].strip() == "score"):
            continue
        try:
            query, document, score = columns
            if (grade := round(float(score))) > 0:
                judged[query][document] = grade
        except ValueError as error:
            raise BadCollection(f"{path}, line {number}: query, document and score were expected") from error
    return dict(judged)


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

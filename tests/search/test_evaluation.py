"""The measures, the collections they are taken on, and search held to what it once reached."""

import json
import os
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from rapidfuzz.distance import OSA

from forum.search import derived, evaluation
from forum.search.analysis.chain import terms_of
from forum.search.cli import search_cli

DATA = Path(os.environ.get("FORUM_TEST_RELEVANCE", "../shared/data/relevance"))


def test_measures() -> None:
    relevant = {"a": 2, "b": 1}
    assert evaluation.ndcg(["a", "b"], relevant) == 1.0
    assert 0.0 < evaluation.ndcg(["b", "a"], relevant) < 1.0
    assert evaluation.ndcg(["x"], relevant) == 0.0
    assert evaluation.reciprocal_rank(["x", "b"], relevant) == 0.5
    assert evaluation.reciprocal_rank(["x"] * 10 + ["a"], relevant) == 0.0
    assert evaluation.recall(["a", "x"], relevant) == 0.5


def write_collection(directory: Path) -> Path:
    """Two documents and three queries, one without judgement."""
    corpus = [{"_id": "d1", "title": "", "text": "De balie is open"}, {"_id": "d2", "text": "Boeken lenen"}]
    queries = [
        {"_id": "q1", "text": "boek geleend"},
        {"_id": "q2", "text": 'is "de balie" open?'},
        {"_id": "q3", "text": "x"},
    ]
    (directory / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (directory / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (directory / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td1\t2\nq2\td2\t0\n")
    return directory


def test_the_command_prints_the_measures(tmp_path: Path) -> None:
    result = CliRunner().invoke(search_cli, ["evaluate", str(write_collection(tmp_path / "small"))])
    assert result.exit_code == 0, result.output
    lines = dict(line.split(maxsplit=1) for line in result.output.splitlines() if "@10" in line or "/s" in line)
    assert lines["nDCG@10"] == lines["MRR@10"] == lines["recall@10"] == "1.0000"
    assert "queries/s" in lines


def test_an_engine_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    directory = write_collection(tmp_path / "small")
    result = CliRunner().invoke(search_cli, ["evaluate", str(directory), "--engine", "postgresql", "--database", ""])
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "needs a PostgreSQL database" in result.output


@pytest.mark.parametrize(
    ("name", "content"),
    [("corpus.jsonl", "{"), ("queries.jsonl", "[1]"), ("qrels/test.tsv", "q1 d1 1"), ("corpus.jsonl", None)],
)
def test_a_broken_collection_is_named(tmp_path: Path, name: str, content: str | None) -> None:
    path = write_collection(tmp_path / "small") / name
    path.unlink() if content is None else path.write_text(content)
    result = CliRunner().invoke(search_cli, ["evaluate", str(tmp_path / "small")])
    assert result.exit_code == 1
    assert name in result.output


def test_the_baseline_stands_beside_it(tmp_path: Path) -> None:
    directory = write_collection(tmp_path / "small")
    rows = [{"_id": "q1", "text": "geleend"}, {"_id": "q2", "text": "balie"}]
    (directory / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = CliRunner().invoke(search_cli, ["evaluate", str(directory), "--baseline", "--language", "nl"])
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.output.splitlines()]
    assert ["whoosh", "stock"] in lines
    assert ["nDCG@10", "1.0000", "0.5000"] in lines  # the plain stemmer does not know that "geleend" is of "lenen"


def test_queries_are_made_from_the_rarest_words() -> None:
    queries = {"q1": "Waar staat de boekenkast van de balie?", "q2": "En de balie?", "q3": "Onbekend"}
    texts = ["de boekenkast staat bij de balie", "balie balie", "staat"]
    assert derived.derive(queries, texts, "short") == {"q1": "staat boekenkast balie", "q2": "balie"}
    assert derived.derive(queries, texts, "apart") == {"q1": "staat boeken kast balie"}
    inflected = derived.derive(queries, texts, "inflected")
    assert inflected == derived.derive(queries, texts, "inflected")
    for was, word in zip(["staat", "boekenkast", "balie"], inflected["q1"].split(), strict=True):
        assert was != word
        assert set(terms_of(was, "nl")) & set(terms_of(word, "nl"))


def test_typing_errors_are_what_fingers_do() -> None:
    errors = list(derived.misspelt("boekenlijst"))
    assert len(errors) == 6
    assert all(OSA.distance("boekenlijst", error) <= 2 for error in errors)
    assert "boekenleist" in errors


def test_spelling_is_measured(tmp_path: Path) -> None:
    directory = write_collection(tmp_path / "small")
    rows = [{"_id": f"d{n}", "text": "reserveren van boeken bij inleverbalies en bibliotheken"} for n in range(4)]
    (directory / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = CliRunner().invoke(search_cli, ["evaluate", str(directory), "--spelling"])
    assert result.exit_code == 0, result.output
    lines = dict(line.split(maxsplit=1) for line in result.output.splitlines())
    assert float(lines["right"]) >= 0.9
    assert int(lines["errors"]) >= 15


def unpacked(name: str, directory: Path) -> Path:
    """A judged collection, or a reason to skip."""
    archive = DATA / f"{name}.tgz"
    if not archive.exists():
        pytest.skip(f"the judged collection {archive} is not here (FORUM_TEST_RELEVANCE names its directory)")
    with tarfile.open(archive) as packed:
        packed.extractall(directory, filter="data")
    return directory / name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "queries", "least"),
    [
        ("corona_nl", "asked", 0.43),
        ("corona_nl", "apart", 0.365),
        ("beer_en", "asked", 0.525),
    ],
)
def test_relevance_does_not_fall(tmp_path: Path, name: str, queries: str, least: float) -> None:
    assert evaluation.evaluate(unpacked(name, tmp_path), queries=queries).ndcg >= least


@pytest.mark.slow
def test_typing_errors_are_corrected(tmp_path: Path) -> None:
    assert evaluation.evaluate_spelling(unpacked("beer_en", tmp_path)).right >= 0.95

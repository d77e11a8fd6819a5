"""The measures, the collections they are taken on, and search held to what it once reached."""

import json
import os
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from forum.search import evaluation
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


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("corona_nl", 0.42), ("beer_en", 0.525)])
def test_relevance_does_not_fall(tmp_path: Path, name: str, least: float) -> None:
    archive = DATA / f"{name}.tgz"
    if not archive.exists():
        pytest.skip(f"the judged collection {archive} is not here (FORUM_TEST_RELEVANCE names its directory)")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    assert evaluation.evaluate(tmp_path / name).ndcg >= least

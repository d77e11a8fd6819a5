"""Judged collections in the BEIR layout.

DIR/corpus.jsonl     one object a line: _id, title, text
DIR/queries.jsonl    one object a line: _id, text
DIR/qrels/test.tsv   query-id, corpus-id, score; tab-separated, with a header
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Judgements = dict[str, dict[str, int]]


class BadCollection(Exception):
    """The directory is not a collection in the BEIR layout; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A document of a collection."""

    name: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What is in a directory: the queries that are judged, and the grade of each relevant document for them."""

    directory: Path
    queries: dict[str, str]
    judged: Judgements

    @classmethod
    def read(cls, directory: Path) -> "Collection":
        """Read queries and judgements; raises BadCollection."""
        judged = _judgements(directory / "qrels" / "test.tsv")
        texts = {str(row["_id"]): str(row["text"]) for row in _rows(directory / "queries.jsonl")}
        queries = {key: texts[key] for key in judged if key in texts}
        if not queries:
            raise BadCollection(f"no query in {directory} has a judgement")
        return cls(directory, queries, judged)

    def texts(self) -> Iterator[JudgedText]:
        """The documents, read as they are asked for; raises BadCollection."""
        for row in _rows(self.directory / "corpus.jsonl"):
            yield JudgedText(str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or ""))


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

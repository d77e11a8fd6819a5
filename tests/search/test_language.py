"""The language of a text is told right, on questions and answers that exist in Dutch and in English."""

import json
import os
import re
import tarfile
from pathlib import Path

import pytest

from forum.search.analysis import detect_language
from forum.search.analysis.language import guess
from forum.search.analysis.tokens import normalise, split_words

DATA = Path(os.environ.get("FORUM_TEST_RELEVANCE", "../shared/data/relevance")).parent
NAME = "coronacheck_faq_nl"


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    """Language, title and text of the last version of each question."""
    archive = DATA / f"{NAME}.tgz"
    if not archive.exists():
        pytest.skip(f"the parallel questions {archive} are not here (FORUM_TEST_RELEVANCE names a directory beside it)")
    directory = tmp_path_factory.mktemp("parallel")
    with tarfile.open(archive) as packed:
        packed.extractall(directory, filter="data")
    found = []
    for language in ("nl", "en"):
        lines = (directory / NAME / f"history_{language}.jsonl").read_text().splitlines()
        last = {row["path"]: row["text"] for row in map(json.loads, lines) if row.get("text")}
        for text in last.values():
            if title := re.search(r"^title:\s*(.*)$", text, re.MULTILINE):
                found.append((language, title.group(1), text.split("---", 2)[-1]))
    return found


def right(texts: list[tuple[str, str]]) -> float:
    return sum(detect_language(text) == language for language, text in texts) / len(texts)


def test_titles_and_texts_are_told_apart(questions: list[tuple[str, str, str]]) -> None:
    assert len(questions) > 500
    assert right([(language, title) for language, title, _ in questions]) >= 0.99
    assert right([(language, text) for language, _, text in questions if len(text) > 80]) >= 0.995


def test_three_words_are_enough_as_a_rule(questions: list[tuple[str, str, str]]) -> None:
    assert right([(language, " ".join(title.split()[:3])) for language, title, _ in questions]) >= 0.98


def test_dutch_without_little_words_is_not_taken_for_english(questions: list[tuple[str, str, str]]) -> None:
    bare = [
        " ".join(word for word in split_words(normalise(title)) if not guess([word]))
        for language, title, _ in questions
        if language == "nl"
    ]
    assert all(detect_language(text) == "nl" for text in bare)

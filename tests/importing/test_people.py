"""Imported authors appear under pseudonyms, also where somebody addresses them."""

from pathlib import Path

import pytest

from forum.core.clock import now
from forum.importing.report import Report
from forum.importing.stack_exchange.people import display_name, mention_filter
from forum.importing.stack_exchange.reader import find_files
from forum.importing.stack_exchange.staging import NOBODY, Staging
from tests.importing.dump import write_dump

ANN, BOB = display_name("7", "", real_names=False), display_name("8", "", real_names=False)


@pytest.fixture
def staging(tmp_path: Path):
    with Staging(tmp_path / "scratch.sqlite") as staged:
        files = find_files(write_dump(tmp_path / "dump"))
        staged.load(files, Report("x", "y", now()), lambda name, rows: None)
        yield staged


def test_pseudonyms_are_stable_distinct_and_no_names() -> None:
    assert display_name("7", "Ann Secretname", real_names=False) == ANN != BOB
    assert "Ann" not in ANN
    assert display_name("7", "Ann Secretname", real_names=True) == "Ann Secretname"
    assert display_name("-1", "Community", real_names=False) == "Community"
    assert display_name(NOBODY, "", real_names=True) == "Anoniem"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Bob hello", f"@{BOB} hello"),
        ("@annsecretname, yes", f"@{ANN}, yes"),
        ("@Ann: yes", f"@{ANN}: yes"),
        ("@NeverWrote said", "@… said"),
        ("mail bob@site.example or http://x/@bob", "mail bob@site.example or http://x/@bob"),
        ("look @home", "look @home"),
    ],
)
def test_mentions_follow_the_pseudonyms(staging: Staging, text: str, expected: str) -> None:
    assert mention_filter(staging, ["7", "8"], real_names=False)(text) == expected


def test_with_real_names_mentions_stay(staging: Staging) -> None:
    assert mention_filter(staging, ["7"], real_names=True)("@Ann") == "@Ann"


def test_the_site_is_found_by_its_own_links(staging: Staging) -> None:
    assert staging.site() == "cycling.example.com"

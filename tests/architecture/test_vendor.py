"""Vendored files are exactly what their authors published."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.support.source import ROOT, where

LISTS = [ROOT / "static/vendor/VENDORED.md", ROOT / "tests/support/vendor/VENDORED.md"]
ROW = re.compile(r"`([^`|]+)`\s*\|\s*`([0-9a-f]{64})`")


@pytest.mark.parametrize("listing", LISTS, ids=where)
def test_files_match_the_hashes_in_the_list(listing: Path):
    rows = dict(ROW.findall(listing.read_text(encoding="utf-8")))
    assert rows, f"{where(listing)} lists no file with its sha256"
    for name, expected in rows.items():
        path = listing.parent / name
        assert path.is_file(), f"{where(listing)} lists {name}, which is not there: run `make vendor`."
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
        assert actual == expected, f"{where(path)} was changed: vendored files are not edited; run `make vendor`."


@pytest.mark.parametrize("listing", LISTS, ids=where)
def test_no_file_is_missing_from_the_list(listing: Path):
    listed = set(dict(ROW.findall(listing.read_text(encoding="utf-8"))))
    present = {str(path.relative_to(listing.parent)) for path in listing.parent.rglob("*") if path.is_file()}
    unlisted = present - listed - {listing.name}
    assert not unlisted, (
        f"{sorted(unlisted)} is not in {where(listing)}: add it to tools/vendor.py and run `make vendor`."
    )

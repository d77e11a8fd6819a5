"""Who gets what behind every address: the table in permission_matrix.csv, walked cell by cell.

The table has a row for each route, method and object, and a column for each role. The objects: `network` and
`private` are of a colleague, in a space of the whole network or of library A; `own` and `self` are of
whoever knocks; `hidden` and `locked` say what a moderator did. `member`, `library_head` and `moderator`
(of both spaces) work in library A, `other_library` in B, `coordinator` and `administrator` in C. `login`
is the sign-in page. `public` is in a space that anybody may read.
"""

import csv
from collections import Counter
from itertools import product
from typing import Any

import pytest
from flask import Flask

from tests.support.knocks import request_for
from tests.support.matrix import ROLES, build, knock, rolled_back
from tests.support.source import ROOT

TABLE = ROOT / "tests/architecture/permission_matrix.csv"
# Public, and the answer is the sign-in page all the same.
LEADS_TO_SIGN_IN = {"accounts.logout"}
# Tokens make all other roles; one of each sort shows what the second database would do otherwise.
DIFFERENT_ROLES = ("other_library", "moderator", "administrator")
IGNORED_METHODS = {"HEAD", "OPTIONS"}


def permission_rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [{name.strip(): (value or "").strip() for name, value in row.items()} for row in csv.DictReader(file)]


def _routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - IGNORED_METHODS
    }


@pytest.mark.sqlite
def test_every_route_has_a_row_and_every_row_a_route(app: Flask):
    listed = {(row["route"], row["method"]) for row in permission_rows()}
    missing = _routes(app) - listed
    assert not missing, (
        f"Routes without a row in {TABLE.name}: {sorted(missing)}. Add a line for each object they concern, "
        "with the answer every role should get, and say in tests/support/knocks.py how to knock."
    )
    gone = listed - _routes(app)
    assert not gone, f"{TABLE.name} has rows for routes that are gone: {sorted(gone)}. Remove them."


@pytest.mark.sqlite
def test_routes_with_an_object_have_a_row_for_what_is_closed(app: Flask):
    """A route about a thread, post or space says what happens when the object is private."""
    closed = {row["route"] for row in permission_rows() if row["object"] == "private"}
    about = {"thread_id", "post_id", "slug"}
    missing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("discussions.") and rule.arguments & about
    } - closed
    assert not missing, f"Add a row with the object `private` for {sorted(missing)}."


def test_rows_are_not_repeated():
    repeated = [key for key, count in Counter(_key(row) for row in permission_rows()).items() if count > 1]
    assert not repeated, f"Rows that occur twice in {TABLE.name}: {repeated}"


def test_nobody_without_sign_in_passes_unless_the_endpoint_is_public():
    """What the table grants the anonymous is also on the list of public endpoints, and vice versa."""
    from forum.web.access import PUBLIC_ENDPOINTS, SHOWING_ENDPOINTS

    passed = [row for row in permission_rows() if row["anonymous"] != "login"]
    passing = {row["route"] for row in passed if row["object"] != "public"} | LEADS_TO_SIGN_IN
    assert {row["route"] for row in passed if row["object"] == "public"} == SHOWING_ENDPOINTS
    assert passing == PUBLIC_ENDPOINTS, (
        f"Only in the table: {sorted(passing - PUBLIC_ENDPOINTS)}; only public: {sorted(PUBLIC_ENDPOINTS - passing)}"
    )


def test_every_cell(app: Flask, drain: Any, monkeypatch: pytest.MonkeyPatch, database: str):
    stage = build(app)
    drain(allow_failures=True)
    wrong = []
    for row, role in product(permission_rows(), ROLES if database == "sqlite" else DIFFERENT_ROLES):
        values, form = request_for(stage, row["route"], row["object"], role)
        with app.test_request_context():
            url = app.url_for(row["route"], _method=row["method"], **values)
        with rolled_back(app, monkeypatch):
            answer = knock(stage.clients[role], stage.cookies[role], row["method"], url, form)
        if answer != row[role]:
            wrong.append(f"{' '.join(_key(row))} as {role}: {answer} instead of {row[role]}")
    assert not wrong, (
        f"{len(wrong)} cells differ from {TABLE.name}; correct the rule, or the table when you meant it:\n"
        + "\n".join(wrong)
    )


def _key(row: dict[str, str]) -> tuple[str, str, str]:
    return row["route"], row["method"], row["object"]

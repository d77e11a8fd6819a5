"""Sign-in is needed everywhere that is not listed, and people come back to where they wanted to be."""

from typing import Any

import pytest
from flask import Flask

from forum.web import access


def test_a_visitor_goes_to_sign_in_and_back(client: Any) -> None:
    answer = client.raw.get("/spaces/?page=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/spaces/?page%3D2"


def test_the_start_page_needs_no_next(client: Any) -> None:
    assert client.raw.get("/").headers["Location"] == "/login"


def test_programs_get_401_instead_of_a_page(client: Any) -> None:
    for headers in ({"Accept": "application/json"}, {"Sec-Fetch-Dest": "empty"}, {"HX-Request": "true"}):
        answer = client.raw.get("/spaces/", headers=headers)
        assert answer.status_code == 401
        assert answer.json["error"]


def test_browsers_are_not_taken_for_programs(client: Any) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.raw.get("/spaces/", headers={"Accept": accept}).status_code == 303


def test_a_public_endpoint_must_exist(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PUBLIC_ENDPOINTS", {"static", "no.such"})
    with pytest.raises(ValueError, match=r"no\.such"):
        access.install(app)

"""Error pages: the right status, a sentence, a reference; JSON for programs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, abort

from config import Testing
from forum import create_app
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from forum.web import access


def fail_with(error: Exception) -> Callable[[], None]:
    def view() -> None:
        raise error

    return view


FAILURES: dict[str, tuple[Callable[[], None], int, str]] = {
    "forbidden": (fail_with(Forbidden("Only the author may do this.")), 403, "Only the author may do this."),
    "not-found": (fail_with(NotFound()), 404, "not for you"),
    "invalid": (fail_with(Invalid("That is too long.")), 400, "That is too long."),
    "conflict": (fail_with(Conflict("Changed meanwhile.")), 409, "Changed meanwhile."),
    "too-many": (fail_with(TooMany("Slow down.", retry_after=30)), 429, "Slow down."),
    "large": (lambda: abort(413), 413, "too large"),
    "broken": (fail_with(RuntimeError("secret detail")), 500, "went wrong on our side"),
}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of an application with a public page for every way to fail, errors handled as for people."""
    app: Flask = create_app(Testing({}, DATA_DIR=tmp_path_factory.mktemp("data"), DEFAULT_LOCALE="en"))
    app.testing = False
    app.logger.disabled = True
    for name, (view, _, _) in FAILURES.items():
        app.add_url_rule(f"/fail/{name}", f"fail.{name}", view)
    names = {f"fail.{name}" for name in FAILURES}
    access.PUBLIC_ENDPOINTS.update(names)
    yield app.test_client()
    access.PUBLIC_ENDPOINTS.difference_update(names)


@pytest.mark.parametrize("name", FAILURES)
def test_a_page_says_what_happened(failing: Any, name: str) -> None:
    _, status, words = FAILURES[name]
    answer = failing.get(f"/fail/{name}")
    assert answer.status_code == status
    assert words in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret detail" not in answer.text


@pytest.mark.parametrize("name", FAILURES)
def test_programs_get_json(failing: Any, name: str) -> None:
    _, status, words = FAILURES[name]
    answer = failing.get(f"/fail/{name}", headers={"Accept": "application/json"})
    assert answer.status_code == answer.json["status"] == status
    assert words in answer.json["error"]


def test_too_many_says_when_to_come_back(failing: Any) -> None:
    assert failing.get("/fail/too-many").headers["Retry-After"] == "30"


def test_an_unknown_address_and_a_wrong_method(failing: Any) -> None:
    assert failing.get("/no/such/page").status_code == 404
    answer = failing.post("/healthz", headers={"Accept": "application/json"})
    assert answer.status_code == 405


def test_a_broken_error_page_still_answers(failing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_values: Any) -> str:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("forum.web.errors.render_template", broken)
    answer = failing.get("/fail/forbidden")
    assert answer.status_code == 403
    assert "Only the author may do this." in answer.text

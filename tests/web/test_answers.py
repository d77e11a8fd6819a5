"""Answers go over the line whole and right, also those that take the short way."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from forum.web.pages import Answer


@pytest.fixture
def plain() -> Any:
    app = Flask(__name__)
    app.response_class = Answer
    closed: list[str] = []

    def parts() -> Iterator[str]:
        yield "één"
        yield " twee"

    def closing() -> Answer:
        answer = Answer("dicht")
        answer.call_on_close(lambda: closed.append("ja"))
        return answer

    app.add_url_rule("/text", "text", lambda: "één boek")
    app.add_url_rule("/parts", "parts", lambda: Answer(parts()))
    app.add_url_rule("/list", "list", lambda: Answer(["één", " boek"]))
    app.add_url_rule("/nothing", "nothing", lambda: Answer(status=204))
    app.add_url_rule("/made", "made", lambda: Answer("gemaakt", status=201))
    app.add_url_rule("/elsewhere", "elsewhere", lambda: Answer(status=302, headers={"Location": "/text"}))
    app.add_url_rule("/closing", "closing", closing)
    app.extensions["closed"] = closed
    return app


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/text", 200, "één boek"),
        ("/parts", 200, "één twee"),
        ("/list", 200, "één boek"),
        ("/made", 201, "gemaakt"),
        ("/nothing", 204, ""),
    ],
)
def test_the_same_comes_out_whatever_way_it_takes(plain: Flask, path: str, status: int, body: str) -> None:
    answer = plain.test_client().get(path)
    assert (answer.status_code, answer.text) == (status, body)
    if "Content-Length" in answer.headers:
        assert answer.content_length == len(body.encode())
    else:
        assert path in {"/parts", "/list", "/nothing"}


def test_asking_for_the_headers_sends_no_body(plain: Flask) -> None:
    answer = plain.test_client().head("/text")
    assert answer.data == b""
    assert answer.content_length == len("één boek".encode())


def test_an_address_in_a_header_is_left_to_werkzeug(plain: Flask) -> None:
    answer = plain.test_client().get("/elsewhere")
    assert answer.headers["Location"] == "/text"


def test_what_waits_for_the_end_is_called(plain: Flask) -> None:
    assert plain.test_client().get("/closing", buffered=True).text == "dicht"
    assert plain.extensions["closed"] == ["ja"]

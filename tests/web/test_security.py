"""Headers on every answer, other websites kept out, and where `next` may lead."""

from typing import Any

import pytest
from flask import Flask

from forum.web.access import safe_next


def test_every_answer_carries_the_headers(client: Any) -> None:
    for path in ("/login", "/healthz", "/nothing-here"):
        headers = client.raw.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert len(headers.getlist("X-Request-ID")) == 1


def test_the_nonce_of_the_policy_is_that_of_the_page_and_new_each_time(client: Any) -> None:
    first, second = client.raw.get("/login"), client.raw.get("/login")
    nonces = []
    for answer in (first, second):
        policy = answer.headers["Content-Security-Policy"]
        nonce = policy.split("'nonce-")[1].split("'")[0]
        assert f'nonce="{nonce}"' in answer.text
        nonces.append(nonce)
    assert nonces[0] != nonces[1]


def test_plain_http_gets_no_strict_transport(client: Any) -> None:
    assert "Strict-Transport-Security" not in client.raw.get("/login").headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({}, 303),
    ],
)
def test_other_websites_cannot_post(client: Any, headers: dict[str, str], status: int) -> None:
    assert client.raw.post("/threads/new", data={"title": ""}, headers=headers).status_code == status


def test_reading_from_a_link_elsewhere_is_fine(client: Any) -> None:
    assert client.raw.get("/login", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_sane_request_id_is_taken_over(client: Any) -> None:
    assert client.raw.get("/healthz", headers={"X-Request-ID": "proxy-1234"}).headers["X-Request-ID"] == "proxy-1234"
    for strange in ("short", "with space 123", "x" * 65, "<script>alert"):
        answer = client.raw.get("/healthz", headers={"X-Request-ID": strange})
        assert answer.headers["X-Request-ID"] != strange


@pytest.mark.parametrize("target", ["/", "/threads/1-a?page=2#post", "/search?q=a%2Fb"])
def test_next_may_lead_anywhere_on_this_site(app: Flask, target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    (
        None,
        "",
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\x",
        "javascript:1",
        "/\t/elsewhere.example",
        "/a\r\nSet-Cookie: x",
        "elsewhere",
        " /x",
        "/..\\..\\x",
    ),
)
def test_next_leads_nowhere_else(app: Flask, target: str | None) -> None:
    assert safe_next(target) == "/"

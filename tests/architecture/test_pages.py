"""Every page of the URL map, through the checked client and with addresses nobody should type."""

import itertools
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter

from tests.architecture.test_routes import permission_rows
from tests.support.inspection import parse
from tests.support.knocks import request_for
from tests.support.matrix import ROLES, build, knock, rolled_back

# Who looks at a page that several roles may see: the one to whom it shows most.
LOOKERS = ("administrator", "moderator", "coordinator", "library_head", "member", "anonymous")
NO_PAGES = {"static", "accounts.member_suggest"}
HOSTILE_NUMBERS = ("0", "999999999", "2147483648", "99999999999999999999")
HOSTILE_WORDS = ("-", "%00", "%C3%28", "a%0d%0aX-Y:%201", "%E2%80%AE", "a" * 3000)
# Parameters that pages know, by what their value looks like; each group is sent at once.
HOSTILE_QUERIES = [
    dict.fromkeys(names.split(), value)
    for names, value in (
        ("after before from cursor", "\x00\ud7ffzz"),
        ("at reply page library_id", "99999999999999999999"),
        ("at reply page", "-1"),
        ("show kind space sort library author since until lang in", "'\"><script>\x00"),
        ("q title", '"' * 50 + "((((( -a OR )" + "\x00é" * 50),
        ("kept next token", "//evil.example/\\x"),
    )
]
# What every field of a form is filled with, in turn; None leaves them all out.
DATABASE_FIELDS = (None, " \x00\ud7ff\u202e", "9" * 25, "-1")
HOSTILE_FIELDS = (*DATABASE_FIELDS, "", "x" * 40_000, "[[" * 2_000)


@pytest.mark.postgresql
def test_every_page_is_well_made(app: Flask, drain: Any):
    """What `tests/support/inspection.py` asks of a page, of every page there is."""
    look_at_every_page(app, drain, "nl")


@pytest.mark.sqlite
def test_every_page_is_well_made_in_english(app: Flask, drain: Any):
    """The same in the other language, on the other database."""
    look_at_every_page(app, drain, "en")


def look_at_every_page(app: Flask, drain: Any, locale: str) -> None:
    """As the role to whom each page shows most, with a client that inspects it."""
    stage = build(app, locale)
    drain(allow_failures=True)
    for row in permission_rows():
        looker = next((role for role in LOOKERS if row["method"] == "GET" and row[role] == "200"), None)
        if looker is None or row["route"] in NO_PAGES:
            continue
        values, _form = request_for(stage, row["route"], row["object"], looker)
        with app.test_request_context():
            url = app.url_for(row["route"], **values)
        page = stage.clients[looker].get(url)
        # A fragment has no language of its own: it is put into a page that does.
        if b"<html" in page.response.data[:500].lower():
            assert page.soup.html.get("lang") == locale, f"{url} is not in {locale}"


def test_strange_addresses_are_refused_politely(app: Flask, drain: Any):
    """No address makes an error of the server: it is found, refused or not there."""
    stage = build(app)
    drain(allow_failures=True)
    client = stage.clients["administrator"]
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for url in _strange_urls(rule):
            status = client.raw.get(url).status_code
            assert status in (200, 301, 302, 303, 400, 403, 404), f"{url} answers {status}"


def test_strange_parameters_are_taken_calmly(app: Flask, drain: Any):
    """Every page is asked with every parameter in a form nobody's browser would send."""
    stage = build(app)
    drain(allow_failures=True)
    for row, query in itertools.product(permission_rows(), HOSTILE_QUERIES):
        if row["method"] != "GET" or row["administrator"] != "200" or row["object"] not in ("-", "network", "own"):
            continue
        values, _form = request_for(stage, row["route"], row["object"], "administrator")
        with app.test_request_context():
            url = app.url_for(row["route"], **values)
        response = stage.clients["administrator"].raw.get(url, query_string=query)
        assert response.status_code in (200, 303, 304, 400, 404), f"{url} with {query} answers {response.status_code}"
        if response.mimetype == "text/html" and "<script" in str(query):
            scripts = parse(response.data).select("script:not([src]):not([type])")
            assert not scripts, f"{url} writes a parameter into the page as it came"


def test_strange_forms_are_refused_politely(app: Flask, drain: Any, monkeypatch: pytest.MonkeyPatch, database: str):
    """No form, empty, strange or repeated, makes an error of the server.

    What is refused before any statement is the same on both databases, and sent to one.
    """
    stage = build(app)
    drain(allow_failures=True)
    wrong = []
    values_to_send = HOSTILE_FIELDS if database == "sqlite" else DATABASE_FIELDS
    for row, value in itertools.product(permission_rows(), values_to_send):
        if row["method"] != "POST" or row["object"] not in ("-", "network", "own", "other", "valid", "home"):
            continue
        values, form = request_for(stage, row["route"], row["object"], "administrator")
        names = {*form, "title", "body", "parent", "reason", "audience", "pillar", "posts", "note", "on", "address"}
        fields = {} if value is None else dict.fromkeys(names, value)
        with app.test_request_context():
            url = app.url_for(row["route"], _method="POST", **values)
        with rolled_back(app, monkeypatch):
            answer = knock(stage.clients["administrator"], stage.cookies["administrator"], "POST", url, fields)
        if answer.startswith("5"):
            wrong.append(f"{url} with {str(value)[:20]!r} everywhere: {answer}")
    assert not wrong, "\n".join(wrong)


def _strange_urls(rule: Any) -> list[str]:
    """The address of a rule with strange values in the place of its variables, one kind at a time."""
    found = []
    converters: dict[str, BaseConverter] = rule._converters
    for numbers, words in itertools.zip_longest(HOSTILE_NUMBERS, HOSTILE_WORDS, fillvalue="1"):
        url = rule.rule
        for name, converter in converters.items():
            value = numbers if isinstance(converter, IntegerConverter) else words
            for written in (f"<int:{name}>", f"<path:{name}>", f"<{name}>"):
                url = url.replace(written, value)
        if url not in found and "<" not in url:
            found.append(url)
    return found if converters else []


def test_every_role_is_looked_at():
    assert set(LOOKERS) < set(ROLES)

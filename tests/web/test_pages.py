"""Assets, languages, times and health."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, g
from flask_babel import force_locale

from forum.web import assets
from forum.web.filters import TimeFilters, above_list, number

MOMENT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)


@pytest.fixture
def times(app: Flask) -> Any:
    with app.test_request_context("/"):
        yield TimeFilters("Europe/Brussels")


def test_an_asset_is_kept_for_ever_under_the_hash_of_its_content(app: Flask, client: Any) -> None:
    with app.test_request_context("/"):
        url = assets.asset("css/base.css")
    answer = client.raw.get(url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert client.raw.get("/static/css/base.css?v=other").headers["Cache-Control"] == "no-cache"


def test_modules_are_kept_for_ever_under_the_version_of_all_of_them(app: Flask, client: Any) -> None:
    with app.test_request_context("/"):
        imports = json.loads(assets.import_map())["imports"]
    answer = client.raw.get(imports["lib/"] + "request.js")
    assert answer.status_code == 200 and answer.content_type.startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.raw.get("/static/@0000/js/lib/request.js").headers["Cache-Control"] == "no-cache"
    assert all(client.raw.get(address).status_code == 200 for name, address in imports.items() if "/" not in name)


def test_a_missing_asset_is_noticed_while_the_page_is_made(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(FileNotFoundError):
        assets.asset("css/missing.css")


@pytest.mark.parametrize("path", ["../config.py", "%2e%2e/config.py", "/etc/passwd"])
def test_only_static_files_are_served(client: Any, path: str) -> None:
    answer = client.raw.get(f"/static/{path}")
    assert answer.status_code in (303, 308, 404)
    assert not any(word in answer.text for word in ("DATABASE_URL", "root:"))


def test_times_are_those_of_brussels_in_the_language_of_the_reader(times: TimeFilters) -> None:
    with force_locale("nl"):
        assert times.full(MOMENT) == '<time datetime="2026-11-22T22:30:00Z">22 nov 2026, 23:30</time>'
        assert times.day(MOMENT + timedelta(hours=1)) == "23 nov 2026"
    with force_locale("en"):
        assert ">22 Nov 2026, 23:30<" in times.full(MOMENT)
        assert times.day(date(2026, 1, 2)) == "2 Jan 2026"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-7_300, "2 uur geleden"),
        (-3 * 86_400 - 5, "3 dagen geleden"),
        (-65, "1 minuut geleden"),
        (7_300, "over 2 uur"),
        (-400 * 86_400, "1 jaar geleden"),
    ],
)
def test_distances_in_words(times: TimeFilters, seconds: int, words: str) -> None:
    with time_machine.travel(MOMENT, tick=False), force_locale("nl"):
        assert f">{words}<" in times.relative(MOMENT + timedelta(seconds=seconds))


def test_the_last_minute_is_just_now(times: TimeFilters) -> None:
    with time_machine.travel(MOMENT, tick=False), force_locale("en"):
        assert ">just now<" in times.relative(MOMENT)
        assert ">just now<" in times.relative(MOMENT - timedelta(seconds=59))


def test_nothing_is_shown_for_no_time(times: TimeFilters) -> None:
    assert times.full(None) == times.relative(None) == times.day(None) == ""


def test_numbers_have_the_separators_of_the_language(app: Flask) -> None:
    with app.test_request_context("/"):
        with force_locale("nl"):
            assert [number(value) for value in (7, 1_234_567, 1234.5)] == ["7", "1.234.567", "1.234,5"]
        with force_locale("en"):
            assert number(1_234_567) == "1,234,567"


def test_a_visitor_is_answered_in_the_language_of_the_cookie(client: Any) -> None:
    client.raw.set_cookie("language", "en")
    assert '<html lang="en"' in client.raw.get("/login").text
    g.pop("_flask_babel")
    client.raw.set_cookie("language", "nl")
    assert '<html lang="nl"' in client.raw.get("/login").text
    client.raw.set_cookie("language", "xx")
    assert client.raw.get("/login").status_code == 200


def test_texts_in_templates_fill_in_and_escape(app: Flask) -> None:
    page = app.jinja_env.from_string("""{{ _("100%% of %(name)s", name=name) }}{{ _("100%%") }}""")
    page.environment.autoescape = True
    with app.test_request_context("/"):
        g.pop("_flask_babel", None)
        assert page.render(name="<b>") == "100% of &lt;b&gt;100%"


def test_health(client: Any) -> None:
    assert client.raw.get("/healthz").json == {"status": "ok"}
    answer = client.raw.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["database"]["ok"]
    assert answer.json["outbox"] == {"ok": True, "lag_seconds": 0.0, "dead": 0}
    assert answer.json["index"]["ok"]


def test_not_ready_when_the_worker_is_far_behind(client: Any, db_session: Any) -> None:
    from forum.core import outbox
    from forum.core.clock import now

    outbox.enqueue("search", "thread:1", not_before=now() - timedelta(hours=1))
    answer = client.raw.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json["index"]["ok"]
    assert answer.json["database"]["ok"]


def test_a_file_that_ends_a_text_stands_in_its_list_only() -> None:
    listed = [
        {"name": "Plan & meer.pdf", "url": "/attachments/1/plan.pdf"},
        {"name": "b.docx", "url": "/attachments/2/b"},
    ]
    plan = '<p><a href="/attachments/1/plan.pdf">Plan &amp; meer.pdf</a></p>\n'
    other = '<p><a href="/attachments/2/b">b.docx</a></p>\n'
    assert above_list(f"<p>Zie:</p>\n{plan}{other}", listed) == "<p>Zie:</p>"
    assert above_list(f"<p>Zie:</p>\n{plan}<p>En dan.</p>\n", listed) == f"<p>Zie:</p>\n{plan}<p>En dan.</p>\n"
    said = '<p><a href="/attachments/1/plan.pdf">het plan</a></p>\n'
    assert above_list(said, listed) == said
    assert above_list(plan, None) == plan

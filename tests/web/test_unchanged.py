"""A 304 that is given before Flask is woken up is given to nobody who would get another answer after it."""

import json
from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import text, update

from forum.accounts.identity import bump_access
from forum.accounts.models import Member, RoleGrant, SignInSession
from forum.core.clock import now
from forum.discussions.models import Space, Thread
from forum.extensions import db
from forum.notifications.models import Notification
from forum.web import request as web_request
from tests.factories import make_library, make_member, make_post, make_space, make_thread


@pytest.fixture
def reader(app):
    return make_member(display_name="Lies Lezer")


@pytest.fixture
def thread(reader):
    library_id = make_library().id
    reader.library_id = library_id
    colleague = make_member(library_id=library_id)
    thread = make_thread(colleague, space=make_space(audience=f"library:{library_id}"))
    make_post(thread, colleague)
    return thread


@pytest.fixture
def browser(as_member, reader, thread):
    """A browser that has the page of the thread, and knows its version."""
    return Browser(as_member(reader).raw, f"/threads/{thread.id}-{thread.slug}")


class Browser:
    def __init__(self, client, url):
        self.client, self.url = client, url
        # The first one reads the roles anew, through the session; from the second on all reads are known.
        self._get()
        self.version = self._get().headers["ETag"]

    def _get(self, **headers):
        """As between two requests of the real world, where no context of a test spans both."""
        db.session.commit()
        g.pop("_login_user", None)
        return self.client.get(self.url, headers=headers)

    def ask_again(self, **headers):
        """The status of the same page asked for again, and whether Flask was woken up for it."""
        app = self.client.application
        asked = []
        app.before_request_funcs[None].insert(0, lambda: asked.append(True))
        try:
            self.answer = self._get(**{"If-None-Match": self.version} | headers)
        finally:
            app.before_request_funcs[None].pop(0)
        return self.answer.status_code, bool(asked)


def test_who_has_the_page_is_told_so_at_once_and_as_often_as_they_ask(browser):
    assert [browser.ask_again() for _ in range(3)] == [(304, False)] * 3
    assert browser.answer.data == b""


def test_it_costs_the_statements_that_make_the_version(browser, assert_queries):
    browser.ask_again()
    with assert_queries(2):
        assert browser.ask_again() == (304, False)


def test_the_answer_has_the_headers_of_the_other_way(app, browser):
    assert browser.ask_again() == (304, False)
    at_once = dict(browser.answer.headers)
    app.extensions["unchanged"].clear()
    assert browser.ask_again() == (304, True)
    usual = dict(browser.answer.headers)
    assert at_once.pop("X-Request-ID") != usual.pop("X-Request-ID")
    assert at_once == usual


def test_the_log_says_who_asked(app, browser, reader, capsys, monkeypatch):
    envelope = app.wsgi_app
    app.config["LOG_REQUESTS"], app.config["LOG_LEVEL"], app.config["LOG_FORMAT"] = True, "INFO", "json"
    monkeypatch.setattr(envelope, "log", web_request.logging.request_logger(app))
    assert browser.ask_again() == (304, False)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["status"], line["member"], line["path"]) == (304, reader.id, browser.url)


def test_another_version_another_address_and_other_cookies_go_the_usual_way(browser, as_member):
    assert browser.ask_again(**{"If-None-Match": 'W/"something-else"'}) == (200, True)
    assert browser.ask_again() == (304, False)
    browser.url += "?from=nowhere"
    assert browser.ask_again()[1]
    stranger = as_member(make_member()).raw
    g.pop("_login_user")
    answer = stranger.get(browser.url.partition("?")[0], headers={"If-None-Match": browser.version})
    assert answer.status_code == 404


def test_a_stolen_version_is_worth_nothing_without_a_session(app, browser):
    nobody = app.test_client()
    g.pop("_login_user")
    assert nobody.get(browser.url, headers={"If-None-Match": browser.version}).status_code == 303
    cookie = browser.client.get_cookie("session").value
    nobody.set_cookie("session", cookie[:-2] + ("aa" if cookie[-2:] != "aa" else "bb"))
    g.pop("_login_user")
    assert nobody.get(browser.url, headers={"If-None-Match": browser.version}).status_code == 303


def end_session(reader, thread):
    db.session.execute(update(SignInSession).values(ended_at=now()))


def let_it_expire(reader, thread):
    db.session.execute(update(SignInSession).values(expires_at=now() - timedelta(seconds=1)))


def let_it_lie_idle(reader, thread):
    db.session.execute(update(SignInSession).values(idle_seconds=0))


def close_the_account(reader, thread):
    reader.is_active = False


def hide_the_thread(reader, thread):
    thread.hidden_at = now()


def close_the_space(reader, thread):
    thread.space.audience = "library:999999"


def move_to_another_library(reader, thread):
    reader.library_id = make_library().id
    bump_access([reader.id])


def remove_the_thread_elsewhere(reader, thread):
    other = make_space(audience="member:999999")
    db.session.flush()
    db.session.execute(update(Thread).where(Thread.id == thread.id).values(space_id=other.id))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (end_session, 303),
        (let_it_expire, 303),
        (let_it_lie_idle, 303),
        (close_the_account, 303),
        (hide_the_thread, 404),
        (close_the_space, 404),
        (move_to_another_library, 404),
        (remove_the_thread_elsewhere, 404),
    ],
)
def test_who_may_no_longer_see_the_page_is_not_told_that_it_is_unchanged(browser, reader, thread, change, status):
    assert browser.ask_again() == (304, False)
    change(reader, thread)
    assert browser.ask_again() == (status, True)


def write_a_reply(reader, thread):
    db.session.execute(update(Thread).values(version=Thread.version + 1))


def give_a_role(reader, thread):
    db.session.add(RoleGrant(member_id=reader.id, role="administrator", scope_kind="network"))
    bump_access([reader.id])


def choose_another_look(reader, thread):
    db.session.execute(update(Member).where(Member.id == reader.id).values(theme="dark"))


def rename_the_space(reader, thread):
    db.session.execute(update(Space).values(title="Heet nu anders"))


def bring_a_notice(reader, thread):
    same = {"subject_kind": "thread", "subject_id": thread.id, "object_kind": "thread", "object_id": thread.id}
    db.session.add(Notification(member_id=reader.id, kind="thread.replied", **same))


@pytest.mark.parametrize("change", [write_a_reply, give_a_role, choose_another_look, rename_the_space, bring_a_notice])
def test_whose_page_has_changed_gets_the_new_one(browser, reader, thread, change):
    assert browser.ask_again() == (304, False)
    change(reader, thread)
    assert browser.ask_again() == (200, True)


def test_a_session_that_ends_by_the_clock_ends_here_too(browser, monkeypatch):
    assert browser.ask_again() == (304, False)
    later = now() + timedelta(hours=3)
    for module in ("forum.web.unchanged", "forum.accounts.identity"):
        monkeypatch.setattr(f"{module}.now", lambda: later)
    assert browser.ask_again() == (303, True)


def test_the_use_of_a_session_is_noted_as_ever(browser, monkeypatch):
    later = now() + timedelta(minutes=4)
    for module in ("forum.web.unchanged", "forum.accounts.identity", "forum.accounts.login"):
        monkeypatch.setattr(f"{module}.now", lambda: later)
    assert browser.ask_again() == (304, True)
    assert db.session.scalar(db.select(SignInSession.last_seen_at)) == later
    assert browser.ask_again() == (304, True)
    assert browser.ask_again() == (304, False)


def test_a_cookie_is_verified_again_after_a_while(app, browser):
    assert browser.ask_again() == (304, False)
    app.session_interface._known.clear()
    assert browser.ask_again() == (304, True)


def test_what_others_asked_of_the_database_is_not_known_and_so_never_answered_at_once(app, as_member, reader, thread):
    address = f"/threads/{thread.id}-{thread.slug}"
    client = as_member(reader).raw
    db.session.commit()
    app.before_request_funcs.setdefault(None, []).append(lambda: db.session.execute(text("SELECT 1")) and None)
    try:
        browser = Browser(client, address)
        assert browser.ask_again() == (304, True)
        assert browser.ask_again() == (304, True)
    finally:
        app.before_request_funcs[None].pop()

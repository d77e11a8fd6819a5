"""The frame around pages: kept once, filled in for each reader, with nothing of one reader on another's page."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from markupsafe import Markup

from forum.notifications.models import Notification
from forum.web.frame import render_for_all
from tests.factories.accounts import make_member
from tests.factories.discussions import make_thread
from tests.factories.network import add
from tests.support.page import CheckedClient

AsMember = Callable[..., CheckedClient]


def test_each_reader_sees_their_own_name_and_token(as_member: AsMember) -> None:
    an = as_member(make_member(display_name="An Peeters")).get("/styleguide")
    karel = as_member(make_member(display_name="Karel <b>De Smet")).get("/styleguide")
    assert an.one(".menu-head b").text == "An Peeters"
    assert karel.one(".menu-head b").text == "Karel <b>De Smet"
    assert an.one(".top-end .av").text == "AP"
    tokens = {page.one("form[action='/logout'] [name=csrf_token]")["value"] for page in (an, karel)}
    assert len(tokens) == 2
    assert "\x00" not in an.response.text + karel.response.text


def test_the_nonce_is_new_for_every_answer_and_that_of_the_policy(as_member: AsMember) -> None:
    client = as_member(make_member())
    seen = set()
    for _ in range(2):
        answer = client.get("/styleguide").response
        nonces = set(re.findall(r'nonce="([^"]+)"', answer.text))
        assert len(nonces) == 1
        assert f"'nonce-{next(iter(nonces))}'" in answer.headers["Content-Security-Policy"]
        seen |= nonces
    assert len(seen) == 2


def test_the_menu_marks_where_one_is(as_member: AsMember) -> None:
    client = as_member(make_member())
    for url, label in (("/", ["Home"]), ("/spaces/", ["Spaces"]), ("/styleguide", [])):
        assert client.get(url).texts("nav.nav a[aria-current]") == label


def test_the_pages_of_a_discussion_are_marked_as_such(as_member: AsMember) -> None:
    client, thread = as_member(make_member()), make_thread()
    urls = ("/threads/", "/threads/new", f"/threads/{thread.id}", f"/posts/{thread.opening_post_id}/history")
    for url in urls:
        assert client.get(url).texts("nav.nav a[aria-current]") == ["Discussions"]
    assert client.get(f"/spaces/{thread.space.slug}").texts("nav.nav a[aria-current]") == ["Spaces"]


@pytest.mark.parametrize(("url", "label"), [("/drafts", "Drafts"), ("/bookmarks", "Saved"), ("/scheduled", "Planned")])
def test_what_is_ones_own_is_marked_in_ones_own_menu_only(as_member: AsMember, url: str, label: str) -> None:
    page = as_member(make_member()).get(url)
    assert page.texts("nav.nav a[aria-current]") == []
    assert page.texts(".top-end a[aria-current]") == [label]


@pytest.mark.parametrize(("count", "shown"), [(0, []), (1, ["1"]), (100, ["99+"])])
def test_unread_notifications_show_at_the_bell(as_member: AsMember, count: int, shown: list[str]) -> None:
    member = make_member()
    for number in range(count):
        add(
            Notification(
                member_id=member.id,
                kind="answer",
                subject_kind="thread",
                subject_id=number,
                object_kind="post",
                object_id=number,
            )
        )
    bell = as_member(member).get("/styleguide").one(".bell")
    assert [mark.text for mark in bell.select("b")] == shown
    assert (f"({count} unread)" in bell.text) is bool(count)


def test_every_state_of_every_component_is_drawn(as_member: AsMember) -> None:
    page = as_member(make_member()).get("/styleguide")
    for part in (".badge-open", ".badge-solved", ".post.ok", ".gone", ".is-new", ".accepted", ".summary", ".diff ins"):
        assert page.all(part), part


def test_a_slot_of_a_page_may_not_be_called_as_one_of_the_frame(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(ValueError, match="name"):
        render_for_all((), "search/results.html", {"name": Markup("Eigen zoekactie"), "text": Markup("")})

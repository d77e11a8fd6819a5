"""A page that is kept for all readers shows each of them their own page and nothing of another's."""

import re

import pytest
from flask import render_template_string
from flask_wtf.csrf import generate_csrf

from forum.accounts.identity import Anonymous
from forum.web.frame import Anybody, fill_page, page_for_all
from forum.web.kept_blocks import cut_at_names, kept_blocks, mark
from tests.factories import make_member, make_post, make_thread

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TIME = re.compile(r"<time.*?</time>")
ONCE = re.compile(r'name="once" value="([^"]+)"')
NONCE = re.compile(r'nonce="([^"]+)"')


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


@pytest.fixture
def thread(app):
    thread = make_thread(make_member())
    make_post(thread, make_member())
    return thread


def text_of(client, thread):
    return client.get(url_of(thread)).response.get_data(as_text=True)


def test_the_next_reader_gets_nothing_of_the_first(app, as_member, thread):
    first, second = make_member(display_name="Eerste Lezer"), make_member(display_name="Tweede Lezer")
    one, two = text_of(as_member(first), thread), text_of(as_member(second), thread)
    assert "Eerste Lezer" in one and "Eerste Lezer" not in two and "Tweede Lezer" in two
    assert len(set(TOKEN.findall(one))) == len(set(TOKEN.findall(two))) == 1
    assert set(TOKEN.findall(one)).isdisjoint(TOKEN.findall(two))
    assert ONCE.findall(one) != ONCE.findall(two)
    assert set(NONCE.findall(one)).isdisjoint(NONCE.findall(two))
    assert "\x00" not in one + two


def test_a_kept_page_is_the_page_that_would_be_made_anew(app, as_member, thread):
    text_of(as_member(make_member()), thread)
    reader = as_member(make_member())
    kept = text_of(reader, thread)
    kept_blocks.clear()
    fresh = text_of(reader, thread)
    for changing in (NONCE, TIME, TOKEN, ONCE):
        kept, fresh = changing.sub("", kept), changing.sub("", fresh)
    assert kept == fresh


def test_following_and_reading_show_at_once(app, as_member, thread):
    client = as_member(make_member())
    chosen = 'value="following" aria-pressed="true"'
    before = text_of(client, thread)
    client.get(url_of(thread)).submit("Following You hear of every reply.")
    assert chosen in text_of(client, thread) and chosen not in before
    assert chosen not in text_of(as_member(make_member()), thread)


def test_a_page_with_a_token_in_it_is_refused(app):
    template = app.jinja_env.from_string("{{ token }}")
    with app.test_request_context("/"), pytest.raises(RuntimeError, match="form token of one reader"):
        page_for_all((), template, token=generate_csrf())


def test_nothing_personal_can_be_asked_in_a_kept_page(app):
    with app.test_request_context("/"), pytest.raises(Exception, match="display_name"):
        render_template_string("{{ current_user.display_name }}", current_user=Anybody(Anonymous()))


def test_named_slots_come_in_any_order_and_as_often_as_wanted(app):
    block = cut_at_names(f"<p>{mark('b')}{mark('a')}{mark('b')}</p>")
    with app.test_request_context("/"):
        assert fill_page(block, a="1", b="2") == "<p>212</p>"
    with pytest.raises(ValueError, match="without a name"):
        cut_at_names("\x00open")

"""A page that is kept for all readers shows each of them their own page and nothing of another's."""

import re

import pytest
from flask import render_template_string
from flask_wtf.csrf import generate_csrf

from forum.accounts.identity import Anonymous
from forum.discussions import blocks
from forum.web.frame import Anybody, page_for_all
from forum.web.kept_blocks import NOTHING, Block, cut_at_names, kept_blocks, mark
from tests.factories import make_member, make_post, make_space, make_thread

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


def test_readers_with_the_same_traces_share_one_page(app, as_member, thread, monkeypatch):
    drawn = []
    fill = blocks.slot_filler
    monkeypatch.setattr(blocks, "slot_filler", lambda *args: (drawn.append(1), fill(*args))[1])
    for reader in (make_member(), make_member(), make_member()):
        text_of(as_member(reader), thread)
    assert len(drawn) == 1
    voter = as_member(make_member())
    before = text_of(voter, thread)
    voter.get(url_of(thread)).submit("Useful")
    after = text_of(voter, thread)
    assert 'aria-pressed="true"' in after and after.count('aria-pressed="true"') > before.count('aria-pressed="true"')
    other = text_of(as_member(make_member()), thread)
    assert other.count('aria-pressed="true"') == before.count('aria-pressed="true"')


def test_what_one_may_do_with_a_post_is_ones_own(app, as_member, thread):
    author, colleague = make_member(), make_member()
    post = make_post(thread, author)
    edit = f'href="/posts/{post.id}/edit"'
    assert edit not in text_of(as_member(colleague), thread)
    assert edit in text_of(as_member(author), thread)
    assert edit not in text_of(as_member(make_member()), thread)


def test_a_list_is_kept_for_those_who_are_shown_the_same(app, as_member):
    space = make_space()
    thread = make_thread(make_member(), space=space)
    one, two = as_member(make_member(display_name="Eerste Lezer")), as_member(make_member(display_name="Tweede Lezer"))
    url = f"/spaces/{space.slug}"
    first, second = (client.get(url).response.get_data(as_text=True) for client in (one, two))
    assert thread.title in first and thread.title in second
    assert "Eerste Lezer" not in second and "\x00" not in first + second
    one.get(url_of(thread))
    make_post(thread, make_member())
    again = two.get(url).response.get_data(as_text=True)
    assert "Tweede Lezer" in again and again != second


def test_named_slots_come_in_any_order_and_as_often_as_wanted(app):
    block = cut_at_names(f"<p>{mark('b')}{mark('a')}{mark('b')}</p>")
    assert block.settle({}).fill({"a": "1", "b": "2é"}.__getitem__).decode() == "<p>2é12é</p>"
    assert block.settle({"a": "1"}).fill({"b": "2"}.__getitem__) == b"<p>212</p>"
    assert Block(("<p>", "-", "</p>"), (NOTHING, "a")).settle({"a": "1"}).fill(str) == b"<p>-1</p>"
    with pytest.raises(ValueError, match="without a name"):
        cut_at_names("\x00open")

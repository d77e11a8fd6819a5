"""Rows of lists are drawn once for all, and never show what is no longer so."""

from datetime import timedelta

import pytest
import time_machine
from flask import render_template_string

from forum.core.clock import now
from forum.discussions.models import Thread
from forum.extensions import db
from forum.web.frame import page_for_all
from forum.web.kept_blocks import kept_rows
from tests.factories import make_member, make_post, make_space, make_thread

LIST = "{% macro row(t, much) %}<li>{{ t.name }}{% if much %}!{% endif %} {{ t.at|reltime }}</li>{% endmacro %}"


class Thing:
    def __init__(self, name, at):
        self.name, self.at = name, at
        self.drawn = 0


def draw(things, much=False):
    return render_template_string(LIST + "{{ kept(row, things, much) }}", things=things, much=much)


def test_a_thing_is_drawn_once_for_each_way_of_drawing_it(app):
    thing = Thing("Een", now())
    with app.test_request_context("/"):
        first = draw([thing])
        thing.name = "Twee"
        assert draw([thing]) == first
        assert "Twee!" in draw([thing], much=True)
        kept_rows.clear()
        assert "Twee" in draw([thing])


def test_how_long_ago_is_told_anew_each_time(app):
    began = now()
    thing = Thing("Een", began)
    with app.test_request_context("/"):
        for hours in (1, 2):
            with time_machine.travel(began + timedelta(hours=hours, seconds=1), tick=False):
                page = draw([thing, thing])
                assert page.count(f"{hours} hour") + page.count(f"{hours} uur") == 2
                assert "\x00" not in page


def test_lists_show_what_changed_to_everybody_and_what_is_new_to_each(app, as_member):
    one, two = as_member(make_member()), as_member(make_member())
    space = make_space(title="Balie", slug="balie")
    thread = make_thread(make_member(display_name="Vera Vraag"), space=space, title="Hoe gaat dat hier?")

    def rows(client):
        db.session.commit()
        return client.get("/spaces/balie").response.get_data(as_text=True)

    assert "badge-new" in rows(one) and "badge-new" in rows(two)
    one.get(f"/threads/{thread.id}-{thread.slug}").submit("Mark as read up to here")
    assert "badge-new" not in rows(one) and "badge-new" in rows(two)
    db.session.get_one(Thread, thread.id).title = "Hoe ging dat hier?"
    assert "Hoe ging dat hier?" in rows(one) and "Hoe ging dat hier?" in rows(two)
    make_post(thread, make_member(display_name="Ada Antwoord"))
    assert "Ada Antwoord" in rows(one) and "badge-new" in rows(one)
    space.title = "Balie en meer"
    assert "Balie en meer" in rows(one)


def test_a_message_is_for_its_reader_and_is_not_kept(app, as_member):
    one, two = as_member(make_member()), as_member(make_member())
    make_thread(make_member(), space=make_space(slug="balie"))
    one.get("/spaces/balie")
    page = one.get("/spaces/balie").submit("Mark everything as read")
    said = "Everything in this space is marked as read."
    assert said in page.response.get_data(as_text=True)
    assert said not in two.get("/spaces/balie").response.get_data(as_text=True)
    assert said not in one.get("/spaces/balie").response.get_data(as_text=True)


def test_a_page_for_all_may_not_ask_what_one_may_do(app):
    template = app.jinja_env.from_string("{{ can('space.post', none) }}")
    with app.test_request_context("/"), pytest.raises(RuntimeError, match=r"may space\.post"):
        page_for_all((), template)

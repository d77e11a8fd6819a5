"""Panels stand between the opening post and the replies, only where the thread names them."""

import pytest

from forum.discussions import panels
from forum.discussions.panels import Panel, set_panel
from tests.factories import actor, make_member, make_post, make_thread


@pytest.fixture
def greeting(monkeypatch: pytest.MonkeyPatch) -> Panel:
    """A panel that shows each reader their own name."""
    panel = Panel(
        key="greeting",
        position=1,
        template="discussions/reason.html",
        load=lambda reader, _head: {"name": reader.display_name},
        personal=lambda reader, _head: reader.display_name,
    )
    monkeypatch.setattr(panels, "_panels", {"greeting": panel})
    monkeypatch.setattr(
        panels, "render_template", lambda _template, **context: f"<p>Dag {context['name']} en welkom</p>"
    )
    return panel


def test_a_panel_stands_between_the_opening_post_and_the_replies(as_member, db_session, greeting):
    thread = make_thread(body="De vraag zelf")
    make_post(thread, body="Het eerste antwoord")
    set_panel(thread.id, "greeting", present=True)
    page = as_member(make_member(display_name="An")).get(f"/threads/{thread.id}-{thread.slug}").text
    assert page.index("De vraag zelf") < page.index("Dag An") < page.index("Het eerste antwoord")


def test_each_reader_gets_their_own_panel_from_the_same_kept_page(as_member, db_session, greeting):
    thread = make_thread()
    set_panel(thread.id, "greeting", present=True)
    address = f"/threads/{thread.id}-{thread.slug}"
    assert "Dag An " in as_member(make_member(display_name="An")).get(address).text
    assert "Dag Bo " in as_member(make_member(display_name="Bo")).get(address).text


def test_a_panel_that_was_taken_away_is_gone(as_member, db_session, greeting):
    thread, reader = make_thread(), make_member(display_name="An")
    set_panel(thread.id, "greeting", present=True)
    set_panel(thread.id, "greeting", present=False)
    assert "Dag An" not in as_member(reader).get(f"/threads/{thread.id}-{thread.slug}").text


def test_a_thread_without_panels_asks_nothing(db_session, greeting):
    from forum.discussions import queries

    reader, thread = actor(make_member()), make_thread()
    assert panels.render_panels(reader, queries.get_thread_head(reader, thread.id)) == ""

"""Pinning a discussion until a day, changing that day, and letting go."""

from datetime import timedelta

import pytest

from forum.core.clock import now
from forum.core.local_time import local, today
from forum.discussions.models import Thread
from tests.factories import make_member, make_space, make_thread


@pytest.fixture
def moderator(app):
    return make_member(display_name="Katrien Maes")


@pytest.fixture
def space(moderator):
    return make_space(moderator, title="Balie")


def test_a_pinned_discussion_stands_first_once_and_falls_off_by_itself(as_member, moderator, space, db_session):
    old = make_thread(space=space, title="Openingsuren")
    for number in range(26):
        make_thread(space=space, title=f"Vraag nummer {number}")
    client = as_member(moderator)
    client.get(f"/threads/{old.id}/pin").submit("Pin")
    page = client.get(f"/spaces/{space.slug}")
    titles = [link.get_text() for link in page.soup.select(".row-title")]
    assert (titles[0], titles.count("Openingsuren")) == ("Openingsuren", 1)
    assert "Pinned" in page.soup.select_one(".row").get_text()
    following = client.get(page.soup.select_one(".pager a[rel=next]")["href"])
    assert [link.get_text() for link in following.soup.select(".row-title")] == ["Vraag nummer 0"]
    db_session.get(Thread, old.id).pinned_until = now() - timedelta(seconds=1)
    db_session.commit()
    titles = [link.get_text() for link in client.get(f"/spaces/{space.slug}").soup.select(".row-title")]
    assert "Openingsuren" not in titles


@pytest.mark.parametrize("day", ["2020-01-01", "2199-01-01", "", "morgen"])
def test_a_day_that_cannot_be(as_member, moderator, space, day):
    thread = make_thread(space=space)
    page = as_member(moderator).get(f"/threads/{thread.id}/pin").submit("Pin", until=day, _status=422)
    assert page.soup.select_one(".error")


def test_the_day_is_changed_without_unpinning(as_member, moderator, space, db_session):
    thread, day = make_thread(space=space, title="Openingsuren"), today() + timedelta(days=60)
    client = as_member(moderator)
    page = client.get(f"/threads/{thread.id}/pin").submit("Pin")
    page = page.click("Change until when it is pinned")
    before = today() + timedelta(days=14)
    assert page.form(field="until").values["until"] == [before.isoformat()]
    page = page.submit("Save", until=day.isoformat())
    assert "Your change is saved." in page.text
    # To the end of that day, on the clock of the network.
    until = local(db_session.get(Thread, thread.id).pinned_until)
    assert (until.date(), until.hour) == (day, 23)


def test_a_pin_that_ended_proposes_a_day_to_come(as_member, moderator, space, db_session):
    thread = make_thread(space=space, pinned_until=now() - timedelta(days=3))
    page = as_member(moderator).get(f"/threads/{thread.id}/pin")
    assert page.one("h1").text == "Pin this discussion"
    page.submit("Pin")
    assert db_session.get(Thread, thread.id).pinned_until > now()


def test_a_moderator_who_changes_the_day_reads_that_it_leaves_the_start_page(as_member, moderator, space, db_session):
    thread = make_thread(space=space)
    as_member(make_member(roles=("administrator",))).get(f"/threads/{thread.id}/pin").submit("Pin", everywhere="y")
    page = as_member(moderator).get(f"/threads/{thread.id}/pin")
    assert "with your change it leaves that page" in page.main
    page.submit("Save")
    assert not db_session.get(Thread, thread.id).pinned_everywhere


def test_only_coordinators_put_something_on_every_start_page(as_member, moderator, space):
    thread = make_thread(space=space, title="Dag van de bib")
    assert "start page" not in as_member(moderator).get(f"/threads/{thread.id}/pin").text
    chief = make_member(roles=("administrator",))
    as_member(chief).get(f"/threads/{thread.id}/pin").submit("Pin", everywhere="y")
    assert "Pinned for everybody" in as_member(make_member()).get("/").text

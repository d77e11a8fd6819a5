"""Saved searches: keeping, being told of what is new once, with the rights one has then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.accounts.services import members
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.outbox import Outbox
from forum.discussions.models import Post
from forum.notifications.models import Notification
from forum.search import indexer, queries, services
from forum.search.models import SavedSearch
from forum.search.services.saved import CHANNEL, MOST_SAVED
from forum.search.watching import SAVED_SEARCH
from tests.factories import actor, make_library, make_member, make_space, make_thread

Drain = Callable[[], int]


def keep(member: Any, query: str = "q=boekenbus", name: str = "Boekenbus", **values: Any) -> SavedSearch:
    return services.keep_search(actor(member), name=name, query=query, **values)


def look_again(db_session: Any, drain: Drain) -> None:
    """A day goes by: what was written moves back in time, and the look is due."""
    back = timedelta(hours=12)
    for post in db_session.scalars(select(Post)):
        post.created_at -= timedelta(minutes=30)
    for saved in db_session.scalars(select(SavedSearch)):
        saved.seen_until -= back
        saved.look_at = now() - timedelta(minutes=1)
    db_session.execute(update(Outbox).where(Outbox.channel == CHANNEL).values(not_before=now()))
    db_session.commit()
    indexer.rebuild()
    drain()


def notices(db_session: Any, member: Any) -> list[tuple[str, int]]:
    rows = db_session.execute(
        select(Notification.kind, Notification.event_count).where(Notification.member_id == member.id)
    )
    return [tuple(row) for row in rows]


def test_who_keeps_a_search_is_told_once_of_what_others_wrote(db_session: Any, as_member: Any, drain: Drain) -> None:
    reader = make_member()
    make_thread(reader, title="Mijn eigen boekenbus")
    saved = keep(reader)
    db_session.commit()
    look_again(db_session, drain)
    assert notices(db_session, reader) == []
    make_thread(title="Boekenbus stuk")
    make_thread(title="Boekenbus verkocht")
    db_session.commit()
    look_again(db_session, drain)
    assert notices(db_session, reader) == [("search.found", 1)]
    page = as_member(reader).get("/notifications")
    assert "Something new for your saved search “Boekenbus”" in page.text
    assert "Boekenbus stuk" in as_member(reader).get(SAVED_SEARCH.url(saved)).main
    waiting = db_session.scalar(select(func.count()).select_from(Outbox).where(Outbox.channel == CHANNEL))
    assert waiting == 1


def test_nobody_is_told_of_what_they_may_not_see(db_session: Any, drain: Drain) -> None:
    library = make_library()
    closed = make_space(audience=f"library:{library.id}")
    inside, outside = make_member(library=library), make_member()
    keep(inside), keep(outside)
    make_thread(make_member(library=library), closed, title="Boekenbus van de directie")
    db_session.commit()
    look_again(db_session, drain)
    assert notices(db_session, outside) == []
    assert notices(db_session, inside) == [("search.found", 1)]


def test_who_left_is_told_nothing(db_session: Any, drain: Drain) -> None:
    reader = make_member()
    keep(reader)
    make_thread(title="Boekenbus stuk")
    members.deactivate_member(actor(make_member(roles=("administrator",))), reader)
    db_session.commit()
    look_again(db_session, drain)
    assert notices(db_session, reader) == []


def test_never_and_forgotten_are_silent(db_session: Any, drain: Drain) -> None:
    reader = make_member()
    keep(reader, rhythm="never")
    services.forget_search(actor(reader), keep(reader, name="Weg"))
    make_thread(title="Boekenbus stuk")
    db_session.commit()
    db_session.execute(update(Outbox).where(Outbox.channel == CHANNEL).values(not_before=now()))
    db_session.commit()
    drain()
    assert notices(db_session, reader) == []


def test_what_cannot_be_kept(db_session: Any) -> None:
    reader = make_member()
    keep(reader)
    for name, query in (
        ("", "q=x"),
        ("Boekenbus", "q=x"),
        ("x" * 81, "q=x"),
        ("Leeg", ""),
        ("Lang", "q=" + "x" * 4000),
    ):
        with pytest.raises(Invalid):
            keep(reader, query, name)
    with pytest.raises(Invalid):
        keep(reader, name="Anders", rhythm="hourly")
    for number in range(MOST_SAVED - 1):
        keep(reader, name=f"n{number}")
    with pytest.raises(Conflict):
        keep(reader, name="nog een")


def test_those_of_others_do_not_exist(db_session: Any, as_member: Any) -> None:
    saved = keep(make_member())
    other = make_member()
    db_session.commit()
    with pytest.raises(NotFound):
        queries.get_saved(actor(other), saved.id)
    as_member(other).get(f"/search/saved/{saved.id}", 404)


def test_keeping_changing_and_removing_on_the_pages(db_session: Any, as_member: Any, drain: Drain) -> None:
    reader = make_member()
    make_thread(title="Boekenbus stuk")
    db_session.commit()
    drain()
    client = as_member(reader)
    page = client.get("/search?q=boekenbus&kind=question").submit("Keep", rhythm="weekly")
    assert "Kept." in page.text
    assert "Told once a week at most" in page.main
    again = client.get("/search?q=boekenbus").submit("Keep", 422)
    assert "already keep a search" in again.main
    assert "boekenbus" in again.submit("Keep", name="Anders").main
    saved = queries.list_saved(actor(reader))[1]
    assert saved.query == "q=boekenbus&kind=question"
    page = client.get(f"/search/saved/{saved.id}/edit").submit("Save", name="Bus", rhythm="never")
    assert "Not told" in page.main
    assert page.click("Bus").url == "/search?q=boekenbus&kind=question"


@pytest.mark.parametrize("query", ["q=boekenbus\r\nX-A: 1", "q=boekenbus\0", "q=%0d%0aboekenbus&&=&kind=question"])
def test_an_odd_address_is_kept_as_an_address(as_member: Any, db_session: Any, query: str) -> None:
    reader = make_member()
    saved = keep(reader, query=query)
    db_session.commit()
    page = as_member(reader).get(f"/search/saved/{saved.id}", 302, follow=False)
    assert page.headers["Location"].startswith("/search?q=")
    as_member(reader).get(page.headers["Location"])


@pytest.mark.parametrize("query", ["", "&&", "nothing", "q=" + "a" * 3_000])
def test_what_is_no_search_is_not_kept(db_session: Any, query: str) -> None:
    with pytest.raises(Invalid):
        keep(make_member(), query=query)

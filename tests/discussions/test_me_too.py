""" "I have this too" counts, follows and can be taken back; never for one's own question."""

import pytest
from sqlalchemy import select

from forum.accounts.models import Member
from forum.core.errors import Forbidden, NotFound
from forum.discussions import services
from forum.discussions.models import MeToo, Thread
from forum.discussions.services.companions import Change
from forum.discussions.services.me_too import MeTooCompanion
from forum.notifications.models import Watch
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


def test_it_counts_once_for_each_colleague_and_follows(db_session):
    thread, one, two = make_thread(), make_member(), make_member()
    version = thread.version
    for member in (one, two, one):
        services.have_too(actor(member), thread)
    assert (thread.me_too_count, thread.version) == (2, version + 3)
    followers = set(
        db_session.scalars(select(Watch.member_id).where(Watch.kind == "thread", Watch.object_id == thread.id))
    )
    assert followers == {thread.author_id, one.id, two.id}


def test_it_can_be_taken_back_and_the_thread_stays_followed(db_session):
    thread, one, two = make_thread(), make_member(), make_member()
    services.have_too(actor(one), thread)
    services.have_too(actor(two), thread)
    services.have_no_longer(actor(one), thread)
    services.have_no_longer(actor(one), thread)
    assert thread.me_too_count == 1
    assert db_session.scalars(select(MeToo.member_id)).all() == [two.id]
    assert db_session.get(Watch, (one.id, "thread", thread.id)) is not None


def test_a_muted_question_is_heard_again_when_it_is_mine_too(db_session):
    thread, member = make_thread(), make_member()
    db_session.add(Watch(member_id=member.id, kind="thread", object_id=thread.id, level="muted"))
    db_session.flush()
    services.have_too(actor(member), thread)
    db_session.expire_all()
    assert db_session.get(Watch, (member.id, "thread", thread.id)).level == "following"


@pytest.mark.parametrize("sort", ["own", "discussion", "solved"])
def test_it_is_refused_where_it_says_nothing(db_session, sort):
    asker, member = make_member(), make_member()
    thread = make_thread(asker, kind="discussion" if sort == "discussion" else "question")
    if sort == "solved":
        services.accept_answer(actor(asker), make_post(thread))
    with pytest.raises(Forbidden):
        services.have_too(actor(asker if sort == "own" else member), thread)
    db_session.expire_all()
    assert db_session.get(Thread, thread.id).me_too_count == 0


def test_a_question_of_another_library_does_not_exist(db_session):
    library = make_library()
    inside = make_member(library_id=library.id)
    thread = make_thread(inside, make_space(audience=f"library:{library.id}"))
    for verb in (services.have_too, services.have_no_longer):
        with pytest.raises(NotFound):
            verb(actor(make_member()), thread)


def test_on_the_page_it_is_pressed_counted_and_released(as_member):
    thread = make_thread()
    client = as_member(make_member())
    page = client.get(url_of(thread)).submit("I have this too")
    assert "You follow this question now" in page.text
    pressed = page.one(f'button[formaction="/threads/{thread.id}/have-no-longer"]')
    assert (pressed["aria-pressed"], pressed.get_text(" ", strip=True)) == ("true", "I have this too 1")
    page = client.post(pressed["formaction"])
    button = page.one(f'button[formaction="/threads/{thread.id}/have-too"]')
    assert (button["aria-pressed"], button.get_text(" ", strip=True)) == ("false", "I have this too")


def test_the_asker_and_readers_of_the_kept_page_see_the_number_and_their_own_button(as_member):
    asker, one = make_member(), make_member()
    thread = make_thread(asker)
    as_member(make_member()).get(url_of(thread))
    as_member(one).get(url_of(thread)).submit("I have this too")
    own = as_member(asker).get(url_of(thread))
    assert own.texts(".first .count") == ["Have this too: 1"]
    other = as_member(make_member()).get(url_of(thread))
    assert other.one('.first button[formaction$="/have-too"]')["aria-pressed"] == "false"


def test_a_browser_that_kept_the_page_gets_it_anew(as_member):
    thread = make_thread()
    client = as_member(make_member())
    etag = client.get(url_of(thread)).headers["ETag"]
    assert client.request("GET", url_of(thread), 304, headers={"If-None-Match": etag})
    client.post(f"/threads/{thread.id}/have-too")
    client.get(url_of(thread))
    assert client.request("GET", url_of(thread), 200, headers={"If-None-Match": etag})


def test_lists_say_how_many_have_it_too(as_member):
    thread = make_thread()
    for _ in range(2):
        services.have_too(actor(make_member()), thread)
    page = as_member(make_member()).get(f"/spaces/{thread.space.slug}")
    assert "2 colleagues have this too" in page.main


def test_a_merge_brings_those_who_have_it_too_along_and_undoing_it_takes_them_back(db_session):
    source, target, both, asker = make_thread(), make_thread(), make_member(), make_member()
    also_asker = db_session.get(Member, target.author_id)
    for member in (both, asker, also_asker):
        services.have_too(actor(member), source)
    services.have_too(actor(both), target)
    change = Change(id=7, source_id=source.id, target_id=target.id)
    companion = MeTooCompanion()
    companion.merged(change)
    db_session.expire_all()
    assert (target.me_too_count, source.me_too_count) == (2, 3)
    companion.unmerged(change)
    db_session.expire_all()
    assert (target.me_too_count, source.me_too_count) == (1, 3)

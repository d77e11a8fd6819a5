"""Announcements: the third kind of thread, and who makes one."""

import pytest

from forum.core.errors import Forbidden
from forum.core.policy import can, library_token
from forum.discussions import queries, services
from forum.discussions.models import ThreadKind
from forum.discussions.search import PostSource
from forum.notifications.services import follow
from forum.search.documents import read_documents
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread
from tests.notifications.test_delivery import notices


@pytest.fixture
def people(app):
    """One colleague of each sort, around a space of the network and one of their own library."""
    library = make_library()
    members = {
        "reader": make_member(library_id=library.id),
        "coordinator": make_member(roles=("coordinator",)),
        "administrator": make_member(roles=("administrator",)),
        "moderator": make_member(),
        "library head": make_member(library_id=library.id, roles=("library_head",)),
        "head elsewhere": make_member(roles=("library_head",)),
    }
    network = make_space(members["moderator"])
    own = make_space(audience=library_token(library.id))
    return members, {"network": network, "own": own}


@pytest.mark.parametrize(
    ("who", "in_network", "in_own"),
    [
        ("reader", False, False),
        ("coordinator", True, None),
        ("administrator", True, None),
        ("moderator", True, None),
        ("library head", False, True),
        ("head elsewhere", False, None),
    ],
)
def test_who_may_announce_where(people, who, in_network, in_own):
    members, spaces = people
    for name, expected in (("network", in_network), ("own", in_own)):
        decision = can(actor(members[who]), "space.announce", spaces[name])
        assert bool(decision) is bool(expected)
        assert decision.hidden is (expected is None)
        assert decision or str(decision.reason)


def test_the_verb_asks_the_rule(people):
    members, spaces = people
    with pytest.raises(Forbidden):
        services.make_announcement(actor(members["reader"]), spaces["network"], "Een titel", "Tekst")
    thread = services.make_announcement(actor(members["coordinator"]), spaces["network"], "Een titel", "Tekst")
    assert (thread.kind, thread.is_question) == (ThreadKind.ANNOUNCEMENT, False)


@pytest.fixture
def announcement(app):
    return make_thread(make_member(roles=("coordinator",)), kind="announcement", title="De server gaat uit")


def test_an_announcement_takes_replies_but_no_answers(announcement):
    post = make_post(announcement)
    decision = can(actor(make_member(roles=("coordinator",))), "post.accept", post)
    assert not decision


def test_lists_know_announcements(announcement):
    make_thread()
    reader = actor(make_member())
    rows = queries.list_threads(reader, show="announcements").items
    assert [(row.title, row.state) for row in rows] == [("De server gaat uit", "announcement")]
    assert announcement.id not in {row.id for row in queries.list_threads(reader, show="unanswered").items}
    assert announcement.id not in {row.id for row in queries.list_unanswered(reader)}


def test_search_knows_announcements(announcement):
    key = f"post:{announcement.opening_post_id}"
    document = read_documents([key])[key]
    assert (document.kind, document.states) == ("announcement", frozenset())
    assert "announcement" in PostSource().kinds()


def test_followers_of_the_space_hear_of_it_and_nobody_else(app, db_session, drain):
    follower, other, space = make_member(), make_member(), make_space()
    follow(actor(follower), "space", space.id)
    make_thread(make_member(), space)
    make_thread(make_member(roles=("coordinator",)), space, kind="announcement")
    db_session.commit()
    drain()
    assert notices(db_session) == {(follower.id, "announcement.made"): 1, (follower.id, "thread.started"): 1}
    assert other.id not in {member_id for member_id, _ in notices(db_session)}


def test_the_page_to_make_one(app, as_member, people):
    members, spaces = people
    client = as_member(members["coordinator"])
    assert client.get("/").link("Announcement Colleagues have to know this") == "/threads/new?kind=announcement"
    page = client.get("/threads/new?kind=announcement")
    assert page.h1 == "Make an announcement"
    answer = page.form(field="title").submit(title="Sluiting op maandag", body="Overal", space=spaces["network"].slug)
    assert "Announcement" in answer.texts(".thread-head .badge")
    assert "Your reply" in answer.main


def test_the_page_is_refused_with_the_reason_to_those_who_may_not(app, as_member, people):
    members, spaces = people
    client = as_member(members["reader"])
    assert "kind=announcement" not in str(client.get("/").soup)
    assert "make announcements" in client.get("/threads/new?kind=announcement", status=403).main
    values = {"kind": "announcement", "title": "Een titel", "body": "Tekst", "space": spaces["network"].slug}
    assert client.post("/threads/new", values, status=403)


def test_a_head_chooses_among_the_spaces_of_the_own_library_only(app, as_member, people):
    members, spaces = people
    page = as_member(members["library head"]).get("/threads/new?kind=announcement")
    assert [option["value"] for option in page.all("select[name=space] option")] == ["", spaces["own"].slug]


def test_an_unknown_kind_is_a_question(app, as_member):
    assert as_member(make_member()).get("/threads/new?kind=poem").h1 == "Ask a question"

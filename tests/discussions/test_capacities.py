"""Speaking as: only in a role one holds at that moment; what was said stays when the role ends."""

import pytest
from sqlalchemy import select

from forum.accounts.identity import bump_access
from forum.accounts.models import RoleGrant
from forum.core.errors import Invalid
from forum.discussions import queries, services
from forum.discussions.capacities import list_capacities
from forum.discussions.models import Post, ThreadKind
from forum.discussions.services.scheduling import Plan
from forum.extensions import db
from forum.network.models import GroupMembership
from tests.factories import actor, make_group, make_library, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


@pytest.fixture
def coordinator(app):
    return make_member(display_name="Co Ordinator", roles=("coordinator",))


def make_chair(**values):
    member = make_member()
    group = make_group(member, **values)
    db.session.execute(db.update(GroupMembership).values(is_chair=True))
    bump_access([member.id])
    return member, group


def values_of(member, space):
    return [capacity.value for capacity in list_capacities(actor(member), space.id)]


def test_who_can_speak_as_what(coordinator):
    library = make_library(short_name="Temse")
    head = make_member(library_id=library.id, roles=("library_head",))
    moderator = make_member()
    chair, group = make_chair(name="Collectie")
    space, other = make_space(moderator), make_space()
    assert values_of(make_member(), space) == []
    assert values_of(coordinator, space) == ["coordinator"]
    assert values_of(head, space) == [f"library_head:{library.id}"]
    assert (values_of(moderator, space), values_of(moderator, other)) == (["moderator"], [])
    assert values_of(chair, space) == [f"chair:{group.id}"]


def test_a_member_of_a_group_is_not_its_chair(app):
    member = make_member()
    make_group(member)
    assert values_of(member, make_space()) == []


def test_most_members_ask_nothing(app, assert_queries):
    reader = actor(make_member())
    with assert_queries(0):
        assert list_capacities(reader, 1) == []


@pytest.mark.parametrize("value", ["coordinator", "moderator", "library_head:1", "chair:7", "pope", "library_head:x"])
def test_a_role_one_does_not_hold_is_refused(app, value):
    with pytest.raises(Invalid) as refused:
        services.reply(actor(make_member()), make_thread(), "Ik beslis.", capacity=value)
    assert refused.value.field == "capacity"


def test_it_stays_when_the_role_ends(coordinator, as_member):
    thread = make_thread()
    services.reply(actor(coordinator), thread, "Zo spreken we af.", capacity="coordinator")
    db.session.execute(db.delete(RoleGrant))
    bump_access([coordinator.id])
    db.session.commit()
    assert as_member(make_member()).get(url_of(thread)).texts(".post .badge-info") == ["coordinator"]
    with pytest.raises(Invalid):
        services.reply(actor(coordinator), thread, "Nog iets.", capacity="coordinator")


def test_the_name_of_the_library_stands_next_to_the_head(app, as_member):
    library = make_library(short_name="Temse")
    head = make_member(library_id=library.id, roles=("library_head",))
    thread = make_thread()
    services.reply(actor(head), thread, "Wij doen mee.", capacity=f"library_head:{library.id}")
    assert as_member(make_member()).get(url_of(thread)).texts(".post .badge-info") == ["head of Temse"]


def test_the_choice_is_offered_to_who_has_one(coordinator, as_member):
    thread = make_thread()
    assert not as_member(make_member()).get(url_of(thread)).all("[name=capacity]")
    page = as_member(coordinator).get(url_of(thread))
    assert page.form(field="body").values["capacity"] == [""]
    page.form(field="body").submit(body="Namens het netwerk.", capacity="coordinator")
    assert db.session.scalars(select(Post.capacity).order_by(Post.id)).all() == ["", "coordinator"]
    assert not as_member(make_member()).get(url_of(thread)).all("[name=capacity]")


def test_a_thread_can_be_started_in_a_role(coordinator, as_member):
    space = make_space()
    form = as_member(coordinator).get(f"/threads/new?kind=discussion&space={space.slug}").form(field="title")
    page = form.submit(title="Nieuwe afspraak", body="Lees dit.", capacity="coordinator")
    assert page.texts(".post .badge-info") == ["coordinator"]


def test_a_planned_thread_keeps_the_role(coordinator):
    plan = Plan(ThreadKind.DISCUSSION, "Nieuwe afspraak", "Lees dit.", None, capacity="coordinator")
    scheduled = services.schedule_thread(actor(coordinator), make_space(), plan)
    thread = services.publish_scheduled(actor(coordinator), scheduled)
    assert db.session.get_one(Post, thread.opening_post_id).capacity == "coordinator"
    with pytest.raises(Invalid):
        services.schedule_thread(actor(make_member()), thread.space, plan)


def test_a_refused_role_keeps_the_text(coordinator, as_member):
    space = make_space()
    form = as_member(coordinator).get(f"/threads/new?kind=discussion&space={space.slug}").form(field="title")
    db.session.execute(db.delete(RoleGrant))
    bump_access([coordinator.id])
    refused = form.submit(None, 422, title="Nieuwe afspraak", body="Lang getypt.", capacity="coordinator")
    assert "You do not hold this role here" in refused.main
    assert refused.form(field="title").values["body"][0].strip() == "Lang getypt."


def test_it_can_be_changed_when_editing_without_a_new_version(coordinator, as_member):
    post = make_post(author=coordinator)
    client = as_member(coordinator)
    version = post.thread.version
    form = client.get(f"/posts/{post.id}/edit").form(field="body")
    form.submit(capacity="coordinator")
    assert (post.capacity, post.revision_count) == ("coordinator", 1)
    assert post.thread.version > version
    form = client.get(f"/posts/{post.id}/edit").form(field="body")
    assert form.values["capacity"] == ["coordinator"]
    form.submit(capacity="")
    assert post.capacity == ""


def test_editing_after_the_role_ended_keeps_what_stood_there(coordinator, as_member):
    thread = make_thread()
    post = services.reply(actor(coordinator), thread, "Zo spreken we af.", capacity="coordinator")
    db.session.execute(db.delete(RoleGrant))
    bump_access([coordinator.id])
    form = as_member(coordinator).get(f"/posts/{post.id}/edit").form(field="body")
    form.submit(body="Zo spreken we het af.")
    assert (post.capacity, post.body) == ("coordinator", "Zo spreken we het af.")


def test_a_moderator_who_edits_does_not_change_in_which_role_was_spoken(coordinator, as_member):
    moderator = make_member()
    thread = make_thread(space=make_space(moderator))
    post = services.reply(actor(coordinator), thread, "Zo spreken we af.", capacity="coordinator")
    page = as_member(moderator).get(f"/posts/{post.id}/edit")
    assert not page.all("[name=capacity]")
    fields = {"body": "Zo spreken we dat af.", "base_revision": "1", "capacity": ""}
    as_member(moderator).post(f"/posts/{post.id}/edit", fields)
    assert post.revision_count == 2
    assert post.capacity == "coordinator"


def test_without_a_name_one_speaks_for_oneself(coordinator, as_member):
    thread = make_thread(coordinator, anonymous=True)
    with pytest.raises(Invalid):
        services.reply(actor(coordinator), thread, "Ook ik.", capacity="coordinator")
    assert not as_member(coordinator).get(url_of(thread)).all("[name=capacity]")
    with pytest.raises(Invalid):
        services.ask_question(
            actor(coordinator), thread.space, "Mag ik", "iets?", anonymous=True, capacity="coordinator"
        )


def test_a_draft_remembers_the_role(coordinator, as_member):
    thread = make_thread()
    client = as_member(coordinator)
    fields = {"key": f"thread:{thread.id}:reply", "title": "", "body": "Half", "capacity": "coordinator"}
    client.post("/drafts", fields)
    assert client.get(url_of(thread)).form(field="body").values["capacity"] == ["coordinator"]


def test_a_page_of_posts_costs_one_statement_with_roles_too(coordinator, assert_queries):
    thread = make_thread()
    for _ in range(5):
        services.reply(actor(coordinator), thread, "Zo.", capacity="coordinator")
    head = queries.get_thread_head(actor(coordinator), thread.id)
    db.session.commit()
    with assert_queries(1):
        page = queries.get_post_page(head, queries.Position())
    assert [post.capacity for post in page.posts] == ["", *["coordinator"] * 5]

"""The truth table of seeing: every reader × state × audience, the three forms of the rule give the same answer."""

import pytest
from sqlalchemy import select

from forum.core.policy import can, group_token, library_token, may_see
from forum.discussions.models import Post, Space, Thread
from forum.discussions.policies import (
    post_audience,
    space_audience,
    thread_audience,
    visible_posts,
    visible_spaces,
    visible_threads,
)
from forum.discussions.search import PostSource
from forum.discussions.services import hide_post, hide_thread, lock_thread
from forum.search.documents import read_documents
from tests.factories import actor, make_group, make_library, make_member, make_post, make_space, make_thread


@pytest.fixture
def world(app, db_session):
    """Readers of every role; in each audience a published, a locked and a hidden thread, and a hidden post."""
    library = make_library()
    people = {
        "author": make_member(library_id=library.id),
        "insider": make_member(library_id=library.id),
        "outsider": make_member(),
        "coordinator": make_member(roles=("coordinator",)),
        "library head": make_member(library_id=library.id, roles=("library_head",)),
        "space moderator": make_member(library_id=library.id),
        "appointed outsider": make_member(),
        "network moderator": make_member(roles=("moderator",)),
        "administrator": make_member(roles=("administrator",)),
        "in group": make_member(),
    }
    keeper = make_member(library_id=library.id, roles=("moderator",))
    group = make_group(people["in group"], people["author"], keeper)
    audiences = ("network", "public", library_token(library.id), group_token(group.id))
    for audience in audiences:
        space = make_space(people["space moderator"], people["appointed outsider"], keeper, audience=audience)
        threads = [make_thread(people["author"], space) for _ in range(3)]
        for thread in threads:
            make_post(thread, people["author"])
        extra = make_post(threads[0], people["author"])
        moderator = actor(keeper)
        lock_thread(moderator, threads[1], "Klaar")
        hide_thread(moderator, threads[2], "Dubbel")
        hide_post(moderator, extra, "Reclame")
    db_session.flush()
    return {name: actor(member) for name, member in people.items()}


def test_seeing_is_the_same_in_python_and_in_sql(world, db_session):
    answers = set()
    for name, reader in world.items():
        for model, audience, visible in (
            (Space, space_audience, visible_spaces),
            (Thread, thread_audience, visible_threads),
            (Post, post_audience, visible_posts),
        ):
            query = select(model.id)
            if model is Post:
                query = query.join(Post.thread).join(Thread.space)
            elif model is Thread:
                query = query.join(Thread.space)
            by_sql = set(db_session.scalars(query.where(visible(reader))))
            by_python = {row.id for row in db_session.scalars(select(model)) if may_see(reader, audience(row))}
            assert by_sql == by_python, f"{name} and {model.__name__}"
            answers.add((name, model.__name__, len(by_sql)))
    # There is something to leak: readers differ in what they see.
    assert len({count for _, kind, count in answers if kind == "Post"}) > 2


def test_what_the_index_may_show_is_what_the_rule_says(world, db_session):
    posts = db_session.scalars(select(Post)).all()
    documents = read_documents(f"post:{post.id}" for post in posts)
    for name, reader in world.items():
        by_index = {key for key, document in documents.items() if reader.tokens & document.audience}
        by_hits = PostSource().hits(reader, documents.keys()).keys()
        visible = {
            f"post:{number}"
            for number in db_session.scalars(
                select(Post.id).join(Post.thread).join(Thread.space).where(visible_posts(reader))
            )
        }
        assert by_index == visible, name
        assert by_index == set(by_hits), name


def test_an_outsider_does_not_see_a_closed_space_nor_its_appointed_moderator_from_elsewhere(app):
    library = make_library()
    elsewhere = make_member()
    space = make_space(elsewhere, audience=library_token(library.id))
    thread = make_thread(make_member(library_id=library.id), space)
    for member in (make_member(), elsewhere, make_member(roles=("administrator",))):
        decision = can(actor(member), "thread.see", thread)
        assert not decision
        assert decision.hidden


@pytest.mark.parametrize(
    ("action", "who", "allowed"),
    [
        ("thread.reply", "reader", True),
        ("thread.moderate", "reader", False),
        ("thread.moderate", "moderator", True),
        ("thread.moderate", "administrator", True),
        ("space.manage", "reader", False),
        ("space.manage", "coordinator", True),
        ("post.edit", "reader", False),
        ("post.edit", "author", True),
        ("post.edit", "moderator", True),
        ("post.useful", "reader", True),
        ("post.useful", "author", False),
        ("post.accept", "reader", False),
        ("post.accept", "author", False),
        ("post.accept", "asker", True),
        ("post.accept", "coordinator", True),
        ("post.moderate", "author", False),
        ("post.moderate", "moderator", True),
    ],
)
def test_doing(app, action, who, allowed):
    moderator, asker, author = make_member(), make_member(), make_member()
    space = make_space(moderator)
    thread = make_thread(asker, space)
    post = make_post(thread, author)
    people = {
        "reader": make_member(),
        "moderator": moderator,
        "asker": asker,
        "author": author,
        "coordinator": make_member(roles=("coordinator",)),
        "administrator": make_member(roles=("administrator",)),
    }
    subject = {"thread": thread, "space": space, "post": post}[action.partition(".")[0]]
    decision = can(actor(people[who]), action, subject)
    assert bool(decision) is allowed
    assert allowed or str(decision.reason)

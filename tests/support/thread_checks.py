"""Holding the tables of threads against a model of them, and against what they say of each other."""

from collections import defaultdict
from typing import Any

from sqlalchemy import inspect, select

from forum.core.policy import Actor
from forum.discussions.models import Post, Space, SpaceRead, Thread, ThreadRead
from forum.discussions.paths import segment
from forum.discussions.search import PostSource
from forum.extensions import db
from forum.notifications.models import Notification, Watch
from tests.support.thread_model import ThreadModel

# What a verb and its undo leave different: they say that something happened; "read up to" never goes down.
TRACES = (Thread.version, Thread.panels, Space.last_post_id)


def check_places(model: ThreadModel) -> None:
    """Thread, parent, path, depth and root of every post are those the model computes from the parents alone."""
    db.session.expire_all()
    rows = {post.id: post for post in db.session.scalars(select(Post))}
    assert rows.keys() == model.parent.keys()
    owner = {post: thread for thread, posts in model.posts_by_thread().items() for post in posts}
    for number, post in rows.items():
        chain = model.path(number)
        expected = (
            owner[number],
            model.parent[number],
            "".join(segment(one) for one in chain),
            len(chain),
            chain[0] if chain else None,
        )
        assert (post.thread_id, post.parent_id, post.path, post.depth, post.root_id) == expected
        assert post.reply_count == sum(parent == number for parent in model.parent.values())
    assert len({(post.thread_id, post.path) for post in rows.values()}) == len(rows)


def check_counters(model: ThreadModel, spaces: list[int]) -> None:
    """The counters of threads and spaces equal those counted one by one."""
    posts = defaultdict(list)
    for post in db.session.scalars(select(Post)):
        posts[post.thread_id].append(post)
    threads = db.session.scalars(select(Thread)).all()
    assert {thread.id for thread in threads} == model.opening.keys()
    for thread in threads:
        shown = [post for post in posts[thread.id] if post.hidden_at is None]
        newest = max(shown, key=lambda post: post.id, default=None)
        assert thread.reply_count == sum(post.depth > 0 for post in shown)
        assert thread.answer_count == sum(post.depth == 1 for post in shown)
        assert thread.accepted_count == sum(post.accepted_at is not None for post in shown)
        assert thread.useful_count == sum(post.useful_count for post in shown)
        assert thread.last_post_id == (newest.id if newest else 0)
        if newest:
            latest = max(post.created_at for post in shown)
            assert (thread.last_post_at, thread.last_post_author_id) == (latest, newest.author_id)
        assert thread.opening_post_id == model.opening[thread.id]
        assert thread.space_id == model.space_of[thread.id]
        assert (thread.merged_into_id is not None) == (thread.id in model.shells)
        assert (thread.hidden_at is not None) == (thread.id in model.shells | model.hidden_threads)
        assert thread.id in model.shells or thread.duplicate_of_id == model.duplicate_of.get(thread.id)
        assert not any(post.accepted_at for post in posts[thread.id] if post.depth == 0 or thread.kind != "question")
    for space in db.session.scalars(select(Space).where(Space.id.in_(spaces))):
        inside = [thread for thread in threads if thread.space_id == space.id]
        assert space.thread_count == sum(thread.hidden_at is None for thread in inside)
        dates = [thread.last_post_at for thread in inside if thread.hidden_at is None]
        assert space.last_post_at == max(dates, default=None)
        assert space.last_post_id >= max((thread.last_post_id for thread in inside), default=0)


def effective_reads(member_id: int) -> set[int]:
    """The posts that count as read for a member, told from the tables without the product's own SQL."""
    by_thread = {
        r.thread_id: r for r in db.session.scalars(select(ThreadRead).where(ThreadRead.member_id == member_id))
    }
    by_space = dict(
        db.session.execute(
            select(SpaceRead.space_id, SpaceRead.read_upto_post_id).where(SpaceRead.member_id == member_id)
        ).all()
    )
    read = set()
    for post_id, thread_id, space_id in db.session.execute(
        select(Post.id, Post.thread_id, Thread.space_id).join(Thread, Thread.id == Post.thread_id)
    ):
        row = by_thread.get(thread_id)
        mark = max(row.last_read_post_id if row else 0, by_space.get(space_id, 0))
        if row is not None and row.forced_unread_from is not None:
            mark = row.forced_unread_from - 1
        if post_id <= mark:
            read.add(post_id)
    return read


def watchers(level: str) -> dict[int, set[int]]:
    """Who follows (or muted) which thread."""
    found = defaultdict(set)
    for watch in db.session.scalars(select(Watch).where(Watch.kind == "thread", Watch.level == level)):
        found[watch.object_id].add(watch.member_id)
    return dict(found)


def read_documents_visible(person: Actor) -> set[int]:
    """The posts whose search document a member would find."""
    ids = db.session.scalars(select(Post.id)).all()
    documents = PostSource().documents(ids)
    return {int(key.partition(":")[2]) for key, document in documents.items() if person.tokens & document.audience}


def snapshot(without_thread: int | None = None) -> dict[str, Any]:
    """Everything a verb might change, without its traces and without a thread that it has left empty."""
    db.session.expire_all()
    taken: dict[str, Any] = {}
    for model in (Post, Thread, Space, Watch, Notification):
        columns = [getattr(model, attribute.key) for attribute in inspect(model).column_attrs]
        columns = [column for column in columns if not any(column is trace for trace in TRACES)]
        taken[model.__name__] = {tuple(row) for row in db.session.execute(select(*columns))}
    if without_thread is not None:
        taken["Thread"] = {row for row in taken["Thread"] if row[0] != without_thread}
        taken["Watch"] = {row for row in taken["Watch"] if row[1:3] != ("thread", without_thread)}
    members = db.session.scalars(select(ThreadRead.member_id).union(select(SpaceRead.member_id)))
    taken["read"] = {member: effective_reads(member) for member in members}
    return taken

"""Spaces, threads and posts as kinds of content other features can refer to."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forum.core.kinds import Kind
from forum.core.policy import Actor, may_see, member_token
from forum.discussions import sealed
from forum.discussions.models import Conclusion, Post, ScheduledThread, Space, SuggestedEdit, Thread
from forum.discussions.policies import conclusion_audience, post_audience, space_audience, thread_audience
from forum.discussions.queries.hidden import load_hidden_threads
from forum.discussions.suggestion_rules import may_see_suggestion, suggestion_audience
from forum.extensions import db
from forum.web.urls import path_to


def _load_spaces(ids: Collection[int]) -> dict[int, Space]:
    return {space.id: space for space in db.session.scalars(select(Space).where(Space.id.in_(ids)))}


def _load_threads(ids: Collection[int]) -> dict[int, Thread]:
    query = select(Thread).join(Thread.space).options(contains_eager(Thread.space)).where(Thread.id.in_(ids))
    return {thread.id: thread for thread in db.session.scalars(query)}


def load_posts(ids: Collection[int]) -> dict[int, Post]:
    """Posts with their thread and space, by id."""
    query = (
        select(Post)
        .join(Post.thread)
        .join(Thread.space)
        .options(contains_eager(Post.thread).contains_eager(Thread.space))
        .where(Post.id.in_(ids))
    )
    return {post.id: post for post in db.session.scalars(query)}


def _visible_spaces(actor: Actor, ids: Collection[int]) -> dict[int, Space]:
    return {key: space for key, space in _load_spaces(ids).items() if may_see(actor, space_audience(space))}


def _visible_threads(actor: Actor, ids: Collection[int]) -> dict[int, Thread]:
    return {key: thread for key, thread in _load_threads(ids).items() if may_see(actor, thread_audience(thread))}


def load_visible_posts(actor: Actor, ids: Collection[int]) -> dict[int, Post]:
    """The posts among these that the actor may see, by id."""
    return {key: post for key, post in load_posts(ids).items() if may_see(actor, post_audience(post))}


def _load_conclusions(ids: Collection[int]) -> dict[int, Conclusion]:
    query = (
        select(Conclusion)
        .join(Conclusion.thread)
        .join(Thread.space)
        .options(contains_eager(Conclusion.thread).contains_eager(Thread.space))
        .where(Conclusion.id.in_(ids))
    )
    return {conclusion.id: conclusion for conclusion in db.session.scalars(query)}


def _visible_conclusions(actor: Actor, ids: Collection[int]) -> dict[int, Conclusion]:
    loaded = _load_conclusions(ids).items()
    return {key: conclusion for key, conclusion in loaded if may_see(actor, conclusion_audience(conclusion))}


def thread_url(thread: Thread) -> str:
    """The address of a thread."""
    return path_to("discussions.thread_show", thread_id=thread.id, slug=thread.slug)


def _load_scheduled(ids: Collection[int]) -> dict[int, ScheduledThread]:
    return {row.id: row for row in db.session.scalars(select(ScheduledThread).where(ScheduledThread.id.in_(ids)))}


def _visible_scheduled(actor: Actor, ids: Collection[int]) -> dict[int, ScheduledThread]:
    return {key: row for key, row in _load_scheduled(ids).items() if row.member_id == actor.id}


SPACE = Kind(
    key="space",
    label=_l("Space"),
    load=_load_spaces,
    load_visible=_visible_spaces,
    title=lambda space: space.title,
    url=lambda space: path_to("discussions.space_show", slug=space.slug),
    audience=space_audience,
)

THREAD = Kind(
    key="thread",
    label=_l("Discussion"),
    load=_load_threads,
    load_visible=_visible_threads,
    title=lambda thread: thread.title,
    url=thread_url,
    audience=thread_audience,
)

POST = Kind(
    key="post",
    label=_l("Post"),
    load=load_posts,
    load_visible=load_visible_posts,
    title=lambda post: post.thread.title,
    url=lambda post: path_to("discussions.post_show", post_id=post.id),
    audience=post_audience,
)

SCHEDULED = Kind(
    key="scheduled",
    label=_l("Planned"),
    load=_load_scheduled,
    load_visible=_visible_scheduled,
    title=lambda scheduled: scheduled.title,
    url=lambda scheduled: path_to("discussions.scheduled_edit", scheduled_id=scheduled.id),
    audience=lambda scheduled: frozenset((member_token(scheduled.member_id),)),
)

CONCLUSION = Kind(
    key="conclusion",
    label=_l("Conclusion"),
    load=_load_conclusions,
    load_visible=_visible_conclusions,
    title=lambda conclusion: conclusion.thread.title,
    url=lambda conclusion: f"{thread_url(conclusion.thread)}#besluit",
    audience=conclusion_audience,
)


def _opening_audience(opening: Any) -> frozenset[str]:
    """Only whom it concerns."""
    return frozenset((member_token(opening.member_id),))


def _visible_openings(actor: Actor, ids: Collection[int]) -> dict[int, Any]:
    return {key: row for key, row in sealed.load_openings(ids).items() if may_see(actor, _opening_audience(row))}


def _visible_hidden(actor: Actor, ids: Collection[int]) -> dict[int, Any]:
    found = load_hidden_threads(ids).items()
    return {key: hidden for key, hidden in found if sealed.is_asker(actor, hidden)}


# A hidden thread as its author still knows of it.
OWN_HIDDEN = Kind(
    key=sealed.OWN_HIDDEN,
    label=_l("Hidden discussion"),
    load=load_hidden_threads,
    load_visible=_visible_hidden,
    title=lambda hidden: hidden.title,
    url=lambda hidden: path_to("discussions.thread_hidden", thread_id=hidden.id),
    audience=lambda hidden: frozenset(map(member_token, sealed.list_reachable([hidden.opening_post_id]))),
)

OPENING = Kind(
    key=sealed.OPENING,
    label=_l("Anonymity"),
    load=sealed.load_openings,
    load_visible=_visible_openings,
    title=lambda opening: opening.title,
    url=lambda opening: path_to("discussions.opening_show", opening_id=opening.id),
    audience=_opening_audience,
)


def load_suggestions(ids: Collection[int]) -> dict[int, SuggestedEdit]:
    """Suggested edits with their post, thread and space, by id."""
    query = (
        select(SuggestedEdit)
        .join(SuggestedEdit.post)
        .join(Post.thread)
        .join(Thread.space)
        .options(contains_eager(SuggestedEdit.post).contains_eager(Post.thread).contains_eager(Thread.space))
        .where(SuggestedEdit.id.in_(ids))
    )
    return {suggestion.id: suggestion for suggestion in db.session.scalars(query)}


def _visible_suggestions(actor: Actor, ids: Collection[int]) -> dict[int, SuggestedEdit]:
    return {key: row for key, row in load_suggestions(ids).items() if may_see_suggestion(actor, row)}


def _suggestion_readers(suggestion: SuggestedEdit) -> frozenset[str]:
    """Whom a notice may reach: the author of an anonymous post as well."""
    readers = suggestion_audience(suggestion)
    if len(readers) == 1:
        return readers
    return readers | {member_token(member_id) for member_id in sealed.list_reachable([suggestion.post_id])}


SUGGESTION = Kind(
    key="suggestion",
    label=_l("Suggested edit"),
    load=load_suggestions,
    load_visible=_visible_suggestions,
    title=lambda suggestion: suggestion.post.thread.title,
    url=lambda suggestion: path_to("discussions.suggestion_show", suggestion_id=suggestion.id),
    audience=_suggestion_readers,
)

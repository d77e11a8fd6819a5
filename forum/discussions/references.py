"""What mentions and links in a post stand for: resolved once, when the text is stored."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.attachments.references import resolve_attachments
from forum.core.policy import Actor
from forum.core.text import Resolver, Target
from forum.discussions.models import Post, Space, Thread
from forum.discussions.policies import visible_posts, visible_threads
from forum.extensions import db
from forum.network.models import WorkingGroup
from forum.web.urls import path_to


def resolver_for(actor: Actor) -> Resolver:
    """A resolver for what the actor may refer to.

    It finds active colleagues and working groups by name, and by number the threads, posts and files the actor may see.
    """

    def resolve(kind: str, keys: Collection[str]) -> dict[str, Target]:
        if kind == "member":
            return _members(keys)
        if kind == "thread":
            return _threads(actor, keys)
        if kind == "attachment":
            return resolve_attachments(actor, keys)
        if kind == "post":
            return _posts(actor, keys)
        if kind == "group":
            return _groups(keys)
        return {}

    return resolve


def _members(handles: Collection[str]) -> dict[str, Target]:
    by_lower = {handle.lower(): handle for handle in handles}
    rows = db.session.execute(
        select(Member.id, Member.handle, Member.display_name).where(
            func.lower(Member.handle).in_(by_lower), Member.is_active
        )
    )
    return {
        by_lower[handle.lower()]: Target(member_id, path_to("accounts.member_show", member_id=member_id), name)
        for member_id, handle, name in rows
    }


def _groups(names: Collection[str]) -> dict[str, Target]:
    """Working groups that still meet; they lead to the colleagues behind them."""
    rows = db.session.execute(
        select(WorkingGroup.id, WorkingGroup.slug, WorkingGroup.name).where(
            WorkingGroup.slug.in_(names), WorkingGroup.closed_at.is_(None)
        )
    )
    return {slug: Target(group_id, path_to("accounts.member_list", group=slug), name) for group_id, slug, name in rows}


def _posts(actor: Actor, numbers: Collection[str]) -> dict[str, Target]:
    rows = db.session.scalars(
        select(Post.id)
        .join(Post.thread)
        .join(Thread.space)
        .where(Post.id.in_([int(number) for number in numbers]), visible_posts(actor))
    )
    return {str(post_id): Target(post_id, path_to("discussions.post_show", post_id=post_id), "") for post_id in rows}


def _threads(actor: Actor, numbers: Collection[str]) -> dict[str, Target]:
    ids = [int(number) for number in numbers if len(number) <= 9]
    rows = db.session.execute(
        select(Thread.id, Thread.slug).join(Space).where(Thread.id.in_(ids), visible_threads(actor))
    )
    found = {thread_id: path_to("discussions.thread_show", thread_id=thread_id, slug=slug) for thread_id, slug in rows}
    if len(found) < len(ids):
        found |= _merged_threads(actor, set(ids) - found.keys())
    return {str(thread_id): Target(thread_id, address, f"#{thread_id}") for thread_id, address in found.items()}


def _merged_threads(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """Threads that were merged: their number leads to the post they began with, where that can be seen."""
    merged = aliased(Thread)
    rows = db.session.execute(
        select(merged.id, Post.id)
        .join(Post, Post.id == merged.opening_post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Space, Space.id == Thread.space_id)
        .where(merged.id.in_(ids), merged.merged_into_id.is_not(None), visible_threads(actor))
    )
    return {thread_id: path_to("discussions.post_show", post_id=post_id) for thread_id, post_id in rows}

"""What mentions and links in a post stand for: resolved once, when the text is stored."""

from collections.abc import Collection

from sqlalchemy import func, select

from forum.accounts.models import Member
from forum.attachments.references import resolve_attachments
from forum.core.policy import Actor
from forum.core.text import Resolver, Target
from forum.discussions.models import Space, Thread
from forum.discussions.policies import visible_threads
from forum.extensions import db
from forum.web.urls import path_to


def resolver_for(actor: Actor) -> Resolver:
    """A resolver that finds active colleagues by handle, and threads and files the actor may see by number."""

    def resolve(kind: str, keys: Collection[str]) -> dict[str, Target]:
        if kind == "member":
            return _members(keys)
        if kind == "thread":
            return _threads(actor, keys)
        if kind == "attachment":
            return resolve_attachments(actor, keys)
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


def _threads(actor: Actor, numbers: Collection[str]) -> dict[str, Target]:
    ids = [int(number) for number in numbers if len(number) <= 9]
    rows = db.session.execute(
        select(Thread.id, Thread.slug).join(Space).where(Thread.id.in_(ids), visible_threads(actor))
    )
    return {
        str(thread_id): Target(
            thread_id, path_to("discussions.thread_show", thread_id=thread_id, slug=slug), f"#{thread_id}"
        )
        for thread_id, slug in rows
    }

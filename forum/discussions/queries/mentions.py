"""Whom a post names, who of them cannot read it, and the words of a post as somebody else quotes them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from forum.accounts.identity import tokens_of
from forum.accounts.models import Member
from forum.core.policy import Actor, require
from forum.core.text import quotation
from forum.discussions.models import Post, PostReference
from forum.discussions.policies import post_audience
from forum.discussions.queries.loading import get_post
from forum.extensions import db
from forum.network.models import GroupMembership
from forum.web.urls import path_to


def list_mentioned(post_id: int) -> list[int]:
    """The ids of the members a post names, by name or as members of a working group; sorted."""
    named, groups = (_targets(post_id, kind) for kind in ("member", "group"))
    members = select(Member.id).where(
        or_(
            Member.id.in_(named),
            Member.id.in_(select(GroupMembership.member_id).where(GroupMembership.group_id.in_(groups))),
        )
    )
    return sorted(db.session.scalars(members))


def list_unreached(post_id: int) -> Sequence[str]:
    """The names of members whom a post mentions by name and who may not read it: they are told nothing."""
    tokens = tokens_of(set(db.session.scalars(_targets(post_id, "member"))))
    if not tokens:
        return ()
    audience = post_audience(db.session.get_one(Post, post_id))
    outside = [member_id for member_id, held in tokens.items() if held.isdisjoint(audience)]
    if not outside:
        return ()
    return db.session.scalars(
        select(Member.display_name).where(Member.id.in_(outside)).order_by(Member.sort_name, Member.id)
    ).all()


def get_quotation(actor: Actor, post_id: int) -> str:
    """A post as a quotation in Markdown that says whose it is and leads back to it; ``NotFound`` when invisible."""
    post = get_post(actor, post_id)
    require(actor, "post.see", post)
    author = db.session.scalar(select(Member.display_name).where(Member.id == post.author_id)) or ""
    return quotation(_("%(name)s wrote:", name=author), path_to("discussions.post_show", post_id=post.id), post.body)


def _targets(post_id: int, kind: str) -> Any:
    return select(PostReference.target_id).where(
        PostReference.post_id == post_id, PostReference.kind == kind, PostReference.target_id.is_not(None)
    )

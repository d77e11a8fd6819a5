"""Members as a kind of content other features can refer to."""

from collections.abc import Collection

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.accounts.models import Member
from forum.accounts.policies import audience
from forum.accounts.queries import visible_members
from forum.core.kinds import Kind
from forum.core.policy import Actor
from forum.extensions import db


def load(ids: Collection[int]) -> dict[int, Member]:
    """Members by id."""
    return {row.id: row for row in db.session.scalars(select(Member).where(Member.id.in_(ids)))}


def load_visible(actor: Actor, ids: Collection[int]) -> dict[int, Member]:
    """Members by id, those the actor sees."""
    rows = db.session.scalars(select(Member).where(Member.id.in_(ids), visible_members(actor)))
    return {row.id: row for row in rows}


MEMBER = Kind(
    key="member",
    label=_l("Colleague"),
    load=load,
    load_visible=load_visible,
    title=lambda member: member.display_name,
    url=lambda member: url_for("accounts.member_show", member_id=member.id),
    audience=audience,
)

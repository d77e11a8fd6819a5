"""Who reacted to posts; nothing is asked where nobody did."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from forum.accounts.models import Member
from forum.core.policy import Actor
from forum.core.prepared import Prepared
from forum.discussions.models import Post, Reaction
from forum.discussions.queries.post_page import PostView
from forum.extensions import db
from forum.network.models import Library

NAMED = 6

_OWN = Prepared(
    select(Reaction.post_id, Reaction.kind).where(
        Reaction.member_id == bindparam("member_id"),
        Reaction.post_id.between(bindparam("lowest"), bindparam("highest")),
    )
)
_place = func.row_number().over(
    partition_by=(Reaction.post_id, Reaction.kind), order_by=(Reaction.created_at, Reaction.member_id)
)
_first = (
    select(Reaction.post_id, Reaction.kind, Reaction.member_id, _place.label("place"))
    .where(Reaction.post_id.in_(bindparam("ids", expanding=True)))
    .subquery()
)
_NAMES = Prepared(
    select(_first.c.post_id, _first.c.kind, Member.display_name)
    .join(Member, Member.id == _first.c.member_id)
    .where(_first.c.place <= NAMED)
    .order_by(_first.c.post_id, _first.c.kind, _first.c.place)
)

Reactors = Mapping[tuple[int, str], Sequence[str]]


def list_own_reactions(actor: Actor, posts: Sequence[PostView]) -> frozenset[tuple[int, str]]:
    """(post id, kind) of the reader's reactions to these posts."""
    marked = [post.id for post in posts if post.reactions]
    if not marked:
        return frozenset()
    keys = {"member_id": actor.id, "lowest": min(marked), "highest": max(marked)}
    return frozenset((post_id, kind) for post_id, kind in _OWN.all(keys))


def list_reactors(posts: Sequence[PostView]) -> Reactors:
    """The names of the first few who gave each reaction, by post id and kind."""
    ids = [post.id for post in posts if post.reactions]
    names: dict[tuple[int, str], list[str]] = {}
    if ids:
        for post_id, kind, name in _NAMES.all({"ids": ids}):
            names.setdefault((post_id, kind), []).append(name)
    return names


def list_all_reactors(post: Post) -> Sequence[Any]:
    """Everybody who reacted to one post, by name: kind, member id, name, function, library. The policy was asked."""
    query = (
        select(Reaction.kind, Member.id, Member.display_name, Member.function_title)
        .add_columns(func.coalesce(Library.short_name, "").label("library_name"))
        .join(Member, Member.id == Reaction.member_id)
        .outerjoin(Library, Library.id == Member.library_id)
        .where(Reaction.post_id == post.id)
        .order_by(Member.sort_name, Member.id)
    )
    return db.session.execute(query).all()

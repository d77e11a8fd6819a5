"""Who must acknowledge an announcement, and who follows and manages that.

Being asked has two forms that a truth table proves equal: ``asked_audience`` meets the tokens of a member, and
``asked_members`` as SQL over ``member``, for the lists of who has and who has not.
"""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, false, or_, select, true

from forum.accounts.models import Member, RoleGrant
from forum.core.policy import ALLOW, INVISIBLE, NETWORK, PUBLIC, Actor, Decision, deny, may_see, rule
from forum.discussions.models import ThreadKind
from forum.discussions.policies import MANAGER_ROLES, moderates, space_audience, thread_audience
from forum.network.models import GroupMembership, WorkingGroup

HEADS = "role:library_head"
_HEAD_OF = "role:library_head:library:"


def is_asked(actor: Actor, tokens: Collection[str], thread: Any) -> bool:
    """Whether the actor must acknowledge: in the audience that is asked, in that of the thread, and not its author."""
    return (
        may_see(actor, tokens)
        and may_see(actor, space_audience(thread.space))
        and thread.hidden_at is None
        and thread.author_id != actor.id
    )


def asked_members(tokens: Collection[str], thread: Any) -> ColumnElement[bool]:
    """SQL form of ``is_asked``, for the active colleagues in ``member``."""
    if thread.hidden_at is not None:
        return false()
    return and_(
        Member.is_active,
        Member.source.is_(None),
        Member.id != thread.author_id,
        holding(tokens),
        holding(space_audience(thread.space)),
    )


def holding(tokens: Collection[str]) -> ColumnElement[bool]:
    """Members who hold one of these tokens: of the network, a library, a working group or the heads of libraries."""
    if {NETWORK, PUBLIC}.intersection(tokens):
        return true()
    groups = (
        select(GroupMembership.member_id)
        .join(WorkingGroup, WorkingGroup.id == GroupMembership.group_id)
        .where(GroupMembership.group_id.in_(_numbers(tokens, "group:")), WorkingGroup.closed_at.is_(None))
    )
    heads = select(RoleGrant.member_id).where(RoleGrant.role == "library_head")
    return or_(
        Member.library_id.in_(_numbers(tokens, "library:")),
        Member.id.in_(groups),
        Member.id.in_(heads) if HEADS in tokens else false(),
    )


def _numbers(tokens: Collection[str], prefix: str) -> list[int]:
    return sorted(int(token.removeprefix(prefix)) for token in tokens if token.startswith(prefix))


def overseen_libraries(actor: Actor, thread: Any) -> frozenset[int] | None:
    """The libraries whose colleagues the actor follows: ``None`` for all, empty for none."""
    if thread.author_id == actor.id or moderates(actor, thread.space_id) or actor.roles & MANAGER_ROLES:
        return None
    return frozenset(_numbers(actor.tokens, _HEAD_OF))


@rule("acknowledgement.follow")
def may_follow(actor: Actor, thread: Any) -> Decision:
    """See who has and has not: the author, moderators, coordinators, administrators; heads for their own library."""
    if thread.kind != ThreadKind.ANNOUNCEMENT or not may_see(actor, thread_audience(thread)):
        return INVISIBLE
    if overseen_libraries(actor, thread) != frozenset():
        return ALLOW
    return deny(_l("Only who made the announcement, those who lead and moderators see who has confirmed."))


@rule("acknowledgement.manage")
def may_manage(actor: Actor, thread: Any) -> Decision:
    """Ask, change, ask again and stop: the author, moderators of the space, coordinators and administrators."""
    if thread.kind != ThreadKind.ANNOUNCEMENT or not may_see(actor, thread_audience(thread)):
        return INVISIBLE
    if overseen_libraries(actor, thread) is None:
        return ALLOW
    return deny(_l("Only who made the announcement, coordinators and moderators can ask to confirm it."))


@rule("acknowledgement.give")
def may_acknowledge(actor: Actor, asked: Any) -> Decision:
    """Confirm: whoever is asked, as long as it is asked. ``asked`` is an ``Asked`` with its ``thread``."""
    if not may_see(actor, thread_audience(asked.thread)):
        return INVISIBLE
    if not asked.is_open:
        return deny(_l("This announcement no longer needs to be confirmed."))
    if not is_asked(actor, asked.tokens, asked.thread):
        return deny(_l("You do not have to confirm this announcement."))
    return ALLOW

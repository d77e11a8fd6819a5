"""Who moderates which spaces, as tokens: registered with the identity of a member."""

from collections.abc import Iterable

from sqlalchemy import select

from forum.core.policy import moderates_token
from forum.discussions.models import Space, SpaceModerator
from forum.discussions.policies import MODERATOR_ROLES
from forum.extensions import db


def moderation_tokens(member_id: int, tokens: frozenset[str], roles: frozenset[str]) -> Iterable[str]:
    """``moderates:space:<id>`` for the spaces a member was appointed to, or all for moderators of the network.

    Only spaces the member sees count, so that nobody moderates what is closed to them.
    """
    appointed = Space.id.in_(select(SpaceModerator.space_id).where(SpaceModerator.member_id == member_id))
    query = select(Space.id).where(Space.audience.in_(sorted(tokens)))
    if not roles & MODERATOR_ROLES:
        query = query.where(appointed)
    return [moderates_token(space_id) for space_id in db.session.scalars(query)]

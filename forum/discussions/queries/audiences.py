"""Who will see something, and who no longer, when it goes from one audience to another."""

from dataclasses import dataclass

from sqlalchemy import func, select

from forum.accounts.models import Member
from forum.accounts.queries import members_with
from forum.core.policy import PUBLIC
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class AudienceShift:
    """How many members gain sight, how many lose it, and whether people without an account gain it."""

    gains: int = 0
    loses: int = 0
    becomes_public: bool = False

    @property
    def widens(self) -> bool:
        """Whether somebody sees it who did not before."""
        return self.becomes_public or self.gains > 0


def compare_audiences(before: str, after: str) -> AudienceShift:
    """What changes when things of one audience come under another; asks nothing when they are the same."""
    if before == after:
        return AudienceShift()
    seeing, going_to = members_with(before), members_with(after)

    def count(inside, outside) -> int:  # type: ignore[no-untyped-def]
        query = select(func.count()).select_from(Member).where(Member.id.in_(inside), Member.id.not_in(outside))
        return db.session.scalar(query) or 0

    return AudienceShift(count(going_to, seeing), count(seeing, going_to), after == PUBLIC)

"""What a newcomer has done already: asked or answered something, followed a space, said who they are."""

from dataclasses import astuple, dataclass
from datetime import timedelta

from sqlalchemy import exists, select

from forum.accounts.models import Member
from forum.core.clock import now
from forum.core.policy import READER, Actor
from forum.core.prepared import Prepared
from forum.discussions.models import Post
from forum.notifications.models import FOLLOWING, Watch

# For how long somebody is a newcomer.
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Which of the first steps are done."""

    wrote: bool
    follows_space: bool
    has_profile: bool


_STEPS = Prepared(
    select(
        Member.created_at,
        exists().where(Post.author_id == READER.id),
        exists().where(Watch.member_id == READER.id, Watch.kind == "space", Watch.level == FOLLOWING),
        Member.function_title != "",
    ).where(Member.id == READER.id)
)
# Members who need no first steps any more; nobody becomes a newcomer again.
_past: set[int] = set()


def find_first_steps(actor: Actor) -> FirstSteps | None:
    """The steps of a newcomer; ``None``, mostly without asking, for everybody else and when all are done."""
    if actor.id in _past:
        return None
    row = _STEPS.first({"member_id": actor.id})
    steps = FirstSteps(*(bool(done) for done in row[1:])) if row and row[0] > now() - NEW_FOR else None
    if steps is None or all(astuple(steps)):
        _past.add(actor.id)
        return None
    return steps


def forget() -> None:
    """Ask again for everybody: where members are made anew under the same numbers."""
    _past.clear()

"""Who has a question too, for the list of similar questions."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from forum.core.policy import Actor, can
from forum.discussions.kinds import THREAD
from forum.discussions.models import MeToo
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class HaveToo:
    """A thread in such a list: how many have it too, whether the reader does, and whether they may say so."""

    thread_id: int
    count: int
    mine: bool
    may: bool


def list_have_too(actor: Actor, thread_ids: Collection[int]) -> dict[int, HaveToo]:
    """By id, for the threads among these that the actor may see; two statements."""
    if not thread_ids:
        return {}
    mine = set(
        db.session.scalars(select(MeToo.thread_id).where(MeToo.member_id == actor.id, MeToo.thread_id.in_(thread_ids)))
    )
    return {
        number: HaveToo(number, thread.me_too_count, number in mine, bool(can(actor, "thread.have_too", thread)))
        for number, thread in THREAD.load_visible(actor, thread_ids).items()
    }

"""The fields of a space and what was answered in them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select

from forum.core.prepared import Prepared
from forum.discussions.models import FieldAnswer, SpaceField
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class AnsweredField:
    """A field of a question with its answer, as readers see it."""

    field_id: int
    label: str
    value: str
    kind: str


def list_fields(space_id: int, *, removed: bool = False) -> Sequence[SpaceField]:
    """The fields a space asks for, in order; or those it no longer asks for. The caller may see the space."""
    state = SpaceField.removed_at.is_not(None) if removed else SpaceField.removed_at.is_(None)
    query = select(SpaceField).where(SpaceField.space_id == space_id, state)
    return db.session.scalars(query.order_by(SpaceField.position, SpaceField.id)).all()


def list_spaces_with_fields(space_ids: Collection[int]) -> set[int]:
    """Which of these spaces ask for something besides title and text."""
    query = select(SpaceField.space_id).where(SpaceField.space_id.in_(space_ids), SpaceField.removed_at.is_(None))
    return set(db.session.scalars(query.distinct()))


def list_answered(post_ids: Collection[int]) -> Mapping[int, Sequence[AnsweredField]]:
    """What these posts say in fields, by post; fields removed later included. One statement."""
    found: defaultdict[int, list[AnsweredField]] = defaultdict(list)
    for post_id, *values in _answered().all({"post_ids": list(post_ids)}):
        found[post_id].append(AnsweredField(*values))
    return found


@cache
def _answered() -> Prepared:
    """The select of answers, built once."""
    return Prepared(
        select(FieldAnswer.post_id, SpaceField.id, SpaceField.label, FieldAnswer.value, SpaceField.kind)
        .join(SpaceField, SpaceField.id == FieldAnswer.field_id)
        .where(FieldAnswer.post_id.in_(bindparam("post_ids", expanding=True)))
        .order_by(SpaceField.position, SpaceField.id)
    )


def list_fields_of_post(space_id: int, post_id: int) -> Sequence[SpaceField]:
    """The fields to fill in when an opening post is edited: those of its space, and removed ones it answered."""
    answered = select(FieldAnswer.field_id).where(FieldAnswer.post_id == post_id)
    asked = (SpaceField.space_id == space_id) & SpaceField.removed_at.is_(None)
    query = select(SpaceField).where(asked | SpaceField.id.in_(answered))
    return db.session.scalars(query.order_by(SpaceField.position, SpaceField.id)).all()

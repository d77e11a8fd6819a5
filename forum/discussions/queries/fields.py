"""The fields of a space and what was answered in them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select, union_all

from forum.core.policy import Actor
from forum.core.prepared import Prepared
from forum.discussions.models import SITES, FieldAnswer, FieldKind, Post, SpaceField, Thread
from forum.extensions import db
from forum.network.queries import list_open_sites

# Of a field in one line, so many earlier values are offered, counted in so many of its latest answers.
OFFERED = 12
COUNTED = 200


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


def list_choices(actor: Actor, fields: Sequence[SpaceField]) -> dict[int, Sequence[str]]:
    """What can be chosen in each of these fields, by field; nothing where one types."""
    choices: dict[int, Sequence[str]] = {field.id: field.choices for field in fields}
    if any(field.source == SITES for field in fields):
        sites = [name if library in name else f"{name}, {library}" for name, library in list_open_sites(actor)]
        choices |= {field.id: sites for field in fields if field.source == SITES}
    return choices


def list_offers(actor: Actor, fields: Sequence[SpaceField]) -> Mapping[int, Sequence[str]]:
    """What can be chosen in each of these fields, and in those of one line what others filled in before.

    The caller may see the space of the fields.
    """
    typed = [field.id for field in fields if field.kind == FieldKind.SHORT]
    return list_choices(actor, fields) | _earlier_values(typed)


def _earlier_values(field_ids: Sequence[int]) -> dict[int, Sequence[str]]:
    """What was filled in most in these fields lately, in the questions of their own space."""
    if not field_ids:
        return {}
    counted: dict[int, Counter[str]] = {field_id: Counter() for field_id in field_ids}
    latest = [
        select(FieldAnswer.field_id, FieldAnswer.value)
        .join(SpaceField, SpaceField.id == FieldAnswer.field_id)
        .join(Post, Post.id == FieldAnswer.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            FieldAnswer.field_id == field_id,
            Thread.space_id == SpaceField.space_id,
            Thread.hidden_at.is_(None),
            Post.hidden_at.is_(None),
        )
        .order_by(FieldAnswer.post_id.desc())
        .limit(COUNTED)
        .subquery()
        for field_id in field_ids
    ]
    for field_id, value in db.session.execute(union_all(*(select(part) for part in latest))):
        counted[field_id][value] += 1
    return {field_id: [value for value, _count in found.most_common(OFFERED)] for field_id, found in counted.items()}


def list_fields_of_post(space_id: int, post_id: int) -> Sequence[SpaceField]:
    """The fields to fill in when an opening post is edited: those of its space, and removed ones it answered."""
    answered = select(FieldAnswer.field_id).where(FieldAnswer.post_id == post_id)
    asked = (SpaceField.space_id == space_id) & SpaceField.removed_at.is_(None)
    query = select(SpaceField).where(asked | SpaceField.id.in_(answered))
    return db.session.scalars(query.order_by(SpaceField.position, SpaceField.id)).all()

"""The fields of a space: making, changing, ordering and removing them, and keeping what was answered."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.policy import Actor, require
from forum.core.text import one_line
from forum.core.text.normalise import clean
from forum.discussions.models import SITES, FieldAnswer, FieldKind, Space, SpaceField
from forum.discussions.policies import space_audience
from forum.discussions.queries.fields import list_choices
from forum.extensions import db

FIELDS_PANEL = "fields"
MOST_FIELDS = 10
LABEL_LENGTH = 80
HINT_LENGTH = 200
MOST_OPTIONS = 40
OPTION_LENGTH = 100
SHORT_LENGTH = 200
LONG_LENGTH = 2_000


def create_field(
    actor: Actor, space: Space, label: str, kind: str, *, options: str = "", hint: str = "", is_required: bool = False
) -> SpaceField:
    """Have a space ask for one thing more, after the others; ``options`` are one a line, ``kind`` may be ``SITES``."""
    require(actor, "space.manage", space)
    asked = select(func.count(), func.max(SpaceField.position)).where(
        SpaceField.space_id == space.id, SpaceField.removed_at.is_(None)
    )
    count, last = db.session.execute(asked).one()
    if count >= MOST_FIELDS:
        raise Invalid(
            _l("A space asks for at most %(count)s things: nobody fills in more.", count=MOST_FIELDS), "label"
        )
    field = SpaceField(space_id=space.id, position=(last or 0) + 1, created_at=now())
    _fill_in(field, label, kind, options, hint, is_required)
    db.session.add(field)
    _done(actor, space)
    return field


def edit_field(
    actor: Actor,
    space: Space,
    field: SpaceField,
    label: str,
    kind: str,
    *,
    options: str = "",
    hint: str = "",
    is_required: bool = False,
) -> None:
    """Change a field; what was answered before stays as it is."""
    require(actor, "space.manage", space)
    _fill_in(field, label, kind, options, hint, is_required)
    _done(actor, space)


def remove_field(actor: Actor, space: Space, field: SpaceField) -> None:
    """Ask for this no longer; old answers stay readable."""
    require(actor, "space.manage", space)
    field.removed_at = field.removed_at or now()
    _done(actor, space)


def restore_field(actor: Actor, space: Space, field: SpaceField) -> None:
    """Ask for it again."""
    require(actor, "space.manage", space)
    field.removed_at = None
    _done(actor, space)


def move_field(actor: Actor, space: Space, field: SpaceField, *, up: bool) -> None:
    """Change places with the field before or after it; nothing happens at either end."""
    require(actor, "space.manage", space)
    fields = list(
        db.session.scalars(
            select(SpaceField)
            .where(SpaceField.space_id == space.id, SpaceField.removed_at.is_(None))
            .order_by(SpaceField.position, SpaceField.id)
        )
    )
    here = next((at for at, other in enumerate(fields) if other.id == field.id), None)
    there = None if here is None else here - 1 if up else here + 1
    if here is not None and there is not None and 0 <= there < len(fields):
        fields[here], fields[there] = fields[there], fields[here]
    for position, other in enumerate(fields, 1):
        other.position = position
    _done(actor, space)


def check_answers(
    actor: Actor, fields: Sequence[SpaceField], values: Mapping[int, str], *, earlier: Mapping[int, str] | None = None
) -> dict[int, str]:
    """The answers to keep, by field; ``Invalid`` names the first field that cannot be accepted.

    ``earlier`` are the answers of a post that is being edited: a field that became required later is not asked
    of it, and a choice it made that is gone may stay.
    """
    answers, offers = {}, list_choices(actor, fields)
    for field in fields:
        value = clean(values.get(field.id, "")).strip()
        value = value if field.kind == FieldKind.LONG else one_line(value)
        before = (earlier or {}).get(field.id)
        if value:
            _check_answer(field, value, before, offers[field.id])
            answers[field.id] = value
        elif is_needed(field, offers[field.id]) and (earlier is None or before):
            raise Invalid(_l("Fill in “%(label)s”.", label=field.label), field.name)
    return answers


def is_needed(field: SpaceField, offered: Sequence[str]) -> bool:
    """Whether it must be filled in; not where there is nothing to choose from."""
    return field.is_required and (field.kind != FieldKind.CHOICE or bool(offered))


def _check_answer(field: SpaceField, value: str, before: str | None, offered: Sequence[str]) -> None:
    longest = LONG_LENGTH if field.kind == FieldKind.LONG else SHORT_LENGTH
    if len(value) > longest:
        sentence = _l("Keep “%(label)s” within %(count)s characters.", label=field.label, count=longest)
        raise Invalid(sentence, field.name)
    if field.kind == FieldKind.CHOICE and value != before and value not in offered:
        raise Invalid(_l("Choose one of the answers to “%(label)s”.", label=field.label), field.name)


def keep_answers(post_id: int, answers: Mapping[int, str]) -> None:
    """Replace what a post says in fields; the caller has checked the answers."""
    db.session.execute(delete(FieldAnswer).where(FieldAnswer.post_id == post_id))
    if answers:
        rows = [{"post_id": post_id, "field_id": number, "value": value} for number, value in answers.items()]
        db.session.execute(db.insert(FieldAnswer), rows)


def _fill_in(field: SpaceField, label: str, kind: str, options: str, hint: str, is_required: bool) -> None:
    field.label, field.hint = one_line(label), one_line(hint)
    if not 2 <= len(field.label) <= LABEL_LENGTH:
        raise Invalid(_l("Give the field a name of 2 to %(count)s characters.", count=LABEL_LENGTH), "label")
    if len(field.hint) > HINT_LENGTH:
        raise Invalid(_l("Keep the explanation within %(count)s characters.", count=HINT_LENGTH), "hint")
    if kind not in {*FieldKind, SITES}:
        raise Invalid(_l("Choose how the field is filled in."), "kind")
    field.is_required = is_required
    field.kind, field.source = (FieldKind.CHOICE.value, SITES) if kind == SITES else (kind, "")
    choices = list(dict.fromkeys(filter(None, map(one_line, options.splitlines()))))
    fits = 2 <= len(choices) <= MOST_OPTIONS and all(len(choice) <= OPTION_LENGTH for choice in choices)
    if kind == FieldKind.CHOICE and not fits:
        sentence = _l(
            "Give 2 to %(count)s choices, each on a line of its own of at most %(length)s characters.",
            count=MOST_OPTIONS,
            length=OPTION_LENGTH,
        )
        raise Invalid(sentence, "options")
    field.options = "\n".join(choices)


def _done(actor: Actor, space: Space) -> None:
    db.session.flush()
    record("space.fields_changed", actor, "space", space.id, audience=space_audience(space), notify=False)

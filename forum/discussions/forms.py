"""The shape of what people enter in discussions; the rules are in the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as data_field
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import HiddenInput

from forum.attachments.forms import files_field
from forum.discussions.announcement_forms import AcknowledgementFields, AskAgainFields, ScheduleFields
from forum.discussions.models import SITES, FieldKind, SpaceField, ThreadKind
from forum.discussions.services.anonymity import NO_REASON
from forum.discussions.services.fields import is_needed
from forum.web.forms import Form

FormType = TypeVar("FormType", bound=Form)
_TITLE_NEEDED = _l("Fill in a title.")


class ThreadForm(AcknowledgementFields, ScheduleFields, Form):
    """A new question, discussion or announcement; whether ``anonymous`` is offered depends on the space."""

    offers_anonymous = False

    kind = RadioField(
        _l("What do you want to do?"),
        choices=[
            (ThreadKind.QUESTION.value, _l("Ask a question")),
            (ThreadKind.DISCUSSION.value, _l("Start a discussion")),
            (ThreadKind.ANNOUNCEMENT.value, _l("Make an announcement")),
        ],
        default=ThreadKind.QUESTION.value,
        validators=[Optional()],
    )
    title = StringField(_l("Title"), validators=[InputRequired(_TITLE_NEEDED)])
    space = SelectField(_l("Space"), validators=[DataRequired(_l("Choose a space."))])
    body = TextAreaField(_l("Your text"), validators=[InputRequired(_l("Write your question or text first."))])
    answer = TextAreaField(_l("The answer"), validators=[Optional()])
    files = files_field()
    answer_files = files_field()
    anonymous = BooleanField(_l("Ask without my name"))
    capacity = StringField(validators=[Optional()])


class ReplyForm(Form):
    """A reply; ``parent`` is the id of the post it answers, empty for the thread."""

    body = TextAreaField(_l("Your reply"), validators=[InputRequired(_l("Write your answer first."))])
    files = files_field()
    parent = IntegerField(widget=HiddenInput(), validators=[Optional()])
    capacity = StringField(validators=[Optional()])


@dataclass(frozen=True)
class UntouchedField:
    """A field nobody has typed in."""

    id: str
    data: str | int | None = None
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.id


@dataclass(frozen=True)
class UntouchedReply:
    """What the page of a thread shows of its reply form until somebody sends it.

    Building the real form would cost as much as finding and drawing the posts.
    """

    body: UntouchedField
    parent: UntouchedField = UntouchedField("parent")
    capacity: UntouchedField = UntouchedField("capacity")
    files: UntouchedField = UntouchedField("files")
    errors: Mapping[str, Sequence[str]] = data_field(default_factory=dict)
    form_errors: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, parent: int | None = None, capacity: str = "") -> "UntouchedReply":
        """With a draft to go on with, or an empty text."""
        return cls(UntouchedField("body", text), UntouchedField("parent", parent), UntouchedField("capacity", capacity))


class EditForm(AskAgainFields, Form):
    """A changed post; what its two versions mean is said in ``forum/discussions/views/versions.py``."""

    title = StringField(_l("Title"), validators=[Optional()])
    body = TextAreaField(_l("Your text"), validators=[InputRequired(_l("Write something first."))])
    files = files_field()
    reason = StringField(_l("What did you change? (optional)"), validators=[Optional()])
    base_revision = HiddenField(validators=[InputRequired()])
    started_from = HiddenField(validators=[Optional()])
    capacity = StringField(validators=[Optional()])


class SuggestionForm(Form):
    """A better text for somebody else's post; ``base_revision`` is the version it was made from."""

    title = StringField(_l("Title"), validators=[Optional()])
    body = TextAreaField(_l("The text as you would write it"), validators=[InputRequired(_l("Write something first."))])
    files = files_field()
    reason = StringField(
        _l("Why is this better?"), validators=[InputRequired(_l("Say in a few words why this is better."))]
    )
    base_revision = HiddenField(validators=[InputRequired()])
    started_from = HiddenField(validators=[Optional()])


class ConclusionForm(Form):
    """The conclusion of a thread; its versions are as those of a post, 0 for none."""

    body = TextAreaField(_l("Conclusion"), validators=[InputRequired(_l("Write something first."))])
    files = files_field()
    reason = StringField(_l("What did you change? (optional)"), validators=[Optional()])
    base_revision = HiddenField(validators=[InputRequired()])
    started_from = HiddenField(validators=[Optional()])


class FieldForm(Form):
    """A field of the questions of a space; ``options`` are the choices, one a line."""

    label = StringField(_l("Name of the field"), validators=[InputRequired(_l("Give the field a name."))])
    hint = StringField(_l("Explanation under the name"), validators=[Optional()])
    kind = SelectField(
        _l("How is it filled in?"),
        choices=[
            (FieldKind.SHORT.value, _l("In one line")),
            (FieldKind.LONG.value, _l("In a few lines")),
            (FieldKind.CHOICE.value, _l("By choosing from a list")),
            (SITES, _l("By choosing a site of a library")),
        ],
        default=FieldKind.SHORT.value,
    )
    options = TextAreaField(_l("Choices, one on each line"), validators=[Optional()])
    is_required = BooleanField(_l("Who asks has to fill it in"))


def with_fields(
    form: type[FormType], fields: Sequence[SpaceField], offers: Mapping[int, Sequence[str]]
) -> type[FormType]:
    """The form with an input for each field of a space, by its ``name``; what may stand in it is for the service.

    ``offers`` are the choices of a field, or what to suggest in it.
    """
    if not fields:
        return form
    return type(form.__name__, (form,), {field.name: _input(field, offers.get(field.id, ())) for field in fields})


def keep_choices(form: Form, fields: Sequence[SpaceField]) -> None:
    """Let what was chosen before stand where it is offered no longer; whether it may stay is for the service."""
    for field in fields:
        asked, chosen = form[field.name], form[field.name].data
        if field.kind == FieldKind.CHOICE and chosen and (chosen, chosen) not in asked.choices:
            asked.choices.append((chosen, chosen))


def field_values(form: Form, fields: Sequence[SpaceField]) -> dict[int, str]:
    """What was filled in for the fields of a space."""
    return {field.id: form[field.name].data or "" for field in fields}


def _input(field: SpaceField, offered: Sequence[str]) -> Field:
    """Its description is the hint; its flag ``optional`` says so; what is suggested in it stands in ``render_kw``."""
    sentence = _l("Fill in “%(label)s”.", label=field.label)
    needed = InputRequired(sentence) if is_needed(field, offered) else Optional()
    if field.kind == FieldKind.CHOICE:
        choices = [("", _l("Choose")), *((choice, choice) for choice in offered)]
        return SelectField(field.label, [needed], description=field.hint, choices=choices, validate_choice=False)
    sort = TextAreaField if field.kind == FieldKind.LONG else StringField
    return sort(field.label, [needed], description=field.hint, render_kw={"suggestions": offered})


class ReasonForm(Form):
    """A reason colleagues will read."""

    reason = StringField(_l("Reason"), validators=[InputRequired(_l("Give a reason: colleagues will read it."))])


class IdentityForm(Form):
    """Why a moderator opens who asked; the asker reads it."""

    reason = StringField(_l("Reason"), validators=[InputRequired(NO_REASON)])


class ChangeForm(Form):
    """Why the order of things is changed, and whether it is meant that others will see it."""

    reason = StringField(_l("Reason"), validators=[Optional()])
    confirmed = BooleanField(_l("Yes, they may read these posts"), validators=[Optional()])


class MergeForm(ChangeForm):
    """The thread to merge into (or the original of a duplicate), by id, and the space it was in when it was chosen."""

    target = IntegerField(widget=HiddenInput(), validators=[InputRequired(_l("Choose a discussion."))])
    seen_in = IntegerField(widget=HiddenInput(), validators=[Optional()])


class MoveForm(ChangeForm):
    """The space to move to, and the one the thread was in when it was chosen."""

    space = HiddenField(_l("Space"), validators=[InputRequired(_l("Choose a space."))])
    moved_from = IntegerField(widget=HiddenInput(), validators=[Optional()])


class SplitForm(ChangeForm):
    """The thread that chosen posts become; the posts themselves are checkboxes named ``posts``."""

    posts = SelectMultipleField(_l("Posts"), coerce=int, validate_choice=False, validators=[Optional()])
    title = StringField(_l("Title"), validators=[InputRequired(_TITLE_NEEDED)])
    kind = RadioField(
        _l("What does it become?"),
        choices=[(ThreadKind.QUESTION.value, _l("A question")), (ThreadKind.DISCUSSION.value, _l("A discussion"))],
        default=ThreadKind.QUESTION.value,
        validators=[InputRequired(_l("Choose whether it becomes a question or a discussion."))],
    )
    space = SelectField(_l("Space"), validators=[DataRequired(_l("Choose a space."))])


class PlaceForm(Form):
    """Where a post is hung: a post that was chosen, or the address of another one."""

    parent = RadioField(_l("Under which post?"), coerce=int, validate_choice=False, validators=[Optional()])
    address = StringField(_l("Another post"), validators=[Optional()])
    reason = StringField(_l("Reason"), validators=[Optional()])


class PinForm(Form):
    """Until which day something stays on top, and whether on the start page too."""

    until = DateField(_l("Until which day?"), validators=[InputRequired(_l("Choose a day."))])
    everywhere = BooleanField(_l("Also on the start page of everybody who may see it"), validators=[Optional()])


class ModeratorForm(Form):
    """Somebody to moderate a space, by handle."""

    handle = StringField(_l("Colleague"), validators=[InputRequired(_l("Fill in the handle of a colleague."))])


class SpaceForm(Form):
    """A space."""

    title = StringField(_l("Name"), validators=[InputRequired(_l("Give the space a name of 3 to 100 characters."))])
    purpose = StringField(_l("What is it for, in one line?"), validators=[Optional()])
    audience = SelectField(_l("Who sees it?"), validators=[InputRequired(_l("Choose who sees this space."))])
    pillar = SelectField(_l("Pillar"), validators=[Optional()])
    allows_anonymous = BooleanField(_l("Colleagues may ask without their name here"))

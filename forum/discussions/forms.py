"""The shape of what people enter in discussions; the rules are in the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import HiddenInput

from forum.attachments.forms import files_field
from forum.discussions.announcement_forms import AcknowledgementFields, AskAgainFields, ScheduleFields
from forum.discussions.models import ThreadKind
from forum.web.forms import Form

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
    body = TextAreaField(_l("Your text"), validators=[InputRequired(_l("Write something first."))])
    files = files_field()
    anonymous = BooleanField(_l("Ask without my name"))
    capacity = StringField(validators=[Optional()])


class ReplyForm(Form):
    """A reply; ``parent`` is the id of the post it answers, empty for the thread."""

    body = TextAreaField(_l("Your reply"), validators=[InputRequired(_l("Write something first."))])
    files = files_field()
    parent = IntegerField(widget=HiddenInput(), validators=[Optional()])
    capacity = StringField(validators=[Optional()])


@dataclass(frozen=True)
class UntouchedField:
    """A field nobody has typed in."""

    id: str
    data: str | int | None = None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class UntouchedReply:
    """What the page of a thread shows of its reply form until somebody sends it.

    Building the real form would cost as much as finding and drawing the posts.
    """

    body: UntouchedField
    parent: UntouchedField = UntouchedField("parent")
    capacity: UntouchedField = UntouchedField("capacity")
    files: UntouchedField = UntouchedField("files")
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form_errors: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, parent: int | None = None, capacity: str = "") -> "UntouchedReply":
        """With a draft to go on with, or an empty text."""
        return cls(UntouchedField("body", text), UntouchedField("parent", parent), UntouchedField("capacity", capacity))


class EditForm(AskAgainFields, Form):
    """A changed post; ``base_revision`` is the version the editor started from."""

    title = StringField(_l("Title"), validators=[Optional()])
    body = TextAreaField(_l("Your text"), validators=[InputRequired(_l("Write something first."))])
    files = files_field()
    reason = StringField(_l("What did you change? (optional)"), validators=[Optional()])
    base_revision = HiddenField(validators=[InputRequired()])
    capacity = StringField(validators=[Optional()])


class SuggestionForm(Form):
    """A better text for somebody else's post; ``base_revision`` is the version it was made from."""

    title = StringField(_l("Title"), validators=[Optional()])
    body = TextAreaField(_l("The text as you would write it"), validators=[InputRequired(_l("Write something first."))])
    reason = StringField(
        _l("Why is this better?"), validators=[InputRequired(_l("Say in a few words why this is better."))]
    )
    base_revision = HiddenField(validators=[InputRequired()])


class ConclusionForm(Form):
    """The conclusion of a thread; ``base_revision`` is the version the writer started from, 0 for none."""

    body = TextAreaField(_l("Conclusion"), validators=[InputRequired(_l("Write something first."))])
    files = files_field()
    reason = StringField(_l("What did you change? (optional)"), validators=[Optional()])
    base_revision = HiddenField(validators=[InputRequired()])


class ReasonForm(Form):
    """A reason colleagues will read."""

    reason = StringField(_l("Reason"), validators=[InputRequired(_l("Give a reason: colleagues will read it."))])


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

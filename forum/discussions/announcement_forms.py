"""The shape of what people enter about announcements (who must confirm, when to publish) and about bookmarks."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from forum.core.errors import Invalid
from forum.core.local_time import NoSuchTime, moment_of
from forum.core.policy import NETWORK
from forum.discussions.queries.acknowledgements import RENEWALS
from forum.discussions.services.acknowledgements import REMINDERS, Wish
from forum.web.fields import ClockField, DayField
from forum.web.forms import Form

CHOSEN = "chosen"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


class AcknowledgementFields:
    """Mixin: must colleagues confirm, which ones, until when, with which reminders."""

    ack_who = RadioField(
        _l("Must colleagues confirm that they read it?"),
        choices=[
            ("", _l("No")),
            (NETWORK, _l("Yes, everybody who sees the space")),
            (CHOSEN, _l("Yes, the colleagues I tick below")),
        ],
        default="",
        validators=[Optional()],
    )
    ack_audience = SelectMultipleField(_l("Which colleagues"), validators=[Optional()])
    ack_due = DayField(_l("Confirm by"), validators=[Optional()])
    ack_remind = SelectField(
        _l("Reminder"),
        choices=[
            ("0", _l("On the last day only")),
            *((str(n), _l("Every %(count)s days", count=n)) for n in REMINDERS),
        ],
        default="0",
        validators=[Optional()],
    )
    ack_renew = SelectField(
        _l("Confirm again"),
        choices=[("0", _l("Once is enough")), *((str(n), _l("Every %(count)s months", count=n)) for n in RENEWALS)],
        default="0",
        validators=[Optional()],
    )

    def wish(self) -> Wish | None:
        """What is asked; ``None`` when nobody has to confirm."""
        if not self.ack_who.data:
            return None
        chosen: Any = self.ack_audience.data or ()
        return Wish(
            tokens=(NETWORK,) if self.ack_who.data == NETWORK else tuple(chosen),
            due_on=self.ack_due.data,
            remind_every=_number(self.ack_remind.data or ""),
            renew_months=_number(self.ack_renew.data or ""),
        )


class AcknowledgementForm(AcknowledgementFields, Form):
    """What is asked about an announcement that is there already."""


class AskAgainFields:
    """Mixin of the form that changes a post: must everybody confirm the new version?"""

    ack_again = BooleanField(_l("Colleagues must confirm again"), validators=[Optional()])
    ack_due = DayField(_l("Confirm by"), validators=[Optional()])


class ScheduleFields:
    """Mixin: a day and a time to publish, both or neither."""

    publish_on = DayField(_l("Day"), validators=[Optional()])
    publish_clock = ClockField(_l("Time"), validators=[Optional()])

    def publish_at(self) -> datetime | None:
        """The moment, in UTC; ``None`` when it is to be published at once. ``Invalid`` when only half is filled in."""
        if self.publish_on.data is None and self.publish_clock.data is None:
            return None
        if self.publish_on.data is None or self.publish_clock.data is None:
            missing = "publish_on" if self.publish_on.data is None else "publish_clock"
            raise Invalid(_l("Fill in both a day and a time, or neither."), field=missing)
        return _moment(self.publish_on.data, self.publish_clock.data, "publish_clock")


class ScheduledForm(AcknowledgementFields, ScheduleFields, Form):
    """A thread that is to be published later."""

    title = StringField(_l("Title"), validators=[InputRequired(_l("Fill in a title."))])
    space = SelectField(_l("Space"), validators=[DataRequired(_l("Choose a space."))])
    body = TextAreaField(_l("Your text"), validators=[InputRequired(_l("Write something first."))])
    capacity = StringField(validators=[Optional()])
    without_poll = BooleanField(_l("Leave the poll out"), validators=[Optional()])


class BookmarkForm(Form):
    """A post that is kept: a note, and when to be reminded."""

    note = StringField(_l("Note"), validators=[Optional()])
    remind_on = DayField(_l("Remind me on"), validators=[Optional()])
    remind_clock = ClockField(_l("Time"), validators=[Optional()])

    def remind_at(self) -> datetime | None:
        """The moment, in UTC; at nine when only a day is filled in."""
        if self.remind_on.data is None:
            if self.remind_clock.data is not None:
                raise Invalid(_l("Fill in a day too."), field="remind_on")
            return None
        return _moment(self.remind_on.data, self.remind_clock.data or time(9), "remind_clock")


def _moment(day: date, clock: time, field: str) -> datetime:
    try:
        return moment_of(day, clock)
    except NoSuchTime:
        raise Invalid(
            _l("That night the clock goes forward: this time does not exist. Choose another."), field=field
        ) from None

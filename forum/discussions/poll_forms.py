"""The shape of a new poll and of a vote; the rules are in the services."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import zip_longest
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, IntegerField, RadioField, StringField
from wtforms.validators import Optional

from forum.core.errors import DomainError, Invalid
from forum.discussions.models import Draft, PollKind, PollResults, PollVoice
from forum.discussions.services.drafts import POLL
from forum.discussions.services.polls import MOST_OPTIONS, PollPlan, Slot
from forum.web.forms import Form
from forum.web.kept_forms import PARAMETER

ROWS = 4
MORE = "more_options"
_UNREADABLE = _l("This is not a date or time we understand.")


class RowsField(Field):
    """A field that stands on the page several times under one name; its data is a list of texts."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = [value.strip() for value in valuelist[: MOST_OPTIONS * 2]]

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())


class PollForm(Form):
    """A poll, on the page of a new thread or on its own; its token is that of the form around it."""

    class Meta(Form.Meta):
        csrf = False

    poll_question = StringField(_l("What do you want to know?"))
    poll_kind = RadioField(
        _l("Kind of poll"),
        choices=[
            (PollKind.SINGLE.value, _l("Choose one")),
            (PollKind.MULTIPLE.value, _l("Choose several")),
            (PollKind.DATES.value, _l("Find a date")),
        ],
        default=PollKind.SINGLE.value,
    )
    poll_option = RowsField(_l("Options"))
    poll_day = RowsField(_l("Dates"))
    poll_begins = RowsField(_l("From"))
    poll_ends = RowsField(_l("Until"))
    poll_max = IntegerField(_l("At most how many?"), validators=[Optional()])
    poll_voice = RadioField(
        _l("Who votes?"),
        choices=[
            (PollVoice.MEMBER.value, _l("Every colleague")),
            (PollVoice.LIBRARY.value, _l("Every library has one vote")),
        ],
        default=PollVoice.MEMBER.value,
    )
    poll_results = RadioField(
        _l("When do the results show?"),
        choices=[
            (PollResults.VOTED.value, _l("To whoever has voted")),
            (PollResults.CLOSED.value, _l("Once the poll is closed")),
            (PollResults.ALWAYS.value, _l("Always")),
        ],
        default=PollResults.VOTED.value,
    )
    poll_secret = BooleanField(_l("Secret: nobody sees who voted what"))
    poll_closes = StringField(_l("Closes on"))

    @classmethod
    def for_new_thread(cls, draft: Draft | None) -> "PollForm":
        """As it was sent, else as the draft of the thread has it."""
        kept = (draft.choices if draft else {}).get(POLL)
        if not kept or request.method == "POST" or PARAMETER in request.args:
            return cls()
        return cls(MultiDict(parse_qsl(kept, keep_blank_values=True)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked: no poll is wanted then."""
        rows = [*self.poll_option.data, *self.poll_day.data]
        return not (self.poll_question.data or "").strip() and not any(rows)

    def is_about(self, error: DomainError) -> bool:
        """Whether a refusal names a field of the poll."""
        return isinstance(error, Invalid) and error.field in self._fields

    def slot_rows(self) -> list[tuple[str, str, str]]:
        """The proposed dates as they were typed."""
        columns = self.poll_day.data, self.poll_begins.data, self.poll_ends.data
        return list(zip_longest(*columns, fillvalue=""))[: MOST_OPTIONS * 2]

    def row_count(self, filled: Sequence[Any]) -> int:
        """How many rows to draw for options: those filled in, with room for more."""
        wanted = max(ROWS, len(filled)) + (ROWS if MORE in request.form else 0)
        return min(wanted, MOST_OPTIONS)

    def labels(self) -> list[str]:
        """The options that were typed."""
        return [label for label in self.poll_option.data if label]

    def slots(self) -> list[Slot]:
        """The dates that were chosen; ``Invalid`` when one cannot be read."""
        return [_slot(row) for row in self.slot_rows() if any(row)]

    def closes_at(self) -> datetime | None:
        """The closing time in UTC; ``Invalid`` when it cannot be read."""
        text = (self.poll_closes.data or "").strip()
        if not text:
            return None
        try:
            local = datetime.fromisoformat(text)
        except ValueError as error:
            raise Invalid(_UNREADABLE, field="poll_closes") from error
        if not 2000 < local.year < 3000:
            raise Invalid(_UNREADABLE, field="poll_closes")
        return local.replace(tzinfo=_zone()).astimezone(UTC)

    def plan(self) -> PollPlan:
        """What is asked for; ``Invalid`` when a date or time cannot be read."""
        kind = PollKind(self.poll_kind.data)
        return PollPlan(
            question=self.poll_question.data or "",
            kind=kind,
            labels=self.labels(),
            slots=self.slots() if kind == PollKind.DATES else (),
            max_choices=self.poll_max.data,
            voice=PollVoice(self.poll_voice.data),
            results=PollResults(self.poll_results.data),
            is_secret=bool(self.poll_secret.data),
            closes_at=self.closes_at(),
        )


class VoteForm(Form):
    """A ballot: the chosen options, or for dates an answer to each (``answer-<option>``)."""

    vote = RowsField(_l("Your vote"))

    def answers(self, option_ids: Sequence[int], *, is_dates: bool) -> Mapping[int, str]:
        """What was said of each option; what cannot be an option is 0, which no poll has."""
        if is_dates:
            given = {number: request.form.get(f"answer-{number}", "") for number in option_ids}
            return {number: answer for number, answer in given.items() if answer}
        return {
            int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0: "yes" for text in self.vote.data
        }


def local_text(moment: datetime | None) -> str:
    """A moment as the field for it wants it: on the clock of the network."""
    return moment.astimezone(_zone()).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIMEZONE"])


def _slot(row: tuple[str, str, str]) -> Slot:
    day, begins, ends = row
    try:
        return Slot(date.fromisoformat(day), _time(begins), _time(ends))
    except ValueError as error:
        raise Invalid(_UNREADABLE, field="poll_day") from error


def _time(text: str) -> time | None:
    return time.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0) if text else None

"""Which version a text in a form was typed from: as it was sent, else as its draft says, else the newest.

A form carries two numbers. ``base_revision`` is the version its writer has seen, and what saving is checked against;
``started_from`` is the one the text was typed from, kept with the draft. While that is not the newest, the page lays
the other text beside it, however often it is opened.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from forum.discussions.models import Draft

TAKE, THEIRS, MINE = "take", "theirs", "mine"
MOST_DIGITS = 9


def set_versions(form: Any, draft: Draft | None, newest: int, changed_at: datetime | None) -> int:
    """Fill in both fields of a form; gives the version its text was typed from.

    ``changed_at`` is when the newest version was saved: a draft that names none is as old as its last change.
    """
    sent = _number(form.base_revision.data)
    # Not from a form that was sent: then what stands there was seen by its writer.
    base = sent if sent is not None and form.is_submitted() else newest
    seen = _number(form.started_from.data)
    if seen is None:
        seen = sent if sent is not None else _of_draft(draft, newest, changed_at)
    form.base_revision.data, form.started_from.data = str(base), str(min(seen, newest))
    return min(seen, newest)


@dataclass(frozen=True, slots=True)
class InHand:
    """Which of the two texts the form holds, and the other one, as it was left; empty when it was not touched."""

    holds: str = MINE
    other: str = ""

    @property
    def is_theirs(self) -> bool:
        return self.holds == THEIRS


def is_taking() -> bool:
    """Whether the form asks for the other of the two texts: nothing is to be saved."""
    return TAKE in request.form


def in_hand(*, is_refused: bool = False) -> InHand:
    """As the form was sent; one refused for a newer text still gets that one for the other."""
    holds = THEIRS if request.form.get("holds") == THEIRS else MINE
    return InHand(holds, "" if is_refused and holds == MINE else request.form.get("other", ""))


def take(form: Any, theirs: str) -> InHand:
    """Put the text that was asked for in the form; the one that stood there is kept as it was left."""
    hand, wanted = in_hand(), request.form[TAKE]
    if wanted == hand.holds:
        return hand
    hand, form.body.data = InHand(wanted, form.body.data or ""), hand.other or theirs
    return hand


def _of_draft(draft: Draft | None, newest: int, changed_at: datetime | None) -> int:
    if draft is None:
        return newest
    kept = _number(draft.choices.get("started_from"))
    if kept is not None:
        return kept
    return newest - 1 if changed_at is not None and draft.updated_at < changed_at else newest


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None

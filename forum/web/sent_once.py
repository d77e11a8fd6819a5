"""A form that is sent twice (double click, reload, back button) does its work once.

A form carries a key made with it (``{{ once_key() }}`` in a hidden field ``once``). The first time the key is
claimed in the transaction that does the work; a second sending of the same text leads to what the first made.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import redirect, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import ColumnElement, ForeignKey, String, and_, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import Conflict
from forum.core.orm import Model
from forum.core.upsert import insert_or_update
from forum.extensions import db

FIELD = "once"
KEPT_FOR = timedelta(days=2)
LONGEST_KEY = 40
# Fields that may differ between two sendings of the same thing.
_BESIDE = {FIELD, "csrf_token", "anyway"}


class SentForm(Model):
    """A form that has done its work: where it led to, and a digest of what stood in it."""

    __tablename__ = "sent_form"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def new_key() -> str:
    """The key of a form that is about to be shown."""
    return secrets.token_urlsafe(12)


def earlier() -> Response | None:
    """Call this before the verb: the answer to give when this very form did its work before, else ``None``.

    The key is claimed in the current transaction, so that of two sendings at once the second waits for the first.
    Raises ``Conflict`` when the form was sent before with something else in it: that might be a correction or
    another message, and only who wrote it knows.
    """
    key = request.form.get(FIELD, "")[:LONGEST_KEY]
    if not key:
        return None
    moment, digest = now(), _digest()
    db.session.execute(delete(SentForm).where(SentForm.created_at < moment - KEPT_FOR))
    claimed = db.session.execute(
        insert_or_update(SentForm)
        .values(member_id=current_user.id, key=key, digest=digest, location="", created_at=moment)
        .on_conflict_do_nothing(index_elements=["member_id", "key"])
        .returning(SentForm.key)
    )
    if claimed.first() is not None:
        return None
    first = db.session.execute(select(SentForm.digest, SentForm.location).where(_mine(key))).one()
    if first.digest != digest:
        raise Conflict(
            _l("You have sent this form before, with another text. Send it again if you mean it as a second message.")
        )
    return redirect(first.location, 303)


def leads_to(location: str) -> None:
    """Call this after the verb, before the commit: where a second sending of this form leads."""
    key = request.form.get(FIELD, "")[:LONGEST_KEY]
    if key:
        db.session.execute(update(SentForm).where(_mine(key)).values(location=location))


def _mine(key: str) -> ColumnElement[bool]:
    return and_(SentForm.member_id == current_user.id, SentForm.key == key)


def _digest() -> str:
    """What was filled in, as far as a person chose it."""
    fields = sorted((name, values) for name, values in request.form.lists() if name not in _BESIDE)
    return hashlib.sha256(repr(fields).encode()).hexdigest()

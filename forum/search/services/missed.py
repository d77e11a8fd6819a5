"""Searches that found nothing: counted without who searched, shown to coordinators once two people missed the same.

Of a first person nothing is kept but a digest under the server's key, to tell a second person from the first; it goes
when the second one comes, and with the row when nobody does.
"""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, or_, select

from forum.core.clock import now
from forum.core.policy import Actor, require
from forum.core.text.patron_data import find_patron_data
from forum.extensions import db
from forum.search.models import TEXT_LENGTH, MissedSearch
from forum.search.query import as_plain_text, parse

SHORTEST = 3
MOST_WORDS = 8
KEPT_ALONE = timedelta(days=30)
KEPT = timedelta(days=180)


def count_missed(actor: Actor, typed: str) -> bool:
    """Count a search without any result; False when it is none to keep: too short or long, or it holds a number or an
    address of a person."""
    text = " ".join(as_plain_text(typed).split())
    words = " ".join(word for word in parse(text).words)
    if not SHORTEST <= len(words) <= len(text) <= TEXT_LENGTH or len(words.split()) > MOST_WORDS:
        return False
    if "@" in text or find_patron_data(text):
        return False
    row = db.session.scalar(select(MissedSearch).where(MissedSearch.words == words).with_for_update())
    asker = _digest(actor, words)
    if row is None:
        _purge()
        db.session.add(MissedSearch(words=words, text=text, only_asker=asker))
    elif row.only_asker != asker:
        row.is_shared, row.only_asker = True, ""
        row.text, row.count, row.last_at = text, row.count + 1, now()
    db.session.flush()
    return True


def dismiss_missed(actor: Actor, row: MissedSearch) -> None:
    """Take a search off the list; it comes back when it is missed again after that."""
    require(actor, "search.tend")
    row.dismissed_at = now()
    db.session.flush()


def _digest(actor: Actor, words: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"missed\0{words}\0{actor.id}".encode(), hashlib.sha256).hexdigest()[:16]


def _purge() -> None:
    """Drop what is old: a month when one person missed it, half a year when several did."""
    alone = (MissedSearch.is_shared.is_(False)) & (MissedSearch.last_at < now() - KEPT_ALONE)
    db.session.execute(delete(MissedSearch).where(or_(alone, MissedSearch.last_at < now() - KEPT)))

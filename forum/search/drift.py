"""Every night the index is compared with the database, document by document; what differs is told and set right.

What a verb changes reaches the index through the outbox; a difference means that one of them forgot to say so. It is
logged as an error before it is repaired, so that it is not hidden.
"""

import logging
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from forum.core import outbox
from forum.core.clock import now
from forum.core.database import reading
from forum.core.outbox import Outbox
from forum.extensions import db
from forum.search import indexer
from forum.search.current import get_engine
from forum.search.engine import SearchUnavailable

log = logging.getLogger(__name__)

CHANNEL = "search-compare"
KEY = "nightly"
NEVER = -1
TOLD = 20


def plan() -> None:
    """Have the worker compare next night, unless that is planned or the settings say never; and rebuild at once an
    index that cannot be used."""
    if not get_engine().health().ok:
        indexer.request_rebuild()
    planned = select(Outbox.id).where(Outbox.channel == CHANNEL, Outbox.key == KEY, Outbox.dead_at.is_(None))
    if db.session.scalar(planned.limit(1)) is None:
        _enqueue()


def _enqueue() -> None:
    hour = current_app.config["SEARCH_CHECK_HOUR"]
    if hour != NEVER:
        outbox.enqueue(CHANNEL, KEY, not_before=_next(now(), hour))


def _next(moment: datetime, hour: int) -> datetime:
    today = moment.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > moment else today + timedelta(days=1)


@outbox.handler(CHANNEL, slow=True)
def compare_at_night(_row: Outbox) -> None:
    """Compare, tell and repair, and again next night. What differs goes to the indexer the usual way."""
    for key in find():
        indexer.enqueue(*key)
    _enqueue()


def find() -> list[tuple[str, int]]:
    """What differs, as kind and number, without what waits to be indexed anyway; an index that cannot be used is
    reported for a rebuild instead."""
    with reading():
        try:
            stale, extra = indexer.compare()
        except SearchUnavailable as error:
            log.error("the search index cannot be compared: %s", error)
            stale, extra = [], []
            is_usable = False
        else:
            is_usable = True
        waiting = set(db.session.scalars(select(Outbox.key).where(Outbox.channel == indexer.CHANNEL)))
        db.session.rollback()
    if not is_usable:
        indexer.request_rebuild()
    keys = [key for key in dict.fromkeys([*stale, *extra]) if key not in waiting]
    if keys:
        log.error("the search index had drifted", extra={"documents": len(keys), "keys": keys[:TOLD]})
    return [indexer.as_pair(key) for key in keys]

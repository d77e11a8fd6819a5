"""Every night: what threads and spaces keep of their posts is compared with the posts, told, and set right.

Verbs keep these numbers in their own transaction; a difference means that one of them is wrong. It is logged as
an error before it is repaired, so that it is not hidden.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.database import reading
from forum.core.outbox import Outbox, enqueue, handler
from forum.discussions.models import Space, Thread
from forum.discussions.services.counters import recount_thread, space_counters, thread_counters
from forum.extensions import db

log = logging.getLogger(__name__)

CHANNEL = "recount"
KEY = "nightly"
# At night, in UTC.
HOUR = 1
BATCH = 500
# When and by whom the newest post was written is not compared: what was imported has its own order of time.
_LEFT_OUT = {"last_post_at", "last_post_author_id"}


@dataclass(frozen=True, slots=True)
class Drift:
    """A thread or space whose numbers differ: by column what is kept and what was counted."""

    kind: str
    id: int
    columns: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        parts = (f"{name} {kept} instead of {counted}" for name, (kept, counted) in self.columns.items())
        return f"{self.kind} {self.id}: {', '.join(parts)}"


def find_drift() -> Iterator[Drift]:
    """Compare all threads and spaces, some hundreds at a time; changes nothing."""
    for kind, model, counters in (
        ("thread", Thread, {k: v for k, v in thread_counters(Thread.id).items() if k not in _LEFT_OUT}),
        ("space", Space, space_counters(Space.id)),
    ):
        last = 0
        while rows := db.session.execute(_batch(model, counters, last)).all():
            last = rows[-1][0]
            for row in rows:
                kept, counted = row[1 : 1 + len(counters)], row[1 + len(counters) :]
                pairs = zip(counters, zip(kept, counted, strict=True), strict=True)
                different = {name: pair for name, pair in pairs if pair[0] != pair[1]}
                if different:
                    yield Drift(kind, row[0], different)


def repair(drift: Drift) -> None:
    """Set the numbers of one thread or space right."""
    if drift.kind == "thread":
        recount_thread(drift.id)
    else:
        values = dict(space_counters(drift.id))
        db.session.execute(
            update(Space).where(Space.id == drift.id).values(**values).execution_options(synchronize_session=False)
        )


def plan_recount() -> None:
    """Have the worker count again next night, unless that is planned already."""
    planned = select(Outbox.id).where(Outbox.channel == CHANNEL, Outbox.key == KEY, Outbox.dead_at.is_(None))
    if db.session.scalar(planned.limit(1)) is None:
        enqueue(CHANNEL, KEY, not_before=_next_night(now()))


@handler(CHANNEL)
def recount_at_night(_row: Outbox) -> None:
    """Count, tell and repair, and again next night."""
    with reading():
        found = list(find_drift())
        db.session.rollback()
    for drift in found:
        log.error("a counter had drifted", extra={"drift": str(drift)})
        repair(drift)
    enqueue(CHANNEL, KEY, not_before=_next_night(now()))


def _batch(model: Any, counters: Mapping[str, Any], last: int) -> Any:
    kept = [getattr(model, name) for name in counters]
    # A merged thread keeps its row without posts: there is nothing to compare.
    filled = [Thread.last_post_id > 0, counters["last_post_id"].is_not(None)] if model is Thread else []
    return select(model.id, *kept, *counters.values()).where(model.id > last, *filled).order_by(model.id).limit(BATCH)


def _next_night(moment: datetime) -> datetime:
    tonight = moment.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > moment else tonight + timedelta(days=1)

"""Work that must follow a change, written in the transaction of the change and done by the worker.

A row is claimed under a lease, handled, and removed; a handler whose effect is in the database shares
its transaction with the removal, so the effect happens exactly once. A handler with an effect elsewhere
(the search index) must be idempotent. A failing row is tried again with growing pauses and, after
``MAX_ATTEMPTS``, kept as dead for an administrator (docs/adr/0003-outbox.md).
"""

import logging
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import Index, String, delete, func, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.database import reading
from forum.core.errors import NotFound
from forum.core.orm import LongText, Model, PrimaryKey
from forum.core.prepared import PreparedWrite, taking
from forum.extensions import db

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
ERROR_LENGTH = 2_000
STEP_ASIDE = 0.015
LONGEST_STEP_ASIDE = 0.25
SLOW_POLL = 1.0


class Outbox(Model):
    """One piece of work: the channel says which handler, the key what it is about."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "not_before",
            "id",
            sqlite_where=text("dead_at IS NULL"),
            postgresql_where=text("dead_at IS NULL"),
        ),
        Index("ix_outbox_channel_key", "channel", "key"),
    )

    id: Mapped[PrimaryKey]
    channel: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    not_before: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    last_error: Mapped[LongText | None]
    dead_at: Mapped[datetime | None]


RowHandler = Callable[[Outbox], None]
BatchHandler = Callable[[Sequence[Outbox]], None]

_row_handlers: dict[str, RowHandler] = {}
_batch_handlers: dict[str, BatchHandler] = {}
_slow_channels: set[str] = set()


def handler(channel: str, *, slow: bool = False) -> Callable[[RowHandler], RowHandler]:
    """Register a function that handles one row inside the transaction that removes it.

    A ``slow`` one may take up to half a minute for a row; the worker has a thread for such channels, so that nothing
    else waits for them. It must not keep a transaction open meanwhile.
    """

    def register(function: RowHandler) -> RowHandler:
        _row_handlers[channel] = function
        (_slow_channels.add if slow else _slow_channels.discard)(channel)
        return function

    return register


def batch_handler(channel: str) -> Callable[[BatchHandler], BatchHandler]:
    """Register a function that handles all claimed rows of a channel at once.

    Its effect is elsewhere: it must be idempotent, and it only reads the database.
    """

    def register(function: BatchHandler) -> BatchHandler:
        _batch_handlers[channel] = function
        return function

    return register


_COLUMNS = ("channel", "key", "payload", "created_at", "not_before")
_ENQUEUE = PreparedWrite(lambda: insert(Outbox).values(attempts=0, **taking(Outbox, *_COLUMNS)).inline())


def enqueue(
    channel: str, key: str, payload: dict[str, Any] | None = None, *, not_before: datetime | None = None
) -> None:
    """Add work to the current transaction."""
    moment = now()
    _ENQUEUE.run(
        {
            "new_channel": channel,
            "new_key": key,
            "new_payload": payload or {},
            "new_created_at": moment,
            "new_not_before": not_before or moment,
        }
    )


def enqueue_many(channel: str, keys: Iterable[str]) -> None:
    """Add a row of work for each key to the current transaction, in one statement."""
    moment = now()
    same = {"channel": channel, "payload": {}, "created_at": moment, "not_before": moment, "attempts": 0}
    rows = [{**same, "key": key} for key in keys]
    if rows:
        db.session.execute(db.insert(Outbox), rows)


def work_once(limit: int = 200, step_aside: float = 0.0, *, slow: bool | None = None) -> int:
    """Claim and handle up to ``limit`` due rows; returns how many were claimed. ``slow`` picks the slow channels or
    the others.

    ``step_aside`` is the shortest pause in seconds between rows: in SQLite there is one writer at a time, and who waits
    for its turn looks again only now and then, so a worker without pauses would keep everybody else waiting. After a
    row that took longer (notices to hundreds of followers) it lasts as long as that row did.
    """
    rows = _claim(limit, slow)
    by_channel: dict[str, list[Outbox]] = defaultdict(list)
    for row in rows:
        by_channel[row.channel].append(row)
    # Batches first: one commit each, and what was written is soon found.
    for channel, channel_rows in sorted(by_channel.items(), key=lambda item: item[0] not in _batch_handlers):
        if channel in _batch_handlers:
            _handle(channel_rows, partial(_run_batch, channel_rows))
            continue
        for row in channel_rows:
            began = time.perf_counter()
            _handle([row], partial(_row_handlers[channel], row))
            if step_aside:
                time.sleep(min(max(step_aside, time.perf_counter() - began), LONGEST_STEP_ASIDE))
    return len(rows)


def run_worker(stop: threading.Event, poll: float = 0.25) -> None:
    """Work until ``stop`` is set; an idle worker looks for new rows every ``poll`` seconds."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def run_slow() -> None:
        with app.app_context():
            _work(stop, SLOW_POLL, limit=1, slow=True)

    threading.Thread(target=run_slow, name="slow work", daemon=True).start()
    _work(stop, poll, limit=200, slow=False)


def _work(stop: threading.Event, poll: float, *, limit: int, slow: bool) -> None:
    while not stop.is_set():
        try:
            claimed = work_once(limit, step_aside=STEP_ASIDE, slow=slow)
        except Exception:
            db.session.rollback()
            log.exception("the worker could not reach its outbox; it tries again")
            stop.wait(5)
            continue
        finally:
            db.session.remove()
        if not claimed:
            stop.wait(poll)


def _claim(limit: int, slow: bool | None) -> Sequence[Outbox]:
    """Lease due rows, oldest first. Committed at once, so that other workers pass them by."""
    moment = now()
    due = (
        select(Outbox.id)
        .where(Outbox.dead_at.is_(None), Outbox.not_before <= moment)
        .where(or_(Outbox.lease_until.is_(None), Outbox.lease_until < moment))
        .order_by(Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if slow is not None:
        is_slow = Outbox.channel.in_(_slow_channels)
        due = due.where(is_slow if slow else ~is_slow)
    ids = db.session.scalars(due).all()
    if not ids:
        db.session.rollback()
        return ()
    token = secrets.token_hex(16)
    db.session.execute(
        update(Outbox)
        .where(Outbox.id.in_(ids))
        .values(lease_until=moment + LEASE, lease_token=token, attempts=Outbox.attempts + 1)
    )
    db.session.commit()
    rows = db.session.scalars(select(Outbox).where(Outbox.id.in_(ids)).order_by(Outbox.id)).all()
    for row in rows:
        db.session.expunge(row)
    db.session.rollback()
    return rows


def _run_batch(rows: Sequence[Outbox]) -> None:
    """Call a batch handler outside any writing transaction: it takes a while, and no reply is to wait for it."""
    with reading():
        _batch_handlers[rows[0].channel](rows)
        db.session.rollback()


def _handle(rows: Sequence[Outbox], run: Callable[[], None]) -> None:
    """Run a handler and remove its rows in one transaction; on failure put them back with a pause."""
    ids = [row.id for row in rows]
    try:
        run()
        mine = delete(Outbox).where(Outbox.id.in_(ids), Outbox.lease_token == rows[0].lease_token)
        removed = db.session.execute(mine).rowcount  # type: ignore[attr-defined]
        if removed != len(ids):
            raise LeaseLost(f"{len(ids) - removed} of {len(ids)} rows were taken over by another worker")
        db.session.commit()
    except LeaseLost:
        db.session.rollback()
        log.warning("outbox lease lost", exc_info=True)
    except Exception as error:
        db.session.rollback()
        log.exception(
            "outbox handler failed", extra={"channel": rows[0].channel, "keys": [row.key for row in rows[:5]]}
        )
        if len(rows) > 1:
            # One bad row must not hold up its neighbours: next time each goes alone.
            _release_one_by_one(rows)
        else:
            _put_back(rows[0], error)


class LeaseLost(Exception):
    """The lease ran out while the handler was busy, and another worker has taken the rows."""


def _release_one_by_one(rows: Sequence[Outbox]) -> None:
    for row in rows:
        try:
            _run_batch([row])
            db.session.execute(delete(Outbox).where(Outbox.id == row.id, Outbox.lease_token == row.lease_token))
            db.session.commit()
        except Exception as error:
            db.session.rollback()
            _put_back(row, error)


def _put_back(row: Outbox, error: Exception) -> None:
    moment = now()
    dead = row.attempts >= MAX_ATTEMPTS
    pause = min(FIRST_PAUSE * 4 ** (row.attempts - 1), LONGEST_PAUSE)
    db.session.execute(
        update(Outbox)
        .where(Outbox.id == row.id, Outbox.lease_token == row.lease_token)
        .values(
            lease_until=None,
            lease_token=None,
            not_before=moment + pause,
            last_error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH],
            dead_at=moment if dead else None,
        )
    )
    db.session.commit()


def list_dead(limit: int = 100) -> Sequence[Outbox]:
    """Rows that were given up, newest first."""
    return db.session.scalars(
        select(Outbox).where(Outbox.dead_at.is_not(None)).order_by(Outbox.id.desc()).limit(limit)
    ).all()


def retry_dead(row_id: int) -> None:
    """Give a dead row a fresh start; ``NotFound`` when it is no longer there."""
    _change_dead(
        row_id,
        update(Outbox).values(dead_at=None, attempts=0, not_before=now(), lease_until=None, lease_token=None),
    )


def discard_dead(row_id: int) -> None:
    """Remove a dead row for good; ``NotFound`` when it is no longer there."""
    _change_dead(row_id, delete(Outbox))


def _change_dead(row_id: int, statement: Any) -> None:
    result = db.session.execute(statement.where(Outbox.id == row_id, Outbox.dead_at.is_not(None)))
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound()


def lag_seconds(channel: str | None = None) -> float:
    """Age in seconds of the oldest row that is due; 0 when nothing waits. Slow channels count when they are named."""
    moment = now()
    oldest = select(func.min(Outbox.not_before)).where(Outbox.dead_at.is_(None), Outbox.not_before <= moment)
    oldest = oldest.where(Outbox.channel == channel if channel else Outbox.channel.not_in(_slow_channels))
    waiting_since = db.session.scalar(oldest)
    return (moment - waiting_since).total_seconds() if waiting_since else 0.0


def count_dead() -> int:
    """How many rows were given up."""
    return db.session.scalar(select(func.count()).select_from(Outbox).where(Outbox.dead_at.is_not(None))) or 0

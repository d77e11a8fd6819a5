"""Removing what nobody uses: files no text refers to for some days, and files in the store without a row."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from flask import current_app
from sqlalchemy import delete, exists, select

from forum.attachments.models import Attachment, AttachmentUse
from forum.attachments.storage import THUMB, get_storage
from forum.core import outbox
from forum.core.clock import now
from forum.core.database import reading
from forum.core.outbox import Outbox
from forum.extensions import db

CHANNEL = "attachment-tidy"
KEY = "nightly"
# At night, in UTC.
HOUR = 2
# A file is written before its row: younger than this it may still get one.
YOUNG = timedelta(days=1)
AT_ONCE = 500

T = TypeVar("T")


# Features that know texts which are not public yet and refer to files: of these ids, those that are still needed.
Keeper = Callable[[Collection[int]], Collection[int]]
keepers: list[Keeper] = []


def plan_tidying() -> None:
    """Have the worker tidy up next night, unless that is planned already."""
    planned = select(Outbox.id).where(Outbox.channel == CHANNEL, Outbox.key == KEY, Outbox.dead_at.is_(None))
    if db.session.scalar(planned.limit(1)) is None:
        outbox.enqueue(CHANNEL, KEY, not_before=next_night(now()))


def next_night(moment: datetime) -> datetime:
    """The next time it is night."""
    tonight = moment.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > moment else tonight + timedelta(days=1)


@outbox.handler(CHANNEL, slow=True)
def tidy_at_night(row: Outbox) -> None:
    """Tidy up, and again next night as long as there are files."""
    with reading():
        remove_orphans()
        db.session.rollback()
    remove_unused()
    others = select(Outbox.id).where(Outbox.channel == CHANNEL, Outbox.id != row.id, Outbox.dead_at.is_(None))
    if db.session.scalar(others.limit(1)) is None and db.session.scalar(select(Attachment.id).limit(1)) is not None:
        outbox.enqueue(CHANNEL, KEY, not_before=next_night(now()))


def remove_unused() -> int:
    """Forget files no text has referred to for as long as the settings say, drafts included; returns how many.

    What is in the store goes at the next ``remove_orphans``: until this transaction is committed it may be needed.
    """
    before = now() - timedelta(days=current_app.config["ATTACHMENT_UNUSED_DAYS"])
    unused = ~exists().where(AttachmentUse.attachment_id == Attachment.id)
    candidates = set(db.session.scalars(select(Attachment.id).where(Attachment.unused_since < before, unused)))
    for keeper in keepers if candidates else ():
        candidates.difference_update(keeper(candidates))
    for batch in _in_batches(sorted(candidates)):
        db.session.execute(delete(Attachment).where(Attachment.id.in_(batch), unused))
    return len(candidates)


def remove_orphans() -> int:
    """Remove from the store what no row stands for any more, or never did; returns how many files."""
    storage, before, count = get_storage(), now() - YOUNG, 0
    old = (stored.name for stored in storage.list() if stored.written_at < before)
    for names in _in_batches(old):
        keys = {name.removesuffix(THUMB).removesuffix(".new") for name in names}
        known = set(db.session.scalars(select(Attachment.storage_key).where(Attachment.storage_key.in_(keys))))
        for name in names:
            if name.removesuffix(THUMB) not in known:
                storage.remove(name)
                count += 1
    return count


def _in_batches(things: Iterable[T]) -> Iterator[list[T]]:
    left = iter(things)
    while batch := list(islice(left, AT_ONCE)):
        yield batch

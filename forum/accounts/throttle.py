"""Counting failed attempts: after a few, each next one has to wait longer; nobody is ever locked out for good."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert, select

from forum.accounts.models import ThrottleEvent
from forum.core.clock import now
from forum.core.errors import TooMany
from forum.extensions import db

KEEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` attempts within `window`; the wait then starts at `first_wait` and doubles up to `longest_wait`."""

    name: str
    free: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta

    def key(self, *parts: str) -> str:
        """What is counted, as a digest: no mail or network address ends up in the table."""
        return sha256("\n".join((self.name, *parts)).encode()).hexdigest()

    def wait_after(self, failures: int) -> timedelta:
        """How long to wait after the last of so many failures."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 16)
        return min(self.first_wait * 2**doublings, self.longest_wait)


PER_ACCOUNT = Limit("sign-in account", 5, timedelta(minutes=15), timedelta(seconds=15), timedelta(minutes=10))
# A whole library shares one address: the wait stays short enough not to shut its staff out.
PER_ADDRESS = Limit("sign-in address", 50, timedelta(minutes=15), timedelta(seconds=5), timedelta(minutes=1))
PER_INVITER = Limit("invitations", 200, timedelta(days=1), timedelta(minutes=5), timedelta(hours=1))


def check(limit: Limit, key: str) -> None:
    """Raise ``TooMany`` while the wait after earlier failures has not passed."""
    moment = now()
    failures, last = db.session.execute(
        select(func.count(), func.max(ThrottleEvent.happened_at)).where(
            ThrottleEvent.key == key, ThrottleEvent.happened_at > moment - limit.window
        )
    ).one()
    if not failures:
        return
    seconds = (last + limit.wait_after(failures) - moment).total_seconds()
    if seconds > 0:
        retry_after = max(1, round(seconds))
        raise TooMany(
            _l("Too many attempts in a row. Wait %(seconds)s seconds and try again.", seconds=retry_after), retry_after
        )


def count(*keys: str) -> None:
    """Count one attempt under each key, and forget what is older than any window."""
    moment = now()
    db.session.execute(insert(ThrottleEvent), [{"key": key, "happened_at": moment} for key in keys])
    db.session.execute(delete(ThrottleEvent).where(ThrottleEvent.happened_at < moment - KEEP))


def forgive(*keys: str) -> None:
    """Forget what was counted under these keys."""
    db.session.execute(delete(ThrottleEvent).where(ThrottleEvent.key.in_(keys)))

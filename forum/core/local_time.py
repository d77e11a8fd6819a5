"""Days and times of day as people here mean them: in the time zone of the network, summer and winter time included."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app

from forum.core.clock import now


class NoSuchTime(ValueError):
    """A time the clock skips that day, when summer time begins."""


def zone() -> ZoneInfo:
    """The time zone of the network."""
    return ZoneInfo(current_app.config["TIMEZONE"])


def today() -> date:
    """The day it is here."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """A moment on the clock here."""
    return moment.astimezone(zone())


def moment_of(day: date, clock: time) -> datetime:
    """The moment, in UTC, at which the clock here shows this time on that day.

    Where it does so twice, in the night that summer time ends, the first of the two; where it never does,
    ``NoSuchTime``.
    """
    wall = datetime.combine(day, clock, zone())
    moment = wall.astimezone(UTC)
    if local(moment).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise NoSuchTime(str(wall))
    return moment


def add_months(day: date, months: int) -> date:
    """So many months later (or earlier); 31 January and one month is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)  # pragma: no cover - every month has 28 days

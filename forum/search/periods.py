"""Stretches of time up to now that hits are counted in and narrowed to by a click."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from forum.core.local_time import add_months, today, zone
from forum.search.engine import Period
from forum.search.operators import start_of

PERIODS: Mapping[str, Any] = {
    "week": _l("Past week"),
    "month": _l("Past month"),
    "year": _l("Past year"),
}


def start_of_period(name: str) -> datetime | None:
    """When a period began; None for a name that is none of them."""
    return _start(name, today(), zone())


@lru_cache(maxsize=16)
def _start(name: str, day: date, _zone: ZoneInfo) -> datetime | None:
    days = {"week": day - timedelta(days=7), "month": add_months(day, -1), "year": add_months(day, -12)}
    return start_of(days[name]) if name in days else None


def periods() -> tuple[Period, ...]:
    """All of them, from now back."""
    return tuple(Period(name, start_of_period(name)) for name in PERIODS)

"""Template filters: times and numbers as people here write them."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask, current_app
from flask_babel import get_locale
from markupsafe import Markup

from forum.core.clock import now

# Dates as in Belgium: 22 nov 2026 for nl, 22 Nov 2026 for en.
REGIONS = {"nl": "nl_BE", "en": "en_GB"}


def install(app: Flask) -> None:
    """Give templates the filters ``datetime``, ``date``, ``reltime``, ``number`` and ``initials``."""
    app.jinja_env.filters.update(
        datetime=datetime_element, date=date_text, reltime=relative_element, number=number, initials=initials
    )
    app.jinja_env.tests["past"] = lambda moment: moment < now()


def datetime_element(moment: datetime | None) -> Markup:
    """``<time datetime="…">22 nov 2026, 11:00</time>``; empty for None."""
    if moment is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(_machine(moment), _local_text(moment))


def relative_element(moment: datetime | None) -> Markup:
    """A ``<relative-time>`` that reads "3 uur geleden", with the full time as its title."""
    if moment is None:
        return Markup("")
    locale = _region()
    return Markup('<time datetime="{}" title="{}" data-relative>{}</time>').format(
        _machine(moment), _local_text(moment), _ago(round((moment - now()).total_seconds()), locale)
    )


def date_text(moment: datetime | None) -> str:
    """``22 nov 2026``; empty for None."""
    if moment is None:
        return ""
    local = moment.astimezone(_zone()) if isinstance(moment, datetime) else moment
    return dates.format_date(local, "d MMM y", _region())


def number(value: Any) -> str:
    """A number with the separators of the language: 1.234 in Dutch, 1,234 in English."""
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)
    return numbers.format_decimal(value, locale=_region())


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letters of the first and last word of a name, for an avatar."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


def _machine(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _local_text(moment: datetime) -> str:
    return _format_minute(moment.replace(second=0, microsecond=0), _region(), current_app.config["TIMEZONE"])


@lru_cache(maxsize=4096)
def _format_minute(moment: datetime, locale: str, zone: str) -> str:
    return dates.format_datetime(moment.astimezone(ZoneInfo(zone)), "d MMM y, HH:mm", locale=locale)


def _ago(seconds: int, locale: str) -> str:
    """The distance in words; rounded before it is looked up, so that the few hundred texts are made once."""
    for size in (86_400, 3_600, 60):
        if abs(seconds) >= size:
            return _delta(seconds // size * size, locale)
    return _delta(seconds // 10 * 10 or -1, locale)


@lru_cache(maxsize=4096)
def _delta(seconds: int, locale: str) -> str:
    from datetime import timedelta

    return dates.format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=locale)


def _region() -> str:
    locale = get_locale()
    return REGIONS.get(locale.language if locale else "nl", "nl_BE")


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIMEZONE"])

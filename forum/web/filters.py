"""Template filters: times and numbers as people here write them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

from forum.core.clock import now
from forum.web import locale
from forum.web.kept_rows import slot_for

# Dates as in Belgium: 22 nov 2026 for nl, 22 Nov 2026 for en.
REGIONS = {"nl": "nl_BE", "en": "en_GB"}
MOST_KEPT = 4096


def install(app: Flask) -> None:
    """Give templates the filters ``datetime``, ``date``, ``reltime``, ``number``, ``filesize`` and ``above_list``."""
    times = TimeFilters(app.config["TIMEZONE"])
    app.jinja_env.filters.update(
        datetime=times.full,
        date=times.day,
        reltime=times.relative,
        number=number,
        filesize=filesize,
        above_list=above_list,
    )


class TimeFilters:
    """Times in one time zone, in the language of the request; a page shows dozens, so texts are kept."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self._parts = lru_cache(MOST_KEPT)(self._make_parts)

    def full(self, moment: datetime | None) -> Markup:
        """``<time datetime="…">22 nov 2026, 11:00</time>``; empty for None."""
        if moment is None:
            return Markup("")
        machine, text = self._parts(moment, _region())
        return Markup(f'<time datetime="{machine}">{text}</time>')  # noqa: S704 - no text of people

    def relative(self, moment: datetime | None) -> Markup:
        """``<time>`` that reads "3 uur geleden", with the full time as its title; empty for None."""
        if moment is None:
            return Markup("")
        region = _region()
        machine, text = self._parts(moment, region)
        words = slot_for(moment) or ages()(moment)
        return Markup(  # noqa: S704 - no text of people
            f'<time datetime="{machine}" title="{text}" data-relative>{words}</time>'
        )

    def day(self, moment: date | None) -> str:
        """``22 nov 2026``, of a day or a moment; empty for None."""
        if moment is None:
            return ""
        local = moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
        return dates.format_date(local, "d MMM y", _region())

    def _make_parts(self, moment: datetime, region: str) -> tuple[str, str]:
        text = dates.format_datetime(moment.astimezone(self.zone), "d MMM y, HH:mm", locale=region)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ"), text


def number(value: int | float) -> str:
    """A number with the separators of the language: 1.234 in Dutch, 1,234 in English."""
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)
    return numbers.format_decimal(value, locale=_region())


def filesize(size: int) -> str:
    """A number of bytes as people say it: 340 kB, 1,2 MB."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1_000)))} kB"
    return f"{numbers.format_decimal(round(size / 1_000_000, 1), locale=_region())} MB"


def above_list(html: str, files: Sequence[Mapping[str, Any]] | None) -> str:
    """A text (safe HTML) without the files it ends with by their own names: they stand in the list right under it."""
    ends = {f'<p><a href="{escape(one["url"])}">{escape(one["name"])}</a></p>' for one in files or ()}
    while end := next((end for end in ends if html.rstrip().endswith(end)), None):
        html = html.rstrip().removesuffix(end).rstrip()
    return html


def ages() -> Callable[[datetime], str]:
    """A function that says how long ago something was, from this moment and in the language of now."""
    moment, region = now(), _region()
    return lambda other: _ago(int((other - moment).total_seconds()), region)


def _ago(seconds: int, region: str) -> str:
    """The distance in words; rounded before it is looked up, so that the few hundred texts are made once."""
    for size in (86_400, 3_600, 60):
        if abs(seconds) >= size:
            return _distance(int(seconds / size) * size, region)
    return _("just now") if seconds <= 0 else _distance(int(seconds / 10) * 10 or 1, region)


@lru_cache(MOST_KEPT)
def _distance(seconds: int, region: str) -> str:
    return dates.format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=region)


def _region() -> str:
    return REGIONS.get(locale.current(), "nl_BE")

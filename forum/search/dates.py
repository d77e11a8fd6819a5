"""Days as people type them after `na:` and `voor:`: "2025", "2025-03", "14/3/2025", "maart 2025", "vorige maand"."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from forum.core.local_time import add_months

_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?")
_LOCAL = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2}) )?([a-z]+)(?: (\d{4}))?")
_AGO = re.compile(r"(\d{1,4}) ?([a-z]+)")
MONTHS = {
    name: number
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mar apr may jun jul aug sept oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
UNITS = {
    **dict.fromkeys(("d", "dag", "dagen", "day", "days"), "day"),
    **dict.fromkeys(("w", "week", "weken", "weeks"), "week"),
    **dict.fromkeys(("m", "maand", "maanden", "month", "months"), "month"),
    **dict.fromkeys(("j", "y", "jaar", "jaren", "year", "years"), "year"),
}
_NAMED_DAYS = {"vandaag": 0, "today": 0, "gisteren": 1, "yesterday": 1, "eergisteren": 2}
_THIS = ("deze", "dit", "this")
_LAST = ("vorige", "vorig", "last")
YEARS = range(1980, 2101)


def first_day(typed: str, today: date) -> date | None:
    """The first day of what was typed; None when it is no date. A month without a year is the last one that began."""
    text = " ".join(typed.replace("_", " ").split())
    for read in (_from_name, _from_numbers, _from_unit, _from_month):
        try:
            found = read(text, today) or read(text.replace("-", " "), today)
        except ValueError:  # 31 February
            found = None
        if found is not None and found.year in YEARS:
            return found
    return None


def _from_name(text: str, today: date) -> date | None:
    days = _NAMED_DAYS.get(text)
    return None if days is None else today - timedelta(days=days)


def _from_numbers(text: str, _today: date) -> date | None:
    if match := _ISO.fullmatch(text):
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    if match := _LOCAL.fullmatch(text):
        return date(int(match[3]), int(match[2]), int(match[1] or 1))
    return None


def _from_unit(text: str, today: date) -> date | None:
    """ "vorige maand", "deze week", "30 dagen"."""
    word, _, rest = text.partition(" ")
    if rest in UNITS and word in (*_THIS, *_LAST):
        return _beginnings[UNITS[rest]](today, int(word in _LAST))
    if (match := _AGO.fullmatch(text)) and match[2] in UNITS:
        count, unit = int(match[1]), UNITS[match[2]]
        if unit in ("day", "week"):
            return today - timedelta(days=count * (7 if unit == "week" else 1))
        return add_months(today, -count * (12 if unit == "year" else 1))
    return None


_beginnings: dict[str, Callable[[date, int], date]] = {
    "day": lambda today, back: today - timedelta(days=back),
    "week": lambda today, back: today - timedelta(days=today.weekday() + 7 * back),
    "month": lambda today, back: add_months(today.replace(day=1), -back),
    "year": lambda today, back: date(today.year - back, 1, 1),
}


def _from_month(text: str, today: date) -> date | None:
    match = _NAMED.fullmatch(text)
    if match is None or match[2] not in MONTHS:
        return None
    day, month = int(match[1] or 1), MONTHS[match[2]]
    if match[3]:
        return date(int(match[3]), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)

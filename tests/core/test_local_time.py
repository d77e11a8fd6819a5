"""Days and times on the clock of the network, in Brussels, summer and winter."""

from datetime import UTC, date, datetime, time

import pytest

from forum.core.local_time import NoSuchTime, add_months, local, moment_of

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2026, 12, 6), time(8), datetime(2026, 12, 6, 7, tzinfo=UTC)),
        (date(2026, 7, 6), time(8), datetime(2026, 7, 6, 6, tzinfo=UTC)),
        # The night summer time begins, and the night it ends: the first of the two half past two.
        (date(2027, 3, 28), time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(3), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_a_time_here_is_a_moment(app, day, clock, expected):
    moment = moment_of(day, clock)
    assert moment == expected
    assert local(moment).replace(tzinfo=None) == datetime.combine(day, clock)


def test_a_time_the_clock_skips_is_none(app):
    for clock in (time(2), time(2, 30), time(2, 59)):
        with pytest.raises(NoSuchTime):
            moment_of(date(2027, 3, 28), clock)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), 24, date(2028, 5, 31)),
    ],
)
def test_months_later(day, months, expected):
    assert add_months(day, months) == expected

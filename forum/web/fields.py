"""Fields for days and times of day, whose errors are sentences."""

from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, TimeField


class DayField(DateField):
    """A day, as the browser's own calendar sends it (2026-12-06)."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """An empty field is no day; anything that is not a day is refused with what to fill in."""
        if not any(valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Fill in a date, for instance 2026-12-31.")) from None


class ClockField(TimeField):
    """A time of day (08:30)."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """An empty field is no time; anything that is not a time is refused with what to fill in."""
        if not any(valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Fill in a time, for instance 08:30.")) from None

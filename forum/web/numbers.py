"""Numbers from addresses and forms, kept within what a database id can be."""

import re

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST_ID = 2**31 - 1

_DIGITS = re.compile(r"[0-9]{1,10}")


class IdConverter(IntegerConverter):
    """``<int:…>`` in an address: a number no row can have is an address nothing lives at (404)."""

    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


def install(app: Flask) -> None:
    """Use the converter for every ``<int:…>``; must come before the features' addresses."""
    app.url_map.converters["int"] = IdConverter


def id_from(text: str | None) -> int | None:
    """The id in a text from an address or a form, or ``None`` when it cannot be one."""
    if not text or not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None

"""What stands in the index: three inverted fields we fill ourselves, and columns with what filters and
groups need.

The classes are pickled into the index by Whoosh, so they stay at module level and keep their names;
a change of meaning needs a higher `SCHEMA_VERSION`, after which the index is rebuilt.
"""

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

from whoosh import columns, fields, formats

SCHEMA_VERSION = 3

META_KEY = "\0meta"
STATE_SEPARATOR = " "


class Precomputed(fields.FieldType):
    """Terms that come from our own analysis; Whoosh analyses nothing and keeps no lengths."""

    def to_bytes(self, value: str | bytes) -> bytes:
        return value.encode() if isinstance(value, str) else value

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


class Counted(Precomputed):
    """Terms with a count: the value is {term: count}."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Mapping[str, int], **_options: Any) -> Iterable[tuple[bytes, int, float, bytes]]:
        return [(term.encode(), count, float(count), b"") for term, count in value.items()]


class PlaceFormat(formats.Format):
    """Posting values are positions as an array of unsigned 32-bit numbers."""

    posting_size = -1


class Placed(Precomputed):
    """Words with their positions: the value is {word: [positions]}."""

    def __init__(self) -> None:
        super().__init__(PlaceFormat(), None)

    def index(self, value: Mapping[str, list[int]], **_options: Any) -> Iterable[tuple[bytes, int, float, bytes]]:
        return [
            (word.encode(), len(places), float(len(places)), array("I", places).tobytes())
            for word, places in value.items()
        ]


def _names() -> fields.COLUMN:
    """A column of names of which few differ (at most 65,535; more become the empty name)."""
    return fields.COLUMN(columns.RefBytesColumn())


def _numbers(typecode: str) -> fields.COLUMN:
    return fields.COLUMN(columns.NumericColumn(typecode))


SCHEMA = fields.Schema(
    key=Counted(),
    text=Counted(),
    phrase=Placed(),
    words=Counted(),
    source=_names(),
    number=_numbers("q"),
    root_source=_names(),
    root_number=_numbers("q"),
    kind=_names(),
    container=_names(),
    author=_names(),
    library=_names(),
    audience=_names(),
    states=_names(),
    created=_numbers("q"),
    changed=_numbers("q"),
    weight=_numbers("f"),
    length=_numbers("i"),
)

NAME_COLUMNS = ("source", "root_source", "kind", "container", "author", "library", "audience", "states")
NUMBER_COLUMNS = {
    "number": "q",
    "root_number": "q",
    "created": "q",
    "changed": "q",
    "weight": "f",
    "length": "i",
}

"""How long and how intricate a text may be, with the sentence its writer reads when it is too much."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from markdown_it.token import Token

from forum.core.errors import Invalid

MAX_POST = 30_000
MAX_PAGE = 100_000
MAX_CELLS = 2_000

_MAX_LINKED = 500_000


def too_deep() -> Invalid:
    """The refusal of a text whose quotes, lists or brackets lie too deep inside one another."""
    return Invalid(_l("Quotes, lists or brackets are nested too deeply in this text."))


def check_length(text: str, limit: int) -> None:
    """Raise ``Invalid`` when the text holds more than ``limit`` characters."""
    if len(text) > limit:
        raise Invalid(
            _l(
                "This text is too long: %(length)s characters, where %(limit)s are allowed.",
                length=len(text),
                limit=limit,
            )
        )


def check_cells(tokens: Iterable[Token]) -> None:
    """Raise ``Invalid`` when the tables of a parsed text hold more than ``MAX_CELLS`` cells together."""
    cells = sum(token.type in ("td_open", "th_open") for token in tokens)
    if cells > MAX_CELLS:
        raise Invalid(
            _l(
                "The tables in this text have %(cells)s cells together, where %(limit)s are allowed.",
                cells=cells,
                limit=MAX_CELLS,
            )
        )


def check_attributes(total: int) -> None:
    """Raise ``Invalid`` when link addresses and titles add up to more than any honest text holds.

    One long address that is defined once and used thousands of times would otherwise blow up the stored HTML.
    """
    if total > _MAX_LINKED:
        raise Invalid(_l("This text repeats a very long link too often."))

"""How long and how intricate a text may be, with the sentence its writer reads when it is too much."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from markdown_it.token import Token

from forum.core.errors import Invalid

MAX_POST = 30_000
MAX_PAGE = 100_000
MAX_CELLS = 2_000
MAX_ATTACHMENTS = 50
MAX_MENTIONS = 50

MAX_DEPTH = 60

_ELEMENT_WEIGHT = 4
_MAX_WEIGHT = 60_000
_MAX_LINKED = 500_000
_MAX_BRACKETS = 15_000
_MAX_REFERENCES = 500


def too_deep() -> Invalid:
    """The refusal of a text whose quotes, lists or brackets lie too deep inside one another."""
    return Invalid(_l("Quotes, lists or brackets are nested too deeply in this text."))


def check_length(text: str, limit: int) -> None:
    """Raise ``Invalid`` when the text holds more than ``limit`` characters or too many brackets."""
    if len(text) > limit:
        raise Invalid(
            _l(
                "This text is too long: %(length)s characters, where %(limit)s are allowed.",
                length=len(text),
                limit=limit,
            )
        )
    if text.count("[") > _MAX_BRACKETS:
        raise _too_many_marks()


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


def check_attachments(count: int) -> None:
    """Raise ``Invalid`` when a text shows or links to more than ``MAX_ATTACHMENTS`` files."""
    if count > MAX_ATTACHMENTS:
        raise Invalid(
            _l("This text refers to %(count)s files, where %(limit)s are allowed.", count=count, limit=MAX_ATTACHMENTS)
        )


def check_references(counts: Mapping[str, int]) -> None:
    """Raise ``Invalid`` when a text names more colleagues than can be told, or refers to too much else.

    ``counts`` gives how many different things of each kind it refers to.
    """
    mentions = counts.get("member", 0)
    if mentions > MAX_MENTIONS:
        raise Invalid(
            _l(
                "This text mentions %(count)s colleagues, where %(limit)s are allowed."
                " Mention a working group instead.",
                count=mentions,
                limit=MAX_MENTIONS,
            ),
            field="body",
        )
    if sum(counts.values()) > _MAX_REFERENCES:
        raise _too_many_marks()


def check_intricacy(tokens: Iterable[Token]) -> None:
    """Raise ``Invalid`` when all tokens together would make HTML out of proportion to any honest text.

    Counted are elements, characters that need escaping, and link addresses and titles: one long address
    that is defined once and used thousands of times would otherwise blow up what is stored.
    """
    weight = linked = 0
    for token in tokens:
        if token.nesting >= 0 and token.type not in ("text", "inline"):
            weight += _ELEMENT_WEIGHT
        if token.level > MAX_DEPTH:
            raise too_deep()
        if not token.children:
            weight += sum(map(token.content.count, "&<>"))
        linked += sum(len(str(value)) for value in token.attrs.values())
    if weight > _MAX_WEIGHT:
        raise _too_many_marks()
    if linked > _MAX_LINKED:
        raise Invalid(_l("This text repeats a very long link too often."))


def _too_many_marks() -> Invalid:
    return Invalid(_l("This text holds more links, items, line ends and other marks than can be shown."))

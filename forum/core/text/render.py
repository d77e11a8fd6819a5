"""From Markdown source to what is stored: safe HTML, plain text, references."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from forum.core.text import limits
from forum.core.text.attached import settle_attachments
from forum.core.text.markdown import build
from forum.core.text.normalise import clean
from forum.core.text.plain import plain_text
from forum.core.text.sanitize import sanitize
from forum.core.text.shape import shape
from forum.core.text.syntax import Reference, Resolver, settle

RENDER_VERSION = 1

_with_breaks = build(breaks=True)
_without_breaks = build(breaks=False)


@dataclass(frozen=True)
class Rendered:
    """A text ready to store: ``html`` is safe to show, ``plain`` serves search, excerpts and mail."""

    html: str
    plain: str
    references: tuple[Reference, ...]


def render(
    source: str, *, resolve: Resolver | None = None, limit: int = limits.MAX_POST, breaks: bool = True
) -> Rendered:
    """Render Markdown; ``breaks`` keeps single line ends.

    Raises ``Invalid`` with a sentence for the writer when the text exceeds ``limit`` characters,
    ``MAX_CELLS`` table cells or what can be drawn (see ``limits``). Any other text renders within a second.
    """
    limits.check_length(source, 2 * limit)
    text = clean(source)
    limits.check_length(text, limit)
    md = _with_breaks if breaks else _without_breaks
    env: dict[str, Any] = {}
    try:
        tokens = md.parse(text, env)
        shape(tokens)
        limits.check_intricacy(_all(tokens))
        references = settle(_all(tokens), resolve) + settle_attachments(tokens, resolve)
        html = sanitize(md.renderer.render(tokens, md.options, env))
        return Rendered(html, plain_text(tokens), references)
    except RecursionError as error:
        raise limits.too_deep() from error


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    """Block tokens and the inline tokens within them, in text order."""
    for token in tokens:
        yield token
        if token.children:
            yield from token.children

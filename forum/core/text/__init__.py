"""Text of members: Markdown to safe HTML, plain text and references, rendered once when it is saved."""

from forum.core.text.difference import Piece, compare
from forum.core.text.excerpt import excerpt
from forum.core.text.limits import MAX_CELLS, MAX_PAGE, MAX_POST
from forum.core.text.normalise import one_line
from forum.core.text.quotation import quotation
from forum.core.text.render import RENDER_VERSION, Rendered, render
from forum.core.text.sanitize import sanitize
from forum.core.text.syntax import Picture, Reference, Resolver, Target

__all__ = [
    "MAX_CELLS",
    "MAX_PAGE",
    "MAX_POST",
    "RENDER_VERSION",
    "Picture",
    "Piece",
    "Reference",
    "Rendered",
    "Resolver",
    "Target",
    "compare",
    "excerpt",
    "one_line",
    "quotation",
    "render",
    "sanitize",
]

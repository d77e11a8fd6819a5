"""Colours in fenced code: Pygments spans with classes, for well-behaved languages and a bounded amount of code."""

from html import escape

from pygments import highlight as pygmentize
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LANGUAGES = frozenset(
    "bash c c++ cpp c# csharp css diff html ini java javascript js json php powershell python py"
    " ruby shell sh sql toml typescript ts xml yaml yml".split()
)
MAX_HIGHLIGHTED = 6_000

_formatter = HtmlFormatter(nowrap=True, classprefix="hl-")


def highlight(code: str, language: str) -> str:
    """Inner HTML of a code block: coloured when the language is listed, else just escaped."""
    if language not in LANGUAGES:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return str(pygmentize(code, lexer, _formatter))

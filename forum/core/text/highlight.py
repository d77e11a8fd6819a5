"""Colours in fenced code: Pygments spans with classes, for known languages and a bounded amount of code."""

from html import escape

from pygments import highlight as pygmentize
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LANGUAGES = frozenset(
    {
        "bash",
        "c",
        "c#",
        "c++",
        "cpp",
        "csharp",
        "css",
        "diff",
        "html",
        "ini",
        "java",
        "javascript",
        "js",
        "json",
    }
    | {"php", "powershell", "py", "python", "ruby", "sh", "shell", "sql", "toml", "ts", "typescript", "xml"}
    | {"yaml", "yml"}
)
MAX_HIGHLIGHTED = 4_000

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

"""Plain text from parsed Markdown: words without marks, a line per item or row, a blank one after blocks."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from forum.core.text.markdown import box

_LINE_AFTER = frozenset({"tr_close", "list_item_close"})
_BLANK_AFTER = frozenset(
    {"heading_close", "blockquote_close", "table_close", "bullet_list_close", "ordered_list_close"}
)
_TOO_MANY = re.compile(r"[ \t]*\n(?:[ \t]*\n){2,}")
_BEFORE_LINE_END = re.compile(r"[ \t]+\n")


def plain_text(tokens: Sequence[Token]) -> str:
    """The words of a text, in order."""
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts.extend(_word(child) for child in token.children or ())
        elif token.type in ("fence", "code_block"):
            parts.append(token.content.rstrip("\n") + "\n\n")
        elif token.type == "list_item_open" and "checked" in token.meta:
            parts.append(box(token.meta["checked"]) + " ")
        elif token.type == "paragraph_close":
            parts.append("\n" if token.hidden else "\n\n")
        elif token.type in ("td_close", "th_close"):
            parts.append(" \t")
        elif token.type in _LINE_AFTER and not (parts and parts[-1].endswith("\n")):
            parts.append("\n")
        elif token.type in _BLANK_AFTER:
            parts.append("\n\n")
    text = _BEFORE_LINE_END.sub("\n", "".join(parts))
    return _TOO_MANY.sub("\n\n", text).strip()


def _word(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "image":
        return "".join(child.content for child in token.children or ())
    return token.content

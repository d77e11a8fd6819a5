"""The Markdown dialect: CommonMark without raw HTML, with tables, strikethrough, tasks, bare links."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from forum.core.text import limits
from forum.core.text.highlight import MAX_HIGHLIGHTED, highlight
from forum.core.text.sanitize import is_safe_link
from forum.core.text.syntax import project_syntax

MAX_NESTING = 20

_MAX_URL = 2_048
_MAX_FAILED_LINKS = 400
_MAIL_TAIL = re.compile(r"@[A-Za-z0-9_-]+\.[A-Za-z0-9]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9.+_-]")
_SPACE = re.compile(r"\s")
_LANGUAGE = re.compile(r"[a-z0-9+#.-]{1,20}")

InlineRule = Callable[[StateInline, bool], bool]


def build(*, breaks: bool) -> MarkdownIt:
    """A parser; with ``breaks`` a line end in a paragraph is one in the result, as in any text box."""
    md = MarkdownIt("commonmark", {"html": False, "breaks": breaks, "xhtmlOut": False, "maxNesting": MAX_NESTING})
    md.options["tasklists"] = True
    md.enable(["table", "strikethrough"])
    md.disable(["html_block", "html_inline"])
    md.use(project_syntax)
    md.use(gfm_autolink_plugin)
    _guard_autolinks(md)
    md.validateLink = is_safe_link  # type: ignore[method-assign]
    md.core.ruler.after("block", "limits", _check_cells)
    for name, rule in _RULES.items():
        md.add_render_rule(name, rule)
    return md


def _check_cells(state: StateCore) -> None:
    limits.check_cells(state.tokens)


def _guard_autolinks(md: MarkdownIt) -> None:
    """Look at the plug-in's rules only where they can match, in a short window, and stop after some failures.

    Without this a text of colons, or of ``_www.`` repeated, takes time in the square of its length.
    """
    www, protocol, mail = md.inline.ruler.getRules("")[-3:]
    md.inline.ruler.at("gfm_autolink_www", _guarded(www, _may_be_www))
    md.inline.ruler.at("gfm_autolink_protocol", _guarded(protocol, _may_be_protocol))
    md.inline.ruler.at("gfm_autolink_email", _guarded(mail, _may_be_mail))


def _guarded(rule: InlineRule, may_match: Callable[[StateInline], bool]) -> InlineRule:
    def guarded(state: StateInline, silent: bool) -> bool:
        if silent or state.linkLevel or not may_match(state):
            return False
        failures = state.env.setdefault("failed_links", 0)
        if failures >= _MAX_FAILED_LINKS:
            return False
        whole = state.posMax
        space = _SPACE.search(state.src, state.pos, min(whole, state.pos + _MAX_URL))
        state.posMax = space.start() if space else min(whole, state.pos + _MAX_URL)
        try:
            matched = rule(state, False)
        finally:
            state.posMax = whole
        if not matched:
            state.env["failed_links"] = failures + 1
        return matched

    return guarded


def _may_be_www(state: StateInline) -> bool:
    return state.src.startswith("www.", state.pos)


def _may_be_protocol(state: StateInline) -> bool:
    before = state.src[max(0, state.pos - 6) : state.pos]
    return state.src[state.pos] == ":" and before.endswith(("http", "https", "mailto"))


def _may_be_mail(state: StateInline) -> bool:
    pos = state.pos
    return (
        state.src[pos] == "@"
        and pos > 0
        and bool(_LOCAL_PART.match(state.src[pos - 1]))
        and bool(_MAIL_TAIL.match(state.src, pos, state.posMax))
    )


def _fence(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A code block; the first few thousand characters of a text are coloured."""
    token = tokens[index]
    language = (token.info.split() or [""])[0].lower()
    if not _LANGUAGE.fullmatch(language):
        language = ""
    left = env.setdefault("highlight_left", MAX_HIGHLIGHTED)
    coloured = bool(language) and len(token.content) <= left
    if coloured:
        env["highlight_left"] = left - len(token.content)
    inner = highlight(token.content, language) if coloured else escape(token.content, quote=False)
    attribute = f' class="language-{language}"' if language else ""
    return f'<pre tabindex="0"><code{attribute}>{inner}</code></pre>\n'


def _code_block(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<pre tabindex="0"><code>{escape(tokens[index].content, quote=False)}</code></pre>\n'


def _table_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return '<div class="table-wrap" tabindex="0"><table>\n'


def _table_close(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _list_item_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """An item; a task shows its box as a character, which is read aloud and needs no form field."""
    checked = tokens[index].meta.get("checked")
    if checked is None:
        return "<li>"
    return f'<li class="task{" task-done" if checked else ""}"><span class="task-box">{box(checked)}</span> '


def box(checked: bool) -> str:
    """The sign of a task, done or not."""
    return "☑" if checked else "☐"


def _text(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escape(tokens[index].content, quote=False)


_RULES: dict[str, Callable[..., str]] = {
    "text": _text,
    "fence": _fence,
    "code_block": _code_block,
    "table_open": _table_open,
    "table_close": _table_close,
    "list_item_open": _list_item_open,
}

"""The project's own syntax, ``[[Page]]``, ``@handle`` and ``#123``, as Markdown tokens and references."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from forum.core.text.normalise import one_line

REFERENCE = "reference"

_PAGE = re.compile(r"\[\[([^\[\]\n|#]{1,200})(?:#([^\[\]\n|]{1,200}))?(?:\|([^\[\]\n]{1,300}))?\]\](?!\()")
_MEMBER = re.compile(r"@([^\W_](?:[^\W_]|[.-](?=[^\W_])){0,63})(?![\w@]|[.-]\w)")
_THREAD = re.compile(r"#([1-9][0-9]{0,8})(?![\w#]|-\w)", re.ASCII)
_BEFORE_MEMBER = re.compile(r"[\w@/.+&-]")
_BEFORE_THREAD = re.compile(r"[\w#/&.+=?-]")


@dataclass(frozen=True)
class Reference:
    """What a text refers to: ``kind`` member, thread, page or attachment, ``target_id`` None when nothing matched.

    ``key`` is the handle in small letters, the number, or the title with single spaces.
    """

    kind: str
    key: str
    target_id: int | None


@dataclass(frozen=True)
class Picture:
    """What to show of an image in a text: the address and its size in pixels."""

    src: str
    width: int
    height: int


@dataclass(frozen=True)
class Target:
    """What a key turned out to be: its id, the address to link to, its name, and for an image the picture."""

    id: int
    url: str
    label: str
    picture: Picture | None = None


class Resolver(Protocol):
    """Looks up references: one call per kind with all keys of a text; keys without a target are left out."""

    def __call__(self, kind: str, keys: Collection[str]) -> dict[str, Target]: ...


def project_syntax(md: MarkdownIt) -> None:
    """Plug-in for markdown-it: recognises the three forms outside code and links, and draws them."""
    md.inline.ruler.before("link", "page_reference", _page_rule)
    md.inline.ruler.before("link", "member_reference", _member_rule)
    md.inline.ruler.before("link", "thread_reference", _thread_rule)
    md.add_render_rule(REFERENCE, _draw)


def settle(tokens: Iterable[Token], resolve: Resolver | None) -> tuple[Reference, ...]:
    """Look up the reference tokens, note the targets on them, return the distinct references in order."""
    found = [token for token in tokens if token.type == REFERENCE]
    wanted: dict[str, dict[str, None]] = {}
    for token in found:
        wanted.setdefault(token.info, {})[token.meta["key"]] = None
    targets = {kind: resolve(kind, tuple(keys)) if resolve else {} for kind, keys in wanted.items()}
    references: dict[Reference, None] = {}
    for token in found:
        key = token.meta["key"]
        target = targets[token.info].get(key)
        token.meta["target"] = target
        references[Reference(token.info, key, target.id if target else None)] = None
    return tuple(references)


def _page_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos):
        return False
    match = _match(state, _PAGE)
    title = one_line(match[1]) if match else ""
    if not match or not title:
        return False
    heading = one_line(match[2] or "")
    shown = one_line(match[3] or "") or (f"{title} › {heading}" if heading else title)
    return _push(state, silent, match, "page", title, shown, heading)


def _member_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@" or _preceded_by(state, _BEFORE_MEMBER):
        return False
    match = _match(state, _MEMBER)
    return match is not None and _push(state, silent, match, "member", match[1].lower(), match[0])


def _thread_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "#" or _preceded_by(state, _BEFORE_THREAD):
        return False
    match = _match(state, _THREAD)
    return match is not None and _push(state, silent, match, "thread", match[1], match[0])


def _match(state: StateInline, pattern: re.Pattern[str]) -> re.Match[str] | None:
    return None if state.linkLevel > 0 else pattern.match(state.src, state.pos, state.posMax)


def _preceded_by(state: StateInline, pattern: re.Pattern[str]) -> bool:
    return state.pos > 0 and bool(pattern.match(state.src[state.pos - 1]))


def _push(
    state: StateInline, silent: bool, match: re.Match[str], kind: str, key: str, shown: str, heading: str = ""
) -> bool:
    if not silent:
        token = state.push(REFERENCE, "", 0)
        token.content, token.info, token.markup = shown, kind, match[0]
        token.meta = {"key": key, "heading": heading, "target": None}
    state.pos = match.end()
    return True


def _draw(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A link when the target is known; else plain text, or for a page the mark of one still to be written."""
    token = tokens[index]
    target: Target | None = token.meta["target"]
    shown = escape(token.content)
    if target:
        heading = token.meta["heading"]
        address = target.url + (f"#{quote(heading.lower().replace(' ', '-'))}" if heading else "")
        return f'<a class="ref-{token.info}" href="{escape(address)}">{shown}</a>'
    return f'<span class="ref-missing">{shown}</span>' if token.info == "page" else shown

"""The project's own syntax, ``[[Page]]``, ``@handle`` and ``#123``, as Markdown tokens and references.

A quotation refers to its post by a link to ``/posts/<id>``; such links are references too.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from forum.core.text import limits
from forum.core.text.normalise import one_line

REFERENCE = "reference"

_PAGE = re.compile(r"\[\[([^\[\]\n|#]{1,200})(?:#([^\[\]\n|]{1,200}))?(?:\|([^\[\]\n]{1,300}))?\]\](?!\()")
_MEMBER = re.compile(r"@([^\W_](?:[^\W_]|[.-](?=[^\W_])){0,63})(?![\w@]|[.-]\w)")
_THREAD = re.compile(r"#([1-9][0-9]{0,8})(?![\w#]|-\w)", re.ASCII)
_POST_ADDRESS = re.compile(r"/posts/([1-9][0-9]{0,8})", re.ASCII)
_BEFORE_MEMBER = re.compile(r"[\w@/.+&-]")
_BEFORE_THREAD = re.compile(r"[\w#/&.+=?-]")


@dataclass(frozen=True)
class Reference:
    """What a text refers to: member, group, thread, post, page or attachment; ``target_id`` None when nothing matched.

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
    """What a key turned out to be: its id, address (empty when it has no page), name, and for an image the picture."""

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
    """Look up the references, note the targets on their tokens, return the distinct references in order.

    A name after an ``@`` is a member's, or else a working group's.
    """
    found = [(token, place) for token in tokens if (place := _place(token))]
    wanted: dict[str, dict[str, None]] = {}
    for _token, (kind, key) in found:
        wanted.setdefault(kind, {})[key] = None
    limits.check_references({kind: len(keys) for kind, keys in wanted.items()})
    targets = {kind: resolve(kind, tuple(keys)) if resolve else {} for kind, keys in wanted.items()}
    nobody = [key for key in wanted.get("member", ()) if key not in targets["member"]]
    groups = resolve("group", nobody) if resolve and nobody else {}
    references: dict[Reference, None] = {}
    for token, (kind, key) in found:
        if kind == "member" and key in groups:
            kind = token.info = "group"
        target = groups[key] if kind == "group" else targets[kind].get(key)
        token.meta["target"] = target
        references[Reference(kind, key, target.id if target else None)] = None
    return tuple(references)


def _place(token: Token) -> tuple[str, str] | None:
    """The kind and key of what a token refers to, if it does."""
    if token.type == REFERENCE:
        return token.info, token.meta["key"]
    if token.type == "link_open":
        address = _POST_ADDRESS.fullmatch(str(token.attrs.get("href", "")))
        return ("post", address[1]) if address else None
    return None


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
    """A link when the target is known and has a page; else text, for a page the mark of one still to be written."""
    token = tokens[index]
    target: Target | None = token.meta["target"]
    # A group is called by its name: nobody signs in with its handle.
    shown = escape(f"@{target.label}" if target and token.info == "group" else token.content)
    if target and not target.url:
        return f'<span class="ref-{token.info}">{shown}</span>'
    if target:
        heading = token.meta["heading"]
        address = target.url + (f"#{quote(heading.lower().replace(' ', '-'))}" if heading else "")
        return f'<a class="ref-{token.info}" href="{escape(address)}">{shown}</a>'
    return f'<span class="ref-missing">{shown}</span>' if token.info == "page" else shown

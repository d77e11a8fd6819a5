"""The one gate between any HTML and the database: bleach with a short allow-list, then nh3 to be sure."""

import logging
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import nh3
from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner

from forum.core.text.tree_walk import LinearWalker

log = logging.getLogger(__name__)

EXTERNAL_REL = "nofollow noopener noreferrer ugc"

_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "class", "rel"},
    "img": {"src", "alt", "title", "loading", "width", "height"},
    "ol": {"start", "class"},
    "pre": {"tabindex"},
    "div": {"class", "tabindex"},
}
_ATTRIBUTES |= {tag: {"class"} for tag in ("span", "code", "ul", "li", "th", "td")}
_TAGS = frozenset(_ATTRIBUTES) | frozenset(
    {
        "p",
        "br",
        "hr",
        "strong",
        "em",
        "s",
        "blockquote",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
    }
)
_SCHEMES = frozenset({"http", "https", "mailto"})

_CLASSES = {
    "a": re.compile(r"ref-(member|group|thread|page)|picture"),
    "span": re.compile(r"hl-[a-z0-9]{1,3}|ref-missing|ref-group|task-box"),
    "code": re.compile(r"language-[a-z0-9+#.-]{1,20}"),
    "div": re.compile(r"table-wrap"),
    "ul": re.compile(r"task-list"),
    "ol": re.compile(r"task-list"),
    "li": re.compile(r"task|task-done"),
    "th": re.compile(r"align-(left|center|right)"),
    "td": re.compile(r"align-(left|center|right)"),
}
_FIXED = {
    ("a", "rel"): re.compile(re.escape(EXTERNAL_REL)),
    ("img", "loading"): re.compile("lazy"),
    ("img", "width"): re.compile("[1-9][0-9]{0,4}"),
    ("img", "height"): re.compile("[1-9][0-9]{0,4}"),
    ("ol", "start"): re.compile("[0-9]{1,9}"),
    ("pre", "tabindex"): re.compile("0"),
    ("div", "tabindex"): re.compile("0"),
}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_COLON_FIRST = re.compile(r"[^/?#]*:")
_UNSEEN = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\\\]")


def sanitize(html: str) -> str:
    """Safe HTML of the allow-list; external links carry ``rel``. Its own output comes back unchanged."""
    first = _first(html)
    second = _second.clean(first)
    if not _agree(first, second):
        log.warning(
            "The two HTML sanitisers disagree",
            extra={"length_before": len(first), "length_after": len(second)},
        )
        second = _second.clean(_first(second))
    return second


def _first(html: str) -> str:
    """bleach; a cleaner of its own for every text, because a cleaner keeps state."""
    cleaner = Cleaner(
        tags=_TAGS,
        attributes=_allowed,
        protocols=_SCHEMES,
        strip=True,
        strip_comments=True,
        filters=[_MarkExternal],
    )
    cleaner.walker = LinearWalker
    return str(cleaner.clean(html))


def is_safe_link(url: str) -> bool:
    """Whether an address is relative, http, https or mailto and holds nothing invisible."""
    if _UNSEEN.search(url):
        return False
    scheme = _SCHEME.match(url)
    if scheme is None:
        return not _COLON_FIRST.match(url)
    name = scheme[1].lower()
    rest = url[scheme.end() :]
    return name == "mailto" or (name in _SCHEMES and rest.startswith("//") and len(rest) > 2)


def is_own_image(url: str) -> bool:
    """Whether an image comes from this site itself: a path from its root, nothing else."""
    return url.startswith("/") and not url.startswith("//") and is_safe_link(url)


def is_external(url: str) -> bool:
    """Whether a safe link leads to another site."""
    return url.lower().startswith(("http:", "https:", "//"))


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether one attribute may stay; ``value`` may still hold entities."""
    if name not in _ATTRIBUTES.get(tag, ()):
        return False
    value = unescape(value)
    if name == "href":
        return is_safe_link(value)
    if name == "src":
        return is_own_image(value)
    if name == "class":
        return bool(value.split()) and all(_CLASSES[tag].fullmatch(one) for one in value.split())
    fixed = _FIXED.get((tag, name))
    return fixed is None or bool(fixed.fullmatch(value))


class _MarkExternal(Filter):
    """Gives every link to another site its ``rel``, and takes it from the others."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] == "StartTag" and token["name"] == "a":
                attributes = token["data"]
                attributes.pop((None, "rel"), None)
                if is_external(unescape(attributes.get((None, "href"), ""))):
                    attributes[(None, "rel")] = EXTERNAL_REL
            yield token


_second = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    attribute_filter=lambda tag, name, value: value if _allowed(tag, name, value) else None,
    url_schemes=set(_SCHEMES),
    link_rel=None,
)


def _agree(first: str, second: str) -> bool:
    """Whether two serialisations mean the same document; the quick comparison settles nearly all of them."""
    return unescape(first) == unescape(second) or _events(first) == _events(second)


def _events(html: str) -> list[Any]:
    collector = _Collector()
    collector.feed(html)
    collector.close()
    return collector.events


class _Collector(HTMLParser):
    """Tags, sorted attributes and joined text of a fragment."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.events.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if self.events and isinstance(self.events[-1], list):
            self.events[-1].append(data)
        else:
            self.events.append([data])
        self.events[-1] = ["".join(self.events[-1])]

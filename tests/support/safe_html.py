"""A structural check of stored HTML, written apart from the sanitiser: as a browser reads it."""

import re
from collections.abc import Iterator
from typing import Any

import html5lib

TAGS = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "code",
        "div",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
    }
    | {"span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
ATTRIBUTES = frozenset({"href", "title", "rel", "class", "src", "alt", "loading", "start", "tabindex"})
_INVISIBLE = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def violations(html: str) -> list[str]:
    """What is wrong with a fragment: tags, attributes and schemes that must never be there. Empty is good."""
    found: list[str] = []
    for element in _elements(html):
        if element.tag not in TAGS:
            found.append(f"tag {element.tag}")
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES:
                found.append(f"attribute {name} on {element.tag}")
            if name in ("href", "src"):
                found.extend(_address(element.tag, _INVISIBLE.sub("", value)))
    return found


def _elements(html: str) -> Iterator[Any]:
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return (element for element in root.iter() if element is not root)


def _address(tag: str, value: str) -> Iterator[str]:
    scheme = _SCHEME.match(value)
    if scheme and scheme[0].lower() not in ("http:", "https:", "mailto:"):
        yield f"scheme {scheme[0]}"
    if tag == "img" and (scheme or value.startswith(("//", "\\"))):
        yield f"image from elsewhere: {value[:40]}"

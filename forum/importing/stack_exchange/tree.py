"""A small tree of the HTML in a post, tolerant of whatever was left open."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "embed", "source"})
BLOCKS = frozenset(
    {
        "p",
        "div",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "table",
        "dl",
    }
    | {"section", "article", "figure", "details"}
)
MAX_DEPTH = 40

_DROPPED = frozenset({"script", "style", "iframe", "object", "template"})


@dataclass
class Node:
    """An element; ``children`` are nodes and texts in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def text(self) -> str:
        """All words in it, as they stand."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def find(self, tag: str) -> "Node | None":
        """The first element of that name in it."""
        for child in self.children:
            if isinstance(child, Node):
                found = child if child.tag == tag else child.find(tag)
                if found:
                    return found
        return None


def parse(html: str) -> Node:
    """The tree of a fragment; its root has the tag ``""``."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and self._open[-1].tag == "p":
            self._open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        if tag not in _DROPPED:
            self._open[-1].children.append(node)
        if tag not in VOID and len(self._open) < MAX_DEPTH:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

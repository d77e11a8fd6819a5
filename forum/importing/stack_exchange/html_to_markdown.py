"""The HTML of a post as the Markdown our members write, so that it can be edited and searched like theirs."""

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urljoin

from forum.importing.escaping import code_span, escape_inline, escape_line_starts, link, longest_run
from forum.importing.stack_exchange.tree import BLOCKS, Node, parse

_SPACES = re.compile(r"[ \t\r\n\f]+")
_LANGUAGE = re.compile(r"\blang(?:uage)?-([\w+#.-]+)")
_UNDESCRIBED = frozenset({"enter image description here", "alt text", "image", ""})
_SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "s": "~~", "strike": "~~", "del": "~~"}


def html_to_markdown(html: str, *, base: str, mention: Callable[[str], str] = str) -> str:
    """Markdown that renders to the same text.

    ``base`` is the address of the site, for links without one; ``mention`` is given every piece of running
    text and may replace names in it.
    """
    return _Converter(base, mention).blocks(parse(html).children).strip("\n")


class _Converter:
    def __init__(self, base: str, mention: Callable[[str], str]) -> None:
        self.base = base
        self.mention = mention

    def blocks(self, children: Sequence[Node | str], gap: str = "\n\n") -> str:
        """Blocks with a gap between them; running text between blocks is a paragraph."""
        found: list[str] = []
        running: list[Node | str] = []
        for child in children:
            if isinstance(child, Node) and (child.tag in BLOCKS or _holds_block(child)):
                found.append(self._paragraph(running))
                running = []
                found.append(self._block(child))
            else:
                running.append(child)
        found.append(self._paragraph(running))
        return gap.join(block for block in found if block.strip())

    def _block(self, node: Node) -> str:
        if node.tag == "p":
            return self.blocks(node.children) if _holds_block(node) else self._paragraph(node.children)
        if node.tag[0] == "h" and node.tag[1:].isdigit():
            return f"{'#' * int(node.tag[1])} {self._line(node.children)}" if node.text().strip() else ""
        if node.tag == "pre":
            return _code_block(node)
        if node.tag == "blockquote":
            return _prefixed(self.blocks(node.children), "> ", "> ")
        if node.tag in ("ul", "ol"):
            return self._list(node)
        if node.tag == "li":
            return _prefixed(self.blocks(node.children), "- ", "  ")
        if node.tag == "table":
            return self._table(node)
        return "---" if node.tag == "hr" else self.blocks(node.children)

    def _paragraph(self, children: Sequence[Node | str]) -> str:
        lines = (line.strip() for line in self._inline(children).split("\n"))
        return escape_line_starts("\n".join(lines).strip())

    def _line(self, children: Sequence[Node | str]) -> str:
        return " ".join(self._inline(children).split())

    def _list(self, node: Node) -> str:
        items = [child for child in node.children if isinstance(child, Node)]
        start = node.attributes.get("start", "1")
        number = int(start) if start.isdigit() else 1
        loose = any(child.tag == "p" for item in items for child in item.children if isinstance(child, Node))
        lines = []
        for index, item in enumerate(items):
            marker = f"{number + index}. " if node.tag == "ol" else "- "
            children = item.children if item.tag == "li" else [item]
            content = self.blocks(children, "\n\n" if loose else "\n")
            lines.append(_prefixed(content, marker, " " * len(marker)) if content else marker.rstrip())
        return ("\n\n" if loose else "\n").join(lines)

    def _table(self, node: Node) -> str:
        rows = [[self._cell(cell) for cell in cells] for cells in _rows(node)]
        rows = [row for row in rows if row]
        if not rows:
            return ""
        width = max(map(len, rows))
        padded = [row + [""] * (width - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in padded]
        return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])

    def _cell(self, cell: Node) -> str:
        return self._line(cell.children).replace("|", "\\|")

    def _inline(self, children: Iterable[Node | str]) -> str:
        return "".join(self._words(child) if isinstance(child, str) else self._element(child) for child in children)

    def _words(self, text: str) -> str:
        return escape_inline(self.mention(_SPACES.sub(" ", text)))

    def _element(self, node: Node) -> str:
        if node.tag == "br":
            return "\n"
        if node.tag in ("code", "kbd", "tt", "samp"):
            return code_span(node.text())
        if node.tag == "img":
            return self._image(node)
        if node.tag == "a":
            return self._anchor(node)
        if node.tag in ("sup", "sub"):
            return self._raised(node)
        inner = self._inline(node.children)
        mark = _MARKS.get(node.tag)
        return _marked(inner, mark) if mark else inner

    def _anchor(self, node: Node) -> str:
        inner = self._line(node.children)
        address = node.attributes.get("href", "")
        if not inner or not address or address.startswith("#"):
            return inner
        target = urljoin(self.base, address)
        if node.text().strip() == address and target.startswith(("http://", "https://")) and " " not in target:
            return f"<{target}>"
        before, after = _outer_spaces(self._inline(node.children))
        return f"{before}{link(inner, target)}{after}"

    def _image(self, node: Node) -> str:
        described = node.attributes.get("alt", "").strip()
        alt = "image" if described.lower() in _UNDESCRIBED else described
        source = node.attributes.get("src", "")
        return f"!{link(escape_inline(' '.join(alt.split())), urljoin(self.base, source))}" if source else ""

    def _raised(self, node: Node) -> str:
        table = _SUPERSCRIPT if node.tag == "sup" else _SUBSCRIPT
        text = node.text() if all(isinstance(child, str) for child in node.children) else ""
        if text and all(ord(character) in table for character in text):
            return text.translate(table)
        return self._inline(node.children)


def _marked(inner: str, mark: str) -> str:
    """Emphasis around the words, with the white space left outside, line by line."""
    lines = []
    for line in inner.split("\n"):
        before, after = _outer_spaces(line)
        words = line.strip()
        lines.append(f"{before}{mark}{words}{mark}{after}" if words else line)
    return "\n".join(lines)


def _outer_spaces(text: str) -> tuple[str, str]:
    words = text.strip(" ")
    return (" " if text.startswith(" ") and words else "", " " if text.endswith(" ") and words else "")


def _code_block(node: Node) -> str:
    code = node.text().strip("\n")
    inner = node.find("code")
    classes = f"{node.attributes.get('class', '')} {inner.attributes.get('class', '') if inner else ''}"
    language = _LANGUAGE.search(classes)
    fence = "`" * max(3, longest_run(code, "`") + 1)
    return f"{fence}{language[1] if language and language[1] != 'none' else ''}\n{code}\n{fence}"


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0]] + [(rest + line).rstrip() for line in lines[1:]])


def _holds_block(node: Node) -> bool:
    return any(isinstance(child, Node) and (child.tag in BLOCKS or _holds_block(child)) for child in node.children)


def _rows(node: Node) -> list[list[Node]]:
    """The cells of each row, whether or not the rows stand in sections."""
    rows = []
    for child in node.children:
        if isinstance(child, Node):
            if child.tag == "tr":
                rows.append([cell for cell in child.children if isinstance(cell, Node) and cell.tag in ("td", "th")])
            elif child.tag in ("thead", "tbody", "tfoot"):
                rows.extend(_rows(child))
    return rows

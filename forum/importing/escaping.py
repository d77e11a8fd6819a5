"""Plain words made safe to stand in Markdown: what looks like a mark to us was none where it was written."""

import re

_URL = re.compile(r"(https?://[^\s<>]+)")
# A mark anywhere in a line: emphasis, code, links, raw HTML, entities, our own @handle, #123 and [[page]].
_MARKS = re.compile(
    r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[\w/!?])|&(?=#?\w+;)|~~|(?<![\w.])@(?=\w)|(?<![\w/&])#(?=\d)|!(?=\[)"
)
_LINE_START = re.compile(
    r"^( {0,3})(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=]{2,}[ \t]*$|~{3,})|^( {0,3}\d{1,9})([.)])(?=\s|$)"
)


def escape_inline(text: str) -> str:
    """Text that stays as it is within a line; bare addresses stay addresses."""
    parts = _URL.split(text)
    return "".join(part if index % 2 else _MARKS.sub(r"\\\g<0>", part) for index, part in enumerate(parts))


def escape_line_starts(text: str) -> str:
    """Lines that start neither a heading nor a list, quote, rule or code block."""
    return "\n".join(_LINE_START.sub(_escaped_start, line) for line in text.split("\n"))


def longest_run(text: str, character: str) -> int:
    """The length of the longest run of a character: what a fence around the text must exceed."""
    return max((len(run) for run in re.findall(f"{re.escape(character)}+", text)), default=0)


def code_span(text: str) -> str:
    """The text as code within a line."""
    text = " ".join(text.split())
    if not text:
        return ""
    fence = "`" * (longest_run(text, "`") + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def link(text: str, address: str) -> str:
    """A link; its text is Markdown already. An address that cannot be written as one leaves the text."""
    address = address.strip().replace("\n", "").replace(" ", "%20")
    if not address or "<" in address or ">" in address:
        return text
    if any(character in address for character in "()"):
        address = f"<{address}>"
    return f"[{text}]({address})"


def _escaped_start(match: re.Match[str]) -> str:
    if match[3] is not None:
        return f"{match[3]}\\{match[4]}"
    return f"{match[1]}\\{match[2]}"

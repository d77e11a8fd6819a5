"""A text as somebody else quotes it, in Markdown."""

import re

_SPECIAL = re.compile(r"([\\\[\]])")


def quotation(source: str, address: str, text: str) -> str:
    """``text`` as a quotation under a line that says where it comes from and links there; room for a reply below.

    ``source`` is plain text ("An Peeters wrote:"). Quotations within the text are left out: not its own words.
    """
    own = [line for line in text.strip().splitlines() if not line.lstrip().startswith(">")]
    lines = "\n".join(own).strip().splitlines()
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    shown = _SPECIAL.sub(r"\\\1", source)
    return f"> [{shown}]({address})\n{quoted}\n\n"

"""Plain text: can it be read, and is it nothing else in disguise?"""

import codecs
import re

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|script|svg|\?xml|iframe|!--)", re.IGNORECASE)
_BYTE_ORDER = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(data: bytes) -> str | None:
    """The text in UTF-8, in UTF-16 with its mark, or as Windows writes it; None when it is none of these."""
    named = next((name for mark, name in _BYTE_ORDER.items() if data.startswith(mark)), None)
    for encoding in [named] if named else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def is_plain_text(data: bytes) -> bool:
    """Whether this is text to read, and no page or drawing for a browser."""
    text = decode(data)
    return text is not None and not _MARKUP.match(text)

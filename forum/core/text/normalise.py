"""Takes out what does not belong in text: controls, direction overrides, invisible and stacked characters."""

import re
import unicodedata

_NEWLINES = re.compile("\r\n?|[\u2028\u2029]")

# Kept: newline, tab, the direction marks LRM and RLM. Removed: controls, surrogates, non-characters, soft
# hyphen, zero-width characters, direction embeddings, overrides and isolates, tag characters outside flags.
_INVISIBLE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u202a-\u202e\u2060-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff"
)
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_INVISIBLE_OR_FLAG = re.compile(f"({_FLAG})|[{_INVISIBLE}]+")
_JOINERS = re.compile("[\u200c\u200d]+")
_LAST_LATIN = 0x24F
_STACKED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_DIRECTION_MARKS = re.compile("[\u200e\u200f]+")


def clean(text: str) -> str:
    """The text in NFC with ``\\n`` line ends, without characters nobody sees or that turn the line around.

    Joiners stay inside emoji and inside scripts that need them; tag characters stay in flags.
    """
    text = _NEWLINES.sub("\n", text)
    if text.isascii():
        return _INVISIBLE_OR_FLAG.sub("", text)
    text = _INVISIBLE_OR_FLAG.sub(lambda match: match[1] or "", text)
    text = _JOINERS.sub(_joiner, text)
    return unicodedata.normalize("NFC", _STACKED.sub(r"\1", unicodedata.normalize("NFC", text)))


def one_line(title: str) -> str:
    """A title as it is stored: cleaned, white space of any kind collapsed to single spaces, trimmed."""
    return " ".join(_DIRECTION_MARKS.sub("", clean(title)).split())


def _joiner(match: re.Match[str]) -> str:
    """One joiner where both neighbours are beyond Latin script, nothing elsewhere."""
    start, end, text = match.start(), match.end(), match.string
    if start == 0 or end == len(text):
        return ""
    before, after = text[start - 1], text[end]
    needed = ord(before) > _LAST_LATIN and ord(after) > _LAST_LATIN and not (before.isspace() or after.isspace())
    return match[0][0] if needed else ""

"""Cutting text into lower-case words, and taking accents off."""

import re
import unicodedata

LONGEST_WORD = 60
SHORT_PREFIX = 2

_APOSTROPHES = "'\u2019\u02bc`"
_HYPHENS = "\\-\u2010\u2011"
_WORD = re.compile(f"[^\\W_]+(?:[{_APOSTROPHES}{_HYPHENS}][^\\W_]+)*")
_AT_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_AT_HYPHEN = re.compile(f"[{_HYPHENS}]")


def normalise(text: str) -> str:
    """One form for each character (NFKC), lower case, and no NUL."""
    return unicodedata.normalize("NFKC", text).lower().replace("\0", " ")


def split_words(text: str) -> list[str]:
    """Words of a normalised text, in order; apostrophes and inner hyphens are still in them."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(text)]


def parts_of(word: str) -> list[str]:
    """What one written word consists of: "foto's" → foto, "ict-helpdesk" → ict, helpdesk."""
    if word.isalnum():
        return [word]
    stem, *rest = _AT_APOSTROPHE.split(word, maxsplit=1)
    if rest and len(stem) == 1:  # "l'été", "d'r"
        stem = _AT_APOSTROPHE.sub("", word)
    return [piece for piece in _AT_HYPHEN.split(stem) if piece]


def joined(parts: list[str]) -> str | None:
    """The spelling without hyphen where people write both: "e-book", "wi-fi", "qr-code"."""
    return "".join(parts) if len(parts) > 1 and len(parts[0]) <= SHORT_PREFIX else None


def fold(word: str) -> str:
    """Without accents: "coördinator" → "coordinator"."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))

"""Cutting text into lower-case words, and taking accents off."""

import re
import unicodedata

LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`.\-‐‑]?[^\W_]+)*'?")
_APOSTROPHES = re.compile(r"['’ʼ`]")
_HYPHENS = re.compile(r"[-‐‑.]")


def normalise(text: str) -> str:
    """One form for each character (NFKC), lower case, and no NUL."""
    return unicodedata.normalize("NFKC", text).lower().replace("\0", " ")


def split_words(text: str) -> list[str]:
    """Words of a normalised text, in order; apostrophes and inner hyphens are still in them."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(text)]


def parts_of(word: str) -> list[str]:
    """What one written word is looked up as: "foto's" → foto, "e-book" → ebook, "ict-helpdesk" → ict, helpdesk."""
    stem = _APOSTROPHES.split(word, maxsplit=1)
    word = stem[0] if len(stem[0]) > 1 or len(stem) == 1 else stem[0] + stem[1]
    pieces = [piece for piece in _HYPHENS.split(word) if piece]
    if len(pieces) > 1 and min(len(piece) for piece in pieces) <= 2:
        return ["".join(pieces)]
    return pieces


def fold(word: str) -> str:
    """Without accents: "coördinator" → "coordinator"."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))

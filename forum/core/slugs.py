"""Readable, stable address parts."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_REPLACEMENTS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"})


def slugify(text: str, *, limit: int = 80, fallback: str = "x") -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word within ``limit`` characters."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_REPLACEMENTS))
    ascii_text = folded.encode("ascii", "ignore").decode()
    slug = _NOT_WORD.sub("-", ascii_text).strip("-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return slug or fallback

"""Telling Dutch from English: by the little words that only one has, and by which dictionary lists the others."""

from collections.abc import Iterable
from functools import lru_cache

from forum.search.analysis import lexicon, stop

DEFAULT = "nl"
LANGUAGES = ("nl", "en")
SAMPLE_WORDS = 400
COUNTED_WORDS = 60
SURE = 12
"""Votes one language must be ahead before the rest of a text is not looked at."""
LITTLE_WORD = 2
SHORTEST_LISTED = 3

_ONLY_DUTCH = stop.DUTCH - stop.ENGLISH
_ONLY_ENGLISH = stop.ENGLISH - stop.DUTCH


def guess(words: Iterable[str]) -> str:
    """ "nl", "en", or "" when no little word tells (lower case words); Dutch wins a draw that has evidence.

    For queries: one that only names things may be meant for texts in either language.
    """
    dutch = english = 0
    for position, word in enumerate(words):
        if position >= SAMPLE_WORDS:
            break
        if word in _ONLY_DUTCH:
            dutch += 1
        elif word in _ONLY_ENGLISH:
            english += 1
    if not dutch and not english:
        return ""
    return "en" if english > dutch else "nl"


def detect(words: Iterable[str]) -> str:
    """Language of a text: "nl" or "en", Dutch when nothing tells.

    Each word votes: a little word twice, another one once when only one of the two dictionaries lists it.
    """
    ahead = 0
    for position, word in enumerate(words):
        ahead += _vote(word)
        if abs(ahead) >= SURE or position >= COUNTED_WORDS:
            break
    return "en" if ahead < 0 else DEFAULT


@lru_cache(maxsize=20_000)
def _vote(word: str) -> int:
    """How much a word speaks for Dutch (above 0) or English (below)."""
    if word in _ONLY_DUTCH:
        return LITTLE_WORD
    if word in _ONLY_ENGLISH:
        return -LITTLE_WORD
    if len(word) < SHORTEST_LISTED or not word.isalpha():
        return 0
    return (word in lexicon.dictionary("nl")) - (word in lexicon.dictionary("en"))

"""Written words of texts the whole network may read: completion and spelling."""

import bisect
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from forum.search.analysis.tokens import fold
from forum.search.keyboard import NEXT_KEYS

VOCABULARY_SECONDS = 60.0
"""New words may come so much later than their texts; words that were taken out go at once."""

SHORTEST_CORRECTED = 4
SHORTEST_TWO_EDITS = 6
MOST_EDITS = 2
SMALL_NETWORK = 2_000

# What makes a word of the vocabulary likelier to be the one that was meant, in edits.
SAME_SOUND = 0.5
NEXT_KEY = 0.2
SWAPPED = 0.2
OTHER_START = 0.5
FREQUENT = 0.15

_SOUNDS = (("ij", "ei"), ("ou", "au"), ("ch", "g"), ("c", "k"))
_REPEATED = re.compile(r"(.)\1+")


class Vocabulary:
    """Words with the number of documents they occur in, sorted by their form without accents.

    In a network with many documents, words that occur only once are left out: most are slips of the pen.
    """

    def __init__(self, counts: Mapping[str, int], documents: int) -> None:
        least = 1 if documents < SMALL_NETWORK else 2
        pairs = sorted((fold(word), word) for word, count in counts.items() if count >= least)
        self._folded = [folded for folded, _ in pairs]
        self._words = [word for _, word in pairs]
        self._counts = [counts[word] for word in self._words]
        self._by_length: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for at, folded in enumerate(self._folded):
            self._by_length[len(folded)][at] = folded

    def complete(self, prefix: str, limit: int) -> list[str]:
        """The most frequent words that begin so."""
        start = fold(prefix)
        first = bisect.bisect_left(self._folded, start)
        last = bisect.bisect_left(self._folded, start + "\U0010ffff")
        best = sorted(range(first, last), key=lambda at: (-self._counts[at], self._words[at]))
        return [self._words[at] for at in best[:limit]]

    def correct(self, word: str) -> str | None:
        """The word probably meant, None when the word exists or nothing is near."""
        wanted = fold(unicodedata.normalize("NFC", word))
        if len(wanted) < SHORTEST_CORRECTED or not wanted.isalpha():
            return None
        at = bisect.bisect_left(self._folded, wanted)
        if at < len(self._folded) and self._folded[at] == wanted:
            return None
        for edits in range(1, MOST_EDITS + 1 if len(wanted) >= SHORTEST_TWO_EDITS else 2):
            if near := list(self._near(wanted, edits)):
                return self._words[min(near)[1]]
        return None

    def _near(self, wanted: str, edits: int) -> Iterator[tuple[float, int]]:
        """Words within so many insertions, deletions, replacements and swaps: how unlikely each is, and its place."""
        for length in range(len(wanted) - edits, len(wanted) + edits + 1):
            words = self._by_length.get(length, {})
            for word, distance, at in process.extract_iter(wanted, words, scorer=OSA.distance, score_cutoff=edits):
                yield distance + _unlikeliness(wanted, word) - FREQUENT * math.log(self._counts[at]), at


def _unlikeliness(typed: str, meant: str) -> float:
    """What speaks against a word beside its distance: slips of the finger and words that sound the same are likely."""
    cost = OTHER_START if typed[0] != meant[0] else 0.0
    if _sound(typed) == _sound(meant):
        return cost - SAME_SOUND
    if sorted(typed) == sorted(meant):
        return cost - SWAPPED
    differences = [pair for pair in zip(typed, meant, strict=False) if pair[0] != pair[1]]
    if len(typed) == len(meant) and len(differences) == 1 and differences[0] in NEXT_KEYS:
        return cost - NEXT_KEY
    return cost


def _sound(word: str) -> str:
    """Words that are often taken for one another have the same: "leiden" and "lijden", "comitee" and "komite"."""
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return _REPEATED.sub(r"\1", word)

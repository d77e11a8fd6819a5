"""Written words of texts the whole network may read: completion and spelling."""

import bisect
import unicodedata
from collections.abc import Mapping

from forum.search.analysis.tokens import fold

VOCABULARY_SECONDS = 60.0
"""New words may come so much later than their texts; words that were taken out go at once."""

SHORTEST_CORRECTED = 4
MOST_EDITS = 2
SMALL_NETWORK = 2_000
LETTERS = {letter: 1 << number for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}


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
        self._letters = [letter_set(folded) for folded in self._folded]

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
        edits = 1 if len(wanted) < 6 else MOST_EDITS
        letters = letter_set(wanted)
        best: tuple[float, str] | None = None
        for at, other in enumerate(self._letters):
            if (letters ^ other).bit_count() > 2 * edits:
                continue
            candidate = self._folded[at]
            if abs(len(candidate) - len(wanted)) > edits:
                continue
            distance = edit_distance(wanted, candidate, edits)
            if distance <= edits:
                cost = distance + (candidate[0] != wanted[0]) * 0.5 - min(self._counts[at], 500) / 1000
                if best is None or (cost, self._words[at]) < best:
                    best = (cost, self._words[at])
        return best[1] if best else None


def letter_set(word: str) -> int:
    """The letters a word is made of, as bits; words two edits apart differ in at most four."""
    bits = 0
    for letter in word:
        bits |= LETTERS.get(letter, 0)
    return bits


def edit_distance(one: str, other: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps between two words; `limit` + 1 when more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        current = [i]
        for j, candidate in enumerate(other, start=1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (letter != candidate))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == candidate:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return min(row[-1], limit + 1)

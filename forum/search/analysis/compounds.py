"""Splitting Dutch compounds: "leesbevorderingsactiviteiten" → lees, bevordering, activiteiten.

After Koehn and Knight, "Empirical Methods for Compound Splitting" (EACL 2003): of all ways to cut a word into words
of a lexicon, with or without a linking s, the best score wins, and leaving it whole takes part. They score by the
frequency of the parts; there is no corpus here, so a cut costs by what makes it likely to be chance: more parts, short
parts, parts that are only half known. Dutch needs no other link: the -en- of "boekenkast" is a plural the
dictionary lists.
"""

from functools import lru_cache

from forum.search.analysis import parts
from forum.search.analysis.lexicon import (
    SHORTEST_STEM,
    is_known,
    is_noun_like,
    is_stem,
    is_verbal_noun,
    known_beginnings,
)

SHORTEST = 7
SHORTEST_PART = 3
LINK = "s"

PART = 1.0
SHORT_PARTS = {3: 0.5, 4: 0.3, 5: 0.1}
UNLISTED = 0.3
LINKED = 0.15
LINKED_PERSON = 0.3
LINKED_AS_USUAL = -0.15
ENDS_IN_LINK = 0.15
TAKE_LINK = ("ing", "heid", "schap", "teit", "eel", "gang", "dom")
"""Endings after which a linking s is the rule: "personeel|s|leden" rather than "personeel|sleden"."""
OWN_S = ("ers", "ens")
"""Plurals in -s, which as a rule are the part: "bezoekers|teller", "gegevens|bescherming"."""
CACHED_WORDS = 20_000
MOST = 1.45
"""What a part may cost on average; above it the word stays whole."""


@lru_cache(maxsize=CACHED_WORDS)
def split_compound(word: str) -> tuple[str, ...]:
    """The smallest parts of a lower-case word that mean something, in order; the word alone when it is none.

    Parts stand as they are written in the word, without the linking s: "kinder" of "kinderboek".
    """
    if len(word) < SHORTEST or word in parts.WHOLE or not word.isalpha():
        return (word,)
    cut = _cheapest_cut(word)
    return tuple(smaller for part in cut for smaller in split_compound(part)) if len(cut) > 1 else (word,)


def _cheapest_cut(word: str) -> tuple[str, ...]:
    """The cheapest way from the first letter to the last, by dynamic programming over the places to cut."""
    length, listed = len(word), is_known(word)
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for start in range(length - SHORTEST_PART + 1):
        if start not in best:
            continue
        before, cut = best[start]
        for part in _beginnings(word[start:], first=not start):
            end = start + len(part)
            if part == word or not _can_be_part(part, first=not start, last=end == length, listed=listed):
                continue
            cost = before + _cost(part, last=end == length)
            ways = [(end, cost)]
            if word[end : end + 1] == LINK and end + 1 < length:
                ways.append((end + 1, cost + _link_cost(part)))
            for place, total in ways:
                if place not in best or total < best[place][0]:
                    best[place] = (total, (*cut, part))
    total, cut = best.get(length, (0.0, ()))
    return cut if cut and total / len(cut) <= MOST else (word,)


def _beginnings(rest: str, *, first: bool) -> list[str]:
    """What may be the next part, shortest first."""
    particles = (particle for particle in parts.MEANING_PARTICLES if first and rest.startswith(particle))
    short = (rest[:SHORTEST_PART],) if rest[:SHORTEST_PART] in parts.SHORT else ()
    return sorted({*short, *particles, *known_beginnings(rest)}, key=len)


def _can_be_part(part: str, *, first: bool, last: bool, listed: bool) -> bool:
    if part in parts.PARTICLES:
        return first and not listed and part in parts.MEANING_PARTICLES
    if part in parts.NO_PART or part in (parts.NOT_LAST if last else parts.NOT_FIRST):
        return False
    if len(part) == SHORTEST_PART:
        return part in parts.SHORT
    if _is_word(part):
        return True
    return is_verbal_noun(part) or (not last and len(part) >= SHORTEST_STEM and is_stem(part))


def _is_word(part: str) -> bool:
    return is_known(part) and is_noun_like(part)


def _cost(part: str, *, last: bool) -> float:
    cost = PART + SHORT_PARTS.get(len(part), 0.0)
    if len(part) > SHORTEST_PART and not _is_word(part):
        cost += UNLISTED
    if not last and part.endswith(LINK) and not part.endswith(OWN_S) and _is_word(part[:-1]):
        cost += ENDS_IN_LINK  # "hoofd|stukken" rather than "hoofds|tukken"
    return cost


def _link_cost(part: str) -> float:
    if part.endswith(TAKE_LINK):
        return LINKED_AS_USUAL
    return LINKED_PERSON if part.endswith("er") else LINKED

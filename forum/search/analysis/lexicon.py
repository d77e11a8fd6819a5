"""The Dutch words the dictionary of `simplemma` lists, small enough for every process to hold.

The dictionary itself takes 8 µs to look up one word, and a compound asks for a hundred. Here stand 64-bit hashes of
its words, sorted: 3 MB and 1 µs. They are read at first use, which takes a third of a second.
"""

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache

from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

from forum.search.analysis import parts

SHORTEST = 4
VOWELS = frozenset("aeiouy")
VERB = "en"
PERSONAL_ENDINGS = ("t", "te", "ten", "de", "den")
UNSTRESSED_ENDINGS = ("er", "el", "en")
HARD_ENDINGS = {"s": "z", "f": "v"}


def dictionary(language: str = "nl") -> Mapping[str, str]:
    """The lemma of each form that is listed; the words are lower case, names with a capital."""
    listed: Mapping[str, str] = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(language)
    return listed


@cache
def _hashes() -> "array[int]":
    words = (word for word in dictionary() if len(word) >= SHORTEST and word.isalpha())
    return array("q", sorted({hash(word) for word in words}.union(map(hash, parts.ALSO_KNOWN))))


def is_known(word: str) -> bool:
    """Whether a word of at least four letters is listed."""
    hashes, wanted = _hashes(), hash(word)
    at = bisect_left(hashes, wanted)
    return at < len(hashes) and hashes[at] == wanted


@lru_cache(maxsize=20_000)
def is_noun_like(word: str) -> bool:
    """Whether a listed word can be part of a compound: not a form of a verb that only a sentence has ("leest")."""
    lemma = dictionary().get(word, word)
    if lemma in parts.PARTICLES and len(word) <= len(lemma) + 1:
        return False
    if lemma == word or not lemma.endswith(VERB):
        return True
    if word.startswith("ge") and not lemma.startswith("ge") and word.endswith(("d", "t", VERB)):
        return False
    stems = _stems(lemma)
    return word in stems or not any(word == stem + ending for stem in stems for ending in PERSONAL_ENDINGS)


@lru_cache(maxsize=20_000)
def is_stem(word: str) -> bool:
    """Whether a word, listed or not, is the stem of a verb as it begins compounds: "vergader", "inlever"."""
    return any(is_known(verb) and dictionary().get(verb) == verb for verb in _infinitives(word))


def is_verbal_noun(word: str) -> bool:
    """Whether a word is made of a verb with -ing: "stimulering", "stimuleringen"."""
    stem = word.removesuffix("en").removesuffix("ing")
    return len(stem) > SHORTEST and stem + "ing" == word.removesuffix("en") and is_known(stem + VERB)


def _stems(infinitive: str) -> set[str]:
    """What can be left of a verb without its ending: "lezen" → lees, "kennen" → ken."""
    stem = infinitive.removesuffix(VERB)
    found = {stem, _hardened(_lengthened(stem))}
    if stem[-1:] == stem[-2:-1]:
        found.add(stem[:-1])
    return {stem for stem in found if stem and stem[-1] not in "vz"}


def _infinitives(stem: str) -> list[str]:
    """The verbs a word can be the stem of, by the rules of spelling: "lees" → lezen, "ken" → kennen."""
    last, before = stem[-1], stem[-2]
    if last in VOWELS or last in "vz":
        return []
    if before in VOWELS and stem[-3] not in VOWELS and not stem.endswith(UNSTRESSED_ENDINGS):
        return [stem + last + VERB]
    short = stem[:-2] + last if before == stem[-3] and before in VOWELS else stem
    endings = [last, *HARD_ENDINGS.get(last, ())]
    return [short[:-1] + ending + VERB for ending in endings]


def _lengthened(stem: str) -> str:
    """ "lez" → leez: a long vowel in an open syllable is written once, in a closed one twice."""
    if len(stem) < 2 or stem[-2] not in "aeou" or stem[-1] in VOWELS or stem[-3:-2] in VOWELS:
        return stem
    return stem[:-1] + stem[-2] + stem[-1]


def _hardened(stem: str) -> str:
    return stem[:-1] + {"z": "s", "v": "f"}.get(stem[-1], stem[-1]) if stem else stem

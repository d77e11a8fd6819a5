"""The Dutch words the dictionary of `simplemma` lists, small enough for every process to hold.

The dictionary itself takes 6 µs to look up one word, and a compound asks for dozens. Here its words stand in a trie
(2 MB with the stems of verbs), which says in one look which of them a word begins with. It is made at first use,
which takes half a second.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from marisa_trie import Trie
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

from forum.search.analysis import parts

SHORTEST = 4
SHORTEST_STEM = 5
VOWELS = frozenset("aeiouy")
VERB = "en"
VERBAL_NOUN = "ing"
PERSONAL_ENDINGS = ("t", "te", "ten", "de", "den")
UNSTRESSED_ENDINGS = ("er", "el", "en")
HARD_ENDINGS = {"s": "z", "f": "v"}


def dictionary(language: str = "nl") -> Mapping[str, str]:
    """The lemma of each form that is listed; the words are lower case, names with a capital."""
    listed: Mapping[str, str] = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(language)
    return listed


@cache
def _listed() -> Trie:
    words = (word for word in dictionary() if len(word) >= SHORTEST and word.isalpha())
    return Trie({*words, *parts.ALSO_KNOWN})


def is_known(word: str) -> bool:
    """Whether a word of at least four letters is listed."""
    return word in _listed()


@cache
def _perhaps_stems() -> Trie:
    """What may be left of a listed word that ends as a verb; few are, which `is_stem` tells."""
    words = (word for word in _listed().iterkeys() if word.endswith(VERB))
    return Trie(stem for word in words for stem in _stems(word) if len(stem) >= SHORTEST_STEM)


def known_beginnings(word: str) -> Iterator[str]:
    """The listed words a word begins with, and what it begins with that is made of a listed verb."""
    listed = _listed()
    yield from listed.prefixes(word)
    yield from filter(is_stem, _perhaps_stems().prefixes(word))
    at = word.find(VERBAL_NOUN, SHORTEST)
    while at >= 0:
        if word[:at] + VERB in listed:
            yield word[: at + len(VERBAL_NOUN)]
            if word.startswith(VERB, at + len(VERBAL_NOUN)):
                yield word[: at + len(VERBAL_NOUN + VERB)]
        at = word.find(VERBAL_NOUN, at + 1)


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

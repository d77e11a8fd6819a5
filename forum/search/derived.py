"""Harder queries made from judged ones, so that what relevance sets leave out can be measured on them too.

From each question the three rarest words that the collection knows, in the order of the question: about what people
type into a search box. Of these
- "short": as they are;
- "apart": compounds written as their parts ("test bewijs"); questions without a compound are left out;
- "inflected": each word in another form of the same lemma, drawn at random, always the same for a word.

The judgements stay those of the question. All of it is Dutch. `misspelt` makes typing errors of a word.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from forum.search.analysis import is_stop_word, plain_words, units_of
from forum.search.analysis.compounds import split_compound
from forum.search.analysis.tokens import fold, normalise, split_words
from forum.search.keyboard import NEXT_KEYS

KINDS = ("short", "apart", "inflected")
LANGUAGE = "nl"
RAREST = 3
SAME_BEGINNING = 2
LONG_VOWELS = ("aa", "ee", "oo", "uu")
VOWELS = "aeiou"


def derive(queries: Mapping[str, str], texts: Iterable[str], kind: str) -> dict[str, str]:
    """Queries of this kind by the key of the question they come from; `texts` are those of the collection."""
    frequencies = Counter(word for text in texts for word in set(plain_words(text)))
    short = {key: words for key, text in queries.items() if (words := _rarest(text, frequencies))}
    if kind == "apart":
        changed = {key: [part for word in words for part in split_compound(word)] for key, words in short.items()}
    elif kind == "inflected":
        forms = _forms()
        changed = {key: [_other_form(word, forms) for word in words] for key, words in short.items()}
    else:
        return {key: " ".join(words) for key, words in short.items()}
    return {key: " ".join(words) for key, words in changed.items() if words != short[key]}


def _rarest(text: str, frequencies: Mapping[str, int]) -> list[str]:
    units = dict.fromkeys(unit for word in split_words(normalise(text)) for unit in units_of(word))
    known = [unit for unit in units if frequencies.get(fold(unit)) and not is_stop_word(unit, LANGUAGE)]
    rarest = sorted(known, key=lambda unit: (frequencies[fold(unit)], unit))[:RAREST]
    return sorted(rarest, key=known.index)


def _forms() -> dict[str, list[str]]:
    """Each listed word with the other forms of its lemma."""
    by_lemma: defaultdict[str, list[str]] = defaultdict(list)
    for form, lemma in DefaultDictionaryFactory().get_dictionary(LANGUAGE).items():
        if form.isalpha() and form.islower():
            by_lemma[lemma].append(form)
    return {form: forms for forms in by_lemma.values() for form in forms}


def _other_form(word: str, forms: Mapping[str, list[str]]) -> str:
    others = sorted(
        form for form in forms.get(word, ()) if form != word and form[:SAME_BEGINNING] == word[:SAME_BEGINNING]
    )
    return _dice(word).choice(others) if others else word


def misspelt(word: str) -> Iterator[str]:
    """A word with each of the errors people make: a key beside the right one, a letter doubled, swapped or
    left out, a long vowel written short or the other way round, ij for ei."""
    dice = _dice(word)
    at = dice.randrange(1, len(word))
    yield word[:at] + dice.choice(sorted(b for a, b in NEXT_KEYS if a == word[at]) or [word[at]]) + word[at + 1 :]
    yield word[:at] + word[at - 1] + word[at:]
    yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    yield word[:at] + word[at + 1 :]
    yield _other_vowel(word)
    yield word.replace("ij", "ei", 1) if "ij" in word else word.replace("ei", "ij", 1)


def _other_vowel(word: str) -> str:
    for long_vowel in LONG_VOWELS:
        if long_vowel in word:
            return word.replace(long_vowel, long_vowel[0], 1)
    for at in range(1, len(word) - 1):
        if word[at] in VOWELS and word[at - 1] not in VOWELS and word[at + 1] not in VOWELS:
            return word[:at] + word[at] + word[at:]
    return word


def _dice(word: str) -> random.Random:
    return random.Random(word)  # noqa: S311 - draws examples, and the same ones each time

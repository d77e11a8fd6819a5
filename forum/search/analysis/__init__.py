"""Dutch and English analysis shared by all engines: what a text is found by and a query looks for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forum.search.analysis import language as languages
from forum.search.analysis.chain import ANALYSIS_VERSION, COMPOUNDING, is_stop_word, lemma_of, part_terms_of, terms_of
from forum.search.analysis.tokens import fold, joined, normalise, parts_of, split_words

__all__ = [
    "ANALYSIS_VERSION",
    "Analysed",
    "analyse_document",
    "analyse_word",
    "detect_language",
    "is_stop_word",
    "joined_words",
    "lemma_of",
    "part_terms",
    "plain_words",
    "query_languages",
    "units_of",
]

TITLE_TIMES = 3
LABEL_TIMES = 2
TITLE_GAP = 10
LONGEST_SPOKEN = 30
SHORTEST_JOINED = 3


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document as an engine indexes it.

    `terms` counts index terms (title three times, labels twice); `length` is their number without those of attached
    files; `places` gives the positions of each plain
    word, for quoted phrases; `vocabulary` holds the written words, for spelling and completion.
    """

    language: str
    terms: Counter[str]
    length: int
    places: dict[str, list[int]]
    vocabulary: frozenset[str]


def plain_words(text: str) -> list[str]:
    """Lower-case words without accents, in order, stop words included: what quotes are compared with."""
    return [fold(part) for word in split_words(normalise(text)) for part in parts_of(word)]


def detect_language(text: str) -> str:
    """ "nl" or "en"; Dutch when nothing tells."""
    return languages.detect(split_words(normalise(text)))


def query_languages(words: Sequence[str]) -> tuple[str, ...]:
    """Chains to analyse a query with: the language its little words show, otherwise both."""
    guessed = languages.guess(words)
    return (guessed,) if guessed else languages.LANGUAGES


def analyse_word(word: str, chains: Iterable[str]) -> tuple[str, ...]:
    """Alternative index terms of one query word, as `units_of` gives it, over these languages."""
    return tuple(dict.fromkeys(term for chain in chains for term in terms_of(word, chain)))


def part_terms(word: str, chains: Iterable[str]) -> tuple[str, ...]:
    """Index terms of the parts of one query word that is a compound."""
    return tuple(dict.fromkeys(term for chain in chains for term in part_terms_of(word, chain)))


def joined_words(one: str, next_one: str) -> tuple[str, ...]:
    """Two Dutch words written as one, without and with a linking s: "lees club" → leesclub, leessclub."""
    if min(len(one), len(next_one)) < SHORTEST_JOINED or not (one.isalpha() and next_one.isalpha()):
        return ()
    if is_stop_word(one, COMPOUNDING) or is_stop_word(next_one, COMPOUNDING):
        return ()
    return one + next_one, f"{one}s{next_one}"


def units_of(word: str) -> list[str]:
    """What one written word of a query asks for: "qr-code" → qr, code; "e-book" → ebook."""
    parts = parts_of(word)
    whole = joined(parts)
    return [whole] if whole and len(parts[0]) == 1 else parts


def analyse_document(title: str, labels: Iterable[str], body: str, language: str = "", attached: str = "") -> Analysed:
    """Everything an engine needs to know of a text; `language` "" detects it.

    Words that only stand in `attached` (files that go with the text) are found, once each, and never suggested.
    """
    title_words = split_words(normalise(title))
    label_words = split_words(normalise(" ".join(labels)))
    body_words = split_words(normalise(body))
    if language not in languages.LANGUAGES:
        language = languages.detect(title_words + body_words)
    terms: Counter[str] = Counter()
    for words, times in ((title_words, TITLE_TIMES), (label_words, LABEL_TIMES), (body_words, 1)):
        for word, count in Counter(words).items():
            for term in (*terms_of(word, language), *part_terms_of(word, language)):
                terms[term] += count * times
    places: dict[str, list[int]] = {}
    position = _place(title_words, 0, places)
    position = _place(body_words, position + TITLE_GAP, places)
    length = terms.total()
    if attached:
        attached_words = split_words(normalise(attached))
        for word in set(attached_words):
            for term in (*terms_of(word, language), *part_terms_of(word, language)):
                terms[term] = terms[term] or 1
        _place(attached_words, position + TITLE_GAP, places)
    return Analysed(language, terms, length, places, _vocabulary({*title_words, *label_words, *body_words}, language))


def _place(words: list[str], position: int, places: dict[str, list[int]]) -> int:
    for word in words:
        for part in parts_of(word):
            places.setdefault(fold(part), []).append(position)
            position += 1
    return position


def _vocabulary(words: set[str], language: str) -> frozenset[str]:
    return frozenset(
        part
        for word in words
        if not is_stop_word(word, language)
        for part in parts_of(word)
        if 3 <= len(part) <= LONGEST_SPOKEN and part.isalpha() and not is_stop_word(part, language)
    )

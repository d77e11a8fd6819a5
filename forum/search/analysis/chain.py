"""The chain a word goes through: stop words out, lemma, parts of a compound, stem, and accents off last (the
stemmers need them).

Every search engine uses these functions, for documents and for queries, so that results do not depend on
the engine. A word may become several index terms: those it is itself, and those of its parts.
"""

import threading
from functools import lru_cache

import simplemma
import Stemmer
from simplemma.strategies import DefaultStrategy

from forum.search.analysis import stop
from forum.search.analysis.compounds import split_compound
from forum.search.analysis.lexicon import dictionary
from forum.search.analysis.tokens import fold, joined, parts_of

ANALYSIS_VERSION = 2
COMPOUNDING = "nl"
CACHED_WORDS = 60_000
CACHED_PARTS = 20_000
CACHED_LEMMAS = 8_000

_STOP_WORDS = {"nl": stop.DUTCH | stop.WEB, "en": stop.ENGLISH | stop.WEB}
_STEMMERS = {"nl": Stemmer.Stemmer("dutch", 0), "en": Stemmer.Stemmer("english", 0)}
_PLAIN_DUTCH = Stemmer.Stemmer("dutch_porter", 0)
# The low-memory dictionaries take 8 MB for both languages instead of 75; our own cache makes up for the time.
_lemmatizer = simplemma.Lemmatizer(cache_max_size=1, lemmatization_strategy=DefaultStrategy(low_memory=True))
_one_at_a_time = threading.Lock()  # the stemmers keep state between calls


@lru_cache(maxsize=CACHED_WORDS)
def terms_of(word: str, language: str) -> tuple[str, ...]:
    """Index terms of one lower-case word as `split_words` gives it; () for a stop word."""
    stop_words = _STOP_WORDS[language]
    if word in stop_words:
        return ()
    pieces = parts_of(word)
    whole = joined(pieces)
    words = [*([whole] if whole else []), *(piece for piece in pieces if piece not in stop_words)]
    return tuple(dict.fromkeys(filter(None, (_reduce(one, language) for one in words))))


@lru_cache(maxsize=CACHED_WORDS)
def part_terms_of(word: str, language: str) -> tuple[str, ...]:
    """Index terms of the parts of a Dutch compound, beside those of the whole; () for any other word."""
    if language != COMPOUNDING or is_stop_word(word, language):
        return ()
    smaller = (part for piece in parts_of(word) for part in split_compound(piece) if part != piece)
    parts = dict.fromkeys(_reduce(part, language) for part in smaller if not is_stop_word(part, language))
    own = terms_of(word, language)
    return tuple(part for part in parts if part and part not in own)


@lru_cache(maxsize=CACHED_PARTS)
def _reduce(part: str, language: str) -> str:
    if not part.isalpha():
        return fold(part)
    with _one_at_a_time:
        lemma = _lemmatizer.lemmatize(part, lang=language).lower()
        return fold(_dutch_stem(lemma) if language == "nl" else _STEMMERS["en"].stemWord(lemma))


@lru_cache(maxsize=CACHED_LEMMAS)
def lemma_of(word: str, language: str) -> str:
    """The form of one lower-case word that a dictionary would list, without accents; stop words have one too."""
    with _one_at_a_time:
        return fold(_lemmatizer.lemmatize(word, lang=language).lower()) if word.isalpha() else fold(word)


def _dutch_stem(lemma: str) -> str:
    """The Kraaij-Pohlmann stem, unless it takes "ge" off a word the dictionary knows.

    A participle has lost its "ge" in its lemma already; what still begins so (geldig, gegeven, gebouw) is no
    participle, and would fall together with another word.
    """
    stem = _STEMMERS["nl"].stemWord(lemma)
    if stem.count("ge") < lemma.count("ge") and lemma in dictionary():
        return _PLAIN_DUTCH.stemWord(lemma) if lemma.endswith("en") else lemma
    return stem


def is_stop_word(word: str, language: str) -> bool:
    """Whether a lower-case word is left out of the index in this language."""
    return word in _STOP_WORDS[language]

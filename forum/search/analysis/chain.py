"""The chain a word goes through: stop words out, lemma, stem, and accents off last (the stemmers need them).

Every search engine uses these functions, for documents and for queries, so that results do not depend on
the engine. A word may become several index terms; a step that adds some (parts of a compound) belongs
between lemma and stem.
"""

import threading
from functools import lru_cache

import simplemma
import snowballstemmer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

from forum.search.analysis import stop
from forum.search.analysis.tokens import fold, joined, parts_of

ANALYSIS_VERSION = 1
CACHED_WORDS = 60_000
CACHED_LEMMAS = 8_000

_STOP_WORDS = {"nl": stop.DUTCH | stop.WEB, "en": stop.ENGLISH | stop.WEB}
_STEMMERS = {"nl": snowballstemmer.stemmer("dutch"), "en": snowballstemmer.stemmer("english")}
_PLAIN_DUTCH = snowballstemmer.stemmer("dutch_porter")
_dutch_words = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("nl")
# The low-memory dictionaries take 8 MB for both languages instead of 75; our own cache makes up for the time.
_lemmatizer = simplemma.Lemmatizer(cache_max_size=1, lemmatization_strategy=DefaultStrategy(low_memory=True))
_one_at_a_time = threading.Lock()  # the stemmers keep state between calls


@lru_cache(maxsize=CACHED_WORDS)
def terms_of(word: str, language: str) -> tuple[str, ...]:
    """Index terms of one lower-case word as `split_words` gives it; () for a stop word."""
    stop_words = _STOP_WORDS[language]
    if word in stop_words:
        return ()
    parts = parts_of(word)
    terms = [_reduce(part, language) for part in parts if part not in stop_words]
    if whole := joined(parts):
        terms.insert(0, _reduce(whole, language))
    return tuple(dict.fromkeys(term for term in terms if term))


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
    if stem.count("ge") < lemma.count("ge") and lemma in _dutch_words:
        return _PLAIN_DUTCH.stemWord(lemma) if lemma.endswith("en") else lemma
    return stem


def is_stop_word(word: str, language: str) -> bool:
    """Whether a lower-case word is left out of the index in this language."""
    return word in _STOP_WORDS[language]

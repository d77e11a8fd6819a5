"""Completion and spelling, the same for every engine that can read its vocabulary."""

from collections.abc import Collection

from forum.search.query import Query
from forum.search.vocabulary import Vocabulary


class Wording:
    """The part of a `SearchEngine` that speaks of words; an engine gives the vocabulary."""

    def _words_for(self, audience: Collection[str]) -> Vocabulary | None:
        """The vocabulary, or None for who may not read all it was made from."""
        raise NotImplementedError

    def suggest(self, prefix: str, audience: Collection[str], limit: int = 8) -> list[str]:
        """See `SearchEngine.suggest`."""
        vocabulary = self._words_for(audience)
        return vocabulary.complete(prefix.lower(), limit) if vocabulary and prefix else []

    def correct(self, query: Query, audience: Collection[str]) -> dict[str, str]:
        """See `SearchEngine.correct`."""
        vocabulary = self._words_for(audience)
        if vocabulary is None:
            return {}
        corrected = {word: vocabulary.correct(word) for word in dict.fromkeys(query.words)}
        return {word: better for word, better in corrected.items() if better}

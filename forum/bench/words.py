"""Texts that look like Dutch, with a few frequent words and many rare ones, the same for the same seed."""

import random
from itertools import accumulate

_SMALL = """
de het een van in is op te dat die voor met zijn er aan niet om ook als bij nog maar wel kan naar
uit over door wordt hebben we je ze onze deze dit werd meer geen al waar hoe wie wat dan zo tot hun
toch moet zonder tijdens tussen iedereen soms vaak graag samen elke nieuwe goede kleine grote eerste
laatste
"""
_FIRST = """
boek jeugd lees uitleen collectie taal school digi strip muziek vertel buurt wijk kinder peuter
media film spel kaart balie rek scan plaats archief gemeente cultuur week maand zomer thema groep
leden vrijwilligers affiche budget aankoop server netwerk scherm printer toegang studie senior
familie avond dag
"""
_SECOND = """
hoek plan groep kaart punt werking afspraak aanbod avond bezoek beheer dienst formulier handleiding
idee kast lijst moment nummer opleiding overleg pakket regel ruimte systeem tafel tarief uur verslag
vraag week wedstrijd werker zaal zoeker campagne catalogus bus brief bon badge aanvraag activiteit
"""
_small, _first, _second = _SMALL.split(), _FIRST.split(), _SECOND.split()

WORDS = [*_small, *_first, *_second, *(first + second for first in _first for second in _second)]
# The word that is searched for: it stands in exactly so many posts and nowhere else.
RARE = "kwartelnest"
TEXT_LENGTH = 80
SENTENCE_LENGTH = 12


class Writer:
    """Writes texts and titles; the n-th most frequent word comes 1/n as often as the first (Zipf)."""

    def __init__(self, seed: int = 20_04) -> None:
        self._random = random.Random(seed)  # noqa: S311 - texts, not secrets
        self._weights = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))

    def text(self, *extra: str) -> str:
        """About 80 words in sentences on one line, with the extra words somewhere among them."""
        length = self._random.randint(TEXT_LENGTH - 20, TEXT_LENGTH + 20)
        words = self._draw(length)
        for word in extra:
            words.insert(self._random.randrange(length), word)
        sentences = [words[at : at + SENTENCE_LENGTH] for at in range(0, len(words), SENTENCE_LENGTH)]
        return " ".join(f"{' '.join(sentence).capitalize()}." for sentence in sentences)

    def title(self) -> str:
        """Six words."""
        return " ".join(self._draw(6)).capitalize()

    def _draw(self, count: int) -> list[str]:
        return self._random.choices(WORDS, cum_weights=self._weights, k=count)

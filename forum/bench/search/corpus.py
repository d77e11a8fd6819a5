"""Documents like those of a network, in any number: threads of ten posts in fifty spaces, with a long tail of words."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from forum.bench.words import WORDS
from forum.search.documents import SearchDocument

SPACES = 50
OPEN_SPACES = 10
READABLE_SPACES = 20
KINDS = ("question", "discussion", "announcement", "poll")
PER_THREAD = 10
MEAN_WORDS = 79
DIFFERENT_WORDS = 300_000
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)

READER = frozenset({"public", "network", *(f"group:{space}" for space in range(OPEN_SPACES, READABLE_SPACES))})
"""Somebody who may read twenty of the fifty spaces."""


class Corpus:
    """Documents by number; the same number always gives the same one."""

    def __init__(self, seed: int = 20_04) -> None:
        self._seed = seed
        self._weights = list(accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(DIFFERENT_WORDS)))

    def documents(self, count: int) -> Iterator[SearchDocument]:
        """The first `count` documents."""
        return (self.document(number) for number in range(1, count + 1))

    def document(self, number: int, edition: int = 0) -> SearchDocument:
        """One document; another edition of it has another text in the same place."""
        thread = number // PER_THREAD
        dice = random.Random(f"{self._seed}-{number}-{edition}")  # noqa: S311 - texts, not secrets
        space = random.Random(f"{self._seed}-{thread}").randrange(SPACES)  # noqa: S311
        created = BEGAN + timedelta(minutes=7 * number)
        is_opening = number % PER_THREAD == 0
        return SearchDocument(
            key=f"post:{number}",
            root=f"thread:{thread}",
            kind=KINDS[thread % len(KINDS)],
            audience=frozenset({"network" if space < OPEN_SPACES else f"group:{space}"}),
            title=" ".join(self._words(dice, 6)) if is_opening else "",
            body=" ".join(self._words(dice, _length(dice))),
            created_at=created,
            changed_at=created + timedelta(seconds=edition),
            labels=tuple(self._words(dice, 3)) if is_opening else (),
            author=f"member:{dice.randrange(200)}",
            container=f"space:{space}",
            lang="nl",
            states=frozenset({"solved"}) if thread % 3 == 0 else frozenset(),
        )

    def _words(self, dice: random.Random, count: int) -> list[str]:
        return [_word(rank) for rank in dice.choices(range(DIFFERENT_WORDS), cum_weights=self._weights, k=count)]


def _length(dice: random.Random) -> int:
    """Words of a text: most are short, a few very long."""
    return max(3, min(2_000, round(dice.lognormvariate(4.0, 0.86))))


def _word(rank: int) -> str:
    """The frequent words are those of the other measurements; behind them come two of them written as one."""
    known = len(WORDS)
    return WORDS[rank] if rank < known else WORDS[rank % known] + WORDS[(rank // known + 31 * rank) % known]


@dataclass(frozen=True, slots=True)
class Queries:
    """What is asked, taken from the documents: words as readers would type them."""

    one_word: list[str]
    three_words: list[str]
    phrases: list[str]
    prefixes: list[str]


def queries(corpus: Corpus, documents: int, count: int) -> Queries:
    """So many queries of each sort, each from another document."""
    dice = random.Random(17)  # noqa: S311
    made = Queries([], [], [], [])
    while len(made.prefixes) < count:
        words = corpus.document(dice.randint(1, documents)).body.split()
        long = [word for word in words if len(word) > 4]
        if len(long) < 4 or len(words) < 4:
            continue
        start = dice.randrange(len(words) - 2)
        made.one_word.append(dice.choice(long))
        made.three_words.append(" ".join(dice.sample(long, 3)))
        made.phrases.append('"' + " ".join(words[start : start + 2]) + '"')
        made.prefixes.append(dice.choice(long)[: dice.randint(3, 5)] + "*")
    return made

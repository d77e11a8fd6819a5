"""Every engine: nobody finds, counts or guesses what they may not read, against a brute-force oracle.

`FORUM_TEST_PAIRS=100000` asks so many pairs of a reader and a query; after every 150 documents move, change and go.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from forum.search.documents import SearchDocument
from forum.search.engine import Changes, Narrowing
from forum.search.query import parse
from tests.search.support import document

WORDS = ["balie", "rfid", "kaart", "boete", "lezing", "krant", "scanner", "boekenbus"]
TOKENS = [
    "network",
    "public",
    *(f"library:{n}" for n in range(4)),
    *(f"group:{n}" for n in range(3)),
    "member:1",
]
PAIRS = int(os.environ.get("FORUM_TEST_PAIRS", "900"))
PER_ROUND = 150


def test_results_totals_and_facets_hold_only_what_the_reader_may_see(make: Callable[..., Any]) -> None:
    dice = random.Random(20_040_901)
    documents = {one.key: one for one in (random_document(dice, number) for number in range(120))}
    engine = make(documents.values())
    for cursor in range(1, PAIRS // PER_ROUND + 1):
        for _ in range(PER_ROUND):
            tokens = frozenset(dice.sample(TOKENS, dice.randint(0, 4)))
            check(engine, documents, dice, tokens)
        change_some(dice, engine, documents, cursor=cursor)


def check(engine: Any, documents: dict[str, SearchDocument], dice: random.Random, tokens: frozenset[str]) -> None:
    """Ask something as somebody, and compare with what looking at every document gives."""
    one, other, third = dice.sample(WORDS, 3)
    typed, wanted = dice.choice(
        [
            (one, lambda words: one in words),
            (f"{one} {other}", lambda words: one in words or other in words),
            (f"{one} {other} -{third}", lambda words: (one in words or other in words) and third not in words),
            (f'"{one} {other}"', lambda words: (one, other) in pairwise(words)),
        ]
    )
    spaces = frozenset(f"space:{n}" for n in dice.sample(range(5), 2)) if dice.random() < 0.3 else frozenset()
    results = engine.search(parse(typed), tokens, Narrowing(containers=spaces), limit=1_000)
    in_any_space = [one for one in documents.values() if one.audience & tokens and wanted(one.body.split())]
    visible = [one for one in in_any_space if not spaces or one.container in spaces]
    roots = {one.root: one for one in visible}
    assert {hit.root for hit in results.hits} == set(roots)
    assert {hit.key for hit in results.hits} <= {one.key for one in visible}
    assert results.total == len(roots)
    assert sum(results.facets.get("kind", {}).values()) == len(roots)
    everywhere = {one.root: one for one in in_any_space}
    assert Counter(results.facets.get("container")) == Counter(one.container for one in everywhere.values())
    assert tokens or not results.total


def change_some(dice: random.Random, engine: Any, documents: dict[str, SearchDocument], *, cursor: int) -> None:
    """Move, change, add and remove documents."""
    removed = dice.sample(sorted(documents), 10)
    for key in removed:
        del documents[key]
    numbers = [int(key.split(":")[1]) for key in dice.sample(sorted(documents), 25)]
    changed = [random_document(dice, number) for number in [*numbers, *range(1_000 * cursor, 1_000 * cursor + 10)]]
    documents.update((one.key, one) for one in changed)
    engine.apply(Changes(tuple(changed), tuple(removed)), cursor)


def random_document(dice: random.Random, number: int) -> SearchDocument:
    """A document with a few of the words, readable for up to three tokens (or for nobody)."""
    root = number % 60
    return document(
        number,
        " ".join(dice.sample(WORDS, dice.randint(1, 4))),
        root=f"thread:{root}",
        container=f"space:{root % 5}",
        audience=frozenset(dice.sample(TOKENS, dice.randint(0, 3))),
    )

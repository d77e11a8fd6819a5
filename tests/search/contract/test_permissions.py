"""Nobody finds, counts or guesses what they may not read: the engine against a brute-force oracle."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from forum.search.documents import SearchDocument
from forum.search.engine import Changes
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
ROUNDS = 6
SEARCHES = 150


def test_results_totals_and_facets_hold_only_what_the_reader_may_see(make: Callable[..., Any]) -> None:
    dice = random.Random(20_040_901)
    documents = {one.key: one for one in (random_document(dice, number) for number in range(120))}
    engine = make(documents.values())
    for round_number in range(ROUNDS):
        for _ in range(SEARCHES):
            word = dice.choice(WORDS)
            tokens = frozenset(dice.sample(TOKENS, dice.randint(0, 4)))
            results = engine.search(parse(word), tokens, limit=1_000)
            visible = [one for one in documents.values() if one.audience & tokens and word in one.body]
            roots = {one.root: one for one in visible}
            assert {hit.root for hit in results.hits} == set(roots)
            assert {hit.key for hit in results.hits} <= {one.key for one in visible}
            assert results.total == len(roots)
            assert sum(results.facets.get("kind", {}).values()) == len(roots)
            assert Counter(results.facets.get("container")) == Counter(one.container for one in roots.values())
            if not tokens:
                assert results.total == 0
        change_some(dice, engine, documents, cursor=round_number + 1)


def change_some(dice: random.Random, engine: Any, documents: dict[str, SearchDocument], *, cursor: int) -> None:
    """Move, change, add and remove documents."""
    removed = dice.sample(sorted(documents), 10)
    for key in removed:
        del documents[key]
    numbers = [int(key.split(":")[1]) for key in dice.sample(sorted(documents), 25)]
    changed = [random_document(dice, number) for number in [*numbers, *range(1_000 * cursor, 1_000 * cursor + 5)]]
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

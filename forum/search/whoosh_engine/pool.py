"""Postings on their way to the index, kept term by term, where Whoosh's own pool sorts and stores each by itself."""

import heapq
import pickle
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

MOST_WAITING = 1_000_000
"""Postings that wait in memory, which takes some 60 MB; more of them wait on the disk, in order."""
CHUNK = 500
"""Terms read and written together there."""

Term = tuple[str, bytes]
Item = tuple[str, bytes, int, float, bytes]
Waiting = tuple[Term, list[Any]]
"""A term with its postings in a row: document, weight and value, document, weight …"""


class Pool:
    """Postings that wait until their segment is written."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._waiting: dict[Term, list[Any]] = defaultdict(list)
        self._count = 0
        self._weights: dict[float, float] = {}
        self._runs: list[IO[bytes]] = []
        self._open = ExitStack()

    def add(self, item: Item) -> None:
        """Keep one posting; those of one term come in the order of their documents."""
        field, term, document, weight, value = item
        # The few weights there are exist once, not once for each posting.
        self._waiting[field, term] += (document, self._weights.setdefault(weight, weight), value)
        self._count += 1
        if self._count >= MOST_WAITING:
            self._put_aside()

    def _put_aside(self) -> None:
        run = self._open.enter_context(tempfile.TemporaryFile(dir=self._directory))  # noqa: SIM115 - until cleanup
        terms = iter(sorted(self._waiting.items()))
        while chunk := list(islice(terms, CHUNK)):
            pickle.dump(chunk, run, pickle.HIGHEST_PROTOCOL)
        self._runs.append(run)
        self._waiting.clear()
        self._count = 0

    def iter_postings(self) -> Iterator[Waiting]:
        """All terms with all their postings, in order."""
        rest = sorted(self._waiting.items())
        if not self._runs:
            yield from rest
            return
        runs = heapq.merge(*map(_read, self._runs), rest, key=itemgetter(0))
        for term, pieces in groupby(runs, key=itemgetter(0)):
            yield term, list(chain.from_iterable(postings for _, postings in pieces))

    def cleanup(self) -> None:
        """Let go of what waited on the disk."""
        self._open.close()


def _read(run: IO[bytes]) -> Iterator[Waiting]:
    run.seek(0)
    with suppress(EOFError):
        while True:
            yield from pickle.load(run)  # noqa: S301 - written by this very process

"""How long an engine takes, in time of the processor and by the clock."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from forum.bench.search.corpus import KINDS, READER, Corpus, Queries
from forum.search.engine import Changes, Narrowing, SearchEngine
from forum.search.query import parse

PAGE = 10
COMMITS = 40


@dataclass(slots=True)
class Times:
    """Milliseconds of one kind of work, by the clock and of this process on the processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def run(self, work: Callable[[], object]) -> None:
        """Do it once and note how long it took."""
        clock, processor = time.perf_counter(), time.process_time()
        work()
        self.processor.append((time.process_time() - processor) * 1000)
        self.clock.append((time.perf_counter() - clock) * 1000)

    @classmethod
    def of(cls, work: Iterable[Callable[[], object]]) -> "Times":
        """The times of several."""
        times = cls()
        for one in work:
            times.run(one)
        return times


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def searching(engine: SearchEngine, queries: Queries) -> dict[str, Times]:
    """What readers ask: hits, exact total and all facets, within what they may see."""

    def ask(text: str, narrowing: Narrowing) -> Callable[[], object]:
        return lambda: engine.search(parse(text), READER, narrowing, limit=PAGE)

    def all_of(texts: list[str], narrowing: Narrowing) -> Times:
        return Times.of(ask(text, narrowing) for text in texts)

    everything = Narrowing()
    narrowed = Narrowing(kinds=frozenset(KINDS[:2]), containers=frozenset(f"space:{n}" for n in range(12)))
    starts = [text.rstrip("*") for text in queries.prefixes]
    engine.suggest("aaa", READER)  # reads the vocabulary, as the first reader of a process does
    return {
        "one word": all_of(queries.one_word, everything),
        "three words": all_of(queries.three_words, everything),
        "phrase": all_of(queries.phrases, everything),
        "prefix": all_of(queries.prefixes, everything),
        "filtered, faceted": all_of(queries.three_words, narrowed),
        "suggestions": Times.of(partial(engine.suggest, start, READER) for start in starts),
    }


def writing(engine: SearchEngine, corpus: Corpus, documents: int) -> dict[str, Times]:
    """Commits of one document, and from the beginning of one until a search finds it."""
    commit, visible = Times(), Times()
    for edition in range(1, COMMITS + 1):
        changed = corpus.document(1 + (edition * 7919) % documents, edition)
        cursor = engine.cursor() + 1
        commit.run(partial(engine.apply, Changes((changed,)), cursor))
        word = f"kwartel{edition}nest"
        fresh = corpus.document(documents + edition, edition)
        sought = Changes((replace(fresh, body=word, audience=READER),))

        def write_and_find(sought: Changes = sought, word: str = word, cursor: int = cursor) -> None:
            engine.apply(sought, cursor + 1)
            while not engine.search(parse(word), READER).total:
                time.sleep(0.005)

        visible.run(write_and_find)
    return {"commit of one": commit, "written and found": visible}


def memory_of_searcher(engine: SearchEngine, queries: Queries) -> float:
    """MB that one more thread costs that searches: its own reader, and what it fetched."""
    engine.search(parse(queries.three_words[0]), READER, limit=PAGE)
    ready, leave = threading.Barrier(5), threading.Event()

    def search() -> None:
        engine.search(parse(queries.three_words[0]), READER, limit=PAGE)
        ready.wait()
        leave.wait()

    before = _resident()
    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    ready.wait()
    after = _resident()
    leave.set()
    for thread in threads:
        thread.join()
    return max(0.0, after - before) / len(threads)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

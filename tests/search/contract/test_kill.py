"""Every engine: kill -9 at any moment of writing, merging or rebuilding leaves a sound index that lost nothing.

`FORUM_TEST_KILLS=1000` kills that often; an ordinary run does it a few times.
"""

import os
import random
import signal
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from forum.search.documents import SearchDocument
from forum.search.engine import Changes
from forum.search.query import parse
from tests.search.support import STAFF, document, keys

KILLS = int(os.environ.get("FORUM_TEST_KILLS", "6"))
REBUILDS = 5
"""One run in so many is killed during a rebuild."""
NUMBER = struct.Struct("q")


def as_of(number: int) -> Iterator[SearchDocument]:
    """What an index holds once batch `number` is in: batch n writes document n, and document 0 over and over."""
    yield document(0, f"telkens stand{number}")
    yield from (document(n, f"balie woord{n}") for n in range(1, number + 1))


def write_for_ever(engine: Any, acknowledged: int) -> None:
    """Apply one batch after another, and tell of each once it is committed."""
    number = engine.cursor()
    while True:
        number += 1
        engine.apply(Changes((document(number, f"balie woord{number}"), document(0, f"telkens stand{number}"))), number)
        os.write(acknowledged, NUMBER.pack(number))


def rebuild_for_ever(engine: Any) -> None:
    """Build the index anew, again and again, as it should be."""
    while True:
        engine.rebuild(as_of(engine.cursor()), lambda _: {})


def run_and_kill(place: Callable[[], Any], *, rebuilding: bool, after: float) -> int:
    """Let a process work for a while after its first batch, kill it, and return the last batch it acknowledged."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        try:
            os.close(reading)
            engine = place()
            if rebuilding:
                rebuild_for_ever(engine)
            write_for_ever(engine, writing)
        finally:
            os._exit(1)
    os.close(writing)
    told = b"" if rebuilding else os.read(reading, NUMBER.size)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"
    while part := os.read(reading, 65_536):
        told += part
    os.close(reading)
    return NUMBER.unpack(told[-NUMBER.size :])[0] if told else 0


def look(engine: Any) -> tuple[int, list[int], int, list[str], int]:
    """The last batch that is in, and what the index holds then.

    A database server may still finish what the killed process had sent; then everything is looked at again.
    """
    cursor = -1
    while cursor != engine.cursor():
        cursor = engine.cursor()
        found = (
            sorted(int(key.split(":")[1]) for key, _ in engine.entries()),
            engine.search(parse("balie"), STAFF).total,
            keys(engine.search(parse(f"stand{cursor}"), STAFF)),
            engine.search(parse("telkens"), STAFF).total,
        )
    return cursor, *found


@pytest.mark.slow
def test_killed_at_any_moment_loses_nothing(place: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    # After a thousand kills one word stands in all of tens of thousands of documents, and the machine is busy.
    for engine in ("whoosh_engine.executor", "postgres_engine.engine"):
        monkeypatch.setattr(f"forum.search.{engine}.LONGEST_TIME", 60.0)
    place().rebuild(as_of(0), lambda _: {})
    dice = random.Random(7)
    for run in range(KILLS):
        acknowledged = run_and_kill(place, rebuilding=run % REBUILDS == REBUILDS - 1, after=dice.uniform(0.0, 0.3))
        engine = place()
        cursor, numbers, balies, stand, once = look(engine)
        assert engine.health().ok
        assert cursor >= acknowledged
        assert numbers == list(range(cursor + 1))
        assert balies == cursor
        assert stand == ["post:0"]
        assert once == 1
    engine.apply(Changes((document(cursor + 1, "balie"),)), cursor + 1)
    assert engine.search(parse("balie"), STAFF).total == cursor + 1 > 1

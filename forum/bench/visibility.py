"""From sent to found: how long it takes until the search shows a reply, while several people write at once."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from forum.bench.visitor import Unexpected, Visitor, token_in

TIMES = 5
PAUSE = 0.05
GIVE_UP_AFTER = 30.0
_LETTERS = "bdfgklmnprstvz"


def seconds_until_found(visitors: Sequence[Visitor], threads: Sequence[tuple[int, str]]) -> list[float]:
    """The seconds from each answered reply to a page of hits that holds it; every visitor writes in their own thread.

    Raises ``Unexpected`` for a reply that is refused or never found.
    """
    with ThreadPoolExecutor(len(visitors)) as pool:
        lists = pool.map(_write_and_look, visitors, threads)
        return [seconds for found in lists for seconds in found]


def _write_and_look(visitor: Visitor, thread: tuple[int, str]) -> list[float]:
    address = f"/threads/{thread[0]}-{thread[1]}"
    token = token_in(visitor.get(address))
    return [_once(visitor, address, token, _word(visitor.number, turn)) for turn in range(TIMES)]


def _once(visitor: Visitor, address: str, token: str, word: str) -> float:
    answer = visitor.post(address, csrf_token=token, body=f"Dit staat nergens anders: {word}.")
    if answer.status != 303:
        raise Unexpected(f"a reply was answered with {answer.status}: {answer.body[:300]}")
    began = time.perf_counter()
    while time.perf_counter() - began < GIVE_UP_AFTER:
        if "<mark>" in visitor.get(f"/search?{urlencode({'q': word})}").body:
            return time.perf_counter() - began
        time.sleep(PAUSE)
    raise Unexpected(f"{word!r} was not found {GIVE_UP_AFTER:g} seconds after it was posted")


def _word(number: int, turn: int) -> str:
    """A word no text holds and no stemmer shortens to another's."""
    return f"qu{_LETTERS[number % len(_LETTERS)]}o{_LETTERS[number // len(_LETTERS)]}u{_LETTERS[turn]}axo"

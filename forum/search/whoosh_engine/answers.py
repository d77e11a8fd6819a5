"""Answers lately given, kept until the index changes: who turns a page, goes back or asks again waits for none of it.

An answer belongs to what its reader may see of this index, which is part of its key, never to a question alone.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from forum.search.engine import Results

MOST_ANSWERS = 256
MOST_VALUES = 10_000
"""Hits and counted values in all answers together: about a megabyte."""


class Answers:
    """The answers of one state of the index, the latest used of them; for all threads of a process."""

    def __init__(self) -> None:
        self._state: Hashable = None
        self._kept: OrderedDict[Hashable, Results] = OrderedDict()
        self._values = 0
        self._lock = threading.Lock()

    def get(self, state: Hashable, key: Hashable, find: Callable[[], Results]) -> Results:
        """The answer to a question in this state of the index; one that was cut short is not kept."""
        with self._lock:
            found = self._kept.get(key) if state == self._state else None
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = find()
        if not found.is_cut:
            self._keep(state, key, found)
        return found

    def _keep(self, state: Hashable, key: Hashable, found: Results) -> None:
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self._state, self._values = state, 0
            if key in self._kept:
                return
            self._kept[key] = found
            self._values += _size(found)
            while self._kept and (self._values > MOST_VALUES or len(self._kept) > MOST_ANSWERS):
                self._values -= _size(self._kept.popitem(last=False)[1])


def _size(found: Results) -> int:
    return len(found.hits) + sum(map(len, found.facets.values())) + 1

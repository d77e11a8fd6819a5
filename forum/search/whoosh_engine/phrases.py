"""Words that follow one another."""

from collections.abc import Sequence

import numpy as np

from forum.search.whoosh_engine.postings import PLACE_BITS, Numbers
from forum.search.whoosh_engine.segments import Segment


def count_phrase(segment: Segment, phrase: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The documents in which these words follow one another, rising, and how often in each."""
    beginnings = sorted((segment.places(word) - step for step, word in enumerate(phrase)), key=len)
    found = beginnings[0]
    for others in beginnings[1:]:
        at = np.minimum(np.searchsorted(others, found), len(others) - 1)
        found = found[others[at] == found]
    return np.unique(found >> PLACE_BITS, return_counts=True)

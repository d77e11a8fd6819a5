"""Which keys touch on the AZERTY keyboard of Belgian colleagues."""

from itertools import pairwise

AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")


def _next_keys() -> frozenset[tuple[str, str]]:
    """Letters that touch, in both orders; each row stands half a key to the right of the one above."""
    pairs = {pair for row in AZERTY for pair in pairwise(row)}
    for row, below in pairwise(AZERTY):
        pairs.update(zip(row, below, strict=False))
        pairs.update(zip(row[1:], below, strict=False))
    return frozenset(pairs | {(other, one) for one, other in pairs})


NEXT_KEYS = _next_keys()

"""What changed between two texts, to the word within what was changed.

Lines are compared first, then the words of lines that were replaced. Both are bounded, because the time
``difflib`` takes grows with the square of the length: in a long passage sentences are compared before words.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

SAME, ADDED, REMOVED, SKIPPED = " ", "+", "-", "…"
# (sign, text); the text of SKIPPED is the number of unchanged lines left out.
Piece = tuple[str, str]

# Unchanged lines shown around a change.
CONTEXT = 2
# At most so many pairs of lines, words or sentences are compared.
MOST_PAIRS = 1_000_000
# Passages less alike than this read better one after the other than woven through each other.
ALIKE = 0.4

# A word takes the space before it along: else spaces would be found to have stayed, and words not.
_WORDS = re.compile(r"[^\S\n]*\w+|[^\S\n]*[^\w\s]|\n|[^\S\n]+")
_SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+$")


def compare(before: str, after: str, *, context: int | None = CONTEXT) -> list[Piece]:
    """The pieces of both texts in order; ``context`` is how many unchanged lines stay around changes, None for all."""
    # A browser ends lines with two characters, a text that came otherwise with one: no difference to a reader.
    old, new = (text.replace("\r\n", "\n").splitlines(keepends=True) for text in (before, after))
    pieces: list[Piece] = []
    for tag, removed, added in _steps(old, new):
        if tag == "equal":
            pieces.append((SAME, "".join(removed)))
        else:
            pieces.extend(_within("".join(removed), "".join(added)))
    pieces = _joined(pieces)
    return pieces if context is None else list(_shortened(pieces, context))


def _within(removed: str, added: str) -> Iterator[Piece]:
    """The words that changed in a passage; in a long one the sentences first, and then the words in those."""
    old, new = _WORDS.findall(removed), _WORDS.findall(added)
    if len(old) * len(new) <= MOST_PAIRS:
        yield from _woven(old, new) if _alike(old, new) else ((REMOVED, removed), (ADDED, added))
        return
    for tag, gone, come in _steps(_SENTENCES.findall(removed), _SENTENCES.findall(added)):
        old, new = _WORDS.findall("".join(gone)), _WORDS.findall("".join(come))
        if tag == "equal":
            yield SAME, "".join(gone)
        elif len(old) * len(new) <= MOST_PAIRS and _alike(old, new):
            yield from _woven(old, new)
        else:
            yield from ((REMOVED, "".join(gone)), (ADDED, "".join(come)))


def _alike(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether enough words stayed to read the two passages woven through each other."""
    if not old or not new:
        return False
    before, after = Counter(filter(_is_word, old)), Counter(filter(_is_word, new))
    return (before & after).total() >= ALIKE * min(before.total(), after.total())


def _is_word(token: str) -> bool:
    return token[-1].isalnum()


def _woven(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    steps = list(_steps(old, new))
    for place, (tag, removed, added) in enumerate(steps):
        gone, come = "".join(removed), "".join(added)
        # A lone space or comma that stayed between two changes only chops them up.
        between = 0 < place < len(steps) - 1 and "\n" not in gone and not any(map(_is_word, removed))
        if tag == "equal" and not between:
            yield (SAME, gone)
        else:
            yield from ((REMOVED, gone), (ADDED, come))


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """What difflib says of two sequences without their equal begin and end; too long, all of it was replaced."""
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if head:
        yield "equal", old[:head], new[:head]
    if len(a) * len(b) > MOST_PAIRS:
        yield "replace", a, b
    elif a or b:
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=True).get_opcodes():
            yield tag, a[i:j], b[k:m]
    if tail:
        yield "equal", old[len(old) - tail :], new[len(new) - tail :]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Without empty pieces; between two unchanged ones what was removed stands whole before what was added."""
    joined: list[Piece] = []
    for changed, group in groupby((piece for piece in pieces if piece[1]), key=lambda piece: piece[0] != SAME):
        run = list(group)
        same, gone, come = ("".join(text for mark, text in run if mark == sign) for sign in (SAME, REMOVED, ADDED))
        if changed and gone[:1] == come[:1] == " ":
            # The space before the changed words is in both.
            same, gone, come = (joined.pop()[1] if joined else "") + " ", gone[1:], come[1:]
        joined += [(sign, text) for sign, text in ((SAME, same), (REMOVED, gone), (ADDED, come)) if text]
    return joined


def _shortened(pieces: Sequence[Piece], context: int) -> Iterator[Piece]:
    for place, (sign, text) in enumerate(pieces):
        lines = text.splitlines(keepends=True)
        first, last = place == 0, place == len(pieces) - 1
        before, after = 0 if first else context + 1, 0 if last else context + 1
        hidden = len(lines) - before - after
        if sign != SAME or hidden < 2:
            yield sign, text
            continue
        if before:
            yield SAME, "".join(lines[:before])
        yield SKIPPED, str(hidden)
        if after:
            yield SAME, "".join(lines[-after:])

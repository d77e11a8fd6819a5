"""Rendered blocks of a page, kept in the process until their version changes: the one cache of HTML in the house.

A block is rendered once for everybody; where something personal belongs it holds slots, filled anew for
every reader. The key must name everything the block shows (thread, page, version, language), so a block is
never stale but for what has no version of its own (a colleague's new name), hence ``MAX_AGE``.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import Flask
from markupsafe import Markup

SLOT = "\x00"
# The subject of a slot that stays empty.
NOTHING = ""
MAX_BLOCKS = 512
MAX_ROWS = 2_048
MAX_PAGES = 256
MAX_HEAVY = 600
MAX_AGE = 600.0

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Stretches of HTML with a slot between each two, and what each slot is about; equal to nothing but itself."""

    pieces: tuple[str, ...]
    subjects: tuple[Any, ...]
    extra: Any = None

    def fill(self, slot: Callable[[Any], str]) -> Markup:
        """The block with its slots filled for one reader."""
        parts = [""] * (len(self.pieces) + len(self.subjects))
        parts[::2] = self.pieces
        parts[1::2] = [slot(subject) if subject else "" for subject in self.subjects]
        return Markup("".join(parts))  # noqa: S704 - rendered by autoescaping templates

    def settle(self, known: Mapping[Any, str]) -> "Encoded":
        """The block with these slots filled for good, the others left open, ready to be sent."""
        pieces, subjects, stretch = [], [], [self.pieces[0]]
        for subject, piece in zip(self.subjects, self.pieces[1:], strict=True):
            if subject and subject not in known:
                pieces.append("".join(stretch).encode())
                subjects.append(subject)
                stretch = [piece]
            else:
                stretch += (known[subject], piece) if subject else (piece,)
        return Encoded.of((*pieces, "".join(stretch).encode()), subjects)


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A block as it goes over the line: UTF-8, with a slot between each two stretches.

    ``subjects`` are what its slots are about, each once; ``order`` says which of them each slot takes.
    """

    pieces: tuple[bytes, ...]
    subjects: tuple[Any, ...]
    order: tuple[int, ...]

    @classmethod
    def of(cls, pieces: tuple[bytes, ...], slots: Sequence[Any]) -> "Encoded":
        """The block with these slots between its pieces."""
        subjects = tuple(dict.fromkeys(slots))
        return cls(pieces, subjects, tuple(subjects.index(subject) for subject in slots))

    def fill(self, slot: Callable[[Any], str]) -> bytes:
        """The block with its slots filled for one reader; what a slot is about is asked once."""
        filled = [slot(subject).encode() for subject in self.subjects]
        parts = [b""] * (len(self.pieces) + len(self.order))
        parts[::2] = self.pieces
        parts[1::2] = [filled[at] for at in self.order]
        return b"".join(parts)


def splice(outer: Block, subject: str, inner: Block) -> Block:
    """The outer block with the inner one in the place of a slot; long stretches of HTML are shared, not copied."""
    at = outer.subjects.index(subject)
    pieces = (*outer.pieces[: at + 1], *inner.pieces, *outer.pieces[at + 1 :])
    subjects = (*outer.subjects[:at], NOTHING, *inner.subjects, NOTHING, *outer.subjects[at + 1 :])
    return Block(pieces, subjects, inner.extra)


def cut(html: str, subjects: Sequence[Any], extra: Any = None) -> Block:
    """Cut rendered HTML at its slot marks; there must be as many as subjects (``ValueError``)."""
    pieces = tuple(str(html).split(SLOT))
    if len(pieces) != len(subjects) + 1:
        raise ValueError(f"{len(pieces) - 1} slots for {len(subjects)} subjects")
    return Block(pieces, tuple(subjects), extra)


def mark(name: str) -> Markup:
    """A slot with a name, to be put where a template puts a value; ``cut_at_names`` finds it again."""
    return Markup(f"{SLOT}{name}{SLOT}")  # noqa: S704 - control characters around a name of ours


def cut_at_names(html: str) -> Block:
    """Cut rendered HTML at its named slots, in whatever order they came and however often each is used."""
    parts = str(html).split(SLOT)
    if len(parts) % 2 == 0:
        raise ValueError("a slot without a name")
    return Block(tuple(parts[::2]), tuple(parts[1::2]))


class KeptBlocks(Generic[Kept]):
    """The most recently used blocks of this process, at most ``size`` of them."""

    def __init__(self, size: int = MAX_BLOCKS, max_age: float = MAX_AGE) -> None:
        self._size = size
        self._max_age = max_age
        self._blocks: OrderedDict[Hashable, tuple[float, Kept]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The block under this key, made when it is not there or too old."""
        kept = self._blocks.get(key)
        if kept is not None and time.monotonic() - kept[0] < self._max_age:
            return kept[1]
        block = make()
        with self._lock:
            self._blocks[key] = (time.monotonic(), block)
            self._blocks.move_to_end(key)
            while len(self._blocks) > self._size:
                self._blocks.popitem(last=False)
        return block

    def resize(self, size: int) -> None:
        """Keep so many blocks from now on; with 0 every block is made anew for every reader."""
        self._size = size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._blocks.clear()


kept_blocks: KeptBlocks[Block] = KeptBlocks()
kept_frames: KeptBlocks[Block] = KeptBlocks()
kept_rows: KeptBlocks[Block] = KeptBlocks(MAX_ROWS)
# Hits and filters of searches: larger than rows, and of as many searches as people ask.
kept_heavy: KeptBlocks[Block] = KeptBlocks(MAX_HEAVY)
# Whole pages, settled for all readers with the same traces in them.
kept_pages: KeptBlocks[Encoded] = KeptBlocks(MAX_PAGES)


def install(app: Flask) -> None:
    """Keep as many blocks of content as the settings say; frames are few and always kept."""
    kept_blocks.resize(app.config["KEEP_BLOCKS"])
    kept_rows.resize(MAX_ROWS if app.config["KEEP_BLOCKS"] else 0)
    kept_heavy.resize(MAX_HEAVY if app.config["KEEP_BLOCKS"] else 0)
    kept_pages.resize(min(MAX_PAGES, app.config["KEEP_BLOCKS"]))

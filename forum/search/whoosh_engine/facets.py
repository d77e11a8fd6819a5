"""One facet of one segment, prepared so that distinct roots per value are counted by a few passes in C."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from forum.search.whoosh_engine.postings import Flags, Numbers

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """References per document and the values each stands for, with the pairs (root, value) that occur: the shares.

    `pairs` numbers, for each document, the (root, reference) it has; None when all documents of a root have the same,
    as kind and place: then the roots themselves serve. Each pair has an entry for each value its reference stands for,
    which says what share that is.
    """

    references: Numbers
    values: Sequence[Values]
    names: Sequence[str]
    pairs: Numbers | None
    pair_count: int
    pair_of_entry: Numbers
    share_of_entry: Numbers
    name_of_share: Numbers

    @classmethod
    def of(cls, roots: Numbers, references: Numbers, values: Sequence[Values]) -> "Facet":
        """The facet of documents with these roots, numbered from 0."""
        names = list(dict.fromkeys(chain.from_iterable(values)))
        width = max(len(values), len(names), 1)
        known, pairs = np.unique(roots.astype(np.int64) * width + references, return_inverse=True)
        root_of_pair, reference_of_pair = np.divmod(known, width)
        pair_of_entry, name_of_entry = _entries(reference_of_pair, values, names)
        shares, share_of_entry = np.unique(root_of_pair[pair_of_entry] * width + name_of_entry, return_inverse=True)
        is_of_root = len(known) == len(np.unique(root_of_pair))
        return cls(
            references,
            values,
            names,
            None if is_of_root else pairs.astype(np.uint32),
            len(known),
            pair_of_entry.astype(np.uint32),
            share_of_entry.astype(np.uint32),
            (shares % width).astype(np.uint32),
        )

    def count(self, documents: Numbers, roots: Flags) -> dict[str, int]:
        """Distinct roots for each value among these documents; `roots` says which roots they have."""
        pairs = roots
        if self.pairs is not None:
            pairs = np.zeros(self.pair_count, np.bool_)
            pairs[self.pairs[documents]] = True
        shares = np.zeros(len(self.name_of_share), np.bool_)
        shares[self.share_of_entry[pairs[self.pair_of_entry]]] = True
        counts = np.bincount(self.name_of_share[shares], minlength=len(self.names)).tolist()
        return {name: count for name, count in zip(self.names, counts, strict=True) if count}

    def holding(self, is_wanted: Callable[[Values], bool]) -> Flags:
        """For each reference whether its values are wanted."""
        return np.fromiter(map(is_wanted, self.values), np.bool_, len(self.values))


def _entries(reference_of_pair: Numbers, values: Sequence[Values], names: Sequence[str]) -> tuple[Numbers, Numbers]:
    """An entry for each value of each pair: whose it is, and the number of the value."""
    numbers = {name: number for number, name in enumerate(names)}
    flat = np.array([numbers[name] for own in values for name in own], np.int64)
    size_of_reference = np.array([len(own) for own in values], np.int64)
    start_of_reference = np.cumsum(size_of_reference) - size_of_reference
    sizes = size_of_reference[reference_of_pair]
    first = np.cumsum(sizes) - sizes
    within = np.arange(int(sizes.sum())) - np.repeat(first, sizes)
    entries = np.repeat(np.arange(len(reference_of_pair)), sizes)
    return entries, flat[np.repeat(start_of_reference[reference_of_pair], sizes) + within]

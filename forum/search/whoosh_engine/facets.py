"""One facet of one segment, prepared so that distinct roots per value are counted by a few passes in C."""

from array import array
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from forum.search.whoosh_engine.postings import Numbers

_Key = TypeVar("_Key", bound=Hashable)


def number_off(keys: Iterable[_Key]) -> tuple[Numbers, list[_Key]]:
    """A number for each key, equal ones the same, and the key behind each number."""
    numbers: dict[_Key, int] = {}
    return array("I", [numbers.setdefault(key, len(numbers)) for key in keys]), list(numbers)


@dataclass(frozen=True, slots=True)
class Facet:
    """References per document and what values they stand for, with the pairs of root and reference that occur.

    `pairs` numbers these for each document; None when all documents of a root have the same value, as kind and
    place: then the roots themselves serve. `shares` says for each pair which (root, value) it has, where documents
    have several values.
    """

    references: Numbers
    values: Sequence[tuple[str, ...]]
    pairs: "array[Any] | None"
    reference_of_pair: Sequence[int]
    shares: Sequence[tuple[int, ...]]
    value_of_share: Sequence[str]

    @classmethod
    def of(cls, roots: Numbers, references: Numbers, values: Sequence[tuple[str, ...]]) -> "Facet":
        """The facet of documents with these roots."""
        pairs, known = number_off(zip(roots, references, strict=True))
        shares: list[tuple[int, ...]] = []
        value_of_share: list[str] = []
        if any(len(own) > 1 for own in values):
            numbered, held = number_off((root, value) for root, reference in known for value in values[reference])
            numbers = iter(numbered)
            shares = [tuple(next(numbers) for _ in values[reference]) for _, reference in known]
            value_of_share = [value for _, value in held]
        is_of_root = len(known) == len({root for root, _ in known})
        return cls(
            references,
            values,
            None if is_of_root else pairs,
            [reference for _, reference in known],
            shares,
            value_of_share,
        )

    def count(self, documents: Collection[int], roots: Collection[int]) -> Counter[str]:
        """Distinct roots for each value among documents with these (distinct) roots."""
        pairs = roots if self.pairs is None else set(map(self.pairs.__getitem__, documents))
        counts: Counter[str] = Counter()
        if self.shares:
            shares = set(chain.from_iterable(map(self.shares.__getitem__, pairs)))
            counts.update(map(self.value_of_share.__getitem__, shares))
            return counts
        for reference, times in Counter(map(self.reference_of_pair.__getitem__, pairs)).items():
            for value in self.values[reference]:
                counts[value] += times
        return counts

"""The figures of BM25 that all engines share."""

import math

K1 = 1.2
B = 0.8


def inverse_frequency(documents: int, frequency: int) -> float:
    """The part of BM25 that does not depend on the document: high for a term that few of all documents hold."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5)) * (K1 + 1)

"""The written words of an index, for completion and spelling."""

from collections import Counter
from collections.abc import Iterable, Iterator

from forum.search.whoosh_engine.segments import Segment


def count_words(segments: Iterable[Segment]) -> Counter[str]:
    """In how many documents each written word stands."""
    counts: Counter[str] = Counter()
    for segment in segments:
        counts.update(dict(_living_words(segment)))
    return counts


def _living_words(segment: Segment) -> Iterator[tuple[str, int]]:
    """Words with their number of documents, without words that only deleted documents hold.

    What was hidden or moved is deleted from its segment, but its words stay there until segments are merged.
    """
    deleted = set(segment.deleted)
    for term, info in segment.reader.iter_from("words", b""):
        if term[0] != "words":
            break
        word, count = term[1].decode(), info.doc_frequency()
        if count <= len(deleted) and deleted.issuperset(segment.postings("words", word).documents.tolist()):
            continue
        yield word, count

"""Whoosh as it comes: its own analyser, its BM25F, one field, any of the words. What search is measured against."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.query import Or, Term

from forum.search.documents import SearchDocument

MEMORY_MB = 128


def build(directory: Path, documents: Iterable[SearchDocument], language: str) -> Any:
    """An index of these documents in an empty directory."""
    index = whoosh_index.create_in(str(directory), Schema(key=STORED, text=TEXT(analyzer=LanguageAnalyzer(language))))
    writer = index.writer(limitmb=MEMORY_MB)
    for document in documents:
        writer.add_document(key=document.key, text=f"{document.title}\n{document.body}")
    writer.commit()
    return index


def search(index: Any, queries: Mapping[str, str], language: str, depth: int) -> dict[str, list[str]]:
    """Keys of the best documents for each query."""
    analyser = LanguageAnalyzer(language)
    found = {}
    with index.searcher() as searcher:
        for key, text in queries.items():
            words = dict.fromkeys(token.text for token in analyser(text, mode="query"))
            hits = searcher.search(Or([Term("text", word) for word in words]), limit=depth)
            found[key] = [hit["key"] for hit in hits]
    return found

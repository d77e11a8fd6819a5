"""From search document to the values written to the index."""

from typing import Any

from forum.search.analysis import analyse_document
from forum.search.documents import SearchDocument, split_key
from forum.search.engine import OPEN_TOKENS
from forum.search.whoosh_engine.schema import META_KEY, STATE_SEPARATOR


def to_record(document: SearchDocument) -> dict[str, Any]:
    """Fields and columns of one document; every column is given: no default of Whoosh is relied on."""
    analysed = analyse_document(document.title, document.labels, document.body, document.lang, document.attached)
    source, number = split_key(document.key)
    root_source, root_number = split_key(document.root)
    return {
        "key": {document.key: 1},
        "text": analysed.terms,
        "phrase": analysed.places,
        "words": dict.fromkeys(analysed.vocabulary, 1) if document.audience & OPEN_TOKENS else {},
        "source": source.encode(),
        "number": number,
        "root_source": root_source.encode(),
        "root_number": root_number,
        "kind": document.kind.encode(),
        "container": document.container.encode(),
        "author": document.author.encode(),
        "library": document.library.encode(),
        "audience": STATE_SEPARATOR.join(sorted(document.audience)).encode(),
        "states": STATE_SEPARATOR.join(sorted(document.states)).encode(),
        "created": int(document.created_at.timestamp()),
        "changed": int(document.changed_at.timestamp()),
        "weight": document.weight,
        "length": analysed.length,
    }


def meta_record(cursor: int) -> dict[str, Any]:
    """The document that carries the cursor; it has no audience, so nobody finds it."""
    return {
        "key": {META_KEY: 1},
        "source": b"",
        "number": cursor,
        "root_source": b"",
        "root_number": 0,
        "kind": b"",
        "container": b"",
        "author": b"",
        "library": b"",
        "audience": b"",
        "states": b"",
        "created": 0,
        "changed": 0,
        "weight": 0.0,
        "length": 0,
    }

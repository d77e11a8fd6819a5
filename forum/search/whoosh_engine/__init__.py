"""The embedded engine: Whoosh 2.7.4 as inverted index with atomic commits, and an executor of our own on top.

What of Whoosh is not used, because it was measured to leak, lose or scramble: `filter=`, `update_document`,
`AsyncWriter`, `BufferedWriter`, `TimeLimitCollector`, its query parser, `refresh()`, compound segments, and
one searcher in several threads.
"""

from forum.search.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]

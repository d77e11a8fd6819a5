"""Search over everything members may read: documents, analysis, engines, indexing, query language and pages."""

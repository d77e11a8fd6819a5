"""Search over everything members may read: documents, analysis, engines, indexing, queries and pages."""

"""The start page, composed from the queries of the features."""

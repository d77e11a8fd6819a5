"""Bringing in what was written elsewhere: each source is a package, all end in the same verbs of the features."""

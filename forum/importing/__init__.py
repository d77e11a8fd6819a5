"""Bringing in what was written elsewhere: a package per source, all ending in the same verbs."""

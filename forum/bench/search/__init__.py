"""Measuring search on documents made for it."""

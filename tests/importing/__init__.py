"""Tests of imports, with the dump they share."""

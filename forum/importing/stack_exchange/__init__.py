"""Dumps of Stack Exchange sites: reading the XML, laying it out by thread, turning it into ours."""

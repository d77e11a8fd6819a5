"""The `forum` command and what it does across features."""

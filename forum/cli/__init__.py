"""The `forum` command and what it does across features."""

import click


def commands() -> list[click.Command]:
    """The commands that belong to no feature, imported when the command line needs them."""
    from forum.cli import schema

    return [schema.revision, schema.upgrade]

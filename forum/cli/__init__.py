"""The `forum` command and what it does across features."""

import click


def commands() -> list[click.Command]:
    """The commands that belong to no feature, imported when the command line needs them."""
    from forum.cli import backup, demo, doctor, schema, serving

    return [
        backup.backup,
        backup.restore,
        demo.demo,
        doctor.doctor,
        schema.revision,
        schema.upgrade,
        serving.serve,
        serving.worker,
    ]

"""The schema of the database: `forum upgrade`, and `forum revision` for developers."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from forum.core import resources


def alembic_config(output: Any = None) -> Any:
    """Alembic's settings for the migrations that came with this version."""
    from alembic.config import Config

    config = Config(stdout=output) if output else Config()
    config.set_main_option("script_location", str(resources.migrations()).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def head() -> str | None:
    """The newest revision that came with this version; None when there is none yet."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def current() -> str | None:
    """The revision the database is at; None for an empty one."""
    from alembic.runtime.migration import MigrationContext

    from forum.extensions import db

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade_to_head() -> None:
    """Bring the database to this version's schema."""
    from alembic import command

    command.upgrade(alembic_config(), "head")


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the schema of this version."""
    before, target = current(), head()
    if before == target:
        click.echo(f"The database is up to date ({target or 'no migrations yet'}).")
        return
    upgrade_to_head()
    click.echo(f"The database went from {before or 'empty'} to {target}.")


@click.command(hidden=not (resources.root() / "pyproject.toml").exists())
@click.argument("message")
@click.option("--rev-id", help="The revision's number, e.g. 0002.")
@with_appcontext
def revision(message: str, rev_id: str | None) -> None:
    """For developers: write a migration from the difference between models and database."""
    from alembic import command

    number = rev_id or f"{len(list(Path(resources.migrations(), 'versions').glob('*.py'))) + 1:04d}"
    command.revision(alembic_config(), message=message, autogenerate=True, rev_id=number)

"""The `forum` console script: commands across features, and each feature's own group."""

from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError

# What SQLite and PostgreSQL say of a table that is not there.
MISSING_TABLE = ("no such table", "UndefinedTable", "does not exist")


class ForumGroup(AppGroup):
    """The commands across features and, from the wiring, those of the features."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands; needs no valid settings."""
        return sorted(self._all())

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command with this name."""
        return self._all().get(name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a database that lacks its tables is one sentence, not a traceback."""
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            if not any(sign in str(error.orig) for sign in MISSING_TABLE):
                raise
            raise click.ClickException(
                "The database is not at the schema of this version: run `forum upgrade` first."
            ) from None

    def _all(self) -> dict[str, click.Command]:
        from forum import cli, wiring

        return {command.name or "": command for command in [*cli.commands(), *wiring.CLI_GROUPS]}


@click.group(cls=ForumGroup, name="forum", help="The forum of the library network.")
@click.version_option(package_name="library-forum", prog_name="forum")
@click.pass_context
def main(ctx: click.Context) -> None:
    """The root of all commands."""
    if ctx.obj is None:
        ctx.obj = ScriptInfo(create_app=_create_app, set_debug_flag=False)


def _create_app() -> Flask:
    from forum import create_app
    from forum.core import resources

    try:
        return create_app()
    except resources.config_module().ConfigurationError as error:
        raise click.ClickException(str(error)) from None

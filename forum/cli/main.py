"""The `forum` console script."""

import click
from flask.cli import FlaskGroup


def _create_app() -> object:
    from forum import create_app

    return create_app()


main = FlaskGroup(name="forum", create_app=_create_app, add_default_commands=False, add_version_option=False)


def _register() -> None:
    from forum import wiring

    for command in wiring.CLI_GROUPS:
        main.add_command(command)


if __name__ == "__main__":
    click.echo("Use the `forum` command.")

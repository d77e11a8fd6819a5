"""`forum demo`: starter network and demo content, put there once."""

import click
from flask import current_app
from flask.cli import with_appcontext

from forum.cli.serving import LOOPBACK
from forum.core import database
from forum.extensions import db


@click.command()
@with_appcontext
def demo() -> None:
    """Load the starter network, the demo logins and demo content; what is there already stays as it is."""
    from forum import wiring

    if current_app.config["ENVIRONMENT"] == "production" or current_app.config["HOST"] not in LOOPBACK:
        raise click.ClickException(
            "Demo logins have a known password: they are only for a site on 127.0.0.1, not for production."
        )
    with click.progressbar(wiring.DEMO_LOADERS, label="Loading the demo") as loaders:
        for load in loaders:
            load()
            db.session.commit()
    with db.engine.begin() as connection:
        database.analyse(connection)

"""Commands for discussions."""

import click
from flask.cli import with_appcontext

from forum.discussions.services.recount import find_drift, repair
from forum.extensions import db


@click.command("recount")
@click.option("--repair", "mend", is_flag=True, help="Set right what differs.")
@with_appcontext
def recount(mend: bool) -> None:
    """Compare what threads and spaces keep of their posts with the posts; exit code 1 when something differs."""
    found = list(find_drift())
    for drift in found:
        click.echo(str(drift))
        if mend:
            repair(drift)
    db.session.commit()
    click.echo(f"{len(found)} of the numbers differed." if found else "All numbers are right.")
    if found and not mend:
        raise SystemExit(1)

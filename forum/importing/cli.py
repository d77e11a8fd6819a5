"""`forum import KIND PATH`: content from elsewhere."""

import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from tqdm import tqdm

from forum.core.clock import now
from forum.core.database import analyse
from forum.discussions.models import Space
from forum.extensions import db
from forum.importing import runner
from forum.importing.report import ImportRefused, Report
from forum.importing.stack_exchange.source import StackExchange
from forum.importing.stack_exchange.staging import SCRATCH

import_cli = AppGroup("import", help="Bring in content from elsewhere.")


class Refused(click.ClickException):
    """Ends the command with one sentence and exit code 2."""

    exit_code = 2


@import_cli.command("stack-exchange")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--space", "slug", required=True, metavar="SLUG", help="The space the threads come into.")
@click.option("--site", metavar="HOST", help="The site the dump is from, when its links do not tell.")
@click.option("--real-names", is_flag=True, help="Keep the names of the authors instead of pseudonyms.")
@with_appcontext
def stack_exchange(folder: Path, slug: str, site: str | None, real_names: bool) -> None:
    """Import the unpacked dump of a Stack Exchange site in DIR.

    All files are read and checked before anything is written. An import that was interrupted goes on where it
    stopped when it is started again; what was imported before stays as it is.
    """
    folder_for_reports = current_app.config["DATA_DIR"] / "imports"
    started = time.monotonic()
    report = Report(source=folder.resolve().name, space=slug, started_at=now())
    try:
        space_id = _space_id(slug)
        scratch = folder_for_reports / f"{SCRATCH}{now():%Y%m%d%H%M%S%f}.sqlite"
        with StackExchange(folder, scratch, site=site, real_names=real_names) as source:
            _read(source, report)
            with tqdm(total=source.count_threads(), unit="thread", desc="Importing", disable=None) as bar:
                runner.import_source(source, space_id, report, bar.update)
    except ImportRefused as error:
        raise Refused(str(error)) from error
    report.seconds = time.monotonic() - started
    with db.engine.begin() as connection:
        analyse(connection)
    for line in report.lines():
        click.echo(line)
    click.echo(f"The report is kept in {report.write(folder_for_reports)}.")


def _read(source: StackExchange, report: Report) -> None:
    with tqdm(unit="row", desc="Reading", disable=None) as bar:

        def advance(name: str, rows: int) -> None:
            bar.set_description(name, refresh=False)
            bar.update(rows)

        source.read(report, advance)


def _space_id(slug: str) -> int:
    """The id of the space; the transaction is let go again, because reading the dump takes a while."""
    space_id = db.session.scalar(select(Space.id).where(Space.slug == slug))
    known = db.session.scalars(select(Space.slug).order_by(Space.slug).limit(20)).all()
    db.session.rollback()
    if space_id is None:
        spaces = f"The spaces are {', '.join(known)}." if known else "There are no spaces yet."
        raise ImportRefused(f"There is no space “{slug}”. {spaces}")
    return space_id

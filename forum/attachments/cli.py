"""`forum files`: look after the files in the store."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from tqdm import tqdm

from forum.attachments.models import Attachment
from forum.attachments.services.tidying import remove_orphans, remove_unused
from forum.attachments.storage import THUMB, get_storage
from forum.extensions import db


@click.group(name="files")
def files_cli() -> None:
    """Look after the files people added to their texts."""


@files_cli.command("tidy")
@with_appcontext
def tidy() -> None:
    """Remove files no text has referred to for some days; the worker does so every night."""
    orphans = remove_orphans()
    unused = remove_unused()
    db.session.commit()
    click.echo(f"{unused} unused files forgotten, {orphans} leftovers removed from the store.")


@files_cli.command("check")
@with_appcontext
def check() -> None:
    """Compare the store with the database; exit code 1 when a file is missing."""
    stored = {one.name: one.size for one in get_storage().list()}
    rows = db.session.execute(
        select(Attachment.id, Attachment.name, Attachment.storage_key, Attachment.size, Attachment.thumb_width)
    ).all()
    wrong = []
    for row in tqdm(rows, unit="file", disable=None):
        whole = stored.get(row.storage_key) == row.size
        if not whole or (row.thumb_width and row.storage_key + THUMB not in stored):
            wrong.append(f"{row.id} {row.name}")
    for line in wrong:
        click.echo(f"missing or damaged: {line}")
    click.echo(f"{len(rows)} files, {len(wrong)} missing or damaged.")
    if wrong:
        raise SystemExit(1)

"""`forum members`: accounts from the command line."""

import csv
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.accounts import services
from forum.accounts.models import ROLES
from forum.core.errors import DomainError, Invalid
from forum.extensions import db
from forum.network.models import Library

COLUMNS = ("name", "email", "library", "function", "role")
ROLE = click.Choice(ROLES)


@click.group("members")
def members_cli() -> None:
    """Make, invite and import members."""


@members_cli.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name colleagues see.")
@click.option("--library", default="", help="The short name or address part of the library.")
@click.option("--function", "function_title", default="", help="What the colleague does.")
@click.option("--role", "roles", multiple=True, type=ROLE, help="A role for the whole network; may be repeated.")
@click.password_option(help="At least 12 characters; asked for when left out.")
@with_appcontext
def create(email: str, name: str, library: str, function_title: str, roles: tuple[str, ...], password: str) -> None:
    """Make an account with a password."""
    try:
        member = services.create_member(
            None,
            display_name=name,
            email=email,
            password=password,
            library_id=_library_id(library),
            function_title=function_title,
            roles=roles,
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    db.session.commit()
    click.echo(f"{member.display_name} (@{member.handle}) can sign in.")


@members_cli.command("password")
@click.argument("email")
@click.password_option(help="At least 12 characters; asked for when left out.")
@with_appcontext
def password(email: str, password: str) -> None:
    """Replace a forgotten password; the colleague is signed out everywhere."""
    try:
        member = services.replace_password(email, password)
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    db.session.commit()
    click.echo(f"{member.display_name} can sign in with the new password.")


@members_cli.command("invite")
@click.argument("email")
@click.option("--name", default="", help="The name, which the colleague can correct.")
@click.option("--library", default="", help="The short name or address part of the library.")
@click.option("--role", default="member", type=ROLE, show_default=True)
@with_appcontext
def invite(email: str, name: str, library: str, role: str) -> None:
    """Print an invitation link that works once."""
    try:
        link = _invite(email=email, display_name=name, library=library, role=role)
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    db.session.commit()
    click.echo(link)


@members_cli.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_members(path: Path) -> None:
    """Invite everybody in a CSV file with the columns name, email, library, function, role.

    Prints a line of CSV per invitation (email, link) and, to standard error, why lines were skipped.
    """
    made = skipped = 0
    for number, line in _lines(path):
        try:
            with db.session.begin_nested():
                link = _invite(
                    email=line["email"],
                    display_name=line["name"],
                    library=line["library"],
                    role=line["role"] or "member",
                    function_title=line["function"],
                )
        except DomainError as error:
            skipped += 1
            click.echo(f"line {number} ({line['email'] or 'no address'}): {error}", err=True)
            continue
        made += 1
        click.echo(f"{line['email']},{link}")
    db.session.commit()
    click.echo(f"{made} invited, {skipped} skipped.", err=True)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of the file with their number; semicolons, as Excel writes them here, or commas."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=";" if first.count(";") > first.count(",") else ",")
            if "email" not in [name.strip().lower() for name in reader.fieldnames or ()]:
                raise click.ClickException(f"{path} has no column 'email'; the columns are {', '.join(COLUMNS)}.")
            for line in reader:
                known = {(name or "").strip().lower(): value for name, value in line.items() if isinstance(value, str)}
                yield reader.line_num, {name: known.get(name, "").strip() for name in COLUMNS}
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{path} cannot be read as CSV in UTF-8: {error}") from None


def _invite(*, email: str, display_name: str, library: str, role: str, function_title: str = "") -> str:
    days = current_app.config["INVITATION_DAYS"]
    token = services.invite_member(
        None,
        email=email,
        display_name=display_name,
        library_id=_library_id(library),
        role=role,
        function_title=function_title,
        days=days,
    )
    base = current_app.config["BASE_URL"] or f"http://{current_app.config['HOST']}:{current_app.config['PORT']}"
    return f"{base.rstrip('/')}/invitations/{token}"


def _library_id(name: str) -> int | None:
    """The library with this short name or address part; raises ``Invalid`` when there is none."""
    if not name:
        return None
    wanted = name.casefold()
    for row in db.session.execute(select(Library.id, Library.slug, Library.short_name, Library.name)):
        if wanted in (row.slug, row.short_name.casefold(), row.name.casefold()):
            return int(row.id)
    raise Invalid(_l("There is no library called %(name)s.", name=name), "library")

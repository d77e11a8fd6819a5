"""The `forum members` commands and the demo members."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from forum.accounts import demo, services
from forum.accounts.cli import members_cli
from forum.accounts.clients import Client
from forum.accounts.models import Invitation, Member
from forum.extensions import db
from forum.network import starter
from tests.factories.accounts import actor, make_member
from tests.factories.network import make_library


def run(app: Any, *arguments: str, status: int = 0) -> str:
    db.session.commit()
    result = app.test_cli_runner().invoke(members_cli, list(arguments))
    assert result.exit_code == status, result.output
    return str(result.output)


def test_create_makes_an_account_that_can_sign_in(app: Any) -> None:
    make_library(short_name="Temse", slug="temse")
    password = "drie rustige woorden"
    output = run(
        app, "create", "an@bib.example", "--name", "An Peeters", "--library", "temse", "--role", "administrator",
        "--password", password,
    )  # fmt: skip
    assert "@an.peeters" in output
    assert services.sign_in("an@bib.example", password, client=Client())
    assert "uitzonderlijk" not in run(app, "create", "x@bib.example", "--name", "X", "--password", "kort", status=1)


def test_invite_prints_a_link_that_works(app: Any, client: Any) -> None:
    link = run(app, "invite", "nele@bib.example").strip()
    assert "nele@bib.example" in client.get(link.removeprefix("http://localhost")).main


def test_import_invites_and_reports_what_it_skipped(app: Any, tmp_path: Path) -> None:
    make_library(short_name="Temse", slug="temse")
    file = tmp_path / "leden.csv"
    file.write_text(
        "\ufeffName;Email;Library;Function;Role\n"
        "Nele Nieuw;nele@bib.example;Temse;Balie;\n"
        "Zonder adres;;Temse;;\n"
        "Foute bib;foute@bib.example;Atlantis;;\n"
        "Foute rol;rol@bib.example;Temse;;keizer\n"
        "Coördinator;co@bib.example;;;coordinator\n",
        encoding="utf-8",
    )
    output = run(app, "import", str(file))
    assert "2 invited, 3 skipped." in output
    assert "line 4 (foute@bib.example): " in output
    assert "Atlantis" in output
    emails = set(db.session.scalars(select(Invitation.email)))
    assert emails == {"nele@bib.example", "co@bib.example"}


def test_import_says_what_is_wrong_with_the_file(app: Any, tmp_path: Path) -> None:
    file = tmp_path / "leden.csv"
    file.write_text("naam;adres\nA;b@c.be\n")
    assert "no column 'email'" in run(app, "import", str(file), status=1)
    file.write_bytes(b"email\n\xff\xfe@bib.example\n")
    assert "cannot be read as CSV" in run(app, "import", str(file), status=1)
    file.write_bytes(b"")
    assert "no column 'email'" in run(app, "import", str(file), status=1)


def test_the_demo_loads_once(app: Any) -> None:
    starter.load()
    demo.load()
    members = db.session.scalar(select(func.count()).select_from(Member))
    demo.load()
    assert db.session.scalar(select(func.count()).select_from(Member)) == members == 20
    db.session.commit()
    by_login = {m.email.partition("@")[0]: m for m in db.session.scalars(select(Member)) if m.email}
    for login, *_rest in demo.LOGINS:
        assert services.sign_in(f"{login}@demo.example", demo.PASSWORD, client=Client())
    assert "administrator" in actor(by_login["beheerder"]).roles
    assert "library_head" in actor(by_login["bibhoofd"]).roles
    assert "coordinator" in actor(by_login["coordinator"]).roles
    assert actor(by_login["expert"]).roles == {"member", "expert"}
    assert by_login["buiten"].library_id != by_login["bibliothecaris"].library_id


def test_a_forgotten_password_is_replaced_and_ends_every_session(app: Any, as_member: Any) -> None:
    member = make_member(email="ria@bib.example", password="drie rustige woorden")
    client = as_member(member)
    client.get("/settings/sessions")
    run(app, "password", "Ria@bib.example", "--password", "vier andere rustige woorden")
    assert services.sign_in("ria@bib.example", "vier andere rustige woorden", client=Client())
    assert "Sign in" in client.get("/settings/sessions").h1
    run(app, "password", "niemand@bib.example", "--password", "vier andere rustige woorden", status=1)

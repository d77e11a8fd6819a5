"""The pages of the network: libraries with their history, and their administration."""

from typing import Any

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.network import starter
from forum.network.models import Library, Pillar, Site
from tests.factories.accounts import make_member


@pytest.fixture
def client(as_member: Any) -> Any:
    starter.load()
    library = db.session.scalars(select(Library).where(Library.slug == "kruibeke")).one()
    return as_member(make_member(display_name="Katrien Van Hoof", roles=("coordinator",), library_id=library.id))


def test_the_list_and_the_page_of_a_library(client: Any) -> None:
    page = client.get("/libraries/")
    assert len(page.all("main .rows a")) == 10
    assert page.texts("main h2")[0] == "Beveren-Kruibeke-Zwijndrecht"
    page = page.click("Bibliotheek Kruibeke")
    assert page.url == "/libraries/kruibeke"
    assert "Katrien Van Hoof" in page.main
    assert "the merger of Beveren, Kruibeke and Zwijndrecht" in page.main
    client.get("/libraries/nergens", status=404)


def test_visitors_see_no_library(app: Any) -> None:
    from tests.support.page import CheckedClient

    assert CheckedClient(app).get("/libraries/").h1 == "Sign in"


def test_a_library_is_added_renamed_and_merged(client: Any) -> None:
    page = client.get("/admin/network").click("Add a library")
    assert "Fill in a name" in page.submit("Add the library", 400, name="Bib Sinaai").main
    page = page.submit("Add the library", name="Bib Sinaai", new_municipality="Sinaai", since="2026-01-01")
    page = page.submit("Save", name="Bibliotheek Sinaai", short_name="Sinaai", on="2026-02-01")
    page = page.click("Add a site").submit("Save", name="Dorpshuis", address="Dries 1")
    page = page.click("Dorpshuis").submit("Save", name="Dorpshuis Sinaai")
    page = page.click("Add a site").submit("Save", name="Oude school")
    page = page.click("Oude school").submit("Save", closed_on="2026-03-01")
    assert "Oude school Closed" in page.main
    temse = db.session.scalars(select(Library.id).where(Library.slug == "temse")).one()
    page.click("Merge into another library").submit("Merge", into=temse, on="2026-04-01")
    moved = db.session.scalars(select(Site.name).where(Site.library_id == temse)).all()
    assert sorted(moved) == ["Bibliotheek Temse", "Dorpshuis Sinaai"], "a site that had closed stays behind"
    former = client.get("/libraries/bib-sinaai")
    assert "no longer exists by itself" in former.main
    assert "it became part of Bibliotheek Temse" in former.main
    assert "Bibliotheek Sinaai" in client.get("/libraries/").main


def test_municipalities_merge_in_the_browser(client: Any) -> None:
    page = client.get("/admin/network/merge")
    boxes = {option.parent.get_text(strip=True): option["value"] for option in page.all('input[name="merging"]')}
    values = {"merging": [boxes["Stekene"], boxes["Temse"]], "on": "2031-01-01"}
    assert "Fill in a name" in page.submit("Merge", 400, **values).main
    assert "at least two" in page.submit("Merge", 400, **values | {"merging": [boxes["Temse"]], "name": "X"}).main
    page.submit("Merge", **values, name="Stekene-Temse")
    assert "the merger of Stekene and Temse" in client.get("/libraries/temse").main


def test_pillars_are_named_added_and_ordered(client: Any) -> None:
    page = client.get("/admin/network")
    assert "Still to be named" in page.main
    page = page.click("Vierde pijler").submit("Save", name="Samen aankopen", summary="")
    assert "Still to be named" not in page.main
    page = page.click("Add a pillar").submit("Save", name="Vijfde", summary="Nog één")
    for _ in range(4):
        page = page.submit("Up Vijfde")
    names = db.session.scalars(select(Pillar.name).order_by(Pillar.position)).all()
    assert (names[0], names[-1], len(names)) == ("Vijfde", "Samen aankopen", 5)
    page.submit("Down Vijfde")
    assert db.session.scalars(select(Pillar.name).order_by(Pillar.position)).all()[1] == "Vijfde"


def test_the_network_gets_another_name(client: Any) -> None:
    page = client.get("/admin/network").click("Change Name of the network")
    assert page.submit("Save", name="Bibliotheken Waasland").texts(".brand") == ["Bibliotheken Waasland"]


def test_members_cannot_change_the_network(as_member: Any, app: Any) -> None:
    client = as_member(make_member())
    for path in (
        "/admin/network",
        "/admin/network/merge",
        "/admin/network/libraries/new",
        "/admin/network/pillars/new",
    ):
        client.get(path, status=403)

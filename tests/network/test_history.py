"""Municipalities merge and libraries change names, and nobody's history is lost."""

from datetime import date
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from forum.core.errors import Conflict, Forbidden, Invalid
from forum.extensions import db
from forum.network import history, queries, services, starter
from forum.network.models import Library, LibraryPlacement, Municipality, Pillar, Site, Succession
from tests.factories.accounts import actor, make_member
from tests.factories.network import make_library, make_municipality

DAY = date(2025, 1, 1)


@pytest.fixture
def coordinator(app: Any) -> Any:
    return actor(make_member(roles=("coordinator",), library_id=None))


@pytest.fixture(autouse=True)
def english(app: Any) -> Any:
    with force_locale("en"):
        yield


def sentences(slug: str) -> list[str]:
    library = db.session.scalars(select(Library).where(Library.slug == slug)).one()
    return [event.text for event in history.library_history(library)]


def test_the_starter_network(app: Any, coordinator: Any) -> None:
    starter.load()
    groups = dict(queries.list_libraries_by_municipality(coordinator))
    names = {place: [row.short_name for row in rows] for place, rows in groups.items()}
    assert len(names) == 7
    assert names["Beveren-Kruibeke-Zwijndrecht"] == ["Beveren", "Kruibeke", "Zwijndrecht"]
    assert names["Lokeren"] == ["Lokeren", "Moerbeke"]
    assert db.session.scalar(select(func.count()).select_from(Site)) == 10
    before = dict(queries.list_libraries_by_municipality(coordinator, date(2024, 12, 31)))
    assert sum(len(rows) for rows in before.values()) == 10
    pillars = queries.list_pillars()
    assert [pillar.is_named for pillar in pillars] == [True, True, True, False]


def test_loading_the_starter_again_changes_nothing(app: Any) -> None:
    starter.load()
    counts = [db.session.scalar(select(func.count()).select_from(m)) for m in (Library, Site, Succession, Pillar)]
    starter.load()
    assert counts == [
        db.session.scalar(select(func.count()).select_from(m)) for m in (Library, Site, Succession, Pillar)
    ]


def test_history_reads_as_sentences(app: Any) -> None:
    starter.load()
    assert sentences("kruibeke")[1] == "Part of the cooperation since 2004."
    assert (
        "in the municipality of Beveren-Kruibeke-Zwijndrecht, the merger of Beveren, Kruibeke"
        in sentences("kruibeke")[0]
    )
    assert "in the municipality of Lokeren, which Moerbeke joined that day." in sentences("moerbeke")[0]
    assert "the municipality of Moerbeke joined Lokeren." in sentences("lokeren")[0]
    assert len(sentences("temse")) == 1


def test_a_merger_moves_the_libraries_and_keeps_where_they_were(coordinator: Any) -> None:
    first, second = make_municipality(name="Linde"), make_municipality(name="Eik")
    library = services.create_library(coordinator, "Bibliotheek Linde", first, since=date(2004, 1, 1))
    new = services.merge_municipalities(coordinator, [first, second], "Lindeneik", DAY)
    assert library.municipality_id == new.id
    assert (first.valid_until, second.valid_until, new.valid_from) == (DAY, DAY, DAY)
    placements = db.session.scalars(select(LibraryPlacement).order_by(LibraryPlacement.id)).all()
    assert [(p.municipality_id, p.valid_from, p.valid_until) for p in placements] == [
        (first.id, date(2004, 1, 1), DAY),
        (new.id, DAY, None),
    ]


def test_what_merged_cannot_merge_again(coordinator: Any) -> None:
    first, second, third = (make_municipality() for _ in range(3))
    services.merge_municipalities(coordinator, [first, second], "Samen", DAY)
    with pytest.raises(Conflict):
        services.merge_municipalities(coordinator, [first, third], "Nog eens", date(2026, 1, 1))
    with pytest.raises(Conflict):
        services.join_municipality(coordinator, second, third, date(2026, 1, 1))


def test_two_mergers_after_each_other(coordinator: Any) -> None:
    a, b, c = (make_municipality(name=name) for name in ("A", "B", "C"))
    library = services.create_library(coordinator, "Bib A", a, since=date(2004, 1, 1))
    ab = services.merge_municipalities(coordinator, [a, b], "AB", DAY)
    services.join_municipality(coordinator, ab, c, date(2031, 1, 1))
    texts = [event.text for event in history.library_history(library)]
    assert ["in the municipality of C" in texts[0], "in the municipality of AB" in texts[1]] == [True, True]
    assert len(texts) == 3


@pytest.mark.parametrize("count", [0, 1])
def test_one_does_not_merge_alone(coordinator: Any, count: int) -> None:
    with pytest.raises(Invalid):
        services.merge_municipalities(coordinator, [make_municipality() for _ in range(count)], "X", DAY)


def test_renaming_keeps_the_address_and_the_old_name(coordinator: Any) -> None:
    library = services.create_library(coordinator, "Bib Oud", make_municipality(), short_name="Oud")
    services.rename_library(coordinator, library, "Bib Nieuw", DAY, short_name="Nieuw", note="Nieuwe huisstijl")
    services.rename_library(coordinator, library, "Bib Nieuwst", date(2026, 1, 1))
    assert library.slug == "oud"
    events = history.library_history(library)
    assert "Bib Nieuw was renamed Bib Nieuwst" in events[0].text
    assert "Bib Oud was renamed Bib Nieuw" in events[1].text
    assert events[1].note == "Nieuwe huisstijl"


def test_merging_libraries_moves_the_sites(coordinator: Any) -> None:
    gone, into = make_library(name="Klein"), make_library(name="Groot")
    site = services.create_site(coordinator, gone, "Filiaal Klein")
    services.merge_libraries(coordinator, gone, into, DAY)
    db.session.refresh(site)
    assert site.library_id == into.id
    assert gone.valid_until == DAY
    assert "it became part of Groot" in history.library_history(gone)[0].text
    assert "Klein became part of it" in history.library_history(into)[0].text
    with pytest.raises(Conflict):
        services.merge_libraries(coordinator, gone, into, date(2026, 1, 1))


def test_only_coordinators_and_administrators_change_the_network(app: Any) -> None:
    for roles in ((), ("library_head",), ("moderator",)):
        member = actor(make_member(roles=roles))
        with pytest.raises(Forbidden):
            services.create_municipality(member, "Nergenshuizen")
        with pytest.raises(Forbidden):
            services.merge_municipalities(member, [make_municipality(), make_municipality()], "X", DAY)
    assert db.session.scalars(select(Municipality).where(Municipality.name == "Nergenshuizen")).all() == []

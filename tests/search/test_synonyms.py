"""The table of synonyms: who changes it, what is refused, and that it counts at once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.core.activity import Activity
from forum.core.errors import Forbidden, Invalid
from forum.search import services
from forum.search.models import SynonymRow
from forum.search.query import parse
from forum.search.starter import ONE_WAY, ROWS, load_synonyms
from forum.search.synonyms import get_labels
from tests.factories import actor, make_member, make_thread

Drain = Callable[[], int]


def coordinator() -> Any:
    return actor(make_member(roles=("coordinator",)))


def also(text: str) -> list[str]:
    return [one.label for one in get_labels().expand(parse(text)).alternatives]


def test_a_row_counts_from_the_next_search_on_and_not_after_it_is_deleted(db_session: Any) -> None:
    who = coordinator()
    assert also("bib") == []
    row = services.add_synonyms(who, "Bib, bibliotheek ; boekerij")
    assert also("bibs boek") == ["bibliotheek", "boekerij"]
    services.edit_synonyms(who, row, "bib, leeszaal", one_way=True, note="")
    assert (also("bib"), also("leeszaal"), also("bibliotheek")) == (["leeszaal"], [], [])
    services.delete_synonyms(who, row)
    assert also("bib") == []
    verbs = db_session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["synonyms.added", "synonyms.changed", "synonyms.deleted"]


@pytest.mark.parametrize(
    "labels",
    [
        "",
        "bib",
        "bib, BIB",
        "bib, !!",
        "bib, " + "a" * 81,
        "bib, een twee drie vier vijf zes zeven acht negen",
        ", ".join(f"w{number}" for number in range(20)),
    ],
)
def test_what_is_no_row_is_refused(db_session: Any, labels: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.add_synonyms(coordinator(), labels)
    assert refused.value.field == "labels"


def test_a_word_leads_from_one_row_only(db_session: Any) -> None:
    who = coordinator()
    services.add_synonyms(who, "bib, bibliotheek")
    services.add_synonyms(who, "leeszaal, bib", one_way=True)
    with pytest.raises(Invalid, match="bib, bibliotheek"):
        services.add_synonyms(who, "boekerij, Bib")


def test_members_do_not_change_the_table(db_session: Any) -> None:
    with pytest.raises(Forbidden):
        services.add_synonyms(actor(make_member()), "bib, bibliotheek")


def test_the_starter_rows_are_loaded_once(db_session: Any) -> None:
    load_synonyms()
    count = db_session.scalar(select(func.count()).select_from(SynonymRow))
    load_synonyms()
    assert count == len(ROWS) + len(ONE_WAY) == db_session.scalar(select(func.count()).select_from(SynonymRow))
    assert 60 <= count <= 80
    assert "interbibliothecair leenverkeer" in also("IBL")


def test_the_page_adds_changes_and_deletes(db_session: Any, as_member: Any, drain: Drain) -> None:
    reader, tender = make_member(), make_member(roles=("coordinator",))
    make_thread(title="Het interbibliothecair leenverkeer stokt")
    db_session.commit()
    drain()
    assert "Nothing found" in as_member(reader).get("/search?q=IBL").main
    client = as_member(tender)
    page = client.get("/admin/search").submit("Add", 422, labels="IBL", note="Afkorting")
    assert "at least two" in page.main
    page = page.submit("Add", labels="IBL, interbibliothecair leenverkeer")
    assert "Added." in page.text
    found = as_member(reader).get("/search?q=IBL")
    assert "Het interbibliothecair leenverkeer stokt" in found.main
    assert "Also searched for interbibliothecair leenverkeer" in " ".join(found.main.split())
    row = db_session.scalar(select(SynonymRow))
    assert row.note == "Afkorting"
    page = client.get(f"/admin/search/{row.id}").submit("Save", labels="IBL, leenverkeer")
    assert "Changed." in page.text
    assert "leenverkeer" in client.get("/admin/search?q=leen").main
    assert "No row contains this" in client.get("/admin/search?q=zeppelin").main


def test_many_rows_cost_as_many_statements_as_few(db_session: Any, as_member: Any, assert_queries: Any) -> None:
    client = as_member(make_member(roles=("coordinator",)))
    who = coordinator()
    services.add_synonyms(who, "a, b")
    db_session.commit()
    client.get("/admin/search")
    with assert_queries(2):
        client.get("/admin/search")
    load = [f"woord{n}, ander{n}" for n in range(60)]
    for labels in load:
        services.add_synonyms(who, labels)
    db_session.commit()
    with assert_queries(2):
        assert "61 rows" in client.get("/admin/search").main

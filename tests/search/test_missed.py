"""Searches that found nothing: counted without who searched, shown once two people missed the same."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.search import indexer, queries, services
from forum.search.models import MissedSearch
from tests.factories import actor, make_member


def listed() -> list[tuple[str, int]]:
    return [(row.text, row.count) for row in queries.list_missed()]


def test_one_person_is_not_shown_and_two_are(db_session: Any) -> None:
    one, two = actor(make_member()), actor(make_member())
    assert services.count_missed(one, "Zeppelin verhuur in:collectie")
    assert services.count_missed(one, "zeppelin  verhuur")
    row = db_session.scalar(select(MissedSearch))
    assert (row.words, row.count, bool(row.only_asker)) == ("zeppelin verhuur", 1, True)
    assert listed() == []
    with pytest.raises(NotFound):
        queries.get_missed(row.id)
    services.count_missed(two, "zeppelin verhuur")
    assert listed() == [("zeppelin verhuur", 2)]
    assert row.only_asker == ""


@pytest.mark.parametrize(
    "text",
    ["", "ab", "x" * 201, "een twee drie vier vijf zes zeven acht negen", "an@bib.example", "85.07.30-033.28", "-x"],
)
def test_what_is_not_counted(db_session: Any, text: str) -> None:
    assert not services.count_missed(actor(make_member()), text)
    assert db_session.scalar(select(MissedSearch)) is None


def test_old_rows_go(db_session: Any) -> None:
    month, year = now() - timedelta(days=31), now() - timedelta(days=181)
    db_session.add_all(
        [
            MissedSearch(words="alleen", text="alleen", last_at=month),
            MissedSearch(words="samen", text="samen", last_at=month, is_shared=True),
            MissedSearch(words="oud", text="oud", last_at=year, is_shared=True),
        ]
    )
    services.count_missed(actor(make_member()), "nieuws")
    assert set(db_session.scalars(select(MissedSearch.words))) == {"samen", "nieuws"}


def test_from_the_search_page_to_a_question_and_off_the_list(db_session: Any, as_member: Any, drain: Any) -> None:
    indexer.rebuild()
    for _ in range(2):
        as_member(make_member()).get("/search?q=zeppelin")
        as_member(make_member()).get("/search?q=luchtschip&kind=question")
    client = as_member(make_member(roles=("coordinator",)))
    page = client.get("/admin/search/missed")
    assert "zeppelin" in page.main
    assert "luchtschip" not in page.main
    assert page.click("Ask as a question : zeppelin").one("input[name=title]")["value"] == "zeppelin"
    page = client.get("/admin/search/missed").submit("Take off the list : zeppelin")
    assert "Nothing was searched for in vain" in page.main
    as_member(make_member()).get("/search?q=zeppelin")
    assert "zeppelin" in client.get("/admin/search/missed").main


@pytest.mark.parametrize("error", [IntegrityError, OperationalError])
def test_the_page_comes_when_nothing_can_be_written(
    as_member: Any, db_session: Any, monkeypatch: pytest.MonkeyPatch, error: type[DBAPIError]
) -> None:
    reader = make_member()
    db_session.commit()
    indexer.rebuild()

    def fail(*_args: Any) -> bool:
        raise error("INSERT", {}, Exception("database is locked, or holds this by now"))

    monkeypatch.setattr("forum.search.services.count_missed", fail)
    page = as_member(reader).get("/search?q=onvindbaarheid")
    assert "Nothing found" in page.main

"""The search page, from the outbox row to the mark in the title."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forum.discussions.models import Post
from tests.factories import make_library, make_member, make_post, make_space, make_thread

Drain = Callable[[], int]


def test_a_question_is_found_after_the_worker_ran(db_session: Any, as_member: Any, drain: Drain) -> None:
    thread = make_thread(title="Zelfuitleenbalie leest niet", body="Sinds <b>vrijdag</b>.")
    reader = make_member()
    db_session.commit()
    drain()
    page = as_member(reader).get("/search?q=zelfuitleenbalies")
    assert page.texts("mark") == ["Zelfuitleenbalie"]
    assert page.click("Zelfuitleenbalie leest niet").url.startswith(f"/threads/{thread.id}-")
    assert "1 result" in page.main


def test_texts_of_another_library_do_not_exist(db_session: Any, as_member: Any, drain: Drain) -> None:
    library = make_library()
    space = make_space(audience=f"library:{library.id}")
    inside, outside = make_member(library=library), make_member()
    make_thread(inside, space, title="Geheimzinnig dossier")
    db_session.commit()
    drain()
    assert "Geheimzinnig" in as_member(inside).get("/search?q=dossier").main
    page = as_member(outside).get("/search?q=dossier&container=space:" + str(space.id))
    assert "Geheimzinnig" not in page.main
    assert space.title not in page.main
    assert "Nothing found" in page.main


def test_hits_the_feature_refuses_are_dropped(db_session: Any, as_member: Any, drain: Drain) -> None:
    """The index lags behind: the second check looks at the database."""
    thread = make_thread(title="Kortstondig bericht")
    reader = make_member()
    db_session.commit()
    drain()
    thread.space.audience = "library:999"
    db_session.commit()
    assert "Kortstondig" not in as_member(reader).get("/search?q=kortstondig").main


def test_nothing_found_offers_to_ask(db_session: Any, as_member: Any, drain: Drain) -> None:
    reader = make_member()
    db_session.commit()
    drain()
    page = as_member(reader).get("/search?q=onvindbaar+dilemma")
    assert "Nothing found" in page.main
    assert page.link("Ask this question") == "/threads/new?title=onvindbaar+dilemma"


def test_a_slip_of_the_pen_is_put_right(db_session: Any, as_member: Any, drain: Drain) -> None:
    make_thread(title="De boekenbus rijdt niet")
    reader = make_member()
    db_session.commit()
    drain()
    page = as_member(reader).get("/search?q=boekenbsu")
    assert "Did you mean" in page.main
    assert "1 result" in page.click("boekenbus").main


def test_a_word_that_is_found_is_no_slip_of_the_pen(db_session: Any, as_member: Any, drain: Drain) -> None:
    """Suggestions come from what everybody may read; a word of one library is right all the same."""
    library = make_library()
    space = make_space(audience=f"library:{library.id}")
    reader = make_member(library=library)
    make_thread(reader, space, title="De boekenbos rijdt")
    make_thread(title="De boekenbus rijdt niet")
    db_session.commit()
    drain()
    page = as_member(reader).get("/search?q=boekenbos")
    assert "Did you mean" not in page.main
    assert "Did you mean" in as_member(make_member()).get("/search?q=boekenbos").main


def test_a_hit_says_which_language_it_is_in(db_session: Any, as_member: Any, drain: Drain) -> None:
    for title, language in (("Scanner herkent niets", "nl"), ("Scanner is silent", "en")):
        thread = make_thread(title=title, language=language)
        db_session.get_one(Post, thread.opening_post_id).language = language
    reader = make_member()
    db_session.commit()
    drain()
    page = as_member(reader).get("/search?q=scanner")
    assert page.texts(".hit [lang=nl].row-title") == ["Scanner herkent niets"]
    assert len(page.all(".hit p[lang=nl]")) == 1
    assert not page.all(".hit [lang=en]")


def test_without_an_index_the_database_answers_and_a_rebuild_follows(
    app: Any, db_session: Any, as_member: Any, drain: Drain
) -> None:
    make_thread(title="De boekenbus rijdt niet")
    reader = make_member()
    db_session.commit()
    client = as_member(reader)
    page = client.get("/search?q=boekenbus")
    assert "being rebuilt" in page.main
    assert page.texts("mark") == ["boekenbus"]
    client.get("/search?q=boekenbus")
    drain()
    assert "being rebuilt" not in client.get("/search?q=boekenbus").main


def test_a_damaged_index_is_noticed_and_rebuilt(app: Any, db_session: Any, as_member: Any, drain: Drain) -> None:
    make_thread(title="De boekenbus rijdt niet")
    reader = make_member()
    db_session.commit()
    drain()
    for path in Path(app.config["INDEX_DIR"]).rglob("*"):
        if path.suffix in (".trm", ".pst", ".col", ".toc"):
            path.write_bytes(b"")
    client = as_member(reader)
    assert "being rebuilt" in client.get("/search?q=boekenbus").main
    drain()
    page = client.get("/search?q=boekenbus")
    assert "being rebuilt" not in page.main
    assert page.texts("mark") == ["boekenbus"]


def test_many_hits_cost_as_many_statements_as_few(
    db_session: Any, as_member: Any, drain: Drain, assert_queries: Any
) -> None:
    reader, space = make_member(), make_space()
    make_thread(space=space, title="Balie 0")
    db_session.commit()
    drain()
    client = as_member(reader)
    client.get("/search?q=balie")
    with assert_queries(6):
        client.get("/search?q=balie")
    for number in range(1, 25):
        make_post(make_thread(space=space, title=f"Balie {number}"), body="balie")
    db_session.commit()
    drain()
    client.get("/search?q=balie")
    with assert_queries(6):
        page = client.get("/search?q=balie")
    assert "25 results" in page.main
    assert "Page 1 of 3" in page.main
    assert "Page 3 of 3" in client.get("/search?q=balie&page=40").main


def test_an_empty_search_explains_itself(db_session: Any, as_member: Any) -> None:
    reader = make_member()
    db_session.commit()
    assert "What are you looking for?" in as_member(reader).get("/search").main
    assert as_member(reader).get("/search?q=((%00&page=-1&kind=x&sort=y").status == 200


def test_a_search_that_was_cut_short_says_so(
    db_session: Any, as_member: Any, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_thread(title="Zelfuitleenbalie leest niet", body="Sinds vrijdag.")
    reader = make_member()
    db_session.commit()
    drain()
    client = as_member(reader)
    assert "took too long" not in client.get("/search?q=zelfuitleenbalie+vrijdag").main
    monkeypatch.setattr("forum.search.whoosh_engine.executor.LONGEST_TIME", -1.0)
    page = client.get("/search?q=vrijdag+zelfuitleenbalie")
    assert "took too long" in page.main
    assert page.texts("mark")

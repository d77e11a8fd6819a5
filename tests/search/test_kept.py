"""What a search keeps: never shown to whom it is not for, and fresh as soon as anything in it changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import url_for

from forum.core.clock import now
from forum.discussions.models import Post, Thread
from forum.discussions.services import edit_post, hide_post
from forum.search.current import get_engine
from forum.search.engine import Hit, Results
from forum.search.finding import Wish
from forum.search.forms import address_of
from forum.search.query import parse
from forum.search.whoosh_engine import answers
from forum.web.kept_blocks import kept_blocks, kept_heavy
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread

Drain = Callable[[], int]


def test_what_is_kept_for_one_reader_is_not_shown_to_another(db_session: Any, as_member: Any, drain: Drain) -> None:
    """Same words, same language, same roles: only what they may read differs."""
    library = make_library()
    inside, outside = make_member(library=library), make_member(library=make_library())
    make_thread(inside, make_space(title="Kluis", audience=f"library:{library.id}"), title="Geheim dossier")
    make_thread(title="Open dossier")
    db_session.commit()
    drain()
    one, other = as_member(inside), as_member(outside)
    for _ in range(2):
        mine, theirs = one.get("/search?q=dossier"), other.get("/search?q=dossier")
        assert ("2 results" in mine.main, "1 result" in theirs.main) == (True, True)
        assert mine.texts(".hit mark") == ["dossier", "dossier"]
        for told in ("Geheim", "Kluis", inside.display_name):
            assert told in mine.text
            assert told not in theirs.text
        assert theirs.texts(".facet b") == ["1"] * len(theirs.all(".facet b"))


def test_rights_that_end_take_what_was_kept_away(db_session: Any, as_member: Any, drain: Drain) -> None:
    """Before the index knows of it, and after."""
    library = make_library()
    reader = make_member(library=library)
    make_thread(reader, make_space(audience=f"library:{library.id}"), title="Kortstondig bericht")
    db_session.commit()
    drain()
    client = as_member(reader)
    assert "Kortstondig" in client.get("/search?q=bericht").main
    reader.library, reader.access_version = make_library(), reader.access_version + 1
    db_session.commit()
    assert "Kortstondig" not in client.get("/search?q=bericht").main
    assert "Nothing found" in client.get("/search?q=bericht").main


def test_a_change_is_shown_at_once_and_counted_when_the_index_has_it(
    db_session: Any, as_member: Any, drain: Drain
) -> None:
    author, moderator = make_member(), make_member(roles=["administrator"])
    thread = make_thread(author, title="De balie", body="Over de scanner en het loket.")
    db_session.commit()
    drain()
    client = as_member(make_member())
    assert "het loket" in client.get("/search?q=scanner").main
    post = db_session.get_one(Post, thread.opening_post_id)
    edit_post(actor(author), post, "Over de scanner en de kluis.", base_revision=post.revision_count)
    db_session.commit()
    page = client.get("/search?q=scanner")
    assert "de kluis" in page.main
    assert "het loket" not in page.main
    drain()
    assert "Nothing found" in client.get("/search?q=loket").main
    assert "1 result" in client.get("/search?q=kluis").main
    reply = make_post(thread, author, body="Nog een scanner")
    db_session.commit()
    drain()
    assert "1 more match" in client.get("/search?q=scanner").main
    hide_post(actor(moderator), reply, "Dubbel")
    db_session.commit()
    drain()
    assert "more match" not in client.get("/search?q=scanner").main


def test_names_titles_and_states_are_those_of_now(db_session: Any, as_member: Any, drain: Drain) -> None:
    author, space = make_member(display_name="Mia Maes"), make_space(title="Balie")
    thread = make_thread(author, space, title="De scanner")
    db_session.commit()
    drain()
    client = as_member(make_member())
    assert client.get("/search?q=scanner").text.count("Mia Maes") == 2
    author.display_name, space.title = "Mia Smets", "Loket"
    db_session.get_one(Thread, thread.id).title = "De scanner piept"
    db_session.commit()
    page = client.get("/search?q=scanner")
    assert page.text.count("Mia Smets") == page.text.count("Loket") == 2
    assert "Mia Maes" not in page.text
    assert "De scanner piept" in page.texts(".row-title")


def test_a_page_kept_for_all_holds_nothing_of_its_first_reader(db_session: Any, as_member: Any, drain: Drain) -> None:
    make_thread(title="De scanner")
    first, second = make_member(display_name="Eerste Lezer"), make_member(display_name="Tweede Lezer")
    db_session.commit()
    drain()
    one, other = as_member(first), as_member(second)
    mine, theirs = one.get('/search?q="de scanner"'), other.get("/search?q=scanner+<i>")
    assert kept_blocks._blocks
    assert "Eerste Lezer" not in theirs.text
    assert "Tweede Lezer" in theirs.text
    assert theirs.form(field="rhythm").values["name"] == ["scanner <i>"]
    assert mine.form(field="rhythm").values["name"] == ["de scanner"]
    tokens = [page.form(field="rhythm").values["csrf_token"] for page in (mine, theirs)]
    assert tokens[0] != tokens[1]
    assert theirs.title.startswith("scanner <i>: search")
    assert "Kept." in theirs.submit("Keep").text
    assert one.get("/search?q=scanner&kept=nothing").form(field="rhythm").values["name"] == ["scanner"]


def test_how_old_a_hit_is_is_told_anew(db_session: Any, as_member: Any, drain: Drain) -> None:
    make_thread(title="De scanner")
    db_session.commit()
    drain()
    client = as_member(make_member())
    client.get("/search?q=scanner")
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1), tick=False):
        assert "5 minutes ago" in client.get("/search?q=scanner").main


def test_an_excerpt_is_of_the_words_that_were_asked(db_session: Any, as_member: Any, drain: Drain) -> None:
    make_thread(title="De balie", body="Over de scanner en het loket.")
    db_session.commit()
    drain()
    client = as_member(make_member())
    assert client.get("/search?q=scanner+balie").texts(".hit mark") == ["balie", "scanner"]
    assert client.get("/search?q=balie+loket").texts(".hit mark") == ["balie", "loket"]
    assert len(kept_heavy._blocks) == 4


def test_the_engine_keeps_by_what_a_reader_may_see(db_session: Any, drain: Drain) -> None:
    library = make_library()
    make_thread(make_member(library=library), make_space(audience=f"library:{library.id}"), title="Dossier")
    db_session.commit()
    drain()
    engine, query = get_engine(), parse("dossier")
    inside = engine.search(query, {"network", f"library:{library.id}"})
    assert inside.total == 1
    assert engine.search(query, {"network"}).total == engine.search(query, set()).total == 0
    assert engine.search(query, {"network", f"library:{library.id}", "member:7"}) == inside


def test_answers_fall_away_with_the_state_of_the_index_and_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_VALUES", 4)
    kept, asked = answers.Answers(), []

    def ask(state: int, key: str, found: Results) -> Results:
        return kept.get(state, key, lambda: asked.append((state, key)) or found)

    one = Results((Hit("post:1", "thread:1", 1.0),), 1)
    assert [ask(1, "a", one), ask(1, "a", one), ask(2, "a", one), ask(1, "a", one)] == [one] * 4
    assert asked == [(1, "a"), (2, "a"), (1, "a")]
    asked.clear()
    for key in ("b", "a", "c", "a", "b"):
        ask(1, key, one)
    assert asked == [(1, "b"), (1, "c"), (1, "b")]
    asked.clear()
    for _ in range(2):
        ask(1, "cut", replace(one, is_cut=True))
        ask(1, "large", replace(one, facets={"author": dict.fromkeys("abcdef", 1)}))
    assert len(asked) == 4


def test_addresses_are_those_flask_would_write(app: Any) -> None:
    wish = Wish('"één & twee" ?/#%+\'$', kinds=("question", "a b"), authors=("member:3",), period="week", page=3)
    with app.test_request_context("/"):
        written = address_of(wish)
        known = {"q": wish.text, "kind": wish.kinds, "author": wish.authors, "period": "week"}
        assert written() == url_for("search.results", **known)
        assert written(page=2, period="") == url_for("search.results", **known | {"page": 2, "period": None})
        assert address_of(Wish())() == "/search"

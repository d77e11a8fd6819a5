"""The ask page helps: what was asked before, the space it belongs in, numbers of patrons; nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.core.text.patron_data import find_patron_data
from forum.discussions import services
from forum.discussions.models import Draft, Post, Thread
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread

NATIONAL = "85.07.30-033.28"


@pytest.fixture
def index(db_session: Any, drain: Callable[[], int]) -> Callable[[], int]:
    """Put everything there is into the search index."""

    def run() -> int:
        db_session.commit()
        return drain()

    return run


def count(db_session, model) -> int:
    return db_session.scalar(select(func.count()).select_from(model))


class TestSimilar:
    def test_what_was_asked_before_is_shown_while_typing(self, as_member, index):
        asked = make_thread(title="Zelfuitleenbalie leest kaarten niet", body="Sinds vrijdag.")
        index()
        piece = as_member(make_member()).post(
            "/threads/similar", {"title": "Hoe kan ik de zelfuitleenbalie een kaart laten lezen?", "body": ""}
        )
        assert [link["href"] for link in piece.all(".similar a")] == [f"/threads/{asked.id}-{asked.slug}"]
        assert piece.one(".similar")["data-said"] == "1 similar thing found"

    def test_without_script_a_button_gives_the_list_and_keeps_everything(self, as_member, index):
        make_thread(title="Zelfuitleenbalie leest kaarten niet")
        space = make_space(title="Digitaal")
        index()
        page = as_member(make_member()).get("/threads/new?kind=question")
        typed = {"title": "De zelfuitleenbalie leest niets", "body": "Al een **week**.", "space": space.slug}
        page = page.submit("Look for similar questions", **typed)
        assert page.texts(".similar a") == ["Zelfuitleenbalie leest kaarten niet (opens in a new tab)"]
        values = page.form("form[data-asking]").values
        assert {name: values[name] for name in typed} == {name: [value] for name, value in typed.items()}
        assert not page.all(".error, [role=alert]")
        thread = page.submit("Post the question")
        assert thread.h1 == "De zelfuitleenbalie leest niets"

    def test_a_question_of_another_library_is_not_among_them(self, as_member, index):
        library = make_library()
        inside, outside = make_member(library_id=library.id), make_member()
        make_thread(inside, make_space(audience=f"library:{library.id}"), title="Ontslag van de directeur")
        index()
        typed = {"title": "Ontslag van een directeur", "body": ""}
        assert as_member(inside).post("/threads/similar", typed).all(".similar a")
        piece = as_member(outside).post("/threads/similar", typed)
        assert "Ontslag" not in str(piece.soup)
        assert not piece.all(".similar a, .suggested")

    def test_the_answer_that_fits_is_the_way_in(self, as_member, index):
        asker = make_member()
        thread = make_thread(asker, title="Toestel stuk")
        answer = make_post(thread, body="De kwartskristallen van de zelfuitleenbalie vervangen.")
        services.accept_answer(actor(asker), answer)
        index()
        piece = as_member(make_member()).post(
            "/threads/similar", {"title": "Kwartskristallen zelfuitleenbalie vervangen", "body": ""}
        )
        assert piece.one(".similar a")["href"] == f"/posts/{answer.id}"
        assert "Solved" in piece.text

    def test_nothing_found_is_said_and_an_empty_title_asks_nothing(self, as_member, index):
        make_thread(title="Zelfuitleenbalie leest kaarten niet")
        index()
        client = as_member(make_member())
        typed = {"title": "Wat kost een zeppelin?", "body": ""}
        piece = client.post("/threads/similar", typed)
        assert piece.texts(".similar-none") == ["Nothing like it has been asked yet."]
        # Two words are no title yet.
        assert client.post("/threads/similar", {"title": "Wat kost", "body": ""}).text == ""
        page = client.get("/threads/new").submit("Look for similar questions", **typed)
        assert "Nothing like it has been asked yet." in page.main
        assert client.post("/threads/similar", {"title": " ", "body": "Zelfuitleenbalie"}).text == ""

    def test_a_damaged_index_leaves_asking_alone(self, as_member, index, monkeypatch):
        from forum.search import similar
        from forum.search.engine import SearchUnavailable

        def broken():
            raise SearchUnavailable("gone")

        monkeypatch.setattr(similar, "get_engine", broken)
        page = as_member(make_member()).get("/threads/new?title=Zelfuitleenbalie")
        assert not page.all(".similar, .similar-none")

    @pytest.mark.parametrize("others", [1, 12])
    def test_it_costs_the_same_few_statements(self, as_member, index, assert_queries, others):
        space = make_space()
        for number in range(others):
            make_thread(space=space, title=f"Zelfuitleenbalie leest kaart {number} niet")
        index()
        client = as_member(make_member())
        client.post("/threads/similar", {"title": "Zelfuitleenbalie leest niet", "body": ""})
        with assert_queries(5):
            client.post("/threads/similar", {"title": "Zelfuitleenbalie leest niet", "body": ""})


class TestSuggestedSpace:
    def test_the_space_where_it_was_asked_before_is_proposed_and_not_chosen(self, as_member, index):
        digital, youth = make_space(title="Digitaal"), make_space(title="Jeugd")
        for number in range(3):
            make_thread(space=digital, title=f"Zelfuitleenbalie hapert {number}")
        make_thread(space=youth, title="Voorlezen in de zomer")
        index()
        page = as_member(make_member()).get("/threads/new?title=Onze+zelfuitleenbalie+hapert")
        assert "Does this belong in Digitaal?" in page.main
        assert page.form("form[data-asking]").values["space"] == [""]
        page = page.submit("Choose this space", body="Sinds vrijdag.")
        values = page.form("form[data-asking]").values
        assert (values["space"], values["body"]) == ([digital.slug], ["Sinds vrijdag."])
        assert "Does this belong in" not in page.main

    def test_an_unclear_case_proposes_nothing(self, as_member, index):
        for title in ("Digitaal", "Jeugd", "Activiteiten"):
            make_thread(space=make_space(title=title), title="Zelfuitleenbalie hapert")
        index()
        page = as_member(make_member()).get("/threads/new?title=Onze+zelfuitleenbalie+hapert")
        assert page.all(".similar a")
        assert "Does this belong in" not in page.main


class TestPatronData:
    def test_a_question_with_a_national_number_is_held_up_once(self, as_member, db_session):
        space = make_space()
        page = as_member(make_member()).get(f"/threads/new?space={space.slug}")
        typed = {"title": "Lener raakt niet binnen", "body": f"Het gaat om {NATIONAL}."}
        page = page.form("form[data-asking]").submit("Post the question", 422, **typed)
        assert page.texts("[role=alert] mark") == [NATIONAL]
        assert count(db_session, Thread) == 0
        assert page.form("form[data-asking]").values["body"] == [typed["body"]]
        posted = page.submit("Post anyway")
        assert posted.h1 == "Lener raakt niet binnen"
        assert count(db_session, Thread) == 1

    def test_a_corrected_question_is_posted(self, as_member):
        space = make_space()
        page = as_member(make_member()).get(f"/threads/new?space={space.slug}")
        typed = {"title": f"Lener {NATIONAL} raakt niet binnen", "body": "Hoe komt dat?"}
        page = page.form("form[data-asking]").submit("Post the question", 422, **typed)
        assert page.submit("Check again and post", title="Lener raakt niet binnen").h1 == "Lener raakt niet binnen"

    def test_a_reply_with_one_too(self, as_member, db_session):
        thread = make_thread()
        page = as_member(make_member()).get(f"/threads/{thread.id}-{thread.slug}")
        page = page.form(field="body").submit("Post", 422, body=f"Zoek {NATIONAL} op.")
        assert page.texts("[role=alert] mark") == [NATIONAL]
        assert count(db_session, Post) == 1
        assert f"Zoek {NATIONAL} op." in page.submit("Post anyway").main

    def test_it_is_written_in_no_log(self, as_member, caplog, capfd):
        space = make_space()
        page = as_member(make_member()).get(f"/threads/new?space={space.slug}")
        page.form("form[data-asking]").submit("Post the question", 422, title="Een vraag", body=NATIONAL)
        assert find_patron_data(NATIONAL)
        assert NATIONAL not in caplog.text + "".join(capfd.readouterr())


class TestSentTwice:
    def test_a_question_sent_twice_is_one_question(self, as_member, db_session):
        space = make_space()
        form = as_member(make_member()).get(f"/threads/new?space={space.slug}").form("form[data-asking]")
        typed = {"title": "Wie heeft een boekenpers?", "body": "Voor één dag."}
        first, second = form.submit("Post the question", **typed), form.submit("Post the question", **typed)
        assert first.url == second.url
        assert count(db_session, Thread) == 1

    def test_a_reply_sent_twice_is_one_reply(self, as_member, db_session):
        thread = make_thread()
        form = as_member(make_member()).get(f"/threads/{thread.id}-{thread.slug}").form(field="body")
        first, second = form.submit("Post", body="Wij!"), form.submit("Post", body="Wij!")
        assert first.url == second.url
        assert count(db_session, Post) == 2

    def test_another_text_in_the_same_form_is_asked_about_and_not_lost(self, as_member, db_session):
        thread = make_thread()
        form = as_member(make_member()).get(f"/threads/{thread.id}-{thread.slug}").form(field="body")
        form.submit("Post", body="Wij!")
        page = form.submit("Post", 422, body="Wij, op dinsdag.")
        assert "You have sent this form before" in page.main
        assert page.form(field="body").values["body"] == ["Wij, op dinsdag."]
        assert "Wij, op dinsdag." in page.submit("Post").main
        assert count(db_session, Post) == 3

    def test_two_colleagues_with_the_same_text_are_two(self, as_member, db_session):
        thread = make_thread()
        for _ in range(2):
            page = as_member(make_member()).get(f"/threads/{thread.id}-{thread.slug}")
            page.form(field="body").submit("Post", body="Wij!")
        assert count(db_session, Post) == 3

    def test_a_refused_form_can_be_sent_again(self, as_member, db_session):
        space = make_space()
        form = as_member(make_member()).get(f"/threads/new?space={space.slug}").form("form[data-asking]")
        form.submit("Post the question", 422, title="Kort", body="Voor één dag.")
        form.submit("Post the question", title="Wie heeft een boekenpers?", body="Voor één dag.")
        assert count(db_session, Thread) == 1


def test_a_found_question_that_is_mine_too_keeps_what_i_typed(as_member, index, db_session):
    asked, reader = make_thread(title="Zelfuitleenbalie leest kaarten niet"), make_member()
    index()
    page = as_member(reader).get("/threads/new?title=Zelfuitleenbalie+leest+kaarten+niet")
    page = page.submit(page.texts(".similar button")[0], body="Al een week.")
    assert page.url.startswith(f"/threads/{asked.id}-")
    assert db_session.get(Thread, asked.id).me_too_count == 1
    draft = db_session.scalars(select(Draft)).one()
    assert (draft.member_id, draft.body) == (reader.id, "Al een week.")
    assert draft.key.startswith("thread:new:")

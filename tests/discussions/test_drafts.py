"""Drafts of new threads: each form has its own, all are listed, none takes the place of another."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from forum.core.clock import now
from forum.core.errors import Invalid
from forum.discussions import queries, services
from forum.discussions.models import Draft
from forum.discussions.services.drafts import MOST_NEW
from tests.factories import actor, make_member, make_post, make_space, make_thread


def typed(client, address, **fields):
    """Open a form of a new thread and keep what is typed in it, as its script does; gives the form."""
    form = client.get(address).form("form[enctype]")
    key = form.tag.select_one("[data-draft]")["data-draft"]
    client.post("/drafts", {"key": key, "kind": form.values["kind"][0], **fields})
    return form


class TestTwoFormsAtOnce:
    def test_each_keeps_its_own_text(self, app, as_member, db_session):
        client = as_member(make_member())
        typed(client, "/threads/new?kind=question", title="Vraag A", body="Over A")
        typed(client, "/threads/new?kind=discussion", title="Gesprek B", body="Over B")
        assert set(db_session.scalars(select(Draft.body))) == {"Over A", "Over B"}
        page = client.get("/threads/new?kind=question")
        assert page.form("form[enctype]").values["title"] == [""]
        assert page.texts(".unsent a") == ["Go on with: Vraag A", "Go on with: Gesprek B"]
        form = page.click("Go on with: Gesprek B").form("form[enctype]")
        assert (form.values["title"], form.values["kind"]) == (["Gesprek B"], ["discussion"])

    def test_posting_one_leaves_the_other(self, app, as_member, db_session):
        space, client = make_space(), as_member(make_member())
        first = typed(client, "/threads/new", title="Vraag A", body="Over A")
        typed(client, "/threads/new", title="Vraag B", body="Over B")
        first.submit("Post the question", title="Vraag A, hoe dan?", body="Over A", space=space.slug)
        assert db_session.scalars(select(Draft.body)).all() == ["Over B"]

    def test_a_refused_form_goes_on_with_its_own(self, app, as_member, db_session):
        space, client = make_space(), as_member(make_member())
        form = typed(client, "/threads/new", title="Vraag A", body="Over A")
        refused = form.submit("Post the question", 422, title="Vraag A, hoe dan?", body="Over A")
        assert refused.form("form[enctype]").values["draft"] == form.values["draft"]
        refused.submit("Post the question", space=space.slug)
        assert db_session.scalars(select(Draft)).all() == []

    def test_a_draft_one_goes_on_with_is_announced_above_the_form(self, app, as_member):
        make_space()
        client = as_member(make_member())
        typed(client, "/threads/new?kind=discussion", title="Gesprek B", body="Over B")
        page = client.get("/threads/new").click("Go on with: Gesprek B")
        assert "You go on with your draft of" in page.texts("main .notice")[0]
        assert page.click("Begin a new one").form("form[enctype]").values["title"] == [""]

    def test_a_form_whose_draft_is_posted_becomes_another_one(self, app, as_member):
        space, client = make_space(), as_member(make_member())
        form = typed(client, "/threads/new", title="Vraag A", body="Over A")
        form.submit("Post the question", title="Vraag A, hoe dan?", body="Over A", space=space.slug)
        again = client.get(f"/threads/new?draft={form.values['draft'][0]}").form("form[enctype]")
        assert again.values["draft"] != form.values["draft"]

    @pytest.mark.parametrize("named", ["x", "../../etc/passwd", "é" * 12, "a" * 41, "abcdefgh:answer"])
    def test_an_address_that_names_no_draft_opens_an_empty_form(self, app, as_member, named):
        form = as_member(make_member()).get("/threads/new", query={"draft": named}).form("form[enctype]")
        assert form.values["draft"] != [named]


class TestTheList:
    def test_every_draft_leads_back_to_its_form(self, app, as_member, db_session):
        moderator = make_member()
        thread = make_thread(space=make_space(moderator))
        post, member = make_post(thread, moderator), actor(moderator)
        keys = [f"post:{post.id}:edit", f"thread:{thread.id}:conclusion", f"thread:{thread.id}:reply"]
        for key in [*keys, "thread:new:abcdefgh"]:
            services.save_draft(member, key, "", f"Half af {key}")
        client = as_member(moderator)
        for key in [*keys, "thread:new:abcdefgh"]:
            page = client.get("/drafts").click(f"Half af {key}")
            assert f"Half af {key}" in page.form(field="body").values["body"][0]

    def test_a_draft_is_thrown_away_from_the_list(self, app, as_member, db_session):
        member = make_member()
        services.save_draft(actor(member), "thread:new:abcdefgh", "Toch niet", "")
        page = as_member(member).get("/drafts").submit("Throw away : Toch niet")
        assert page.url == "/drafts"
        assert "No drafts" in page.main
        assert db_session.scalars(select(Draft)).all() == []

    def test_nobody_sees_or_opens_those_of_another(self, app, as_member):
        services.save_draft(actor(make_member()), "thread:new:abcdefgh", "Van mij", "Van mij")
        other = as_member(make_member())
        for address in ("/drafts", "/threads/new", "/threads/new?draft=abcdefgh"):
            assert "Van mij" not in other.get(address).text

    def test_an_answer_stands_with_its_question_and_alone_without_one(self, app):
        member = actor(make_member())
        services.save_draft(member, "thread:new:abcdefgh:answer", "", "Het antwoord")
        assert [line.body for line in queries.list_drafts(member)] == ["Het antwoord"]
        services.save_draft(member, "thread:new:abcdefgh", "De vraag", "")
        services.save_draft(member, "thread:new:ijklmnop:answer", "", "Een ander")
        assert [line.body or line.title for line in queries.list_drafts(member)] == ["Een ander", "De vraag"]
        assert {line.url for line in queries.list_drafts(member)} == {
            "/threads/new?draft=abcdefgh",
            "/threads/new?draft=ijklmnop",
        }

    @pytest.mark.parametrize("count", [1, 30])
    def test_it_costs_one_statement_however_many_there_are(self, app, db_session, assert_queries, count):
        member = actor(make_member())
        for number in range(count):
            services.save_draft(member, f"thread:new:abcdefgh{number}", "", "Half af")
        db_session.commit()
        with assert_queries(1):
            assert len(queries.list_drafts(member)) == count


class TestRoom:
    def test_there_is_an_end_to_how_many_new_ones_are_kept_and_nothing_is_overwritten(self, app, db_session):
        member = actor(make_member())
        for number in range(MOST_NEW):
            services.save_draft(member, f"thread:new:abcdefgh{number}", "", "Half af")
        with pytest.raises(Invalid):
            services.save_draft(member, "thread:new:eentekst", "", "Te veel")
        services.save_draft(member, "thread:new:abcdefgh0", "", "Verder")
        assert db_session.get(Draft, (member.id, "thread:new:abcdefgh0")).body == "Verder"

    def test_what_nobody_touched_for_half_a_year_goes(self, app, db_session):
        member, other = actor(make_member()), actor(make_member())
        for who in (member, other):
            services.save_draft(who, "thread:new:abcdefgh", "", "Oud")
        with time_machine.travel(now() + timedelta(days=200), tick=True):
            services.save_draft(member, "thread:new:ijklmnop", "", "Nieuw")
        assert sorted(db_session.scalars(select(Draft.body))) == ["Nieuw", "Oud"]

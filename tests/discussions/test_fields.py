"""A space asks for more than a title and a text: fields with rules, kept with the question, searchable, never lost."""

import pytest
from sqlalchemy import select

from forum.core.errors import Forbidden, Invalid, NotFound
from forum.discussions import queries, services
from forum.discussions.models import Draft, FieldAnswer, Post, SpaceField, Thread, ThreadKind
from forum.discussions.services.fields import MOST_FIELDS
from forum.search.documents import read_documents
from tests.discussions.fields import answers, ask, make_field
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


class TestSettingThemUp:
    def test_a_choice_keeps_each_option_once(self, db_session):
        field = make_field(make_space(), "  Filiaal ", "choice", options="Temse\n\n Beveren \nTemse\n", hint="Waar?")
        assert (field.label, field.choices, field.hint, field.is_required) == (
            "Filiaal",
            ["Temse", "Beveren"],
            "Waar?",
            False,
        )

    @pytest.mark.parametrize(
        ("label", "kind", "options", "named"),
        [
            (" ", "short", "", "label"),
            ("x" * 81, "short", "", "label"),
            ("Systeem", "date", "", "kind"),
            ("Systeem", "choice", "Een", "options"),
            ("Systeem", "choice", "\n".join(map(str, range(41))), "options"),
            ("Systeem", "choice", "Een\n" + "x" * 101, "options"),
        ],
    )
    def test_what_cannot_be_asked_is_refused_where_it_stands(self, db_session, label, kind, options, named):
        with pytest.raises(Invalid) as refused:
            make_field(make_space(), label, kind, options=options)
        assert refused.value.field == named

    def test_they_move_up_and_down_and_stop_at_the_ends(self, db_session):
        space, manager = make_space(), actor(make_member(roles=("coordinator",)))
        one, two, three = (make_field(space, f"Veld {number}") for number in (1, 2, 3))
        services.move_field(manager, space, three, up=True)
        services.move_field(manager, space, one, up=True)
        services.move_field(manager, space, two, up=False)
        assert [field.label for field in queries.list_fields(space.id)] == ["Veld 1", "Veld 3", "Veld 2"]

    def test_a_space_asks_for_no_more_than_people_fill_in(self, db_session):
        space = make_space()
        for number in range(MOST_FIELDS):
            make_field(space, f"Veld {number}")
        with pytest.raises(Invalid):
            make_field(space, "Nog een")

    def test_only_who_manages_the_space_does_it(self, db_session):
        space = make_space()
        field, member = make_field(space), actor(make_member())
        for verb in (services.remove_field, services.restore_field):
            with pytest.raises(Forbidden):
                verb(member, space, field)
        with pytest.raises(Forbidden):
            services.create_field(member, space, "Filiaal", "short")
        closed = make_space(audience=f"library:{make_library().id}")
        with pytest.raises(NotFound):
            services.create_field(actor(make_member(roles=("coordinator",))), closed, "Filiaal", "short")

    def test_in_the_browser(self, as_member, db_session):
        space = make_space()
        client = as_member(make_member(roles=("coordinator",)))
        page = client.get(f"/spaces/{space.slug}/edit").click("What a question in this space has to say")
        page = page.submit("Add", 422, label="Filiaal", kind="choice", options="Temse")
        assert page.form(button="Add").values["options"] == ["Temse"]
        page = page.submit("Add", label="Filiaal", kind="choice", options="Temse\nBeveren", is_required=True)
        page = page.submit("Add", label="Systeem")
        page = page.submit("Up : Systeem")
        assert [link.split()[0] for link in page.texts(".asked-field a")] == ["Systeem", "Filiaal"]
        page = page.click("Filiaal").submit("Save", label="Welk filiaal?")
        assert page.texts(".asked-field a") == ["Systeem", "Welk filiaal?"]
        field = db_session.scalars(select(SpaceField).where(SpaceField.label == "Systeem")).one()
        page = client.post(f"/spaces/{space.slug}/fields/{field.id}/remove")
        assert "No longer asked" in page.main
        page = client.post(f"/spaces/{space.slug}/fields/{field.id}/restore")
        assert "No longer asked" not in page.main

    def test_a_field_of_another_space_is_not_found(self, as_member):
        field, other = make_field(make_space()), make_space()
        as_member(make_member(roles=("coordinator",))).get(f"/spaces/{other.slug}/fields/{field.id}", 404)


class TestAnswers:
    def test_they_are_kept_in_the_order_of_the_fields_and_empty_ones_are_not(self, db_session):
        space = make_space()
        system, branch, note = make_field(space), make_field(space, "Filiaal"), make_field(space, "Nota", "long")
        thread = ask(space, {note.id: " Twee\nregels ", system.id: " Wise \n", branch.id: "  "})
        assert answers(thread) == [("Welk systeem?", "Wise"), ("Nota", "Twee\nregels")]
        assert thread.panels == "fields"

    @pytest.mark.parametrize(
        ("kind", "value"),
        [("short", ""), ("short", "x" * 201), ("long", "x" * 2001), ("choice", "Gent"), ("choice", "")],
    )
    def test_what_does_not_fit_is_refused_by_name(self, db_session, kind, value):
        space = make_space()
        options = "Temse\nBeveren" if kind == "choice" else ""
        field = make_field(space, kind=kind, options=options, is_required=True)
        with pytest.raises(Invalid) as refused:
            ask(space, {field.id: value})
        assert refused.value.field == field.name

    def test_a_discussion_is_asked_nothing(self, db_session):
        space = make_space()
        field = make_field(space, is_required=True)
        thread = services.start_thread(
            actor(make_member()), space, ThreadKind.DISCUSSION, "Zomaar iets", "Een tekst.", fields={field.id: "Wise"}
        )
        assert (answers(thread), thread.panels) == ([], "")

    def test_fields_of_another_space_are_not_taken(self, db_session):
        foreign = make_field(make_space())
        thread = ask(make_space(), {foreign.id: "Wise"})
        assert db_session.scalars(select(FieldAnswer)).all() == []
        assert thread.panels == ""

    def test_a_removed_field_keeps_its_answers_and_a_renamed_one_its_new_name(self, db_session):
        space, manager = make_space(), actor(make_member(roles=("coordinator",)))
        gone, renamed = make_field(space, "Oud"), make_field(space, "Systeem")
        thread = ask(space, {gone.id: "blijft", renamed.id: "Wise"})
        services.remove_field(manager, space, gone)
        services.edit_field(manager, space, renamed, "Welk systeem?", "short")
        assert answers(thread) == [("Oud", "blijft"), ("Welk systeem?", "Wise")]
        assert [field.label for field in queries.list_fields(space.id)] == ["Welk systeem?"]

    def test_they_are_found(self, db_session):
        space = make_space()
        field = make_field(space)
        thread = ask(space, {field.id: "Bibliotheca selfCheck"})
        document = read_documents([f"post:{thread.opening_post_id}"])[f"post:{thread.opening_post_id}"]
        assert document.body == "Een tekst.\n\nWelk systeem?: Bibliotheca selfCheck"

    def test_editing_replaces_them_and_counts_as_a_version(self, db_session):
        author, space = make_member(), make_space()
        field = make_field(space)
        thread = ask(space, {field.id: "Wise"}, author)
        post, version = db_session.get(Post, thread.opening_post_id), thread.version
        services.edit_post(actor(author), post, post.body, base_revision=1, fields={field.id: "Wise 5"})
        db_session.expire_all()
        assert (answers(thread), post.revision_count, thread.version > version) == (
            [("Welk systeem?", "Wise 5")],
            2,
            True,
        )
        services.edit_post(actor(author), post, post.body, base_revision=2, fields={field.id: "Wise 5"})
        assert post.revision_count == 2
        services.edit_post(actor(author), post, post.body, base_revision=2, fields={field.id: ""})
        db_session.expire_all()
        assert (answers(thread), thread.panels) == ([], "")

    def test_an_older_question_is_not_asked_for_what_became_required(self, db_session):
        author, space, manager = make_member(), make_space(), actor(make_member(roles=("coordinator",)))
        thread = make_thread(author, space)
        field = make_field(space, is_required=True)
        post = db_session.get(Post, thread.opening_post_id)
        services.edit_post(actor(author), post, "Nieuwe tekst", base_revision=1, fields={field.id: ""})
        assert post.body == "Nieuwe tekst"
        choice = make_field(space, "Filiaal", "choice", options="Temse\nBeveren")
        services.edit_post(actor(author), post, "Derde", base_revision=2, fields={choice.id: "Temse"})
        services.edit_field(manager, space, choice, "Filiaal", "choice", options="Gent\nAalst")
        services.edit_post(actor(author), post, "Vierde", base_revision=3, fields={choice.id: "Temse"})
        assert answers(thread) == [("Filiaal", "Temse")]


class TestPages:
    def test_they_stand_in_the_thread_for_every_reader(self, as_member):
        space = make_space()
        field = make_field(space)
        thread = ask(space, {field.id: "<b>Wise</b>"})
        for _ in range(2):
            page = as_member(make_member()).get(url_of(thread))
            assert (page.texts(".asked dt"), page.texts(".asked dd")) == (["Welk systeem?"], ["<b>Wise</b>"])

    def test_they_stand_between_the_question_and_what_one_can_do_with_it(self, as_member):
        space = make_space()
        thread = ask(space, {make_field(space).id: "Wise"})
        make_post(thread)
        page = as_member(make_member()).get(url_of(thread))
        assert [
            part["class"] for part in page.all(".post.first > div, .post.first > section, .post.first > footer")
        ] == [
            ["prose"],
            ["asked"],
            ["acts"],
        ]
        assert len(page.all(".asked")) == 1

    def test_without_script_the_fields_come_after_the_space_is_chosen_and_nothing_is_lost(self, as_member, db_session):
        space, other = make_space(title="Digitaal"), make_space(title="Jeugd")
        system = make_field(space, is_required=True, hint="Zoals Wise.")
        branch = make_field(other, "Filiaal", "choice", options="Temse\nBeveren")
        page = as_member(make_member()).get("/threads/new?kind=question")
        assert not page.all("[name^=field-]")
        typed = {"title": "De scanner hapert", "body": "Al een week.", "space": space.slug}
        page = page.submit("Show what this space asks for", **typed)
        page = page.submit("Show what this space asks for", **{system.name: "Wise", "space": other.slug})
        page = page.submit("Show what this space asks for", **{branch.name: "Temse", "space": space.slug})
        values = page.form("form[data-asking]").values
        assert (values[system.name], values["title"], values["body"]) == (["Wise"], [typed["title"]], [typed["body"]])
        thread = page.submit("Post the question")
        assert thread.texts(".asked dd") == ["Wise"]

    def test_a_required_field_that_was_not_seen_yet_is_shown_with_what_was_typed(self, as_member, db_session):
        space = make_space()
        field = make_field(space, is_required=True)
        page = as_member(make_member()).get("/threads/new?kind=question")
        typed = {"title": "De scanner hapert", "body": "Al een week.", "space": space.slug}
        page = page.form("form[data-asking]").submit("Post the question", 422, **typed)
        assert "Fill in “Welk systeem?”." in page.main
        assert page.form("form[data-asking]").values["body"] == [typed["body"]]
        assert page.submit("Post the question", **{field.name: "Wise"}).texts(".asked dd") == ["Wise"]

    def test_a_draft_keeps_the_answers(self, as_member, db_session):
        space, author = make_space(), make_member()
        field = make_field(space, "Nota", "long")
        fields = {
            "key": "thread:new",
            "title": "Titel",
            "body": "Tekst",
            "space": space.slug,
            field.name: "Half af\nen lang",
        }
        client = as_member(author)
        client.post("/drafts", {**fields, "once": "x"})
        assert db_session.scalars(select(Draft)).one().choices == {"space": space.slug, field.name: "Half af\nen lang"}
        values = client.get("/threads/new?draft=").form("form[data-asking]").values
        assert values[field.name] == ["Half af\nen lang"]

    def test_they_are_edited_with_the_opening_post(self, as_member, db_session):
        author, space = make_member(), make_space()
        field = make_field(space)
        thread = ask(space, {field.id: "Wise"}, author)
        page = as_member(author).get(f"/posts/{thread.opening_post_id}/edit")
        assert page.form(field="base_revision").values[field.name] == ["Wise"]
        page = page.form(field="base_revision").submit("Save", **{field.name: "Wise 5"})
        assert page.texts(".asked dd") == ["Wise 5"]

    @pytest.mark.parametrize("count", [1, 8])
    def test_a_thread_costs_one_statement_more_however_many_there_are(self, db_session, assert_queries, count):
        space = make_space()
        fields = [make_field(space, f"Veld {number}") for number in range(count)]
        thread = ask(space, {field.id: "Wise" for field in fields})
        queries.list_answered([thread.opening_post_id])
        with assert_queries(1):
            assert len(answers(thread)) == count


class TestRecording:
    def test_one_submit_makes_the_question_and_its_accepted_answer(self, as_member, db_session):
        space, author = make_space(), make_member()
        page = as_member(author).get(f"/threads/new?space={space.slug}")
        page = page.submit(
            "Post the question",
            title="Hoe herstart je de kaartdienst?",
            body="Na een storing.",
            answer="Met **Start**",
        )
        thread = db_session.scalars(select(Thread)).one()
        assert (thread.is_recorded, thread.accepted_count, thread.reply_count) == (True, 1, 1)
        assert db_session.scalars(select(Post.author_id)).all() == [author.id, author.id]
        assert "Recorded with its answer" in page.main
        assert "Met Start" in page.main

    def test_an_answer_that_cannot_be_posted_costs_neither_text(self, as_member, db_session):
        space = make_space()
        page = as_member(make_member()).get(f"/threads/new?space={space.slug}")
        typed = {"title": "Hoe herstart je de kaartdienst?", "body": "Na een storing.", "answer": "x" * 30_001}
        page = page.form("form[data-asking]").submit("Post the question", 422, **typed)
        values = page.form("form[data-asking]").values
        assert {name: values[name] for name in typed} == {name: [value] for name, value in typed.items()}
        assert page.all("#answer[aria-invalid]") and not page.all("#body[aria-invalid]")
        assert db_session.scalars(select(Thread)).all() == []

    def test_the_answer_has_a_draft_of_its_own_that_is_gone_afterwards(self, as_member, db_session):
        space, author = make_space(), make_member()
        client = as_member(author)
        client.post("/drafts", {"key": "thread:new", "title": "Kaartdienst", "body": "Hoe?", "space": space.slug})
        client.post("/drafts", {"key": "thread:new:answer", "title": "", "body": "Zo!"})
        page = client.get("/threads/new?draft=")
        assert page.form("form[data-asking]").values["answer"] == ["Zo!"]
        assert len(client.get("/").all("a[href='/threads/new?draft=']")) == 1
        page.submit("Post the question")
        assert db_session.scalars(select(Draft)).all() == []

    def test_a_discussion_has_no_answer(self, as_member):
        assert not as_member(make_member()).get("/threads/new?kind=discussion").all("[name=answer]")


def test_signing_in_again_brings_the_space_and_its_fields_back(app, as_member, db_session):
    space, author = make_space(), make_member(password="een lange zin om te testen", email="an@bib.example")
    field = make_field(space, is_required=True)
    client = as_member(author)
    form = client.get(f"/threads/new?space={space.slug}").form("form[data-asking]")
    with client.raw.session_transaction() as session:
        session.clear()
    page = form.submit("Post the question", title="De scanner hapert", body="Al een week.", **{field.name: "Wise"})
    page = page.form(field="password").submit(email="an@bib.example", password="een lange zin om te testen")
    values = page.form("form[data-asking]").values
    assert (values["space"], values[field.name], values["title"]) == ([space.slug], ["Wise"], ["De scanner hapert"])
    assert page.submit("Post the question").texts(".asked dd") == ["Wise"]

"""What fields of a question offer: the sites of the libraries and earlier answers; and files with a known answer."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from forum.core.errors import Invalid
from forum.discussions import services
from forum.discussions.models import Post
from forum.network.models import Site
from tests.discussions.fields import answers, ask, make_field
from tests.factories import actor, make_library, make_member, make_space


class TestSitesAndEarlierAnswers:
    def test_a_field_of_sites_lists_those_open_today_one_s_own_first(self, as_member, db_session):
        own, other = make_library(short_name="Temse"), make_library(short_name="Beveren")
        for library, name, until in (
            (other, "Hoofdbibliotheek", None),
            (own, "Bibliotheek Temse", None),
            (own, "Uitleenpost Tielrode", None),
            (own, "Oude bib", date(2020, 1, 1)),
        ):
            db_session.add(Site(library_id=library.id, name=name, valid_until=until))
        db_session.flush()
        space = make_space()
        field = make_field(space, "Welke vestiging?", "sites")
        page = as_member(make_member(library_id=own.id)).get(f"/threads/new?kind=question&space={space.slug}")
        offered = ["Bibliotheek Temse", "Uitleenpost Tielrode, Temse", "Hoofdbibliotheek, Beveren"]
        assert page.texts(f"#field-{field.id} option") == ["Choose", *offered]
        thread = ask(space, {field.id: offered[1]})
        assert answers(thread) == [("Welke vestiging?", offered[1])]
        with pytest.raises(Invalid):
            ask(space, {field.id: "Oude bib, Temse"})

    def test_a_site_that_closed_since_stays_with_its_question(self, as_member, db_session):
        library, space = make_library(short_name="Temse"), make_space()
        site = Site(library_id=library.id, name="Bibliotheek Temse")
        db_session.add(site)
        db_session.flush()
        field, author = make_field(space, "Welke vestiging?", "sites"), make_member()
        thread = ask(space, {field.id: "Bibliotheek Temse"}, author)
        site.valid_until = date(2020, 1, 1)
        db_session.flush()
        page = as_member(author).get(f"/posts/{thread.opening_post_id}/edit")
        assert page.texts(f"#field-{field.id} option[selected]") == ["Bibliotheek Temse"]
        page.submit("Save", body="Beter.")
        assert answers(thread) == [("Welke vestiging?", "Bibliotheek Temse")]

    def test_nobody_is_held_up_where_there_are_no_sites(self, db_session):
        field = make_field(space := make_space(), "Welke vestiging?", "sites", is_required=True)
        assert answers(ask(space, {field.id: ""})) == []

    def test_it_is_shown_and_changed_as_what_it_is(self, as_member, db_session):
        space = make_space()
        field = make_field(space, "Welke vestiging?", "sites")
        client = as_member(make_member(roles=("coordinator",)))
        assert "By choosing a site of a library" in client.get(f"/spaces/{space.slug}/fields").main
        page = client.get(f"/spaces/{space.slug}/fields/{field.id}")
        assert page.texts("#kind option[selected]") == ["By choosing a site of a library"]
        page.submit("Save", kind="short")
        assert (field.kind, field.source) == ("short", "")

    def test_a_line_suggests_what_was_filled_in_before_by_questions_one_may_read(self, as_member, db_session):
        space, elsewhere = make_space(), make_space()
        field = make_field(space)
        for value in ("Wise", "Zelfuitleen", "Zelfuitleen", "Printserver"):
            ask(space, {field.id: value})
        moved = ask(space, {field.id: "Geheim"})
        moved.space_id = elsewhere.id
        hidden = ask(space, {field.id: "Verborgen"})
        services.hide_thread(actor(make_member(roles=("moderator",))), hidden, "Hoort hier niet.")
        page = as_member(make_member()).get(f"/threads/new?kind=question&space={space.slug}")
        options = [option["value"] for option in page.all(f"#field-{field.id}-list option")]
        assert options[0] == "Zelfuitleen"
        assert sorted(options) == ["Printserver", "Wise", "Zelfuitleen"]
        assert page.one(f"#field-{field.id}")["list"] == f"field-{field.id}-list"


def test_files_come_with_a_known_answer_without_script_too(app, as_member, db_session):
    space = make_space()
    client = as_member(make_member())
    page = client.get(f"/threads/new?kind=question&space={space.slug}")
    typed = {
        "title": ["Hoe vervang je de bonrol?"],
        "body": ["De bonrol is op."],
        "answer": ["Zo doe je het."],
        "answer_files": [(BytesIO(b"Klik hier.\n"), "stappen.txt")],
    }
    client.post("/threads/new", {**page.form(button="Post the question").values, **typed})
    answer = db_session.scalars(select(Post).where(Post.accepted_at.is_not(None))).one()
    assert answer.body.startswith("Zo doe je het.\n\n[stappen.txt](/attachments/")
    assert [file["name"] for file in answer.files] == ["stappen.txt"]

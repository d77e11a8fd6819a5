"""What the forms of writers do for them: numbers left out, versions put back, files with every text."""

import pytest

from forum.core.text import compare
from forum.discussions import services
from forum.discussions.models import Post
from tests.attachments.test_pages import files
from tests.factories import actor, make_docx, make_image, make_member, make_post, make_space, make_thread
from tests.factories.attachments import make_attachment

NUMBER = "85.07.30-033.28"


def address(thread):
    return f"/threads/{thread.id}-{thread.slug}"


class TestANumberOfAPatron:
    def test_it_is_left_out_on_request_and_nothing_is_posted_yet(self, app, as_member, db_session):
        thread = make_thread()
        form = as_member(make_member()).get(address(thread)).form(field="body")
        warned = form.submit("Post", 422, body=f"Zoek {NUMBER} op.")
        assert warned.one(".found a")["href"] == "#body"
        assert "Check again and post" in warned.texts("form button.btn-main")
        page = warned.submit("Leave the number out")
        assert page.form(field="body").values["body"][0].strip() == "Zoek […] op."
        assert db_session.query(Post).count() == 1
        assert "Zoek […] op." in page.form(field="body").submit("Post").main

    def test_the_warning_leads_to_the_field_it_stands_in(self, app, as_member):
        make_space()
        form = as_member(make_member()).get("/threads/new").form(field="title")
        page = form.submit("Post the question", 422, title=f"Kaart van {NUMBER}", body="Werkt niet.")
        assert page.one(".found a")["href"] == "#title"
        page = page.submit("Leave the number out")
        assert page.form(field="title").values["title"] == ["Kaart van […]"]

    def test_in_an_edit_too(self, app, as_member):
        author = make_member()
        post = make_post(make_thread(), author)
        form = as_member(author).get(f"/posts/{post.id}/edit").form(field="base_revision")
        page = form.submit("Save", 422, body=f"Zoek {NUMBER} op.").submit("Leave the number out")
        assert page.form(field="base_revision").values["body"][0].strip() == "Zoek […] op."


class TestAnEarlierVersion:
    def test_it_is_put_back_by_who_may_edit(self, app, as_member, db_session):
        author = make_member()
        post = make_post(make_thread(), author, body="De goede tekst.")
        services.edit_post(actor(author), post, "Een slechte tekst.", base_revision=1)
        client = as_member(author)
        page = client.get(f"/posts/{post.id}/history").click("Put this version back (1)")
        assert "This is version 1." in page.main
        page.form(field="base_revision").submit("Save")
        post = db_session.get(Post, post.id)
        assert (post.body, post.revision_count) == ("De goede tekst.", 3)
        assert "Version 1 put back" in client.get(f"/posts/{post.id}/history").main

    def test_a_title_comes_back_with_its_question(self, app, as_member, db_session):
        author = make_member()
        thread = make_thread(author, title="De goede titel")
        post = db_session.get(Post, thread.opening_post_id)
        services.edit_post(actor(author), post, "Tekst", base_revision=1, title="Een andere titel")
        page = as_member(author).get(f"/posts/{post.id}/edit?version=1")
        assert page.form(field="base_revision").values["title"] == ["De goede titel"]

    def test_what_somebody_saved_meanwhile_is_not_overwritten(self, app, as_member):
        author, moderator = make_member(), make_member()
        post = make_post(make_thread(space=make_space(moderator)), author, body="Eerst.")
        services.edit_post(actor(author), post, "Dan.", base_revision=1)
        form = as_member(author).get(f"/posts/{post.id}/edit?version=1").form(field="base_revision")
        services.edit_post(actor(moderator), post, "Intussen.", base_revision=2)
        assert form.submit("Save", 409).all(".versions")

    def test_a_draft_stays_a_draft(self, app, as_member):
        author = make_member()
        post = make_post(make_thread(), author)
        services.edit_post(actor(author), post, "Dan.", base_revision=1)
        client = as_member(author)
        client.post("/drafts", {"key": f"post:{post.id}:edit", "body": "Half af", "started_from": "2"})
        assert not client.get(f"/posts/{post.id}/edit?version=1").all("[data-draft]")
        form = client.get(f"/posts/{post.id}/edit").form(field="base_revision")
        assert form.values["body"][0].strip() == "Half af"

    @pytest.mark.parametrize("number", ["0", "99", "x"])
    def test_a_version_there_is_not_puts_nothing_back(self, app, as_member, number):
        author = make_member()
        post = make_post(make_thread(), author)
        status = 200
        assert "This is version" not in as_member(author).get(f"/posts/{post.id}/edit?version={number}", status).main

    def test_others_are_not_offered_it(self, app, as_member):
        author = make_member()
        post = make_post(make_thread(), author)
        services.edit_post(actor(author), post, "Dan.", base_revision=1)
        assert "Put this version back" not in as_member(make_member()).get(f"/posts/{post.id}/history").main


class TestFiles:
    def test_a_known_answer_takes_files_without_script(self, app, as_member):
        space = make_space()
        form = as_member(make_member()).get(f"/threads/new?space={space.slug}").form("form[data-asking]")
        values = {name: value for name, value in form.values.items() if not name.endswith("files")}
        page = form.page.client.post(
            "/threads/new",
            values
            | {"title": "Hoe herstart je de dienst?", "body": "Na een storing.", "answer": "Zo staat het hier:"}
            | {"answer_files": files(("Handleiding.docx", make_docx("Dag")))},
        )
        answer = page.one(".post.d1")
        assert "Zo staat het hier:" in answer.text
        assert answer.select_one("ul.files").text.startswith("Handleiding.docx")

    def test_who_decides_on_a_suggestion_opens_its_files_and_the_post_shows_them(self, app, as_member, db_session):
        author, reader = make_member(), make_member()
        post = make_post(make_thread(), author)
        client = as_member(reader)
        form = client.get(f"/posts/{post.id}/suggest").form(field="reason")
        values = {name: value for name, value in form.values.items() if name != "files"}
        picture = {"reason": "Een foto", "files": files(("plan.png", make_image()))}
        client.post(f"/posts/{post.id}/suggest", values | picture)
        decider = as_member(author)
        decider.get("/attachments/1")
        suggestion = decider.get("/suggestions").click(post.thread.title)
        as_member(make_member()).get("/attachments/1", 404)
        suggestion.submit("Take it over")
        assert db_session.get(Post, post.id).body.rstrip().endswith("![plan](/attachments/1/plan.png)")
        assert as_member(make_member()).get(address(post.thread)).all(".prose a.picture img")

    def test_a_suggestion_brings_in_no_file_its_writer_may_not_see(self, app, as_member):
        hidden = make_attachment(make_member())
        author, reader = make_member(), make_member()
        post = make_post(make_thread(), author)
        body = f"![plan](/attachments/{hidden.id}/plan.png)"
        services.suggest_edit(actor(reader), post, body, base_revision=1, reason="x")
        as_member(author).get(f"/attachments/{hidden.id}", 404)


def test_a_title_that_is_too_long_says_how_long_it_is(app, as_member):
    space = make_space()
    form = as_member(make_member()).get(f"/threads/new?space={space.slug}").form("form[data-asking]")
    page = form.submit("Post the question", 422, title="a" * 212, body="Tekst")
    assert "The title has 212 characters, where at most 200 fit." in page.main
    assert page.one("#title")["data-most"] == "200"


def test_the_asker_reads_what_happens_next_and_gives_no_answer_but_a_reply(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    page = as_member(asker).get(address(thread))
    assert page.texts(".reply h2") == ["Your reply"]
    assert "No answer yet. You get a notification" in page.one(".reply").text
    other = as_member(make_member()).get(address(thread))
    assert other.texts(".reply h2") == ["Your answer"]
    assert "No answer yet" not in other.text
    make_post(thread)
    assert "No answer yet" not in as_member(asker).get(address(thread)).text


def test_an_accepted_answer_says_who_accepted_it(app, as_member):
    asker = make_member(display_name="Ans Vraagt")
    thread = make_thread(asker)
    post = make_post(thread)
    services.accept_answer(actor(asker), post)
    page = as_member(make_member()).get(address(thread))
    assert "by Ans Vraagt" in page.one(f"#bericht-{post.id} header").text


def test_a_reply_without_script_names_what_it_answers(app, as_member):
    post = make_post(body="Zet de **schakelaar** om.")
    page = as_member(make_member()).get(f"{address(post.thread)}?reply={post.id}")
    assert page.all("[data-reply-to] a")[0]["href"] == f"#bericht-{post.id}"
    assert page.texts("[data-reply-to] q") == ["Zet de schakelaar om."]


def test_how_lines_end_is_no_difference():
    assert {sign for sign, _text in compare("een\r\ntwee", "een\ntwee", context=None)} == {" "}

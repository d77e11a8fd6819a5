"""A text that was typed from an older version never takes the place of a newer one unseen."""

from forum.core.clock import now
from forum.discussions import queries, services
from forum.discussions.models import Draft, Post
from forum.discussions.services.suggestions import find_open_suggestion
from tests.factories import actor, make_member, make_post, make_space, make_thread

MINE, THEIRS = "Bel de leverancier eerst op.", "Bel de leverancier op 03 111 22 33."


def a_post_two_may_edit():
    """Its author, who moderates the space, and the post."""
    author, moderator = make_member(), make_member(display_name="Lotte Claes")
    thread = make_thread(author, space=make_space(moderator))
    return author, moderator, make_post(thread, author, body="Bel de leverancier op.")


def keep_draft(client, form, body):
    """What the script of the editor sends of a form."""
    kept = {name: form.values[name][0] for name in ("started_from", "title") if name in form.values}
    client.post("/drafts", {"key": form.tag.select_one("[data-draft]")["data-draft"], "body": body, **kept})


class TestADraftOfAnEdit:
    def opened_again(self, as_member):
        author, moderator, post = a_post_two_may_edit()
        client = as_member(author)
        keep_draft(client, client.get(f"/posts/{post.id}/edit").form(field="base_revision"), MINE)
        services.edit_post(actor(moderator), post, THEIRS, base_revision=1)
        return post, client.get(f"/posts/{post.id}/edit")

    def test_it_opens_beside_what_was_saved_meanwhile(self, app, as_member):
        post, page = self.opened_again(as_member)
        assert page.form(field="base_revision").values["body"][0].strip() == MINE
        assert "Lotte Claes" in page.one(".versions").text
        assert page.texts(".versions ins") == ["added: eerst"]
        assert [button.text for button in page.all("button[name=take]")] == ["My text", "Their text"]
        assert post.revision_count == 2

    def test_it_stays_so_until_it_is_saved(self, app, as_member, db_session):
        post, page = self.opened_again(as_member)
        author = page.client
        keep_draft(author, page.form(field="base_revision"), MINE + " Echt.")
        again = author.get(f"/posts/{post.id}/edit")
        assert again.all(".versions")
        again.form(field="base_revision").submit("Save")
        assert db_session.get(Post, post.id).body == MINE + " Echt."
        assert not author.get(f"/posts/{post.id}/edit").all(".versions")

    def test_without_a_script_their_text_can_be_taken_and_mine_again(self, app, as_member):
        _post, page = self.opened_again(as_member)
        page = page.form(field="base_revision").submit("Their text")
        assert page.form(field="base_revision").values["body"][0].strip() == THEIRS
        page = page.form(field="base_revision").submit("My text")
        assert page.form(field="base_revision").values["body"][0].strip() == MINE

    def test_a_draft_kept_before_versions_were_is_compared_by_its_moment(self, app, as_member, db_session):
        author, moderator, post = a_post_two_may_edit()
        services.save_draft(actor(author), f"post:{post.id}:edit", "", MINE)
        services.edit_post(actor(moderator), post, THEIRS, base_revision=1)
        client = as_member(author)
        assert client.get(f"/posts/{post.id}/edit").all(".versions")
        db_session.get(Draft, (author.id, f"post:{post.id}:edit")).updated_at = now()
        db_session.flush()
        assert not client.get(f"/posts/{post.id}/edit").all(".versions")


class TestSavingAtTheSameTime:
    def test_one_notice_says_whose_text_it_is_and_what_mine_changes_in_it(self, app, as_member, db_session):
        author, moderator, post = a_post_two_may_edit()
        form = as_member(author).get(f"/posts/{post.id}/edit").form(field="base_revision")
        services.edit_post(actor(moderator), post, THEIRS, base_revision=1)
        page = form.submit("Save", 409, body=MINE)
        assert len(page.all("[role=alert]")) == 1
        assert "Lotte Claes" in page.one(".versions").text
        page.form(field="base_revision").submit("Save")
        assert db_session.get(Post, post.id).body == MINE

    def test_a_form_that_is_not_right_yet_still_shows_the_other_text(self, app, as_member):
        author, moderator, post = a_post_two_may_edit()
        form = as_member(author).get(f"/posts/{post.id}/edit").form(field="base_revision")
        services.edit_post(actor(moderator), post, THEIRS, base_revision=1)
        page = form.submit("Save", 409, body=MINE)
        page = page.form(field="base_revision").submit("Save", 422, body="")
        assert page.all(".versions")


def test_a_draft_of_a_conclusion_opens_beside_what_was_concluded_meanwhile(app, as_member):
    moderator, other = make_member(), make_member(roles=("administrator",), display_name="Lotte Claes")
    thread = make_thread(space=make_space(moderator))
    services.write_conclusion(actor(moderator), thread, "We proberen het.")
    client = as_member(moderator)
    keep_draft(client, client.get(f"/threads/{thread.id}/conclusion").form(field="base_revision"), "We doen het.")
    services.write_conclusion(actor(other), thread, "We wachten nog.", base_revision=1)
    page = client.get(f"/threads/{thread.id}/conclusion")
    assert "Lotte Claes" in page.one(".versions").text
    page = page.form(field="base_revision").submit("Save")
    assert services.find_conclusion(thread).body == "We doen het."


def test_a_draft_of_a_suggestion_remembers_the_version_it_was_made_from(app, as_member):
    _author, moderator, post = a_post_two_may_edit()
    reader = make_member()
    client = as_member(reader)
    keep_draft(client, client.get(f"/posts/{post.id}/suggest").form(field="base_revision"), MINE)
    services.edit_post(actor(moderator), post, THEIRS, base_revision=1)
    page = client.get(f"/posts/{post.id}/suggest")
    assert "The post was changed since" in page.main
    page.form(field="base_revision").submit("Suggest this", reason="Het nummer")
    suggestion = find_open_suggestion(actor(reader), queries.get_post(actor(reader), post.id))
    assert suggestion.base_number == 1

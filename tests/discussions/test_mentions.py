"""Naming colleagues and working groups, and quoting: who is told, who is not, and what the writer reads of it."""

import pytest
from sqlalchemy import select

from forum.core.errors import NotFound
from forum.core.policy import library_token
from forum.discussions import queries, services
from forum.notifications.models import Notification
from tests.factories import actor, make_group, make_library, make_member, make_post, make_space, make_thread


def told(db_session, kind):
    return set(db_session.scalars(select(Notification.member_id).where(Notification.kind == kind)))


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


@pytest.fixture
def closed(app):
    """A space of one library."""
    return make_space(audience=library_token(make_library().id))


def insider(space):
    return make_member(library_id=int(space.audience.split(":")[1]))


class TestWorkingGroups:
    def test_everybody_in_the_group_is_told_but_the_writer(self, db_session, drain):
        one, two, writer = make_member(), make_member(), make_member()
        make_group(one, two, writer, slug="werkgroep-jeugd")
        make_post(author=writer, body="Wat vindt @werkgroep-jeugd hiervan?")
        db_session.commit()
        drain()
        assert told(db_session, "post.mentioned") == {one.id, two.id}

    def test_a_member_who_may_not_see_the_thread_is_not_told(self, db_session, drain, closed):
        inside, outside, writer = insider(closed), make_member(), insider(closed)
        make_group(inside, outside, slug="werkgroep-jeugd")
        make_thread(writer, closed, body="Dag @werkgroep-jeugd")
        db_session.commit()
        drain()
        assert told(db_session, "post.mentioned") == {inside.id}

    def test_a_colleague_goes_before_a_group_of_the_same_name(self, db_session, drain):
        colleague, member = make_member(handle="jeugd"), make_member()
        make_group(member, slug="jeugd")
        make_post(body="@jeugd")
        db_session.commit()
        drain()
        assert told(db_session, "post.mentioned") == {colleague.id}


class TestEditing:
    def test_who_is_named_only_now_is_told_and_nobody_twice(self, db_session, drain):
        first, second, author = make_member(handle="een"), make_member(handle="twee"), make_member()
        post = make_post(author=author, body="Dag @een")
        db_session.commit()
        drain()
        assert told(db_session, "post.mentioned") == {first.id}
        services.edit_post(actor(author), post, "Dag @een en @twee", base_revision=1)
        db_session.commit()
        drain()
        rows = db_session.execute(select(Notification.member_id, Notification.event_count)).all()
        assert {(first.id, 1), (second.id, 1)} <= {tuple(row) for row in rows}


class TestUnreached:
    def test_the_writer_reads_who_cannot_see_the_mention(self, as_member, closed):
        make_member(handle="buiten", display_name="Joris Claes")
        writer = insider(closed)
        thread = make_thread(writer, closed)
        page = as_member(writer).get(url_of(thread)).form(field="body").submit(body="Vraag het @buiten")
        assert "Joris Claes cannot see this discussion" in page.text
        assert "Vraag het @buiten" in page.main

    def test_nothing_is_said_when_all_can(self, as_member):
        make_member(handle="binnen", display_name="Ann Binnen")
        thread = make_thread()
        page = as_member(make_member()).get(url_of(thread)).form(field="body").submit(body="Vraag het @binnen")
        assert "cannot see this discussion" not in page.text

    def test_a_text_with_too_many_names_comes_back_whole(self, as_member):
        thread, text = make_thread(), " ".join(f"@collega{number}" for number in range(2_000))
        page = as_member(make_member()).get(url_of(thread)).form(field="body").submit(None, 422, body=text)
        assert page.form(field="body").values["body"][0].strip() == text
        assert "2000 colleagues, where 50 are allowed" in page.main


class TestQuoting:
    def test_the_author_of_the_words_is_told(self, db_session, drain):
        quoted, post = make_member(), None
        post = make_post(author=quoted, body="Zo doen wij het.")
        make_post(post.thread, body=f"> [X schreef:](/posts/{post.id})\n> Zo doen wij het.\n\nWij ook.")
        db_session.commit()
        drain()
        assert told(db_session, "post.quoted") == {quoted.id}

    def test_a_link_to_a_post_one_may_not_see_tells_nobody(self, db_session, drain, closed):
        secret = make_thread(insider(closed), closed)
        make_post(body=f"> [X](/posts/{secret.opening_post_id})\n> gegokt")
        db_session.commit()
        drain()
        assert told(db_session, "post.quoted") == set()

    def test_without_javascript_the_reply_form_comes_filled(self, as_member):
        post = make_post(author=make_member(display_name="An Peeters"), body="Eerst **dit**.")
        client = as_member(make_member())
        page = client.get(f"{url_of(post.thread)}?reply={post.id}")
        assert page.main.count("Quote this post") == 1
        page = client.get(f"{url_of(post.thread)}?reply={post.id}&quote=1")
        body = page.form(field="body").values["body"][0].strip()
        assert body == f"> [An Peeters wrote:](/posts/{post.id})\n> Eerst **dit**."

    def test_a_post_one_may_not_see_is_not_quoted(self, app, closed):
        secret = make_thread(insider(closed), closed, body="Geheim")
        with pytest.raises(NotFound):
            queries.get_quotation(actor(make_member()), secret.opening_post_id)

    def test_a_hidden_post_is_not_quoted(self, app):
        moderator = make_member()
        post = make_post(make_thread(space=make_space(moderator)), body="Geheim")
        services.hide_post(actor(moderator), post, "Hoort hier niet")
        with pytest.raises(NotFound):
            queries.get_quotation(actor(make_member()), post.id)


def test_a_text_of_ten_megabytes_comes_back_with_a_sentence(as_member):
    thread, text = make_thread(), "0123456789" * 1_000_000
    page = as_member(make_member()).get(url_of(thread)).form(field="body").submit(None, 422, body=text)
    assert "This text is too long: 10000000 characters" in page.main
    assert page.form(field="body").values["body"][0].strip() == text


@pytest.mark.parametrize("title", ["Balie\u202eeilaB", "Ba\u200blie\u2060 open\ufeff", "Balie \u2066open\u2069"])
def test_a_title_keeps_no_character_that_hides_or_turns_the_line(app, title):
    thread = make_thread(title=title)
    assert thread.title in ("BalieeilaB", "Balie open")
    assert thread.slug.startswith("balie")


def test_a_group_is_called_by_its_name_and_leads_to_the_colleagues_in_it(app, as_member):
    inside, outside = make_member(display_name="An Peeters"), make_member(display_name="Joris Claes")
    make_group(inside, slug="werkgroep-jeugd")
    post = make_post(body="Dag @werkgroep-jeugd!")
    client = as_member(outside)
    link = client.get(f"/threads/{post.thread.id}-{post.thread.slug}").one("a.ref-group")
    assert link.text.startswith("@") and link.text != "@werkgroep-jeugd"
    page = client.get(link["href"])
    assert page.one("h1").text == link.text.removeprefix("@")
    assert page.texts(".people .who") == ["An Peeters"]
    client.get("/members/?group=bestaat-niet", status=404)

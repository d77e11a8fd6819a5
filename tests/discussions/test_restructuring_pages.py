"""The pages of moderators: choosing, confirming, what stands in the thread afterwards, and what nobody else sees."""

import pytest
from sqlalchemy import select

from forum.accounts.identity import bump_access
from forum.discussions import services
from forum.discussions.models import Post, Restructuring
from forum.extensions import db
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


@pytest.fixture
def moderator(app):
    return make_member(display_name="Katrien Maes")


@pytest.fixture
def space(moderator):
    return make_space(moderator, title="Balie")


def test_merging_by_address_leads_to_the_posts_and_leaves_a_line_with_undo(as_member, moderator, space, db_session):
    one = make_thread(space=space, title="Pincode vergeten?", body="Wat nu?")
    other = make_thread(space=space, title="Nieuwe pincode", body="Hoe dan?")
    client = as_member(moderator)
    page = client.get(f"/threads/{one.id}/merge", query={"q": f"https://forum.example{url_of(other)}"})
    done = page.submit("Merge discussions", reason="zelfde vraag")
    assert done.url.startswith(url_of(other))
    assert "Wat nu?" in done.text
    line = done.soup.select_one(".changes").get_text(" ", strip=True)
    assert "Katrien Maes brought the posts of Pincode vergeten? here" in line
    assert "zelfde vraag" in line
    undone = client.get(done.soup.select_one(".changes a[href$=undo]")["href"]).submit("Undo the merging")
    assert undone.url == url_of(one)
    assert "undone by Katrien Maes" in client.get(url_of(other)).text
    assert "Wat nu?" not in client.get(url_of(other)).text


def test_the_address_of_a_merged_discussion_leads_on_only_for_those_who_may_see_where(as_member, db_session):
    library = make_library()
    moderator = make_member(library_id=library.id)
    open_space, closed = make_space(moderator), make_space(moderator, audience=f"library:{library.id}")
    one, other = make_thread(space=open_space), make_thread(moderator, closed, title="Geheim overleg")
    services.merge_threads(actor(moderator), one, other)
    insider, outsider = as_member(make_member(library_id=library.id)), as_member(make_member())
    assert insider.get(url_of(one)).url.startswith(url_of(other))
    page = outsider.request("GET", url_of(one), 404)
    assert "Geheim" not in page.text


def test_a_reply_typed_while_the_discussion_was_merged_comes_back_where_the_posts_are(as_member, moderator, space):
    one, other = make_thread(space=space), make_thread(space=space, title="De andere vraag")
    client = as_member(make_member())
    page = client.get(url_of(one))
    services.merge_threads(actor(moderator), one, other)
    answer = page.form(field="body").submit(body="Mijn lange antwoord", _status=409)
    assert answer.h1 == "De andere vraag"
    assert "Mijn lange antwoord" in answer.form(field="body").values["body"][0]
    sent = answer.form(field="body").submit()
    assert "Mijn lange antwoord" in sent.text


def test_a_moderator_who_comes_too_late_is_told_and_sees_where_the_posts_are(as_member, moderator, space):
    one, other = make_thread(space=space), make_thread(space=space, title="De andere vraag")
    client = as_member(moderator)
    page = client.get(f"/threads/{one.id}/move")
    services.merge_threads(actor(moderator), one, other)
    assert page
    late = client.get(f"/threads/{one.id}/move")
    assert late.h1 == "De andere vraag"
    assert "has been merged" in late.text


def test_moving_says_who_will_see_it_and_wants_a_yes(as_member, db_session):
    library = make_library()
    moderator = make_member(library_id=library.id)
    closed = make_space(moderator, audience=f"library:{library.id}", title="Intern")
    goal = make_space(moderator, title="Voor iedereen")
    thread = make_thread(moderator, closed)
    make_member()
    client = as_member(moderator)
    page = client.get(f"/threads/{thread.id}/move", query={"to": goal.slug})
    assert "who cannot read these posts now, will" in page.text
    refused = page.submit("Move", reason="hoort thuis bij iedereen", _status=422)
    assert "Confirm this" in refused.text
    assert refused.form(button="Move").values["reason"] == ["hoort thuis bij iedereen"]
    done = refused.submit("Move", confirmed="y")
    assert "moved this discussion from Intern to Voor iedereen" in done.one(".changes").get_text(" ", strip=True)
    outsider = as_member(make_member()).get(url_of(thread))
    line = outsider.soup.select_one(".changes").get_text(" ", strip=True)
    assert "Intern" not in outsider.text
    assert "from another space to Voor iedereen" in line


def test_splitting_from_the_page_keeps_what_was_filled_in(as_member, moderator, space, db_session):
    thread = make_thread(space=space)
    post = make_post(thread, body="Een heel andere vraag")
    client = as_member(moderator)
    page = client.get(f"/threads/{thread.id}/split", query={"post": post.id})
    refused = page.submit("Split off", title="", reason="andere vraag", _status=422)
    assert refused.form(button="Split off").values["reason"] == ["andere vraag"]
    assert refused.soup.select_one(f"input[name=posts][value='{post.id}']").has_attr("checked")
    done = refused.submit("Split off", title="Een heel andere vraag")
    assert done.h1 == "Een heel andere vraag"
    assert "split this discussion off from" in done.one(".changes").get_text(" ", strip=True)
    assert "split off 1 post as Een heel andere vraag" in client.get(url_of(thread)).text


def test_a_reply_gets_another_place_by_choice_or_by_address(as_member, moderator, space, db_session):
    thread = make_thread(space=space)
    first, second = make_post(thread, body="eerste"), make_post(thread, body="tweede")
    client = as_member(moderator)
    client.get(f"/posts/{second.id}/place").submit("Move", parent=str(first.id))
    db_session.refresh(second)
    assert second.parent_id == first.id
    wrong = client.get(f"/posts/{second.id}/place").submit("Move", address="nergens", _status=422)
    assert "not the address of a post" in wrong.text
    client.get(f"/posts/{second.id}/place").submit("Move", address=f"/posts/{thread.opening_post_id}")
    db_session.refresh(second)
    assert second.parent_id == thread.opening_post_id


class TestDuplicates:
    def test_the_asker_closes_their_question_and_it_is_no_longer_open(self, as_member, space, db_session):
        asker, follower = make_member(), make_member()
        original = make_thread(space=space, title="Eerst gevraagd")
        question = make_thread(asker, space, title="Nog eens gevraagd")
        client = as_member(asker)
        page = client.get(f"/threads/{question.id}/duplicate", query={"q": f"#{original.id}"})
        done = page.submit("Close as a duplicate")
        assert done.soup.select_one(".notice a")["href"] == url_of(original)
        reader = as_member(follower)
        assert "Nog eens gevraagd" not in reader.get(f"/spaces/{space.slug}", query={"show": "unanswered"}).text
        assert "Reply in the earlier discussion" in reader.get(url_of(question)).text
        assert "Asked once more" in reader.get(url_of(original)).text
        reopened = client.get(f"/changes/{_change(db_session, question)}/undo").submit("Reopen this discussion")
        assert "This was asked before" not in reopened.text
        assert "Asked once more" not in reader.get(url_of(original)).text

    def test_who_may_not_see_the_original_is_told_nothing_of_it(self, as_member, db_session):
        library = make_library()
        moderator = make_member(library_id=library.id)
        closed = make_space(moderator, audience=f"library:{library.id}")
        original = make_thread(moderator, closed, title="Geheim overleg")
        question = make_thread(space=make_space(moderator))
        services.close_as_duplicate(actor(moderator), question, original)
        page = as_member(make_member()).get(url_of(question))
        assert "Geheim" not in page.text
        assert str(original.id) not in {
            link["href"].split("/")[-1].split("-")[0] for link in page.soup.select("main a")
        }
        assert "in a discussion you cannot see" in page.text
        assert "Geheim" in as_member(make_member(library_id=library.id)).get(url_of(question)).text

    def test_what_is_asked_most_counts_only_what_the_reader_sees(self, as_member, db_session):
        library = make_library()
        moderator = make_member(library_id=library.id)
        space, closed = make_space(moderator), make_space(moderator, audience=f"library:{library.id}")
        original, quiet = (
            make_thread(space=space, title="Vaak gevraagd"),
            make_thread(space=space, title="Stille vraag"),
        )
        for where in (space, closed):
            services.close_as_duplicate(actor(moderator), make_thread(moderator, where), original)
        reader = make_member()
        for _ in range(2):
            services.note_found(actor(reader), quiet)
        page = as_member(reader).get(f"/spaces/{space.slug}/faq")
        titles = [link.get_text() for link in page.soup.select(".rows .row-title")]
        assert titles == ["Vaak gevraagd", "Stille vraag"]
        assert "asked once more" in page.text
        assert "found once by searching" in page.text
        assert "asked 2 times more" in as_member(moderator).get(f"/spaces/{space.slug}/faq").text


def _change(db_session, thread):
    return db_session.scalar(select(Restructuring.id).where(Restructuring.thread_id == thread.id))


class TestHiding:
    def test_an_author_withdraws_what_nobody_replied_to(self, as_member, space, moderator):
        author, thread = make_member(), make_thread(space=space)
        post = make_post(thread, author, body="Iets te snel verstuurd")
        as_member(author).get(f"/posts/{post.id}/withdraw").submit("Withdraw")
        page = as_member(make_member()).get(url_of(thread))
        assert "Iets te snel" not in page.text
        assert "The author has withdrawn this post." in page.text
        hidden = as_member(moderator).get(f"/spaces/{space.slug}/hidden")
        assert "withdrawn by the author" in hidden.text
        hidden.form("form[action$=restore]").submit()
        assert "Iets te snel" in as_member(make_member()).get(url_of(thread)).text

    def test_an_author_puts_it_back_from_where_it_stood(self, as_member, space):
        author, thread = make_member(), make_thread(space=space)
        post = make_post(thread, author, body="Toch goed zo")
        page = as_member(author).get(f"/posts/{post.id}/withdraw").submit("Withdraw")
        assert page.texts(".post .acts button")[-1] == "Put back"
        assert "Put back" not in as_member(make_member()).get(url_of(thread)).text
        page = as_member(author).post(f"/posts/{post.id}/bring-back")
        assert "Your post is back." in page.text
        assert "Toch goed zo" in as_member(make_member()).get(url_of(thread)).text

    @pytest.mark.parametrize("anonymous", [False, True])
    def test_an_author_puts_their_discussion_back(self, as_member, space, moderator, db_session, anonymous):
        author = make_member(display_name="Stille Vraag")
        thread = make_thread(author, space=space, title="Nieuwe pincode", anonymous=anonymous)
        db_session.refresh(space)
        count, opening = space.thread_count, thread.opening_post_id
        page = as_member(author).get(f"/posts/{opening}/withdraw").submit("Withdraw")
        assert page.h1 == "You have withdrawn this discussion"
        page = page.submit("Put back")
        assert page.h1 == "Nieuwe pincode"
        assert "Nieuwe pincode" in as_member(make_member()).get(f"/spaces/{space.slug}").text
        db_session.refresh(space)
        assert space.thread_count == count
        assert ("Stille Vraag" in as_member(moderator).get(f"/spaces/{space.slug}/log").main) is False
        assert ("Stille Vraag" in as_member(moderator).get(url_of(thread)).main) is not anonymous

    def test_what_a_moderator_hid_or_a_locked_discussion_holds_stays_as_it_is(self, as_member, space, moderator):
        author, thread = make_member(), make_thread(space=space)
        hidden, gone = make_post(thread, author), make_post(thread, author)
        services.hide_post(actor(moderator), hidden, "Persoonlijk")
        services.withdraw_post(actor(author), gone)
        client = as_member(author)
        assert "what you withdrew yourself" in client.post(f"/posts/{hidden.id}/bring-back", status=403).text
        services.lock_thread(actor(moderator), thread, "Afgerond")
        assert "Put back" not in client.get(url_of(thread)).text
        assert "is locked" in client.post(f"/posts/{gone.id}/bring-back", status=403).text

    def test_nor_is_it_for_who_no_longer_sees_the_space_or_did_not_write_it(self, as_member, db_session):
        library = make_library()
        author = make_member(library_id=library.id)
        thread = make_thread(author, make_space(audience=f"library:{library.id}"))
        services.withdraw_post(actor(author), db_session.get(Post, thread.opening_post_id))
        colleague = as_member(make_member(library_id=library.id))
        colleague.post(f"/posts/{thread.opening_post_id}/bring-back", status=404)
        author.library_id = make_library().id
        bump_access([author.id])
        db_session.commit()
        as_member(author).post(f"/posts/{thread.opening_post_id}/bring-back", status=404)

    def test_not_once_somebody_replied(self, as_member, space):
        author, thread = make_member(), make_thread(space=space)
        post = make_post(thread, author)
        make_post(parent=post)
        assert "Somebody has replied" in as_member(author).request("GET", f"/posts/{post.id}/withdraw", 403).text

    def test_hidden_things_are_listed_and_restored_with_their_counters(self, as_member, moderator, space, db_session):
        thread, post = make_thread(space=space, title="Weg ermee"), make_post(make_thread(space=space))
        services.hide_thread(actor(moderator), thread, "Reclame")
        services.hide_post(actor(moderator), post, "Persoonlijk")
        db_session.refresh(space)
        assert space.thread_count == 1
        client = as_member(moderator)
        assert "Persoonlijk" in client.get(f"/spaces/{space.slug}/hidden").text
        page = client.get(f"/spaces/{space.slug}/hidden", query={"show": "threads"})
        assert "Reclame" in page.text
        page.form("form[action$=restore]").submit()
        db_session.refresh(space)
        assert space.thread_count == 2


def test_the_log_says_who_did_what_and_why_and_names_nothing_that_left(as_member, db_session):
    library = make_library()
    moderator = make_member(library_id=library.id, display_name="Katrien Maes")
    space, closed = make_space(moderator), make_space(moderator, audience=f"library:{library.id}")
    thread, secret = make_thread(space=space), make_thread(space=space, title="Geheim overleg")
    services.lock_thread(actor(moderator), thread, "Afgerond")
    services.move_thread(actor(moderator), secret, closed, reason="alleen voor ons")
    page = as_member(moderator).get(f"/spaces/{space.slug}/log")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("main ol.rows > li")]
    assert "moved a discussion to another space" in rows[0]
    assert "Geheim" not in rows[0]
    assert "Katrien Maes locked a discussion" in rows[1]
    assert "Afgerond" in rows[1]


def test_the_log_tells_deeds_from_their_undo_and_names_both_discussions(as_member):
    moderator = make_member(display_name="Katrien Maes")
    space = make_space(moderator)
    source, target = make_thread(space=space, title="Fiets kwijt"), make_thread(space=space, title="Verloren fietsen")
    change = services.merge_threads(actor(moderator), source, target, reason="zelfde vraag")
    services.undo_change(actor(moderator), change)
    rows = as_member(moderator).get(f"/spaces/{space.slug}/log").texts("main ol.rows > li")
    assert "undid a merge" in rows[0] and "zelfde vraag" not in rows[0]
    assert "Fiets kwijt" in rows[1] and "Verloren fietsen" in rows[1] and "zelfde vraag" in rows[1]


def test_the_log_holds_what_was_done_to_others_and_can_be_narrowed(as_member):
    one, two, author = make_member(display_name="Een Maes"), make_member(display_name="Twee Maes"), make_member()
    space = make_space(one, two)
    thread = make_thread(author, space)
    post = make_post(thread)
    services.edit_post(actor(author), db_opening(thread), "Anders gezegd.", base_revision=1)
    services.edit_post(actor(one), post, "Zonder de naam.", base_revision=1)
    services.lock_thread(actor(two), thread, "Afgerond")
    client, address = as_member(one), f"/spaces/{space.slug}/log"
    rows = client.get(address).texts("main ol.rows > li")
    assert ["changed the post of a colleague" in row for row in rows] == [False, True]
    assert "Een Maes" in client.get(address, query={"what": "words"}).one("main ol.rows > li").text
    assert "Twee Maes" in client.get(address, query={"who": str(two.id)}).one("main ol.rows > li").text
    assert client.get(address, query={"what": "moved"}).all("main ol.rows > li") == []


def test_the_hidden_list_opens_where_something_is(as_member):
    moderator = make_member()
    space = make_space(moderator)
    services.hide_thread(actor(moderator), make_thread(space=space, title="Weg ermee"), "Reclame")
    page = as_member(moderator).get(f"/spaces/{space.slug}/hidden")
    assert "Weg ermee" in page.main
    assert page.texts(".tabs a") == ["Posts", "Discussions 1"]


def test_a_locked_discussion_says_who_locked_it(as_member):
    moderator = make_member(display_name="Katrien Maes")
    thread = make_thread(space=make_space(moderator))
    services.lock_thread(actor(moderator), thread, "Afgerond")
    for member in (make_member(), make_member()):
        assert "Katrien Maes" in as_member(member).get(url_of(thread)).one(".notice-warning").text


def db_opening(thread) -> Post:
    return db.session.get_one(Post, thread.opening_post_id)


@pytest.mark.parametrize("count", [1, 20])
def test_lists_of_moderators_cost_the_same_however_long(as_member, moderator, space, assert_queries, count):
    for _ in range(count):
        post = make_post(make_thread(space=space))
        services.hide_post(actor(moderator), post, "Reclame")
    client, address = as_member(moderator), f"/spaces/{space.slug}"
    client.get(f"{address}/log")
    for page, number in (("log", 4), ("hidden", 4), ("faq", 3)):
        with assert_queries(number):
            client.get(f"{address}/{page}")

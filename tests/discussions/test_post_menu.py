"""The menu behind a post: who is offered what, as a page and as what scripts take from it."""

from forum.core.policy import library_token
from forum.discussions import services
from forum.discussions.models import Post
from forum.extensions import db
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread

ANSWER = ["Suggest a better text", "Save for later"]


def offered(client, post):
    page = client.get(f"/posts/{post.id}/actions")
    return [text for text in page.texts(".post-choice > *") if text != "History"]


def test_what_each_reader_is_offered(app, as_member):
    space, author, asker = make_space(), make_member(), make_member()
    moderator = make_member(roles=("moderator",))
    thread = make_thread(asker, space)
    answer = make_post(thread, author)
    deeper = make_post(thread, commenter := make_member(), parent=answer)
    opening = db.session.get(Post, thread.opening_post_id)
    reader = as_member(make_member())
    assert offered(reader, opening) == ANSWER
    assert offered(reader, answer) == ANSWER
    assert offered(reader, deeper) == ["Save for later"]
    assert offered(as_member(author), answer) == ["Save for later"]
    assert offered(as_member(commenter), deeper) == ["Save for later", "Withdraw"]
    assert offered(as_member(asker), opening) == ["Add a poll", "Save for later", "Unread from here"]
    assert offered(as_member(moderator), answer) == ["Save for later", "Move", "Hide"]
    assert offered(as_member(moderator), opening) == ["Write the conclusion", "Add a poll", "Save for later"]
    expert = as_member(make_member(roles=("expert",)))
    assert offered(expert, opening) == ["Write the conclusion", *ANSWER]
    unanswered = db.session.get(Post, make_thread(asker, space).opening_post_id)
    assert offered(as_member(moderator), unanswered) == ["Add a poll", "Save for later"]


def test_what_one_keeps_already_or_has_not_read_is_not_offered(app, as_member):
    reader, answer = make_member(), make_post()
    services.keep_post(actor(reader), answer, "", None)
    assert offered(as_member(reader), answer) == ["Suggest a better text"]
    services.mark_thread_read(actor(reader), answer.thread)
    newer = make_post(answer.thread)
    assert offered(as_member(reader), answer) == ["Suggest a better text", "Unread from here"]
    assert offered(as_member(reader), newer) == ANSWER


def test_a_long_discussion_is_worth_a_conclusion(app, as_member):
    asker = make_member()
    thread = make_thread(asker)
    for _ in range(8):
        make_post(thread)
    assert offered(as_member(asker), db.session.get(Post, thread.opening_post_id))[:2] == [
        "Write the conclusion",
        "Add a poll",
    ]


def test_a_hidden_post_offers_nothing_and_an_invisible_one_is_not_there(app, as_member):
    hidden, moderator = make_post(), make_member(roles=("moderator",))
    services.hide_post(actor(moderator), hidden, "Hoort hier niet.")
    assert offered(as_member(moderator), hidden) == []
    as_member(make_member()).get(f"/posts/{hidden.id}/actions", status=404)
    library = make_library()
    inside = make_member(library_id=library.id)
    closed = make_post(make_thread(inside, make_space(audience=library_token(library.id))), inside)
    as_member(make_member()).get(f"/posts/{closed.id}/actions", status=404)


def test_every_post_shown_leads_to_its_menu(app, as_member):
    post, hidden, moderator = make_post(), make_post(), make_member(roles=("moderator",))
    services.hide_post(actor(moderator), hidden, "Hoort hier niet.")
    page = as_member(make_member()).get(f"/threads/{post.thread.id}-{post.thread.slug}")
    assert len(page.all(".post a[href$='/actions']")) == 2
    assert page.click("More").h1 == "What you can do with this post"
    page = as_member(make_member()).get(f"/threads/{hidden.thread.id}-{hidden.thread.slug}")
    assert page.all(f"#bericht-{hidden.id} a[href$='/actions']") == []


def test_a_post_adds_little_to_a_page_but_its_text(app, as_member):
    thread, reader, text = make_thread(), as_member(make_member()), "Kort en goed."
    url = f"/threads/{thread.id}-{thread.slug}"
    make_post(thread, body=text)
    before = len(reader.get(url).response.data)
    for _ in range(10):
        make_post(thread, body=text)
    assert (len(reader.get(url).response.data) - before) / 10 < 720

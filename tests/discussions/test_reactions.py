"""Reactions: one row a member, post and kind, counts that are right, and each reader's own state."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.policy import library_token
from forum.discussions import queries, services
from forum.discussions.models import Post, Reaction, ReactionKind
from forum.discussions.queries import Position
from forum.extensions import db
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


def test_a_reaction_counts_once_and_can_be_taken_back(app):
    post, one, two = make_post(), actor(make_member()), actor(make_member())
    for reader in (one, two, one):
        services.react(reader, post, ReactionKind.THANKS)
    services.react(one, post, ReactionKind.CHEERS)
    assert post.reactions == "thanks:2 cheers:1"
    services.unreact(one, post, ReactionKind.THANKS)
    services.unreact(one, post, ReactionKind.CHEERS)
    services.unreact(one, post, ReactionKind.SAME)
    assert post.reactions == "thanks:1"


def test_all_kinds_of_many_people_fit(app):
    post = make_post()
    text = " ".join(f"{kind.value}:99999" for kind in ReactionKind)
    post.reactions = text
    db.session.flush()
    assert len(text) <= Post.reactions.type.length


def test_nobody_reacts_to_their_own_or_an_invisible_post(app):
    author, library = make_member(), make_library()
    with pytest.raises(Forbidden):
        services.react(actor(author), make_post(author=author), ReactionKind.THANKS)
    inside = make_member(library_id=library.id)
    closed = make_thread(inside, make_space(audience=library_token(library.id)))
    with pytest.raises(NotFound):
        services.react(actor(make_member()), make_post(closed, inside), ReactionKind.THANKS)


def test_reading_asks_nothing_where_nobody_reacted_and_one_statement_for_many(app, assert_queries):
    thread, reader = make_thread(), actor(make_member())
    posts = [make_post(thread) for _ in range(6)]
    db.session.commit()
    head = queries.get_thread_head(reader, thread.id)
    page = queries.get_post_page(head, Position())
    with assert_queries(0):
        assert queries.list_own_reactions(reader, page.posts) == frozenset()
        assert queries.list_reactors(page.posts) == {}
    for post in posts:
        services.react(reader, post, ReactionKind.AGREE)
    db.session.commit()
    page = queries.get_post_page(head, Position())
    with assert_queries(1):
        own = queries.list_own_reactions(reader, page.posts)
    with assert_queries(1):
        queries.list_reactors(page.posts)
    assert own == {(post.id, "agree") for post in posts}


def test_each_reader_sees_their_own_reaction_pressed(app, as_member):
    post, one, two = make_post(), make_member(display_name="An"), make_member()
    services.react(actor(one), post, ReactionKind.THANKS)
    pressed = as_member(one).get(url_of(post.thread)).one(f"button[formaction='/posts/{post.id}/unreact/thanks']")
    assert (pressed["aria-pressed"], pressed["title"]) == ("true", "An")
    other = as_member(two).get(url_of(post.thread)).one(f"button[formaction='/posts/{post.id}/react/thanks']")
    assert other["aria-pressed"] == "false"


def test_the_author_sees_who_reacted_but_no_button(app, as_member):
    author = make_member()
    post = make_post(author=author)
    for number in range(8):
        services.react(actor(make_member(display_name=f"Collega {number}")), post, ReactionKind.SAME)
    page = as_member(author).get(url_of(post.thread))
    shown = page.one(f"#bericht-{post.id} a[href='/posts/{post.id}/reactions']")
    assert shown["title"] == ", ".join(f"Collega {n}" for n in range(6)) + " and 2 others"
    assert page.all(f"button[formaction='/posts/{post.id}/react/same']") == []


def test_reacting_without_script_goes_over_a_page(app, as_member):
    post, reader = make_post(), make_member(display_name="Zoë")
    page = as_member(reader).get(url_of(post.thread)).client.get(f"/posts/{post.id}/reactions")
    assert "Nobody has reacted yet." in page.main
    page = page.submit("Thank you")
    assert page.h1 == post.thread.title
    page = page.client.get(f"/posts/{post.id}/reactions")
    assert page.texts(".reactors h2") == ["Thank you 1"]
    assert "Zoë" in page.one(".reactors").text


def test_a_kind_there_is_not_is_not_found(app, as_member):
    post = make_post()
    as_member(make_member()).post(f"/posts/{post.id}/react/karma", status=404)


def test_a_hidden_post_shows_no_reactions(app, as_member):
    moderator = make_member()
    post = make_post(make_thread(space=make_space(moderator)))
    services.react(actor(make_member()), post, ReactionKind.THANKS)
    services.hide_post(actor(moderator), post, "Reclame")
    reader = as_member(make_member())
    assert reader.get(url_of(post.thread)).all("[formaction*='thanks']") == []
    reader.get(f"/posts/{post.id}/reactions", status=404)


def test_reactions_and_useful_marks_at_the_same_moment_are_all_counted(app):
    thread = make_thread()
    posts = [make_post(thread).id for _ in range(2)]
    readers = [actor(make_member()) for _ in range(6)]
    db.session.commit()
    start, failed = Barrier(len(readers)), []

    def act(number, reader):
        with app.app_context():
            start.wait()
            try:
                for kind in (ReactionKind.THANKS, ReactionKind.AGREE):
                    services.react(reader, queries.get_post(reader, posts[number % 2]), kind)
                    db.session.commit()
                services.mark_useful(reader, queries.get_post(reader, posts[number % 2]))
                db.session.commit()
            except Exception as error:
                failed.append(error)
                db.session.rollback()

    threads = [Thread(target=act, args=pair) for pair in enumerate(readers)]
    for running in threads:
        running.start()
    for running in threads:
        running.join(60)
    db.session.rollback()
    db.session.expire_all()
    assert failed == []
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 12
    found = [db.session.get(Post, post_id) for post_id in posts]
    assert [(post.reactions, post.useful_count) for post in found] == [("thanks:3 agree:3", 3)] * 2
    assert found[0].thread.useful_count == 6


def test_who_asked_anonymously_gives_no_sign_that_would_show_a_name(app, as_member):
    asker = make_member()
    thread = make_thread(asker, anonymous=True)
    post = make_post(thread)
    services.react(actor(make_member()), post, ReactionKind.SAME)
    with pytest.raises(Forbidden):
        services.react(actor(asker), post, ReactionKind.THANKS)
    page = as_member(asker).get(url_of(thread))
    assert page.all(f"#bericht-{post.id} button[formaction*='react']") == []
    assert len(page.all(f"#bericht-{post.id} a[href='/posts/{post.id}/reactions'][title]")) == 1


def test_a_question_has_its_own_button_for_here_too(app, as_member):
    reader, asker = make_member(), make_member()
    question, talk = make_thread(asker), make_thread(asker, kind="discussion")
    opening, other = (db.session.get(Post, thread.opening_post_id) for thread in (question, talk))
    given = lambda post: as_member(reader).get(f"/posts/{post.id}/reactions").texts(".post-choice button")  # noqa: E731
    assert given(opening) == ["Thank you", "Agreed", "I keep an eye on it", "Well done"]
    assert "Here too" in given(other)
    assert "Here too" in given(make_post(question))
    with pytest.raises(Invalid):
        services.react(actor(reader), opening, ReactionKind.SAME)

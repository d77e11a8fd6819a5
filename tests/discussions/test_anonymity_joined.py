"""Threads are joined in which one member is both anonymous and named: nothing brings the two together."""

import pytest
from sqlalchemy import select

from forum.accounts.anonymous import get_anonymous_colleague_id
from forum.accounts.models import Member
from forum.core.activity import Activity
from forum.core.errors import Forbidden
from forum.core.policy import can
from forum.discussions import services
from forum.discussions.models import Conclusion, PollOption, PollResults, Post
from forum.discussions.services import PollPlan
from forum.extensions import db
from tests.factories import actor, make_member, make_post, make_space, make_thread


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


def opening_of(thread) -> Post:
    return db.session.get_one(Post, thread.opening_post_id)


@pytest.fixture
def moderator(app):
    return make_member(display_name="Mo Derator")


@pytest.fixture
def asker(app):
    return make_member(display_name="Wim Wouters")


@pytest.fixture
def space(moderator):
    return make_space(moderator)


@pytest.fixture
def hidden(asker, space):
    """What the asker asked anonymously, with an answer."""
    thread = make_thread(asker, space, title="Wie helpt mij met pesten?", anonymous=True)
    make_post(thread, make_member(display_name="Hilde Helpt"))
    return thread


@pytest.fixture
def open_(asker, space):
    """What the same colleague asked under their name, with an answer."""
    thread = make_thread(asker, space, title="Hoe lang blijven dvd's?")
    make_post(thread, make_member(display_name="Karel Kent"))
    return thread


@pytest.fixture
def into_named(hidden, open_, moderator):
    """The anonymous question is a branch of the one with a name."""
    services.merge_threads(actor(moderator), hidden, open_)
    db.session.commit()
    return open_


@pytest.fixture
def into_anonymous(hidden, open_, moderator):
    services.merge_threads(actor(moderator), open_, hidden)
    db.session.commit()
    return hidden


def answers(thread) -> dict[str, Post]:
    query = (
        select(Member.display_name, Post).join(Member, Member.id == Post.author_id).where(Post.thread_id == thread.id)
    )
    return {name: post for name, post in db.session.execute(query) if name.startswith(("Hilde", "Karel"))}


def actors(thread, verb: str) -> set[int | None]:
    query = select(Activity.actor_id).where(Activity.root_id == thread.id, Activity.verb == verb)
    return set(db.session.scalars(query))


def test_the_asker_accepts_concludes_and_closes_under_the_name_of_the_question(into_named, asker, space):
    earlier = make_thread(space=space)
    asking = actor(asker)
    accepted = answers(into_named)["Hilde Helpt"]
    services.accept_answer(asking, accepted)
    services.write_conclusion(asking, into_named, "Drie weken.")
    change = services.close_as_duplicate(asking, into_named, earlier)
    conclusion = db.session.scalars(select(Conclusion).where(Conclusion.thread_id == into_named.id)).one()
    assert {accepted.accepted_by_id, conclusion.changed_by_id, change.actor_id} == {asker.id}
    for verb in ("answer.accepted", "conclusion.written", "thread.duplicate"):
        assert actors(into_named, verb) == {asker.id}, verb


def test_the_asker_accepts_concludes_and_closes_anonymously_where_the_question_is_so(into_anonymous, asker, space):
    earlier = make_thread(space=space)
    asking, nobody = actor(asker), get_anonymous_colleague_id()
    accepted = answers(into_anonymous)["Karel Kent"]
    services.accept_answer(asking, accepted)
    services.write_conclusion(asking, into_anonymous, "Drie weken.")
    change = services.close_as_duplicate(asking, into_anonymous, earlier)
    conclusion = db.session.scalars(select(Conclusion).where(Conclusion.thread_id == into_anonymous.id)).one()
    assert {accepted.accepted_by_id, conclusion.changed_by_id, change.actor_id} == {nobody}
    for verb in ("answer.accepted", "conclusion.written", "thread.duplicate"):
        assert actors(into_anonymous, verb) == {nobody}, verb


@pytest.mark.parametrize("joined", ["into_named", "into_anonymous"])
def test_a_reply_is_signed_as_what_it_stands_under(joined, request, asker, hidden, open_):
    thread = request.getfixturevalue(joined)
    found = answers(thread)
    below_anonymous = make_post(thread, asker, parent=found["Hilde Helpt"])
    below_named = make_post(thread, asker, parent=found["Karel Kent"])
    at_large = make_post(thread, asker)
    nobody = get_anonymous_colleague_id()
    assert below_anonymous.author_id == nobody
    assert below_named.author_id == asker.id
    assert at_large.author_id == (asker.id if joined == "into_named" else nobody)
    written = select(Activity.object_id, Activity.actor_id).where(Activity.verb == "thread.replied")
    signed = dict(db.session.execute(written).all())
    for post in (below_anonymous, below_named, at_large):
        assert signed[post.id] == post.author_id


def test_in_the_thread_of_somebody_else_a_reply_stays_anonymous(hidden, space, asker, moderator):
    other = make_thread(space=space)
    services.merge_threads(actor(moderator), hidden, other)
    assert make_post(other, asker).is_anonymous
    with_name = make_thread(space=space)
    services.merge_threads(actor(moderator), other, with_name)
    assert make_post(with_name, asker).is_anonymous


def test_signs_and_suggestions_are_refused_below_anonymous_posts_alone(into_named, asker):
    found = answers(into_named)
    assert can(actor(asker), "post.react", found["Karel Kent"])
    assert not can(actor(asker), "post.react", found["Hilde Helpt"])
    assert can(actor(asker), "post.suggest", found["Karel Kent"])


def test_a_suggestion_is_refused_wherever_it_could_be_signed_twice(into_anonymous, asker):
    found = answers(into_anonymous)
    assert can(actor(asker), "post.react", found["Karel Kent"])
    assert not can(actor(asker), "post.suggest", found["Karel Kent"])
    assert not can(actor(asker), "post.suggest", found["Hilde Helpt"])


def test_readers_see_no_asker_in_a_question_with_a_name(into_named, asker, as_member):
    services.accept_answer(actor(asker), answers(into_named)["Hilde Helpt"])
    make_post(into_named, asker, parent=answers(into_named)["Hilde Helpt"])
    db.session.commit()
    page = as_member(make_member()).get(url_of(into_named))
    assert "accepted by Wim Wouters" in page.main
    assert "accepted by Anonymous" not in page.main
    assert [badge for badge in page.all("article .badge") if badge.text == "asker"] == []


def test_where_two_asked_anonymously_no_reply_is_said_to_be_the_askers(hidden, asker, space, moderator, as_member):
    make_post(hidden, asker)
    reader = as_member(make_member())

    def badges():
        db.session.commit()
        return [badge.text for badge in reader.get(url_of(hidden)).all("article .badge") if badge.text == "asker"]

    assert badges() == ["asker"]
    other = make_thread(make_member(), space, anonymous=True)
    services.merge_threads(actor(moderator), other, hidden)
    assert badges() == []


def test_the_page_says_under_which_name_one_replies(into_named, asker, as_member):
    page = as_member(asker).get(url_of(into_named))
    assert "An anonymous question of yours was joined to this discussion" in page.main
    assert "You ask this anonymously" not in page.main
    assert "Your reply stands under your name, except below your anonymous posts" in page.main
    other = as_member(make_member()).get(url_of(into_named))
    assert "anonymous posts" not in other.main


def test_the_page_of_an_anonymous_question_says_so_too(into_anonymous, asker, as_member):
    page = as_member(asker).get(url_of(into_anonymous))
    assert "You ask this anonymously" in page.main
    assert "except below what you wrote under your name" in page.main


@pytest.mark.parametrize("into_anonymous_one", [True, False])
def test_whoever_merges_is_warned_of_anonymous_posts(hidden, open_, moderator, as_member, into_anonymous_one):
    source, target = (open_, hidden) if into_anonymous_one else (hidden, open_)
    client = as_member(moderator)
    assert "There are anonymous posts among these" in client.get(f"/threads/{source.id}/merge?into={target.id}").main
    plain = make_thread(space=open_.space)
    db.session.commit()
    assert "anonymous posts" not in client.get(f"/threads/{open_.id}/merge?into={plain.id}").main


def test_a_moderator_opens_others_in_a_thread_of_their_own(space, moderator, hidden):
    own = make_thread(moderator, space)
    services.merge_threads(actor(moderator), hidden, own)
    assert can(actor(moderator), "thread.open_identity", own)
    mine = make_thread(moderator, space, anonymous=True)
    theirs = make_thread(space=space)
    services.merge_threads(actor(moderator), mine, theirs)
    assert not can(actor(moderator), "thread.open_identity", theirs)


def test_the_asker_does_not_vote_where_names_of_voters_show(hidden, asker, as_member):
    asking = actor(asker)
    plan = PollPlan("Wie ook?", labels=("Ja", "Nee"), results=PollResults.ALWAYS)
    poll = services.create_poll(asking, hidden, plan)
    first = db.session.scalars(select(PollOption.id).where(PollOption.poll_id == poll.id)).first()
    with pytest.raises(Forbidden, match="toont wie stemde"):
        services.vote(asking, poll, {first: "yes"})
    services.vote(actor(make_member(display_name="Vic Votes")), poll, {first: "yes"})
    db.session.commit()
    page = as_member(asker).get(url_of(hidden))
    assert "This poll shows who voted" in page.main
    table = as_member(asker).raw.get(f"/polls/{poll.id}/results.csv").get_data(as_text=True)
    for text in (page.main, table):
        assert "Vic Votes" in text
        assert "Wim Wouters" not in text


def test_the_asker_votes_in_a_secret_poll(hidden, asker):
    asking = actor(asker)
    poll = services.create_poll(asking, hidden, PollPlan("Wie ook?", labels=("Ja", "Nee"), is_secret=True))
    first = db.session.scalars(select(PollOption.id).where(PollOption.poll_id == poll.id)).first()
    services.vote(asking, poll, {first: "yes"})
    assert can(asking, "poll.vote", poll)

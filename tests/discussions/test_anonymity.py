"""An anonymous question: its asker keeps every right, nobody else learns who it is but a moderator with a reason."""

import pytest
from sqlalchemy import select

from forum.accounts import queries as members
from forum.accounts.anonymous import get_anonymous_colleague_id
from forum.accounts.models import Member
from forum.accounts.services import deactivate_member
from forum.core.activity import Activity
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.policy import can, library_token
from forum.discussions import queries, services
from forum.discussions.models import Post, PostRevision, Space, ThreadKind
from forum.discussions.models.sealed import SealedAuthor
from forum.discussions.policies import thread_audience
from forum.discussions.services.anonymity import AnonymousPosts
from forum.discussions.services.companions import Change
from forum.extensions import db
from forum.notifications.models import Notification
from tests.factories import actor, make_member, make_post, make_space, make_thread
from tests.support.databases import statements


def url_of(thread):
    return f"/threads/{thread.id}-{thread.slug}"


@pytest.fixture
def moderator(app):
    return make_member(display_name="Mo Derator")


@pytest.fixture
def asker(app):
    return make_member(display_name="Vera Verborgen")


@pytest.fixture
def thread(moderator, asker):
    return make_thread(asker, make_space(moderator), anonymous=True)


def opening_of(thread) -> Post:
    return db.session.get_one(Post, thread.opening_post_id)


def notices(member) -> list[tuple[str, int | None]]:
    query = select(Notification.kind, Notification.actor_id).where(Notification.member_id == member.id)
    return sorted((kind, actor_id) for kind, actor_id in db.session.execute(query))


def test_everything_stands_under_the_anonymous_colleague(thread, asker):
    colleague = get_anonymous_colleague_id()
    answer, remark = make_post(thread), make_post(thread, asker)
    services.edit_post(actor(asker), opening_of(thread), "Anders gezegd.", base_revision=1)
    services.accept_answer(actor(asker), answer)
    assert {thread.author_id, opening_of(thread).author_id, remark.author_id, answer.accepted_by_id} == {colleague}
    revisions = select(PostRevision.author_id).where(PostRevision.post_id == thread.opening_post_id)
    assert set(db.session.scalars(revisions)) == {colleague}
    actions = select(Activity.actor_id).where(Activity.root_kind == "thread", Activity.root_id == thread.id)
    assert asker.id not in set(db.session.scalars(actions))
    assert colleague in set(db.session.scalars(actions))


def test_what_an_asker_does_as_a_moderator_stands_under_their_own_name(moderator):
    """Under the mask it would tell that the asker is one of the few moderators."""
    own = make_thread(moderator, make_space(moderator), anonymous=True)
    reply = make_post(own)
    services.edit_post(actor(moderator), reply, "Zonder naam van de lezer.", base_revision=1)
    services.lock_thread(actor(moderator), own, "Afgerond")
    services.edit_post(actor(moderator), opening_of(own), "Anders gezegd.", base_revision=1)
    rows = select(Activity.verb, Activity.object_id, Activity.actor_id).where(Activity.root_id == own.id)
    acted = {(verb, object_id): actor_id for verb, object_id, actor_id in db.session.execute(rows)}
    assert acted[("post.edited", reply.id)] == acted[("thread.locked", own.id)] == moderator.id
    assert acted[("post.edited", own.opening_post_id)] == get_anonymous_colleague_id()
    revisions = select(PostRevision.author_id).where(PostRevision.post_id == reply.id).order_by(PostRevision.number)
    assert list(db.session.scalars(revisions))[-1] == moderator.id


def test_a_colleague_who_takes_part_keeps_their_name(thread):
    helper = make_member()
    assert make_post(thread, helper).author_id == helper.id
    assert not make_post(thread, helper).is_anonymous


def test_in_another_discussion_the_asker_has_their_name_again(thread, asker):
    assert make_post(make_thread(), asker).author_id == asker.id


@pytest.mark.parametrize(
    ("action", "asker_may", "reader_may"),
    [("post.edit", True, False), ("post.useful", False, True), ("post.accept", True, False)],
)
def test_the_asker_has_the_rights_of_an_asker(thread, asker, action, asker_may, reader_may):
    post = make_post(thread) if action == "post.accept" else opening_of(thread)
    assert bool(can(actor(asker), action, post)) is asker_may
    assert bool(can(actor(make_member()), action, post)) is reader_may


def test_the_list_of_mine_holds_it_for_the_asker_alone(thread, asker):
    def mine(member):
        return [row.id for row in queries.list_threads(actor(member), show="mine").items]

    assert mine(asker) == [thread.id]
    assert mine(make_member()) == []


def test_own_words_are_not_new_to_the_asker(thread, asker, as_member):
    make_post(thread, asker)
    assert not as_member(asker).get(url_of(thread)).all(".is-new")
    assert [row.is_unread for row in queries.list_threads(actor(asker)).items] == [False]
    assert [row.is_unread for row in queries.list_threads(actor(make_member(created_at=thread.created_at))).items]


def test_the_asker_hears_of_answers_and_not_of_their_own_words(thread, asker, drain):
    helper = make_member()
    make_post(thread, helper)
    make_post(thread, asker, body=f"Dank, ook van @{asker.handle}")
    drain()
    assert notices(asker) == [("question.answered", helper.id)]
    assert notices(helper) == [("thread.replied", get_anonymous_colleague_id())]


def test_who_answered_hears_that_the_anonymous_colleague_accepted(thread, asker, drain):
    helper = make_member()
    services.accept_answer(actor(asker), make_post(thread, helper))
    drain()
    assert ("answer.accepted", get_anonymous_colleague_id()) in notices(helper)


def test_a_moderator_opens_the_name_with_a_reason_and_the_asker_is_told(thread, asker, moderator, as_member, drain):
    page = as_member(moderator).get(url_of(thread)).click("Who asked this?")
    assert "Vera Verborgen" not in page.text
    refused = page.submit("Open the name", 422, reason=" ")
    assert "Give a reason" in refused.main
    assert "Vera Verborgen" in page.submit("Open the name", reason="Iemand is in gevaar").main
    drain()
    row = db.session.scalars(select(Activity).where(Activity.verb == "identity.opened")).one()
    assert (row.actor_id, row.data, row.audience) == (
        moderator.id,
        {"reason": "Iemand is in gevaar", "title": thread.title, "thread": thread.id},
        "role:administrator",
    )
    own = as_member(asker)
    told = own.get("/notifications").submit(f"Mo Derator asked who wrote “{thread.title}”, and saw your name")
    assert "Iemand is in gevaar" in told.main
    assert "Iemand is in gevaar" in own.get(url_of(thread)).main


def test_administrators_read_of_every_look_at_a_name(thread, asker, moderator, as_member):
    client, admin = as_member(moderator), as_member(make_member(roles=("administrator",)))
    address = f"/threads/{thread.id}/identity"
    client.get(address).submit("Open the name", reason="Iemand is in gevaar")
    assert "Vera Verborgen" not in client.get(address).main
    assert "Vera Verborgen" in client.get(address).submit("Show the name again").main
    page = admin.get("/admin").click("Opened names")
    lines = [line.text for line in page.all("main ol li")]
    assert len(lines) == 2
    assert "looked at the name again" in lines[0]
    for part in ("Mo Derator", thread.title, "Iemand is in gevaar"):
        assert part in lines[1]
    assert "Vera Verborgen" not in page.main


def test_without_a_reason_nothing_is_opened_and_the_sentence_says_who_reads_it(thread, moderator):
    with pytest.raises(Invalid, match="wie het vroeg"):
        services.open_identity(actor(moderator), thread, "  ")


def test_a_notice_of_an_opening_keeps_the_title_of_then(thread, asker, moderator, as_member, drain):
    services.open_identity(actor(moderator), thread, "Iemand is in gevaar")
    drain()
    title, other = thread.title, make_thread(space=thread.space, title="Iets heel anders")
    services.merge_threads(actor(moderator), thread, other)
    db.session.commit()
    assert title in as_member(asker).get("/notifications").main


def test_nobody_else_sees_that_it_was_opened(thread, asker, moderator, as_member, drain):
    reader, other = make_member(), make_member(roles=("moderator",))
    pages = {member: as_member(member) for member in (reader, other)}
    before = {member: client.get(url_of(thread)).main for member, client in pages.items()}
    services.open_identity(actor(moderator), thread, "Iemand is in gevaar")
    db.session.commit()
    drain()
    for member, client in pages.items():
        assert client.get(url_of(thread)).main == before[member]
        assert notices(member) == []
    assert "Vera Verborgen" not in as_member(other).get(f"/threads/{thread.id}/identity").main


def test_the_asker_is_told_even_when_the_discussion_is_hidden(thread, asker, moderator, as_member, drain):
    services.hide_thread(actor(moderator), thread, "Lokt ruzie uit")
    services.open_identity(actor(moderator), thread, "Iemand is in gevaar")
    db.session.commit()
    drain()
    assert [kind for kind, _ in notices(asker)] == ["identity.opened", "thread.hidden"]
    assert (
        "Iemand is in gevaar"
        in as_member(asker)
        .get("/notifications")
        .submit(f"Mo Derator asked who wrote “{thread.title}”, and saw your name")
        .main
    )


def test_only_moderators_of_the_space_open_and_not_their_own(thread, asker, moderator):
    for member in (make_member(), make_member(roles=("coordinator",)), asker):
        with pytest.raises(Forbidden):
            services.open_identity(actor(member), thread, "Benieuwd")
    own = make_thread(moderator, thread.space, anonymous=True)
    with pytest.raises(Forbidden):
        services.open_identity(actor(moderator), own, "Benieuwd")
    with pytest.raises(NotFound):
        services.open_identity(actor(moderator), make_thread(space=thread.space), "Benieuwd")


def test_a_closed_account_stays_anonymous_and_can_still_be_opened(thread, asker, moderator, as_member):
    deactivate_member(actor(make_member(roles=("administrator",))), asker)
    assert "Vera Verborgen" not in as_member(make_member()).get(url_of(thread)).text
    services.open_identity(actor(moderator), thread, "Klacht bij de politie")
    page = as_member(moderator).get(f"/threads/{thread.id}/identity")
    assert "Vera Verborgen" in page.submit("Show the name again").main


def test_the_anonymous_colleague_is_nobody(thread):
    colleague = db.session.get_one(Member, get_anonymous_colleague_id())
    reader = actor(make_member(roles=("administrator",)))
    listed = members.list_members(reader, inactive=True).items
    assert colleague.id not in {row.id for row in listed}
    assert colleague.id not in {row.id for row in members.suggest_members(reader, colleague.display_name)}
    assert (colleague.is_active, colleague.email, colleague.password_hash) == (False, None, None)
    assert get_anonymous_colleague_id() == colleague.id
    mentioning = make_post(body=f"Dag @{colleague.handle}")
    assert "href" not in mentioning.body_html


def test_a_space_can_switch_it_off(asker, as_member):
    space = make_space(allows_anonymous=False)
    with pytest.raises(Invalid) as refused:
        services.ask_question(actor(asker), space, "Mag dit?", "Tekst", anonymous=True)
    assert refused.value.field == "anonymous"
    assert not as_member(asker).get(f"/threads/new?space={space.slug}").all("[name=anonymous]")
    assert as_member(asker).get(f"/threads/new?space={make_space().slug}").all("[name=anonymous]")


def test_one_library_or_group_starts_with_it_off(app):
    admin = actor(make_member(roles=("administrator",)))
    library = library_token(admin.library_id)
    assert services.create_space(admin, "Voor allen", "", "network").allows_anonymous
    closed = services.create_space(admin, "Onder ons", "", library)
    assert not closed.allows_anonymous
    services.edit_space(admin, closed, "Onder ons", "", library, pillar_id=None, allows_anonymous=True)
    assert db.session.get_one(Space, closed.id).allows_anonymous


def test_a_discussion_is_never_anonymous(asker, as_member):
    with pytest.raises(Invalid) as refused:
        services.start_thread(actor(asker), make_space(), ThreadKind.DISCUSSION, "Iets", "Tekst", anonymous=True)
    assert refused.value.field == "anonymous"
    assert not as_member(asker).get("/threads/new?kind=discussion").all("[name=anonymous]")


def test_asking_in_the_browser_and_being_refused_keeps_the_tick(asker, as_member):
    closed, open_space = make_space(allows_anonymous=False), make_space()
    form = as_member(asker).get("/threads/new").form(field="title")
    values = {"title": "Hoe meld ik pesten?", "body": "Aan wie?", "anonymous": True}
    refused = form.submit(None, 422, space=closed.slug, **values)
    assert "own name" in refused.main
    assert refused.form(field="title").values["anonymous"] == ["y"]
    page = refused.form(field="title").submit(space=open_space.slug)
    assert page.h1 == "Hoe meld ik pesten?"
    assert "Vera Verborgen" not in page.main
    assert "You ask this anonymously" in page.main


def test_a_draft_remembers_that_it_is_anonymous(asker, as_member):
    make_space()
    client = as_member(asker)
    client.post("/drafts", {"key": "thread:new", "title": "Pesten", "body": "Wie helpt?", "anonymous": "y"})
    assert client.get("/threads/new?draft=").form(field="title").values["anonymous"] == ["y"]


def test_after_a_merge_posts_stay_anonymous_and_the_askers_own(thread, asker):
    other = make_thread(space=thread.space)
    opening, target = opening_of(thread), make_post(other)
    db.session.execute(
        db.update(Post).where(Post.id == opening.id).values(thread_id=other.id, parent_id=target.id, depth=2, path="x")
    )
    db.session.expire_all()
    AnonymousPosts().merged(Change(1, thread.id, other.id))
    db.session.expire_all()
    assert (thread.is_anonymous, thread.panels) == (False, "")
    assert (other.is_anonymous, other.panels) == (True, "anonymous")
    assert can(actor(asker), "post.edit", opening)
    assert make_post(other, asker).is_anonymous
    assert thread_audience(other)


def bring_in(thread, other_asker):
    """Another anonymous question becomes a reply in the thread."""
    other = make_thread(other_asker, thread.space, anonymous=True)
    moved = db.update(Post).where(Post.id == other.opening_post_id)
    db.session.execute(moved.values(thread_id=thread.id, parent_id=thread.opening_post_id, depth=1, path="x"))
    db.session.expire_all()


def test_who_comes_in_after_an_opening_is_opened_with_a_reason_of_its_own(thread, moderator, as_member, drain):
    client, address = as_member(moderator), f"/threads/{thread.id}/identity"
    client.get(address).submit("Open the name", reason="Iemand is in gevaar")
    second = make_member(display_name="Wies Weggemoffeld")
    bring_in(thread, second)
    db.session.commit()
    page = client.get(address)
    assert "Wies Weggemoffeld" not in page.main
    assert "Wies Weggemoffeld" in page.submit("Open the name", reason="Ook hier").main
    drain()
    assert [kind for kind, _ in notices(second)] == ["identity.opened"]
    verbs = db.session.scalars(select(Activity.verb).where(Activity.verb.like("identity.%")).order_by(Activity.id))
    assert list(verbs) == ["identity.opened", "identity.viewed", "identity.opened"]
    assert "Show the name again" in client.get(address).main


def test_two_askers_in_one_thread_are_both_told_and_both_opened(thread, asker, moderator, drain):
    second = make_member()
    bring_in(thread, second)
    services.open_identity(actor(moderator), thread, "Iemand is in gevaar")
    drain()
    assert [kind for kind, _ in notices(asker)] == [kind for kind, _ in notices(second)] == ["identity.opened"]


def test_a_thread_without_anonymous_posts_asks_nothing_about_them(app, assert_queries):
    reader = actor(make_member())
    post = make_post()
    head = queries.get_thread_head(reader, post.thread_id)
    assert post.thread.space
    with assert_queries(0):
        assert can(reader, "post.useful", post)
        assert not can(reader, "post.edit", post)
        from forum.discussions import sealed

        assert not sealed.find_names(reader, head)


def test_an_anonymous_thread_costs_the_same_with_many_posts(thread, asker, as_member):
    """A few more statements than another thread, as many as there are rules asked, whatever its length."""
    clients, counted = (as_member(make_member()), as_member(asker)), []
    for _ in range(2):
        for _ in range(4):
            make_post(thread, asker)
            make_post(thread)
        db.session.commit()
        for client in clients:
            client.get(url_of(thread))
            with statements(db.engine) as seen:
                client.get(url_of(thread))
            counted.append(len(seen))
    assert counted[:2] == counted[2:]
    assert max(counted) < 30


def test_whose_a_post_is_is_sealed_once(thread, asker):
    rows = db.session.execute(select(SealedAuthor.kind, SealedAuthor.member_id)).all()
    assert sorted(rows) == [("activity", asker.id), ("post", asker.id)]

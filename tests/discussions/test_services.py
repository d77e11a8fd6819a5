"""The verbs of the discussions."""

import pytest
from sqlalchemy import func, select

from forum.core.activity import Activity
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.outbox import Outbox
from forum.core.policy import library_token
from forum.discussions import services
from forum.discussions.models import Draft, Post, PostReference, PostRevision, Space, Thread, UsefulVote
from forum.discussions.paths import child_path, segment
from forum.search.documents import read_documents
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


def fresh(db_session, model, key):
    db_session.expire_all()
    return db_session.get(model, key)


class TestStartingAThread:
    def test_a_question_is_stored_with_its_text_counters_and_revision(self, app, db_session):
        asker, space = make_member(), make_space()
        thread = services.ask_question(actor(asker), space, "  Hoe   lang klaar? ", "Zeven **dagen**?")
        db_session.expire_all()
        post = db_session.get(Post, thread.opening_post_id)
        assert (thread.kind, thread.title, thread.slug) == ("question", "Hoe lang klaar?", "hoe-lang-klaar")
        assert (post.path, post.depth, post.parent_id) == ("", 0, None)
        assert "<strong>dagen</strong>" in post.body_html
        assert post.body_plain.split() == ["Zeven", "dagen?"]
        assert (thread.last_post_id, thread.reply_count, thread.last_post_author_id) == (post.id, 0, asker.id)
        assert (space.thread_count, space.last_post_id) == (1, post.id)
        revision = db_session.scalars(select(PostRevision)).one()
        assert (revision.number, revision.title, revision.body) == (1, "Hoe lang klaar?", "Zeven **dagen**?")

    def test_one_activity_row_and_its_work_are_written_with_it(self, app, db_session):
        thread = make_thread()
        activity = db_session.scalars(select(Activity)).one()
        assert (activity.verb, activity.root_kind, activity.root_id) == (
            "thread.started",
            "thread",
            thread.id,
        )
        work = {tuple(row) for row in db_session.execute(select(Outbox.channel, Outbox.key))}
        own = {("notify", f"activity:{activity.id}"), ("search", f"post:{thread.opening_post_id}")}
        # And the nightly recount, for the first thread there is.
        assert work == own | {("recount", "nightly")}

    def test_a_rollback_leaves_nothing(self, app, db_session):
        space = make_space()
        member = make_member()
        db_session.commit()
        services.ask_question(actor(member), space, "Een titel", "Een tekst")
        db_session.rollback()
        for model in (Thread, Post, Activity, Outbox):
            assert db_session.scalar(select(func.count()).select_from(model)) == 0

    @pytest.mark.parametrize(
        ("title", "body", "field"),
        [
            ("", "x", "title"),
            ("hm", "x", "title"),
            ("x" * 201, "x", "title"),
            ("Goede titel", " \n ", "body"),
        ],
    )
    def test_what_cannot_be_accepted_names_its_field(self, app, title, body, field):
        with pytest.raises(Invalid) as caught:
            services.ask_question(actor(make_member()), make_space(), title, body)
        assert caught.value.field == field

    def test_not_in_a_space_one_does_not_see(self, app):
        space = make_space(audience=library_token(make_library().id))
        with pytest.raises(NotFound):
            services.ask_question(actor(make_member()), space, "Een titel", "Een tekst")


class TestReplying:
    def test_replies_stand_under_their_parents_in_reading_order(self, app, db_session):
        thread = make_thread()
        first, second = make_post(thread), make_post(thread)
        child = make_post(parent=first)
        grandchild = make_post(parent=child)
        db_session.expire_all()
        assert first.path == segment(first.id)
        assert child.path == child_path(first.path, child.id)
        assert (grandchild.depth, grandchild.root_id, grandchild.parent_id) == (3, first.id, child.id)
        order = db_session.scalars(select(Post.id).where(Post.thread_id == thread.id).order_by(Post.path)).all()
        assert order == [thread.opening_post_id, first.id, child.id, grandchild.id, second.id]
        assert (thread.reply_count, thread.answer_count) == (4, 2)
        assert (first.reply_count, child.reply_count) == (1, 1)
        assert thread.last_post_id == grandchild.id

    def test_each_reply_raises_the_version(self, app, db_session):
        thread = make_thread()
        before = thread.version
        make_post(thread)
        assert fresh(db_session, Thread, thread.id).version > before

    def test_a_locked_thread_refuses_with_a_reason_but_not_its_moderator(self, app):
        moderator = make_member()
        thread = make_thread(space=make_space(moderator))
        services.lock_thread(actor(moderator), thread, "Opgelost")
        with pytest.raises(Forbidden) as caught:
            services.reply(actor(make_member()), thread, "Nog iets")
        assert "op slot" in str(caught.value)
        assert services.reply(actor(moderator), thread, "Slotwoord").id

    def test_a_reply_to_a_post_hidden_meanwhile_says_so(self, app):
        moderator = make_member()
        thread = make_thread(space=make_space(moderator))
        post = make_post(thread)
        services.hide_post(actor(moderator), post, "Reclame")
        with pytest.raises(Invalid):
            services.reply(actor(make_member()), thread, "Antwoord", post)

    def test_a_parent_from_another_thread_is_refused(self, app):
        with pytest.raises(Invalid):
            services.reply(actor(make_member()), make_thread(), "Antwoord", make_post())

    def test_mentions_and_thread_numbers_become_references(self, app, db_session):
        colleague, thread = make_member(handle="an.peeters"), make_thread()
        post = make_post(thread, body=f"Dag @An.Peeters en @niemand, zie #{thread.id}.")
        query = select(PostReference.kind, PostReference.target_id).where(PostReference.post_id == post.id)
        rows = {tuple(row) for row in db_session.execute(query)}
        assert ("member", colleague.id) in rows
        assert ("thread", thread.id) in rows
        assert f'href="/members/{colleague.id}"' in post.body_html

    def test_a_number_of_a_thread_one_may_not_see_stays_text(self, app):
        closed = make_space(audience=library_token(make_library().id))
        insider = make_member(library_id=int(closed.audience.split(":")[1]))
        hidden = make_thread(insider, closed, title="Geheim plan")
        post = make_post(body=f"Zie #{hidden.id}")
        assert "<a" not in post.body_html
        assert "Geheim" not in post.body_html


class TestEditing:
    def test_every_version_is_kept(self, app, db_session):
        author = make_member()
        post = make_post(author=author, body="Eerste")
        services.edit_post(actor(author), post, "Tweede", base_revision=1, reason="typfout")
        rows = db_session.scalars(select(PostRevision).where(PostRevision.post_id == post.id)).all()
        assert [(r.number, r.body, r.reason) for r in rows] == [(1, "Eerste", ""), (2, "Tweede", "typfout")]
        assert "Tweede" in post.body_html
        assert post.edited_at is not None

    def test_a_stale_edit_is_refused_and_changes_nothing(self, app, db_session):
        author = make_member()
        post = make_post(author=author, body="Eerste")
        services.edit_post(actor(author), post, "Tweede", base_revision=1)
        with pytest.raises(Conflict):
            services.edit_post(actor(author), post, "Andere", base_revision=1)
        assert fresh(db_session, Post, post.id).body == "Tweede"

    def test_saving_the_same_text_makes_no_version(self, app, db_session):
        author = make_member()
        post = make_post(author=author, body="Eerste")
        services.edit_post(actor(author), post, "Eerste", base_revision=1)
        assert fresh(db_session, Post, post.id).revision_count == 1

    def test_a_new_title_reaches_the_slug_and_every_document_of_the_thread(self, app, db_session):
        asker = make_member()
        thread = make_thread(asker)
        reply = make_post(thread)
        db_session.execute(Outbox.__table__.delete())
        opening = db_session.get(Post, thread.opening_post_id)
        services.edit_post(actor(asker), opening, "Nieuwe tekst", base_revision=1, title="Nieuwe titel")
        assert fresh(db_session, Thread, thread.id).slug == "nieuwe-titel"
        keys = set(db_session.scalars(select(Outbox.key).where(Outbox.channel == "search")))
        assert {f"post:{opening.id}", f"post:{reply.id}"} <= keys

    def test_only_the_author_or_a_moderator(self, app):
        post = make_post()
        with pytest.raises(Forbidden):
            services.edit_post(actor(make_member()), post, "Anders", base_revision=1)


class TestAcceptingAndUseful:
    def test_several_answers_can_be_accepted_and_taken_back(self, app, db_session):
        asker = make_member()
        thread = make_thread(asker)
        one, two = make_post(thread), make_post(thread)
        services.accept_answer(actor(asker), one)
        services.accept_answer(actor(asker), two)
        services.accept_answer(actor(asker), two)
        assert fresh(db_session, Thread, thread.id).accepted_count == 2
        services.unaccept_answer(actor(asker), one)
        thread = fresh(db_session, Thread, thread.id)
        assert (thread.accepted_count, thread.is_solved) == (1, True)

    def test_a_discussion_has_no_answers(self, app):
        asker = make_member()
        post = make_post(make_thread(asker, kind="discussion"))
        with pytest.raises(Forbidden):
            services.accept_answer(actor(asker), post)

    def test_a_vote_counts_once_and_can_be_taken_back(self, app, db_session):
        post, reader = make_post(), actor(make_member())
        services.mark_useful(reader, post)
        services.mark_useful(reader, post)
        services.mark_useful(actor(make_member()), post)
        assert (fresh(db_session, Post, post.id).useful_count, post.thread.useful_count) == (2, 2)
        services.unmark_useful(reader, post)
        assert fresh(db_session, Post, post.id).useful_count == 1
        assert db_session.scalar(select(func.count()).select_from(UsefulVote)) == 1


class TestModerating:
    def test_hiding_and_restoring_a_post_keeps_the_counters_right(self, app, db_session):
        moderator = make_member()
        thread = make_thread(space=make_space(moderator))
        post = make_post(thread)
        services.hide_post(actor(moderator), post, "Dubbel")
        assert fresh(db_session, Thread, thread.id).reply_count == 0
        services.restore_post(actor(moderator), post)
        thread = fresh(db_session, Thread, thread.id)
        assert (thread.reply_count, thread.answer_count) == (1, 1)

    def test_hiding_an_opening_post_hides_the_thread(self, app, db_session):
        moderator = make_member()
        space = make_space(moderator)
        thread = make_thread(space=space)
        services.hide_post(actor(moderator), db_session.get(Post, thread.opening_post_id), "Reclame")
        assert thread.hidden_at is not None
        assert fresh(db_session, Space, space.id).thread_count == 0

    def test_a_reason_is_required(self, app):
        moderator = make_member()
        thread = make_thread(space=make_space(moderator))
        with pytest.raises(Invalid):
            services.lock_thread(actor(moderator), thread, "  ")

    def test_a_new_audience_reindexes_what_is_in_the_space(self, app, db_session):
        coordinator = make_member(roles=("coordinator",))
        space = make_space()
        thread = make_thread(space=space)
        db_session.execute(Outbox.__table__.delete())
        audience = library_token(coordinator.library_id)
        services.edit_space(actor(coordinator), space, "Ruimte", "", audience, pillar_id=None)
        assert db_session.scalars(select(Outbox.key)).all() == [f"post:{thread.opening_post_id}"]
        with pytest.raises(NotFound):
            services.reply(actor(make_member()), thread, "Ik zie dit niet meer")


class TestDrafts:
    def test_a_draft_is_kept_changed_and_dropped_when_posted(self, app, db_session):
        member, thread = actor(make_member()), make_thread()
        key = f"thread:{thread.id}:reply"
        services.save_draft(member, key, "", "Beg")
        services.save_draft(member, key, "", "Begin van een antwoord")
        assert db_session.get(Draft, (member.id, key)).body == "Begin van een antwoord"
        services.reply(member, thread, "Begin van een antwoord, en het eind.")
        assert db_session.scalars(select(Draft)).all() == []

    def test_an_emptied_form_drops_the_draft(self, app, db_session):
        member = actor(make_member())
        services.save_draft(member, "thread:new", "Titel", "")
        assert services.save_draft(member, "thread:new", " ", " ") is None
        assert db_session.scalars(select(Draft)).all() == []

    def test_a_key_nobody_knows_is_refused(self, app):
        with pytest.raises(Invalid):
            services.save_draft(actor(make_member()), "../../etc", "", "x")


class TestWhatSearchKnows:
    """The state of a thread stands in the search document of each of its posts."""

    def states(self, db_session, thread):
        keys = set(db_session.scalars(select(Outbox.key).where(Outbox.channel == "search")))
        return {key: document.states for key, document in read_documents(keys).items() if document.root == thread}

    def test_an_acceptance_reaches_every_document_of_the_thread(self, app, db_session):
        asker = make_member()
        thread = make_thread(asker)
        answer, other = make_post(thread), make_post(thread)
        db_session.execute(Outbox.__table__.delete())
        services.accept_answer(actor(asker), answer)
        states = self.states(db_session, f"thread:{thread.id}")
        assert set(states) == {f"post:{number}" for number in (thread.opening_post_id, answer.id, other.id)}
        assert all("solved" in found for found in states.values())

    def test_the_first_answer_reaches_the_document_of_the_question(self, app, db_session):
        thread = make_thread()
        db_session.execute(Outbox.__table__.delete())
        make_post(thread)
        states = self.states(db_session, f"thread:{thread.id}")
        assert "unanswered" not in states[f"post:{thread.opening_post_id}"]


def test_a_coordinator_makes_no_space_for_a_library_of_others(app):
    coordinator, elsewhere = actor(make_member(roles=("coordinator",))), library_token(make_library().id)
    with pytest.raises(Invalid):
        services.create_space(coordinator, "Van een ander", "", elsewhere)
    space = make_space()
    with pytest.raises(Invalid):
        services.edit_space(coordinator, space, "Ruimte", "", elsewhere, pillar_id=None)
    administrator = actor(make_member(roles=("administrator",)))
    assert services.create_space(administrator, "Voor de bibliotheek", "", elsewhere).audience == elsewhere

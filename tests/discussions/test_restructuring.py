"""Merging, splitting, moving, re-parenting and their undo: what stays right, and what is refused in clear words."""

import pytest
from sqlalchemy import func, select

from forum.core.activity import Activity
from forum.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from forum.core.outbox import Outbox
from forum.discussions import queries, services
from forum.discussions.models import Draft, Post
from forum.discussions.services import companions
from forum.discussions.services.companions import Companion
from forum.discussions.services.drafts import reply_key
from forum.notifications.models import MUTED, Notification
from forum.notifications.queries import list_follower_ids
from forum.notifications.services import follow, set_level
from tests.factories import actor, make_library, make_member, make_post, make_space, make_thread


class TestMerging:
    def test_the_posts_become_a_branch_and_the_counters_follow(self, boss, db_session, bodies):
        one, other = make_thread(body="A", kind="question"), make_thread(body="B", kind="question")
        make_post(one, body="A1", parent=None)
        make_post(other, body="B1")
        services.merge_threads(boss(), one, other)
        assert bodies(other) == [("B", 0), ("B1", 1), ("A", 1), ("A1", 2)] or bodies(other) == [
            ("B", 0),
            ("A", 1),
            ("A1", 2),
            ("B1", 1),
        ]
        assert (other.reply_count, other.answer_count) == (3, 2)
        assert db_session.scalar(select(func.count()).where(Post.thread_id == one.id)) == 0

    def test_nobody_sees_the_empty_thread_and_it_is_no_longer_counted(self, boss, db_session):
        space = make_space()
        one, other = make_thread(space=space), make_thread(space=space)
        services.merge_threads(boss(), one, other)
        assert space.thread_count == 1
        with pytest.raises(NotFound):
            queries.get_thread(boss(), one.id)
        assert queries.find_merged(boss(), one.id).id == one.opening_post_id

    def test_followers_notices_and_drafts_go_along(self, boss, db_session, drain):
        follower, asker = make_member(), make_member()
        one, other = make_thread(asker), make_thread()
        follow(actor(follower), "thread", one.id)
        make_post(one)
        services.save_draft(actor(follower), reply_key(one.id), "", "half getypt")
        db_session.commit()
        drain()
        one, other = db_session.merge(one), db_session.merge(other)
        services.merge_threads(boss(), one, other)
        assert follower.id in list_follower_ids("thread", other.id)
        subjects = db_session.execute(select(Notification.subject_id, Notification.read_at)).all()
        assert {row.subject_id for row in subjects if row.read_at is None} == {other.id}
        assert db_session.get(Draft, (follower.id, reply_key(other.id))).body == "half getypt"

    def test_who_muted_the_other_discussion_is_left_in_peace(self, boss, db_session):
        member, one, other = make_member(), make_thread(), make_thread()
        follow(actor(member), "thread", one.id)
        set_level(actor(member), "thread", other.id, MUTED)
        services.merge_threads(boss(), one, other)
        assert member.id not in list_follower_ids("thread", other.id)

    def test_two_unread_notices_become_one_that_counts_both(self, boss, db_session, drain):
        follower, one, other = make_member(), make_thread(), make_thread()
        for thread in (one, other):
            follow(actor(follower), "thread", thread.id)
        make_post(one)
        make_post(one)
        make_post(other)
        db_session.commit()
        drain()
        one, other = db_session.merge(one), db_session.merge(other)
        services.merge_threads(boss(), one, other)
        unread = select(Notification).where(Notification.member_id == follower.id, Notification.read_at.is_(None))
        (notice,) = db_session.scalars(unread)
        assert (notice.subject_id, notice.event_count) == (other.id, 3)

    def test_a_number_in_a_text_leads_to_where_the_posts_are(self, boss, db_session):
        one, other = make_thread(), make_thread()
        opening = one.opening_post_id
        services.merge_threads(boss(), one, other)
        assert f'href="/posts/{opening}"' in make_post(body=f"Zie #{one.id}").body_html

    def test_a_number_of_a_merged_thread_one_may_not_see_stays_text(self, boss, db_session, moderator):
        closed = make_space(audience=f"library:{moderator.library_id}")
        insider = make_member(library_id=moderator.library_id)
        one, other = make_thread(insider, closed), make_thread(insider, closed)
        services.merge_threads(boss(), one, other)
        assert "<a" not in make_post(body=f"Zie #{one.id}").body_html

    def test_what_was_accepted_is_no_answer_in_a_discussion_and_is_again_after_undoing(self, boss, db_session):
        question, talk = make_thread(), make_thread(kind="discussion")
        answer = make_post(question)
        services.accept_answer(boss(), answer)
        change = services.merge_threads(boss(), question, talk)
        assert (talk.accepted_count, answer.accepted_at) == (0, None)
        services.undo_change(boss(), change)
        assert (question.accepted_count, answer.accepted_at is None) == (1, False)

    def test_replies_of_meanwhile_stay_with_the_post_they_answer(self, boss, db_session, bodies):
        one, other = make_thread(body="A"), make_thread(body="B")
        change = services.merge_threads(boss(), one, other)
        make_post(parent=db_session.get(Post, one.opening_post_id), body="nieuw op A")
        make_post(other, body="nieuw op B")
        services.undo_change(boss(), change)
        assert bodies(one) == [("A", 0), ("nieuw op A", 1)]
        assert bodies(other) == [("B", 0), ("nieuw op B", 1)]

    def test_one_activity_row_and_all_documents_are_written_anew(self, boss, db_session):
        one, other = make_thread(), make_thread()
        before = db_session.scalar(select(func.max(Outbox.id)))
        services.merge_threads(boss(), one, other, reason="zelfde vraag")
        activity = db_session.scalars(select(Activity).order_by(Activity.id.desc())).first()
        assert (activity.verb, activity.root_id, activity.data["reason"]) == ("thread.merged", other.id, "zelfde vraag")
        keys = set(db_session.scalars(select(Outbox.key).where(Outbox.id > before, Outbox.channel == "search")))
        assert keys == {f"post:{one.opening_post_id}", f"post:{other.opening_post_id}"}

    def test_five_thousand_posts_take_as_many_statements_as_five(self, boss, db_session, assert_queries, monkeypatch):
        # What features take along costs a statement or two each.
        monkeypatch.setattr(companions, "_companions", {})

        def statements(posts):
            one, other = make_thread(), make_thread()
            parent = db_session.get(Post, one.opening_post_id)
            for _ in range(posts):
                make_post(one, parent=parent)
            db_session.flush()
            who = boss()
            with assert_queries(36):
                services.merge_threads(who, one, other)

        statements(1)
        statements(12)


class TestWhatCannotBeMerged:
    def test_with_itself(self, boss):
        thread = make_thread()
        with pytest.raises(Invalid, match="zichzelf"):
            services.merge_threads(boss(), thread, thread)

    def test_what_was_merged_already(self, boss):
        one, other, third = make_thread(), make_thread(), make_thread()
        services.merge_threads(boss(), one, other)
        with pytest.raises(NotFound):
            services.merge_threads(boss(), one, third)

    def test_the_target_was_merged_into_the_source_meanwhile(self, boss):
        one, other = make_thread(), make_thread()
        services.merge_threads(boss(), other, one)
        with pytest.raises(NotFound):
            services.merge_threads(boss(), one, other)
        assert queries.find_thread_by(boss(), f"#{other.id}").id == one.id

    def test_into_what_is_locked_hidden_or_a_duplicate(self, boss):
        source, locked, hidden, double = (make_thread() for _ in range(4))
        services.lock_thread(boss(), locked, "Afgerond")
        services.hide_thread(boss(), hidden, "Reclame")
        services.close_as_duplicate(boss(), double, make_thread())
        for target, sentence in ((locked, "op slot"), (hidden, "verborgen"), (double, "dubbel")):
            with pytest.raises(DomainError, match=sentence):
                services.merge_threads(boss(), source, target)

    def test_an_announcement(self, boss):
        source, target = make_thread(), make_thread()
        source.kind = "announcement"
        for verb in (services.merge_threads, services.close_as_duplicate):
            with pytest.raises(Forbidden, match="mededeling"):
                verb(boss(), source, target)

    def test_by_who_moderates_only_one_of_the_two(self, app):
        member = make_member()
        one, other = make_thread(space=make_space(member)), make_thread()
        for source, target in ((one, other), (other, one)):
            with pytest.raises(Forbidden):
                services.merge_threads(actor(member), source, target)

    def test_into_a_wider_circle_without_saying_so(self, boss, moderator):
        private = make_space(audience=f"library:{moderator.library_id}")
        source, target = make_thread(make_member(library_id=moderator.library_id), private), make_thread()
        with pytest.raises(Invalid, match="collega") as caught:
            services.merge_threads(boss(), source, target)
        assert caught.value.field == "confirmed"
        assert services.merge_threads(boss(), source, target, confirmed=True).id

    def test_undoing_into_a_wider_circle_asks_again(self, boss, moderator):
        insider, _outsider = make_member(library_id=moderator.library_id), make_member()
        private = make_space(audience=f"library:{moderator.library_id}")
        source, target = make_thread(insider), make_thread(insider, private)
        change = services.merge_threads(boss(), source, target)
        with pytest.raises(Invalid, match="collega"):
            services.undo_change(boss(), change)


class TestUndoing:
    def test_only_once(self, boss):
        thread, goal = make_thread(), make_space()
        change = services.move_thread(boss(), thread, goal)
        services.undo_change(boss(), change)
        with pytest.raises(Forbidden, match="al ongedaan"):
            services.undo_change(boss(), change)

    def test_the_newest_change_first(self, boss):
        one, other, third = make_thread(), make_thread(), make_thread()
        first = services.merge_threads(boss(), one, other)
        second = services.merge_threads(boss(), other, third)
        with pytest.raises(Conflict, match="nieuwste"):
            services.undo_change(boss(), first)
        services.undo_change(boss(), second)
        services.undo_change(boss(), first)

    def test_not_while_the_post_that_would_open_it_is_hidden(self, boss, db_session):
        one, other = make_thread(), make_thread()
        change = services.merge_threads(boss(), one, other)
        services.hide_post(boss(), db_session.get(Post, one.opening_post_id), "Reclame")
        with pytest.raises(Conflict, match="verborgen"):
            services.undo_change(boss(), change)

    def test_not_by_who_does_not_moderate_both_sides(self, boss):
        member = make_member()
        thread, goal = make_thread(space=make_space(member)), make_space()
        change = services.move_thread(boss(), thread, goal)
        with pytest.raises(NotFound):
            services.undo_change(actor(member), change)


def test_a_post_is_not_hung_back_while_its_discussion_is_hidden(boss):
    thread = make_thread()
    first, second = make_post(thread, make_member()), make_post(thread, make_member())
    change = services.reparent_post(boss(), second, first)
    services.hide_thread(boss(), thread, "Hoort hier niet.")
    with pytest.raises(Conflict):
        services.undo_change(boss(), change, confirmed=True)
    services.restore_thread(boss(), thread)
    services.undo_change(boss(), change, confirmed=True)
    assert second.parent_id == thread.opening_post_id


def test_companions_hear_of_every_change(boss, monkeypatch):
    heard = []

    class Listener(Companion):
        key = "listener"

        def merged(self, change):
            heard.append(("merged", change.source_id, change.target_id))

        def unmerged(self, change):
            heard.append(("unmerged", change.source_id, change.target_id))

        def split(self, change):
            heard.append(("split", change.source_id))

        def unsplit(self, change):
            heard.append(("unsplit", change.source_id))

        def moved(self, thread_id):
            heard.append(("moved", thread_id))

    monkeypatch.setattr(companions, "_companions", {})
    companions.register([Listener()])
    one, other = make_thread(), make_thread()
    services.undo_change(boss(), services.merge_threads(boss(), one, other))
    split = services.split_posts(boss(), one, [make_post(one).id], "Een andere vraag", one.space, "question")
    services.undo_change(boss(), split)
    goal = make_space()
    services.undo_change(boss(), services.move_thread(boss(), one, goal))
    assert heard == [
        ("merged", one.id, other.id),
        ("unmerged", one.id, other.id),
        ("split", one.id),
        ("unsplit", one.id),
        ("moved", one.id),
        ("moved", one.id),
    ]


def test_a_reply_on_its_way_while_the_thread_is_merged_is_refused_and_not_lost(boss, db_session):
    """On PostgreSQL the two run at the same time; the row it was based on is no longer what it was."""
    one, other = make_thread(), make_thread()
    parent = db_session.get(Post, one.opening_post_id)
    stale_thread, stale_parent = one.id, parent.path
    services.merge_threads(boss(), one, other)
    from types import SimpleNamespace

    from forum.discussions.services import writing

    stale = SimpleNamespace(id=parent.id, thread_id=stale_thread, path=stale_parent)
    with pytest.raises(Conflict, match="bewaard"):
        writing._count_reply(stale)


def test_library_members_are_those_who_carry_its_token(app, db_session):
    from forum.accounts.queries import members_with
    from tests.factories import make_group

    library = make_library()
    people = [make_member(library_id=library.id), make_member(), make_member(is_active=False)]
    group = make_group(people[1])
    identities = {person.id: actor(person).tokens for person in people[:2]}
    for token in ("network", "public", f"library:{library.id}", f"group:{group.id}"):
        by_sql = set(db_session.scalars(members_with(token))) & {person.id for person in people}
        assert by_sql == {number for number, tokens in identities.items() if token in tokens}

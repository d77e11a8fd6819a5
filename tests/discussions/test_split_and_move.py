"""Splitting, moving and re-parenting: what stays right, and what is refused in clear words."""

import pytest
from sqlalchemy import select

from forum.core.errors import Conflict, Forbidden, Invalid
from forum.discussions import queries, services
from forum.discussions.models import Post, Restructuring, Space, Thread
from forum.notifications.models import MUTED, Watch
from forum.notifications.queries import list_follower_ids
from forum.notifications.services import follow, set_level
from tests.factories import actor, make_member, make_post, make_space, make_thread


class TestSplitting:
    def test_chosen_posts_become_a_thread_opened_by_the_oldest(self, boss, db_session, bodies):
        thread = make_thread(body="A", useful_count=0)
        first, second = make_post(thread, body="1"), make_post(thread, body="2")
        make_post(parent=second, body="2a")
        make_post(thread, body="3")
        change = services.split_posts(
            boss(), thread, [second.id, first.id], "Een andere vraag", thread.space, "question"
        )
        new = db_session.get(Thread, change.other_id)
        assert bodies(new) == [("1", 0), ("2", 1), ("2a", 2)]
        assert bodies(thread) == [("A", 0), ("3", 1)]
        assert (new.title, new.author_id, new.created_at) == ("Een andere vraag", first.author_id, first.created_at)
        assert (thread.reply_count, new.reply_count, change.post_count) == (1, 2, 3)

    def test_undoing_puts_everything_back_and_the_new_address_leads_there(self, boss, db_session, bodies):
        thread = make_thread(body="A")
        parent = make_post(thread, body="1")
        child = make_post(parent=parent, body="1a")
        change = services.split_posts(boss(), thread, [child.id], "Een andere vraag", thread.space, "question")
        make_post(db_session.get(Thread, change.other_id), body="antwoord in de nieuwe")
        services.undo_change(boss(), change)
        assert bodies(thread) == [("A", 0), ("1", 1), ("1a", 2), ("antwoord in de nieuwe", 3)]
        assert queries.find_merged(boss(), change.other_id).thread_id == thread.id

    def test_followers_follow_both_and_who_muted_mutes_both(self, boss, db_session):
        follower, muted, thread = make_member(), make_member(), make_thread()
        follow(actor(follower), "thread", thread.id)
        set_level(actor(muted), "thread", thread.id, MUTED)
        post = make_post(thread)
        change = services.split_posts(boss(), thread, [post.id], "Een andere vraag", thread.space, "question")
        assert follower.id in list_follower_ids("thread", change.other_id)
        assert db_session.get(Watch, (muted.id, "thread", change.other_id)).level == MUTED

    @pytest.mark.parametrize(
        ("chosen", "sentence"), [("none", "minstens"), ("opening", "eerste bericht"), ("hidden", "verborgen")]
    )
    def test_what_cannot_be_split_off(self, boss, chosen, sentence):
        thread = make_thread()
        hidden = make_post(thread)
        services.hide_post(boss(), hidden, "Reclame")
        posts = {"none": [], "opening": [thread.opening_post_id], "hidden": [hidden.id]}[chosen]
        with pytest.raises(Invalid, match=sentence):
            services.split_posts(boss(), thread, posts, "Een andere vraag", thread.space, "question")

    def test_a_post_that_went_elsewhere_meanwhile(self, boss):
        thread, post = make_thread(), make_post()
        with pytest.raises(Conflict, match="niet meer"):
            services.split_posts(boss(), thread, [post.id], "Een andere vraag", thread.space, "question")


class TestMoving:
    def test_the_audience_moves_with_it(self, boss, moderator, db_session):
        outsider, insider = make_member(), make_member(library_id=moderator.library_id)
        private = make_space(audience=f"library:{moderator.library_id}")
        thread = make_thread()
        services.move_thread(boss(), thread, private)
        assert thread.id in {row.id for row in queries.list_threads(actor(insider)).items}
        assert thread.id not in {row.id for row in queries.list_threads(actor(outsider)).items}
        assert db_session.scalar(select(Space.thread_count).where(Space.id == private.id)) == 1

    def test_who_may_no_longer_see_it_has_no_unread_notice_left_until_it_is_moved_back(
        self, boss, moderator, db_session, drain
    ):
        follower, thread = make_member(), make_thread()
        follow(actor(follower), "thread", thread.id)
        make_post(thread)
        private = make_space(audience=f"library:{moderator.library_id}")
        db_session.commit()
        drain()
        thread, private = db_session.merge(thread), db_session.merge(private)
        change = services.move_thread(boss(), thread, private)
        assert actor(follower).unread_notifications == 0
        make_post(thread, make_member(library_id=moderator.library_id))
        change_id = change.id
        db_session.commit()
        drain()
        assert actor(follower).unread_notifications == 0
        services.undo_change(boss(), db_session.get(Restructuring, change_id), confirmed=True)
        assert actor(follower).unread_notifications == 1

    def test_all_read_in_the_new_space_does_not_cover_what_came_into_it(self, boss, db_session):
        reader, thread, goal = make_member(), make_thread(), make_space()
        make_thread(space=goal)
        services.mark_space_read(actor(reader), db_session.merge(goal))
        services.move_thread(boss(), thread, goal)
        rows = {row.id: row.is_unread for row in queries.list_threads(actor(reader), space_id=goal.id).items}
        assert rows[thread.id] is True
        services.mark_space_read(actor(reader), db_session.merge(goal))
        rows = {row.id: row.is_unread for row in queries.list_threads(actor(reader), space_id=goal.id).items}
        assert rows[thread.id] is False

    def test_what_somebody_moved_meanwhile_is_not_moved_again(self, boss):
        thread, first, second = make_thread(), make_space(), make_space()
        seen_in = thread.space_id
        services.move_thread(boss(), thread, first, moved_from=seen_in)
        with pytest.raises(Conflict, match="verplaatst"):
            services.move_thread(boss(), thread, second, moved_from=seen_in)

    def test_where_it_is_already(self, boss):
        thread = make_thread()
        with pytest.raises(Invalid, match="al in deze ruimte"):
            services.move_thread(boss(), thread, thread.space)

    def test_into_a_space_one_does_not_moderate(self, app):
        member = make_member()
        thread = make_thread(space=make_space(member))
        with pytest.raises(Forbidden):
            services.move_thread(actor(member), thread, make_space())


class TestReparenting:
    def test_a_branch_hangs_elsewhere(self, boss, bodies):
        thread = make_thread(body="A")
        first, second = make_post(thread, body="1"), make_post(thread, body="2")
        make_post(parent=second, body="2a")
        change = services.reparent_post(boss(), second, first)
        assert bodies(thread) == [("A", 0), ("1", 1), ("2", 2), ("2a", 3)]
        assert (thread.answer_count, first.reply_count) == (1, 1)
        services.undo_change(boss(), change)
        assert bodies(thread) == [("A", 0), ("1", 1), ("2", 1), ("2a", 2)]

    @pytest.mark.parametrize("goal", ["itself", "below", "there already", "hidden", "elsewhere", "opening"])
    def test_what_is_refused(self, boss, db_session, goal):
        thread = make_thread()
        post, other = make_post(thread), make_post(thread)
        opening = db_session.get(Post, thread.opening_post_id)
        goals = {"itself": post, "below": make_post(parent=post), "there already": opening, "hidden": other}
        if goal == "hidden":
            services.hide_post(boss(), other, "Reclame")
        if goal == "opening":
            post, goals["opening"] = opening, other
        with pytest.raises((Invalid, Conflict)):
            services.reparent_post(boss(), post, goals.get(goal) or make_post())

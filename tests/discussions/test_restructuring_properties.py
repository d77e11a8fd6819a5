"""Random sequences of verbs: whatever moderators do in whatever order, what is derived stays right.

`FORUM_TEST_EXAMPLES=500` tries many more sequences than an ordinary run.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forum.core.errors import DomainError
from forum.core.policy import may_see
from forum.discussions import services
from forum.discussions.models import Post, Restructuring, Space, Thread
from forum.discussions.policies import visible_posts
from forum.extensions import db
from forum.notifications.models import FOLLOWING, MUTED
from tests.factories import actor, make_library, make_member, make_space
from tests.support.thread_checks import (
    check_counters,
    check_places,
    effective_reads,
    read_documents_visible,
    snapshot,
    watchers,
)
from tests.support.thread_model import ThreadModel

EXAMPLES = int(os.environ.get("FORUM_TEST_EXAMPLES", "0"))
NUMBER = st.integers(0, 10_000)
CHOSEN = st.lists(NUMBER, min_size=1, max_size=3)
WORLD: dict[str, list] = {}


def make_world() -> None:
    """Three readers, a moderator of all spaces, two open spaces and one of a library; kept for all sequences."""
    home = make_library()
    moderator = make_member(library_id=home.id)
    people = [make_member(library_id=home.id), make_member(), moderator]
    spaces = [make_space(moderator), make_space(moderator), make_space(moderator, audience=f"library:{home.id}")]
    WORLD["people"] = [actor(person) for person in people]
    WORLD["spaces"] = [space.id for space in spaces]
    WORLD["audiences"] = [space.audience for space in spaces]
    db.session.commit()


class Threads(RuleBasedStateMachine):
    """The verbs as rules; after every step the tables are held against the model."""

    @initialize()
    def begin(self):
        self.people, self.spaces = WORLD["people"], WORLD["spaces"]
        self.moderator = self.people[2]
        self.model = ThreadModel(ever_read={person.id: set() for person in self.people})
        self.done = []
        for number in range(3):
            self.start(number, number, True)
            for other in range(3):
                self.reply(number + other, number, other)

    def teardown(self):
        db.session.rollback()

    # What colleagues do.

    @rule(who=NUMBER, where=NUMBER, asks=st.booleans())
    def start(self, who, where, asks):
        space = db.session.get_one(Space, self.pick(self.spaces, where))
        author = self.pick([p for p in self.people if may_see(p, {space.audience})], who)
        thread = services.start_thread(author, space, "question" if asks else "discussion", "Een titel", "Tekst")
        self.model.start(thread.id, thread.opening_post_id, space.id, thread.kind)
        self.has_read(author, [thread.opening_post_id])

    @rule(who=NUMBER, thread=NUMBER, under=NUMBER)
    def reply(self, who, thread, under):
        chosen = self.thread(self.pick(self.model.open_threads(), thread))
        parents = [p for p in sorted(self.model.posts_by_thread()[chosen.id]) if p not in self.model.hidden_posts]
        author = self.pick([p for p in self.people if may_see(p, {chosen.space.audience})], who)
        if chosen.duplicate_of_id is not None:
            author = self.moderator
        parent = db.session.get_one(Post, self.pick(parents, under))
        before = effective_reads(author.id)
        post = services.reply(author, chosen, "Antwoord", parent)
        self.model.parent[post.id] = parent.id
        # Nothing but one's own post becomes read by writing.
        assert effective_reads(author.id) - before <= {post.id}
        self.has_read(author, [post.id])

    @rule(who=NUMBER, thread=NUMBER, upto=NUMBER)
    def read_a_page(self, who, thread, upto):
        person, chosen = self.pick(self.people, who), self.thread(self.pick(self.model.open_threads(), thread))
        if may_see(person, {chosen.space.audience}):
            posts = sorted(self.model.posts_by_thread()[chosen.id])
            page = posts[: 1 + upto % len(posts)]
            self.has_read(person, page)
            services.mark_page_read(person, chosen, page)

    @rule(who=NUMBER, where=NUMBER)
    def read_a_space(self, who, where):
        person, space = self.pick(self.people, who), db.session.get_one(Space, self.pick(self.spaces, where))
        if may_see(person, {space.audience}):
            services.mark_space_read(person, space)
            for thread, posts in self.model.posts_by_thread().items():
                if self.model.space_of[thread] == space.id:
                    self.has_read(person, posts)

    @rule(post=NUMBER)
    def accept(self, post):
        candidates = [
            p
            for thread in self.model.open_threads()
            if self.model.kind[thread] == "question"
            for p in self.model.replies(thread)
            if p not in self.model.hidden_posts
        ]
        if candidates:
            services.accept_answer(self.moderator, db.session.get_one(Post, self.pick(candidates, post)))

    # What moderators do.

    @rule(post=NUMBER)
    def hide_or_restore_a_reply(self, post):
        replies = [p for thread in self.model.open_threads() for p in self.model.replies(thread)]
        if replies:
            number = self.pick(replies, post)
            chosen = db.session.get_one(Post, number)
            if number in self.model.hidden_posts:
                services.restore_post(self.moderator, chosen)
            else:
                services.hide_post(self.moderator, chosen, "Reclame")
            self.model.hidden_posts ^= {number}

    @rule(thread=NUMBER)
    def hide_or_restore_a_thread(self, thread):
        number = self.pick(self.model.threads(), thread)
        if number not in self.model.hidden_threads and len(self.model.open_threads()) < 3:
            return
        if number in self.model.hidden_threads:
            services.restore_thread(self.moderator, self.thread(number))
        else:
            services.hide_thread(self.moderator, self.thread(number), "Reclame")
        self.model.hidden_threads ^= {number}

    @rule(one=NUMBER, other=NUMBER, back=st.booleans())
    def merge(self, one, other, back):
        source, target = self.two_threads(one, other)
        if target is not None and target not in self.model.duplicate_of:
            self.change(
                lambda: services.merge_threads(
                    self.moderator, self.thread(source), self.thread(target), confirmed=True
                ),
                lambda change: self.model.merge(source, target),
                back,
            )

    @rule(thread=NUMBER, chosen=CHOSEN, where=NUMBER, asks=st.booleans(), back=st.booleans())
    def split(self, thread, chosen, where, asks, back):
        number = self.pick(self.model.open_threads(), thread)
        replies = self.model.replies(number)
        if not replies:
            return
        posts = {self.pick(replies, one) for one in chosen}
        roots = sorted(p for p in posts if not posts & set(self.model.ancestors(p)[1:]))
        space, kind = self.pick(self.spaces, where), "question" if asks else "discussion"
        if roots[0] in self.model.hidden_posts:
            return
        self.change(
            lambda: services.split_posts(
                self.moderator,
                self.thread(number),
                posts,
                "Een nieuwe titel",
                db.session.get_one(Space, space),
                kind,
                confirmed=True,
            ),
            lambda change: self.model.split(number, change.other_id, roots, space, kind),
            back,
        )

    @rule(thread=NUMBER, where=NUMBER, back=st.booleans())
    def move(self, thread, where, back):
        number, space = self.pick(self.model.open_threads(), thread), self.pick(self.spaces, where)
        if self.model.space_of[number] != space:
            goal = db.session.get_one(Space, space)
            self.change(
                lambda: services.move_thread(self.moderator, self.thread(number), goal, confirmed=True),
                lambda change: self.model.move(number, space),
                back,
            )

    @rule(thread=NUMBER, post=NUMBER, under=NUMBER, back=st.booleans())
    def hang_elsewhere(self, thread, post, under, back):
        number = self.pick(self.model.open_threads(), thread)
        if not self.model.replies(number):
            return
        chosen = self.pick(self.model.replies(number), post)
        outside = self.model.posts_by_thread()[number] - self.model.below(chosen) - self.model.hidden_posts
        goals = sorted(outside - {self.model.parent[chosen]})
        if goals:
            goal = self.pick(goals, under)
            self.change(
                lambda: services.reparent_post(
                    self.moderator, db.session.get_one(Post, chosen), db.session.get_one(Post, goal)
                ),
                lambda change: self.model.hang(chosen, goal),
                back,
            )

    @rule(one=NUMBER, other=NUMBER, back=st.booleans())
    def close_as_duplicate(self, one, other, back):
        thread, original = self.two_threads(one, other)
        if original is None or thread in self.model.duplicate_of:
            return
        final = self.model.duplicate_of.get(original, original)
        if final not in self.model.hidden_threads | {thread}:
            self.change(
                lambda: services.close_as_duplicate(self.moderator, self.thread(thread), self.thread(original)),
                lambda change: self.model.close(thread, original),
                back,
            )

    @precondition(lambda self: self.done)
    @rule(which=NUMBER)
    def undo(self, which):
        number, done = self.pick(self.done, which)
        change = db.session.get_one(Restructuring, number)
        if self.can_undo(number, done):
            services.undo_change(self.moderator, change, confirmed=True)
            self.model.undo(done)
            self.done.remove((number, done))
        else:
            with pytest.raises(DomainError), db.session.begin_nested():
                services.undo_change(self.moderator, change, confirmed=True)

    # What must hold after every step.

    @invariant()
    def everything_that_is_derived_is_right(self):
        check_places(self.model)
        check_counters(self.model, self.spaces)

    @invariant()
    def nobody_has_read_what_was_not_in_front_of_them(self):
        for person in self.people:
            extra = effective_reads(person.id) - self.model.ever_read[person.id]
            assert not extra, f"{person.display_name} has read {extra}"

    @invariant()
    def everybody_sees_what_the_audience_says(self):
        audience = dict(zip(self.spaces, WORLD["audiences"], strict=True))
        for person in self.people:
            expected = set()
            for thread, posts in self.model.posts_by_thread().items():
                space = self.model.space_of[thread]
                moderates = person is self.moderator
                if moderates or (audience[space] in person.tokens and thread not in self.model.hidden_threads):
                    expected |= posts if moderates else posts - self.model.hidden_posts
            query = db.select(Post.id).join(Post.thread).join(Thread.space).where(visible_posts(person))
            assert set(db.session.scalars(query)) == expected
            assert read_documents_visible(person) == expected

    # Helpers.

    def change(self, act, tell_model, back):
        """Do a verb; nobody who followed a post stops to; with ``back`` undo it and compare everything."""
        before, follows = snapshot(), watchers(FOLLOWING)
        change = act()
        db.session.expire_all()
        done = tell_model(change)
        muted = watchers(MUTED)
        for thread, people in follows.items():
            goes_to = self.model.thread_of(self.model.opening[thread]) if thread in self.model.opening else thread
            assert people - muted.get(goes_to, set()) <= watchers(FOLLOWING).get(goes_to, set())
        self.everything_that_is_derived_is_right()
        if back:
            services.undo_change(self.moderator, change, confirmed=True)
            self.model.undo(done)
            after = snapshot(without_thread=change.other_id if change.verb == "split" else None)
            assert after == before
        else:
            self.done.append((change.id, done))

    def can_undo(self, number, done):
        structural = {"merged", "split", "reparented"}
        alike = structural if done["verb"] in structural else {done["verb"]}
        for later, other in self.done:
            if later > number and other["verb"] in alike and done["threads"] & other["threads"]:
                return False
        hidden = self.model.hidden_threads
        match done["verb"]:
            case "merged":
                opening = self.model.opening[done["source"]]
                return done["target"] not in hidden | self.model.shells and opening not in self.model.hidden_posts
            case "split":
                return not {done["thread"], done["new"]} & (hidden | self.model.shells)
            case _:
                return done["thread"] not in hidden | self.model.shells

    def has_read(self, person, posts):
        self.model.ever_read[person.id] |= set(posts)

    def two_threads(self, one, other):
        threads = self.model.open_threads()
        first = self.pick(threads, one)
        rest = [thread for thread in threads if thread != first]
        return first, self.pick(rest, other) if rest else None

    def thread(self, number):
        return db.session.get_one(Thread, number)

    @staticmethod
    def pick(items, number):
        return items[number % len(items)]


def run(examples, steps):
    make_world()
    run_state_machine_as_test(
        Threads,
        settings=settings(
            max_examples=EXAMPLES or examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not EXAMPLES,
            suppress_health_check=list(HealthCheck),
            # Finding the shortest sequence that fails takes minutes: only who asks for many examples waits for it.
            phases=[Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
        ),
    )


@pytest.mark.sqlite
def test_any_order_of_verbs(app, db_session):
    run(30, 15)


@pytest.mark.postgresql
def test_any_order_of_verbs_on_postgresql(app, db_session):
    run(4, 12)

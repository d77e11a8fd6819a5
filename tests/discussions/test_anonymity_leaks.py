"""Nobody learns from any page who asked anonymously: every GET route, as every role, with a control that could leak.

The control is a question with a name: whatever shows its asker next to it must not do so for the anonymous one.
"""

import contextvars
from typing import Any

import pytest
from sqlalchemy import inspect, select

from forum.core.orm import Model
from forum.core.policy import can
from forum.discussions import queries, services
from forum.discussions.models import PollOption, PollResults, Post, Thread
from forum.discussions.search import PostSource
from forum.discussions.services import PollPlan, save_draft
from forum.extensions import db
from forum.network.models import Library
from tests.factories import actor, make_member, make_post, make_space, make_thread
from tests.support.sign_in import signed_in_client

QUERIES = ("", "?show=all", "?show=mine", "?show=new", "?show=unanswered", "?show=open", "?q=zeldzaamwoord", "?q=vera")
# Tables that say who takes part, and that no page shows of others; each of them is read for its owner alone.
OWN_TABLES = {"sealed_author", "thread_read", "watch", "draft", "notification"}


class Question:
    """A question with everything its asker can do in it: reply, edit, accept, mention, follow, a draft."""

    def __init__(self, name: str, *, anonymous: bool) -> None:
        # No word of it may begin as a name does: the two would be found together by right.
        word = f"zeldzaamwoord vraag {name.split()[0].lower()[::-1]}"
        self.asker = make_member(display_name=name, handle=name.lower().replace(" ", "."))
        self.moderator = make_member()
        space = make_space(self.moderator)
        self.thread = make_thread(self.asker, space, title=f"Over het {word}", body=word, anonymous=anonymous)
        self.helper = make_member()
        self.answer = make_post(self.thread, self.helper, body="Zo doen wij dat.")
        asking = actor(self.asker)
        opening = db.session.get_one(Post, self.thread.opening_post_id)
        services.edit_post(asking, opening, f"{word}, anders gezegd", base_revision=1, reason="duidelijker")
        services.accept_answer(asking, self.answer)
        self.remark = make_post(
            self.thread, self.asker, parent=self.answer, body=f"Dank! Groeten van @{self.helper.handle}"
        )
        plan = PollPlan("Wie ook?", labels=("Ja", "Nee"), results=PollResults.ALWAYS)
        poll = services.create_poll(asking, self.thread, plan)
        if can(asking, "poll.vote", poll):
            options = select(PollOption.id).where(PollOption.poll_id == poll.id).order_by(PollOption.id)
            services.vote(asking, poll, {db.session.scalars(options).first(): "yes"})
        services.suggest_edit(actor(make_member()), opening, f"{word}!", base_revision=2, reason="nadruk")
        services.write_conclusion(asking, self.thread, f"Zo doen we het met het {word}.")
        if anonymous:
            assert not can(asking, "post.react", self.answer)
        save_draft(asking, f"thread:{self.thread.id}:reply", "", "Nog iets")

    @property
    def marks_of_asker(self) -> tuple[str, ...]:
        return self.asker.display_name, f"@{self.asker.handle}", f'/members/{self.asker.id}"'

    @property
    def marks_of_thread(self) -> tuple[str, ...]:
        posts = self.thread.opening_post_id, self.answer.id, self.remark.id
        return self.thread.title, f"/threads/{self.thread.id}-", *(f"/posts/{number}" for number in posts)

    def values(self) -> list[dict[str, Any]]:
        """Parameters that lead to everything about this question."""
        library = db.session.get_one(Library, self.asker.library_id)
        slugs = {"thread": self.thread.slug, "space": self.thread.space.slug, "library": library.slug}
        return [
            {"thread_id": self.thread.id, "post_id": post_id, "member_id": self.asker.id, "handle": self.asker.handle}
            | {"slugs": slugs, "number": number}
            for number, post_id in enumerate((self.thread.opening_post_id, self.answer.id, self.remark.id), 1)
        ]


def addresses(app, question: Question) -> set[str]:
    """Every GET route with the parameters of a question; what they cannot fill gets the number 1."""
    found = set()
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", "accounts.logout"):
                continue
            for known in question.values():
                noun = rule.endpoint.split(".")[-1].split("_")[0]
                values = {name: known.get(name, known["number"]) for name in rule.arguments}
                if "slug" in values:
                    values["slug"] = known["slugs"].get(noun, "x")
                address = app.url_for(rule.endpoint, **values)
                found |= {address + query for query in (QUERIES if not rule.arguments or noun == "space" else ("",))}
    return found


def shown(client, address: str) -> str:
    """What an address answers, without the part about the reader at the top of the page."""
    answer = contextvars.Context().run(client.raw.get, address, follow_redirects=True)
    text = answer.get_data(as_text=True) if answer.mimetype in ("text/html", "application/json") else ""
    start, end = text.find('<div class="top-end">'), text.find("</header>")
    return text[:start] + text[end:] if 0 <= start < end else text


def pages_with_both(client, found: set[str], question: Question) -> set[str]:
    """The addresses whose answer shows the question together with who asked it."""
    of_asker, of_thread = question.marks_of_asker, question.marks_of_thread
    # What the test has open would keep pages from writing.
    db.session.commit()
    leaking = set()
    for address in sorted(found):
        text = shown(client, address)
        if any(mark in text for mark in of_asker) and any(mark in text for mark in of_thread):
            leaking.add(address)
    return leaking


@pytest.fixture
def sealed(app, drain) -> Question:
    question = Question("Vera Verborgen", anonymous=True)
    db.session.commit()
    drain()
    return question


@pytest.fixture
def named(app, drain) -> Question:
    question = Question("Nina Naam", anonymous=False)
    db.session.commit()
    drain()
    return question


def reader(question: Question, role: str):
    people = {"helper": question.helper, "moderator": question.moderator, "asker": question.asker}
    if role in people:
        return people[role]
    if role == "same library":
        return make_member(library_id=question.asker.library_id)
    return make_member(roles=() if role == "member" else (role,))


ROLES = ("member", "same library", "helper", "moderator", "coordinator", "library_head", "administrator", "asker")


@pytest.mark.sqlite
@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_who_asked(app, sealed, role):
    client = signed_in_client(app, reader(sealed, role))
    found = addresses(app, sealed)
    assert len(found) > 60
    assert pages_with_both(client, found, sealed) == set()


@pytest.mark.sqlite
@pytest.mark.parametrize("role", ["member", "asker"])
def test_the_walk_finds_who_asked_under_their_name(app, named, role):
    """The control: the same walk, over a question with a name, sees the asker in several places."""
    client = signed_in_client(app, reader(named, role))
    leaking = pages_with_both(client, addresses(app, named), named)
    thread = f"/threads/{named.thread.id}-{named.thread.slug}"
    history = f"/posts/{named.thread.opening_post_id}/history"
    space = f"/spaces/{named.thread.space.slug}"
    assert "Nina Naam" in client.get(thread).one(".poll").text
    assert {thread, history, space, "/search?q=zeldzaamwoord"} <= leaking


def test_what_the_index_holds_names_nobody(sealed, named):
    posts = select(Post.id).order_by(Post.id)
    authors = {
        key: document.author for key, document in PostSource().documents(db.session.scalars(posts).all()).items()
    }
    assert authors[f"post:{named.thread.opening_post_id}"] == f"member:{named.asker.id}"
    assert f"member:{sealed.asker.id}" not in authors.values()


def rows_about(question: Question) -> set[str]:
    """The tables in which a row names the asker as well as the thread or one of its posts."""
    posts = set(db.session.scalars(select(Post.id).where(Post.thread_id == question.thread.id)))
    things = {"thread_id": {question.thread.id}, "post_id": posts, "root_id": {question.thread.id}}
    things |= {
        "object_id": {question.thread.id, *posts},
        "id": {question.thread.id, *posts},
        "subject_id": {question.thread.id},
    }
    found = set()
    for table in Model.metadata.sorted_tables:
        people = [c for c in table.columns if any(key.column.table.name == "member" for key in c.foreign_keys)]
        if not people:
            continue
        keys = things if table.name in ("thread", "post") else {n: v for n, v in things.items() if n != "id"}
        about = [(table.columns[name], ids) for name, ids in keys.items() if name in table.columns]
        for row in db.session.execute(select(table)).mappings():
            names = any(row[column.name] == question.asker.id for column in people)
            if names and (
                any(row[c.name] in ids for c, ids in about) or f":{question.thread.id}:" in str(row.get("key", ""))
            ):
                found.add(table.name)
    return found


def test_no_table_but_those_of_the_reader_links_the_asker_to_the_question(sealed, named):
    assert inspect(db.engine).has_table("sealed_author")
    assert {"thread", "post", "post_revision", "activity"} <= rows_about(named)
    assert rows_about(sealed) <= OWN_TABLES
    assert "sealed_author" in rows_about(sealed)


def test_notices_name_the_anonymous_colleague(app, sealed, named):
    for question, expected in ((sealed, False), (named, True)):
        page = signed_in_client(app, question.helper).get("/notifications?show=all")
        assert (question.asker.display_name in page.main) is expected
        assert question.thread.title in page.main


def test_lists_are_in_the_order_of_the_threads_and_not_of_their_askers(app):
    """Threads of the first and the last member of all, asked anonymously in between, come by time alone."""
    space = make_space()
    first, last = make_member(), make_member()
    asked = [make_thread(member, space, anonymous=True).id for member in (last, first, last)]
    assert [row.id for row in queries.list_threads(actor(make_member()), space_id=space.id).items] == asked[::-1]
    assert {row.author_id for row in db.session.scalars(select(Thread))} != {first.id, last.id}

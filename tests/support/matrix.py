"""The cast and the stage of the permission matrix: who knocks, on what, with which form."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.engine import Connection, Engine

from forum.accounts.clients import Client
from forum.accounts.models import Member, SignInSession
from forum.accounts.services import begin_session, find_invitation, invite_member
from forum.attachments.services import replace_uses
from forum.core.activity import Activity
from forum.core.clock import now
from forum.core.outbox import Outbox
from forum.discussions import services as discussions
from forum.discussions.models import PollResults, Post, Space, SpaceField, Thread, ThreadKind
from forum.discussions.queries import get_poll_view
from forum.discussions.services.acknowledgements import Wish
from forum.discussions.services.scheduling import Plan
from forum.extensions import db
from forum.network.models import Site
from forum.notifications.models import Notification
from forum.search.models import MissedSearch, SavedSearch
from forum.search.services import add_synonyms
from tests.factories import (
    actor,
    grant_role,
    make_attachment,
    make_image,
    make_library,
    make_member,
    make_pillar,
    make_post,
    make_space,
    make_thread,
)
from tests.factories.network import add
from tests.support.page import CheckedClient
from tests.support.sign_in import signed_in_client

ROLES = (
    "anonymous",
    "member",
    "other_library",
    "coordinator",
    "library_head",
    "moderator",
    "administrator",
    "deactivated",
)
PASSWORD = "een lange zin om te testen"


@dataclass
class Stage:
    """Everything that can be knocked on. Threads and posts by object name; people by role."""

    people: dict[str, Member]
    clients: dict[str, CheckedClient]
    spaces: dict[str, Space]
    threads: dict[str, Thread]
    posts: dict[str, Post]
    numbers: dict[str, int]
    words: dict[str, str]
    polls: dict[str, int] = field(default_factory=dict)
    poll_options: dict[str, int] = field(default_factory=dict)
    concluded: dict[str, int] = field(default_factory=dict)
    cookies: dict[str, dict[str, Any]] = field(default_factory=dict)


def build(app: Flask, locale: str = "en") -> Stage:
    """The stage: library A with most of the cast and a private space, and colleagues in libraries B and C."""
    home, second, third = make_library(slug="a"), make_library(slug="b"), make_library(slug="c")
    admin = make_member(library_id=third.id, roles=("administrator",))
    people = {
        "administrator": admin,
        "member": make_member(library_id=home.id),
        "other_library": make_member(library_id=second.id),
        "coordinator": make_member(library_id=third.id, roles=("coordinator",)),
        "library_head": make_member(library_id=home.id, roles=("library_head",)),
        "moderator": make_member(library_id=home.id),
        "deactivated": make_member(library_id=home.id),
    }
    author = make_member(library_id=home.id, handle="author", password=PASSWORD, email="author@bib.example")
    spaces = {
        "network": make_space(people["moderator"], slug="network"),
        "private": make_space(people["moderator"], slug="private", audience=f"library:{home.id}"),
        "second": make_space(people["moderator"], slug="second"),
        "public": make_space(people["moderator"], slug="public", audience="public"),
    }
    threads, posts = _discussions(author, people, spaces)
    stage = Stage(people, {}, spaces, threads, posts, {}, {})
    _polls(stage, author)
    _numbers(stage, author, home.id, second.id)
    for name, space in spaces.items():
        stage.numbers[f"field {name}"] = add(SpaceField(space_id=space.id, label="Systeem")).id
    stage.numbers["municipality"] = home.municipality_id
    _files(stage, author)
    _suggestions(stage)
    stage.numbers["opening"] = _opening(people["moderator"], threads["anonymous"])
    db.session.flush()
    stage.clients = {role: signed_in_client(app, member, locale=locale) for role, member in people.items()}
    stage.clients["anonymous"] = CheckedClient(app, locale)
    for role, client in stage.clients.items():
        with client.raw.session_transaction() as session:
            stage.cookies[role] = dict(session)
    people["deactivated"].is_active = False
    for member in people.values():
        member.locale = locale
    db.session.commit()
    _keep_values(stage)
    return stage


def _keep_values(stage: Stage) -> None:
    """Load everything once and let go of it, so that later looks at the stage need no database."""
    for group in (stage.people, stage.spaces, stage.threads, stage.posts):
        for thing in group.values():
            db.session.refresh(thing)
    db.session.expunge_all()
    db.session.rollback()


def _discussions(
    author: Member, people: dict[str, Member], spaces: dict[str, Space]
) -> tuple[dict[str, Thread], dict[str, Post]]:
    helper, moderator = make_member(library_id=author.library_id), people["moderator"]
    threads = {
        "network": make_thread(author, spaces["network"]),
        "private": make_thread(author, spaces["private"]),
        "hidden": make_thread(author, spaces["network"]),
        "locked": make_thread(author, spaces["network"]),
        "public": make_thread(author, spaces["public"]),
    }
    threads["anonymous"] = make_thread(people["member"], spaces["network"], anonymous=True)
    threads |= {role: make_thread(member, spaces["network"]) for role, member in people.items()}
    threads |= {name: make_thread(author, spaces["network"]) for name in ("target", "moved")}
    posts = {
        name: make_post(threads[name], helper)
        for name in ("network", "private", "hidden", "locked", "anonymous", "public")
    }
    posts |= {role: make_post(threads[role], member) for role, member in people.items()}
    for name in ("network", "private"):
        announcement = make_thread(moderator, spaces[name], kind="announcement")
        discussions.ask_acknowledgement(actor(moderator), announcement, Wish(), notify=False)
        threads[f"announcement {name}"] = announcement
    discussions.hide_thread(actor(moderator), threads["hidden"], "Dubbel gesteld.")
    discussions.lock_thread(actor(moderator), threads["locked"], "Afgerond.")
    return threads, posts


def _polls(stage: Stage, author: Member) -> None:
    """A poll and a conclusion by object name, in threads of their own, so that there are threads without one."""
    moderator = actor(stage.people["moderator"])
    plan = discussions.PollPlan("Wanneer past het?", labels=("Nu", "Later"), results=PollResults.ALWAYS)
    owners = dict.fromkeys(("network", "private", "hidden", "locked"), author) | stage.people
    for name, owner in owners.items():
        thread = make_thread(owner, stage.spaces["private" if name == "private" else "network"])
        poll = discussions.create_poll(actor(owner), thread, plan)
        stage.polls[name] = poll.id
        discussions.write_conclusion(actor(owner), thread, "We kiezen zeven dagen.")
        stage.concluded[name] = thread.id
        stage.poll_options[name] = get_poll_view(actor(owner), poll.id).options[0].id
        if name == "hidden":
            discussions.hide_thread(moderator, thread, "Dubbel gesteld.")
        elif name == "locked":
            discussions.lock_thread(moderator, thread, "Afgerond.")


def _numbers(stage: Stage, author: Member, home: int, second: int) -> None:
    """Ids and words of the objects that are neither thread nor post."""
    client = Client("127.0.0.1", "tests")
    stage.numbers["author"] = author.id
    for role, member in stage.people.items():
        begin_session(member.id, client=client)
        newest = db.session.query(SignInSession).filter_by(member_id=member.id).order_by(SignInSession.id.desc())
        stage.numbers[f"session {role}"] = newest.limit(1).one().id
        stage.numbers[f"notification {role}"] = _notice(member, stage.posts["network"])
        stage.numbers[f"scheduled {role}"] = _planned(member, stage.spaces["network"])
        stage.numbers[f"saved {role}"] = add(SavedSearch(member_id=member.id, name="Bib", query="q=bib")).id
    begin_session(author.id, client=client)
    others = db.session.query(SignInSession).filter_by(member_id=author.id)
    stage.numbers["session author"] = others.one().id
    stage.numbers["notification author"] = _notice(author, stage.posts["network"])
    stage.numbers["scheduled author"] = _planned(author, stage.spaces["network"])
    stage.numbers["saved author"] = add(SavedSearch(member_id=author.id, name="Bib", query="q=bib")).id
    stage.numbers["synonyms"] = add_synonyms(None, "bib, bibliotheek").id
    stage.numbers["missed"] = add(MissedSearch(words="zeppelin", text="zeppelin", is_shared=True)).id
    admin = actor(stage.people["administrator"])
    for name, library in (("home", home), ("elsewhere", second)):
        values = {"display_name": "", "email": f"{name}@bib.example", "library_id": library, "role": "member"}
        stage.words[f"invitation {name}"] = token = invite_member(admin, **values, days=7)
        stage.numbers[f"invitation {name}"] = find_invitation(token).id
    stage.numbers["library home"], stage.numbers["library elsewhere"] = home, second
    site, pillar = add(Site(library_id=home, name="Centraal")), make_pillar()
    stage.numbers["site"], stage.numbers["pillar"] = site.id, pillar.id
    dead = add(Outbox(channel="search", key="post:1", dead_at=now(), last_error="Broken"))
    stage.numbers["outbox"] = dead.id
    _changes(stage)
    grant_role(author, "coordinator")


def _files(stage: Stage, author: Member) -> None:
    """A wide picture that nothing refers to, and one in a post of each thread."""
    picture = make_image(1500, 4)
    stage.numbers["attachment unused"] = make_attachment(author, data=picture).id
    for name in ("network", "private", "hidden", "public"):
        attachment = make_attachment(author, data=picture)
        stage.numbers[f"attachment {name}"] = attachment.id
        replace_uses("post", stage.posts[name].id, [attachment.id])


def _planned(member: Member, space: Space) -> int:
    plan = Plan(ThreadKind.DISCUSSION, "Voor later", "Nog even wachten.", None)
    return discussions.schedule_thread(actor(member), space, plan).id


def _suggestions(stage: Stage) -> None:
    """What `member` suggested for a colleague's post, and under each role what somebody suggested for theirs."""
    helper = make_member()
    made = {"suggestion member": (stage.people["member"], stage.posts["network"])}
    made |= {f"suggestion for {role}": (helper, stage.posts[role]) for role in stage.people}
    for name, (suggester, post) in made.items():
        suggested = discussions.suggest_edit(actor(suggester), post, "Beter.", base_revision=1, reason="Fout")
        stage.numbers[name] = suggested.id


def _opening(moderator: Member, thread: Thread) -> int:
    """The number of the opening by which a moderator saw who asked."""
    discussions.open_identity(actor(moderator), thread, "Iemand is in gevaar.")
    return db.session.query(Activity).filter_by(verb="identity.opened").one().object_id


def _changes(stage: Stage) -> None:
    """What a moderator changed: a thread moved between open spaces, and a reply hung elsewhere in the private one."""
    moderator = actor(stage.people["moderator"])
    moved = discussions.move_thread(moderator, stage.threads["moved"], stage.spaces["second"])
    first, second = stage.posts["private"], make_post(stage.threads["private"], stage.people["member"])
    hung = discussions.reparent_post(moderator, second, first)
    stage.numbers |= {"change network": moved.id, "change private": hung.id}


def _notice(member: Member, post: Post) -> int:
    notice = Notification(
        member_id=member.id,
        kind="thread.replied",
        subject_kind="thread",
        subject_id=post.thread_id,
        object_kind="post",
        object_id=post.id,
    )
    return int(add(notice).id)


@contextmanager
def rolled_back(app: Flask, monkeypatch: Any) -> Iterator[None]:
    """Whatever is committed inside is undone afterwards: each knock finds the stage as it was built."""
    db.session.rollback()
    engine = db.engine
    with engine.connect() as connection:
        outer = connection.begin()

        def get_bind(_self: Session, *_args: Any, **_kwargs: Any) -> Connection:
            return connection

        @contextmanager
        def begin(_self: Engine) -> Iterator[Connection]:
            with connection.begin_nested():
                yield connection

        with monkeypatch.context() as patch:
            patch.setattr(Session, "get_bind", get_bind)
            patch.setattr(Engine, "begin", begin)
            factory = db.session.session_factory
            kept = dict(factory.kw)
            factory.configure(join_transaction_mode="create_savepoint")
            try:
                yield
            finally:
                factory.kw.clear()
                factory.kw.update(kept)
        outer.rollback()


def knock(client: CheckedClient, signed_in: dict[str, Any], method: str, url: str, form: dict[str, str]) -> str:
    """What the answer comes down to: `login`, its status, or the error that would have been a 500."""
    kept = {**signed_in, "csrf_token": "00"}
    with client.raw.session_transaction() as session:
        session.clear()
        session.update(kept)
    data = {"csrf_token": client.csrf_token(), **form} if method == "POST" else None
    try:
        response = contextvars.Context().run(client.raw.open, url, method=method, data=data)
    except Exception as error:
        return f"500 ({type(error).__name__}: {str(error)[:100]})"
    if response.status_code in (302, 303) and response.headers["Location"].split("?")[0] == "/login":
        return "login"
    return str(response.status_code)

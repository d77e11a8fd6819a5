"""Fills a scratch installation with discussions, in bulk, as the product itself would have stored them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from forum.accounts.models import Member
from forum.accounts.passwords import hash_password
from forum.bench.words import RARE, Writer
from forum.core import database
from forum.core.clock import now
from forum.core.policy import NETWORK, library_token
from forum.core.slugs import slugify
from forum.core.text import RENDER_VERSION
from forum.discussions import paths
from forum.discussions.models import Post, Space, SpaceRead, Thread, ThreadRead
from forum.extensions import db
from forum.network import starter
from forum.network.models import Library, Pillar
from forum.notifications.models import Watch

MEMBERS = 50
# They write nothing, and all follow one thread.
FOLLOWERS = 300
SPACES = 20
# The first so many are for the whole network, the others for one library.
OPEN_SPACES = 18
RARE_HITS = 150
LONG_THREAD = 1_000
TWENTIES = 200
SPAN = timedelta(days=730)
PASSWORD = "kaartenbak-op-zolder-2004"  # noqa: S105 - of a scratch installation that lives for a minute
AT_ONCE = 2_000


def address_of(number: int) -> str:
    """The e-mail address of a seeded member, from 1."""
    return f"lid{number}@bench.example"


@dataclass(frozen=True)
class Size:
    """How much to seed: one thread is long, a tenth has exactly twenty posts, the others share the rest."""

    threads: int
    posts: int
    long: int = LONG_THREAD

    @property
    def twenties(self) -> int:
        """How many threads have exactly twenty posts."""
        return min(TWENTIES, self.threads // 10)

    def lengths(self) -> list[int]:
        """The number of posts of each thread, the long one first, then those of twenty."""
        long = min(self.long, self.posts // 20)
        twenties = self.twenties
        rest = self.threads - 1 - twenties
        left = self.posts - long - 20 * twenties
        if rest < 1 or left < rest:
            raise ValueError("too few posts for so many threads: take at least five posts a thread")
        share, more = divmod(left, rest)
        return [long, *[20] * twenties, *(share + (1 if number < more else 0) for number in range(rest))]


@dataclass(frozen=True)
class Seeded:
    """What the benchmark needs to know of what is there: threads as (id, slug)."""

    space_slug: str
    rare_hits: int
    long: tuple[int, str]
    long_length: int
    followed: tuple[int, str]
    twenties: list[tuple[int, str]]
    others: list[tuple[int, str]]


def seed(size: Size, progress: Callable[[int], None] = lambda posts: None) -> Seeded:
    """Fill an empty, migrated database; commits. ``progress`` hears of every batch of posts."""
    lengths = size.lengths()
    starter.load()
    member_ids = _add_members()
    space_ids = _add_spaces()
    db.session.flush()
    hits = min(RARE_HITS, size.threads)
    threads = _Threads(member_ids, space_ids, hits, progress).add(lengths)
    _add_reading(member_ids)
    followed = threads[1] if size.twenties else threads[0]
    _add_followers(followed[0])
    db.session.commit()
    with db.engine.begin() as connection:
        database.analyse(connection)
    others = 1 + size.twenties
    open_to_all = [one for number, one in enumerate(threads) if number >= others and number % SPACES < OPEN_SPACES]
    return Seeded("ruimte-1", hits, threads[0], lengths[0], followed, threads[2:others], open_to_all)


def _add_members() -> list[int]:
    """Who writes, and behind them who only follows; returns the ids of the first."""
    libraries = db.session.scalars(select(Library.id)).all()
    password_hash, joined = hash_password(PASSWORD), now() - SPAN
    rows = [
        {
            "id": number,
            "email": address_of(number),
            "display_name": f"Lid {number}",
            "sort_name": f"lid {number:03d}",
            "handle": f"lid.{number}",
            "function_title": "bibliothecaris",
            "library_id": libraries[number % len(libraries)],
            "password_hash": password_hash,
            "created_at": joined,
        }
        for number in range(1, MEMBERS + FOLLOWERS + 1)
    ]
    db.session.execute(insert(Member), rows)
    return list(range(1, MEMBERS + 1))


def _add_followers(thread_id: int) -> None:
    followers = range(MEMBERS + 1, MEMBERS + FOLLOWERS + 1)
    rows = [{"member_id": member, "kind": "thread", "object_id": thread_id} for member in followers]
    db.session.execute(insert(Watch), rows)


def _add_spaces() -> list[int]:
    """Spaces for everybody and, last, a few for one library, which no measured page may show."""
    libraries, pillars = (
        db.session.scalars(select(Library.id)).all(),
        db.session.scalars(select(Pillar.id)).all(),
    )
    rows = []
    for number in range(1, SPACES + 1):
        private = number > OPEN_SPACES
        rows.append(
            {
                "id": number,
                "slug": f"ruimte-{number}",
                "title": f"Ruimte {number}",
                "purpose": "Vragen en ervaringen over dit onderwerp.",
                "pillar_id": pillars[number % len(pillars)],
                "audience": library_token(libraries[-1]) if private else NETWORK,
                "position": number,
            }
        )
    db.session.execute(insert(Space), rows)
    return list(range(1, SPACES + 1))


class _Threads:
    """Writes threads with their posts; ids are given here, so that paths are known before the insert."""

    def __init__(self, member_ids: list[int], space_ids: list[int], hits: int, progress: Callable[[int], None]) -> None:
        self._members, self._spaces, self._hits, self._progress = member_ids, space_ids, hits, progress
        self._random = random.Random(1)  # noqa: S311 - sample data
        self._writer = Writer()
        self._end = now() - timedelta(minutes=5)
        self._post_id = 0
        self._threads: list[dict[str, Any]] = []
        self._posts: list[dict[str, Any]] = []

    def add(self, lengths: list[int]) -> list[tuple[int, str]]:
        """All threads, each begun at its time within two years; returns ids and slugs in this order."""
        made = []
        for number, length in enumerate(lengths):
            thread = self._thread(number, length, len(lengths))
            made.append((thread["id"], thread["slug"]))
            self._threads.append(thread)
            if len(self._posts) >= AT_ONCE:
                self._write()
        self._write()
        self._count_spaces()
        return made

    def _thread(self, number: int, length: int, total: int) -> dict[str, Any]:
        # What is measured stands in spaces of the whole network: the long thread, those of twenty, the hits.
        measured = number < self._hits or length == 20
        space = self._spaces[number % (OPEN_SPACES if measured else SPACES)]
        began = self._end - SPAN * self._random.random()
        title = self._writer.title()
        kind = "question" if number % 3 else "discussion"
        posts = self._add_posts(number, length, began)
        direct = sum(post["depth"] == 1 for post in posts)
        accepted = posts[1] if kind == "question" and number % 2 and length > 1 else None
        if accepted:
            accepted.update(accepted_at=accepted["created_at"], accepted_by_id=posts[0]["author_id"])
        last = posts[-1]
        return {
            "id": number + 1,
            "space_id": space,
            "kind": kind,
            "title": title,
            "slug": slugify(title),
            "author_id": posts[0]["author_id"],
            "created_at": began,
            "opening_post_id": posts[0]["id"],
            "last_post_id": last["id"],
            "last_post_at": last["created_at"],
            "last_post_author_id": last["author_id"],
            "reply_count": length - 1,
            "answer_count": direct,
            "accepted_count": 1 if accepted else 0,
            "solved_at": accepted["created_at"] if accepted else None,
            "useful_count": sum(post["useful_count"] for post in posts),
        }

    def _add_posts(self, number: int, length: int, began: datetime) -> list[dict[str, Any]]:
        step = min(timedelta(hours=7), (self._end - began) / length)
        posts: list[dict[str, Any]] = []
        for place in range(length):
            self._post_id += 1
            parent = self._parent(posts)
            extra = (RARE,) if number < self._hits and place == min(1, length - 1) else ()
            posts.append(self._post(number + 1, parent, began + step * place, self._writer.text(*extra)))
        self._posts += posts
        return posts

    def _parent(self, posts: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Half of the replies answer the opening post, the others something recent."""
        if not posts:
            return None
        return posts[0] if len(posts) == 1 or self._random.random() < 0.5 else self._random.choice(posts[-6:])

    def _post(self, thread_id: int, parent: dict[str, Any] | None, at: datetime, text: str) -> dict[str, Any]:
        if parent:
            parent["reply_count"] += 1
        return {
            "id": self._post_id,
            "thread_id": thread_id,
            "parent_id": parent["id"] if parent else None,
            "root_id": (parent["root_id"] or self._post_id) if parent else None,
            "path": paths.child_path(parent["path"], self._post_id) if parent else "",
            "depth": parent["depth"] + 1 if parent else 0,
            "reply_count": 0,
            "author_id": self._random.choice(self._members),
            "created_at": at,
            "body": text,
            # A text of plain words on one line is one paragraph; a test holds this against the real renderer.
            "body_html": f"<p>{text}</p>\n",
            "body_plain": text,
            "render_version": RENDER_VERSION,
            "useful_count": self._random.choice((0, 0, 0, 1, 2)),
            "accepted_at": None,
            "accepted_by_id": None,
        }

    def _write(self) -> None:
        if self._threads:
            db.session.execute(insert(Thread), self._threads)
            db.session.execute(insert(Post), self._posts)
            self._progress(len(self._posts))
        self._threads, self._posts = [], []

    def _count_spaces(self) -> None:
        for space_id in self._spaces:
            newest = (
                select(Thread.last_post_id, Thread.last_post_at)
                .where(Thread.space_id == space_id)
                .order_by(Thread.last_post_at.desc())
            )
            row = db.session.execute(newest.limit(1)).first()
            count = db.session.scalar(select(func.count()).where(Thread.space_id == space_id)) or 0
            if row:
                space = db.session.get_one(Space, space_id)
                space.thread_count, space.last_post_id, space.last_post_at = count, row[0], row[1]


def _add_reading(member_ids: list[int]) -> None:
    """Every other member has read everything but the newest threads; all have read some threads."""
    newest = db.session.execute(
        select(Thread.id, Thread.space_id, Thread.last_post_id).order_by(Thread.last_post_at.desc())
    ).all()
    known = newest[10:]
    upto: dict[int, int] = {}
    for row in known:
        upto[row.space_id] = max(row.last_post_id, upto.get(row.space_id, 0))
    spaces = [
        {"member_id": member, "space_id": space, "read_upto_post_id": post}
        for member in member_ids[::2]
        for space, post in upto.items()
    ]
    threads = [
        {"member_id": member, "thread_id": row.id, "last_read_post_id": row.last_post_id}
        for member in member_ids
        for row in newest[member % 7 : 200 : 7]
    ]
    for model, rows in ((SpaceRead, spaces), (ThreadRead, threads)):
        if rows:
            db.session.execute(insert(model), rows)

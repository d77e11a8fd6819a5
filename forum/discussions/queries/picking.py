"""Choosing another thread or post: by its number, its address, or from what is about the same."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from forum.accounts.models import Member
from forum.core.policy import Actor
from forum.discussions.models import Post, Space, Thread
from forum.discussions.paths import depth
from forum.discussions.policies import visible_threads
from forum.discussions.queries.changes import find_merged
from forum.extensions import db
from forum.search.current import get_engine
from forum.search.engine import Hit, SearchUnavailable
from forum.search.query import parse

SUGGESTIONS = 8
NEARBY = 40
_NUMBER = re.compile(r"#?(\d{1,9})")
_ADDRESS = re.compile(r"/(threads|posts)/(\d{1,9})(?:\D|$)")
_POST_IN_ADDRESS = re.compile(r"(?:/posts/|#bericht-|[?&]at=)(\d{1,9})")


@dataclass(frozen=True, slots=True)
class ThreadChoice:
    """A thread to choose, with what tells it from others."""

    id: int
    slug: str
    title: str
    space_title: str
    reply_count: int
    accepted_count: int
    created_at: datetime


def find_thread_by(actor: Actor, text: str) -> Thread | None:
    """The thread that a number (``#12``) or an address means, where it is now; ``None`` for anything else."""
    text = text.strip()
    number, address = _NUMBER.fullmatch(text), _ADDRESS.search(text)
    if number is None and address is None:
        return None
    is_post = address is not None and address[1] == "posts"
    key = int(address[2] if address else number[1])  # type: ignore[index]
    if is_post:
        key = db.session.scalar(select(Post.thread_id).where(Post.id == key)) or 0
    thread = db.session.scalar(
        select(Thread)
        .join(Thread.space)
        .options(contains_eager(Thread.space))
        .where(Thread.id == key, visible_threads(actor))
    )
    if thread is not None:
        return thread
    opening = find_merged(actor, key)
    return opening.thread if opening else None


def find_post_id_in(text: str) -> int | None:
    """The post that an address or a number means."""
    text = text.strip()
    found = _POST_IN_ADDRESS.search(text) or _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def suggest_threads(actor: Actor, text: str, *, exclude: int, typed: bool) -> Sequence[ThreadChoice]:
    """Threads about what was typed, or about the same as a title; best first, without the one to exclude."""
    try:
        ids = [number for number in _roots(_ask(actor, text, exclude, typed)) if number != exclude]
    except SearchUnavailable:
        ids = _by_title(actor, text)
    query = (
        select(Thread.id, Thread.slug, Thread.title, Space.title, Thread.reply_count)
        .add_columns(Thread.accepted_count, Thread.created_at)
        .join(Thread.space)
        .where(Thread.id.in_(ids), Thread.id != exclude, Thread.hidden_at.is_(None), visible_threads(actor))
    )
    found = {row[0]: ThreadChoice(*row) for row in db.session.execute(query)}
    return [found[number] for number in ids if number in found][:SUGGESTIONS]


def _ask(actor: Actor, text: str, exclude: int, typed: bool) -> Collection[Hit]:
    if typed:
        return get_engine().search(parse(text), actor.tokens, limit=SUGGESTIONS + 1).hits
    return get_engine().similar(text, actor.tokens, exclude=[f"thread:{exclude}"], limit=SUGGESTIONS)


def _roots(hits: Collection[Hit]) -> list[int]:
    roots = [hit.root.partition(":") for hit in hits]
    return [int(number) for kind, _separator, number in roots if kind == "thread"]


def _by_title(actor: Actor, text: str) -> list[int]:
    words = text.split()[:6]
    query = select(Thread.id).join(Thread.space).where(visible_threads(actor), Thread.hidden_at.is_(None))
    query = query.where(*(Thread.title.icontains(word, autoescape=True) for word in words))
    return list(db.session.scalars(query.order_by(Thread.id.desc()).limit(SUGGESTIONS + 1))) if words else []


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post to choose, with its beginning and how deep it stands."""

    id: int
    path: str
    author_name: str
    created_at: datetime
    text: str
    is_hidden: bool

    @property
    def drawn_depth(self) -> int:
        return min(depth(self.path), 3)


def list_post_choices(thread: Thread, *, start: str = "", before: str | None = None) -> Sequence[PostChoice]:
    """Posts of a thread in reading order, from a path on or just before one; the caller has asked the policy."""
    query = (
        select(Post.id, Post.path, Member.display_name, Post.created_at, func.substr(Post.body_plain, 1, 160))
        .add_columns(Post.hidden_at.is_not(None))
        .join(Member, Member.id == Post.author_id)
        .where(Post.thread_id == thread.id)
        .limit(NEARBY + 1)
    )
    if before is not None:
        rows = db.session.execute(query.where(Post.path < before).order_by(Post.path.desc())).all()[::-1]
    else:
        rows = list(db.session.execute(query.where(Post.path >= start).order_by(Post.path)).all())
    return [PostChoice(*row) for row in rows]

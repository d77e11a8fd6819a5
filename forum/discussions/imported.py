"""Threads written elsewhere, stored in bulk with their authors, dates, votes, versions and origin."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from forum.core.errors import Invalid
from forum.core.slugs import slugify
from forum.core.text import MAX_PAGE, RENDER_VERSION, Rendered, one_line, render
from forum.discussions import paths
from forum.discussions.models import Post, PostRevision, Space, Thread, ThreadKind
from forum.discussions.models.threads import TITLE_LENGTH
from forum.extensions import db
from forum.search.analysis import detect_language
from forum.search.indexer import enqueue as enqueue_search

_REASON_LENGTH = 200


@dataclass(frozen=True)
class ImportedRevision:
    """An earlier version of a text."""

    author_id: int
    created_at: datetime
    title: str
    body: str
    reason: str = ""


@dataclass(frozen=True)
class ImportedPost:
    """A text with its place: ``parent`` is the ``external_id`` of what it replies to, if anything."""

    external_id: str
    parent: str | None
    author_id: int
    created_at: datetime
    body: str
    edited_at: datetime | None = None
    useful: int = 0
    accepted_at: datetime | None = None
    licence: str | None = None
    attribution_url: str | None = None
    revisions: tuple[ImportedRevision, ...] = ()
    is_comment: bool = False


@dataclass(frozen=True)
class ImportedThread:
    """A question with its posts, the opening post first, the others in the order they were written."""

    external_id: str
    title: str
    source_name: str
    source_url: str
    licence: str | None
    posts: tuple[ImportedPost, ...]
    kind: ThreadKind = ThreadKind.QUESTION


@dataclass
class ReadyThread:
    """A thread with its texts rendered, and what had to be left out with the reason."""

    thread: ImportedThread
    posts: list[tuple[ImportedPost, Rendered]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def prepare_thread(thread: ImportedThread) -> ReadyThread:
    """Render the texts, which needs no database. A reply whose parent is left out is left out with it."""
    ready = ReadyThread(thread)
    kept: set[str | None] = {None}
    waiting = list(thread.posts)
    while waiting:
        now_possible = [post for post in waiting if post.parent in kept]
        if not now_possible:
            ready.left_out.extend("the text they reply to is left out" for _ in waiting)
            break
        waiting = [post for post in waiting if post.parent not in kept]
        for post in now_possible:
            try:
                ready.posts.append((post, _rendered(post)))
                kept.add(post.external_id)
            except Invalid as error:
                ready.left_out.append(str(error))
    order = {post.external_id: number for number, post in enumerate(thread.posts)}
    ready.posts.sort(key=lambda pair: order[pair[0].external_id])
    return ready


def _rendered(post: ImportedPost) -> Rendered:
    rendered = render(post.body, limit=MAX_PAGE)
    if not rendered.html.strip():
        raise Invalid("The text is empty.")
    return rendered


def known_threads(external_ids: Iterable[str]) -> set[str]:
    """Which of these threads are there already."""
    found = select(Thread.external_id).where(Thread.external_id.in_(list(external_ids)))
    return {external_id for external_id in db.session.scalars(found) if external_id}


def import_threads(space: Space, ready: Sequence[ReadyThread]) -> int:
    """Store threads in one transaction of the caller; returns how many posts.

    Nobody is notified and no activity is written per thread; every post is put in line for the index.
    """
    usable = [item for item in ready if item.posts and item.posts[0][0].parent is None]
    if not usable:
        return 0
    thread_ids = _insert(Thread, [_thread_row(space, item) for item in usable])
    post_rows = [
        _post_row(thread_id, post, rendered)
        for thread_id, item in zip(thread_ids, usable, strict=True)
        for post, rendered in item.posts
    ]
    post_ids = _insert(Post, post_rows)
    ids = dict(zip((row["external_id"] for row in post_rows), post_ids, strict=True))
    places: dict[str, dict[str, Any]] = {}
    for thread_id, item in zip(thread_ids, usable, strict=True):
        placed = _places(item, ids)
        places |= placed
        _finish_thread(thread_id, item, ids, placed)
    db.session.execute(update(Post), list(places.values()))
    db.session.execute(insert(PostRevision), [row for item in usable for row in _revision_rows(item, ids)])
    _touch_space(space, usable, max(post_ids))
    for post_id in post_ids:
        enqueue_search("post", post_id)
    return len(post_ids)


def _insert(model: type[Thread] | type[Post], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows and return their ids in the same order."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


def _thread_row(space: Space, item: ReadyThread) -> dict[str, Any]:
    thread, opening = item.thread, item.posts[0][0]
    title = one_line(thread.title)[:TITLE_LENGTH] or thread.external_id
    last = max((post for post, _ in item.posts), key=lambda post: post.created_at)
    return {
        "space_id": space.id,
        "kind": thread.kind,
        "title": title,
        "slug": slugify(title, fallback=str(thread.kind)),
        "language": detect_language(item.posts[0][1].plain),
        "author_id": opening.author_id,
        "created_at": opening.created_at,
        "last_post_at": last.created_at,
        "last_post_author_id": last.author_id,
        "source_name": thread.source_name,
        "source_url": thread.source_url,
        "licence": thread.licence,
        "external_id": thread.external_id,
        "reply_count": len(item.posts) - 1,
        "answer_count": sum(post.parent == opening.external_id for post, _ in item.posts),
        "accepted_count": sum(post.accepted_at is not None for post, _ in item.posts),
        "solved_at": max((post.accepted_at for post, _ in item.posts if post.accepted_at), default=None),
        "useful_count": sum(post.useful for post, _ in item.posts),
    }


def _post_row(thread_id: int, post: ImportedPost, rendered: Rendered) -> dict[str, Any]:
    return {
        "thread_id": thread_id,
        # The path needs the id, and the id comes with the row: a value nobody else has holds the place.
        "path": f"~{post.external_id}",
        "author_id": post.author_id,
        "created_at": post.created_at,
        "edited_at": post.edited_at,
        "body": post.body,
        "body_html": rendered.html,
        "body_plain": rendered.plain,
        "language": detect_language(rendered.plain),
        "render_version": RENDER_VERSION,
        "revision_count": max(1, len(post.revisions)),
        "accepted_at": post.accepted_at,
        "useful_count": post.useful,
        "imported_useful_count": post.useful,
        "licence": post.licence,
        "attribution_url": post.attribution_url,
        "external_id": post.external_id,
    }


def _places(item: ReadyThread, ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    """Where each post of a thread stands, by external id: values for an update by primary key."""
    asker = item.posts[0][0].author_id
    placed: dict[str, dict[str, Any]] = {}
    waiting = [post for post, _ in item.posts]
    while waiting:
        for post in [post for post in waiting if post.parent is None or post.parent in placed]:
            post_id = ids[post.external_id]
            parent = placed[post.parent] if post.parent else None
            path = paths.child_path(parent["path"], post_id) if parent else ""
            placed[post.external_id] = {
                "id": post_id,
                "parent_id": parent["id"] if parent else None,
                "path": path,
                "depth": paths.depth(path),
                "root_id": (parent["root_id"] or post_id) if parent else None,
                "reply_count": 0,
                "accepted_by_id": asker if post.accepted_at else None,
            }
            if parent:
                parent["reply_count"] += 1
        waiting = [post for post in waiting if post.external_id not in placed]
    return placed


def _finish_thread(thread_id: int, item: ReadyThread, ids: dict[str, int], placed: dict[str, dict[str, Any]]) -> None:
    values = {
        "opening_post_id": ids[item.posts[0][0].external_id],
        "last_post_id": max(ids[post.external_id] for post, _ in item.posts),
    }
    db.session.execute(update(Thread), [{"id": thread_id, **values}])


def _revision_rows(item: ReadyThread, ids: dict[str, int]) -> Iterable[dict[str, Any]]:
    """Every version; the last is the text as it stands, whatever form the source kept it in."""
    title = one_line(item.thread.title)[:TITLE_LENGTH]
    for post, _ in item.posts:
        current = ImportedRevision(post.author_id, post.edited_at or post.created_at, title, post.body)
        versions = list(post.revisions) or [current]
        for number, version in enumerate(versions, start=1):
            body = post.body if number == len(versions) else version.body
            yield {
                "post_id": ids[post.external_id],
                "number": number,
                "base_number": number - 1 or None,
                "author_id": version.author_id,
                "created_at": version.created_at,
                "title": one_line(version.title)[:TITLE_LENGTH] if post.parent is None else None,
                "body": body,
                "sha256": hashlib.sha256(body.encode()).hexdigest(),
                "reason": one_line(version.reason)[:_REASON_LENGTH],
            }


def _touch_space(space: Space, usable: Sequence[ReadyThread], last_post_id: int) -> None:
    latest = max(post.created_at for item in usable for post, _ in item.posts)
    known = db.session.scalar(select(Space.last_post_at).where(Space.id == space.id))
    db.session.execute(
        update(Space)
        .where(Space.id == space.id)
        .values(
            thread_count=Space.thread_count + len(usable),
            last_post_id=last_post_id,
            last_post_at=max(latest, known) if known else latest,
        )
    )

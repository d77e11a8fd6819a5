"""What every verb that stores a text shares: rendering, the row itself, its revision and references."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, bindparam, delete, insert, select, update

from forum.attachments.references import listed
from forum.attachments.services import replace_uses
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor
from forum.core.prepared import PreparedWrite, taking
from forum.core.text import RENDER_VERSION, Rendered, one_line, render
from forum.discussions import paths, sealed
from forum.discussions.capacities import NONE, find_capacity
from forum.discussions.models import Post, PostReference, PostRevision, Space, Thread
from forum.discussions.models.threads import TITLE_LENGTH
from forum.discussions.references import resolver_for
from forum.extensions import db
from forum.search.analysis import detect_language
from forum.search.indexer import enqueue as enqueue_search
from forum.search.indexer import enqueue_many as enqueue_search_many

MIN_TITLE = 5


def clean_title(title: str) -> str:
    """The title on one line; ``Invalid`` when it is empty, too short to be found again or too long."""
    title = one_line(title)
    if not title:
        raise Invalid(_l("Fill in a title."), field="title")
    if len(title) < MIN_TITLE:
        raise Invalid(_l("Make the title a little longer, so that colleagues know what it is about."), field="title")
    if len(title) > TITLE_LENGTH:
        raise Invalid(
            _l(
                "The title has %(length)s characters, where at most %(count)s fit. Shorten it a little.",
                length=len(title),
                count=TITLE_LENGTH,
            ),
            field="title",
        )
    return title


def render_body(actor: Actor, body: str) -> Rendered:
    """The text as safe HTML; ``Invalid`` when it is empty or beyond the limits."""
    if not body.strip():
        raise Invalid(_l("Write something first."), field="body")
    return render(body, resolve=resolver_for(actor))


def add_post(
    actor: Actor,
    thread: Thread,
    parent: Post | None,
    body: str,
    created_at: datetime,
    *,
    author_id: int | None = None,
    capacity: str = "",
) -> Post:
    """Store a text as a post of the thread, with its first revision and references, and have it indexed.

    ``author_id`` is the name it stands under when that is not the actor's; whose it is is then sealed. ``capacity``
    is the value of a form (``forum.discussions.capacities``).
    """
    rendered = render_body(actor, body)
    author_id = author_id or actor.id
    held = find_capacity(actor, thread.space_id, capacity)
    if held != NONE and author_id != actor.id:
        raise Invalid(_l("Without your name you speak for yourself: a role would tell who you are."), field="capacity")
    post = Post(
        thread_id=thread.id,
        parent_id=parent.id if parent else None,
        # The path needs the id, and the id comes with the row: a value nobody else has holds the place.
        path=f"~{secrets.token_hex(8)}",
        depth=parent.depth + 1 if parent else 0,
        author_id=author_id,
        is_anonymous=author_id != actor.id,
        capacity=held.key,
        capacity_scope=held.scope,
        created_at=created_at,
        body=body,
        body_html=rendered.html,
        body_plain=rendered.plain,
        render_version=RENDER_VERSION,
        language=detect_language(rendered.plain),
    )
    db.session.add(post)
    db.session.flush()
    post.path = paths.child_path(parent.path, post.id) if parent else ""
    post.root_id = (parent.root_id or post.id) if parent else None
    if post.is_anonymous:
        sealed.seal_post(actor, post.id)
    if files := store_references(post.id, rendered):
        post.files = files
    add_revision(post, author_id, created_at, title=None if parent else thread.title)
    if parent:
        _count_reply(parent)
    enqueue_search("post", post.id)
    return post


def hold_thread(thread_id: int) -> None:
    """Let nobody else count in this thread until the transaction ends.

    In PostgreSQL a count in an UPDATE that had to wait would otherwise miss what the other transaction added.
    """
    db.session.execute(select(Thread.id).where(Thread.id == thread_id).with_for_update())


def gone_elsewhere() -> Conflict:
    """What somebody reads whose reply finds its place changed by a moderator."""
    return Conflict(
        _l("A moderator is moving or merging this discussion right now. Your text is kept: send it once more.")
    )


def _count_reply(parent: Post) -> None:
    """Count a reply at the post it stands under; nothing is counted when that has been moved meanwhile."""
    if _COUNT_REPLY.run({"parent": parent.id, "thread": parent.thread_id, "place": parent.path}) != 1:
        raise gone_elsewhere()
    db.session.expire(parent, ["reply_count"])


def reindex_thread(thread_id: int) -> None:
    """Have every post of a thread indexed again: title, audience and state of the thread stand in each document."""
    enqueue_search_many("post", db.session.scalars(select(Post.id).where(Post.thread_id == thread_id)))


def add_revision(
    post: Post,
    author_id: int,
    created_at: datetime,
    *,
    title: str | None,
    base: int | None = None,
    reason: str = "",
) -> None:
    """Keep the current text of the post as a full revision."""
    text = {"title": title, "body": post.body, "sha256": hashlib.sha256(post.body.encode()).hexdigest()}
    number = {"post_id": post.id, "number": post.revision_count or 1, "base_number": base}
    row = number | text | {"author_id": author_id, "created_at": created_at, "reason": reason}
    _ADD_REVISION.run({f"new_{name}": value for name, value in row.items()})


def replace_references(post_id: int, rendered: Rendered) -> list[dict[str, Any]] | None:
    """Replace the mentions, links and files of a post by those of its current text; gives what ``Post.files`` holds."""
    db.session.execute(delete(PostReference).where(PostReference.post_id == post_id))
    return store_references(post_id, rendered, is_new=False)


def store_references(post_id: int, rendered: Rendered, *, is_new: bool = True) -> list[dict[str, Any]] | None:
    """Keep the mentions, links and files of a post that has none yet; gives what ``Post.files`` holds."""
    files = [r.target_id for r in rendered.references if r.kind == "attachment" and r.target_id is not None]
    unique = {(r.kind, r.key[:200]): r.target_id for r in rendered.references if r.kind != "attachment"}
    if unique:
        db.session.execute(
            db.insert(PostReference),
            [
                {"post_id": post_id, "kind": kind, "key": key, "target_id": target}
                for (kind, key), target in unique.items()
            ],
        )
    attachments = replace_uses("post", post_id, files, is_new=is_new)
    return [listed(attachment) for attachment in attachments if not attachment.is_image] or None


def count_reply(thread: Thread, post: Post) -> None:
    """Make a reply the newest post of thread and space; counters are raised in the database, not from memory."""
    _make_newest(_REPLIED, thread, post, {"answers": 1 if post.depth == 1 else 0})


def open_thread(thread: Thread, post: Post) -> None:
    """Make a post the first of its thread, and the newest of its space."""
    _make_newest(_OPENED, thread, post, {"new_language": post.language, "new_opening_post_id": post.id})


def _make_newest(change: PreparedWrite, thread: Thread, post: Post, values: dict[str, Any]) -> None:
    newest = {"new_last_post_id": post.id, "new_last_post_at": post.created_at}
    of_thread = {"thread": thread.id, "new_last_post_author_id": post.author_id}
    if change.run(newest | of_thread | values) != 1:
        raise gone_elsewhere()
    _NEWEST_IN_SPACE.run(newest | {"space": thread.space_id})
    db.session.expire(db.session.get_one(Space, thread.space_id), ["last_post_id", "last_post_at"])
    db.session.expire(thread)


def _newest_in_thread(*columns: str, **raised: Any) -> PreparedWrite:
    """The statement that makes a post the newest of a thread that was not merged meanwhile."""
    columns = ("last_post_id", "last_post_at", "last_post_author_id", *columns)
    return PreparedWrite(
        lambda: (
            update(Thread)
            .where(Thread.id == bindparam("thread"), Thread.merged_into_id.is_(None))
            .values(version=Thread.version + 1, **raised, **taking(Thread, *columns))
        )
    )


_REPLIED = _newest_in_thread(
    reply_count=Thread.reply_count + 1, answer_count=Thread.answer_count + bindparam("answers", type_=Integer())
)
_OPENED = _newest_in_thread("language", "opening_post_id")
_NEWEST_IN_SPACE = PreparedWrite(
    lambda: update(Space).where(Space.id == bindparam("space")).values(**taking(Space, "last_post_id", "last_post_at"))
)
_COUNT_REPLY = PreparedWrite(
    lambda: (
        update(Post)
        .where(Post.id == bindparam("parent"), Post.thread_id == bindparam("thread"), Post.path == bindparam("place"))
        .values(reply_count=Post.reply_count + 1)
    )
)
_OF_REVISION = ("post_id", "number", "base_number", "author_id", "created_at", "title", "body", "sha256", "reason")
_ADD_REVISION = PreparedWrite(lambda: insert(PostRevision).values(**taking(PostRevision, *_OF_REVISION)).inline())

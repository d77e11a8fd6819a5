"""What every verb that stores a text shares: rendering, the row itself, its revision and references."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from forum.attachments.references import listed
from forum.attachments.services import replace_uses
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor
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
    add_revision(post, author_id, created_at, title=None if parent else thread.title)
    post.files = store_references(post.id, rendered)
    if parent:
        _count_reply(parent)
    db.session.flush()
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
    in_place = (Post.id == parent.id, Post.thread_id == parent.thread_id, Post.path == parent.path)
    counted = db.session.execute(update(Post).where(*in_place).values(reply_count=Post.reply_count + 1))
    if counted.rowcount != 1:  # type: ignore[attr-defined]
        raise gone_elsewhere()


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
    db.session.add(
        PostRevision(
            post_id=post.id,
            number=post.revision_count or 1,
            base_number=base,
            author_id=author_id,
            created_at=created_at,
            title=title,
            body=post.body,
            sha256=hashlib.sha256(post.body.encode()).hexdigest(),
            reason=reason,
        )
    )


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


def touch_thread(thread: Thread, post: Post, **changes: object) -> None:
    """Make the post the newest of its thread and space; the counters are raised in the database, not from memory."""
    touched = db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id, Thread.merged_into_id.is_(None))
        .values(
            last_post_id=post.id,
            last_post_at=post.created_at,
            last_post_author_id=post.author_id,
            version=Thread.version + 1,
            **changes,
        )
        .execution_options(synchronize_session=False)
    )
    if touched.rowcount != 1:  # type: ignore[attr-defined]
        raise gone_elsewhere()
    db.session.execute(
        update(Space).where(Space.id == thread.space_id).values(last_post_id=post.id, last_post_at=post.created_at)
    )
    db.session.expire(thread)

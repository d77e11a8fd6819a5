"""Editing a post: every version is kept, nobody overwrites anybody."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.core.slugs import slugify
from forum.core.text import RENDER_VERSION, Rendered, one_line
from forum.discussions.capacities import KEPT, find_capacity
from forum.discussions.models import Post, Thread
from forum.discussions.panels import set_panel
from forum.discussions.policies import post_audience
from forum.discussions.queries import list_answered, list_fields_of_post
from forum.discussions.queries.mentions import list_mentioned
from forum.discussions.sealed import name_on
from forum.discussions.services.drafts import discard_draft, edit_key
from forum.discussions.services.fields import FIELDS_PANEL, check_answers, keep_answers
from forum.discussions.services.writing import (
    add_revision,
    clean_title,
    reindex_thread,
    render_body,
    replace_references,
)
from forum.extensions import db
from forum.search.analysis import detect_language
from forum.search.indexer import enqueue as enqueue_search

REASON_LENGTH = 200


def edit_post(
    actor: Actor,
    post: Post,
    body: str,
    *,
    base_revision: int,
    title: str | None = None,
    reason: str = "",
    capacity: str = KEPT,
    fields: Mapping[int, str] | None = None,
) -> Post:
    """Change the text of a post (and the title of its thread, for an opening post), and what its author speaks as.

    ``base_revision`` is the version the editor started from; ``Conflict`` when somebody saved another
    one meanwhile. Saving what is already there changes nothing. ``fields`` replaces what an opening post says in
    the fields of its space; they count as part of the text, but earlier answers are not kept.
    """
    require(actor, "post.edit", post)
    author_id = name_on(actor, post)
    held = None
    if capacity != KEPT and post.author_id == actor.id:
        held = find_capacity(actor, post.thread.space_id, capacity)
    save_version(
        actor,
        post,
        body,
        base_revision=base_revision,
        title=title,
        reason=check_edit_reason(reason),
        author_id=author_id,
        fields=fields,
    )
    if held and (held.key, held.scope) != (post.capacity, post.capacity_scope):
        post.capacity, post.capacity_scope = held.key, held.scope
        db.session.execute(update(Thread).where(Thread.id == post.thread_id).values(version=Thread.version + 1))
        db.session.flush()
    return post


def check_edit_reason(reason: str) -> str:
    """The reason on one line; ``Invalid`` when it is too long."""
    reason = one_line(reason)
    if len(reason) > REASON_LENGTH:
        raise Invalid(_l("Keep the reason within %(count)s characters.", count=REASON_LENGTH), field="reason")
    return reason


def save_version(
    actor: Actor,
    post: Post,
    body: str,
    *,
    base_revision: int,
    title: str | None,
    reason: str,
    author_id: int,
    fields: Mapping[int, str] | None = None,
) -> Post:
    """Make a text the newest version of a post, by ``author_id``; the caller has asked the policy.

    ``Conflict`` when the post is not at ``base_revision``.
    """
    title = clean_title(title) if post.is_opening and title is not None else post.thread.title
    answers = _changed_answers(actor, post, fields)
    if body == post.body and title == post.thread.title and answers is None:
        discard_draft(actor, edit_key(post.id))
        return post
    rendered, moment = render_body(actor, body), now()
    _store(post, body, rendered, base_revision, moment)
    db.session.refresh(post)
    if answers is not None:
        keep_answers(post.id, answers)
        set_panel(post.thread_id, FIELDS_PANEL, present=bool(answers))
    _change_thread(post, title)
    add_revision(post, author_id, moment, title=title if post.is_opening else None, base=base_revision, reason=reason)
    named_before = list_mentioned(post.id)
    post.files = replace_references(post.id, rendered)
    discard_draft(actor, edit_key(post.id))
    record(
        "post.edited",
        actor,
        "post",
        post.id,
        root=("thread", post.thread_id),
        audience=post_audience(post),
        data={"named_before": named_before},
    )
    return post


def _store(post: Post, body: str, rendered: Rendered, base_revision: int, moment: datetime) -> None:
    """Put the new text in place of the version the editor started from; ``Conflict`` when that is no longer there."""
    changed = db.session.execute(
        update(Post)
        .where(Post.id == post.id, Post.revision_count == base_revision)
        .values(
            body=body,
            body_html=rendered.html,
            body_plain=rendered.plain,
            language=detect_language(rendered.plain),
            render_version=RENDER_VERSION,
            edited_at=moment,
            revision_count=base_revision + 1,
        )
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(
            _l(
                "Somebody else changed this post while you were editing."
                " Your text is still here; compare and save again."
            )
        )


def _changed_answers(actor: Actor, post: Post, fields: Mapping[int, str] | None) -> dict[int, str] | None:
    """The answers to keep in fields from now on; ``None`` when nothing changes."""
    if fields is None or not post.is_opening:
        return None
    earlier = {answered.field_id: answered.value for answered in list_answered([post.id])[post.id]}
    answers = check_answers(actor, list_fields_of_post(post.thread.space_id, post.id), fields, earlier=earlier)
    return None if answers == earlier else answers


def _change_thread(post: Post, title: str) -> None:
    thread = post.thread
    renamed = title != thread.title
    values = {"title": title, "slug": slugify(title, fallback=thread.kind)} if renamed else {}
    if post.is_opening:
        values["language"] = post.language
    db.session.execute(update(Thread).where(Thread.id == thread.id).values(version=Thread.version + 1, **values))
    db.session.expire(thread)
    if renamed:
        reindex_thread(post.thread_id)
    else:
        enqueue_search("post", post.id)

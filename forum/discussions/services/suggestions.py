"""Suggested edits: proposed by who may not edit, decided by who may; accepted, they are a version like any other."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from forum.attachments.services import replace_uses
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid
from forum.core.policy import Actor, require
from forum.core.text.attached import ATTACHMENT
from forum.discussions.models import Post, SuggestedEdit, SuggestionState
from forum.discussions.sealed import name_on
from forum.discussions.services.drafts import discard_draft, suggestion_key
from forum.discussions.services.editing import check_edit_reason, save_version
from forum.discussions.services.moderation import clean_reason
from forum.discussions.services.writing import clean_title, render_body
from forum.discussions.suggestion_rules import suggestion_audience
from forum.extensions import db


def suggest_edit(
    actor: Actor, post: Post, body: str, *, base_revision: int, title: str | None = None, reason: str = ""
) -> SuggestedEdit:
    """Suggest a better text for a post, or change the suggestion one has open for it.

    Raises ``Invalid`` when nothing differs or the reason is missing: whoever decides has to see what it is for.
    """
    require(actor, "post.suggest", post)
    title = clean_title(title) if post.is_opening and title is not None else None
    reason = check_edit_reason(reason)
    if not reason:
        raise Invalid(_l("Say in a few words why this is better."), field="reason")
    files = [r.target_id for r in render_body(actor, body).references if r.kind == ATTACHMENT and r.target_id]
    if body == post.body and title in (None, post.thread.title):
        raise Invalid(_l("This is the text as it is. Change what you would like to see better."), field="body")
    suggestion = find_open_suggestion(actor, post)
    is_new = suggestion is None
    if suggestion is None:
        suggestion = SuggestedEdit(post=post, author_id=actor.id, created_at=now())
        db.session.add(suggestion)
    suggestion.base_number = min(base_revision, post.revision_count)
    suggestion.title, suggestion.body, suggestion.reason, suggestion.updated_at = title, body, reason, now()
    db.session.flush()
    # So that whoever decides can open them too.
    replace_uses("suggestion", suggestion.id, files, is_new=is_new)
    discard_draft(actor, suggestion_key(post.id))
    if is_new:
        _record("suggestion.made", actor, suggestion)
    return suggestion


def find_open_suggestion(actor: Actor, post: Post) -> SuggestedEdit | None:
    """The suggestion the actor has open for a post."""
    return db.session.scalar(
        select(SuggestedEdit).where(
            SuggestedEdit.post_id == post.id,
            SuggestedEdit.author_id == actor.id,
            SuggestedEdit.state == SuggestionState.OPEN,
        )
    )


def accept_suggestion(
    actor: Actor,
    suggestion: SuggestedEdit,
    *,
    body: str | None = None,
    title: str | None = None,
    base_revision: int | None = None,
) -> None:
    """Make the suggestion the text of the post, as it is or with the changes in ``body`` and ``title``.

    ``base_revision`` is the version the actor had in front of them; without it that of the suggestion. ``Conflict``
    when the post is at another version by now: nobody overwrites anybody.
    """
    post = suggestion.post
    require(actor, "post.edit", post)
    body = suggestion.body if body is None else body
    title = (suggestion.title if title is None else title) if post.is_opening else None
    as_it_is = body == suggestion.body and title in (None, suggestion.title)
    state = SuggestionState.ACCEPTED if as_it_is else SuggestionState.CHANGED
    _decide(actor, suggestion, state)
    save_version(
        actor,
        post,
        body,
        base_revision=base_revision or suggestion.base_number,
        title=title,
        reason=suggestion.reason,
        author_id=suggestion.author_id,
    )
    suggestion.revision_number = post.revision_count
    db.session.flush()
    _record("suggestion.accepted", actor, suggestion)


def decline_suggestion(actor: Actor, suggestion: SuggestedEdit, reason: str) -> None:
    """Leave the post as it is; who suggested reads why."""
    require(actor, "post.edit", suggestion.post)
    suggestion.answer = clean_reason(reason)
    _decide(actor, suggestion, SuggestionState.DECLINED)
    _record("suggestion.declined", actor, suggestion)


def withdraw_suggestion(actor: Actor, suggestion: SuggestedEdit) -> None:
    """Take one's own suggestion back."""
    require(actor, "suggestion.withdraw", suggestion)
    _decide(actor, suggestion, SuggestionState.WITHDRAWN)


def _decide(actor: Actor, suggestion: SuggestedEdit, state: SuggestionState) -> None:
    """Close an open suggestion; ``Conflict`` when somebody did so a moment ago."""
    values = {"state": state.value, "decided_at": now(), "decided_by_id": name_on(actor, suggestion.post)}
    db.session.flush()
    changed = db.session.execute(
        update(SuggestedEdit)
        .where(SuggestedEdit.id == suggestion.id, SuggestedEdit.state == SuggestionState.OPEN)
        .values(**values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_l("This suggestion has been decided meanwhile."))
    db.session.refresh(suggestion)


def _record(verb: str, actor: Actor, suggestion: SuggestedEdit) -> None:
    root, data = ("thread", suggestion.post.thread_id), {"post_id": suggestion.post_id}
    audience = suggestion_audience(suggestion)
    record(verb, actor, "suggestion", suggestion.id, root=root, audience=audience, data=data)

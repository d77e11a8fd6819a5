"""The conclusion of a thread: writing and changing it, taking it away and bringing it back."""

import hashlib
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from forum.attachments.services import replace_uses
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.policy import Actor, require
from forum.core.text import RENDER_VERSION, Rendered, one_line
from forum.core.upsert import insert_or_update
from forum.discussions.models import Conclusion, ConclusionReference, ConclusionRevision, Thread
from forum.discussions.panels import set_panel
from forum.discussions.policies import thread_audience
from forum.discussions.sealed import name_in
from forum.discussions.services.drafts import conclusion_key, discard_draft
from forum.discussions.services.writing import files_in, render_body
from forum.extensions import db
from forum.search.analysis import detect_language
from forum.search.indexer import enqueue as enqueue_search

PANEL = "conclusion"
REASON_LENGTH = 200


def write_conclusion(actor: Actor, thread: Thread, body: str, *, base_revision: int = 0, reason: str = "") -> None:
    """Write or change the conclusion; ``base_revision`` is the version the writer had in front of them, 0 for none.

    ``Conflict`` when somebody saved another one meanwhile. Saving what is there already changes nothing.
    """
    require(actor, "conclusion.write", thread)
    reason = _reason(reason)
    before = find_conclusion(thread)
    if before is not None and before.removed_at is None and before.body == body:
        discard_draft(actor, conclusion_key(thread.id))
        return
    rendered, moment = render_body(actor, body), now()
    values = {
        "body": body,
        "body_html": rendered.html,
        "body_plain": rendered.plain,
        "language": detect_language(rendered.plain),
        "render_version": RENDER_VERSION,
        "revision_count": base_revision + 1,
        "changed_at": moment,
        "changed_by_id": name_in(actor, thread),
        "removed_at": None,
    }
    conclusion = _save(thread, base_revision, values)
    _keep(conclusion, moment, "written", reason, base=base_revision or None)
    mentioned = _replace_references(conclusion.id, rendered)
    discard_draft(actor, conclusion_key(thread.id))
    verb = "conclusion.edited" if base_revision else "conclusion.written"
    _changed(actor, thread, verb, present=True, data={"mentioned": sorted(mentioned - {actor.id})})


def remove_conclusion(actor: Actor, thread: Thread, reason: str) -> None:
    """Take the conclusion away; its text and history stay for those who may bring it back."""
    conclusion = _get(actor, thread)
    if conclusion.removed_at is None:
        reason = _reason(reason)
        if not reason:
            raise Invalid(_l("Give a reason: colleagues will read it."), field="reason")
        _switch(actor, thread, conclusion, "removed", reason)


def restore_conclusion(actor: Actor, thread: Thread) -> None:
    """Bring it back as it was."""
    conclusion = _get(actor, thread)
    if conclusion.removed_at is not None:
        _switch(actor, thread, conclusion, "restored", "")


def find_conclusion(thread: Thread) -> Conclusion | None:
    """What was concluded in a thread, also when it was taken away."""
    return db.session.scalar(
        select(Conclusion).where(Conclusion.thread_id == thread.id).execution_options(populate_existing=True)
    )


def _get(actor: Actor, thread: Thread) -> Conclusion:
    require(actor, "conclusion.write", thread)
    conclusion = find_conclusion(thread)
    if conclusion is None:
        raise NotFound()
    return conclusion


def _save(thread: Thread, base: int, values: dict[str, object]) -> Conclusion:
    """Insert the first version or replace the one it was made from; nobody overwrites anybody."""
    if base == 0:
        insert = insert_or_update(Conclusion).values(thread_id=thread.id, **values)
        first = insert.on_conflict_do_nothing(index_elements=["thread_id"]).returning(Conclusion.id)
        saved = db.session.scalar(first) is not None
    else:
        mine = update(Conclusion).where(Conclusion.thread_id == thread.id, Conclusion.revision_count == base)
        changed = db.session.execute(mine.values(**values).execution_options(synchronize_session=False))
        saved = changed.rowcount == 1  # type: ignore[attr-defined]
    if not saved:
        raise Conflict(
            _l(
                "Somebody else changed the conclusion while you were writing."
                " Your text is still here; compare and save again."
            )
        )
    conclusion = find_conclusion(thread)
    assert conclusion is not None
    return conclusion


def _switch(actor: Actor, thread: Thread, conclusion: Conclusion, change: str, reason: str) -> None:
    moment, is_removed = now(), change == "removed"
    conclusion.removed_at = moment if is_removed else None
    conclusion.revision_count += 1
    conclusion.changed_at, conclusion.changed_by_id = moment, name_in(actor, thread)
    db.session.flush()
    _keep(conclusion, moment, change, reason, base=conclusion.revision_count - 1)
    _changed(actor, thread, f"conclusion.{change}", present=not is_removed)


def _keep(conclusion: Conclusion, moment: datetime, change: str, reason: str, *, base: int | None) -> None:
    db.session.add(
        ConclusionRevision(
            conclusion_id=conclusion.id,
            number=conclusion.revision_count,
            base_number=base,
            author_id=conclusion.changed_by_id,
            created_at=moment,
            change=change,
            body=conclusion.body,
            sha256=hashlib.sha256(conclusion.body.encode()).hexdigest(),
            reason=reason,
        )
    )
    db.session.flush()


def _changed(actor: Actor, thread: Thread, verb: str, *, present: bool, data: dict[str, object] | None = None) -> None:
    set_panel(thread.id, PANEL, present=present)
    enqueue_search("post", thread.opening_post_id)
    record(verb, actor, "thread", thread.id, audience=thread_audience(thread), data=data, notify=data is not None)


def _reason(text: str) -> str:
    reason = one_line(text)
    if len(reason) > REASON_LENGTH:
        raise Invalid(_l("Keep the reason within %(count)s characters.", count=REASON_LENGTH), field="reason")
    return reason


def _replace_references(conclusion_id: int, rendered: Rendered) -> set[int]:
    """Keep the mentions, links and files of the new text; gives the members it mentions and the one before did not."""
    of_this = ConclusionReference.conclusion_id == conclusion_id
    known = select(ConclusionReference.target_id).where(of_this, ConclusionReference.kind == "member")
    before = set(db.session.scalars(known))
    db.session.execute(delete(ConclusionReference).where(of_this))
    unique = {(r.kind, r.key[:200]): r.target_id for r in rendered.references if r.kind != "attachment"}
    if unique:
        db.session.execute(
            db.insert(ConclusionReference),
            [
                {"conclusion_id": conclusion_id, "kind": kind, "key": key, "target_id": target}
                for (kind, key), target in unique.items()
            ],
        )
    replace_uses("conclusion", conclusion_id, files_in(rendered))
    mentioned = {target for (kind, _key), target in unique.items() if kind == "member" and target is not None}
    return mentioned - before

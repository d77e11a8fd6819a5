"""What refers to which files."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, exists, select, update

from forum.attachments.models import Attachment, AttachmentUse
from forum.core.clock import now
from forum.extensions import db


def replace_uses(kind: str, object_id: int, ids: Collection[int], *, is_new: bool = False) -> Sequence[Attachment]:
    """Note that a thing refers to these files and to no others; gives the files in the order of ``ids``.

    The ids are those a resolver gave for the writer of the text: no permission is asked here again. For what was
    made a moment ago (``is_new``) and refers to nothing, nothing is asked at all.
    """
    wanted = list(dict.fromkeys(ids))
    this = (AttachmentUse.kind == kind, AttachmentUse.object_id == object_id)
    had = [] if is_new else db.session.scalars(select(AttachmentUse.attachment_id).where(*this)).all()
    if gone := set(had) - set(wanted):
        db.session.execute(delete(AttachmentUse).where(*this, AttachmentUse.attachment_id.in_(gone)))
        still_used = exists().where(AttachmentUse.attachment_id == Attachment.id)
        db.session.execute(
            update(Attachment).where(Attachment.id.in_(gone), ~still_used).values(unused_since=now()),
            execution_options={"synchronize_session": False},
        )
    if added := set(wanted) - set(had):
        rows = [{"attachment_id": number, "kind": kind, "object_id": object_id} for number in sorted(added)]
        db.session.execute(db.insert(AttachmentUse), rows)
        db.session.execute(
            update(Attachment).where(Attachment.id.in_(added)).values(unused_since=None),
            execution_options={"synchronize_session": False},
        )
    if not wanted:
        return ()
    found = {one.id: one for one in db.session.scalars(select(Attachment).where(Attachment.id.in_(wanted)))}
    return [found[number] for number in wanted]

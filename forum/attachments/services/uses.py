"""What refers to which files."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from forum.attachments.models import Attachment, AttachmentUse
from forum.extensions import db


def replace_uses(kind: str, object_id: int, ids: Collection[int], *, is_new: bool = False) -> Sequence[Attachment]:
    """Note that a thing refers to these files and to no others; gives the files in the order of ``ids``.

    The ids are those a resolver gave for the writer of the text: no permission is asked here again. For what was
    made a moment ago (``is_new``) and refers to nothing, nothing is asked at all.
    """
    wanted = list(dict.fromkeys(ids))
    if not is_new:
        db.session.execute(
            delete(AttachmentUse).where(AttachmentUse.kind == kind, AttachmentUse.object_id == object_id)
        )
    if not wanted:
        return ()
    db.session.execute(
        db.insert(AttachmentUse),
        [{"attachment_id": number, "kind": kind, "object_id": object_id} for number in wanted],
    )
    found = {one.id: one for one in db.session.scalars(select(Attachment).where(Attachment.id.in_(wanted)))}
    return [found[number] for number in wanted]

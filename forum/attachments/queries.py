"""Finding files, always through what the actor may see."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from forum.attachments.models import Attachment, AttachmentUse, State
from forum.attachments.policies import visible_ids
from forum.core.errors import NotFound
from forum.core.policy import Actor, require
from forum.extensions import db


def get_attachment(actor: Actor, attachment_id: int) -> Attachment:
    """The file; ``NotFound`` when there is none the actor may open."""
    attachment = db.session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound()
    require(actor, "attachment.see", attachment)
    return attachment


def list_visible(actor: Actor, ids: Collection[int]) -> dict[int, Attachment]:
    """Those of these files the actor may open, by id."""
    found = db.session.scalars(select(Attachment).where(Attachment.id.in_(ids))).all()
    allowed = visible_ids(actor, found)
    return {attachment.id: attachment for attachment in found if attachment.id in allowed}


def count_attachments() -> int:
    """How many files there are."""
    return db.session.scalar(select(func.count()).select_from(Attachment)) or 0


def list_newest(limit: int) -> Sequence[Attachment]:
    """The files that were uploaded last, whoever asks: for commands."""
    return db.session.scalars(select(Attachment).order_by(Attachment.id.desc()).limit(limit)).all()


def sum_uploaded(member_id: int, since: datetime) -> int:
    """How many bytes a member has uploaded since a moment."""
    total = select(func.sum(Attachment.size)).where(Attachment.uploader_id == member_id, Attachment.created_at >= since)
    return db.session.scalar(total) or 0


def list_texts(kind: str, ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Names and words of the files that things of a kind refer to, by the id of the thing."""
    rows = db.session.execute(
        select(AttachmentUse.object_id, Attachment.name, Attachment.text)
        .join(Attachment, Attachment.id == AttachmentUse.attachment_id)
        .where(AttachmentUse.kind == kind, AttachmentUse.object_id.in_(ids))
        .where(Attachment.state != State.WORDLESS)
        .order_by(Attachment.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for object_id, name, text in rows:
        found.setdefault(object_id, []).append((name, text or ""))
    return found

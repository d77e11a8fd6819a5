"""Taking in a file: checked, drawn anew when it is an image, stored, and noted to be read."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l

from forum.attachments import queries
from forum.attachments.checks import Picture, process, recognise, without_maker
from forum.attachments.models import Attachment, State
from forum.attachments.names import clean_name
from forum.attachments.services.tidying import plan_tidying
from forum.attachments.storage import THUMB, get_storage
from forum.attachments.types import FileType
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.outbox import enqueue
from forum.core.policy import Actor, require
from forum.extensions import db

MEGABYTE = 1024 * 1024
# The channel of the outbox on which files wait to be read (forum.attachments.reading).
READING = "attachment"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: the name its sender gave it and what is in it.

    Whoever reads the request stops one byte after the largest size, so that too much is noticed and not read.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked at and found good, ready to be stored."""

    name: str
    kind: FileType
    data: bytes
    picture: Picture | None


def check_upload(upload: Upload) -> Checked:
    """Look at a file, draw it anew when it is an image, and take out of a document who made it.

    Takes a second or two for a large one, and no database: whoever has a transaction open ends it first, or everybody
    who writes would wait. ``Invalid`` with a sentence for a file that is empty, too large, of a sort that is not
    accepted or not what it says, and for an image with too many pixels.
    """
    name = clean_name(upload.name)
    largest: int = current_app.config["ATTACHMENT_MAX_MB"]
    if len(upload.data) > largest * MEGABYTE:
        raise Invalid(_l("%(name)s is too large: at most %(most)s MB.", name=name, most=largest), field="files")
    kind = recognise(name, upload.data)
    if kind.has_words:
        return Checked(name, kind, without_maker(kind, upload.data), None)
    picture = process(name, upload.data)
    return Checked(name, kind, picture.data, picture)


def store_upload(actor: Actor, checked: Checked) -> Attachment:
    """Keep a file for its uploader, until a text refers to it; ``Invalid`` when they have added enough for a day."""
    require(actor, "attachment.upload")
    kind, picture = checked.kind, checked.picture
    _check_day(actor, checked.name, len(checked.data))
    attachment = Attachment(
        storage_key=secrets.token_hex(16),
        uploader_id=actor.id,
        name=checked.name,
        media_type=kind.media_type,
        size=len(checked.data),
        sha256=hashlib.sha256(checked.data).hexdigest(),
        state=State.WAITING if kind.has_words else State.WORDLESS,
        created_at=now(),
    )
    if picture:
        attachment.width, attachment.height = picture.width, picture.height
        attachment.thumb_width, attachment.thumb_height = picture.thumb_width, picture.thumb_height
    _write(attachment.storage_key, checked.data, picture)
    db.session.add(attachment)
    db.session.flush()
    if kind.has_words:
        enqueue(READING, str(attachment.id))
    plan_tidying()
    return attachment


def _check_day(actor: Actor, name: str, size: int) -> None:
    most: int = current_app.config["ATTACHMENT_DAILY_MB"]
    if most and queries.sum_uploaded(actor.id, now() - DAY) + size > most * MEGABYTE:
        raise Invalid(
            _l(
                "%(name)s was not added: you have uploaded %(most)s MB in a day, which is the limit.",
                name=name,
                most=most,
            ),
            field="files",
        )


def _write(key: str, data: bytes, picture: Picture | None) -> None:
    """Into the store first: a row never stands for a file that is not there. A file without a row is swept up."""
    storage = get_storage()
    storage.write(key, data)
    if picture and picture.thumb:
        storage.write(key + THUMB, picture.thumb)

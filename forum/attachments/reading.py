"""The words of files, for search: read by the worker in a process of its own that may fail, hang or swell.

Whatever happens to that process, the file is there; only its words are not found.
"""

import logging
import re
from pathlib import Path

from sqlalchemy import select, update

from forum.attachments.checks import plain
from forum.attachments.models import Attachment, AttachmentUse, State
from forum.attachments.programs import run
from forum.attachments.services.uploads import READING
from forum.attachments.storage import get_storage
from forum.attachments.types import BY_MEDIA_TYPE, FileType
from forum.core import outbox
from forum.core.database import reading
from forum.core.outbox import Outbox
from forum.core.text.normalise import clean
from forum.extensions import db
from forum.search.indexer import enqueue_many as enqueue_search_many

log = logging.getLogger(__name__)

# The program; not imported, because what it needs takes memory that no other process should pay for.
PROGRAM = Path(__file__).with_name("extraction.py")
MOST_CHARACTERS = 200_000
LARGEST_OUTPUT = 4 * 1024 * 1024
# By the clock.
SECONDS = 30.0

_BROKEN_WORD = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


@outbox.handler(READING, slow=True)
def read_file(row: Outbox) -> None:
    """Read the file with this id and have what refers to it indexed again.

    The file is read outside any transaction: nobody who writes waits for it.
    """
    with reading():
        found = db.session.execute(
            select(Attachment.id, Attachment.storage_key, Attachment.media_type, Attachment.state).where(
                Attachment.id == int(row.key)
            )
        ).first()
        db.session.rollback()
    kind = BY_MEDIA_TYPE.get(found.media_type) if found else None
    if found is None or kind is None or found.state != State.WAITING:
        return
    words = _words(kind, found.id, found.storage_key)
    state = State.UNREADABLE if words is None else State.READ
    db.session.execute(update(Attachment).where(Attachment.id == found.id).values(state=state, text=words or None))
    uses = db.session.execute(
        select(AttachmentUse.kind, AttachmentUse.object_id).where(AttachmentUse.attachment_id == found.id)
    ).all()
    for used_by in sorted({use.kind for use in uses}):
        enqueue_search_many(used_by, [use.object_id for use in uses if use.kind == used_by])


def _words(kind: FileType, attachment_id: int, stored: str) -> str | None:
    try:
        data = get_storage().read(stored)
    except FileNotFoundError:
        log.error("a file is missing from the store", extra={"attachment": attachment_id, "stored": stored})
        return None
    text = plain.decode(data) if kind.is_text else extract(kind.key, data)
    if text is None:
        log.warning("the words of a file cannot be read", extra={"attachment": attachment_id, "sort": kind.key})
        return None
    text = _BROKEN_WORD.sub("", clean(text[:MOST_CHARACTERS]))
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()


def extract(sort: str, data: bytes, program: Path = PROGRAM, seconds: float = SECONDS) -> str | None:
    """The words of a PDF or Office file, read by another process; None when that ends otherwise than well."""
    words = run(program, sort, data=data, seconds=seconds, most=LARGEST_OUTPUT)
    return None if words is None else words.decode("utf-8", "ignore")

"""Files in texts that are not sent yet: drafts, and threads that are to be published later."""

from collections.abc import Collection

from sqlalchemy import select, union_all

from forum.core.text.attached import mentioned
from forum.discussions.models import Draft, ScheduledThread
from forum.extensions import db

_ANY = "/attachments/"


def files_in_unsent_texts(ids: Collection[int]) -> set[int]:
    """Those of these files that somebody is about to use."""
    bodies = union_all(*(select(model.body).where(model.body.contains(_ANY)) for model in (Draft, ScheduledThread)))
    found: set[int] = set()
    for body in db.session.scalars(bodies):
        found |= mentioned(body)
    return found & set(ids)

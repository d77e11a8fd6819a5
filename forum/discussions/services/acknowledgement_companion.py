"""Acknowledgements when threads are merged or split: a post that became a reply is not asked to be confirmed."""

from sqlalchemy import select, update

from forum.discussions.models import AcknowledgementRequest, Post
from forum.discussions.services.acknowledgements import plan_reminder_of
from forum.discussions.services.companions import Change, Companion
from forum.extensions import db


class AcknowledgementCompanion(Companion):
    """What is asked rests while the announcement is a reply elsewhere, and goes on when that is undone."""

    key = "acknowledgement"

    def merged(self, change: Change) -> None:
        replies = select(Post.id).where(Post.thread_id == change.target_id, Post.depth > 0)
        db.session.execute(
            update(AcknowledgementRequest)
            .where(
                AcknowledgementRequest.post_id.in_(replies),
                AcknowledgementRequest.closed_at.is_(None),
                AcknowledgementRequest.paused_by.is_(None),
            )
            .values(paused_by=change.id)
            .execution_options(synchronize_session="fetch")
        )

    def unmerged(self, change: Change) -> None:
        paused = select(AcknowledgementRequest).where(AcknowledgementRequest.paused_by == change.id)
        for request in db.session.scalars(paused).all():
            request.paused_by = None
            plan_reminder_of(request)

"""What becomes of polls and conclusions when threads are merged or split."""

from collections.abc import Collection

from sqlalchemy import delete, insert, select, update

from forum.discussions.models import Conclusion, PanelMove, Poll, Thread
from forum.discussions.panels import set_panel
from forum.discussions.services.companions import Change, Companion
from forum.discussions.services.conclusions import PANEL as CONCLUSION
from forum.discussions.services.polls import PANEL as POLL
from forum.extensions import db
from forum.search.indexer import enqueue_many as enqueue_search_many


class PanelCompanion(Companion):
    """Polls go along with a merge, and stand beside the one that is there; a conclusion only where there is none.

    A conclusion that stays behind is there again when the merge is undone. A split leaves both with the thread they
    were written for.
    """

    key = "panels"

    def merged(self, change: Change) -> None:
        """Take along what the source has, and remember what that was."""
        polls = db.session.scalars(select(Poll.id).where(Poll.thread_id == change.source_id)).all()
        conclusions = self._free_conclusions(change.source_id, change.target_id)
        self._move(change.source_id, change.target_id, polls, conclusions)
        moved = [(POLL, number) for number in polls] + [(CONCLUSION, number) for number in conclusions]
        if moved:
            rows = [{"change_id": change.id, "kind": kind, "object_id": number} for kind, number in moved]
            db.session.execute(insert(PanelMove), rows)

    def unmerged(self, change: Change) -> None:
        """Bring back what came along."""
        moves = select(PanelMove.kind, PanelMove.object_id).where(PanelMove.change_id == change.id)
        moved = [(kind, number) for kind, number in db.session.execute(moves)]
        polls = [number for kind, number in moved if kind == POLL]
        came = {number for kind, number in moved if kind == CONCLUSION}
        conclusions = came.intersection(self._free_conclusions(change.target_id, change.source_id))
        self._move(change.target_id, change.source_id, polls, conclusions)
        db.session.execute(delete(PanelMove).where(PanelMove.change_id == change.id))

    def unsplit(self, change: Change) -> None:
        """What was made in the thread that is gone again goes along with its posts."""
        polls = db.session.scalars(select(Poll.id).where(Poll.thread_id == change.target_id)).all()
        conclusions = self._free_conclusions(change.target_id, change.source_id)
        self._move(change.target_id, change.source_id, polls, conclusions)

    def _free_conclusions(self, from_id: int, to_id: int) -> list[int]:
        """The conclusion of one thread, unless the other has one."""
        rows = db.session.execute(
            select(Conclusion.id, Conclusion.thread_id).where(Conclusion.thread_id.in_((from_id, to_id)))
        ).all()
        taken = any(thread_id == to_id for _id, thread_id in rows)
        return [] if taken else [number for number, _thread_id in rows]

    def _move(self, from_id: int, to_id: int, polls: Collection[int], conclusions: Collection[int]) -> None:
        for model, numbers in ((Poll, polls), (Conclusion, conclusions)):
            here = (model.thread_id == from_id, model.id.in_(numbers))
            db.session.execute(
                update(model).where(*here).values(thread_id=to_id).execution_options(synchronize_session=False)
            )
        db.session.expire_all()
        if polls or conclusions:
            for thread_id in (from_id, to_id):
                self._note(thread_id)
            openings = select(Thread.opening_post_id).where(Thread.id.in_((from_id, to_id)))
            enqueue_search_many("post", db.session.scalars(openings))

    def _note(self, thread_id: int) -> None:
        """Name the panels a thread has now."""
        poll = select(Poll.id).where(Poll.thread_id == thread_id).limit(1)
        conclusion = select(Conclusion.id).where(Conclusion.thread_id == thread_id, Conclusion.removed_at.is_(None))
        set_panel(thread_id, POLL, present=db.session.scalar(poll) is not None)
        set_panel(thread_id, CONCLUSION, present=db.session.scalar(conclusion) is not None)

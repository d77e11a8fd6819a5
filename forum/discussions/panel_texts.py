"""The words of what stands under a question (polls, a conclusion), for the search document of its opening post."""

from collections.abc import Collection

from flask_babel import force_locale
from sqlalchemy import select

from forum.discussions.models import Conclusion, Poll, PollOption
from forum.discussions.polls import option_text
from forum.extensions import db


def load_extras(thread_ids: Collection[int]) -> dict[int, list[str]]:
    """Texts by thread; dates in the words people search them with."""
    texts: dict[int, list[str]] = {}
    if not thread_ids:
        return texts
    for thread_id, question in db.session.execute(
        select(Poll.thread_id, Poll.question).where(Poll.thread_id.in_(thread_ids)).order_by(Poll.id)
    ):
        texts.setdefault(thread_id, []).append(question)
    options = (
        select(Poll.thread_id, PollOption.label, PollOption.day, PollOption.begins, PollOption.ends)
        .join(PollOption, PollOption.poll_id == Poll.id)
        .where(Poll.thread_id.in_(thread_ids))
        .order_by(PollOption.poll_id, PollOption.position)
    )
    concluded = select(Conclusion.thread_id, Conclusion.body_plain).where(
        Conclusion.thread_id.in_(thread_ids), Conclusion.removed_at.is_(None)
    )
    for thread_id, text in db.session.execute(concluded):
        texts.setdefault(thread_id, []).append(text)
    with force_locale("nl"):
        for thread_id, label, day, begins, ends in db.session.execute(options):
            texts.setdefault(thread_id, []).append(option_text(label, day, begins, ends))
    return texts

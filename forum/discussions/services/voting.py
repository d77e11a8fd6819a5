"""Voting in a poll: one ballot a voice, changed or withdrawn until the poll closes.

Nothing is recorded as an activity: a vote is in no list, and of a secret poll nobody hears who took part.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import Delete, delete, select

from forum.core.clock import now
from forum.core.errors import Forbidden, Invalid
from forum.core.policy import Actor, require
from forum.core.upsert import insert_or_update
from forum.discussions.models import Answer, Poll, PollBallot, PollChoice, PollKind, PollOption, PollVoice
from forum.discussions.policies import heads, may_replace, voice_of
from forum.discussions.services.polls import lock_poll, raise_version
from forum.extensions import db


def vote(actor: Actor, poll: Poll, answers: Mapping[int, str]) -> None:
    """Fill in the ballot of the actor, or of their library, anew; ``answers`` are by option.

    ``Forbidden`` says why one may not vote, ``Invalid`` what is wrong with the answers (field ``ballot``).
    """
    voice_id = _begin(actor, poll)
    chosen = _checked(poll, answers)
    is_library = poll.voice == PollVoice.LIBRARY
    values = {
        "member_id": actor.id,
        "library_id": actor.library_id if is_library else None,
        "by_head": is_library and heads(actor, actor.library_id),
        "cast_at": now(),
    }
    db.session.execute(
        insert_or_update(PollBallot)
        .values(poll_id=poll.id, voice_id=voice_id, **values)
        .on_conflict_do_update(index_elements=["poll_id", "voice_id"], set_=values)
    )
    db.session.execute(_choices(poll, voice_id))
    rows = [
        {"poll_id": poll.id, "voice_id": voice_id, "option_id": option_id, "answer": answer}
        for option_id, answer in chosen.items()
    ]
    db.session.execute(db.insert(PollChoice), rows)
    raise_version(poll)


def withdraw_vote(actor: Actor, poll: Poll) -> None:
    """Take the ballot out again, as if one had never voted."""
    voice_id = _begin(actor, poll)
    db.session.execute(_choices(poll, voice_id))
    db.session.execute(delete(PollBallot).where(PollBallot.poll_id == poll.id, PollBallot.voice_id == voice_id))
    raise_version(poll)


def _begin(actor: Actor, poll: Poll) -> int:
    """Ask whether the actor may vote now, with nobody else at it; gives whose voice it is."""
    require(actor, "poll.vote", poll)
    lock_poll(poll)
    require(actor, "poll.vote", poll)
    voice_id = voice_of(actor, poll)
    ballot = db.session.get(PollBallot, (poll.id, voice_id), populate_existing=True)
    decision = may_replace(actor, poll, ballot)
    if not decision:
        raise Forbidden(decision.reason)
    if ballot is not None:
        db.session.expunge(ballot)
    return voice_id


def _choices(poll: Poll, voice_id: int) -> Delete:
    return delete(PollChoice).where(PollChoice.poll_id == poll.id, PollChoice.voice_id == voice_id)


def _checked(poll: Poll, answers: Mapping[int, str]) -> Mapping[int, str]:
    known = set(db.session.scalars(select(PollOption.id).where(PollOption.poll_id == poll.id)))
    if not answers:
        raise Invalid(_l("Choose something first."), field="ballot")
    if not known.issuperset(answers) or not set(answers.values()) <= set(Answer):
        raise Invalid(_l("The options have changed in the meantime. Look again and vote."), field="ballot")
    if poll.kind != PollKind.DATES and set(answers.values()) != {Answer.YES}:
        raise Invalid(_l("Choose something first."), field="ballot")
    most = {PollKind.SINGLE: 1, PollKind.MULTIPLE: poll.max_choices or len(known)}.get(PollKind(poll.kind), len(known))
    if len(answers) > most:
        raise Invalid(_l("You chose too many: at most %(count)s.", count=most), field="ballot")
    return answers

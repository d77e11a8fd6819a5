"""The panel of a thread that has a poll, and the words its options are shown and found with."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from babel import dates
from flask import g
from flask_babel import get_locale

from forum.core.policy import NETWORK, Actor, Decision, can
from forum.discussions import queries
from forum.discussions.models import PollVoice
from forum.discussions.panels import Panel
from forum.discussions.policies import may_replace
from forum.discussions.queries import PollView, ThreadHead
from forum.discussions.services.polls import PANEL, may_reopen
from forum.web.filters import REGIONS


@dataclass(frozen=True, slots=True)
class PollCard:
    """A poll with what this reader may do with it; the names of voters come with the results.

    ``absent`` are the libraries that could vote and have not. Their number everybody reads; their names, which say
    nothing of what was voted, are for who may see the results or manages the poll (``names_absent``).
    """

    poll: PollView
    may_vote: Decision
    may_see: Decision
    may_manage: Decision
    may_reopen: Decision
    voters: dict[tuple[int, str], list[queries.Voter]]
    absent: Sequence[str]
    names_absent: bool


def card(actor: Actor, poll: PollView) -> PollCard:
    """What the page of a thread, or of the poll alone, draws."""
    may_vote = can(actor, "poll.vote", poll)
    may_see, may_manage = can(actor, "poll.results", poll), can(actor, "poll.manage", poll)
    # In public a poll shows how many, not who.
    is_colleague = NETWORK in actor.tokens
    voters = queries.list_voters(poll) if is_colleague and may_see and poll.voice_count else {}
    return PollCard(
        poll=poll,
        may_vote=may_replace(actor, poll, poll.own) if may_vote else may_vote,
        may_see=may_see,
        may_manage=may_manage,
        may_reopen=may_reopen(actor, poll, poll.voice_count),
        voters={key: list(names) for key, names in voters.items()},
        absent=_absent(poll.thread).get(poll.id, ()) if poll.voice == PollVoice.LIBRARY else (),
        names_absent=is_colleague and bool(may_see or may_manage),
    )


def _absent(head: ThreadHead) -> Mapping[int, Sequence[str]]:
    """Read once for a request: the version of the page and the panel itself both need it."""
    key = f"absent_libraries:{head.id}:{head.version}"
    if key not in g:
        g.setdefault(key, queries.list_absent_libraries(head))
    known: Mapping[int, Sequence[str]] = g.get(key)
    return known


def _load(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    cards = [card(actor, poll) for poll in queries.list_polls(actor, head)]
    return {"cards": cards, "option_text": option_text, "typed": {}} if cards else None


def _personal(_actor: Actor, head: ThreadHead) -> Hashable:
    """Every vote raises the version of the thread, also one's own; that a library can vote from now on does not."""
    return tuple((poll_id, *names) for poll_id, names in _absent(head).items())


POLL_PANEL = Panel(key=PANEL, position=20, template="discussions/_poll_panel.html", load=_load, personal=_personal)


def option_text(label: str, day: date | None, begins: time | None, ends: time | None) -> str:
    """An option in words: its label, or "wo 3 dec 2026, 10:00–12:00" in the language of the request."""
    if day is None:
        return label
    locale = get_locale()
    region = REGIONS.get(locale.language if locale else "nl", "nl_BE")
    text = dates.format_date(day, "EEE d MMM y", region)
    hours = "–".join(moment.strftime("%H:%M") for moment in (begins, ends) if moment is not None)
    return f"{text}, {hours}" if hours else text

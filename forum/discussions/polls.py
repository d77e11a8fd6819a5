"""The panel of a thread that has a poll, and the words its options are shown and found with."""

from dataclasses import dataclass
from datetime import date, time

from babel import dates
from flask_babel import get_locale

from forum.core.policy import Actor, Decision, can
from forum.discussions import queries
from forum.discussions.panels import Panel
from forum.discussions.policies import may_replace
from forum.discussions.queries import PollView, ThreadHead
from forum.discussions.services.polls import PANEL, may_reopen
from forum.web.filters import REGIONS


@dataclass(frozen=True, slots=True)
class PollCard:
    """A poll with what this reader may do with it; the names of voters come with the results."""

    poll: PollView
    may_vote: Decision
    may_see: Decision
    may_manage: Decision
    may_reopen: Decision
    voters: dict[tuple[int, str], list[queries.Voter]]


def card(actor: Actor, poll: PollView) -> PollCard:
    """What the page of a thread, or of the poll alone, draws."""
    may_vote = can(actor, "poll.vote", poll)
    may_see = can(actor, "poll.results", poll)
    voters = queries.list_voters(poll) if may_see and poll.voice_count else {}
    return PollCard(
        poll=poll,
        may_vote=may_replace(actor, poll, poll.own) if may_vote else may_vote,
        may_see=may_see,
        may_manage=can(actor, "poll.manage", poll),
        may_reopen=may_reopen(actor, poll, poll.voice_count),
        voters={key: list(names) for key, names in voters.items()},
    )


def _load(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    cards = [card(actor, poll) for poll in queries.list_polls(actor, head)]
    return {"cards": cards, "option_text": option_text, "typed": {}} if cards else None


# Every vote raises the version of the thread, also one's own: nothing else about it is personal.
POLL_PANEL = Panel(key=PANEL, position=20, template="discussions/_poll_panel.html", load=_load)


def option_text(label: str, day: date | None, begins: time | None, ends: time | None) -> str:
    """An option in words: its label, or "wo 3 dec 2026, 10:00–12:00" in the language of the request."""
    if day is None:
        return label
    locale = get_locale()
    region = REGIONS.get(locale.language if locale else "nl", "nl_BE")
    text = dates.format_date(day, "EEE d MMM y", region)
    hours = "–".join(moment.strftime("%H:%M") for moment in (begins, ends) if moment is not None)
    return f"{text}, {hours}" if hours else text

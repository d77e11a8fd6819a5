"""What a planned thread holds besides its text, kept as JSON: whom to ask to confirm it, and its poll."""

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from forum.discussions.models import PollKind, PollResults, PollVoice
from forum.discussions.services.acknowledgements import Wish
from forum.discussions.services.polls import PollPlan, Slot


def keep_wish(wish: Wish) -> dict[str, Any]:
    """A wish as JSON."""
    return {**asdict(wish), "tokens": list(wish.tokens), "due_on": wish.due_on.isoformat() if wish.due_on else ""}


def wish_from(choices: dict[str, Any]) -> Wish | None:
    """The wish that was kept."""
    kept = choices.get("wish")
    if not kept:
        return None
    return Wish(**{**kept, "due_on": date.fromisoformat(kept["due_on"]) if kept["due_on"] else None})


def keep_poll(plan: PollPlan) -> dict[str, Any]:
    """The plan of a poll as JSON."""
    slots = [[_text(part) for part in (slot.day, slot.begins, slot.ends)] for slot in plan.slots]
    return {**asdict(plan), "labels": list(plan.labels), "slots": slots, "closes_at": _text(plan.closes_at)}


def poll_from(choices: dict[str, Any]) -> PollPlan | None:
    """The poll that was kept."""
    kept = choices.get("poll")
    if not kept:
        return None
    slots = tuple(Slot(date.fromisoformat(day), _time(begins), _time(ends)) for day, begins, ends in kept["slots"])
    closes_at = datetime.fromisoformat(kept["closes_at"]) if kept["closes_at"] else None
    kinds = {"kind": PollKind(kept["kind"]), "voice": PollVoice(kept["voice"]), "results": PollResults(kept["results"])}
    return PollPlan(**{**kept, **kinds, "labels": tuple(kept["labels"]), "slots": slots, "closes_at": closes_at})


def _text(value: date | time | datetime | None) -> str:
    return value.isoformat() if value is not None else ""


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None

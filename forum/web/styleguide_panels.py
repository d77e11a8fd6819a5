"""Made-up conclusion and polls for the style guide: before and after voting, dates, libraries, closed and secret."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from forum.core.clock import now
from forum.core.policy import ALLOW, deny

AN = "An Peeters"
CONCLUSION = Markup(
    "<p>Zeven dagen, met een herinnering op <strong>dag vijf</strong>. Nog open: gezamenlijke afspraak?</p>"
)
LABELS = (
    "Ja",
    "Ja, maar met ons eigen logo erop en zonder de datum, zodat ook de scholen de affiche later kunnen gebruiken",
    "Nee",
)


def conclusion() -> Thing:
    """What a thread has come to so far."""
    return Thing(
        body_html=CONCLUSION,
        language="nl",
        revision_count=3,
        changed_at=now() - timedelta(hours=3),
        changed_by_id=3,
        changed_by_name=AN,
    )


def polls() -> list[Thing]:
    """A poll in each of its states."""
    own = Thing(member_name=AN, cast_at=now() - timedelta(hours=1), by_head=True)
    voter = [Thing(name=AN, library="Temse")]
    hidden = deny(_("The results show once you have voted."))
    closed = deny(_("This poll is closed."))
    first_day = date(2026, 12, 1)
    days = [(first_day + timedelta(days=n), time(10), time(12)) for n in range(3)]
    return [
        _card(1, "Eén affiche?", _texts((0, 0, 0)), 0, ALLOW, hidden, kind="multiple", max_choices=2),
        _card(
            2,
            "Eén affiche voor alle bibliotheken?",
            _texts((3, 1, 0), 0),
            4,
            ALLOW,
            ALLOW,
            own=own,
            voice="library",
            voters={(0, "yes"): voter},
            absent=("Beveren", "Lokeren", "Stekene"),
        ),
        _card(3, "Wanneer?", _dates(days), 4, ALLOW, ALLOW, kind="dates", closes_at=now() + timedelta(days=2)),
        _card(4, "Wie wordt het?", _texts((0, 0, 0)), 2, closed, hidden, closed_at=now(), is_secret=True),
    ]


def option_text(label: str, day: date | None, begins: time | None, ends: time | None) -> str:
    """An option in words, roughly as the discussions write it."""
    return label if day is None else f"{day:%d/%m/%Y}, {begins:%H:%M}–{ends:%H:%M}"


def _card(
    number: int, question: str, options: list[Thing], voices: int, may_vote: Any, may_see: Any, **more: Any
) -> Thing:
    voters, absent = more.pop("voters", {}), more.pop("absent", ())
    given: dict[str, Any] = {"kind": "single", "max_choices": None, "voice": "member", "own": None}
    given |= {"closes_at": None, "closed_at": None, "is_secret": False} | more
    closed: datetime | None = given["closed_at"]
    poll = Thing(
        id=number,
        question=question,
        options=options,
        voice_count=voices,
        is_closed=closed is not None,
        is_about_dates=given["kind"] == "dates",
        best={option.id for option in options if option.yes == max(o.yes for o in options) > 0},
        **given,
    )
    return Thing(
        poll=poll,
        may_vote=may_vote,
        may_see=may_see,
        may_manage=number == 2,
        may_reopen=True,
        voters=voters,
        absent=absent,
        names_absent=True,
    )


def _texts(counts: tuple[int, ...], own: int | None = None) -> list[Thing]:
    none: dict[str, Any] = {"day": None, "begins": None, "ends": None, "maybe": 0, "no": 0}
    return [
        Thing(id=n, label=label, yes=counts[n], own="yes" if n == own else None, **none)
        for n, label in enumerate(LABELS)
    ]


def _dates(days: list[tuple[date, time, time]]) -> list[Thing]:
    counts = ((3, 1, 0), (1, 1, 2), (1, 2, 1))
    return [
        Thing(id=10 + n, label="", day=day, begins=begins, ends=ends, yes=yes, maybe=maybe, no=no, own=None)
        for n, ((day, begins, ends), (yes, maybe, no)) in enumerate(zip(days, counts, strict=True))
    ]

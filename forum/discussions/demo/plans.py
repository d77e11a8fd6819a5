"""Demo: something planned for next week, and posts a colleague keeps for later."""

from datetime import time, timedelta

from sqlalchemy import select

from forum.accounts.identity import Identity
from forum.core.local_time import moment_of, today
from forum.discussions import services
from forum.discussions.models import Post, Space, Thread, ThreadKind
from forum.discussions.services.acknowledgements import Wish
from forum.discussions.services.scheduling import Plan
from forum.extensions import db

TEXT = (
    "Op **donderdag 21 januari** geeft de preventiedienst een vorming *Omgaan met lastige situaties aan de balie*, "
    "van 9 tot 12 uur in Temse.\n\nEr zijn twintig plaatsen, twee per bibliotheek. Spreek in je ploeg af wie gaat "
    "en geef de namen door vóór 10 januari."
)


def make_plans(spaces: dict[str, Space], people: dict[str, Identity]) -> None:
    """The coordinator announces something on Monday morning; the librarian keeps two posts."""
    monday = today() + timedelta(days=7 - today().weekday())
    services.schedule_thread(
        people["coordinator"],
        spaces["personeel-en-vorming"],
        Plan(
            ThreadKind.ANNOUNCEMENT,
            "Vorming: omgaan met lastige situaties aan de balie",
            TEXT,
            moment_of(monday, time(8, 30)),
            Wish(tokens=("role:library_head",), due_on=monday + timedelta(days=14)),
        ),
    )
    reader = people["bibliothecaris"]
    for title, place, note, days in (
        ("Inwerkplan voor nieuwe baliemedewerkers", 1, "Meenemen naar het teamoverleg", 4),
        ("Samen één affiche voor de Jeugdboekenmaand?", 0, "", 0),
    ):
        found = select(Post).join(Thread, Thread.id == Post.thread_id).where(Thread.title == title)
        post = db.session.scalars(found.order_by(Post.id)).all()[place]
        moment = moment_of(today() + timedelta(days=days), time(9)) if days else None
        services.keep_post(reader, post, note, moment)

"""Demo of what moderators do: a question closed as a duplicate, posts split off, a discussion moved and pinned."""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.identity import Identity
from forum.core.clock import now
from forum.discussions import services
from forum.discussions.models import Space, Thread
from forum.extensions import db

FIRST = "Zelfuitleenbalie geeft 'kaart niet herkend' bij nieuwe eID-kaarten"


def keep_order(people: dict[str, Identity], spaces: dict[str, Space]) -> None:
    """Let the coordinator tidy up what the demo colleagues wrote."""
    keeper = people["coordinator"]
    first = db.session.scalars(select(Thread).where(Thread.title == FIRST)).first()
    if first is None:
        return
    again = services.ask_question(
        people["buiten"],
        spaces["balie-en-dienstverlening"],
        "Nieuwe identiteitskaarten worden niet gelezen aan de zelfuitleen",
        "Bij ons weigert de zelfuitleen sinds maandag de nieuwste kaarten. Moeten wij de lezer vervangen?",
    )
    services.close_as_duplicate(keeper, again, first, reason="Het antwoord staat in de eerdere vraag.")
    talk = services.start_discussion(
        people["collega1"],
        spaces["collectie"],
        "Schenkingen van lezers: wat nemen jullie aan?",
        "Wij krijgen elke week dozen boeken. Hoe kiezen jullie wat blijft?",
    )
    services.reply(people["expert"], talk, "Alleen wat jonger is dan vijf jaar en nog in goede staat.")
    aside = services.reply(
        people["collega2"], talk, "Iets anders: wie heeft een vlotte manier om etiketten van oude boeken te halen?"
    )
    services.reply(people["collega3"], talk, "Met een haardroger op lauw, en dan traag aftrekken.", aside)
    services.split_posts(
        keeper,
        talk,
        [aside.id],
        "Etiketten van oude boeken halen",
        spaces["collectie"],
        "question",
        reason="een andere vraag",
    )
    services.move_thread(keeper, talk, spaces["balie-en-dienstverlening"], reason="gaat over wat aan de balie toekomt")
    db.session.refresh(talk)
    services.pin_thread(keeper, talk, now() + timedelta(days=30))

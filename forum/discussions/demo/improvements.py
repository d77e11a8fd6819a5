"""Demo suggestions for better texts: one taken over, one that waits, in Dutch."""

from collections.abc import Mapping

from sqlalchemy import select

from forum.accounts.identity import Identity
from forum.discussions import services
from forum.discussions.models import Post
from forum.extensions import db

CARDS = "Open *Beheer → Randapparatuur → Kaartlezers*."
HISTORY = "de oude gegevens zijn dan de volgende nacht weg"


def make_suggestions(people: Mapping[str, Identity]) -> None:
    """Improve the answer about cards, and suggest something for the one about loan history."""
    cards = _post_with(CARDS)
    test = cards.body.replace(
        "niet het hele toestel.", "niet het hele toestel.\n4. Test met een oude én een nieuwe kaart."
    )
    services.accept_suggestion(
        people["expert"],
        services.suggest_edit(people["buiten"], cards, test, base_revision=1, reason="Wij vergaten te testen"),
    )
    history = _post_with(HISTORY)
    longer = history.body.replace("de volgende nacht weg", "binnen de twee nachten weg")
    services.suggest_edit(
        people["bibliothecaris"], history, longer, base_revision=1, reason="Bij ons duurde het langer"
    )


def _post_with(text: str) -> Post:
    return db.session.scalars(select(Post).where(Post.body.contains(text, autoescape=True))).one()

"""Made-up texts for the style guide that changed or were found: two versions beside each other, and search hits."""

from datetime import timedelta
from types import SimpleNamespace as Thing

from flask_babel import gettext as _
from markupsafe import Markup

from forum.core.clock import now

TITLE = Markup("Wie heeft ervaring met <mark>zelfuitleen</mark> in een kleine vestiging?")
SNIPPET = Markup("… na een jaar <mark>zelfuitleen</mark> is de balie rustiger, maar de leners vragen meer.")
FILE_TITLE = Markup("Afspraken met de leverancier")
FILE_SNIPPET = Markup("… de automaten voor <mark>zelfuitleen</mark> worden elk jaar in januari nagekeken.")


def meanwhile() -> Thing:
    """What a colleague saved while one typed: a word in the title, one in the text, and lines nobody touched."""
    return Thing(
        author_name="Karel De Smet",
        saved_at=now() - timedelta(minutes=4),
        history="/styleguide",
        title=[(" ", "Openingsuren in de "), ("-", "paasvakantie"), ("+", "krokusvakantie")],
        pieces=[("…", "4"), (" ", "De balie is open tot "), ("-", "vijf"), ("+", "zes"), (" ", " uur. Bel even.")],
    )


def hand() -> Thing:
    """One's own text stands in the form, and the other one was not touched."""
    return Thing(holds="mine", other="", is_theirs=False)


def hits() -> list[Thing]:
    """A solved question with more matches, and a hit in a file."""
    solved = _source(url="/styleguide", container="Uitleen en balie", author="An Peeters", states=(_("Solved"),))
    wiki = _source(url="/styleguide", container="Digitaal en systemen")
    return [
        Thing(source=solved, title=TITLE, snippet=SNIPPET, kind=_("Question"), matches=3, file=""),
        Thing(source=wiki, title=FILE_TITLE, snippet=FILE_SNIPPET, kind=_("Discussion"), matches=1, file="offerte.pdf"),
    ]


def _source(**given: object) -> Thing:
    usual: dict[str, object] = {"opened_url": "", "language": "nl", "title_language": "nl", "container_url": ""}
    usual |= {"author": "", "author_url": "", "states": (), "created_at": now() - timedelta(hours=2000)}
    return Thing(**usual | given)

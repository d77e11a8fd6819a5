"""What asking looks like in the demo: a space that asks for more, answers to it, a recorded solution, "me too"."""

from sqlalchemy import select

from forum.accounts.identity import Identity
from forum.discussions import services
from forum.discussions.models import SITES, Space, Thread, ThreadKind
from forum.extensions import db

SPACE = "digitaal-en-systemen"
URGENCY = "Het kan wachten\nDeze week graag\nDe balie ligt stil"
MINE_TOO = {"IBL-aanvraag": ("collega3", "buiten"), "encyclopedieën": ("collega2", "collega5", "bibhoofd")}


def make_fields(people: dict[str, Identity], spaces: dict[str, Space]) -> dict[str, int]:
    """What the space for systems asks of a question; by name. Before there are threads in it."""
    keeper, space = people["coordinator"], spaces[SPACE]
    system = services.create_field(
        keeper, space, "Welk systeem of toestel?", "short", hint="Zoals Wise, de zelfuitleenbalie, de printserver."
    )
    branch = services.create_field(keeper, space, "Welke vestiging?", SITES)
    urgency = services.create_field(keeper, space, "Hoe dringend is het?", "choice", options=URGENCY)
    return {"system": system.id, "branch": branch.id, "urgency": urgency.id}


def make_examples(people: dict[str, Identity], spaces: dict[str, Space], fields: dict[str, int]) -> list[Thread]:
    """A question with its fields filled in, and a known solution with its answer."""
    asked = services.start_thread(
        people["collega5"],
        spaces[SPACE],
        ThreadKind.QUESTION,
        "Bonnetjes van de zelfuitleen komen er blanco uit",
        "Sinds maandag drukt de bonprinter lege strookjes. Een nieuwe rol papier hielp niet. "
        "Moet er ergens iets ingesteld worden, of is de printkop versleten?",
        fields={
            fields["system"]: "Zelfuitleenbalie, bonprinter",
            fields["branch"]: "Bibliotheek Lokeren",
            fields["urgency"]: "Deze week graag",
        },
    )
    known = services.ask_and_answer(
        people["expert"],
        spaces[SPACE],
        "Catalogus-pc start in kioskmodus met een zwart scherm: wat nu?",
        "Na een stroompanne blijft het scherm van de catalogus-pc zwart, met alleen een muispijl.",
        "De kioskgebruiker is dan niet aangemeld:\n\n1. Druk `Ctrl+Alt+Del` en kies *Afmelden*.\n"
        "2. Wacht tien seconden: de pc meldt zich vanzelf opnieuw aan.\n"
        "3. Blijft het zwart, trek dan de netwerkkabel uit, start opnieuw en steek hem na een minuut weer in.\n\n"
        "Bij ons werkt stap 2 negen keer op tien.",
        fields={fields["system"]: "Catalogus-pc, kioskmodus"},
    )
    return [asked, known]


def mark_mine_too(people: dict[str, Identity]) -> None:
    """Colleagues who have a question too."""
    for words, names in MINE_TOO.items():
        thread = db.session.scalars(select(Thread).where(Thread.title.contains(words))).one()
        for name in names:
            services.have_too(people[name], thread)

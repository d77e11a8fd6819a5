"""The starter network: the ten libraries of the founding text, the mergers of January 2025 as history, the pillars.

Nothing in the product counts on these being ten. Whether libraries of merged municipalities became one organisation is
theirs to say (``merge_libraries``); until then each keeps its name, its sites and its staff.
"""

from datetime import date

from sqlalchemy import select

from forum.core.slugs import slugify
from forum.extensions import db
from forum.network import services
from forum.network.models import Library, Municipality, Pillar

FOUNDED = date(2004, 1, 1)
MERGED_ON = date(2025, 1, 1)
PLACES = (
    "Beveren",
    "Kruibeke",
    "Lokeren",
    "Moerbeke",
    "Sint-Gillis-Waas",
    "Sint-Niklaas",
    "Stekene",
    "Temse",
    "Waasmunster",
    "Zwijndrecht",
)
MERGED = ("Beveren", "Kruibeke", "Zwijndrecht")
MERGED_NAME = "Beveren-Kruibeke-Zwijndrecht"
PILLARS = (
    ("Afspraken over collecties", "Wat we samen afspreken over aankopen, bewaren en uitlenen.", True),
    (
        "Gezamenlijke communicatie over publieksactiviteiten",
        "Samen laten weten wat er in onze bibliotheken te doen is.",
        True,
    ),
    ("Een sterk personeelsnetwerk", "Collega's die elkaar kennen, elkaar vragen stellen en van elkaar leren.", True),
    ("Vierde pijler", "Deze pijler is nog te benoemen door het netwerk.", False),
)


def load() -> None:
    """Load libraries and pillars where there are none yet."""
    load_pillars()
    load_libraries()


def load_pillars() -> None:
    """The pillars in order, unless there are any."""
    if db.session.scalar(select(Pillar.id).limit(1)) is not None:
        return
    for position, (name, summary, is_named) in enumerate(PILLARS, 1):
        pillar = Pillar(name=name, slug=slugify(name), summary=summary, position=position, is_named=is_named)
        db.session.add(pillar)
    db.session.flush()


def load_libraries() -> None:
    """Municipalities, libraries and sites as of 2004, then the mergers of 2025; nothing when there are libraries."""
    if db.session.scalar(select(Library.id).limit(1)) is not None:
        return
    municipalities = {place: services.create_municipality(None, place) for place in PLACES}
    for place, municipality in municipalities.items():
        library = services.create_library(None, f"Bibliotheek {place}", municipality, short_name=place, since=FOUNDED)
        services.create_site(None, library, f"Bibliotheek {place}", since=FOUNDED)
    _merge(municipalities)


def _merge(municipalities: dict[str, Municipality]) -> None:
    services.merge_municipalities(None, [municipalities[place] for place in MERGED], MERGED_NAME, MERGED_ON)
    services.join_municipality(None, municipalities["Moerbeke"], municipalities["Lokeren"], MERGED_ON)

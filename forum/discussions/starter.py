"""The spaces a new network starts with, under its pillars; coordinators change them in the browser."""

from dataclasses import dataclass

from sqlalchemy import select

from forum.core.policy import NETWORK, Actor
from forum.discussions.models import Space
from forum.discussions.services import create_space
from forum.extensions import db
from forum.network.models import Pillar


@dataclass(frozen=True)
class StarterSpace:
    """A space for the whole network; ``pillar`` counts from 0."""

    slug: str
    title: str
    purpose: str
    pillar: int | None = None


SPACES = (
    StarterSpace(
        "balie-en-dienstverlening",
        "Balie en dienstverlening",
        "Uitlenen, innemen, lidmaatschap en alles wat aan de balie gebeurt.",
    ),
    StarterSpace("collectie", "Collectie", "Aankoop, schenkingen, saneren en afspraken over wie wat bewaart.", 0),
    StarterSpace(
        "jeugd-en-leesbevordering",
        "Jeugd en leesbevordering",
        "Klasbezoeken, Jeugdboekenmaand, voorlezen en samenwerken met scholen.",
        1,
    ),
    StarterSpace(
        "activiteiten-en-communicatie",
        "Activiteiten en communicatie",
        "Lezingen, tentoonstellingen, affiches, sociale media en UiTdatabank.",
        1,
    ),
    StarterSpace(
        "digitaal-en-systemen",
        "Digitaal en systemen",
        "Het bibliotheeksysteem, zelfuitleen, wifi, e-boeken en Mijn Bibliotheek.",
    ),
    StarterSpace(
        "personeel-en-vorming",
        "Personeel en vorming",
        "Opleidingen, inwerken van nieuwe collega's en elkaar leren kennen.",
        2,
    ),
)


def make_starter_spaces(actor: Actor) -> dict[str, Space]:
    """Make the spaces, by slug; the actor may manage spaces and becomes their moderator."""
    pillar_ids = db.session.scalars(select(Pillar.id).order_by(Pillar.position)).all()
    spaces = {}
    for starter in SPACES:
        known = starter.pillar is not None and starter.pillar < len(pillar_ids)
        spaces[starter.slug] = create_space(
            actor,
            starter.title,
            starter.purpose,
            NETWORK,
            pillar_id=pillar_ids[starter.pillar or 0] if known else None,
            slug=starter.slug,
        )
    return spaces

"""Verbs about the pillars: adding, naming and ordering them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from forum.core.errors import Invalid
from forum.core.policy import Actor, require
from forum.core.slugs import slugify
from forum.extensions import db
from forum.network.models import Pillar
from forum.network.services import check_name


def create_pillar(actor: Actor, name: str, summary: str = "") -> Pillar:
    """Add a pillar at the end."""
    require(actor, "pillar.edit")
    name = check_name(name)
    last = db.session.scalar(select(func.max(Pillar.position))) or 0
    pillar = Pillar(name=name, slug=_free_slug(name), summary=_summary(summary), position=last + 1)
    db.session.add(pillar)
    db.session.flush()
    return pillar


def edit_pillar(actor: Actor, pillar: Pillar, name: str, summary: str) -> Pillar:
    """Name a pillar and say in a line what it is; one that was still to be named is named from then on."""
    require(actor, "pillar.edit")
    name = check_name(name)
    if name != pillar.name:
        pillar.name, pillar.is_named = name, True
    pillar.summary = _summary(summary)
    db.session.flush()
    return pillar


def move_pillar(actor: Actor, pillar: Pillar, direction: str) -> None:
    """Change places with the neighbour ``up`` or ``down``; at the end nothing happens."""
    require(actor, "pillar.edit")
    pillars = list(db.session.scalars(select(Pillar).order_by(Pillar.position, Pillar.id).with_for_update()))
    here = pillars.index(pillar)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(pillars):
        pillars[here], pillars[there] = pillars[there], pillars[here]
    for position, each in enumerate(pillars, 1):
        each.position = position
    db.session.flush()


def _summary(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > 300:
        raise Invalid(_l("Use %(count)s characters at most.", count=300), "summary")
    return text


def _free_slug(name: str) -> str:
    base = slugify(name, limit=70)
    taken = set(db.session.scalars(select(Pillar.slug)))
    return base if base not in taken else next(s for n in range(2, len(taken) + 3) if (s := f"{base}-{n}") not in taken)

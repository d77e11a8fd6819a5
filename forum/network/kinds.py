"""Libraries as a kind of content other features can refer to."""

from collections.abc import Collection

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.core.kinds import Kind
from forum.core.policy import NETWORK, Actor
from forum.extensions import db
from forum.network.models import Library
from forum.network.policies import audience


def load(ids: Collection[int]) -> dict[int, Library]:
    """Libraries by id."""
    return {row.id: row for row in db.session.scalars(select(Library).where(Library.id.in_(ids)))}


def load_visible(actor: Actor, ids: Collection[int]) -> dict[int, Library]:
    """Libraries by id, for who signed in."""
    return load(ids) if NETWORK in actor.tokens else {}


LIBRARY = Kind(
    key="library",
    label=_l("Library"),
    load=load,
    load_visible=load_visible,
    title=lambda library: library.name,
    url=lambda library: url_for("network.library_show", slug=library.slug),
    audience=audience,
)

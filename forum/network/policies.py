"""Who may change the network: its municipalities, libraries, sites, pillars and working groups."""

from typing import Any

from flask_babel import lazy_gettext as _l

from forum.core.policy import ALLOW, NETWORK, Actor, Decision, deny, rule

EDITORS = frozenset({"administrator", "coordinator"})


def audience(_subject: Any) -> frozenset[str]:
    """Everybody who signed in sees the libraries and their history."""
    return frozenset({NETWORK})


@rule("network.edit")
def may_edit(actor: Actor, _subject: Any) -> Decision:
    """Add, change, merge and rename municipalities, libraries and sites."""
    return _editors_only(actor)


@rule("pillar.edit")
def may_edit_pillars(actor: Actor, _subject: Any) -> Decision:
    """Add, name and order the pillars."""
    return _editors_only(actor)


def _editors_only(actor: Actor) -> Decision:
    if actor.roles & EDITORS:
        return ALLOW
    return deny(_l("Only a coordinator or an administrator of the network can do this."))

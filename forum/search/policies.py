"""Who tends the words of search, and whose saved searches are whose."""

from typing import Any

from flask_babel import lazy_gettext as _l

from forum.core.policy import ALLOW, INVISIBLE, Actor, Decision, deny, member_token, rule
from forum.search.models import SavedSearch

TENDERS = frozenset({"coordinator", "administrator"})
# The audience of what is done with the words of search.
TENDER_TOKENS = frozenset({"role:coordinator", "role:administrator"})


def saved_audience(saved: SavedSearch) -> frozenset[str]:
    """A saved search is for nobody but the member who keeps it."""
    return frozenset({member_token(saved.member_id)})


def visible_saved(actor: Actor) -> Any:
    """SQL form of ``saved_audience``."""
    return SavedSearch.member_id == actor.id


@rule("search.tend")
def may_tend(actor: Actor, _subject: Any) -> Decision:
    """Change the table of synonyms and work through searches that found nothing: coordinators, administrators."""
    if actor.roles & TENDERS:
        return ALLOW
    return deny(_l("Only a coordinator or an administrator of the network can do this."))


@rule("search.keep")
def may_keep(actor: Actor, saved: SavedSearch) -> Decision:
    """Change or forget a saved search: only one's own; those of others do not exist for you."""
    return ALLOW if saved.member_id == actor.id else INVISIBLE

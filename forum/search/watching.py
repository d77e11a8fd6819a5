"""Looking, once a day or a week, whether a saved search finds something new, and telling who keeps it.

Each look searches as that member, with the rights they have then, for what was written since the last look. It stops a
little before now, so that what is still on its way into the index is found by the next look.
"""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from forum.accounts.identity import get_identity
from forum.core import outbox
from forum.core.activity import Activity, record
from forum.core.clock import now
from forum.core.errors import NotFound, Sentence
from forum.core.kinds import Kind
from forum.core.outbox import Outbox
from forum.core.policy import Actor
from forum.extensions import db
from forum.notifications.kinds import Notice, NotificationKind
from forum.search.choices import Choices
from forum.search.engine import SearchUnavailable
from forum.search.finding import count_new
from forum.search.forms import read_wish
from forum.search.models import SavedSearch
from forum.search.policies import saved_audience, visible_saved
from forum.search.services.saved import CHANNEL, plan_look
from forum.web.urls import path_to

log = logging.getLogger(__name__)

VERB = "search.found"
STILL_COMING = timedelta(minutes=5)


@outbox.handler(CHANNEL)
def look(row: Outbox) -> None:
    """Look for what is new, tell it, and plan the next look; who left is not told anything."""
    saved = db.session.get(SavedSearch, int(row.key.partition(":")[2]))
    if saved is None or saved.look_at is None or saved.look_at > now():
        return
    until = now() - STILL_COMING
    plan_look(saved)
    try:
        found = _count(get_identity(saved.member_id), saved, until)
    except NotFound:
        return
    except SearchUnavailable as error:
        log.warning("a saved search has to wait: %s", error)
        return
    saved.seen_until = until
    if found:
        record(VERB, None, "saved_search", saved.id, audience=saved_audience(saved), data={"count": found})


def _count(actor: Actor, saved: SavedSearch, until: object) -> int:
    choices = Choices.of(actor)
    arguments = MultiDict([(name, one) for name, values in parse_qs(saved.query).items() for one in values])
    wish = replace(read_wish(arguments, choices), period="")
    return count_new(actor, wish, choices, after=saved.seen_until, before=until)  # type: ignore[arg-type]


def _load(ids: Collection[int]) -> dict[int, SavedSearch]:
    return {one.id: one for one in db.session.query(SavedSearch).filter(SavedSearch.id.in_(ids))}


def _load_visible(actor: Actor, ids: Collection[int]) -> dict[int, SavedSearch]:
    query = db.session.query(SavedSearch).filter(SavedSearch.id.in_(ids), visible_saved(actor))
    return {one.id: one for one in query}


SAVED_SEARCH = Kind(
    key="saved_search",
    label=_l("Saved search"),
    load=_load,
    load_visible=_load_visible,
    title=lambda saved: saved.name,
    url=lambda saved: path_to("search.saved_show", saved_id=saved.id),
    audience=saved_audience,
)


def _keeper(activity: Activity) -> Collection[int]:
    saved = db.session.get(SavedSearch, activity.object_id)
    return [saved.member_id] if saved else []


def _text(notice: Notice) -> Sentence:
    return _("Something new for your saved search “%(title)s”", title=notice.title)


KINDS = [
    NotificationKind(
        key="search.found",
        label=_l("Something new for a search I keep"),
        reason=_l("because you keep this search"),
        icon="search",
        verbs=frozenset({VERB}),
        recipients=_keeper,
        text=_text,
        is_personal=True,
    )
]

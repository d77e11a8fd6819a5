"""The one colleague under whose name anonymous questions stand: nobody signs in as them, no list holds them."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from forum.accounts.models import Member
from forum.accounts.names import fold, free_handle
from forum.core.clock import now
from forum.core.upsert import insert_or_update
from forum.extensions import db

SOURCE = "anonymous"
_COLLEAGUE = "colleague"
_FIND = select(Member.id).where(Member.source == SOURCE, Member.external_id == _COLLEAGUE)


def get_anonymous_colleague_id() -> int:
    """The id of the anonymous colleague, who is made at the first use.

    Like the authors of imported texts they are inactive and have a source, which keeps them out of lists,
    counts, suggestions and mentions.
    """
    return db.session.scalar(_FIND) or _make()


def _make() -> int:
    with force_locale(current_app.config["DEFAULT_LOCALE"]):
        name = _("Anonymous colleague")
    values = {"display_name": name, "sort_name": fold(name), "handle": free_handle(name), "created_at": now()}
    db.session.execute(
        insert_or_update(Member)
        .values(**values, is_active=False, source=SOURCE, external_id=_COLLEAGUE)
        .on_conflict_do_nothing(index_elements=["source", "external_id"])
    )
    return db.session.execute(_FIND).scalar_one()

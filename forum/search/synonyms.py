"""The table of synonyms as searches use it: made once for each version of the table, in every process.

The version is a row of its own that every change renews, so that a search sees a change of another process at once.
"""

import secrets

from flask import current_app
from sqlalchemy import bindparam, select

from forum.core.prepared import Prepared
from forum.extensions import db
from forum.network.models import Setting
from forum.network.settings import set_setting
from forum.search.labels import LabelGroup, Labels
from forum.search.models import SynonymRow

VERSION = "synonyms_version"
_CACHE = "search_labels"
_VERSION = Prepared(select(Setting.value).where(Setting.key == bindparam("key")))


def get_labels() -> Labels:
    """The labels of the table as it is now; asks only for its version as long as that is the same."""
    row = _VERSION.first({"key": VERSION})
    version = row[0] if row else ""
    kept: tuple[str, Labels] | None = current_app.extensions.get(_CACHE)
    if kept is None or kept[0] != version:
        rows = db.session.scalars(select(SynonymRow).order_by(SynonymRow.id))
        kept = (version, Labels(LabelGroup(row.words, row.one_way) for row in rows))
        current_app.extensions[_CACHE] = kept
    return kept[1]


def renew_version() -> None:
    """Say, in the transaction of a change, that the table is another one now."""
    set_setting(VERSION, secrets.token_hex(8))

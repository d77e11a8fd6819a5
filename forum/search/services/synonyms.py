"""Verbs about the table of synonyms. A change counts from the next search on, in every process, without reindexing."""

import re
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.policy import Actor, require
from forum.extensions import db
from forum.search.analysis import plain_words
from forum.search.labels import LONGEST_LABEL
from forum.search.models import SynonymRow
from forum.search.policies import TENDER_TOKENS
from forum.search.synonyms import renew_version

MOST_LABELS = 12
MOST_ROWS = 2_000
LABEL_LENGTH = 80
NOTE_LENGTH = 300
_BETWEEN = re.compile(r"[\n,;=]+")


def add_synonyms(actor: Actor | None, labels: str, *, one_way: bool = False, note: str = "") -> SynonymRow:
    """Add a row: two labels or more, separated by commas or lines. Raises ``Invalid`` when they are no row.

    `actor` is ``None`` for the starter rows.
    """
    if actor is not None:
        require(actor, "search.tend")
    words = _check(labels, one_way=one_way)
    row = SynonymRow(labels="\n".join(words), one_way=one_way, note=_note(note), changed_by_id=actor and actor.id)
    db.session.add(row)
    _changed(actor, row, "synonyms.added")
    return row


def edit_synonyms(actor: Actor, row: SynonymRow, labels: str, *, one_way: bool, note: str) -> None:
    """Change a row. Raises ``Invalid`` when the labels are no row."""
    require(actor, "search.tend")
    words = _check(labels, one_way=one_way, own=row.id)
    row.labels, row.one_way, row.note = "\n".join(words), one_way, _note(note)
    row.changed_at, row.changed_by_id = now(), actor.id
    _changed(actor, row, "synonyms.changed")


def delete_synonyms(actor: Actor, row: SynonymRow) -> None:
    """Take a row out of the table."""
    require(actor, "search.tend")
    db.session.delete(row)
    _changed(actor, row, "synonyms.deleted")


def _changed(actor: Actor | None, row: SynonymRow, verb: str) -> None:
    labels = row.labels.splitlines()
    db.session.flush()
    renew_version()
    if actor is not None:
        record(verb, actor, "synonyms", row.id, audience=TENDER_TOKENS, data={"labels": labels}, notify=False)


def _check(typed: str, *, one_way: bool, own: int = 0) -> list[str]:
    labels = list(dict.fromkeys(" ".join(label.split()) for label in _BETWEEN.split(typed)))
    labels = [label for label in labels if label]
    for label in labels:
        _check_label(label)
    if len({tuple(plain_words(label)) for label in labels}) < 2:
        raise Invalid(_l("Fill in at least two different words or expressions, separated by commas."), "labels")
    if len(labels) > MOST_LABELS:
        raise Invalid(_l("A row can have %(count)s words or expressions at most.", count=MOST_LABELS), "labels")
    _check_others(labels[:1] if one_way else labels, own)
    return labels


def _check_label(label: str) -> None:
    words = plain_words(label)
    if not words:
        raise Invalid(_l("“%(label)s” has no letters or digits.", label=label[:LABEL_LENGTH]), "labels")
    if len(label) > LABEL_LENGTH or len(words) > LONGEST_LABEL:
        raise Invalid(
            _l(
                "“%(label)s…” is too long: use %(count)s words at most for one expression.",
                label=label[:30],
                count=LONGEST_LABEL,
            ),
            "labels",
        )


def _check_others(leading: Sequence[str], own: int) -> None:
    """A word leads to the others of one row only, so that what is searched for can be told from the table."""
    rows = db.session.scalars(select(SynonymRow).where(SynonymRow.id != own)).all()
    if len(rows) >= MOST_ROWS:
        raise Invalid(_l("The table is full: take rows out that nobody needs."), "labels")
    wanted = {tuple(plain_words(label)): label for label in leading}
    for row in rows:
        for label in row.words[:1] if row.one_way else row.words:
            if (found := wanted.get(tuple(plain_words(label)))) is not None:
                raise Invalid(
                    _l("“%(label)s” already stands in the row “%(row)s”.", label=found, row=", ".join(row.words)),
                    "labels",
                )


def _note(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > NOTE_LENGTH:
        raise Invalid(_l("Use %(count)s characters at most.", count=NOTE_LENGTH), "note")
    return text

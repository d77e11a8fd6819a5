"""What a writer reads after naming somebody in vain."""

from flask import flash
from flask_babel import ngettext

from forum.discussions import queries

MOST_NAMES = 5


def tell_unreached(post_id: int, body: str) -> None:
    """Say which of the colleagues named in a text that was just stored cannot read it; asks nothing without an @."""
    if "@" not in body:
        return
    names = queries.list_unreached(post_id)
    if names:
        shown = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
        sentence = ngettext(
            "%(names)s cannot see this discussion and hears nothing of your mention.",
            "%(names)s cannot see this discussion and hear nothing of your mention.",
            len(names),
            names=shown,
        )
        flash(sentence, "warning")

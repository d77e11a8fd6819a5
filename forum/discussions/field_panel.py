"""The panel of a question with what its space asked: the fields and their answers."""

from forum.core.policy import Actor
from forum.discussions.panels import Panel
from forum.discussions.queries import ThreadHead, list_answered
from forum.discussions.services.fields import FIELDS_PANEL


def _load(_actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    answered = list_answered([head.opening_post_id])[head.opening_post_id]
    return {"answered": answered} if answered else None


PANEL = Panel(FIELDS_PANEL, 0, "discussions/_fields_panel.html", _load, in_post=True)

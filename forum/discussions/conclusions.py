"""The panel of a thread that has come to a conclusion, and when one is offered."""

from forum.core.policy import Actor, can
from forum.discussions import queries
from forum.discussions.panels import Panel
from forum.discussions.policies import EXPERT_ROLES, moderates
from forum.discussions.queries import ThreadHead
from forum.discussions.services.conclusions import PANEL

# From so many replies on, a thread is long enough to be worth summing up.
OFFERED_FROM = 8


def _load(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    conclusion = queries.find_conclusion_view(head.id)
    if conclusion is None:
        return None
    return {"conclusion": conclusion, "may_write": can(actor, "conclusion.write", head)}


def is_offered(actor: Actor, head: ThreadHead) -> bool:
    """Whether the opening post offers to write one: when it is long, and always to those who sum up for others."""
    if not head.reply_count or PANEL in head.panels.split():
        return False
    sums_up = actor.roles & EXPERT_ROLES or moderates(actor, head.space_id)
    if head.reply_count < OFFERED_FROM and not sums_up:
        return False
    return bool(can(actor, "conclusion.write", head))


CONCLUSION_PANEL = Panel(key=PANEL, position=10, template="discussions/_conclusion_panel.html", load=_load)

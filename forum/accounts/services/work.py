"""What an administrator does with work the outbox gave up on."""

from forum.core import outbox
from forum.core.policy import Actor, require


def change_dead_work(actor: Actor, row_id: int, action: str) -> None:
    """Try a dead row again (``retry``) or drop it (``discard``). Raises ``NotFound`` when it is no longer there."""
    require(actor, "admin.outbox")
    if action == "retry":
        outbox.retry_dead(row_id)
    else:
        outbox.discard_dead(row_id)

"""What a thread page shows of its restructuring: the duplicate notice on top, what was asked again, and the lines."""

from collections.abc import Callable, Hashable

from forum.core.policy import Actor, can
from forum.discussions import queries
from forum.discussions.panels import Panel
from forum.discussions.queries import ThreadHead
from forum.discussions.services.restructuring.changes import PANEL
from forum.discussions.services.restructuring.duplicates import ASKED_PANEL, DUPLICATE_PANEL

Load = Callable[[Actor, ThreadHead], dict[str, object] | None]


def _load_duplicate(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    if head.duplicate_of_id is None:
        return None
    change = queries.find_duplicate_change(head.id)
    may_reopen = change is not None and bool(can(actor, "thread.close_duplicate", head))
    return {
        "original": queries.find_original(actor, head.duplicate_of_id),
        "change_id": change.id if change and may_reopen else None,
        "reason": change.reason if change else "",
    }


def _load_asked(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    duplicates = queries.list_duplicates(actor, head.id)
    return {"duplicates": duplicates} if duplicates else None


def _load_changes(actor: Actor, head: ThreadHead) -> dict[str, object] | None:
    lines = queries.list_changes(actor, head.id)
    return {"lines": lines} if lines else None


def _panel(key: str, position: int, load: Load, *, on_top: bool = False) -> Panel:
    """A panel whose content is what differs between readers: who may see which thread, and its title now."""

    def personal(actor: Actor, head: ThreadHead) -> Hashable:
        return repr(load(actor, head))

    return Panel(
        key=key,
        position=position,
        template=f"discussions/_panel_{key}.html",
        load=load,
        personal=personal,
        on_top=on_top,
    )


PANELS = (
    _panel(DUPLICATE_PANEL, 1, _load_duplicate, on_top=True),
    _panel(ASKED_PANEL, 80, _load_asked),
    _panel(PANEL, 90, _load_changes),
)

"""What may stand between the opening post of a thread and its replies: a poll, a conclusion, an acknowledgement.

A thread names its panels in its own row, so that a page without any asks nothing for them. Each is drawn anew
for every reader; what it needs to be drawn again for must raise ``thread.version`` or stand in ``personal``.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup
from sqlalchemy import update

from forum.core.policy import Actor
from forum.discussions.models import Thread
from forum.discussions.queries import ThreadHead
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class Panel:
    """One sort of panel: where it stands among the others, what its template gets, what of it is personal.

    ``load(actor, head)`` gives the context of ``template``, or ``None`` when this reader gets no panel.
    ``personal(actor, head)`` gives what makes the page another page for this reader (part of its ETag); what
    changes there by the clock alone says so with ``forum.core.reading.holds_until``.
    With ``on_top`` it stands above the opening post: what one should know before reading; with ``in_post`` in it,
    under its text: what belongs to what was asked.
    """

    key: str
    position: int
    template: str
    load: Callable[[Actor, ThreadHead], dict[str, object] | None]
    personal: Callable[[Actor, ThreadHead], Hashable] = lambda _actor, _head: None
    on_top: bool = False
    in_post: bool = False


_panels: dict[str, Panel] = {}


def register(panels: Iterable[Panel]) -> None:
    """Make panels known; a feature does it once, where the product is put together."""
    _panels.update({panel.key: panel for panel in panels})


def panels_of(head: ThreadHead) -> list[Panel]:
    """The panels of a thread, in the order they are drawn in."""
    if not head.panels:
        return []
    return sorted((_panels[key] for key in head.panels.split() if key in _panels), key=lambda panel: panel.position)


def render_panels(actor: Actor, head: ThreadHead, *, on_top: bool = False, in_post: bool = False) -> Markup:
    """The panels of a thread as one reader sees them: those above the opening post, in it, or below it."""
    drawn = []
    for panel in panels_of(head):
        if (panel.on_top, panel.in_post) != (on_top, in_post):
            continue
        context = panel.load(actor, head)
        if context is not None:
            drawn.append(render_template(panel.template, thread=head, **context))
    return Markup("").join(Markup(html) for html in drawn)  # noqa: S704 - rendered by autoescaping templates


def personal_part(actor: Actor, head: ThreadHead) -> tuple[Hashable, ...]:
    """What of the panels is personal, for the version of the page."""
    return tuple(panel.personal(actor, head) for panel in panels_of(head))


def set_panel(thread_id: int, key: str, *, present: bool) -> None:
    """Note that a thread has a panel or no longer has it, and raise its version."""
    thread = db.session.get_one(Thread, thread_id)
    others = [other for other in thread.panels.split() if other != key]
    names = " ".join([*others, key] if present else others)
    db.session.execute(update(Thread).where(Thread.id == thread_id).values(panels=names, version=Thread.version + 1))
    db.session.expire(thread)

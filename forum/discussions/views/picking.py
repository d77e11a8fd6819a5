"""Choosing another discussion: by number or address, by searching, or from what is about the same."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import NotFound
from forum.discussions import queries
from forum.discussions.models import Thread


def chosen_thread(thread_id: int | None) -> Thread | None:
    """The thread that was chosen, when there is one the member may see."""
    try:
        return queries.get_thread(current_user, thread_id) if thread_id else None
    except NotFound:
        return None


def picking_page(thread: Thread, act: str, parameter: str, refused: Any = None) -> str | Response | tuple[str, int]:
    """The page to choose with; what is a number or an address leads on at once.

    ``act`` is ``merge`` or ``duplicate``, ``parameter`` the name under which the choice is handed over.
    """
    text = request.args.get("q", "").strip()
    here = url_for(f"discussions.thread_{act}", thread_id=thread.id)
    if text and not refused.errors:
        found = queries.find_thread_by(current_user, text)
        if found is not None:
            return redirect(f"{here}?{parameter}={found.id}", 303)
    choices = queries.suggest_threads(current_user, text or thread.title, exclude=thread.id, typed=bool(text))
    page = render_template(
        "discussions/thread_pick.html",
        thread=thread,
        act=act,
        text=text,
        choices=choices,
        url=here,
        parameter=parameter,
        form=refused,
    )
    return (page, 422) if refused.errors else page

"""Threads that are no longer where an address says: merged into another one."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from forum.core.errors import NotFound
from forum.discussions import queries
from forum.discussions.models import Thread
from forum.discussions.queries import ThreadHead
from forum.web.pages import this_member


def thread_to_change(thread_id: int) -> Thread:
    """The thread for a verb; when it was merged meanwhile, the moderator is sent to where its posts are, and told."""
    try:
        return queries.get_thread(current_user, thread_id)
    except NotFound:
        address = _address_of_merged(thread_id)
        if address is None:
            raise
        flash(_("This discussion has been merged into another one meanwhile. You see where its posts are now."), "info")
        abort(redirect(address, 303))


def head_or_redirect(thread_id: int) -> ThreadHead:
    """The head of a thread page; the address of a merged thread leads to the post it began with."""
    try:
        return queries.get_thread_head(this_member(), thread_id)
    except NotFound:
        address = _address_of_merged(thread_id) or _address_of_hidden(thread_id)
        if address is None:
            raise
        abort(redirect(address, 302))


def _address_of_hidden(thread_id: int) -> str | None:
    """Where an author reads that their discussion is hidden."""
    try:
        queries.get_own_hidden(this_member(), thread_id)
    except NotFound:
        return None
    return url_for("discussions.thread_hidden", thread_id=thread_id)


def _address_of_merged(thread_id: int) -> str | None:
    opening = queries.find_merged(this_member(), thread_id)
    return url_for("discussions.post_show", post_id=opening.id) if opening else None

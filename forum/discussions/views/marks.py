"""What a member sets for themselves: how far they have read, and how much they hear of a thread or space."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError
from forum.discussions import queries, services
from forum.discussions.kinds import thread_url
from forum.discussions.models import Thread
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.reading import post_ids_from
from forum.extensions import db
from forum.notifications.services import mark_subject_read, set_level
from forum.web.access import safe_next
from forum.web.numbers import id_from


@blueprint.post("/threads/<int:thread_id>/read")
def thread_read(thread_id: int) -> Response:
    """The reader reached the end of a page with ``posts``, drawn when ``forced`` held; without posts: all is read."""
    thread = queries.get_thread(current_user, thread_id)
    back = _back(thread_url(thread))
    if "posts" in request.form:
        seen = post_ids_from(request.form["posts"])
        services.mark_page_read(current_user, thread, seen, forced=id_from(request.form.get("forced")) or 0)
    else:
        services.mark_thread_read(current_user, thread)
    mark_subject_read(current_user, "thread", thread_id)
    db.session.commit()
    return redirect(back, 303)


@blueprint.post("/threads/<int:thread_id>/unread")
def thread_unread(thread_id: int) -> Response:
    """The thread counts as unread from the post ``from`` on, by default its newest."""
    return _set_to_unread(queries.get_thread(current_user, thread_id), id_from(request.form.get("from")))


@blueprint.post("/posts/<int:post_id>/unread")
def post_unread(post_id: int) -> Response:
    """The thread counts as unread from this post on."""
    return _set_to_unread(queries.get_post(current_user, post_id).thread, post_id)


def _set_to_unread(thread: Thread, post_id: int | None) -> Response:
    # Back to a list: on the thread's own page it would soon be read again.
    back = _back(url_for("discussions.space_show", slug=thread.space.slug))
    services.mark_unread_from(current_user, thread, post_id)
    db.session.commit()
    flash(_("The discussion counts as unread again."), "success")
    return redirect(back, 303)


@blueprint.post("/threads/<int:thread_id>/watch")
def thread_watch(thread_id: int) -> Response:
    """How much to hear of a thread: ``level``."""
    return _watch("thread", thread_id, thread_url(queries.get_thread(current_user, thread_id)))


@blueprint.post("/spaces/<slug>/watch")
def space_watch(slug: str) -> Response:
    """How much to hear of a space: ``level``, or empty for what is usual."""
    space = queries.get_space(current_user, slug)
    return _watch("space", space.id, url_for("discussions.space_show", slug=slug))


def _watch(kind: str, object_id: int, back: str) -> Response:
    try:
        set_level(current_user, kind, object_id, request.form.get("level", ""))
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    return redirect(_back(back), 303)


def _back(default: str) -> str:
    """Where the form was, when that is on this site."""
    return safe_next(request.form.get("next"), default)

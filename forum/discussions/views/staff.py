"""For the moderators of a space: what is hidden, what was done, and what is pinned."""

from datetime import time, timedelta

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import DomainError
from forum.core.local_time import local, moment_of
from forum.core.policy import can, require
from forum.discussions import queries, services
from forum.discussions.forms import PinForm
from forum.discussions.kinds import thread_url
from forum.discussions.models import Space
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.elsewhere import thread_to_change
from forum.extensions import db
from forum.web.numbers import id_from

USUAL_PIN = timedelta(days=14)


@blueprint.get("/spaces/<slug>/log")
def space_log(slug: str) -> str:
    """What moderators did in a space: who, what, when and why."""
    space = _moderated(slug)
    sort, member_id = request.args.get("what", ""), id_from(request.args.get("who"))
    page = queries.list_staff_actions(space, request.args.get("after"), sort=sort, member_id=member_id)
    chosen = {name: value for name, value in (("what", sort), ("who", member_id or "")) if value}
    return render_template(
        "discussions/space_log.html",
        space=space,
        page=page,
        staff=[(str(one.id), one.display_name) for one in queries.list_staff(space)],
        chosen=chosen,
    )


@blueprint.get("/spaces/<slug>/hidden")
def space_hidden(slug: str) -> str:
    """The hidden posts of a space, or its hidden discussions with ``show=threads``."""
    space = _moderated(slug)
    posts, threads = queries.count_hidden(space)
    # The list that holds something, unless one of the two was asked for.
    of_threads = request.args.get("show", "posts" if posts or not threads else "threads") == "threads"
    lister = queries.list_hidden_threads if of_threads else queries.list_hidden
    page = lister(space, request.args.get("after"))
    return render_template(
        "discussions/space_hidden.html", space=space, page=page, of_threads=of_threads, counts=(posts, threads)
    )


def _moderated(slug: str) -> Space:
    space = queries.get_space(current_user, slug)
    require(current_user, "space.moderate", space)
    return space


@blueprint.route("/threads/<int:thread_id>/pin", methods=["GET", "POST"])
def thread_pin(thread_id: int) -> str | Response | tuple[str, int]:
    thread = thread_to_change(thread_id)
    require(current_user, "thread.pin", thread)
    form, until = PinForm(), thread.pinned_until
    is_pinned = until is not None and until > now()
    if not form.is_submitted():
        form.until.data = local(until if until and is_pinned else now() + USUAL_PIN).date()
        form.everywhere.data = is_pinned and thread.pinned_everywhere
    elif form.validate():
        try:
            # Until the end of that day, on the clock of the network.
            chosen = moment_of(form.until.data, time(23, 59, 59))
            services.pin_thread(current_user, thread, chosen, everywhere=form.everywhere.data)
            db.session.commit()
            flash(_("Your change is saved.") if is_pinned else _("The discussion is pinned."), "success")
            return redirect(thread_url(thread), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = thread_to_change(thread_id)
    may_everywhere = can(current_user, "thread.pin_everywhere", thread)
    page = render_template(
        "discussions/thread_pin.html", form=form, thread=thread, may_everywhere=may_everywhere, is_pinned=is_pinned
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/threads/<int:thread_id>/unpin")
def thread_unpin(thread_id: int) -> Response:
    thread = thread_to_change(thread_id)
    services.unpin_thread(current_user, thread)
    db.session.commit()
    flash(_("The discussion is no longer pinned."), "success")
    return redirect(thread_url(thread), 303)

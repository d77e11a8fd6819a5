"""Closing a question that was asked before, and what is asked most in a space."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError
from forum.core.policy import require
from forum.discussions import queries, services
from forum.discussions.forms import MergeForm
from forum.discussions.kinds import thread_url
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.elsewhere import thread_to_change
from forum.discussions.views.picking import chosen_thread, picking_page
from forum.extensions import db
from forum.web.numbers import id_from


@blueprint.route("/threads/<int:thread_id>/duplicate", methods=["GET", "POST"])
def thread_duplicate(thread_id: int) -> str | Response | tuple[str, int]:
    """Choose the discussion that was there before (``q`` or ``of``), confirm."""
    thread = thread_to_change(thread_id)
    require(current_user, "thread.close_duplicate", thread)
    form = MergeForm()
    if form.validate_on_submit():
        try:
            chosen = queries.get_thread(current_user, form.target.data)
            services.close_as_duplicate(current_user, thread, chosen, reason=form.reason.data or "")
            db.session.commit()
            flash(_("Closed as a duplicate. Who followed it now follows the earlier discussion."), "success")
            return redirect(thread_url(thread), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = thread_to_change(thread_id)
    original_id = form.target.data if form.is_submitted() else id_from(request.args.get("of"))
    original = chosen_thread(original_id)
    if original is None:
        return picking_page(thread, "duplicate", "of", refused=form)
    form.target.data = original.id
    page = render_template("discussions/thread_duplicate.html", form=form, thread=thread, original=original)
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/spaces/<slug>/faq")
def space_faq(slug: str) -> str:
    """What is asked most in a space, told from duplicates and from what people find by searching."""
    space = queries.get_space(current_user, slug)
    require(current_user, "space.see", space)
    return render_template("discussions/space_faq.html", space=space, rows=queries.list_faq(current_user, space))


@blueprint.post("/threads/<int:thread_id>/found")
def thread_found(thread_id: int) -> Response:
    """The member opens a thread from the results of a search; sent by the browser while it goes there."""
    services.note_found(current_user, queries.get_thread(current_user, thread_id))
    db.session.commit()
    return Response(status=204)

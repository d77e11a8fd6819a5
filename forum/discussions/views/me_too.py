""" "I have this too" on the page of a question and on one found while asking."""

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.discussions import queries, services
from forum.discussions.kinds import thread_url
from forum.discussions.services.drafts import new_thread_key
from forum.discussions.views.asking import token_in
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db
from forum.web.pages import this_member


@blueprint.post("/threads/<int:thread_id>/have-too")
def thread_have_too(thread_id: int) -> Response:
    """Sent from the page of the thread, or from the ask page with what was being typed there: it becomes the draft."""
    thread = queries.get_thread(this_member(), thread_id)
    services.have_too(this_member(), thread)
    fields = request.form
    kept, key = None, new_thread_key(token_in(fields))
    if "title" in fields:
        kept = services.save_draft(this_member(), key, fields["title"], fields.get("body", ""), fields.to_dict())
    address = thread_url(thread)
    db.session.commit()
    flash(_("You follow this question now: you hear of every reply."), "success")
    if kept:
        flash(_("What you were writing is kept as a draft."), "info")
    return redirect(address, 303)


@blueprint.post("/threads/<int:thread_id>/have-no-longer")
def thread_have_no_longer(thread_id: int) -> Response:
    thread = queries.get_thread(this_member(), thread_id)
    services.have_no_longer(this_member(), thread)
    address = thread_url(thread)
    db.session.commit()
    return redirect(address, 303)

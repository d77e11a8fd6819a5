"""Anonymous questions: a moderator opens who asked, the asker reads who opened it."""

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError, NotFound
from forum.core.policy import require
from forum.discussions import queries, sealed, services
from forum.discussions.forms import ReasonForm
from forum.discussions.kinds import OPENING
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db


@blueprint.route("/threads/<int:thread_id>/identity", methods=["GET", "POST"])
def thread_identity(thread_id: int) -> str | Response | tuple[str, int]:
    thread = queries.get_thread(current_user, thread_id)
    require(current_user, "thread.open_identity", thread)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            services.open_identity(current_user, thread, form.reason.data)
            db.session.commit()
            return redirect(url_for("discussions.thread_identity", thread_id=thread_id), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = queries.get_thread(current_user, thread_id)
    opened = sealed.list_opened(current_user, thread)
    page = render_template("discussions/thread_identity.html", thread=thread, form=form, opened=opened)
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/openings/<int:opening_id>")
def opening_show(opening_id: int) -> str:
    """Who opened my anonymity, when and why; for whom it concerns only, also when the discussion is hidden."""
    opening = OPENING.load_visible(current_user, [opening_id]).get(opening_id)
    if opening is None:
        raise NotFound()
    return render_template("discussions/opening_show.html", opening=opening)

"""Anonymous questions: a moderator opens who asked, the asker reads who opened it."""

from flask import render_template, request
from flask_login import current_user

from forum.core.errors import DomainError, NotFound
from forum.core.policy import require
from forum.discussions import queries, sealed, services
from forum.discussions.forms import IdentityForm
from forum.discussions.kinds import OPENING
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db


@blueprint.route("/threads/<int:thread_id>/identity", methods=["GET", "POST"])
def thread_identity(thread_id: int) -> str | tuple[str, int]:
    thread = queries.get_thread(current_user, thread_id)
    require(current_user, "thread.open_identity", thread)
    form, opened = IdentityForm(), not sealed.has_unopened(current_user, thread)
    if form.is_submitted() and opened:
        services.look_again(current_user, thread)
        db.session.commit()
        return _name_of(thread_id)
    if form.validate_on_submit():
        try:
            services.open_identity(current_user, thread, form.reason.data)
            db.session.commit()
            return _name_of(thread_id)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = queries.get_thread(current_user, thread_id)
    page = render_template("discussions/thread_identity.html", thread=thread, form=form, opened=opened, people=())
    return (page, 422) if form.is_submitted() else page


def _name_of(thread_id: int) -> str:
    """The name, in the answer to the form that asked for it alone: the next look is noted again."""
    thread = queries.get_thread(current_user, thread_id)
    people = sealed.list_opened(current_user, thread)
    return render_template(
        "discussions/thread_identity.html", thread=thread, form=IdentityForm(), opened=True, people=people
    )


@blueprint.get("/admin/openings")
def admin_openings() -> str:
    """Which names of anonymous colleagues were opened, when, by whom and why; not which names those are."""
    require(current_user, "openings.read")
    page = queries.list_openings(request.args.get("after"))
    return render_template("discussions/admin_openings.html", page=page)


@blueprint.get("/openings/<int:opening_id>")
def opening_show(opening_id: int) -> str:
    """Who opened my anonymity, when and why; for whom it concerns only, also when the discussion is hidden."""
    opening = OPENING.load_visible(current_user, [opening_id]).get(opening_id)
    if opening is None:
        raise NotFound()
    return render_template("discussions/opening_show.html", opening=opening)

"""What moderators of a space do: hide, restore, lock, unlock; and authors with their own: withdraw, put back."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError
from forum.core.policy import can, require
from forum.discussions import queries, services
from forum.discussions.forms import ReasonForm
from forum.discussions.kinds import thread_url
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.elsewhere import thread_to_change
from forum.discussions.views.posts import to_post
from forum.extensions import db
from forum.web.pages import this_member


@blueprint.route("/posts/<int:post_id>/hide", methods=["GET", "POST"])
def post_hide(post_id: int) -> str | Response:
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.moderate", post)
    back = url_for("discussions.post_show", post_id=post_id)
    return with_reason(
        partial(services.hide_post, current_user, post), _("Hide this post"), _("The post is hidden."), back
    )


@blueprint.route("/posts/<int:post_id>/withdraw", methods=["GET", "POST"])
def post_withdraw(post_id: int) -> str | Response:
    """Take back one's own post; asked once more, and then to where it can be put back."""
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.withdraw", post)
    if request.method == "GET":
        return render_template("discussions/post_withdraw.html", post=post)
    thread_id, is_opening = post.thread_id, post.is_opening
    services.withdraw_post(current_user, post)
    db.session.commit()
    flash(_("Your post is withdrawn."), "success")
    return redirect(url_for("discussions.thread_hidden", thread_id=thread_id), 303) if is_opening else to_post(post)


@blueprint.post("/posts/<int:post_id>/bring-back")
def post_bring_back(post_id: int) -> Response:
    """Put back what one withdrew; a thread comes back with its opening post."""
    post = queries.get_own_post(this_member(), post_id)
    services.bring_back_post(this_member(), post)
    db.session.commit()
    flash(_("Your discussion is back.") if post.is_opening else _("Your post is back."), "success")
    return to_post(post)


@blueprint.post("/posts/<int:post_id>/restore")
def post_restore(post_id: int) -> Response:
    post = queries.get_post(current_user, post_id)
    services.restore_post(current_user, post)
    db.session.commit()
    flash(_("The post is back."), "success")
    return to_post(post)


@blueprint.route("/threads/<int:thread_id>/lock", methods=["GET", "POST"])
def thread_lock(thread_id: int) -> str | Response:
    thread = thread_to_change(thread_id)
    require(current_user, "thread.moderate", thread)
    lock = partial(services.lock_thread, current_user, thread)
    return with_reason(lock, _("Lock this discussion"), _("The discussion is locked."), thread_url(thread))


@blueprint.post("/threads/<int:thread_id>/unlock")
def thread_unlock(thread_id: int) -> Response:
    thread = thread_to_change(thread_id)
    services.unlock_thread(current_user, thread)
    db.session.commit()
    flash(_("The discussion is open again."), "success")
    return redirect(thread_url(thread), 303)


@blueprint.route("/threads/<int:thread_id>/hide", methods=["GET", "POST"])
def thread_hide(thread_id: int) -> str | Response:
    thread = thread_to_change(thread_id)
    require(current_user, "thread.moderate", thread)
    hide = partial(services.hide_thread, current_user, thread)
    hint = _("Short and factual: the author reads it, and the moderators of this space. Others see nothing any more.")
    return with_reason(hide, _("Hide this discussion"), _("The discussion is hidden."), thread_url(thread), hint)


@blueprint.get("/threads/<int:thread_id>/hidden")
def thread_hidden(thread_id: int) -> str:
    """What an author still reads of their own discussion that is hidden."""
    hidden = queries.get_own_hidden(this_member(), thread_id)
    opening = queries.get_own_post(this_member(), hidden.opening_post_id)
    may_bring_back = can(this_member(), "post.bring_back", opening)
    return render_template("discussions/thread_hidden.html", hidden=hidden, may_bring_back=may_bring_back)


@blueprint.post("/threads/<int:thread_id>/restore")
def thread_restore(thread_id: int) -> Response:
    thread = thread_to_change(thread_id)
    services.restore_thread(current_user, thread)
    db.session.commit()
    flash(_("The discussion is back."), "success")
    return redirect(thread_url(thread), 303)


def with_reason(act: Callable[[str], None], heading: str, done: str, back: str, hint: str = "") -> str | Response:
    """Ask for a reason, act on it, say that it is done, and go back to where the moderator came from."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            act(form.reason.data)
            db.session.commit()
            flash(done, "success")
            return redirect(back, 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    return render_template("discussions/reason.html", form=form, heading=heading, back=back, hint=hint)

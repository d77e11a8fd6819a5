"""Pages of moderators for merging, moving and undoing; each says first who will see what."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import Conflict, DomainError, NotFound
from forum.core.policy import can, require
from forum.discussions import queries, services
from forum.discussions.forms import ChangeForm, MergeForm, MoveForm
from forum.discussions.kinds import thread_url
from forum.discussions.models import Restructuring, Space, Thread, Verb
from forum.discussions.queries import AudienceShift
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.elsewhere import thread_to_change
from forum.discussions.views.picking import chosen_thread, picking_page
from forum.extensions import db
from forum.web.numbers import id_from

Answer = str | Response | tuple[str, int]


@blueprint.route("/threads/<int:thread_id>/merge", methods=["GET", "POST"])
def thread_merge(thread_id: int) -> Answer:
    """Choose a discussion (``q`` or ``into``), see what will happen, confirm."""
    thread = thread_to_change(thread_id)
    require(current_user, "thread.merge", thread)
    form = MergeForm()
    if form.validate_on_submit():
        try:
            _merge(thread, form)
            db.session.commit()
            flash(_("The discussions are merged."), "success")
            return redirect(url_for("discussions.thread_short", thread_id=thread_id), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = thread_to_change(thread_id)
    target = chosen_thread(form.target.data if form.is_submitted() else id_from(request.args.get("into")))
    if target is None:
        return picking_page(thread, "merge", "into", refused=form)
    form.target.data, form.seen_in.data = target.id, target.space_id
    shift = queries.compare_audiences(thread.space.audience, target.space.audience)
    return _page("discussions/thread_merge.html", form, thread=thread, target=target, shift=shift)


def _merge(thread: Thread, form: MergeForm) -> None:
    target = queries.get_thread(current_user, form.target.data)
    if form.seen_in.data not in (None, target.space_id):
        raise Conflict(_("That discussion has been moved meanwhile. See again who will read these posts."))
    services.merge_threads(current_user, thread, target, reason=form.reason.data or "", confirmed=form.confirmed.data)


@blueprint.route("/threads/<int:thread_id>/move", methods=["GET", "POST"])
def thread_move(thread_id: int) -> Answer:
    """Choose a space (``to``), see who will and who will no longer read the discussion, confirm."""
    thread = thread_to_change(thread_id)
    require(current_user, "thread.restructure", thread)
    form = MoveForm()
    if form.validate_on_submit():
        try:
            services.move_thread(
                current_user,
                thread,
                queries.get_space(current_user, form.space.data),
                reason=form.reason.data or "",
                confirmed=form.confirmed.data,
                moved_from=form.moved_from.data,
            )
            db.session.commit()
            flash(_("The discussion is moved."), "success")
            return redirect(thread_url(thread), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = thread_to_change(thread_id)
    spaces = [space for space in moderated_spaces() if space.id != thread.space_id]
    slug = form.space.data if form.is_submitted() else request.args.get("to")
    goal = next((space for space in spaces if space.slug == slug), None)
    shift = queries.compare_audiences(thread.space.audience, goal.audience) if goal else AudienceShift()
    if goal is not None:
        form.space.data, form.moved_from.data = goal.slug, thread.space_id
    return _page("discussions/thread_move.html", form, thread=thread, spaces=spaces, goal=goal, shift=shift)


@blueprint.route("/changes/<int:change_id>/undo", methods=["GET", "POST"])
def change_undo(change_id: int) -> Answer:
    """Take back a merge, split, move, new place or closing as duplicate."""
    change = queries.get_change(current_user, change_id)
    require(current_user, "restructuring.undo", change)
    form = ChangeForm()
    if form.validate_on_submit():
        try:
            services.undo_change(current_user, change, confirmed=form.confirmed.data)
            db.session.commit()
            flash(_("That is undone."), "success")
            return redirect(_after_undo(change), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            change = queries.get_change(current_user, change_id)
    context: dict[str, Any] = {"change": change, "shift": _shift_of_undo(change), "back": _back_from(change)}
    return _page("discussions/change_undo.html", form, **context)


def moderated_spaces() -> list[Space]:
    """The spaces the moderator can bring things to."""
    return [space for space in queries.list_writable_spaces(current_user) if can(current_user, "space.moderate", space)]


def _page(template: str, form: Any, **context: Any) -> Answer:
    page = render_template(template, form=form, **context)
    return (page, 422) if form.is_submitted() else page


def _shift_of_undo(change: Restructuring) -> AudienceShift:
    """Who sees the posts after undoing that does not now, and the other way round."""
    sides: dict[str, tuple[Any, Any]] = {
        Verb.MERGED: (change.other, change.thread),
        Verb.SPLIT: (change.other, change.thread),
    }
    if change.verb == Verb.MOVED and change.to_space and change.from_space:
        return queries.compare_audiences(change.to_space.audience, change.from_space.audience)
    if change.verb in sides:
        now_in, back_to = sides[change.verb]
        return queries.compare_audiences(now_in.space.audience, back_to.space.audience)
    return AudienceShift()


def _after_undo(change: Restructuring) -> str:
    return url_for("discussions.thread_short", thread_id=change.thread_id)


def _back_from(change: Restructuring) -> str:
    """A thread the moderator can see from which the change was taken back."""
    return thread_url(_readable(change))


def _readable(change: Restructuring) -> Thread:
    threads = [thread for thread in (change.thread, change.other) if thread is not None]
    visible = [thread for thread in threads if can(current_user, "thread.see", thread)]
    if not visible:
        raise NotFound()
    return visible[0]

"""Bookmarks: keeping a post with a note and a reminder, and the list of what one keeps."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError
from forum.core.local_time import local
from forum.core.policy import require
from forum.discussions import queries, services
from forum.discussions.announcement_forms import BookmarkForm
from forum.discussions.models import Bookmark
from forum.discussions.queries.bookmarks import find_bookmark, list_bookmarks
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.posts import to_post
from forum.extensions import db
from forum.web.pages import this_member


@blueprint.get("/bookmarks")
def bookmark_list() -> str:
    page = list_bookmarks(this_member(), request.args.get("after"))
    return render_template("discussions/bookmark_list.html", page=page)


@blueprint.route("/posts/<int:post_id>/bookmark", methods=["GET", "POST"])
def post_bookmark(post_id: int) -> str | Response | tuple[str, int]:
    post = queries.get_post(current_user, post_id)
    require(current_user, "post.see", post)
    bookmark = find_bookmark(current_user, post_id)
    form = _form(bookmark)
    if form.validate_on_submit():
        try:
            services.keep_post(current_user, post, form.note.data or "", form.remind_at())
            db.session.commit()
            flash(_("Kept. You find it back under Saved."), "success")
            return to_post(post)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            post = queries.get_post(current_user, post_id)
    is_kept = bookmark is not None
    page = render_template("discussions/bookmark_edit.html", form=form, post=post, is_kept=is_kept)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/posts/<int:post_id>/bookmark/remove")
def post_unbookmark(post_id: int) -> Response:
    post = queries.get_post(current_user, post_id)
    services.drop_bookmark(current_user, post)
    db.session.commit()
    flash(_("No longer kept."), "success")
    if request.args.get("from") == "list":
        return redirect(url_for("discussions.bookmark_list"), 303)
    return to_post(post)


def _form(bookmark: Bookmark | None) -> BookmarkForm:
    form = BookmarkForm()
    if bookmark is not None and not form.is_submitted():
        form.note.data = form.note.data or bookmark.note
        if bookmark.remind_at is not None:
            moment: datetime = local(bookmark.remind_at)
            form.remind_on.data, form.remind_clock.data = moment.date(), moment.time()
    return form

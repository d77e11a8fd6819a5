"""Giving posts another place: splitting them off, or hanging one under another."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError, Invalid
from forum.core.policy import require
from forum.discussions import paths, queries, services
from forum.discussions.forms import PlaceForm, SplitForm
from forum.discussions.models import Post, Thread
from forum.discussions.queries.picking import NEARBY, PostChoice
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.elsewhere import thread_to_change
from forum.discussions.views.posts import to_post
from forum.discussions.views.restructuring import moderated_spaces
from forum.extensions import db
from forum.web.numbers import id_from

Answer = str | Response | tuple[str, int]


@blueprint.route("/threads/<int:thread_id>/split", methods=["GET", "POST"])
def thread_split(thread_id: int) -> Answer:
    """Choose posts (``post`` is chosen already, ``from`` is where the list begins), a title and a space."""
    thread = thread_to_change(thread_id)
    require(current_user, "thread.restructure", thread)
    form = _split_form(thread)
    if form.validate_on_submit():
        try:
            change = services.split_posts(
                current_user,
                thread,
                form.posts.data or [],
                form.title.data,
                queries.get_space(current_user, form.space.data),
                form.kind.data,
                reason=form.reason.data or "",
                confirmed=form.confirmed.data,
            )
            new_id = change.other_id
            db.session.commit()
            flash(_("The posts are a discussion of their own now."), "success")
            return redirect(url_for("discussions.thread_short", thread_id=new_id), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            thread = thread_to_change(thread_id)
    start = request.args.get("from", "")
    posts = queries.list_post_choices(thread, start=start if paths.is_path(start) else "")
    goal = next((space for space in moderated_spaces() if space.slug == form.space.data), thread.space)
    shift = queries.compare_audiences(thread.space.audience, goal.audience)
    context = {
        "thread": thread,
        "posts": posts[:NEARBY],
        "shift": shift,
        "next_path": posts[NEARBY].path if len(posts) > NEARBY else None,
        "start": start,
    }
    page = render_template("discussions/thread_split.html", form=form, **context)
    return (page, 422) if form.is_submitted() else page


def _split_form(thread: Thread) -> SplitForm:
    form = SplitForm()
    form.space.choices = [(space.slug, space.title) for space in moderated_spaces()]
    if not form.is_submitted():
        form.space.data = thread.space.slug
        form.kind.data = thread.kind if thread.kind in dict(form.kind.choices) else form.kind.default
        chosen = id_from(request.args.get("post"))
        form.posts.data = [chosen] if chosen else []
    return form


@blueprint.route("/posts/<int:post_id>/place", methods=["GET", "POST"])
def post_place(post_id: int) -> Answer:
    """Hang a reply under another post of its discussion."""
    post = queries.get_post(current_user, post_id)
    require(current_user, "thread.restructure", post.thread)
    form = PlaceForm()
    if form.validate_on_submit():
        try:
            parent = _parent(form, post)
            services.reparent_post(current_user, post, parent, reason=form.reason.data or "")
            db.session.commit()
            flash(_("The post has its new place."), "success")
            return to_post(post)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            post = queries.get_post(current_user, post_id)
    page = render_template("discussions/post_place.html", form=form, post=post, choices=_goals(post))
    return (page, 422) if form.is_submitted() else page


def _parent(form: PlaceForm, post: Post) -> Post:
    """The post that was chosen or whose address was given."""
    address = (form.address.data or "").strip()
    number = queries.find_post_id_in(address) if address else form.parent.data
    if address and number is None:
        raise Invalid(_("This is not the address of a post. Copy it from the date of the post."), field="address")
    if not number:
        raise Invalid(_("Choose a post, or give the address of one."), field="parent")
    parent = db.session.get(Post, number)
    if parent is None or parent.thread_id != post.thread_id:
        raise Invalid(_("There is no such post in this discussion."), field="address" if address else "parent")
    return parent


def _goals(post: Post) -> list[PostChoice]:
    """The opening post and the posts just before this one, without its own branch and where it hangs already."""
    opening = queries.list_post_choices(post.thread)[:1]
    nearby = queries.list_post_choices(post.thread, before=post.path)
    goals: dict[int, Any] = {choice.id: choice for choice in (*opening, *nearby)}
    return [choice for choice in goals.values() if choice.id != post.parent_id and not choice.is_hidden]

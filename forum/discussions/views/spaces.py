"""Spaces: the list, one space with its threads, making and changing one."""

from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.identity import get_identity
from forum.core.clock import now
from forum.core.errors import DomainError, NotFound
from forum.core.policy import can, require
from forum.discussions import queries, services
from forum.discussions.forms import SpaceForm
from forum.discussions.models import Space
from forum.discussions.views.blueprint import blueprint
from forum.discussions.views.choices import audience_choices, audience_label, pillar_choices
from forum.extensions import db
from forum.web.access import allow_public_things, own_path
from forum.web.frame import page_with_list
from forum.web.pages import arguments, this_member

SPACE = "discussions/space_show.html"
# What of a space's page depends on who reads it.
SPACE_RIGHTS = ("may_post", "may_announce", "may_manage", "may_moderate")
# The lists of one space, in the order of their tabs.
LISTS = ("all", "new", "unanswered", "open", "solved", "announcements", "useful", "mine")


allow_public_things("discussions.space_show")


@blueprint.get("/spaces/")
def space_list() -> str:
    rows = queries.list_spaces(this_member())
    groups = [(pillar, list(spaces)) for pillar, spaces in groupby(rows, key=lambda row: row.pillar)]
    return render_template("discussions/space_list.html", groups=groups, audience_label=audience_label)


@blueprint.get("/spaces/<slug>")
def space_show(slug: str) -> str | bytes:
    actor = this_member()
    space, watch = queries.get_space_page(actor, slug)
    asked = arguments()
    show = asked.get("show") or "all"
    if show not in LISTS:
        raise NotFound()
    after = asked.get("after")
    has_pinned = show == "all" and space.pinned_until is not None and space.pinned_until > now()
    page = queries.list_threads(actor, space_id=space.id, show=show, cursor=after, without_pinned=has_pinned)
    rows = [*(queries.list_pinned(actor, space.id) if has_pinned and not after else ()), *page.items]
    alike: dict[str, Any] = {
        "space": space,
        "show": show,
        "watch": watch,
        "here": own_path(),
        "continued": "after" in asked,
        "is_empty": not rows,
        "has_unread": any(row.is_unread for row in rows),
        **{name: bool(can(actor, f"space.{name.removeprefix('may_')}", space)) for name in SPACE_RIGHTS},
    }
    pinned = tuple([row.by_the_clock for row in rows if row.pinned_until is not None])
    shown = tuple(rows), pinned, page.next_cursor

    def draw_threads() -> str:
        context = {"space": space, "show": show, "rows": rows, "next_cursor": page.next_cursor}
        return render_template("discussions/_space_threads.html", **context) if rows else ""

    return page_with_list(tuple(alike.values()), SPACE, shown, draw_threads, audience_label=audience_label, **alike)


@blueprint.post("/spaces/<slug>/read")
def space_read(slug: str) -> Response:
    space = queries.get_space(current_user, slug)
    services.mark_space_read(current_user, space)
    db.session.commit()
    flash(_("Everything in this space is marked as read."), "success")
    return redirect(url_for("discussions.space_show", slug=slug), 303)


@blueprint.route("/spaces/new", methods=["GET", "POST"])
def space_new() -> str | Response:
    require(current_user, "space.manage", None)
    form = _space_form(None)
    if form.validate_on_submit():
        try:
            space = services.create_space(
                current_user,
                form.title.data,
                form.purpose.data or "",
                form.audience.data,
                pillar_id=_pillar(form),
            )
            slug, sees_it = space.slug, bool(can(get_identity(current_user.id), "space.see", space))
            db.session.commit()
            if sees_it:
                return redirect(url_for("discussions.space_show", slug=slug), 303)
            flash(_("The space is made. Only its own colleagues see it."), "success")
            return redirect(url_for("discussions.space_list"), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    return render_template("discussions/space_edit.html", form=form, space=None)


@blueprint.route("/spaces/<slug>/edit", methods=["GET", "POST"])
def space_edit(slug: str) -> str | Response:
    space = queries.get_space(current_user, slug)
    require(current_user, "space.manage", space)
    form = _space_form(space)
    if form.validate_on_submit():
        try:
            services.edit_space(
                current_user,
                space,
                form.title.data,
                form.purpose.data or "",
                form.audience.data,
                pillar_id=_pillar(form),
                allows_anonymous=form.allows_anonymous.data,
            )
            db.session.commit()
            return redirect(url_for("discussions.space_list"), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    return render_template("discussions/space_edit.html", form=form, space=space)


def _space_form(space: Space | None) -> SpaceForm:
    form = SpaceForm(obj=space)
    form.audience.choices = audience_choices(current_user, keep=space.audience if space else None)
    form.pillar.choices = pillar_choices()
    if space is not None and not form.is_submitted():
        form.pillar.data = str(space.pillar_id or "")
    return form


def _pillar(form: SpaceForm) -> int | None:
    return int(form.pillar.data) if form.pillar.data else None

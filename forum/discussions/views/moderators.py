"""Who moderates a space: the list, appointing somebody and ending it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.queries import get_id_by_handle
from forum.core.errors import Invalid, NotFound
from forum.core.policy import require
from forum.discussions import queries, services
from forum.discussions.forms import ModeratorForm
from forum.discussions.models import Space
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db
from forum.web.numbers import id_from


@blueprint.get("/spaces/<slug>/moderators")
def space_moderators(slug: str) -> str | tuple[str, int]:
    return _page(_managed(slug), ModeratorForm())


@blueprint.post("/spaces/<slug>/moderators")
def space_moderator_add(slug: str) -> Response | str | tuple[str, int]:
    space = _managed(slug)
    form = ModeratorForm()
    if not form.validate():
        return _page(space, form)
    try:
        member_id = get_id_by_handle(current_user, form.handle.data.strip().lstrip("@"))
    except NotFound:
        form.refuse(Invalid(_("No colleague has this handle."), "handle"))
        return _page(space, form)
    services.add_moderator(current_user, space, member_id)
    db.session.commit()
    flash(_("Your change is saved."), "success")
    return redirect(url_for("discussions.space_moderators", slug=slug), 303)


@blueprint.post("/spaces/<slug>/moderators/remove")
def space_moderator_remove(slug: str) -> Response:
    services.remove_moderator(current_user, _managed(slug), id_from(request.form.get("member")) or 0)
    db.session.commit()
    flash(_("Your change is saved."), "success")
    return redirect(url_for("discussions.space_moderators", slug=slug), 303)


def _managed(slug: str) -> Space:
    space = queries.get_space(current_user, slug)
    require(current_user, "space.manage", space)
    return space


def _page(space: Space, form: ModeratorForm) -> str | tuple[str, int]:
    moderators = queries.list_moderators(space)
    page = render_template("discussions/space_moderators.html", space=space, moderators=moderators, form=form)
    return (page, 422) if form.is_submitted() else page

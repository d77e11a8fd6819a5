"""What a space asks of who asks a question there: the list, adding, changing, ordering, removing."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core.errors import DomainError, NotFound
from forum.core.policy import require
from forum.discussions import queries, services
from forum.discussions.forms import FieldForm
from forum.discussions.models import Space, SpaceField
from forum.discussions.views.blueprint import blueprint
from forum.extensions import db


@blueprint.get("/spaces/<slug>/fields")
def space_fields(slug: str) -> str:
    return _list(_managed(slug), FieldForm())


@blueprint.post("/spaces/<slug>/fields")
def space_field_add(slug: str) -> Response | str | tuple[str, int]:
    space, form = _managed(slug), FieldForm()
    if form.validate():
        try:
            services.create_field(current_user, space, **form.values())
            return _done(slug)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    return _list(_managed(slug), form), 422


@blueprint.route("/spaces/<slug>/fields/<int:field_id>", methods=["GET", "POST"])
def space_field_edit(slug: str, field_id: int) -> Response | str | tuple[str, int]:
    space = _managed(slug)
    field = _field(space, field_id)
    form = FieldForm(obj=field)
    if not form.is_submitted():
        form.kind.data = field.sort
    if form.validate_on_submit():
        try:
            services.edit_field(current_user, space, field, **form.values())
            return _done(slug)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    page = render_template("discussions/space_field_edit.html", space=space, field=field, form=form)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/spaces/<slug>/fields/<int:field_id>/move")
def space_field_move(slug: str, field_id: int) -> Response:
    """Field ``direction``: ``up`` or ``down``."""
    up = request.form.get("direction") == "up"
    return _change(slug, field_id, lambda *things: services.move_field(*things, up=up))


@blueprint.post("/spaces/<slug>/fields/<int:field_id>/remove")
def space_field_remove(slug: str, field_id: int) -> Response:
    return _change(slug, field_id, services.remove_field)


@blueprint.post("/spaces/<slug>/fields/<int:field_id>/restore")
def space_field_restore(slug: str, field_id: int) -> Response:
    return _change(slug, field_id, services.restore_field)


def _change(slug: str, field_id: int, verb: Callable[..., None]) -> Response:
    space = _managed(slug)
    verb(current_user, space, _field(space, field_id))
    return _done(slug)


def _done(slug: str) -> Response:
    db.session.commit()
    flash(_("Your change is saved."), "success")
    return redirect(url_for("discussions.space_fields", slug=slug), 303)


def _managed(slug: str) -> Space:
    space = queries.get_space(current_user, slug)
    require(current_user, "space.manage", space)
    return space


def _field(space: Space, field_id: int) -> SpaceField:
    field = db.session.get(SpaceField, field_id)
    if field is None or field.space_id != space.id:
        raise NotFound()
    return field


def _list(space: Space, form: FieldForm) -> str:
    return render_template(
        "discussions/space_fields.html",
        space=space,
        fields=queries.list_fields(space.id),
        removed=queries.list_fields(space.id, removed=True),
        form=form,
    )

"""Naming and ordering the pillars."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forum.core.errors import DomainError
from forum.core.policy import require
from forum.extensions import db
from forum.network import pillars, queries
from forum.network.forms import PillarForm
from forum.network.models import Pillar
from forum.network.views.blueprint import blueprint
from forum.web.answers import form_page


@blueprint.route("/admin/network/pillars/new", methods=["GET", "POST"])
def pillar_new() -> ResponseReturnValue:
    """Add a pillar."""
    require(current_user, "pillar.edit")
    form = PillarForm()
    if not form.validate_on_submit():
        return form_page("network/admin_pillar.html", form, pillar=None)
    try:
        pillars.create_pillar(current_user, **form.values())
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_pillar.html", form, error, pillar=None)
    return _saved()


@blueprint.route("/admin/network/pillars/<int:pillar_id>", methods=["GET", "POST"])
def pillar_edit(pillar_id: int) -> ResponseReturnValue:
    """Name a pillar."""
    require(current_user, "pillar.edit")
    pillar = queries.get(Pillar, pillar_id)
    form = PillarForm(obj=pillar)
    if not form.validate_on_submit():
        return form_page("network/admin_pillar.html", form, pillar=pillar)
    try:
        pillars.edit_pillar(current_user, pillar, **form.values())
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_pillar.html", form, error, pillar=pillar)
    return _saved()


@blueprint.post("/admin/network/pillars/<int:pillar_id>/move")
def pillar_move(pillar_id: int) -> ResponseReturnValue:
    """Move a pillar up or down in the order (field ``direction``)."""
    pillars.move_pillar(current_user, queries.get(Pillar, pillar_id), request.form.get("direction", "up"))
    return _saved()


def _saved() -> ResponseReturnValue:
    db.session.commit()
    flash(_("The change is saved."), "success")
    return redirect(url_for("network.admin_network") + "#pillars", 303)

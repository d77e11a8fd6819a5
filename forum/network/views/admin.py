"""Changing libraries, sites and municipalities, with their history kept."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forum.core.clock import now
from forum.core.errors import DomainError
from forum.core.policy import require
from forum.extensions import db
from forum.network import queries, services
from forum.network.forms import (
    EditSiteForm,
    MergeForm,
    MergeLibraryForm,
    NetworkNameForm,
    NewLibraryForm,
    RenameLibraryForm,
    SiteForm,
)
from forum.network.models import Library, Municipality, Site
from forum.network.settings import network_name
from forum.network.views.blueprint import blueprint
from forum.web.answers import form_page


@blueprint.get("/admin/network")
def admin_network() -> ResponseReturnValue:
    """Libraries and pillars, each with a way to change it."""
    require(current_user, "network.edit")
    groups = queries.list_libraries_by_municipality(current_user)
    return render_template("network/admin_network.html", groups=groups, pillars=queries.list_pillars())


@blueprint.route("/admin/network/name", methods=["GET", "POST"])
def network_rename() -> ResponseReturnValue:
    """Change the name of the network."""
    require(current_user, "network.edit")
    form = NetworkNameForm(name=network_name())
    if not form.validate_on_submit():
        return form_page("network/admin_name.html", form)
    try:
        services.rename_network(current_user, **form.values())
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_name.html", form, error)
    return _saved()


@blueprint.route("/admin/network/libraries/new", methods=["GET", "POST"])
def library_new() -> ResponseReturnValue:
    """Add a library, in a municipality from the list or a new one."""
    require(current_user, "network.edit")
    form = NewLibraryForm()
    municipalities = {row.id: row for row in queries.list_municipalities()}
    form.municipality_id.choices = [(0, _("A new municipality"))] + [(m.id, m.name) for m in municipalities.values()]
    if not form.validate_on_submit():
        return form_page("network/admin_library_new.html", form)
    values = form.values()
    place, new_name = municipalities.get(values.pop("municipality_id")), values.pop("new_municipality")
    try:
        library = services.open_library(current_user, municipality=place, new_municipality=new_name, **values)
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_library_new.html", form, error)
    return _saved(library)


@blueprint.route("/admin/network/libraries/<int:library_id>", methods=["GET", "POST"])
def library_edit(library_id: int) -> ResponseReturnValue:
    """Rename a library, and find its sites."""
    require(current_user, "network.edit")
    library = queries.get(Library, library_id)
    form = RenameLibraryForm(obj=library, on=now().date())
    template = "network/admin_library.html"
    context: dict[str, Any] = {"library": library, "sites": queries.list_sites(library_id)}
    if not form.validate_on_submit():
        return form_page(template, form, **context)
    try:
        services.rename_library(current_user, library, **form.values())
    except DomainError as error:
        db.session.rollback()
        return form_page(template, form, error, **context)
    return _saved(library)


@blueprint.route("/admin/network/libraries/<int:library_id>/merge", methods=["GET", "POST"])
def library_merge(library_id: int) -> ResponseReturnValue:
    """Let a library become part of another one."""
    require(current_user, "network.edit")
    library = queries.get(Library, library_id)
    form = MergeLibraryForm()
    groups = queries.list_libraries_by_municipality(current_user)
    form.into.choices = [(row.id, row.name) for _place, rows in groups for row in rows if row.id != library_id]
    if not form.validate_on_submit():
        return form_page("network/admin_library_merge.html", form, library=library)
    values = form.values()
    into = queries.get(Library, values.pop("into"))
    try:
        services.merge_libraries(current_user, library, into, **values)
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_library_merge.html", form, error, library=library)
    return _saved(into)


@blueprint.route("/admin/network/libraries/<int:library_id>/sites/new", methods=["GET", "POST"])
def site_new(library_id: int) -> ResponseReturnValue:
    """Add a site to a library."""
    require(current_user, "network.edit")
    library = queries.get(Library, library_id)
    form = SiteForm()
    if not form.validate_on_submit():
        return form_page("network/admin_site.html", form, library=library, site=None)
    try:
        services.create_site(current_user, library, **form.values())
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_site.html", form, error, library=library, site=None)
    return _saved(library)


@blueprint.route("/admin/network/sites/<int:site_id>", methods=["GET", "POST"])
def site_edit(site_id: int) -> ResponseReturnValue:
    """Correct, rename or close a site."""
    require(current_user, "network.edit")
    site = queries.get(Site, site_id)
    library = queries.get(Library, site.library_id)
    form = EditSiteForm(obj=site, closed_on=site.valid_until)
    if not form.validate_on_submit():
        return form_page("network/admin_site.html", form, library=library, site=site)
    try:
        services.edit_site(current_user, site, **form.values())
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_site.html", form, error, library=library, site=site)
    return _saved(library)


@blueprint.route("/admin/network/merge", methods=["GET", "POST"])
def municipality_merge() -> ResponseReturnValue:
    """Merge municipalities into a new one, or let them join an existing one."""
    require(current_user, "network.edit")
    form = MergeForm()
    names = [(row.id, row.name) for row in queries.list_municipalities()]
    form.merging.choices, form.into.choices = names, [(0, _("A new municipality")), *names]
    if not form.validate_on_submit():
        return form_page("network/admin_merge.html", form)
    values = form.values()
    merging = [queries.get(Municipality, number) for number in values.pop("merging")]
    into = queries.get(Municipality, form.into.data) if values.pop("into") else None
    try:
        services.unite_municipalities(current_user, merging, into, **values)
    except DomainError as error:
        db.session.rollback()
        return form_page("network/admin_merge.html", form, error)
    return _saved()


def _saved(library: Library | None = None) -> ResponseReturnValue:
    db.session.commit()
    flash(_("The change is saved."), "success")
    if library is None:
        return redirect(url_for("network.admin_network"), 303)
    return redirect(url_for("network.library_edit", library_id=library.id), 303)

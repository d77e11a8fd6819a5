"""The searches a member keeps."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forum.core.errors import DomainError
from forum.core.policy import require
from forum.extensions import db
from forum.search import queries, services
from forum.search.forms import KeepForm, RenameForm
from forum.search.models import SavedSearch
from forum.search.views.blueprint import blueprint


@blueprint.get("/search/saved")
def saved_list() -> str:
    """All of one's own, each with its rhythm."""
    return render_template("search/saved_list.html", searches=queries.list_saved(current_user))


@blueprint.post("/search/saved")
def saved_keep() -> ResponseReturnValue:
    """Keep the search the form carries."""
    form = KeepForm()
    if form.validate():
        try:
            services.keep_search(current_user, **form.values(), query=form.query.data or "")
            return _done(_("Kept. You hear of it when there is something new."))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    return render_template("search/saved_new.html", form=form), 422


@blueprint.get("/search/saved/<int:saved_id>")
def saved_show(saved_id: int) -> ResponseReturnValue:
    """The results of a saved search, the newest first."""
    saved = queries.get_saved(current_user, saved_id)
    return redirect(f"{url_for('search.results')}?{saved.query}&sort=newest", 302)


@blueprint.route("/search/saved/<int:saved_id>/edit", methods=["GET", "POST"])
def saved_edit(saved_id: int) -> ResponseReturnValue:
    """Another name or rhythm."""
    saved = _own(saved_id)
    form = RenameForm(obj=saved)
    if form.validate_on_submit():
        try:
            services.rename_search(current_user, saved, **form.values())
            return _done(_("Your change is saved."))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            saved = _own(saved_id)
    page = render_template("search/saved_edit.html", form=form, saved=saved)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/search/saved/<int:saved_id>/forget")
def saved_forget(saved_id: int) -> ResponseReturnValue:
    """Keep it no longer."""
    services.forget_search(current_user, _own(saved_id))
    return _done(_("No longer kept."))


def _own(saved_id: int) -> SavedSearch:
    saved = queries.get_saved(current_user, saved_id)
    require(current_user, "search.keep", saved)
    return saved


def _done(sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for("search.saved_list"), 303)

"""The table of synonyms, for coordinators."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forum.core.errors import DomainError
from forum.core.policy import require
from forum.extensions import db
from forum.search import queries, services
from forum.search.forms import SynonymForm
from forum.search.models import SynonymRow
from forum.search.views.blueprint import blueprint


@blueprint.route("/admin/search", methods=["GET", "POST"])
def synonym_list() -> ResponseReturnValue:
    """All rows, or those with a word in them, and a form for a new one."""
    require(current_user, "search.tend")
    form = SynonymForm()
    if form.validate_on_submit():
        try:
            services.add_synonyms(current_user, **form.values())
            return _done(_("Added. Searches count with it from now on."))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    text = request.args.get("q", "")[:100]
    page = render_template("search/synonym_list.html", form=form, rows=queries.list_synonyms(text), text=text)
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/admin/search/<int:row_id>", methods=["GET", "POST"])
def synonym_edit(row_id: int) -> ResponseReturnValue:
    """Change a row."""
    row = _row(row_id)
    form = SynonymForm(labels=", ".join(row.words), one_way=row.one_way, note=row.note)
    if form.validate_on_submit():
        try:
            services.edit_synonyms(current_user, row, **form.values())
            return _done(_("Changed. Searches count with it from now on."))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            row = _row(row_id)
    page = render_template("search/synonym_edit.html", form=form, row=row)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/admin/search/<int:row_id>/delete")
def synonym_delete(row_id: int) -> ResponseReturnValue:
    """Take a row out."""
    services.delete_synonyms(current_user, _row(row_id))
    return _done(_("The row is deleted."))


def _row(row_id: int) -> SynonymRow:
    require(current_user, "search.tend")
    return queries.get_synonyms(row_id)


def _done(sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for("search.synonym_list"), 303)

"""The work list of searches that found nothing, for coordinators."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forum.core.policy import require
from forum.extensions import db
from forum.search import queries, services
from forum.search.views.blueprint import blueprint
from forum.search.views.drawing import ask_url


@blueprint.get("/admin/search/missed")
def missed_list() -> str:
    """What several colleagues searched for in vain."""
    require(current_user, "search.tend")
    return render_template("search/missed_list.html", rows=queries.list_missed(), ask_url=ask_url)


@blueprint.post("/admin/search/missed/<int:row_id>/dismiss")
def missed_dismiss(row_id: int) -> ResponseReturnValue:
    """Take a row off the list."""
    require(current_user, "search.tend")
    services.dismiss_missed(current_user, queries.get_missed(row_id))
    db.session.commit()
    flash(_("Taken off the list."), "success")
    return redirect(url_for("search.missed_list"), 303)

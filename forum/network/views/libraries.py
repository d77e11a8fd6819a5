"""The libraries of the network: the list and the page of one, with its history."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forum.accounts.queries import list_colleagues
from forum.network import history, queries
from forum.network.views.blueprint import blueprint


@blueprint.get("/libraries/")
def library_list() -> ResponseReturnValue:
    """The libraries of today under their municipality, and those that went before."""
    return render_template(
        "network/library_list.html",
        groups=queries.list_libraries_by_municipality(current_user),
        former=queries.list_former_libraries(),
        pillars=queries.list_pillars(),
    )


@blueprint.get("/libraries/<slug>")
def library_show(slug: str) -> ResponseReturnValue:
    """A library: sites, colleagues, history."""
    library, municipality = queries.get_library(current_user, slug)
    return render_template(
        "network/library_show.html",
        library=library,
        municipality=municipality,
        sites=queries.list_sites(library.id),
        colleagues=list_colleagues(current_user, library.id),
        history=history.library_history(library),
    )

"""The search page."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user

from forum.extensions import db
from forum.search.choices import Choices
from forum.search.facets import make_filters
from forum.search.finding import PER_PAGE, Wish, find
from forum.search.forms import as_parameters, kept_beside, read_wish
from forum.search.indexer import request_rebuild
from forum.search.query import strip_filters

blueprint = Blueprint("search", __name__)

# Where somebody can ask what a search did not find: it takes `title`.
ASK_ENDPOINT = "discussions.thread_new"
LONGEST_TITLE = 150


@blueprint.get("/search")
def results() -> str:
    """`/search?q=…`, with the filters as further parameters."""
    choices = Choices.of(current_user)
    wish = read_wish(request.args, choices)
    found = find(current_user, wish, choices)
    if found.degraded and request_rebuild():
        db.session.commit()
    address = _Address(wish)
    return render_template(
        "search/results.html",
        wish=wish,
        found=found,
        filters=make_filters(current_user, wish, found, choices, address),
        address=address,
        kept=kept_beside(wish),
        without_filters=url_for("search.results", q=strip_filters(wish.text)),
        ask_url=_ask_url(found.question),
        per_page=PER_PAGE,
    )


class _Address:
    """This search with other parameters; an empty value leaves one out, and any change starts at page 1."""

    def __init__(self, wish: Wish) -> None:
        self._kept = as_parameters(wish)

    def __call__(self, **changes: Any) -> str:
        return url_for("search.results", **{name: value for name, value in (self._kept | changes).items() if value})


def _ask_url(question: str) -> str:
    if not question or ASK_ENDPOINT not in current_app.view_functions:
        return ""
    return url_for(ASK_ENDPOINT, title=question[:LONGEST_TITLE])

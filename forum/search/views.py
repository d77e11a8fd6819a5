"""The search page."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user

from forum.extensions import db
from forum.search.finding import PER_PAGE, Choices, find
from forum.search.forms import PARAMETERS, read_wish
from forum.search.indexer import request_rebuild

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
    return render_template(
        "search/results.html",
        wish=wish,
        found=found,
        choices=choices,
        address=_address,
        ask_url=_ask_url(found.question),
        per_page=PER_PAGE,
    )


def _address(**changes: Any) -> str:
    """This search with other parameters; an empty value leaves one out, and any change starts at page 1."""
    kept = {name: request.args[name] for name in PARAMETERS if name in request.args}
    kept |= {name: str(value) for name, value in changes.items()}
    wanted: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return url_for("search.results", **wanted)


def _ask_url(question: str) -> str:
    if not question or ASK_ENDPOINT not in current_app.view_functions:
        return ""
    return url_for(ASK_ENDPOINT, title=question[:LONGEST_TITLE])

"""The search page, and what is suggested while somebody types."""

import logging
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError, OperationalError

from forum.extensions import db
from forum.search import services
from forum.search.choices import Choices
from forum.search.facets import Filters, make_filters
from forum.search.finding import PER_PAGE, Found, Wish, find
from forum.search.forms import KeepForm, as_parameters, kept_beside, read_wish
from forum.search.indexer import request_rebuild
from forum.search.query import strip_filters
from forum.search.suggesting import suggest
from forum.search.views.blueprint import blueprint

log = logging.getLogger(__name__)

# Where somebody can ask what a search did not find: it takes `title`.
ASK_ENDPOINT = "discussions.thread_new"
LONGEST_TITLE = 150


@blueprint.get("/search")
def results() -> str:
    """`/search?q=…`, with the filters as further parameters."""
    choices = Choices.of(current_user)
    wish = read_wish(request.args, choices)
    found = find(current_user, wish, choices)
    address = _Address(wish)
    filters = make_filters(current_user, wish, found, choices, address)
    _note(wish, found, filters)
    return render_template(
        "search/results.html",
        wish=wish,
        found=found,
        filters=filters,
        address=address,
        kept=kept_beside(wish),
        without_filters=url_for("search.results", q=strip_filters(wish.text)),
        ask_url=ask_url(found.question),
        per_page=PER_PAGE,
        keep=KeepForm(name=found.question[:60], query=address().partition("?")[2]),
    )


@blueprint.get("/search/suggest")
def suggestions() -> str:
    """`?q=…`: the options under a search box, as a piece of HTML."""
    groups = suggest(current_user, request.args.get("q", ""))
    return render_template("search/_suggestions.html", groups=groups, count=sum(len(group.items) for group in groups))


def _note(wish: Wish, found: Found, filters: Filters) -> None:
    """Have a damaged index rebuilt, and count a search that found nothing; the page comes in any case."""
    try:
        if _is_worth_noting(wish, found, filters):
            db.session.commit()
    except (IntegrityError, OperationalError):
        # Somebody noted the same at this very moment, or has been writing all the while.
        db.session.rollback()
        log.warning("what a search did not find could not be noted", exc_info=True)


def _is_worth_noting(wish: Wish, found: Found, filters: Filters) -> bool:
    if found.degraded:
        return request_rebuild()
    if not found.query or found.total or filters.chips:
        return False
    return services.count_missed(current_user, wish.text)


class _Address:
    """This search with other parameters; an empty value leaves one out, and any change starts at page 1."""

    def __init__(self, wish: Wish) -> None:
        self._kept = as_parameters(wish)

    def __call__(self, **changes: Any) -> str:
        return url_for("search.results", **{name: value for name, value in (self._kept | changes).items() if value})


def ask_url(question: str) -> str:
    """Where a question with this title can be asked; "" when it has none."""
    if not question or ASK_ENDPOINT not in current_app.view_functions:
        return ""
    return url_for(ASK_ENDPOINT, title=question[:LONGEST_TITLE])

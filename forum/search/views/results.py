"""The search page, and what is suggested while somebody types."""

import logging

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError, OperationalError

from forum.extensions import db
from forum.search import services
from forum.search.choices import Choices
from forum.search.facets import Filters, make_filters
from forum.search.finding import Found, Wish, find
from forum.search.forms import address_of, read_wish
from forum.search.indexer import request_rebuild
from forum.search.suggesting import suggest
from forum.search.views.blueprint import blueprint
from forum.search.views.drawing import draw
from forum.web.pages import this_member

log = logging.getLogger(__name__)


@blueprint.get("/search")
def results() -> str:
    """`/search?q=…`, with the filters as further parameters."""
    member = this_member()
    choices = Choices.of(member)
    wish = read_wish(request.args, choices)
    found = find(member, wish, choices)
    filters = make_filters(member, wish, found, choices, address_of(wish))
    _note(wish, found, filters)
    return draw(wish, found, filters)


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

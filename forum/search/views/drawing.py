"""The page of a search: kept for all readers, with slots for what was asked and found."""

from typing import Any

from flask import current_app, get_template_attribute, render_template, request, url_for
from markupsafe import Markup, escape

from forum.search.facets import Filters
from forum.search.finding import PER_PAGE, Found, Wish
from forum.search.forms import KeepForm, kept_beside
from forum.search.query import strip_filters
from forum.web.filters import number
from forum.web.frame import render_for_all
from forum.web.kept_forms import PARAMETER
from forum.web.kept_rows import kept_few

PAGE = "search/results.html"
# Where somebody can ask what a search did not find: it takes `title`.
ASK_ENDPOINT = "discussions.thread_new"
LONGEST_TITLE = 150
LONGEST_NAME = 60


def draw(wish: Wish, found: Found, filters: Filters) -> str:
    """The page of this search for the reader of this request."""
    asks = not found.hits or found.page == found.pages
    ask = ask_url(found.question) if asks else ""
    alike = {
        "has_text": bool(wish.text),
        "hits": bool(found.hits),
        # Every language here has one form for one and another for more.
        "plural": 1 if found.total == 1 else 2,
        "newest_first": wish.newest_first,
        "has_filters": bool(filters.groups),
        "previous": found.page > 1,
        "next": found.page < found.pages,
        "may_ask": bool(ask),
    }
    slots = {
        "text": escape(wish.text),
        "hidden": _hidden(wish),
        "above": _above(found, filters),
        "groups": _macro("components/facets.html", "filter_groups", filters) if filters.groups else Markup(),
        **(_of_hits(wish, found, filters) if found.hits else {"nothing": _nothing(wish, found, filters, ask)}),
        **({"ask_url": escape(ask)} if found.hits and ask else {}),
    }
    return render_for_all(tuple(alike.values()), PAGE, slots, lambda: {"keep": KeepForm(), **alike})


def ask_url(question: str) -> str:
    """Where a question with this title can be asked; "" when it has none."""
    if not question or ASK_ENDPOINT not in current_app.view_functions:
        return ""
    return url_for(ASK_ENDPOINT, title=question[:LONGEST_TITLE])


def _of_hits(wish: Wish, found: Found, filters: Filters) -> dict[str, Markup]:
    """The slots around and between hits."""
    address = filters.address
    name, query = found.question[:LONGEST_NAME], address().partition("?")[2]
    if PARAMETER in request.args:
        # Somebody was signed out while they kept a search: what they typed comes back.
        form = KeepForm(name=name, query=query)
        name, query = form.name.data or "", form.query.data or ""
    return {
        "count": escape(number(found.total)),
        "sort_url": escape(address(sort="" if wish.newest_first else "newest")),
        "query": escape(query),
        "own_name": escape(name),
        "start": escape((found.page - 1) * PER_PAGE + 1),
        "rows": _macro("components/search_hit.html", "hit_row", *found.hits),
        "previous_url": escape(address(page=found.page - 1)),
        "next_url": escape(address(page=found.page + 1)),
        "where_page": escape(found.page),
        "where_pages": escape(found.pages),
    }


def _macro(template: str, name: str, *things: Any) -> Markup:
    return kept_few(get_template_attribute(template, name), things)


def _hidden(wish: Wish) -> Markup:
    beside = kept_beside(wish)
    return _piece("search/_hidden.html", kept=beside) if beside else Markup()


def _above(found: Found, filters: Filters) -> Markup:
    said = filters.chips or found.degraded or found.cut_short or found.correction or found.also
    return _piece("search/_told.html", found=found, filters=filters, address=filters.address) if said else Markup()


def _nothing(wish: Wish, found: Found, filters: Filters, ask: str) -> Markup:
    return _piece(
        "search/_nothing.html",
        asked=bool(found.query or filters.chips),
        filters=filters,
        ask_url=ask,
        without_filters=url_for("search.results", q=strip_filters(wish.text)),
    )


def _piece(template: str, **context: Any) -> Markup:
    return Markup(render_template(template, **context))  # noqa: S704 - rendered by an autoescaping template

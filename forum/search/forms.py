"""Reading a search from an address: plain links and a GET form, so that a search can be bookmarked and sent on."""

from collections.abc import Collection
from typing import Any

from forum.search.choices import Choices, name_authors
from forum.search.documents import STATES
from forum.search.finding import LAST_PAGE, Wish
from forum.search.periods import PERIODS
from forum.search.query import LONGEST_QUERY

MOST_CHOSEN = 8


def read_wish(arguments: Any, choices: Choices) -> Wish:
    """What is asked (a MultiDict), as far as it is among the choices; anything else counts as not filled in."""
    page = arguments.get("page", "")
    period = arguments.get("period", "")
    return Wish(
        text=arguments.get("q", "")[:LONGEST_QUERY].replace("\0", ""),
        kinds=_among(arguments.getlist("kind"), choices.kinds),
        containers=_among(arguments.getlist("container"), {one.key for one in choices.containers}),
        libraries=_among(arguments.getlist("library"), {one.key for one in choices.libraries}),
        authors=_authors(choices, arguments.getlist("author")),
        states=_among(arguments.getlist("state"), STATES),
        period=period if period in PERIODS else "",
        newest_first=arguments.get("sort") == "newest",
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 4 else 1,
    )


def _among(values: Collection[str], allowed: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value in allowed))[:MOST_CHOSEN]


def as_parameters(wish: Wish) -> dict[str, str | tuple[str, ...]]:
    """The parameters of the address of a wish, without the page."""
    return {
        "q": wish.text,
        "kind": wish.kinds,
        "container": wish.containers,
        "library": wish.libraries,
        "author": wish.authors,
        "state": wish.states,
        "period": wish.period,
        "sort": "newest" if wish.newest_first else "",
    }


def kept_beside(wish: Wish) -> dict[str, tuple[str, ...]]:
    """What the form sends along when other words are typed: all but the text."""
    values = {name: value for name, value in as_parameters(wish).items() if name != "q" and value}
    return {name: (value,) if isinstance(value, str) else value for name, value in values.items()}


def _authors(choices: Choices, values: Collection[str]) -> tuple[str, ...]:
    """Keys of colleagues this reader may see; asks the database only when there are any."""
    keys = {value for value in values if len(value) < 20 and value.removeprefix("member:").isdecimal()}
    return _among(values, name_authors(choices.actor, [key for key in keys if key.isascii()]) if keys else ())

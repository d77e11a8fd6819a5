"""Reading a search from an address: a plain GET form, so that a search can be bookmarked and sent on."""

from collections.abc import Mapping

from forum.search.finding import LAST_PAGE, Choices, Wish
from forum.search.query import LONGEST_QUERY

PARAMETERS = ("q", "kind", "container", "solved", "sort")


def read_wish(arguments: Mapping[str, str], choices: Choices) -> Wish:
    """What is asked, as far as it is among the choices; anything else counts as not filled in."""
    page = arguments.get("page", "")
    return Wish(
        text=arguments.get("q", "")[:LONGEST_QUERY].replace("\0", ""),
        kind=_one_of(arguments.get("kind"), choices.kinds),
        container=_one_of(arguments.get("container"), {one.key for one in choices.containers}),
        solved=_one_of(arguments.get("solved"), ("yes", "no")),
        newest_first=arguments.get("sort") == "newest",
        page=min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 4 else 1,
    )


def _one_of(value: str | None, allowed: object) -> str:
    return value if value and value in allowed else ""  # type: ignore[operator]

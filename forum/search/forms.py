"""Reading a search from an address, which can be bookmarked and sent on; and the forms around search."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from forum.search.choices import Choices, name_authors
from forum.search.documents import STATES
from forum.search.finding import LAST_PAGE, Wish
from forum.search.periods import PERIODS
from forum.search.query import LONGEST_QUERY
from forum.web.forms import Form
from forum.web.urls import path_to

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


def address_of(wish: Wish) -> "Address":
    """The address of a wish, without its page."""
    encoded = {name: _encoded(name, value) for name, value in as_parameters(wish).items()}
    return Address(path_to("search.results"), tuple(encoded.items()))


@dataclass(frozen=True, slots=True)
class Address:
    """A search, called with other parameters: an empty value leaves one out, and any change starts at page 1.

    Written by hand, as Flask would: a page has dozens of them.
    """

    path: str
    parameters: tuple[tuple[str, str], ...]

    def __call__(self, **changes: Any) -> str:
        changed = {name: _encoded(name, value) for name, value in changes.items()}
        query = "&".join(filter(None, (dict(self.parameters) | changed).values()))
        return f"{self.path}?{query}" if query else self.path


def _encoded(name: str, value: Any) -> str:
    """Name and value, or values, as they stand in an address; "" for an empty one."""
    if not value:
        return ""
    values = value if isinstance(value, tuple) else (value,)
    return urlencode([(name, one) for one in values], safe="!$'()*,/:;?@")


class RenameForm(Form):
    """The name of a saved search and how often one hears of it."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Fill in a name.")), Length(max=80, message=_l("Use %(max)d characters at most."))],
    )
    rhythm = SelectField(
        _l("Tell me of what is new"),
        choices=[("daily", _l("Once a day at most")), ("weekly", _l("Once a week at most")), ("never", _l("Never"))],
        default="daily",
    )


class KeepForm(RenameForm):
    """The same, with the search itself: what stands after the question mark of its address."""

    query = HiddenField()


class SynonymForm(Form):
    """A row of the table of synonyms."""

    labels = StringField(
        _l("Words and expressions"),
        [InputRequired(_l("Fill in at least two words or expressions, separated by commas.")), Length(max=1000)],
    )
    one_way = BooleanField(_l("Only the first leads to the others"))
    note = StringField(_l("Note"), [Length(max=300, message=_l("Use %(max)d characters at most."))])

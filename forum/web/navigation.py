"""The main menu, composed from the entries that features list in the wiring."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from forum.core.errors import Sentence

# Administration, and what a member has to themselves: reached from the menu of the reader, not from the main menu.
BY_ADDRESS = frozenset({"admin", "settings", "acknowledgements", "bookmarks", "drafts", "scheduled", "suggestions"})


@dataclass(frozen=True)
class Entry:
    """One entry of the menu: where it leads, its name, its icon, and the roles that see it (empty: all).

    ``section`` is the blueprint whose pages light the entry up, by default that of the endpoint; "admin" stands for
    the administration pages of every feature. With ``addresses`` those do that begin with one of these words.
    """

    endpoint: str
    label: Sentence
    icon: str = ""
    roles: frozenset[str] = frozenset()
    section: str = ""
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a template draws it; ``current`` marks the section one is in."""

    url: str
    label: Sentence
    icon: str
    current: bool


def install(app: Flask) -> None:
    """Give templates ``navigation()``, and ``section()`` for what stands in another menu."""
    app.jinja_env.globals.update(navigation=navigation, section=section)
    of_entries = {part: entry.endpoint for entry in app.extensions["navigation"] for part in entry.addresses}
    app.extensions["sections"] = of_entries | {part: part for part in BY_ADDRESS}


def navigation() -> list[Link]:
    """The menu for the current member; empty for visitors."""
    member: Any = current_user
    if not member.is_authenticated:
        return []
    here = section()
    return [
        Link(_url(entry.endpoint), entry.label, entry.icon, here == _section(entry))
        for entry in current_app.extensions["navigation"]
        if not entry.roles or entry.roles & member.roles
    ]


def section() -> str | None:
    """The part of the site this page is in: by the first word of its address where that says so, else its blueprint."""
    asked = request._get_current_object()  # type: ignore[attr-defined]
    part: str = asked.path.partition("/")[2].partition("/")[0]
    known: str | None = current_app.extensions["sections"].get(part)
    return known or asked.blueprint


def _section(entry: Entry) -> str:
    return entry.section or (entry.endpoint if entry.addresses else entry.endpoint.partition(".")[0])


def _url(endpoint: str) -> str:
    """The URL of an endpoint without arguments, computed once per application and mount point."""
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("navigation_urls", {})
    key = (request.script_root, endpoint)
    if key not in known:
        known[key] = url_for(endpoint)
    return known[key]

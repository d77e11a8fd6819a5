"""The frame around every page (head, top bar, foot): kept by what it depends on, filled in for each reader.

It differs by language, roles, section and theme: a handful of variants. What is personal in it is what
the templates take from ``me`` (name, library, unread number, form token), put in afterwards.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, render_template, request
from flask_babel import get_locale, ngettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from forum.web import navigation
from forum.web.kept_blocks import SLOT, Block, cut, kept_blocks
from forum.web.pages import site_name
from forum.web.security import csp_nonce


class Marks:
    """Stands for the reader while a part is rendered: every value is a slot; their order is kept."""

    def __init__(self) -> None:
        self.order: list[str] = []

    def __getattr__(self, name: str) -> Markup:
        if name not in VALUES:
            raise AttributeError(name)
        self.order.append(name)
        return Markup(SLOT)  # noqa: S704 - a single control character


def install(app: Flask) -> None:
    """Give templates ``frame(part)``, a part of ``templates/layouts``, and the filter ``initials``."""
    app.jinja_env.filters["initials"] = initials
    app.jinja_env.globals["frame"] = frame


def frame(part: str) -> Markup:
    """One part of the frame for the reader of this request."""
    member: Any = current_user
    key = (
        "frame",
        part,
        str(get_locale()),
        member.roles,
        member.theme,
        member.is_authenticated,
        navigation.section(),
        request.script_root,
        site_name(),
    )
    return kept_blocks.get(key, lambda: _make(part)).fill(lambda name: str(VALUES[name]()))


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letters of the first and last word of a name, for the cover that stands in for a picture."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


def _make(part: str) -> Block:
    marks = Marks()
    return cut(render_template(f"layouts/_{part}.html", me=marks), marks.order)


def _unread() -> Markup:
    count = current_user.unread_notifications
    if not count:
        return Markup("")
    words = ngettext("%(num)s unread", "%(num)s unread", count)
    return Markup('<b aria-hidden="true">{}</b><span class="vh"> ({})</span>').format(
        count if count < 100 else "99+", words
    )


VALUES: dict[str, Callable[[], Any]] = {
    "nonce": csp_nonce,
    "form_token": generate_csrf,
    "id": lambda: current_user.id,
    "name": lambda: escape(current_user.display_name),
    "library": lambda: escape(current_user.library_name),
    "initials": lambda: escape(initials(current_user.display_name)),
    "cloth": lambda: current_user.id % 8,
    "unread": _unread,
}

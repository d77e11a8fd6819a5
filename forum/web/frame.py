"""The frame around every page (head, top bar, foot): kept by what it depends on, filled in for each reader.

It differs by language, roles, section and theme: a handful of variants. What is personal in it is what
the templates take from ``me`` (name, library, unread number, form token), put in afterwards.
"""

from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, render_template, request, session
from flask_babel import ngettext
from flask_wtf.csrf import generate_csrf
from jinja2 import Template
from markupsafe import Markup, escape

from forum.core.clock import now
from forum.core.policy import can
from forum.web import locale, navigation, sent_once
from forum.web.kept_blocks import Block, Encoded, cut_at_names, kept_blocks, kept_frames, kept_pages, mark, splice
from forum.web.pages import site_name, this_member
from forum.web.security import csp_nonce

MOST_READERS = 1024


class Marks:
    """Stands for the reader while something is rendered for all: every value is a slot."""

    def __getattr__(self, name: str) -> Markup:
        if name not in VALUES:
            raise AttributeError(name)
        return mark(name)


class Anybody:
    """Stands for ``current_user`` in a page that is kept for all readers: nothing personal can be asked of it."""

    def __init__(self, member: Any) -> None:
        self.is_authenticated: bool = member.is_authenticated
        self.theme: str = member.theme
        self.roles: frozenset[str] = member.roles


# Whether a whole page is being rendered for all its readers.
_for_all: ContextVar[bool] = ContextVar("for_all", default=False)


def install(app: Flask) -> None:
    """Give templates ``frame(part)``, a part of ``templates/layouts``, and the filter ``initials``."""
    app.jinja_env.filters["initials"] = initials
    app.jinja_env.globals.update(frame=frame, csrf_token=form_token, once_key=once_key)


def frame(part: str) -> Markup:
    """One part of the frame for the reader of this request."""
    block = kept_frames.get((part, *_sort_of_reader()), lambda: _make(part))
    return block.fill(mark if _for_all.get() else values_for(this_member()))


def form_token() -> str:
    """The token every form carries, for templates."""
    return mark("form_token") if _for_all.get() else _own_form_token()


def once_key() -> str:
    """The key that lets a form do its work once (``forum.web.sent_once``), for templates."""
    return mark("once") if _for_all.get() else sent_once.new_key()


def _own_form_token() -> str:
    """The token of this session, signed once: it is valid as long as the session."""
    of_session = session.get("csrf_token")
    return _signed(of_session, current_app.secret_key) if of_session else generate_csrf()


@lru_cache(maxsize=MOST_READERS)
def _signed(_of_session: str, _secret: Any) -> str:
    token: str = generate_csrf()
    return token


def page_for_all(
    key: tuple[Hashable, ...],
    template: str | Template,
    inside: Mapping[str, Block] | None = None,
    late: Callable[[], Mapping[str, Any]] = dict,
    **context: Any,
) -> Block:
    """A whole page, rendered once for all readers with this key (and language, roles, theme) and kept.

    Nothing personal may be in ``context``; the template finds no ``current_user`` to ask. What each reader gets
    are the slots: those of the frame (``values_for``), those that ``context`` holds as ``mark(name)``, and those of the
    blocks that go ``inside`` it under a name. ``late`` gives the part of the context that costs something; it is
    called when the page is drawn.
    """
    blocks = inside or {}

    def make() -> Block:
        token = _for_all.set(True)
        try:
            slots = {name: mark(name) for name in blocks}
            someone = Anybody(this_member())
            fixed = {"current_user": someone, "csrf_token": form_token, "can": _not_for_all}
            html = render_template(template, **fixed, **slots, **context, **late())
        finally:
            _for_all.reset(token)
        if _own_form_token() in html:
            raise RuntimeError(f"{template} holds the form token of one reader")
        page = cut_at_names(html)
        for name, block in blocks.items():
            page = splice(page, name, block)
        return page

    return kept_blocks.get((template, *key, *_sort_of_reader()), make)


def values_for(member: Any) -> Callable[[str], str]:
    """What stands in the slots of the frame for this reader, each made once however often it is asked for."""
    made = _about(member, locale.current()).copy()

    def value(name: str) -> str:
        known = made.get(name)
        if known is None:
            known = made[name] = str(VALUES[name](member))
        return known

    return value


@lru_cache(maxsize=MOST_READERS)
def _about(member: Any, _locale: str) -> dict[str, str]:
    """The slots that say who is reading, as long as the same is known of them."""
    return {name: str(value(member)) for name, value in ABOUT.items()}


def _not_for_all(action: str, _subject: object = None) -> None:
    """What one reader may do has no place in a page for all: the view asks, and says so in context and key."""
    raise RuntimeError(f"a page for all readers asks whether somebody may {action}")


def render_for_all(
    key: tuple[Hashable, ...], template: str, slots: dict[str, Markup], late: Callable[[], Mapping[str, Any]] = dict
) -> str:
    """A page that is kept for all readers but for what stands in ``slots``; one with a message for its reader is not.

    What ``late`` adds to the context when the page is drawn is told apart by ``key``. A slot may not be called as one
    of the frame's (``ValueError``).
    """
    if not VALUES.keys().isdisjoint(slots):
        raise ValueError(f"the frame has slots of these names: {sorted(VALUES.keys() & slots.keys())}")
    if session.get("_flashes"):
        return render_template(template, **late(), **slots)
    open_slots: dict[str, Any] = {name: mark(name) for name in slots}
    page = page_for_all(key, template, late=late, **open_slots)
    of_frame = values_for(this_member())
    return page.fill(lambda name: slots[name] if name in slots else of_frame(name))


def page_with_list(
    key: tuple[Hashable, ...], template: str, shown: Hashable, draw_list: Callable[[], str], **context: Any
) -> str | bytes:
    """A page that is kept for all readers but for what is ``listed``, and with that for all who are shown the same.

    What is in ``context`` is told apart by ``key``, what ``draw_list`` draws by ``shown`` and the language. It is kept
    for a minute of the clock, so that "so long ago" is right to the minute. A page with a message for its reader is
    not kept.
    """
    if session.get("_flashes"):
        drawn = Markup(draw_list())  # noqa: S704 - rendered by an autoescaping template
        return render_template(template, listed=drawn, **context)
    whole = page_for_all(key, template, listed=mark("listed"), **context)

    def make() -> Encoded:
        # A page without anything listed has no place for it.
        return whole.settle({"listed": draw_list()} if "listed" in whole.subjects else {})

    minute = now().replace(second=0, microsecond=0)
    return kept_pages.get((whole, shown, minute), make).fill(values_for(this_member()))


def _sort_of_reader() -> tuple[Hashable, ...]:
    """Everything about reader and request that the frame depends on, but for what stands in slots."""
    member = this_member()
    return (
        locale.current(),
        member.roles,
        member.theme,
        member.is_authenticated,
        navigation.section(),
        request.script_root,
        site_name(),
        _allowed(member, current_app.extensions["frame_rules"]),
    )


@lru_cache(maxsize=MOST_READERS)
def _allowed(member: Any, rules: tuple[str, ...]) -> tuple[bool, ...]:
    """What a feature shows in the frame by a rule that looks at more than roles."""
    return tuple(bool(can(member, rule)) for rule in rules)


@lru_cache(maxsize=MOST_READERS)
def initials(name: str) -> str:
    """The first letters of the first and last word of a name, for the cover that stands in for a picture."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


def _make(part: str) -> Block:
    return cut_at_names(render_template(f"layouts/_{part}.html", me=Marks()))


def _unread(member: Any) -> Markup:
    count = member.unread_notifications
    if not count:
        return Markup("")
    words = ngettext("%(num)s unread", "%(num)s unread", count)
    return Markup('<b aria-hidden="true">{}</b><span class="vh"> ({})</span>').format(
        count if count < 100 else "99+", words
    )


ABOUT: dict[str, Callable[[Any], Any]] = {
    "id": lambda member: member.id,
    "name": lambda member: escape(member.display_name),
    "library": lambda member: escape(member.library_name),
    "initials": lambda member: escape(initials(member.display_name)),
    "cloth": lambda member: member.id % 8,
    "unread": _unread,
}
VALUES: dict[str, Callable[[Any], Any]] = ABOUT | {
    "nonce": lambda _member: csp_nonce(),
    "form_token": lambda _member: _own_form_token(),
    "once": lambda _member: sent_once.new_key(),
}

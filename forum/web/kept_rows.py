"""Rows of lists, kept as HTML: the same thing in the same language is drawn once, for all readers and lists.

In templates ``{{ kept(macro, things, …) }}`` stands for ``macro(thing, …)`` of each, where what the macro draws depends
on nothing but the thing, the further arguments and the language. Things are told apart by identity or by all their
fields, so what changes is another thing and drawn anew; what of it changes by the clock alone, a thing names in
``by_the_clock``. Times "so long ago" are put in afterwards, for they change
by themselves.
"""

from collections.abc import Callable, Hashable, Iterable
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask
from markupsafe import Markup

from forum.web import locale
from forum.web.kept_blocks import SLOT, Block, KeptBlocks, cut, kept_heavy, kept_rows

# The times met while a row is being drawn for keeping; None while nothing is.
_moments: ContextVar[list[datetime] | None] = ContextVar("moments", default=None)


def install(app: Flask) -> None:
    """Give templates ``kept()`` and ``kept_few()``."""
    app.jinja_env.globals.update(kept=kept, kept_few=kept_few)


def kept(macro: Callable[..., str], things: Iterable[Any], *options: Any) -> Markup:
    """What the macro draws of the things, one after the other."""
    keyed = ((thing, (thing, getattr(thing, "by_the_clock", None))) for thing in things)
    return _draw_all(kept_rows, macro, keyed, options)


def kept_few(macro: Callable[..., str], things: Iterable[Any], *options: Any) -> Markup:
    """The same for things that are not kept themselves, for their size: ``kept_as`` says all that is drawn of them."""
    return _draw_all(kept_heavy, macro, ((thing, thing.kept_as) for thing in things), options)


def _draw_all(
    blocks: KeptBlocks[Block],
    macro: Callable[..., str],
    keyed: Iterable[tuple[Any, Hashable]],
    options: tuple[Any, ...],
) -> Markup:
    from forum.web.filters import ages  # which needs this module

    # The macro's name, unlike any other's, and not the macro: that is another object for every page that imports it.
    name, language, age = getattr(macro, "name", macro), locale.current(), ages()
    rows = []
    for thing, told_apart in keyed:
        block = blocks.get((name, told_apart, options, language), partial(_draw, partial(macro, thing, *options)))
        rows.append(block.fill(age))
    return Markup("".join(rows))  # noqa: S704 - rendered by autoescaping templates


def slot_for(moment: datetime) -> str | None:
    """The mark to put in the place of "so long ago" while something is being kept; else None."""
    moments = _moments.get()
    if moments is None:
        return None
    moments.append(moment)
    return SLOT


def _draw(render: Callable[[], str]) -> Block:
    moments: list[datetime] = []
    token = _moments.set(moments)
    try:
        html = render()
    finally:
        _moments.reset(token)
    return cut(html, moments)

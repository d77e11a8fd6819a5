"""THE list: what the product is made of. A feature is switched on by its lines here and nowhere else."""

from collections.abc import Callable

import click
from flask import Blueprint, Flask

# Tables and outbox handlers are known once their module is imported; those that no line below imports stand here.
import forum.core.activity
import forum.core.outbox
import forum.web.kept_forms  # noqa: F401
from forum.core import kinds
from forum.web import health
from forum.web.navigation import Entry

# In the order in which their URLs are matched.
BLUEPRINTS: list[Blueprint] = [
    health.blueprint,
]

# Groups and commands of the `forum` script.
CLI_GROUPS: list[click.Command] = []

# Kinds of content, by which features refer to each other's things.
KINDS: list[kinds.Kind] = []

# What the search index takes its documents from (forum.search.documents).
SEARCH_SOURCES: list[object] = []

# Kinds of notification (forum.notifications).
NOTIFICATION_KINDS: list[object] = []

# Loaders of starter and demo content, called in this order by `forum demo`; each takes no argument,
# flushes only, and changes nothing when it runs again.
DEMO_LOADERS: list[Callable[[], None]] = []

# The main menu, in order.
NAVIGATION: list[Entry] = []


def install(app: Flask) -> None:
    """Attach everything in the lists to the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for kind in KINDS:
        kinds.register(kind)
    app.extensions["search_sources"] = SEARCH_SOURCES
    app.extensions["notification_kinds"] = NOTIFICATION_KINDS
    app.extensions["navigation"] = NAVIGATION

"""What stands between Flask and the features: security, errors, assets, languages, navigation, logs.

``prepare`` runs before the extensions and features, ``install`` after them.
"""

from flask import Flask

from forum.web import (
    access,
    assets,
    errors,
    filters,
    frame,
    kept_blocks,
    kept_rows,
    locale,
    logging,
    navigation,
    numbers,
    pages,
    request,
)


def prepare(app: Flask) -> None:
    """Set up what features may need while they are attached."""
    app.response_class = pages.Answer
    logging.configure(app)
    pages.set_up_templates(app)
    request.install(app)
    numbers.install(app)


def install(app: Flask) -> None:
    """Switch on what needs all features: error pages, assets, template helpers, the access rule."""
    assets.install(app)
    filters.install(app)
    locale.install(app)
    navigation.install(app)
    kept_blocks.install(app)
    kept_rows.install(app)
    frame.install(app)
    errors.install(app)
    access.install(app)
    request.wrap(app)

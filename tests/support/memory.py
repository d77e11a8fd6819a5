"""Empties what the application remembers in the process: ids start at 1 again in every test."""

from flask import Flask


def forget_everything(app: Flask) -> None:
    """Clear the caches of identities, rendered blocks and settings, and let go of the search index."""
    from forum.accounts import identity
    from forum.discussions.queries import first_steps
    from forum.web.kept_blocks import kept_blocks, kept_frames, kept_heavy, kept_pages, kept_rows

    identity._cached.clear()
    first_steps.forget()
    kept_blocks.clear()
    kept_frames.clear()
    kept_rows.clear()
    kept_heavy.clear()
    kept_pages.clear()
    app.extensions["unchanged"].clear()
    app.extensions.pop("search_engines", None)
    app.extensions.pop("network_settings", None)

"""Which search engine this installation uses."""

from pathlib import Path

from flask import current_app

from forum.search.engine import SearchEngine

NOT_YET = (
    "The PostgreSQL search engine is not available yet; use --engine whoosh or FORUM_SEARCH_ENGINE=whoosh."
)


class EngineNotAvailable(Exception):
    """An engine was asked for that this version does not have; the message says so in one sentence."""


def make_engine(name: str, base: Path) -> SearchEngine:
    """An engine by name ("whoosh", or "auto" for the best there is); raises EngineNotAvailable."""
    if name == "postgresql":
        raise EngineNotAvailable(NOT_YET)
    from forum.search.whoosh_engine import WhooshEngine

    return WhooshEngine(base)


def get_engine() -> SearchEngine:
    """The engine of the current application, made at first use; raises EngineNotAvailable."""
    engine: SearchEngine | None = current_app.extensions.get("search_engine")
    if engine is None:
        config = current_app.config
        engine = make_engine(config["SEARCH_ENGINE"], Path(config["INDEX_DIR"]))
        current_app.extensions["search_engine"] = engine
    return engine

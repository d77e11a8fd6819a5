"""Which search engine this installation uses."""

import logging
from pathlib import Path

from flask import current_app

from forum.search.engine import SearchEngine

log = logging.getLogger(__name__)

NOT_YET = "The PostgreSQL search engine is not available yet: use whoosh."


class EngineNotAvailable(Exception):
    """An engine was asked for that this version does not have; the message says so in one sentence."""


def make_engine(name: str, base: Path) -> SearchEngine:
    """An engine by name ("whoosh", or "auto" for the best there is); raises EngineNotAvailable."""
    if name == "postgresql":
        raise EngineNotAvailable(NOT_YET)
    from forum.search.whoosh_engine import WhooshEngine

    return WhooshEngine(base)


def get_engine() -> SearchEngine:
    """The engine of the current application, made at first use.

    A setting that asks for an engine this version does not have is logged, and the best there is used.
    """
    name, base = current_app.config["SEARCH_ENGINE"], Path(current_app.config["INDEX_DIR"])
    engines: dict[tuple[str, Path], SearchEngine] = current_app.extensions.setdefault("search_engines", {})
    if (name, base) not in engines:
        try:
            engines[name, base] = make_engine(name, base)
        except EngineNotAvailable as error:
            log.warning("%s", error)
            engines[name, base] = make_engine("auto", base)
    return engines[name, base]

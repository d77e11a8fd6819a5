"""Which engine an installation gets."""

from pathlib import Path
from typing import Any

import pytest

from forum.core.database import open_engine
from forum.search.current import EngineNotAvailable, get_engine, make_engine, scratch_engine


def test_the_best_engine_there_is_depends_on_the_database(app: Any, database: str) -> None:
    app.config["SEARCH_ENGINE"] = "auto"
    assert get_engine().name == ("postgresql" if database == "postgresql" else "whoosh")


def test_whoosh_can_be_chosen_on_any_database(app: Any) -> None:
    app.config["SEARCH_ENGINE"] = "whoosh"
    assert get_engine().name == "whoosh"


@pytest.mark.sqlite
def test_postgresql_without_its_database_is_said_and_search_goes_on(app: Any, caplog: Any) -> None:
    app.config["SEARCH_ENGINE"] = "postgresql"
    assert get_engine().name == "whoosh"
    assert "needs a PostgreSQL database" in caplog.text


def test_an_unknown_engine_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(EngineNotAvailable, match="whoosh or postgresql"):
        make_engine("elastic", tmp_path)
    with pytest.raises(EngineNotAvailable, match="needs a PostgreSQL database"):
        make_engine("postgresql", tmp_path, open_engine("sqlite://"))


def test_a_scratch_engine_leaves_nothing_behind(search_database: Any) -> None:
    address = search_database.url.render_as_string(hide_password=False)
    with scratch_engine("postgresql", address) as engine:
        engine.rebuild([], lambda _: {})
        assert engine.health().ok
    with search_database.connect() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'forum_scratch%%'")
        assert left.scalar() == 0

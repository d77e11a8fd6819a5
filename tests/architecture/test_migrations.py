"""The migrations make exactly the tables of the models, and can be undone, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from forum.cli.schema import alembic_config
from tests.support.postgres import PostgresServer


@pytest.fixture
def empty_app(request: pytest.FixtureRequest, database: str, worker_name: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without tables."""
    from config import Testing
    from forum import create_app
    from forum.extensions import db

    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    if database == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database(f"forum_{worker_name}_migrations")
    app = create_app(Testing(environ={}, DATABASE_URL=url, DATA_DIR=tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _upgrade() -> None:
    command.upgrade(alembic_config(), "head")


def test_there_is_one_head():
    heads = ScriptDirectory.from_config(alembic_config()).get_heads()
    assert len(heads) == 1, f"{len(heads)} heads {heads}: rebase the newest migration on the other."


def test_migrations_make_what_the_models_say(empty_app: Flask):
    from forum.core.orm import Model
    from forum.extensions import db

    _upgrade()
    with db.engine.connect() as connection:
        options = {"compare_type": True, "target_metadata": Model.metadata}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Model.metadata)
    assert not differences, f"Models and migrations differ; write a migration with `forum revision`: {differences}"


def test_migrations_can_be_undone_and_done_again(empty_app: Flask):
    from forum.extensions import db

    _upgrade()
    tables = set(inspect(db.engine).get_table_names())
    command.downgrade(alembic_config(), "base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert not left, f"downgrade leaves {sorted(left)}"
    _upgrade()
    assert set(inspect(db.engine).get_table_names()) == tables


def test_announcements_fit_after_the_upgrade_and_become_discussions_before_it(empty_app: Flask):
    """The constraint on the kind of a thread is not among what the comparison above looks at."""
    from forum.extensions import db
    from tests.factories import make_member, make_thread

    _upgrade()
    make_thread(make_member(roles=("coordinator",)), kind="announcement")
    db.session.commit()
    with pytest.raises(IntegrityError, match="kind"):
        db.session.execute(text("UPDATE thread SET kind = 'poem'"))
    db.session.remove()
    command.downgrade(alembic_config(), "0002")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT kind FROM thread")).scalar_one() == "discussion"
        with pytest.raises(IntegrityError, match="kind"):
            connection.execute(text("UPDATE thread SET kind = 'announcement'"))

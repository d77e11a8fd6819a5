"""SQLite as it is opened: durable, with foreign keys, and with the write lock where something is written."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from forum.core.database import open_engine, set_writing, writing


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))"))
    return engine


def test_settings_of_a_connection(engine: Engine) -> None:
    with engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO child VALUES (7)"))


def test_schema_changes_roll_back(engine: Engine) -> None:
    with pytest.raises(RuntimeError), engine.begin() as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("SELECT * FROM half"))


def test_a_writer_takes_the_lock_when_it_begins_and_a_reader_does_not(engine: Engine) -> None:
    other = sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None)
    set_writing(False)
    with engine.begin():
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    with writing(), engine.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    set_writing(True)
    other.close()


def test_writers_wait_for_one_another_instead_of_failing(engine: Engine) -> None:
    def count_up() -> None:
        for _ in range(20):
            with engine.begin() as connection:
                highest = connection.execute(text("SELECT coalesce(max(id), 0) FROM parent")).scalar_one()
                time.sleep(0.001)
                connection.execute(text("INSERT INTO parent VALUES (:id)"), {"id": highest + 1})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM parent")).scalar() == 80


def test_a_page_that_is_read_sees_one_moment(engine: Engine) -> None:
    set_writing(False)
    with engine.begin() as reader:
        before = reader.execute(text("SELECT count(*) FROM parent")).scalar()
        with writing(), engine.begin() as writer:
            writer.execute(text("INSERT INTO parent VALUES (1)"))
        assert reader.execute(text("SELECT count(*) FROM parent")).scalar() == before
    set_writing(True)

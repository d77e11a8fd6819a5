"""Prepared selects give what SQLAlchemy gives, on both databases; and when and where a page reads."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Integer, bindparam, literal, select, text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from forum.accounts.models import Member
from forum.core import reading
from forum.core.database import reading as only_reading
from forum.core.prepared import Prepared
from forum.discussions.models import Space
from forum.extensions import db
from tests.factories import make_member, make_space

NAMES = select(Member.id, Member.display_name.label("name"), Member.created_at, Member.is_active, literal(7).label("n"))
BY_IDS = NAMES.where(Member.id.in_(bindparam("ids", expanding=True))).order_by(Member.id)


@pytest.fixture
def request_reading(app):
    """The reading of a request that only reads."""
    db.session.rollback()
    with only_reading():
        yield reading.begin(db.engine)
        reading.end()


@pytest.fixture
def members(app, db_session):
    made = [make_member(display_name=name) for name in ("An", "Bo", "Cé")]
    ids = [member.id for member in made]
    db_session.commit()
    return ids


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_are_those_of_sqlalchemy_for_lists_of_any_length(members, request_reading, count):
    values = {"ids": members[:count]}
    expected = [tuple(row) for row in db.session.execute(BY_IDS, values)]
    db.session.rollback()
    assert len(expected) == count
    assert Prepared(BY_IDS).all(values) == expected


def test_types_are_converted_both_ways(members, request_reading):
    moment = datetime(2020, 1, 2, 3, 4, tzinfo=UTC)
    later = Prepared(NAMES.where(Member.created_at > bindparam("moment", type_=Member.created_at.type)), named=True)
    row = later.first({"moment": moment})
    assert row.created_at.tzinfo is not None and row.is_active is True and (row.name, row.n) == ("An", 7)
    assert later.first({"moment": datetime(2100, 1, 1, tzinfo=UTC)}) is None
    with pytest.raises(ValueError, match="naive datetime"):
        later.first({"moment": datetime(2020, 1, 1)})


def test_nothing_is_mixed_up_between_two_uses(members, request_reading):
    one = Prepared(NAMES.where(Member.id == bindparam("id")).limit(bindparam("limit", type_=Integer())))
    assert [one.first({"id": number, "limit": 1})[1] for number in members] == ["An", "Bo", "Cé"]


def test_a_missing_value_is_an_error_and_no_silent_null(members, request_reading):
    one = Prepared(NAMES.where(Member.id == bindparam("id")))
    for _ in range(2):
        with pytest.raises((KeyError, SQLAlchemyError)):
            one.all({})
        one.all({"id": members[0]})


def test_errors_are_those_of_sqlalchemy(app, request_reading):
    with pytest.raises(SQLAlchemyError, match="nowhere") as caught:
        reading.run("SELECT * FROM nowhere", ())
    assert db.engine.dialect.name == "sqlite" or isinstance(caught.value, ProgrammingError)


def test_reads_see_what_the_session_has_written(app, db_session):
    space = make_space(title="Net gemaakt")
    titles = Prepared(select(Space.title).where(Space.id == bindparam("id")))
    reading.begin(db.engine)
    try:
        with only_reading():
            assert titles.scalars({"id": space.id}) == ["Net gemaakt"]
        assert reading.everything_read() is None
    finally:
        reading.end()


TITLES = Prepared(select(Space.title).order_by(Space.id))


def test_a_request_keeps_its_connection_and_the_next_one_sees_what_came_in_between(app, db_session):
    make_space(title="Eerst")
    db_session.commit()
    with only_reading():
        first = reading.begin(db.engine)
        assert TITLES.scalars({}) == ["Eerst"]
        used = first.connection
        reading.end()
        assert first.connection is None
        with db.engine.begin() as other:
            other.execute(text("UPDATE space SET title = 'Dan'"))
        second = reading.begin(db.engine)
        assert TITLES.scalars({}) == ["Dan"]
        assert second.connection is used
        reading.end()


def test_a_reading_knows_when_others_asked_too(members, request_reading):
    Prepared(BY_IDS).all({"ids": members})
    assert reading.everything_read() is request_reading and len(request_reading.reads) == 1
    db.session.execute(BY_IDS, {"ids": members})
    assert reading.everything_read() is None
    db.session.rollback()
    assert reading.everything_read() is request_reading
    reading.connection()
    db.session.rollback()
    assert reading.everything_read() is None


@pytest.mark.postgresql
def test_a_database_that_was_restarted_is_connected_to_again(app, request_reading):
    assert TITLES.scalars({}) == []
    lost = request_reading.connection.info.backend_pid
    request_reading.end()
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": lost})
    reading.begin(db.engine)
    assert TITLES.scalars({}) == []
    assert reading.current().connection.info.backend_pid != lost


def test_a_process_that_forks_gives_up_its_connections(app, request_reading):
    TITLES.scalars({})
    reading.disconnect()
    reading.begin(db.engine)
    assert TITLES.scalars({}) == []

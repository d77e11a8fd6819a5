"""What counts as new where all spaces are looked at together: the liveliest threads one may see, and no more."""

import pytest

from forum.discussions import queries
from forum.discussions.queries import spaces, threads, unread
from tests.factories import actor, make_library, make_member, make_space, make_thread


@pytest.fixture
def only_two(monkeypatch):
    def forget():
        threads._statement.cache_clear()
        spaces._spaces.cache_clear()

    monkeypatch.setattr(unread, "NEW_AMONG", 2)
    forget()
    yield
    forget()


def test_the_start_page_and_the_list_of_spaces_look_at_the_liveliest_threads(app, only_two):
    reader = actor(make_member())
    space = make_space()
    made = [make_thread(make_member(), space=space) for _ in range(3)]
    assert [row.id for row in queries.list_new_for(reader)] == [made[2].id, made[1].id]
    assert [row.new_count for row in queries.list_spaces(reader) if row.id == space.id] == [2]
    in_the_space = queries.list_threads(reader, space_id=space.id, show="new").items
    assert [row.id for row in in_the_space] == [thread.id for thread in reversed(made)]


def test_what_one_may_not_see_takes_nobody_s_place_among_them(app, only_two):
    reader = actor(make_member())
    mine = make_thread(make_member(), space=make_space())
    library_id = make_library().id
    theirs = make_space(audience=f"library:{library_id}")
    for _ in range(3):
        make_thread(make_member(library_id=library_id), space=theirs)
    assert [row.id for row in queries.list_new_for(reader)] == [mine.id]

"""What counts beside the words: an accepted answer a little more, what was asked before less."""

from collections.abc import Callable
from typing import Any

import pytest

from forum.discussions import services
from forum.discussions.models import Post
from forum.search.current import get_engine
from forum.search.query import parse
from tests.factories import actor, make_member, make_post, make_thread
from tests.search.support import STAFF, keys

ANSWER = "Draai de sorteerband een kwartslag."


@pytest.fixture
def answers(db_session: Any) -> list[Post]:
    """The same answer in two discussions, the older first."""
    asker = make_member()
    return [make_post(make_thread(asker, title=title), body=ANSWER) for title in ("Vastgelopen", "Nog eens")]


def found(db_session: Any, drain: Callable[[], int], words: str) -> list[str]:
    db_session.commit()
    drain()
    return keys(get_engine().search(parse(words), STAFF))


def test_of_equal_answers_the_accepted_one_comes_first(
    db_session: Any, drain: Callable[[], int], answers: list[Post]
) -> None:
    first, second = (f"post:{post.id}" for post in answers)
    assert found(db_session, drain, "sorteerband") == [second, first]
    services.accept_answer(actor(make_member(roles=("administrator",))), answers[0])
    assert found(db_session, drain, "sorteerband") == [first, second]


def test_an_accepted_answer_does_not_pass_what_says_more(
    db_session: Any, drain: Callable[[], int], answers: list[Post]
) -> None:
    better = make_post(
        make_thread(make_member(), title="Sorteerband piept"), body="Die sorteerband: olie op de sorteerband."
    )
    services.accept_answer(actor(make_member(roles=("administrator",))), answers[0])
    assert found(db_session, drain, "sorteerband piept")[0] in {
        f"post:{better.id}",
        f"post:{better.thread.opening_post_id}",
    }


def test_what_was_asked_before_comes_after(db_session: Any, drain: Callable[[], int], answers: list[Post]) -> None:
    first, second = answers
    second.thread.duplicate_of_id = first.thread.id
    assert found(db_session, drain, "sorteerband") == [f"post:{first.id}", f"post:{second.id}"]

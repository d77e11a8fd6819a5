"""Authors and libraries of posts in the index: who wrote it, where they work now, and nothing of the anonymous."""

from collections.abc import Callable
from typing import Any

from forum.accounts.services import members
from forum.search.current import get_engine
from forum.search.engine import Narrowing
from forum.search.query import parse
from tests.factories import actor, make_library, make_member, make_post, make_thread
from tests.search.support import STAFF

Drain = Callable[[], int]


def facets(word: str) -> dict[str, dict[str, int]]:
    found = get_engine().search(parse(word), STAFF).facets
    return {name: dict(found[name]) for name in ("author", "library")}


def test_texts_follow_their_author_to_another_library(db_session: Any, drain: Drain) -> None:
    old, new = make_library(), make_library()
    author, other = make_member(library=old), make_member(library=old)
    thread = make_thread(author, title="Boekenbus", body="rijdt")
    make_post(thread, other, body="Onze boekenbus ook.")
    db_session.commit()
    drain()
    assert facets("boekenbus")["library"] == {f"library:{old.id}": 1}
    members.move_to_library(actor(make_member(roles=("administrator",))), author, new.id)
    db_session.commit()
    drain()
    assert facets("boekenbus")["library"] == {f"library:{old.id}": 1, f"library:{new.id}": 1}
    narrowed = get_engine().search(parse("boekenbus"), STAFF, Narrowing(libraries=frozenset({f"library:{old.id}"})))
    assert [hit.matches for hit in narrowed.hits] == [1]


def test_an_anonymous_question_has_neither_author_nor_library(db_session: Any, drain: Drain) -> None:
    library = make_library()
    asker = make_member(library=library)
    make_thread(asker, title="Pesterijen", anonymous=True)
    db_session.commit()
    drain()
    assert facets("pesterijen") == {"author": {}, "library": {}}
    make_thread(asker, title="Pesterijen elders")
    db_session.commit()
    drain()
    assert facets("pesterijen") == {"author": {f"member:{asker.id}": 1}, "library": {f"library:{library.id}": 1}}

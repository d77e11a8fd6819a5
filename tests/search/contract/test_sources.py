"""Every kind of content the wiring lists for search keeps the promises of ``SearchSource``, on the demo content.

A kind that comes later is tested by being listed and by being in the demo.
"""

from collections.abc import Callable, Collection
from typing import Any

import pytest

from forum import wiring
from forum.accounts.anonymous import get_anonymous_colleague_id
from forum.accounts.identity import Anonymous, get_identity
from forum.accounts.models import Member
from forum.extensions import db
from forum.search import documents
from forum.search.query import parse, split_words
from tests.factories import make_member

ENOUGH = 40


@pytest.fixture
def demo(app: Any, db_session: Any) -> None:
    for load in wiring.DEMO_LOADERS:
        load()
    db.session.flush()


def keys_of(source: documents.SearchSource) -> dict[str, documents.SearchDocument]:
    return source.documents(list(source.all_ids()))


def identities() -> list[Any]:
    """Somebody of each library, with every role the demo gives."""
    rows = db.session.query(Member.id).filter(Member.is_active, Member.source.is_(None)).order_by(Member.id)
    ids = [row.id for row in rows if row.id != get_anonymous_colleague_id()]
    return [get_identity(member_id) for member_id in ids[:ENOUGH]]


def may_find(actor: Any, found: Collection[documents.SearchDocument]) -> set[str]:
    return {one.key for one in found if not actor.tokens.isdisjoint(one.audience)}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("source", wiring.SEARCH_SOURCES, ids=lambda source: source.kind)
def test_a_source_keeps_its_promises(source: documents.SearchSource, make: Callable[..., Any]) -> None:
    made = keys_of(source)
    assert made, f"the demo holds nothing of {source.kind}"
    assert source.count() == len(made)
    assert all(key == one.key and key.startswith(f"{source.kind}:") for key, one in made.items())
    assert {one.kind for one in made.values()} <= source.kinds().keys()
    assert all(str(label) for label in source.kinds().values())
    assert all(one.audience and (one.title or one.body) for one in made.values()), "nobody could find it"
    assert source.documents([]) == source.documents([2**31 - 1]) == {}
    engine = make(made.values())
    readers = identities()
    assert any(may_find(reader, made.values()) for reader in readers)
    for reader in readers:
        # Whom the index lets find it is whom the database shows it: else a total counts what nobody gets to see.
        expected = may_find(reader, made.values())
        assert set(source.hits(reader, list(made))) == expected
        word = next((split_words(one.title)[0] for one in made.values() if one.title and one.key in expected), "")
        if word:
            found = {hit.key for hit in engine.search(parse(word), reader.tokens, limit=100).hits}
            assert found <= expected
            assert set(source.find_like(reader, [word], ENOUGH)) <= expected
    assert source.hits(Anonymous(), list(made)) == {}
    for hit in source.hits(readers[0], list(made)).values():
        assert hit.title and hit.url.startswith("/") and hit.kind in source.kinds()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("source", wiring.SEARCH_SOURCES, ids=lambda source: source.kind)
def test_a_source_knows_what_a_member_wrote_and_where_one_may_look(source: documents.SearchSource) -> None:
    made = keys_of(source)
    authors = [reader.id for reader in identities()]
    written = [f"{source.kind}:{one}" for author in authors for one in source.written_by(author)]
    assert set(written) & made.keys(), "whose library changes must have something to index again"
    newcomer = get_identity(make_member().id)
    for container in source.containers(newcomer):
        assert container.key.partition(":")[2] and container.slug and container.label
    hits = source.hits(newcomer, list(made))
    attached = source.attached([key for key, hit in hits.items() if hit.has_files])
    assert all(name for files in attached.values() for name, _text in files)

"""What is offered while one types, and colleagues among the results."""

from collections.abc import Callable
from typing import Any

import pytest

from forum.accounts.services import members
from forum.search import indexer, suggesting
from forum.search.people import MemberSource
from forum.search.similar import find_similar
from tests.factories import actor, make_library, make_member, make_space, make_thread

Drain = Callable[[], int]


def suggested(member: Any, text: str) -> list[str]:
    return [item.label for group in suggesting.suggest(actor(member), text) for item in group.items]


def test_texts_people_spaces_and_words(db_session: Any, drain: Drain) -> None:
    reader = make_member(display_name="Bruno Maes", function_title="Boekbinder")
    make_space(title="Boekenbus en wijkwerking")
    make_thread(reader, title="De boekenbus is stuk")
    db_session.commit()
    drain()
    groups = {group.icon: [item.label for item in group.items] for group in suggesting.suggest(actor(reader), "boek")}
    assert groups == {
        "chat": ["De boekenbus is stuk"],
        "people": ["Bruno Maes"],
        "spaces": ["Boekenbus en wijkwerking"],
        "search": ["boekbinder", "boekenbus"],
    }
    assert suggested(reader, "stuk boekenb")[0] == "De boekenbus is stuk"
    assert suggested(reader, "stuk boekenb")[-1] == "stuk boekenbus"


def test_nothing_of_what_is_closed_to_the_reader(db_session: Any, drain: Drain) -> None:
    library = make_library()
    closed = make_space(title="Geheimberaad", audience=f"library:{library.id}")
    inside, outside = make_member(library=library), make_member()
    make_thread(inside, closed, title="Geheimzinnig dossier")
    db_session.commit()
    drain()
    assert suggested(inside, "geheim") == ["Geheimzinnig dossier", "Geheimberaad"]
    assert suggested(outside, "geheim") == []


@pytest.mark.parametrize("text", ["", "a", "\0\0", '"', "((", "*" * 40, "-", "in:x", "😀😀", "x" * 5_000, "‮abc", "%_%"])
def test_anything_can_be_typed(db_session: Any, as_member: Any, drain: Drain, text: str) -> None:
    reader = make_member()
    db_session.commit()
    drain()
    suggesting.suggest(actor(reader), text)


def test_the_piece_of_html_costs_few_statements(
    db_session: Any, as_member: Any, drain: Drain, assert_queries: Any
) -> None:
    reader, space = make_member(), make_space()
    for number in range(12):
        make_thread(space=space, title=f"Boekenbus {number}")
    db_session.commit()
    drain()
    client = as_member(reader)
    client.get("/search?q=x")
    with assert_queries(4):
        answer = client._send("GET", "/search/suggest?q=boekenb")
    assert answer.text.count('role="option"') == 6


def test_colleagues_are_found_by_name_function_and_library(db_session: Any, as_member: Any, drain: Drain) -> None:
    library = make_library(short_name="Lokeren")
    found = make_member(display_name="Zoë Verstappen", function_title="Catalografe", library=library)
    reader = make_member()
    db_session.commit()
    indexer.rebuild()
    client = as_member(reader)
    for text in ("verstappen", "zoe", "catalografes lokeren", "lokeren soort:colleague"):
        page = client.get(f"/search?q={text}")
        assert page.click("Zoë Verstappen").url == f"/members/{found.id}", text
    assert "Nothing found" in client.get("/search?q=verstappen&kind=question").main
    assert find_similar(actor(reader), "Zoë Verstappen catalografe").things == []


def test_a_changed_profile_and_a_closed_account_follow(db_session: Any, as_member: Any, drain: Drain) -> None:
    person, reader = make_member(display_name="Zoë Verstappen"), make_member()
    db_session.commit()
    drain()
    members.edit_profile(
        actor(person), person, display_name="Zoë Janssens", function_title="Chauffeur", locale="en", theme="auto"
    )
    db_session.commit()
    drain()
    client = as_member(reader)
    assert "Zoë Janssens" in client.get("/search?q=janssens").main
    assert "Nothing found" in client.get("/search?q=verstappen").main
    members.deactivate_member(actor(make_member(roles=("administrator",))), person)
    db_session.commit()
    drain()
    assert "Nothing found" in client.get("/search?q=janssens").main
    assert MemberSource().hits(actor(reader), [f"member:{person.id}"]) == {}

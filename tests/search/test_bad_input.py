"""Whatever is typed into the search box: a page, in little time, that gives nothing away."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.search import indexer
from forum.search.choices import Choices
from forum.search.facets import make_filters
from forum.search.finding import Wish, find
from tests.factories import actor, make_library, make_member, make_space, make_thread

Drain = Callable[[], int]

ODD = [
    '"',
    '""',
    "((",
    "AND OR NOT",
    "boek " * 2_000,
    "*" * 500,
    "a* " * 500,
    "*a*",
    "😀 📚",
    "مكتبة עברית",
    "\u202eabc",
    "\0",
    "bib\0liotheek",
    "'; DROP TABLE post; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u200b\u00ad\ufeff",
    "in:",
    'in:"',
    "na:0000-00-00 voor:99999",
    "door:% bib:_ soort:'",
    "-in:x -door:y -",
    "%00%0a",
    "{{ 7*7 }}",
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: repr(text[:12]))
def test_odd_input_gives_a_page(db_session: Any, as_member: Any, drain: Drain, text: str) -> None:
    reader = make_member()
    make_thread(title="Boek over de bibliotheek")
    db_session.commit()
    drain()
    client = as_member(reader)
    client.get("/search", query={"q": "boek"})
    began = time.process_time()
    page = client.get("/search", query={"q": text})
    client.get(
        "/search", query={"q": text, "kind": text[:50], "author": text[:50], "page": text[:5], "period": text[:9]}
    )
    assert time.process_time() - began < 2
    assert "<script>alert" not in str(page.soup)
    assert not page.all("img[onerror]")


def without_typed(page: Any, typed: str) -> str:
    """The page as it is for anything typed: without the words themselves and what differs between requests."""
    text = re.sub(r'(nonce|value|href)="[^"]*"', "", str(page.soup))
    return text.replace(typed, "…")


def test_a_space_one_may_not_see_answers_as_one_that_does_not_exist(
    db_session: Any, as_member: Any, drain: Drain
) -> None:
    library = make_library()
    secret = make_space(title="Directieberaad", slug="directieberaad", audience=f"library:{library.id}")
    inside, outside = make_member(library=library), make_member()
    make_thread(inside, secret, title="Begroting besproken")
    db_session.commit()
    drain()
    seen = as_member(inside).get("/search", query={"q": f"begroting in:{secret.slug}"})
    assert "Begroting besproken" in seen.main
    assert seen.texts(".chip")
    client = as_member(outside)
    for form in ("begroting in:{}", "in:{}", "-in:{}", 'in:"{}" soort:question'):
        there = client.get("/search", query={"q": form.format(secret.slug)})
        nowhere = client.get("/search", query={"q": form.format("zeppelinveld")})
        assert there.texts(".row-title") == nowhere.texts(".row-title"), form
        assert without_typed(there, secret.slug) == without_typed(nowhere, "zeppelinveld")
    there = client.get("/search", query={"q": "begroting", "container": f"space:{secret.id}"})
    nowhere = client.get("/search", query={"q": "begroting", "container": "space:99999"})
    assert there.main == nowhere.main


PIECES = st.lists(
    st.one_of(
        st.text(max_size=15),
        st.sampled_from(
            [
                "boek",
                ' "',
                "-",
                "*",
                " in:",
                "soort:question ",
                " opgelost:ja ",
                "door:ik ",
                "na:2025 ",
                "\0",
                "((",
                "is:",
            ]
        ),
    ),
    max_size=20,
).map("".join)


@pytest.mark.sqlite
def test_any_text_is_searched_for(db_session: Any, drain: Drain) -> None:
    reader = make_member()
    make_thread(title="Boek over de bibliotheek")
    db_session.commit()
    indexer.rebuild()
    who = actor(reader)
    choices = Choices.of(who)

    @given(PIECES)
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def search(text: str) -> None:
        wish = Wish(text=text.replace("\0", ""))
        found = find(who, wish, choices)
        make_filters(who, wish, found, choices, lambda **changes: "/search")
        assert len(found.hits) <= 3  # the thread, its author and the reader

    search()

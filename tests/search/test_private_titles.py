"""What is closed to a reader changes no answer of any door of search: as if it had never been written."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

from tests.factories import make_library, make_member, make_post, make_space, make_thread

Drain = Callable[[], int]

CHANGING = re.compile(
    r'nonce="[^"]*"|name="(?:csrf_token|once)" value="[^"]*"|value="[^"]*" name="(?:csrf_token|once)"|<time.*?</time>'
)
# Made up, so that nothing but these titles can bring them to a page.
TITLES = [
    f"{first}{second}zonde voor de kwartel"
    for first in ("brom", "glim", "schorre", "twijn", "wolver", "zinder")
    for second in ("aster", "bunder", "korst", "mirre", "pluim")
]
PUBLIC = ("De kopieerbalie blijft dicht", "Wie bedient de kopieerbalie op zondag?", "Leesclub over reizen")


def doors(space: Any, author: Any, library: Any, thread: Any) -> Iterator[tuple[str, str]]:
    """Method and address of everything that is answered from the index or the words in it."""
    yield from (("GET", f"/search?q={word}") for word in ("kopieerbalie", "leesclub", "balie", "reis"))
    # Of each title: its first letters, with a letter wrong, apart, and by another word of its text.
    for number, title in enumerate(TITLES):
        word = title.split()[0]
        for text in (word[:5], word[:5] + "*", f'"{word[:-1]}"', word[:-2] + "x" + word[-1], f"slagzin{number}"):
            yield "GET", f"/search?q={quote_plus(text)}"
        yield "GET", f"/search/suggest?q={word[:6]}"
        yield "POST", f"/threads/similar?title={quote_plus(word[:-2] + ' slagzin' + str(number))}"
    for filtered in (f"in:{space.slug}", f"door:{author.handle}", f"bib:{library.slug}", "soort:vraag", "opgelost:nee"):
        yield "GET", f"/search?q={quote_plus('kopieerbalie ' + filtered)}"
        yield "GET", f"/search?q={quote_plus(filtered)}"
    yield from (("GET", f"/search?q=kopieerbalie&{part}") for part in (f"container=space:{space.id}", "kind=question"))
    yield "GET", f"/threads/{thread.id}/related"
    yield from (("GET", page) for page in ("/search", "/search/saved", "/threads/", "/spaces/", "/"))


def answers(client: Any, list_of_doors: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
    """Status and text of each, without what differs from one answer to the next."""
    found = {}
    for method, address in list_of_doors:
        path, _, title = address.partition("?title=")
        if method == "POST":
            answer = client.raw.post(path, data={"title": title.replace("+", " "), "csrf_token": client.csrf_token()})
        else:
            answer = client.raw.get(address)
        found[method, address] = answer.status_code, CHANGING.sub("", answer.get_data(as_text=True))
    return found


def test_private_titles_change_no_answer(db_session: Any, as_member: Any, drain: Drain) -> None:
    library = make_library()
    closed, author = make_space(audience=f"library:{library.id}"), make_member(library=library)
    threads = [make_thread(title=title, body=f"{title}. Graag raad.") for title in PUBLIC]
    make_post(threads[0], make_member())
    reader = as_member(make_member())
    db_session.commit()
    drain()
    through = list(doors(closed, author, library, threads[0]))
    before = answers(reader, through)
    assert "kopieerbalie" in before["GET", "/search?q=kopieerbalie"][1]
    for number, title in enumerate(TITLES):
        thread = make_thread(author, closed, title=title, body=f"Over de kopieerbalie, slagzin{number}, leesclub.")
        make_post(thread, author, body=f"Antwoord over {title}.")
    db_session.commit()
    drain()
    after = answers(reader, through)
    assert {status for status, _ in (*before.values(), *after.values())} == {200}
    assert [door for door in through if before[door] != after[door]] == []
    inside = as_member(author).get(f"/search?q={TITLES[0].split()[0]}")
    assert TITLES[0] in inside.main, "the search must find them for whoever may see them"

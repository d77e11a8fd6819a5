"""What is measured: each page with the requests that ask for it and the text its answers must have."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from forum.bench import baseline
from forum.bench.seed import FOLLOWERS, LONG_THREAD, Seeded
from forum.bench.visitor import Page, Unexpected, Visitor, token_in
from forum.bench.words import RARE, Writer

_ANCHOR = re.compile(r'id="(bericht-\d+)"')
_NEXT = re.compile(r'rel="next" href="([^"]+)"')
_PAGE_SIZE = 20
WRITTEN_IN = 200

Wire = dict[str, Any]
Requests = Callable[[Visitor], list[Wire]]


@dataclass(frozen=True)
class Scenario:
    """One line of the table: ``server`` is ``forum``, ``cold`` (the same without kept blocks) or ``bare``."""

    key: str
    name: str
    server: str
    requests: Requests
    path: str = ""
    writes: bool = False


def bare() -> list[Scenario]:
    """The pages without a product, which the others are held against."""
    return [
        Scenario("hello", "bare Flask, 13 bytes", "bare", lambda _v: [_wire("GET", "/", text=baseline.HELLO)]),
        Scenario(
            "static",
            "bare Flask, static Jinja page",
            "bare",
            lambda _v: [_wire("GET", "/page", text="</html>")],
        ),
    ]


def reading(seeded: Seeded, visitor: Visitor) -> list[Scenario]:
    """The pages people read; each is asked for once here, to know what must be in it."""
    thread, long = (f"/threads/{number}-{slug}" for number, slug in (seeded.twenties[0], seeded.long))
    number = 5 if seeded.long_length <= LONG_THREAD else seeded.long_length // _PAGE_SIZE // 2
    fifth = _page_of(visitor, long, number)
    name = f"page {number} of {seeded.long_length:,} posts"
    last = _last_anchor(visitor.get(thread))
    etag = visitor.get(thread).headers.get("etag", "")
    search = f"/search?q={RARE}"
    if f"{seeded.rare_hits}" not in _expect(visitor.get(search), "<mark>").body:
        raise Unexpected(f"the search does not find {seeded.rare_hits} posts")
    return [
        _get("home", "home", "/", 'href="/threads/'),
        _get("space", "space, newest 25 threads", f"/spaces/{seeded.space_slug}", 'href="/threads/'),
        _get("thread", "thread of 20 posts, warm", thread, last),
        _get("thread-cold", "thread of 20 posts, nothing kept", thread, last, "cold"),
        _get("long", name, fifth, _last_anchor(visitor.get(fifth))),
        _get("long-cold", f"{name}, nothing kept", fifth, _last_anchor(visitor.get(fifth)), "cold"),
        _not_modified("304", "thread of 20 posts, unchanged (304)", thread, etag),
        _get("search", f"search, {seeded.rare_hits} hits", search, "<mark>"),
    ]


def replying(seeded: Seeded) -> Scenario:
    """Posting replies, spread over many threads."""
    threads = (seeded.others or seeded.twenties)[:WRITTEN_IN]

    def requests(visitor: Visitor) -> list[Wire]:
        start = visitor.number % len(threads)
        return _replies(visitor, threads[start:] + threads[:start])

    return Scenario("reply", "posting a reply", "forum", requests, writes=True)


def replying_to_followers(seeded: Seeded) -> Scenario:
    """Posting replies in one thread, which hundreds follow."""
    name = f"posting a reply, {FOLLOWERS} followers"
    return Scenario("followed", name, "forum", lambda visitor: _replies(visitor, [seeded.followed] * 20), writes=True)


def _replies(visitor: Visitor, threads: Sequence[tuple[int, str]]) -> list[Wire]:
    writer = Writer(visitor.number)
    token = token_in(visitor.get(f"/threads/{threads[0][0]}-{threads[0][1]}"))
    return [
        _wire(
            "POST",
            f"/threads/{number}-{slug}",
            visitor,
            status=303,
            text="bericht-",
            body=urlencode({"csrf_token": token, "body": writer.text()}),
        )
        for number, slug in threads
    ]


def _get(key: str, name: str, path: str, text: str, server: str = "forum") -> Scenario:
    return Scenario(key, name, server, lambda visitor: [_wire("GET", path, visitor, text=text)], path)


def _not_modified(key: str, name: str, path: str, etag: str) -> Scenario:
    """The version is the reader's own, so each asks for it first."""

    def requests(visitor: Visitor) -> list[Wire]:
        own = visitor.get(path).headers.get("etag", etag)
        return [_wire("GET", path, visitor, status=304, text=own, etag=own)]

    return Scenario(key, name, "forum", requests, path)


def _wire(
    method: str,
    path: str,
    visitor: Visitor | None = None,
    *,
    text: str,
    status: int = 200,
    etag: str = "",
    body: str = "",
) -> Wire:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html", "User-Agent: forum-bench"]
    if visitor is not None:
        lines.append(f"Cookie: {visitor.cookie}")
    if etag:
        lines.append(f"If-None-Match: {etag}")
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return {"raw": "\r\n".join(lines) + "\r\n\r\n" + body, "status": status, "text": text}


def _page_of(visitor: Visitor, path: str, number: int) -> str:
    """The address of a later page, found as a reader finds it; the last page when there are not so many."""
    address = path
    for _ in range(number - 1):
        found = _NEXT.search(visitor.get(address).body)
        if not found:
            break
        address = found[1].replace("&amp;", "&")
    return address


def _last_anchor(page: Page) -> str:
    anchors: Sequence[str] = _ANCHOR.findall(page.body)
    if not anchors or len(anchors) > _PAGE_SIZE:
        raise Unexpected(f"a thread page with status {page.status} shows {len(anchors)} posts: {page.body[:300]}")
    return f'id="{anchors[-1]}"'


def _expect(page: Page, text: str) -> Page:
    if page.status != 200 or text not in page.body:
        raise Unexpected(f"status {page.status}, {text!r} is not in the page: {page.body[:300]}")
    return page

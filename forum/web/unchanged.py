"""Says "not modified" before Flask is woken up: the answer to a browser that has the page already.

A page with a version is a function of its address, the browser's cookies and what the database says. When
``forum.web.pages.conditional`` answers with a version, the statements that were asked until then are noted with
the rows they gave, first among them the one that reads whose session this is. When the same browser asks for the
same address again and names that version, they are asked again. If every row is as it was, and nothing that was
concluded from them has ended in the meantime (``forum.core.reading.holds_until``), so is the page. At the least
difference, and wherever something else than those statements was asked, the request goes its usual way.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app, request
from sqlalchemy.exc import DBAPIError

from forum.core import reading
from forum.core.clock import now
from forum.core.reading import FOR_EVER, Read, Reading
from forum.web.logging import member_id
from forum.web.sessions import VerifiedCookies, cookie_in

MOST_NOTED = 512

Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Noted:
    """What an answer with a version depended on."""

    etag: str
    session_cookie: str
    member_id: int | None
    reads: tuple[Read, ...]
    until: datetime

    def still_holds(self, opened: Reading) -> bool:
        """Whether the database gives the same rows, and all that was concluded from them holds."""
        return now() < self.until and all(opened.run(read.sql, read.values) == read.rows for read in self.reads)


class Unchanged:
    """The noted answers of this process, the most recently used ones."""

    def __init__(self, app: Flask, cookies: VerifiedCookies) -> None:
        self._app = app
        self._cookies = cookies
        self._noted: OrderedDict[tuple[str, ...], Noted] = OrderedDict()
        app.extensions["unchanged"] = self

    def find(self, environ: Environ, opened: Reading) -> Noted | None:
        """The answer this browser has already, when it is still the answer."""
        if environ["REQUEST_METHOD"] != "GET":
            return None
        key = _key(environ)
        noted = self._noted.get(key)
        if noted is None or environ.get("HTTP_IF_NONE_MATCH") != noted.etag:
            return None
        try:
            if self._cookies.knows(self._app, noted.session_cookie) and noted.still_holds(opened):
                self._noted.move_to_end(key)
                return noted
        except (DBAPIError, KeyError):
            pass
        self._noted.pop(key, None)
        return None

    def note(self, environ: Environ, noted: Noted) -> None:
        """Remember what an answer depended on."""
        self._noted[_key(environ)] = noted
        while len(self._noted) > MOST_NOTED:
            self._noted.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        self._noted.clear()


def headers_of(etag: str) -> list[tuple[str, str]]:
    """The headers of an answer with a version; a 304 has no others of its own."""
    return [("ETag", etag), ("Cache-Control", "private, no-cache"), ("Vary", "Cookie")]


def note(etag: str) -> None:
    """Note what the answer to this request depended on, if all of that is known: above all, whose session it is."""
    environ, app, read = request.environ, current_app, reading.everything_read()
    cookie = cookie_in(environ.get("HTTP_COOKIE", ""), app.config["SESSION_COOKIE_NAME"])
    if read is None or read.until == FOR_EVER or not cookie or environ["REQUEST_METHOD"] != "GET":
        return
    known: Unchanged = app.extensions["unchanged"]
    known.note(environ, Noted(etag, cookie, member_id(), tuple(read.reads), read.until))


def _key(environ: Environ) -> tuple[str, ...]:
    """The address and the cookies: all of a request that a version may depend on."""
    names = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE")
    return tuple([environ.get(name, "") for name in names])

"""A signed-in browser of the benchmark: signs in through the real form and asks for pages."""

import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from forum.bench.seed import PASSWORD, address_of

TIMEOUT = 30.0
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Unexpected(Exception):
    """The site answered something else than it should; the message says what."""


@dataclass(frozen=True)
class Page:
    """An answer: status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: str


class Visitor:
    """One member at one browser; cookies are kept, also those marked secure: no proxy stands before it."""

    def __init__(self, port: int, number: int) -> None:
        self.number = number
        self.cookies: dict[str, str] = {}
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> Page:
        """Ask for a page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, **fields: str) -> Page:
        """Send a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), headers)

    def sign_in(self) -> float:
        """Open the sign-in page and send it; returns the seconds both took together."""
        began = time.perf_counter()
        token = token_in(self.get("/login"))
        answer = self.post("/login", email=address_of(self.number), password=PASSWORD, csrf_token=token, next="/")
        seconds = time.perf_counter() - began
        if answer.status != 303 or answer.headers.get("location") != "/":
            raise Unexpected(f"signing in answered {answer.status} {answer.headers}: {answer.body[-500:]}")
        # As a browser does: with its first page the cookie is complete, and no other answer sets it again.
        self.get("/")
        return seconds

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Page:
        if self.cookies:
            headers["Cookie"] = self.cookie
        try:
            self._http.request(method, path, body, headers)
            answer = self._http.getresponse()
        except http.client.RemoteDisconnected:
            # On a busy machine the rounds take so long that the server has let go of an idle connection.
            self._http.close()
            if method != "GET":
                raise
            self._http.request(method, path, body, headers)
            answer = self._http.getresponse()
        text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        return Page(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)


def token_in(page: Page) -> str:
    """The form token of a page; raises ``Unexpected`` when it has none."""
    found = _TOKEN.search(page.body)
    if not found:
        raise Unexpected(f"no form token in an answer with status {page.status}: {page.body[:500]}")
    return found[1]

"""The production server with demo data, and real browsers that visit it, for the journeys."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polib
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.support.source import ROOT

PASSWORD = "demo-boekenkast"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
]
COMMAND = [sys.executable, "-c", "from forum.cli.main import main; main()"]
PATIENCE = 10_000
ERROR = '"level": "error"'
# Pages without our script have nothing to wait for.
ENHANCED = """() => !document.querySelector("script[type=module]") || "enhanced" in document.documentElement.dataset"""


def find_chromium() -> str | None:
    """The path of Chromium, or None."""
    return os.environ.get("FORUM_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)


@cache
def _catalogue() -> dict[str, str]:
    path = ROOT / "forum/translations/nl/LC_MESSAGES/messages.po"
    return {entry.msgid: entry.msgstr or entry.msgid for entry in polib.pofile(str(path))}


def nl(msgid: str) -> str:
    """What a Dutch reader sees for a text of the interface."""
    return _catalogue()[msgid]


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, where it logs, and with which environment it was started."""

    address: str
    log: Path
    environment: dict[str, str]

    def forum(self, *arguments: str) -> str:
        """Run a command of the `forum` script beside the server; gives what it printed."""
        command = [*COMMAND, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"forum {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout


@contextmanager
def production_server(directory: Path) -> Iterator[Server]:
    """Migrate, load the demo, index and serve as `make run` does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    environment |= {"FORUM_DATA_DIR": str(directory / "var"), "FORUM_WORKERS": "1", "FORUM_LOG_LEVEL": "WARNING"}
    environment |= {"FORUM_LOG_FORMAT": "json"}
    with (directory / "server.log").open("w") as log:
        common: dict[str, Any] = {"cwd": ROOT, "env": environment, "stdout": log, "stderr": log}
        for command in (["upgrade"], ["demo"], ["search", "rebuild"]):
            finished = subprocess.run([*COMMAND, *command], **common)
            assert finished.returncode == 0, f"forum {command} failed:\n{_tail(directory)}"
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], **common)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address, server, directory)
            yield Server(address, directory / "server.log", environment)
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=15)
            if server.poll() is None:
                server.kill()


def _wait_until_ready(address: str, server: "subprocess.Popen[bytes]", directory: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, f"forum serve stopped:\n{_tail(directory)}"
        with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise AssertionError(f"forum serve did not answer within a minute:\n{_tail(directory)}")


def _cause(record: dict[str, str]) -> str:
    """The errors of a traceback and our own lines in it."""
    lines = record.get("exception", "").splitlines()
    return "\n".join(line for line in lines if "/forum/" in line or (line and not line.startswith(" ")))[:2000]


def _tail(directory: Path) -> str:
    return (directory / "server.log").read_text()[-3000:]


class Visitors:
    """Makes browser contexts, signed in as demo colleagues, and watches what goes wrong in them."""

    def __init__(self, browser: Browser, server: "Server") -> None:
        self.server = server
        self.address = server.address
        self._log = server.log
        self._seen = 0
        self.complaints: list[str] = []
        self._browser = browser
        self._cookies: dict[str, Any] = {}
        self._open: list[BrowserContext] = []

    def visit(self, login: str | None = None, *, shared: bool = True, **options: Any) -> Page:
        """A new browser window on no page yet, signed in as `login` when given.

        With `shared` one session serves all windows of a login; without it a new one is begun.
        """
        options = {"base_url": self.address, "locale": "nl-BE", **options}
        if login is not None:
            cookies = self._cookies.get(login) if shared else None
            options["storage_state"] = cookies or self._sign_in(login, keep=shared)
        context = self._browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        self._open.append(context)
        page = context.new_page()
        if options.get("java_script_enabled", True):
            _wait_for_behaviours(page)
        return page

    def close(self) -> None:
        """Close all windows; fails when a page broke the rules of the house while it was open."""
        for context in self._open:
            context.close()
        self._open.clear()
        complaints, self.complaints = self.complaints, []
        complaints += self._errors_of_server()
        assert not complaints, "\n".join(complaints)

    def _errors_of_server(self) -> list[str]:
        """What the server logged as an error since the last look."""
        text = self._log.read_text(encoding="utf-8")
        new, self._seen = text[self._seen :], len(text)
        records = [json.loads(line) for line in new.splitlines() if ERROR in line]
        return [f"the server logged: {record['event']}\n{_cause(record)}" for record in records]

    def _sign_in(self, login: str, keep: bool) -> Any:
        context = self._browser.new_context(base_url=self.address, locale="nl-BE")
        page = context.new_page()
        sign_in(page, login)
        state = context.storage_state()
        context.close()
        if keep:
            self._cookies[login] = state
        return state

    def _console(self, message: ConsoleMessage) -> None:
        expected = "Failed to load resource" in message.text
        if message.type == "error" and not expected:
            self.complaints.append(f"console of {message.page.url if message.page else '?'}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"a request to another site: {request.url}")


def enhanced(page: Page) -> None:
    """Wait until all behaviours of the page are there (static/js/app.js), after a click that led to it."""
    page.wait_for_function(ENHANCED)


def _wait_for_behaviours(page: Page) -> None:
    """Let the page be ready to be used when one has gone to it: its behaviours come after it is loaded."""
    go = page.goto

    def goto(url: str, **options: Any) -> Any:
        response = go(url, **options)
        enhanced(page)
        return response

    page.goto = goto  # type: ignore[method-assign]


def sign_in(page: Page, login: str) -> None:
    """Sign in through the form."""
    page.goto("/login")
    page.get_by_label(nl("E-mail address")).fill(f"{login}@demo.example")
    page.get_by_label(nl("Password"), exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=nl("Sign in")).click()
    page.wait_for_url("**/")

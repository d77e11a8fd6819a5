"""`forum serve` as a real process: it answers, survives the death of any child, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

WITHIN = 30.0


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def eventually(what: Callable[[], object]) -> object:
    """The first true value of ``what``; fails when there is none in time."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        try:
            if value := what():
                return value
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("did not happen in time")


class Site:
    """A running `forum serve`."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FORUM_")},
            "FORUM_DATA_DIR": str(data),
            "FORUM_LOG_LEVEL": "ERROR",
        }
        self.command("upgrade")
        self.output = data / "output"
        with self.output.open("wb") as output:
            words = [*self.program, "serve", "--port", str(self.port), "--workers", "1"]
            self.process = subprocess.Popen(words, env=self.env, stdout=output, stderr=output)
        self.tree = psutil.Process(self.process.pid)

    program = (sys.executable, "-m", "forum.cli")

    def command(self, *words: str) -> None:
        subprocess.run([*self.program, *words], env=self.env, check=True, capture_output=True)

    def ready(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
            return bool(json.load(answer)["status"] == "ok")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    eventually(site.ready)
    yield site
    everyone = [site.tree, *site.tree.children(recursive=True)] if site.tree.is_running() else []
    for process in everyone:
        process.kill()
    site.process.wait()


@pytest.mark.slow
def test_serving(site: Site) -> None:
    """One start for the whole story, because a start costs a second."""
    text = str(eventually(lambda: "/setup?token=" in site.output.read_text() and site.output.read_text()))
    assert f"http://127.0.0.1:{site.port}" in text

    for _ in range(2):
        children = site.tree.children()
        assert len(children) == 2
        children[-1].kill()
        children[-1].wait()
        eventually(lambda gone=children[-1].pid: len(site.tree.children()) == 2 and not psutil.pid_exists(gone))
        eventually(site.ready)

    everyone = site.tree.children(recursive=True)
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(timeout=20) == 0
    eventually(lambda: not any(process.is_running() for process in everyone))


@pytest.mark.slow
def test_nothing_is_left_behind_when_the_supervisor_is_killed(site: Site) -> None:
    everyone = site.tree.children(recursive=True)
    assert len(everyone) >= 3
    site.process.kill()
    site.process.wait()
    eventually(lambda: not any(process.is_running() for process in everyone))

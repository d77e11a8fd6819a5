"""Starts the servers that are measured, each on a free port, and looks at their processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
READY_WITHIN = 60.0
_FORUM = "from forum.cli.main import main; main()"


class DidNotStart(Exception):
    """A server did not come up; the message holds the end of what it wrote."""


@dataclass(frozen=True)
class Server:
    """A running server and all its processes."""

    port: int
    pid: int

    def pids(self) -> list[int]:
        """The process that was started and everything below it."""
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
                except OSError:
                    continue
                children.setdefault(parent, []).append(int(entry.name))
        found, left = [], [self.pid]
        while left:
            found.append(left.pop())
            left += children.get(found[-1], [])
        return found

    def memory(self) -> float:
        """What all processes hold together, shared pages counted once, in MB."""
        total = 0
        for pid in self.pids():
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024


def forum_command(*arguments: str) -> list[str]:
    """The ``forum`` command of this very installation."""
    return [sys.executable, "-c", _FORUM, *arguments]


def environment(settings: dict[str, str]) -> dict[str, str]:
    """The environment for a process of the scratch installation: nothing of the user's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    return kept | settings


@contextmanager
def serve_forum(settings: dict[str, str], workers: int, log: Path) -> Iterator[Server]:
    """The product as ``forum serve`` runs it, web processes and worker."""
    port = free_port()
    command = forum_command("serve", "--host", HOST, "--port", str(port), "--workers", str(workers))
    with _running(command, environment(settings), port, log) as server:
        yield server


@contextmanager
def serve_baseline(workers: int, log: Path) -> Iterator[Server]:
    """The bare application under the same server with the same options."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--host", HOST]
    command += [
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "1",
        "--log-level",
        "warning",
    ]
    command += ["--no-ws", "forum.bench.baseline:create_app"]
    with _running(command, environment({}), port, log) as server:
        yield server


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], env: dict[str, str], port: int, log: Path) -> Iterator[Server]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output)  # noqa: S603 - our own command
        try:
            _wait_until_ready(process, port, log)
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise DidNotStart("the server did not start:\n" + log.read_text(errors="replace")[-2_000:])

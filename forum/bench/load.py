"""A small closed-loop load generator: keep-alive connections on plain sockets, every answer checked.

Runs as a process of its own, by its path: one job as JSON on standard input, one result as JSON on standard
output. A connection sends its next request as soon as the answer to the last one is complete.
"""

import json
import os
import selectors
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ANSWER_WITHIN = 30.0
CHUNK = 1 << 18
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire, and what its answer must have: status and a text."""

    raw: bytes
    status: int
    text: bytes


@dataclass
class Connection:
    """One kept-alive connection that goes round its requests."""

    sock: socket.socket
    requests: Sequence[Request]
    sent: int = 0
    began: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)
    expected: int = -1
    head: int = 0

    def send(self) -> None:
        """Send the next request."""
        self.buffer.clear()
        self.expected = -1
        request = self.requests[self.sent % len(self.requests)]
        self.sent += 1
        self.began = time.perf_counter()
        self.sock.sendall(request.raw)

    def receive(self) -> bool:
        """Take in what is there; True when the answer is complete."""
        data = self.sock.recv(CHUNK)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.buffer += data
        if self.expected < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.head = end + 4
            self.expected = self.head + _length(bytes(self.buffer[: self.head]))
        return len(self.buffer) >= self.expected

    def complaint(self) -> str:
        """What is wrong with the answer; empty when nothing is."""
        request = self.requests[(self.sent - 1) % len(self.requests)]
        status = int(self.buffer[9:12])
        if status != request.status:
            return f"status {status} instead of {request.status}: {bytes(self.buffer[:300])!r}"
        return "" if request.text in self.buffer else f"{request.text!r} is not in the answer"


def _length(head: bytes) -> int:
    """The length of the body from the head of an answer."""
    lower = head.lower()
    at = lower.find(b"\r\ncontent-length:")
    if at >= 0:
        return int(lower[at + 17 : lower.find(b"\r\n", at + 17)])
    if lower[9:12] in (b"304", b"204"):
        return 0
    raise ValueError(f"an answer without length: {head!r}")


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Carry out one job; raises nothing: what went wrong is in ``error``."""
    connections = [_connect(job, requests) for requests in job["connections"]]
    try:
        with selectors.DefaultSelector() as selector:
            for connection in connections:
                selector.register(connection.sock, selectors.EVENT_READ, connection)
            warmed, _ = _loop(selector, connections, job["warm_up"])
            cpu = _cpu(job["pids"])
            own = time.process_time()
            began = time.perf_counter()
            times, size = _loop(selector, connections, job["seconds"])
            seconds = time.perf_counter() - began
    except (OSError, ValueError) as error:
        return {"error": str(error)}
    finally:
        for connection in connections:
            connection.sock.close()
    return {
        "times": times,
        "warmed": len(warmed),
        "seconds": seconds,
        "bytes": size,
        "cpu": _cpu(job["pids"]) - cpu,
        "own_cpu": time.process_time() - own,
    }


def _connect(job: dict[str, Any], requests: list[dict[str, Any]]) -> Connection:
    sock = socket.create_connection((job["host"], job["port"]), timeout=ANSWER_WITHIN)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made = [Request(one["raw"].encode("latin-1"), one["status"], one["text"].encode()) for one in requests]
    return Connection(sock, made)


def _loop(
    selector: selectors.BaseSelector, connections: list[Connection], seconds: float
) -> tuple[list[float], int]:
    """Send and receive for so long (or so many answers); all answers are waited for."""
    times: list[float] = []
    size = open_requests = 0
    end = time.perf_counter() + seconds
    for connection in connections:
        connection.send()
        open_requests += 1
    while open_requests:
        ready = selector.select(ANSWER_WITHIN)
        if not ready:
            raise OSError(f"no answer within {ANSWER_WITHIN:.0f} s")
        for key, _events in ready:
            connection = key.data
            if not connection.receive():
                continue
            moment = time.perf_counter()
            times.append(moment - connection.began)
            size = connection.expected - connection.head
            if complaint := connection.complaint():
                raise ValueError(complaint)
            if moment < end:
                connection.send()
            else:
                open_requests -= 1
    return times, size


def _cpu(pids: Sequence[int]) -> float:
    """Processor seconds that these processes have used so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def main() -> None:
    """One job in, one result out."""
    json.dump(run(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()

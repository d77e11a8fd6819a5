"""A small closed-loop load generator: keep-alive connections on plain sockets, every answer checked.

Runs as a process of its own, by its path: one job as JSON on standard input, one result as JSON on standard
output. A connection sends its next request as soon as the answer to the last one is complete.
"""

import json
import os
import select
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWER_WITHIN = 30.0
# Of the largest answer.
ROOM = 1 << 20
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire, and what its answer must have: status and a text."""

    raw: bytes
    status: bytes
    text: bytes


class Connection:
    """One kept-alive connection that goes round its requests."""

    def __init__(self, sock: socket.socket, requests: Sequence[Request]) -> None:
        self.sock = sock
        self.requests = requests
        self.next = 0
        self.request = requests[0]
        self.began = 0.0
        self.room = bytearray(ROOM)
        self.view = memoryview(self.room)
        self.filled = self.head = self.expected = 0

    def send(self) -> None:
        """Send the next request."""
        self.request = self.requests[self.next]
        self.next = (self.next + 1) % len(self.requests)
        self.filled = self.expected = 0
        self.began = time.perf_counter()
        self.sock.sendall(self.request.raw)

    def receive(self) -> bool:
        """Take in what is there; True when the answer is complete."""
        got = self.sock.recv_into(self.view[self.filled :])
        if not got:
            raise ConnectionError("the server closed the connection, or an answer is too large")
        self.filled += got
        if not self.expected:
            end = self.room.find(b"\r\n\r\n", 0, self.filled)
            if end < 0:
                return False
            self.head = end + 4
            self.expected = self.head + _length(bytes(self.view[: self.head]))
        return self.filled >= self.expected

    def complaint(self) -> str:
        """What is wrong with the answer; empty when nothing is."""
        request = self.request
        if self.view[9:12] != request.status:
            return f"not status {request.status.decode()}: {bytes(self.view[:300])!r}"
        if self.room.find(request.text, 0, self.filled) < 0:
            return f"{request.text!r} is not in the answer"
        return ""


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
        warmed, _ = _loop(connections, job["warm_up"])
        cpu, own, began = _cpu(job["pids"]), time.process_time(), time.perf_counter()
        times, size = _loop(connections, job["seconds"])
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
    made = [Request(one["raw"].encode(), str(one["status"]).encode(), one["text"].encode()) for one in requests]
    return Connection(sock, made)


def _loop(connections: list[Connection], seconds: float) -> tuple[list[float], int]:
    """Send and receive for so long, and wait for all answers: their times, and the size of the last."""
    times: list[float] = []
    waiting = {connection.sock.fileno(): connection for connection in connections}
    size, clock = 0, time.perf_counter
    end = clock() + seconds
    with select.epoll() as poll:
        for number, connection in waiting.items():
            poll.register(number, select.EPOLLIN)
            connection.send()
        left = len(connections)
        while left:
            ready = poll.poll(ANSWER_WITHIN)
            if not ready:
                raise OSError(f"no answer within {ANSWER_WITHIN:.0f} s")
            for number, _event in ready:
                connection = waiting[number]
                if not connection.receive():
                    continue
                moment = clock()
                times.append(moment - connection.began)
                if complaint := connection.complaint():
                    raise ValueError(complaint)
                if moment < end:
                    connection.send()
                else:
                    size = connection.expected - connection.head
                    left -= 1
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

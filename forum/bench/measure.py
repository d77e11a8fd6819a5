"""Runs the scenarios in rounds, so that other work on the machine disturbs all of them alike."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forum.bench import load
from forum.bench.scenarios import Scenario
from forum.bench.servers import HOST, Server
from forum.bench.visitor import Visitor

ROUNDS = 3
WARM_UP = 0.25
PATIENCE = 120.0


class Failed(Exception):
    """A sample was wrong; the message names the page and what was the matter."""


@dataclass
class Sample:
    """What was seen of one page with so many connections, over all rounds."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    bytes: int = 0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time of all server processes for one answer."""
        return 1000 * self.cpu / len(self.times) if self.times else 0.0

    def percentile(self, part: float) -> float:
        """The time within which this part of the answers came, in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0

    def add(self, result: Mapping[str, Any]) -> None:
        """Take in one round."""
        self.times += result["times"]
        self.seconds += result["seconds"]
        self.cpu += result["cpu"]
        self.bytes = result["bytes"]


Samples = dict[tuple[str, int], Sample]


def run_rounds(
    scenarios: Sequence[Scenario],
    servers: Mapping[str, Server],
    visitors: Sequence[Visitor],
    connections: Sequence[int],
    seconds: float,
    progress: Callable[[], object] = lambda: None,
) -> Samples:
    """Measure every scenario with every number of connections, ``seconds`` in all for each."""
    samples: Samples = {(one.key, count): Sample() for one in scenarios for count in connections}
    rounds = min(ROUNDS, max(1, round(seconds / 0.3)))
    for _ in range(rounds):
        for count in connections:
            for scenario in scenarios:
                result = run_once(scenario, servers[scenario.server], visitors[:count], seconds / rounds)
                samples[scenario.key, count].add(result)
                progress()
    return samples


def run_once(scenario: Scenario, server: Server, visitors: Sequence[Visitor], seconds: float) -> dict[str, Any]:
    """One round of one page in a load process; raises ``Failed``. A connection stands for a visitor."""
    job = {
        "host": HOST,
        "port": server.port,
        "pids": server.pids(),
        "seconds": seconds,
        "warm_up": min(WARM_UP, seconds),
        "connections": [scenario.requests(visitor) for visitor in visitors],
    }
    # By its path and not as a module: then it imports nothing of the product and starts at once.
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, str(Path(load.__file__))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=PATIENCE + seconds,
        check=False,
    )
    result: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr[-1_000:]}
    if "error" in result:
        raise Failed(f"{scenario.name}: {result['error']}")
    return result

"""The table of the benchmark, and what of the targets was met."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forum.bench.measure import Sample, Samples
from forum.bench.scenarios import Scenario


@dataclass
class Figures:
    """Everything one run found out."""

    scenarios: Sequence[Scenario]
    samples: Samples
    connections: Sequence[int]
    statements: Mapping[str, int] = field(default_factory=dict)
    sign_in: Sample = field(default_factory=Sample)
    until_found: Sample = field(default_factory=Sample)
    memory: float = 0.0
    sent: int = 0
    stored: int = 0

    @property
    def most(self) -> int:
        """The largest number of connections, at which ratios are taken."""
        return max(self.connections)

    def ratio(self, key: str, count: int | None = None, to: str = "hello") -> float:
        """Requests a second as a part of those of the bare page with as many connections."""
        count = count or self.most
        base = self.samples[to, count].per_second
        return self.samples[key, count].per_second / base if base else 0.0

    def cpu_ratio(self, key: str, count: int | None = None) -> float:
        """The same by processor time, which other work on the machine disturbs less."""
        count = count or self.most
        cost = self.samples[key, count].cpu_ms
        return self.samples["hello", count].cpu_ms / cost if cost else 0.0


@dataclass(frozen=True)
class Target:
    """One bar: what it is about, what was found, and whether it is met."""

    name: str
    bar: str
    found: Callable[[Figures], tuple[str, bool]]


def _at_least(key: str, part: float, to: str = "hello") -> Callable[[Figures], tuple[str, bool]]:
    def check(figures: Figures) -> tuple[str, bool]:
        ratio = figures.ratio(key, to=to)
        return f"{ratio:.1%}", ratio >= part

    return check


def _p50(key: str, limit: float) -> Callable[[Figures], tuple[str, bool]]:
    def check(figures: Figures) -> tuple[str, bool]:
        milliseconds = figures.samples[key, min(figures.connections)].percentile(0.5)
        return f"{milliseconds:.1f} ms", milliseconds <= limit

    return check


TARGETS = (
    Target("thread page, nothing kept", "≥ 12 %", _at_least("thread-cold", 0.12)),
    Target("thread page, warm", "≥ 25 %", _at_least("thread", 0.25)),
    Target("page 5 of 1,000 posts, of the 20-post page", "≥ 90 %", _at_least("long", 0.90, "thread")),
    Target("the same, nothing kept", "≥ 90 %", _at_least("long-cold", 0.90, "thread-cold")),
    Target("space", "≥ 20 %", _at_least("space", 0.20)),
    Target("search", "≥ 5 %", _at_least("search", 0.05)),
    Target("reply", "≥ 7 %", _at_least("reply", 0.07)),
    Target("reply, p50 at the fewest connections", "≤ 5 ms", _p50("reply", 5)),
    Target("304", "≥ 75 %", _at_least("304", 0.75)),
    Target(
        "sign-in, page and form, p50",
        "≤ 40 ms",
        lambda f: (f"{f.sign_in.percentile(0.5):.1f} ms", f.sign_in.percentile(0.5) <= 40),
    ),
    Target(
        "a reply found by the search, p95",
        "≤ 1 s",
        lambda f: (f"{f.until_found.percentile(0.95):.0f} ms", f.until_found.percentile(0.95) <= 1_000),
    ),
    Target(
        "thread page, HTML",
        "≤ 40 KB",
        lambda f: (
            f"{f.samples['thread', f.most].bytes / 1000:.1f} KB",
            f.samples["thread", f.most].bytes <= 40_000,
        ),
    ),
    Target("memory of all processes", "≤ 180 MB", lambda f: (f"{f.memory:.0f} MB", f.memory <= 180)),
    Target("replies stored as answered", "all", lambda f: (f"{f.stored} of {f.sent}", f.stored == f.sent)),
)

_COLUMNS = ("p50 ms", "p95 ms", "CPU ms", "bytes", "queries", "of bare", "by CPU")
_HEAD = f"{'page':<38}{'r/s':>8}" + "".join(f"{column:>9}" for column in _COLUMNS)


def table(figures: Figures) -> str:
    """The figures as text, a part for each number of connections."""
    parts = []
    for count in figures.connections:
        parts += [f"{count} connection{'s' if count > 1 else ''}", _HEAD]
        parts += [_row(figures, scenario, count) for scenario in figures.scenarios]
        parts.append("")
    sign_in = figures.sign_in
    parts.append(
        f"sign-in (page and form, one at a time): p50 {sign_in.percentile(0.5):.1f} ms, "
        f"p95 {sign_in.percentile(0.95):.1f} ms"
    )
    parts.append(
        f"from a reply's answer to a page of hits with it ({figures.most} write at once): "
        f"p50 {figures.until_found.percentile(0.5):.0f} ms, p95 {figures.until_found.percentile(0.95):.0f} ms"
    )
    parts.append(f"memory: {figures.memory:.0f} MB in all processes (shared pages once)")
    return "\n".join(parts)


def _row(figures: Figures, scenario: Scenario, count: int) -> str:
    sample = figures.samples[scenario.key, count]
    queries = figures.statements.get(scenario.key)
    return (
        f"{scenario.name:<38}{sample.per_second:>8.0f}{sample.percentile(0.5):>9.2f}{sample.percentile(0.95):>9.2f}"
        f"{sample.cpu_ms:>9.3f}{sample.bytes:>9}{'' if queries is None else queries:>9}"
        f"{figures.ratio(scenario.key, count):>9.1%}{figures.cpu_ratio(scenario.key, count):>9.1%}"
    )


def verdicts(figures: Figures) -> Iterator[tuple[bool, str]]:
    """Every target with what was found."""
    for target in TARGETS:
        found, met = target.found(figures)
        yield met, f"{target.name:<44}{target.bar:>9}  {found}"


def as_json(figures: Figures) -> dict[str, object]:
    """The figures for a file."""
    pages = {
        f"{key}@{count}": {
            "per_second": round(sample.per_second, 1),
            "p50_ms": round(sample.percentile(0.5), 3),
            "p95_ms": round(sample.percentile(0.95), 3),
            "cpu_ms": round(sample.cpu_ms, 4),
            "bytes": sample.bytes,
            "of_bare": round(figures.ratio(key, count), 4),
            "of_bare_by_cpu": round(figures.cpu_ratio(key, count), 4),
        }
        for (key, count), sample in figures.samples.items()
    }
    return {
        "pages": pages,
        "statements": dict(figures.statements),
        "sign_in_p50_ms": round(figures.sign_in.percentile(0.5), 2),
        "sign_in_p95_ms": round(figures.sign_in.percentile(0.95), 2),
        "until_found_p50_ms": round(figures.until_found.percentile(0.5), 1),
        "until_found_p95_ms": round(figures.until_found.percentile(0.95), 1),
        "memory_mb": round(figures.memory, 1),
        "targets": [{"met": met, "what": " ".join(line.split())} for met, line in verdicts(figures)],
    }

"""`forum bench`: seeds a scratch installation, starts the servers, measures and prints."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

import click
from tqdm import tqdm

from forum.bench import measure, report, scenarios
from forum.bench.installation import Installation
from forum.bench.seed import LONG_THREAD, Seeded, Size
from forum.bench.servers import DidNotStart, Server, serve_baseline, serve_forum
from forum.bench.statements import count_statements
from forum.bench.visibility import seconds_until_found
from forum.bench.visitor import Unexpected, Visitor

SIGN_INS = 30
NOTHING_KEPT = {"FORUM_KEEP_BLOCKS": "0"}


@click.command()
@click.option("--threads", default=2_000, show_default=True, help="How many threads to seed.")
@click.option("--posts", default=20_000, show_default=True, help="How many posts they have together.")
@click.option("--long", default=LONG_THREAD, show_default=True, help="How many posts the longest thread has.")
@click.option("--seconds", default=3.0, show_default=True, help="How long each page is measured.")
@click.option("--connections", default="1,8", show_default=True, help="With how many connections at once.")
@click.option("--workers", default=2, show_default=True, help="Web processes of each server.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep the scratch installation here.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Also write figures here.")
def bench(
    threads: int,
    posts: int,
    long: int,
    seconds: float,
    connections: str,
    workers: int,
    keep: Path | None,
    json_file: Path | None,
) -> None:
    """Measure the site, in an installation of its own, next to a bare Flask page under the same server."""
    counts = _numbers(connections)
    with _directory(keep) as directory:
        try:
            installation = Installation(directory)
            seeded = _prepare(installation, Size(threads, posts, long))
            figures = _measure(installation, seeded, counts, seconds, workers)
        except (DidNotStart, Unexpected, measure.Failed, ValueError, FileExistsError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"\n{threads} threads, {posts} posts; {workers} workers, {seconds:g} s a page\n")
    click.echo(report.table(figures))
    click.echo()
    for met, line in report.verdicts(figures):
        click.echo(f"{click.style('met    ', fg='green') if met else click.style('not met', fg='red')}  {line}")
    if json_file:
        json_file.write_text(json.dumps(report.as_json(figures), indent=1) + "\n", encoding="utf-8")


def _numbers(text: str) -> list[int]:
    try:
        numbers = sorted({int(part) for part in text.split(",")})
    except ValueError:
        numbers = []
    if not numbers or numbers[0] < 1 or numbers[-1] > 40:
        raise click.BadParameter("give numbers from 1 to 40, such as 1,8", param_hint="--connections")
    return numbers


@contextmanager
def _directory(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="forum-bench-", ignore_cleanup_errors=True) as path:
        yield Path(path)


def _prepare(installation: Installation, size: Size) -> Seeded:
    with tqdm(total=size.posts, unit="post", desc="Seeding", disable=None) as bar:
        seeded = installation.make(size, bar.update)
    with tqdm(total=size.posts, unit="doc", desc="Indexing", disable=None) as bar:
        installation.index(bar.update)
    return seeded


def _measure(
    installation: Installation, seeded: Seeded, counts: list[int], seconds: float, workers: int
) -> report.Figures:
    logs = installation.directory
    with ExitStack() as stack:
        servers = {
            "forum": stack.enter_context(serve_forum(installation.settings, workers, logs / "forum.log")),
            "cold": stack.enter_context(serve_forum(installation.settings | NOTHING_KEPT, workers, logs / "cold.log")),
            "bare": stack.enter_context(serve_baseline(workers, logs / "bare.log")),
        }
        visitors = [Visitor(servers["forum"].port, number) for number in range(1, max(counts) + 1)]
        for visitor in visitors:
            stack.callback(visitor.close)
            visitor.sign_in()
        pages = [*scenarios.bare(), *scenarios.reading(seeded, visitors[0])]
        steps = len(pages) * len(counts) * measure.ROUNDS
        with tqdm(total=steps, desc="Measuring", disable=None) as bar:
            samples = measure.run_rounds(pages, servers, visitors, counts, seconds, bar.update)
        figures = report.Figures(pages, samples, counts)
        figures.statements = _count_statements(installation, pages, visitors[0])
        _measure_writing(figures, installation, seeded, servers, visitors, seconds)
        figures.memory = servers["forum"].memory()
    return figures


def _count_statements(installation: Installation, pages: list[scenarios.Scenario], visitor: Visitor) -> dict[str, int]:
    return {
        page.key: count_statements(installation.app, page.path, visitor.cookie, cold=page.server == "cold")
        for page in pages
        if page.path
    }


def _measure_writing(
    figures: report.Figures,
    installation: Installation,
    seeded: Seeded,
    servers: dict[str, Server],
    visitors: list[Visitor],
    seconds: float,
) -> None:
    """Last, because it leaves work for the worker: signing in, and replies that are counted afterwards."""
    for _ in range(SIGN_INS):
        newcomer = Visitor(servers["forum"].port, len(visitors) + 1)
        figures.sign_in.times.append(newcomer.sign_in())
        newcomer.close()
    figures.until_found.times += seconds_until_found(visitors, seeded.others or seeded.twenties)
    # Those to followers last: the worker has hundreds of notices to write behind each of them.
    writing = [scenarios.replying(seeded), scenarios.replying_to_followers(seeded)]
    figures.scenarios = [*figures.scenarios, *writing]
    before = installation.count_posts()
    for reply, count in product(writing, figures.connections):
        result = measure.run_once(reply, servers["forum"], visitors[:count], seconds)
        figures.samples[reply.key, count] = sample = measure.Sample()
        sample.add(result)
        figures.sent += result["warmed"] + len(result["times"])
    figures.stored = installation.count_posts() - before

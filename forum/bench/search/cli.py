"""`forum search bench`: the engines on the same made documents, next to SQLite FTS5."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from tqdm import tqdm

from forum.bench.search.corpus import Corpus, Queries, queries
from forum.bench.search.measure import Times, memory_of_searcher, quantile, searching, writing
from forum.bench.search.yardstick import Fts5
from forum.core.database import normalise_url, open_engine
from forum.search.current import EngineNotAvailable, make_engine
from forum.search.documents import SearchDocument

YARDSTICK = "fts5"
CHOICES = ("whoosh", "postgresql", YARDSTICK)
SCHEMA = "forum_search_bench"


@click.command("bench", help="Measure search on documents made for it.")
@click.option("--documents", default=10_000, show_default=True, help="How many documents to make.")
@click.option("--engine", "engines", multiple=True, type=click.Choice(CHOICES), default=("whoosh", YARDSTICK))
@click.option("--queries", "count", default=200, show_default=True, help="How many queries of each sort.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep the index here, or use that one.")
@click.option("--database", default=lambda: os.environ.get("FORUM_DATABASE_URL", ""), help="For postgresql.")
def bench(documents: int, engines: tuple[str, ...], count: int, keep: Path | None, database: str) -> None:
    """Print p50 and p95 of each sort of query and of commits, how long a build takes, size and memory."""
    corpus = Corpus()
    asked = queries(corpus, documents, count)
    with _directory(keep) as directory:
        for name in engines:
            click.echo(f"\n{name}, {documents} documents, {count} queries of each sort")
            if name == YARDSTICK:
                _measure_yardstick(directory / f"fts5-{documents}", corpus, documents, asked)
            else:
                _measure(name, directory / f"{name}-{documents}", database, corpus, documents, asked)


@contextmanager
def _directory(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="forum-search-bench-") as path:
        yield Path(path)


def _measure(name: str, directory: Path, database: str, corpus: Corpus, documents: int, asked: Queries) -> None:
    try:
        opened = open_engine(normalise_url(database, directory)) if name == "postgresql" else None
        engine = make_engine(name, directory, opened, f"{SCHEMA}_{documents}")
    except EngineNotAvailable as error:
        raise click.ClickException(str(error)) from error
    if engine.health().documents < documents:
        _build(lambda made: engine.rebuild(made, lambda _: {}), corpus, documents)
    if name == "whoosh":
        click.echo(f"  size {_size(directory):.0f} MB")
    _print(searching(engine, asked))
    if name == "whoosh":
        click.echo(f"  memory of a searcher {memory_of_searcher(engine, asked):.1f} MB")
    _print(writing(engine, corpus, documents))


def _measure_yardstick(directory: Path, corpus: Corpus, documents: int, asked: Queries) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    is_new = not (directory / "fts5.sqlite").exists()
    index = Fts5(directory)
    if is_new:
        _build(index.rebuild, corpus, documents)
    click.echo(f"  size {_size(directory):.0f} MB")
    sorts = {
        "one word": asked.one_word,
        "three words": asked.three_words,
        "phrase": asked.phrases,
        "prefix": asked.prefixes,
    }
    _print({sort: Times.of(partial(index.ask, text) for text in texts) for sort, texts in sorts.items()})


def _build(build: Callable[[Iterator[SearchDocument]], object], corpus: Corpus, documents: int) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    with tqdm(total=documents, unit="doc", desc="Indexing", disable=None) as bar:

        def counted() -> Iterator[SearchDocument]:
            for document in corpus.documents(documents):
                yield document
                bar.update()

        build(counted())
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    click.echo(
        f"  build {clock:.0f} s by the clock, {processor:.0f} s of processor ({documents / processor:.0f} a second)"
    )


def _size(directory: Path) -> float:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) / 1e6


def _print(measured: dict[str, Times]) -> None:
    for sort, times in measured.items():
        clock = f"{quantile(times.clock, 0.5):8.1f} {quantile(times.clock, 0.95):8.1f}"
        processor = f"{quantile(times.processor, 0.5):8.1f} {quantile(times.processor, 0.95):8.1f}"
        click.echo(f"  {sort:<20} p50, p95 in ms: {clock} by the clock, {processor} of processor")

"""`forum search rebuild|drain|check|query|evaluate`."""

import os
import sys
import time
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy import func, select
from tqdm import tqdm

from forum.core import outbox
from forum.core.outbox import Outbox
from forum.core.searchable import CHANNEL
from forum.extensions import db
from forum.search import documents, evaluation, indexer
from forum.search.current import ENGINES, EngineNotAvailable, get_engine
from forum.search.engine import IndexBusy, SearchUnavailable
from forum.search.query import parse

DRAIN_PAUSE = 0.1

search_cli = AppGroup("search", help="The search index: build, check, ask, measure.")


@search_cli.command("rebuild")
def rebuild() -> None:
    """Build the index anew beside the one in use, then swap."""
    click.echo(f"The index holds {_rebuild()} documents.")


def _rebuild() -> int:
    with _bar("Indexing") as bar:
        try:
            return indexer.rebuild(bar.update)
        except IndexBusy as error:
            raise click.ClickException(f"Not now: {error}.") from error


def _bar(doing: str) -> "tqdm[NoReturn]":
    total = sum(source.count() for source in documents.sources())
    return tqdm(total=total, unit="doc", desc=doing, disable=None)


@search_cli.command("drain")
@click.option("--timeout", default=120.0, show_default=True, help="Give up after so many seconds.")
def drain(timeout: float) -> None:
    """Apply everything that waits to be indexed, and wait until it is done."""
    deadline = time.monotonic() + timeout
    before = waiting()
    with tqdm(total=before, unit="row", desc="Indexing", disable=None) as bar:
        while (left := waiting()) and time.monotonic() < deadline:
            if not outbox.work_once():
                time.sleep(DRAIN_PAUSE)
            bar.update(max(0, before - left - bar.n))
    if left:
        raise click.ClickException(f"{left} rows still wait; is another worker holding them?")
    click.echo(f"Applied {before} rows; nothing waits.")


def waiting() -> int:
    """How many rows wait to be indexed."""
    rows = select(func.count()).where(Outbox.channel == CHANNEL, Outbox.dead_at.is_(None))
    count = db.session.scalar(rows) or 0
    db.session.rollback()
    return count


@search_cli.command("check")
@click.option("--repair", is_flag=True, help="Put right what differs; build anew when the index is damaged.")
def check(repair: bool) -> None:
    """Compare the index with the database; exit code 1 when they differ."""
    health = get_engine().health()
    if not health.ok:
        click.echo(f"The index cannot be used: {health.problem}.")
        _stop_unless(repair)
        click.echo(f"Rebuilt: {_rebuild()} documents.")
        return
    click.echo(f"{health.documents} documents, {health.segments} segments, outbox row {health.cursor}.")
    with _bar("Comparing") as bar:
        stale, extra = indexer.compare(bar.update)
    if not (stale or extra):
        click.echo("The index equals the database.")
        return
    click.echo(f"Missing or old: {len(stale)}. No longer in the database: {len(extra)}.")
    for key in [*stale, *extra][:10]:
        click.echo(f"  {key}")
    _stop_unless(repair)
    indexer.apply_keys([*stale, *extra], health.cursor)
    click.echo(f"Repaired {len(stale) + len(extra)} documents.")


def _stop_unless(repair: bool) -> None:
    if not repair:
        click.echo("Run `forum search check --repair` to put it right.")
        sys.exit(1)


@search_cli.command("query")
@click.argument("text")
@click.option("--token", "tokens", multiple=True, default=("network", "public"), show_default=True)
@click.option("--limit", default=10, show_default=True)
def query(text: str, tokens: tuple[str, ...], limit: int) -> None:
    """Ask the index as somebody with these audience tokens."""
    began = time.perf_counter()
    try:
        results = get_engine().search(parse(text), tokens, limit=limit)
    except SearchUnavailable as error:
        raise click.ClickException(f"The index cannot be used: {error}.") from error
    elapsed = (time.perf_counter() - began) * 1000
    found = documents.read_documents([hit.key for hit in results.hits])
    for hit in results.hits:
        document = found.get(hit.key)
        title = (document.title or document.body[:60].replace("\n", " ")) if document else "(gone)"
        click.echo(f"{hit.score:8.3f}  {hit.root:<14} {hit.key:<14} {title}")
    click.echo(
        f"{results.total} in {elapsed:.1f} ms; { ({name: dict(counts) for name, counts in results.facets.items()}) }"
    )


@click.command("evaluate", help="Measure search on a collection in the BEIR layout.")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--language", type=click.Choice(["nl", "en", "auto"]), default="auto", show_default=True)
@click.option("--engine", type=click.Choice(list(ENGINES)), default="whoosh", show_default=True)
@click.option(
    "--database",
    default=lambda: os.environ.get("FORUM_DATABASE_URL", ""),
    help="Where PostgreSQL keeps the scratch index, in a schema of its own.  [default: FORUM_DATABASE_URL]",
)
@click.option(
    "--queries",
    type=click.Choice(evaluation.QUERIES),
    default=evaluation.AS_ASKED,
    show_default=True,
    help="As they are, or made from them: their rarest words, compounds written apart, other forms of words (Dutch).",
)
@click.option("--baseline", is_flag=True, help="Measure Whoosh as it comes beside it, on the same data.")
@click.option("--spelling", is_flag=True, help="Measure how typing errors are corrected instead.")
def evaluate(
    directory: Path, language: str, engine: str, database: str, queries: str, baseline: bool, spelling: bool
) -> None:
    """Index DIRECTORY in a scratch index and print nDCG@10, MRR@10, recall@10 and queries/s."""
    with tqdm(unit="", desc="Indexing", disable=None, leave=False) as bar:

        def progress(step: str, count: int) -> None:
            bar.set_description("Searching" if step == "queries" else "Indexing", refresh=False)
            bar.update(count)

        def measure(name: str) -> evaluation.Figures:
            return evaluation.evaluate(
                directory, language=language, engine=name, database_url=database, queries=queries, progress=progress
            )

        try:
            if spelling:
                lines = _spelling_lines(
                    evaluation.evaluate_spelling(directory, engine=engine, database_url=database, progress=progress)
                )
            else:
                names = [engine, *([evaluation.STOCK] if baseline else [])]
                lines = _figure_lines({name: measure(name) for name in names})
        except EngineNotAvailable as error:
            bar.close()
            click.echo(str(error), err=True)
            sys.exit(2)
        except evaluation.BadCollection as error:
            bar.close()
            raise click.ClickException(f"{error}.") from error
    click.echo("\n".join(lines))


def _figure_lines(by_engine: dict[str, evaluation.Figures]) -> list[str]:
    """A line for each figure; a column for each engine, headed by its name when there are more."""
    columns = list(by_engine.values())
    rows = {
        "documents": [f"{one.documents}  ({one.documents_per_second:.0f}/s)" for one in columns],
        "queries": [str(one.queries) for one in columns],
        "nDCG@10": [f"{one.ndcg:.4f}" for one in columns],
        "MRR@10": [f"{one.mrr:.4f}" for one in columns],
        "recall@10": [f"{one.recall:.4f}" for one in columns],
        "queries/s": [f"{one.queries_per_second:.1f}" for one in columns],
    }
    if len(columns) > 1:
        rows = {"": list(by_engine), **rows}
    return [f"{name:<12}{''.join(f'{value:<18}' for value in values)}".rstrip() for name, values in rows.items()]


def _spelling_lines(found: evaluation.Spelling) -> list[str]:
    return [
        f"errors      {found.errors}",
        f"right       {found.right:.4f}",
        f"p50         {found.p50:.2f} ms",
        f"p95         {found.p95:.2f} ms",
    ]


# Without an application: measuring needs neither settings nor a database.
search_cli.add_command(evaluate)

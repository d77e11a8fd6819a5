"""Runs an import in batches, a transaction each, so that it can be stopped anywhere and started again.

What is there already is recognised by its id at the source and left as it is: running twice gives the same.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from forum.accounts.imported import ensure_imported_authors
from forum.core.activity import record
from forum.discussions import imported
from forum.discussions.models import Space
from forum.discussions.policies import space_audience
from forum.extensions import db
from forum.importing.report import Report
from forum.importing.stack_exchange.source import StackExchange

AUTHORS = 200
THREADS = 40

T = TypeVar("T")
Advance = Callable[[int], None]


def import_source(source: StackExchange, space_id: int, report: Report, advance: Advance) -> None:
    """Bring in authors and threads; ``advance`` is told how many threads were dealt with since."""
    _import_authors(source, report)
    for batch in _batches(iter(source.threads()), THREADS):
        known = imported.known_threads(key for key, _ in batch)
        # Rendering takes the time; the database is let go meanwhile, so that the site can write.
        db.session.rollback()
        report.skip("questions", "they were imported before", len(known))
        ready = [imported.prepare_thread(make()) for key, make in batch if key not in known]
        _write(space_id, ready, report)
        advance(len(batch))
    if report.imported:
        _record(space_id, report)


def _import_authors(source: StackExchange, report: Report) -> None:
    for authors in _batches(iter(source.authors()), AUTHORS):
        source.remember_authors(ensure_imported_authors(source.name, authors))
        db.session.commit()


def _write(space_id: int, ready: list[imported.ReadyThread], report: Report) -> None:
    space = db.session.get_one(Space, space_id)
    imported.import_threads(space, ready)
    db.session.commit()
    db.session.expunge_all()
    for item in ready:
        _count(item, report)


def _count(item: imported.ReadyThread, report: Report) -> None:
    for reason in item.left_out:
        report.skip("texts", reason)
    if not item.posts or item.posts[0][0].parent is not None:
        report.skip("questions", "their own text is left out")
        return
    opening = item.posts[0][0].external_id
    posts = [post for post, _ in item.posts]
    report.imported["questions"] += 1
    report.imported["answers"] += sum(post.parent == opening and not post.is_comment for post in posts)
    report.imported["comments, as replies"] += sum(post.is_comment for post in posts)
    report.imported["accepted answers"] += sum(post.accepted_at is not None for post in posts)
    report.imported["votes, as useful"] += sum(post.useful for post in posts)
    report.imported["versions of texts"] += sum(max(1, len(post.revisions)) for post in posts)


def _record(space_id: int, report: Report) -> None:
    """One activity for the whole import."""
    space = db.session.get_one(Space, space_id)
    data = {"source": report.source, "questions": report.imported["questions"]}
    record("import.finished", None, "space", space.id, audience=space_audience(space), data=data, notify=False)
    db.session.commit()


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch

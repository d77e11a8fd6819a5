"""Lays a dump out by thread in a scratch database: every file is read once before anything is written."""

import hashlib
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Self

from forum.core.slugs import slugify
from forum.importing.report import ImportRefused, Report
from forum.importing.stack_exchange.reader import HISTORY, rows

QUESTION, ANSWER = "1", "2"
UP, ACCEPTED = "2", "1"
NOBODY = "nobody"
SCRATCH = "scratch-"

_KINDS = {"3": "orphaned wiki texts", "4": "tag descriptions", "5": "tag descriptions"}
# Initial, edited and rolled-back titles, texts and tags.
_REVISIONS = frozenset("123456789")
_TITLES, _BODIES = frozenset("147"), frozenset("258")
_OWN_LINK = re.compile(r"https?://([a-z0-9.-]+)/questions/(\d+)/([a-z0-9-]{8,})")
_LINKS_KEPT = 20_000
_OLD = 3600

_SCHEMA = """
CREATE TABLE user (key TEXT PRIMARY KEY, name TEXT, plain_name TEXT, created TEXT) WITHOUT ROWID;
CREATE TABLE post (id INTEGER PRIMARY KEY, thread INTEGER, author TEXT, created TEXT, edited TEXT, body TEXT,
  title TEXT, accepted INTEGER, score INTEGER, licence TEXT);
CREATE TABLE comment (id INTEGER PRIMARY KEY, post INTEGER, author TEXT, created TEXT, body TEXT,
  score INTEGER, licence TEXT);
CREATE TABLE vote (post INTEGER PRIMARY KEY, up INTEGER NOT NULL DEFAULT 0, accepted TEXT);
CREATE TABLE revision (id INTEGER PRIMARY KEY, post INTEGER, kind TEXT, guid TEXT, created TEXT, author TEXT,
  body TEXT, reason TEXT);
CREATE TABLE link (host TEXT, post INTEGER, slug TEXT);
CREATE TABLE author (key TEXT PRIMARY KEY, member INTEGER) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX post_thread ON post (thread);
CREATE INDEX comment_post ON comment (post);
CREATE INDEX revision_post ON revision (post);
CREATE INDEX user_plain_name ON user (plain_name);
"""

_ORPHANS = (
    (
        "answers",
        "their question is not in the dump",
        "DELETE FROM post WHERE thread NOT IN (SELECT id FROM post WHERE id = thread)",
    ),
    (
        "comments",
        "the text they belong to is not imported",
        "DELETE FROM comment WHERE post NOT IN (SELECT id FROM post)",
    ),
    (
        "steps in the history",
        "the text they belong to is not imported",
        "DELETE FROM revision WHERE post NOT IN (SELECT id FROM post)",
    ),
)


def plain_name(name: str) -> str:
    """A name as people type it after an @: without spaces, in small letters."""
    return "".join(name.casefold().split())


class Staging:
    """The scratch database of one dump; a context manager that removes its file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        _forget_old_files(path.parent)
        self._links = 0
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + _SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()
        self.path.unlink(missing_ok=True)

    def load(self, files: Mapping[str, Path], report: Report, advance: Callable[[str, int], None]) -> None:
        """Read all files. Raises ``ImportRefused`` when one is broken, or when there are no questions.

        ``advance`` is told the file name and how many rows were read since.
        """
        loaders = {
            "Users.xml": self._user,
            "Posts.xml": self._post,
            "Comments.xml": self._comment,
            "Votes.xml": self._vote,
            HISTORY: self._revision,
        }
        for name, loader in loaders.items():
            for row in _counted(files, name, advance):
                try:
                    loader(row, report)
                except (KeyError, ValueError):
                    report.skip(f"rows of {name}", "what they must hold is missing or unreadable")
        self.db.executescript(_INDEXES)
        if not self.count("SELECT count(*) FROM post WHERE id = thread"):
            raise ImportRefused("The dump holds no questions: there is nothing to import.")
        self._report_orphans(report)

    def count(self, sql: str) -> int:
        """The number a query gives."""
        return int(self.db.execute(sql).fetchone()[0] or 0)

    def site(self) -> str | None:
        """The host of the site: the one whose links to questions carry the titles of this dump."""
        hosts: Counter[str] = Counter()
        found = self.db.execute("SELECT host, slug, title FROM link JOIN post ON post.id = link.post WHERE title != ''")
        for host, slug, title in found:
            hosts[host] += slugify(title, limit=200).startswith(slug[:20])
        best = hosts.most_common(1)
        return best[0][0] if best and best[0][1] else None

    def threads(self) -> Iterator[int]:
        """The numbers of the questions, oldest first."""
        last = 0
        query = "SELECT id FROM post WHERE id = thread AND id > ? ORDER BY id LIMIT 500"
        while found := [row[0] for row in self.db.execute(query, (last,))]:
            yield from found
            last = found[-1]

    def authors(self) -> Iterator[sqlite3.Row]:
        """Everybody who wrote or edited something that will be imported: key, name, created."""
        return iter(
            self.db.execute(
                "SELECT used.key AS key, coalesce(user.name, '') AS name, user.created AS created FROM ("
                "SELECT author AS key FROM post UNION SELECT author FROM comment"
                " UNION SELECT author FROM revision"
                ") AS used LEFT JOIN user ON user.key = used.key ORDER BY used.key"
            ).fetchall()
        )

    def _user(self, row: dict[str, str], report: Report) -> None:
        self._add_user(str(int(row["Id"])), row.get("DisplayName", ""), row.get("CreationDate"))

    def _add_user(self, key: str, name: str, created: str | None) -> None:
        self.db.execute("INSERT OR IGNORE INTO user VALUES (?, ?, ?, ?)", (key, name, plain_name(name), created))

    def _author(self, row: dict[str, str], user: str, name: str) -> str:
        """The key of an author: the user's id, or one made from a bare display name, or nobody."""
        if row.get(user):
            return str(int(row[user]))
        if not row.get(name):
            return NOBODY
        key = "name:" + hashlib.sha256(row[name].encode()).hexdigest()[:16]
        self._add_user(key, row[name], row["CreationDate"])
        return key

    def _post(self, row: dict[str, str], report: Report) -> None:
        kind = row["PostTypeId"]
        if kind not in (QUESTION, ANSWER):
            report.skip(_KINDS.get(kind, "other texts"), "they belong to no discussion")
            return
        number, body = int(row["Id"]), row.get("Body", "")
        author = self._author(row, "OwnerUserId", "OwnerDisplayName")
        thread = number if kind == QUESTION else int(row["ParentId"])
        title = row.get("Title", "") if kind == QUESTION else ""
        accepted = int(row["AcceptedAnswerId"]) if row.get("AcceptedAnswerId") else None
        values = (number, thread, author, row["CreationDate"], row.get("LastEditDate"), body, title, accepted)
        score = max(0, int(row.get("Score") or 0))
        self.db.execute(
            "INSERT OR IGNORE INTO post VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, score, row.get("ContentLicense")),
        )
        found = _OWN_LINK.findall(body) if self._links < _LINKS_KEPT else []
        self._links += len(found)
        self.db.executemany("INSERT INTO link VALUES (?, ?, ?)", found)

    def _comment(self, row: dict[str, str], report: Report) -> None:
        author = self._author(row, "UserId", "UserDisplayName")
        score = max(0, int(row.get("Score") or 0))
        values = (int(row["Id"]), int(row["PostId"]), author, row["CreationDate"], row["Text"], score)
        self.db.execute(
            "INSERT OR IGNORE INTO comment VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, row.get("ContentLicense"))
        )

    def _vote(self, row: dict[str, str], report: Report) -> None:
        post, kind = int(row["PostId"]), row["VoteTypeId"]
        if kind == UP:
            self.db.execute(
                "INSERT INTO vote (post, up) VALUES (?, 1) ON CONFLICT (post) DO UPDATE SET up = up + 1",
                (post,),
            )
        elif kind == ACCEPTED:
            self.db.execute(
                "INSERT INTO vote (post, accepted) VALUES (?, ?)"
                " ON CONFLICT (post) DO UPDATE SET accepted = excluded.accepted",
                (post, row["CreationDate"]),
            )
        else:
            report.skip("votes", "only those for a text count here")

    def _revision(self, row: dict[str, str], report: Report) -> None:
        kind = row["PostHistoryTypeId"]
        if kind not in _REVISIONS:
            report.skip("steps in the history", "they close, protect or migrate and change no text")
        elif kind in _TITLES or kind in _BODIES:
            author = self._author(row, "UserId", "UserDisplayName")
            kind = "title" if kind in _TITLES else "body"
            values = (
                int(row["Id"]),
                int(row["PostId"]),
                kind,
                row["RevisionGUID"],
                row["CreationDate"],
                author,
            )
            self.db.execute(
                "INSERT OR IGNORE INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, row.get("Text", ""), row.get("Comment", "")),
            )
        else:
            report.skip("steps in the history", "they change tags, which have no place here yet")

    def _report_orphans(self, report: Report) -> None:
        """Drop and count what hangs on a text that is not there."""
        for what, why, delete in _ORPHANS:
            report.skip(what, why, self.db.execute(delete).rowcount)


def _forget_old_files(folder: Path) -> None:
    """Remove what a killed import left; one that still runs keeps its file open and loses nothing."""
    for left in folder.glob(f"{SCRATCH}*.sqlite"):
        if time.time() - left.stat().st_mtime > _OLD:
            left.unlink(missing_ok=True)


def _counted(files: Mapping[str, Path], name: str, advance: Callable[[str, int], None]) -> Iterator[dict[str, str]]:
    if name not in files:
        return
    for row in rows(files[name]):
        advance(name, 1)
        yield row

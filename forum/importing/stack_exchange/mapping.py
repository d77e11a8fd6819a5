"""A staged thread as a discussion: answers as replies to the question, comments as replies to their post."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from forum.discussions.imported import ImportedPost, ImportedRevision, ImportedThread
from forum.importing.escaping import escape_line_starts
from forum.importing.stack_exchange.html_to_markdown import html_to_markdown
from forum.importing.stack_exchange.people import mention_filter
from forum.importing.stack_exchange.staging import NOBODY, Staging

_CODE = re.compile(r"(`+[^`]+`+)")
_COMMENT_MARKS = re.compile(r"(?<![\w.])@(?=\w)|(?<![\w/&])#(?=\d)|<(?=[\w/!?])|\[(?=\[)")


@dataclass(frozen=True)
class Mapper:
    """Turns staged rows of one site into what ``forum.discussions.imported`` takes."""

    staging: Staging
    site: str
    real_names: bool

    @property
    def base(self) -> str:
        """The address of the site."""
        return f"https://{self.site}"

    def thread(self, number: int) -> ImportedThread:
        """The question with this number and all that was written under it, in the order it was written."""
        db = self.staging.db
        posts = db.execute(
            "SELECT * FROM post WHERE thread = ? ORDER BY id != thread, created, id", (number,)
        ).fetchall()
        comments = db.execute(
            "SELECT comment.* FROM comment JOIN post ON post.id = comment.post WHERE post.thread = ?"
            " ORDER BY comment.created, comment.id",
            (number,),
        ).fetchall()
        mention = mention_filter(
            self.staging, {row["author"] for row in [*posts, *comments]}, real_names=self.real_names
        )
        question = posts[0]
        replies = [self._post(row, question, mention) for row in posts[1:]]
        replies += [self._comment(row, number, mention) for row in comments]
        replies.sort(key=lambda post: post.created_at)
        return ImportedThread(
            external_id=self.key(number),
            title=question["title"],
            source_name=self.site,
            source_url=f"{self.base}/questions/{number}",
            licence=question["licence"],
            posts=(self._post(question, question, mention), *replies),
        )

    def key(self, number: int | str) -> str:
        """How a text of the site is known here."""
        return f"se:{self.site}:{number}"

    def _post(self, row: sqlite3.Row, question: sqlite3.Row, mention: Callable[[str], str]) -> ImportedPost:
        is_question = row["id"] == question["id"]
        vote = self.staging.db.execute("SELECT up, accepted FROM vote WHERE post = ?", (row["id"],)).fetchone()
        accepted = None
        if not is_question and question["accepted"] == row["id"]:
            accepted = max(_time(row["created"]), _time((vote and vote["accepted"]) or row["created"]))
        body = html_to_markdown(row["body"], base=self.base, mention=mention)
        return ImportedPost(
            external_id=self.key(row["id"]),
            parent=None if is_question else self.key(question["id"]),
            author_id=self._member(row["author"]),
            created_at=_time(row["created"]),
            edited_at=_time(row["edited"]) if row["edited"] else None,
            body=body,
            useful=vote["up"] if vote else 0,
            accepted_at=accepted,
            licence=row["licence"],
            attribution_url=f"{self.base}/{'questions' if is_question else 'a'}/{row['id']}",
            revisions=self._revisions(row, mention),
        )

    def _comment(self, row: sqlite3.Row, thread: int, mention: Callable[[str], str]) -> ImportedPost:
        return ImportedPost(
            external_id=self.key(f"c{row['id']}"),
            parent=self.key(row["post"]),
            author_id=self._member(row["author"]),
            created_at=_time(row["created"]),
            body=comment_to_markdown(row["body"], mention),
            useful=row["score"],
            licence=row["licence"],
            attribution_url=f"{self.base}/questions/{thread}/#comment{row['id']}_{row['post']}",
            is_comment=True,
        )

    def _revisions(self, row: sqlite3.Row, mention: Callable[[str], str]) -> tuple[ImportedRevision, ...]:
        """The versions of a post, oldest first; steps of one edit share a GUID."""
        found: dict[str, ImportedRevision] = {}
        title, body = row["title"], ""
        query = "SELECT * FROM revision WHERE post = ? ORDER BY created, id"
        for step in self.staging.db.execute(query, (row["id"],)).fetchall():
            if step["kind"] == "title":
                title = step["body"]
            else:
                body = mention(step["body"].replace("\r\n", "\n"))
            found[step["guid"]] = ImportedRevision(
                author_id=self._member(step["author"]),
                created_at=_time(step["created"]),
                title=title,
                body=body,
                reason=mention(step["reason"]),
            )
        return tuple(found.values())

    def _member(self, key: str) -> int:
        query = "SELECT member FROM author WHERE key IN (?, ?) ORDER BY key = ? LIMIT 1"
        return int(self.staging.db.execute(query, (key, NOBODY, NOBODY)).fetchone()[0])


def comment_to_markdown(text: str, mention: Callable[[str], str]) -> str:
    """A comment, which is Markdown of one paragraph already, without what only our dialect knows."""
    parts = _CODE.split(text.strip())
    words = (part if index % 2 else _COMMENT_MARKS.sub(r"\\\g<0>", mention(part)) for index, part in enumerate(parts))
    return escape_line_starts("\n".join(line.strip() for line in "".join(words).splitlines()))


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

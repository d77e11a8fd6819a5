"""The head of a thread page: the thread with everything that is personal to one reader, in one statement.

Rows, not entities: nothing here is written to, and a row costs a fifth of an entity.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, String, and_, bindparam, func, literal, select

from forum.accounts.models import Member
from forum.core.errors import NotFound
from forum.core.policy import Actor, may_see
from forum.core.prepared import Prepared
from forum.discussions.models import Bookmark, Draft, MeToo, Space, SpaceRead, Thread, ThreadRead
from forum.discussions.policies import thread_audience
from forum.discussions.queries.unread import watermark
from forum.notifications.models import Watch

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class SpaceRef:
    """The space of a thread, as far as its page shows it."""

    id: int
    slug: str
    title: str
    audience: str


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """A thread with what is personal to one reader; the rules of ``policies`` accept it."""

    id: int
    kind: str
    title: str
    slug: str
    language: str
    author_id: int
    author_name: str
    is_anonymous: bool
    created_at: datetime
    opening_post_id: int
    last_post_id: int
    reply_count: int
    accepted_count: int
    useful_count: int
    me_too_count: int
    version: int
    is_recorded: bool
    panels: str
    merged_into_id: int | None
    duplicate_of_id: int | None
    pinned_until: datetime | None
    pinned_everywhere: bool
    locked_at: datetime | None
    locked_reason: str | None
    hidden_at: datetime | None
    hidden_reason: str | None
    source_name: str | None
    source_url: str | None
    licence: str | None
    watermark: int
    forced: int
    watch: str | None
    has_too: bool
    draft_body: str
    draft_at: datetime | None
    draft_choices: dict[str, str] | None
    keeps: bool
    space: SpaceRef

    @property
    def space_id(self) -> int:
        return self.space.id

    @property
    def is_question(self) -> bool:
        return self.kind == "question"

    @property
    def draft_parent_id(self) -> int | None:
        """The post the kept reply was meant for."""
        parent = (self.draft_choices or {}).get("parent", "")
        return int(parent) if parent.isascii() and parent.isdigit() and len(parent) < 10 else None

    @property
    def draft_capacity(self) -> str:
        """As what the writer of the kept reply wanted to speak."""
        return (self.draft_choices or {}).get("capacity", "")

    @property
    def has_unread(self) -> bool:
        return self.last_post_id > self.watermark


# Fields that are not the thread's own column of the same name.
_OTHERS: dict[str, Any] = {
    "author_name": Member.display_name,
    "watermark": watermark(),
    "forced": func.coalesce(ThreadRead.forced_unread_from, 0),
    "watch": Watch.level,
    "has_too": MeToo.member_id.is_not(None),
    "draft_body": func.coalesce(Draft.body, ""),
    "draft_at": Draft.updated_at,
    "draft_choices": Draft.choices,
    # Whether the reader keeps any of its posts.
    "keeps": select(Bookmark.id)
    .where(Bookmark.member_id == bindparam("member_id"), Bookmark.thread_id == Thread.id)
    .exists(),
}
_OWN = [field.name for field in fields(ThreadHead)][:-1]
_SPACE = [getattr(Space, field.name) for field in fields(SpaceRef)]


def _head_statement() -> Statement:
    """The fields of ``ThreadHead`` in their order, then those of its space."""
    member: BindParameter[int] = bindparam("member_id")
    draft_key = literal("thread:") + bindparam("thread_key", type_=String()) + ":reply"
    own = [_OTHERS[name] if name in _OTHERS else getattr(Thread, name) for name in _OWN]
    return (
        select(*own, *_SPACE)
        .join(Space, Space.id == Thread.space_id)
        .join(Member, Member.id == Thread.author_id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == member))
        .outerjoin(SpaceRead, and_(SpaceRead.space_id == Space.id, SpaceRead.member_id == member))
        .outerjoin(Watch, and_(Watch.member_id == member, Watch.kind == "thread", Watch.object_id == Thread.id))
        .outerjoin(MeToo, and_(MeToo.thread_id == Thread.id, MeToo.member_id == member))
        .outerjoin(Draft, and_(Draft.member_id == member, Draft.key == draft_key))
        .where(Thread.id == bindparam("thread_id"))
    )


_HEAD = Prepared(_head_statement())


def get_thread_head(actor: Actor, thread_id: int) -> ThreadHead:
    """The head of a thread for one reader; ``NotFound`` when they may not see it."""
    keys = {"member_id": actor.id, "thread_id": thread_id, "thread_key": str(thread_id)}
    row: Any = _HEAD.first(keys)
    if row is None:
        raise NotFound()
    own = len(_OWN)
    values: Any = (*row[:own], SpaceRef(*row[own:]))
    head = ThreadHead(*values)
    if not may_see(actor, thread_audience(head)):
        raise NotFound()
    return head

"""What the thread page tells about its version and takes in about reading."""

import hashlib
import re
from functools import lru_cache
from typing import Any

from forum.discussions.panels import personal_part
from forum.discussions.queries import PAGE_SIZE, Position, ThreadHead
from forum.discussions.queries.bookmarks import list_kept_posts
from forum.discussions.queries.thread_head import SpaceRef
from forum.web import locale

_NUMBERS = re.compile(r"\d{1,10}")


def version_of(member: Any, head: ThreadHead, position: Position) -> str:
    """Changes with everything a thread page shows to this reader, in this sign-in."""
    parts = (
        head.version,
        head.watermark,
        head.forced,
        head.watch,
        head.has_too,
        head.draft_at,
        _space(head.space),
        personal_part(member, head),
        list_kept_posts(member, head),
        (position.side, position.path, position.branch, position.useful),
        locale.current(),
        member.session_id,
        member.unread_notifications,
        member.theme,
        member.display_name,
        _listed(member.tokens),
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


@lru_cache(maxsize=1024)
def _listed(tokens: frozenset[str]) -> str:
    """All tokens, and not their hash: that differs from one web process to the next."""
    return " ".join(sorted(tokens))


def _space(space: SpaceRef) -> tuple[int | str, ...]:
    return space.id, space.slug, space.title, space.audience


def post_ids_from(text: str) -> list[int]:
    """The post ids of a page as its form lists them; never more than a page holds."""
    return [int(number) for number in _NUMBERS.findall(text)[: PAGE_SIZE * 2]]

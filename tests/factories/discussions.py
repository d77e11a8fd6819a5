"""Spaces, threads and posts for tests; texts go through the services, so counters and paths are right."""

from itertools import count
from typing import Any

from forum.accounts.identity import bump_access
from forum.accounts.models import Member
from forum.discussions import services
from forum.discussions.models import Post, Space, SpaceModerator, Thread, ThreadKind
from tests.factories.accounts import actor, make_member
from tests.factories.network import add

_numbers = count(1)


def make_space(*moderators: Member, **values: Any) -> Space:
    """A space for the whole network unless `audience` says otherwise, moderated by these members."""
    number = next(_numbers)
    space: Space = add(Space(**{"slug": f"ruimte-{number}", "title": f"Ruimte {number}", "position": number, **values}))
    for member in moderators:
        add(SpaceModerator(space_id=space.id, member_id=member.id))
    bump_access([member.id for member in moderators])
    return space


def make_thread(author: Member | None = None, space: Space | None = None, **values: Any) -> Thread:
    """A question (`kind="discussion"` for the other kind) with `title` and `body`.

    `anonymous=True` seals who asks.
    """
    author = author or make_member()
    space = space or make_space()
    kind = ThreadKind(values.pop("kind", "question"))
    title = values.pop("title", f"Hoe doen jullie dit? ({next(_numbers)})")
    body = values.pop("body", "Wij zoeken een **goede** aanpak.")
    anonymous = values.pop("anonymous", False)
    thread = services.start_thread(actor(author), space, kind, title, body, anonymous=anonymous)
    for name, value in values.items():
        setattr(thread, name, value)
    return thread


def make_post(
    thread: Thread | None = None, author: Member | None = None, parent: Post | None = None, **values: Any
) -> Post:
    """A reply to the thread, or to `parent` in it."""
    if parent is not None:
        thread = parent.thread
    thread = thread or make_thread()
    author = author or make_member()
    post = services.reply(actor(author), thread, values.pop("body", "Zo doen wij het."), parent)
    for name, value in values.items():
        setattr(post, name, value)
    return post

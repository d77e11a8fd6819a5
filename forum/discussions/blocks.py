"""The page of a thread as a kept block for all readers, and what is personal in it."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import render_template
from markupsafe import Markup

from forum.core.policy import Actor, can
from forum.discussions import queries
from forum.discussions.forms import UntouchedReply
from forum.discussions.panels import render_panels
from forum.discussions.policies import moderates
from forum.discussions.queries import Position, PostPage, PostView, ThreadHead
from forum.discussions.queries.bookmarks import list_kept_posts
from forum.discussions.services.polls import PANEL as POLL
from forum.web import locale
from forum.web.frame import page_for_all, values_for
from forum.web.kept_blocks import SLOT, Block, cut, kept_blocks
from forum.web.pages import this_member

HAS_ACTION = 'form="post-action"'
TEMPLATE = "discussions/thread_show.html"
# The subject of the slot between the opening post and the replies (forum.discussions.panels).
PANELS = "panels"
_POST_ID = "\x01"
_COUNT = "\x02"
_THREAD_ID = "\x03"


@dataclass(frozen=True, slots=True)
class SlotFlags:
    """Everything personal about a post: which of the few variants of its action row a reader gets."""

    is_new: bool
    is_hidden: bool
    is_accepted: bool
    has_count: bool
    is_pressed: bool
    may_reply: bool
    may_mark: bool
    may_edit: bool
    may_accept: bool
    may_moderate: bool
    may_poll: bool
    is_kept: bool


@dataclass(frozen=True, slots=True, eq=False)
class PostSlot:
    """Where a post has its personal part: whose it is, and all else of the post that decides between the variants."""

    post: PostView
    id: int
    author_id: int
    count: int
    state: tuple[bool | int, ...]

    @classmethod
    def of(cls, post: PostView) -> "PostSlot":
        count = post.useful_count
        state = count > 0, min(post.depth, 2), post.hidden_at is None, post.accepted_at is None
        return cls(post, post.id, post.author_id, count, state)


def post_block(head: ThreadHead, position: Position) -> Block:
    """The posts of a page, read and rendered once for each version of the thread; ``extra`` is the page."""

    def make() -> Block:
        page = queries.get_post_page(head, position)
        html = render_template("discussions/_post_block.html", page=page, thread=head, slot_mark=SLOT)
        for post in page.posts:
            post.forget_text()
        slots = [PostSlot.of(post) for post in page.posts]
        subjects = [*slots[:1], PANELS, *slots[1:]] if head.panels and position.is_start else slots
        return cut(html, subjects, extra=replace(page, accepted=()))

    return kept_blocks.get(("thread", head.id, head.version, position, locale.current()), make)


def page_of(block: Block) -> PostPage:
    """The page a post block was made from."""
    page: PostPage = block.extra
    return page


def slot_filler(
    actor: Actor, head: ThreadHead, votes: Collection[int], kept: Collection[int] = ()
) -> Callable[[PostSlot], str]:
    """A function that renders the personal part of a post for one reader of one thread.

    The rules are asked once for each sort of post on the page and not for each post: all they look at is
    whose it is, its place and its state.
    """
    language = locale.current()
    may_reply = bool(can(actor, "thread.reply", head))
    may_moderate = moderates(actor, head.space_id)
    may_poll = POLL not in head.panels and bool(can(actor, "poll.create", head))
    reader, watermark = actor.id, head.watermark or 2**62
    known: dict[tuple[Hashable, ...], tuple[str, ...]] = {}

    def variant(post: PostView, is_new: bool, is_pressed: bool, is_kept: bool) -> tuple[str, ...]:
        hidden = post.hidden_at is not None
        flags = SlotFlags(
            is_new=is_new,
            is_hidden=hidden,
            is_accepted=post.accepted_at is not None,
            has_count=post.useful_count > 0,
            is_pressed=is_pressed,
            may_reply=may_reply and not hidden,
            may_mark=post.author_id != reader and not hidden,
            may_edit=not hidden and bool(can(actor, "post.edit", post)),
            # Deeper replies are conversation: the offer stands on the answers themselves.
            may_accept=not hidden
            and (post.depth == 1 or post.accepted_at is not None)
            and bool(can(actor, "post.accept", post)),
            may_moderate=may_moderate and post.depth > 0,
            may_poll=post.depth == 0 and may_poll,
            is_kept=is_kept,
        )
        parts = _variant(flags, language)
        return tuple(part.replace(_THREAD_ID, str(head.id)) for part in parts) if flags.may_poll else parts

    def fill(slot: PostSlot) -> str:
        own = slot.author_id == reader
        is_new, is_pressed = slot.id > watermark and not own, slot.id in votes
        is_kept = slot.id in kept
        sort = (own, is_new, is_pressed, is_kept, slot.state)
        parts = known.get(sort)
        if parts is None:
            parts = known[sort] = variant(slot.post, is_new, is_pressed, is_kept)
        html = str(slot.id).join(parts)
        return html.replace(_COUNT, str(slot.count)) if slot.count else html

    return fill


def personal_posts(actor: Actor, head: ThreadHead, position: Position) -> tuple[PostPage, Markup, bool]:
    """The page of posts, their HTML for one reader, and whether there are buttons in it."""
    block = post_block(head, position)
    page = page_of(block)
    fill, has_actions = _personal(actor, head, page, block)
    return page, block.fill(fill), has_actions


def thread_page(actor: Actor, head: ThreadHead, position: Position) -> str:
    """The page of a thread as most readers see it: signed in, with nothing typed yet.

    Around the posts the same few variants serve all of them, so the whole page is kept and only its slots are filled.
    """
    posts = post_block(head, position)
    page = page_of(posts)
    alike = _without_reader(head)
    fill, has_actions = _personal(actor, head, page, posts)
    context = page_context(actor, head, position, page, has_actions=has_actions)
    may_reply, may_moderate = context["may_reply"], context["may_moderate"]
    refusal = None if may_reply else str(may_reply.reason)
    whole = page_for_all(
        # With the very posts that are in it: they are no older than they may be.
        (posts, head.space, alike.watermark, alike.watch, refusal, bool(may_moderate), has_actions),
        TEMPLATE,
        inside={"posts": posts},
        form=UntouchedReply.of(""),
        reply_parent=None,
        **context | {"thread": alike},
    )
    return whole.fill(fill)


def page_context(
    actor: Actor, head: ThreadHead, position: Position, page: PostPage, *, has_actions: bool
) -> dict[str, Any]:
    """What the template of a thread needs besides its posts and form."""
    return {
        "has_actions": has_actions,
        "thread": head,
        "page": page,
        "position": position,
        "may_reply": can(actor, "thread.reply", head),
        "may_moderate": can(actor, "thread.moderate", head),
    }


def _personal(actor: Actor, head: ThreadHead, page: PostPage, posts: Block) -> tuple[Callable[[Any], str], bool]:
    """What stands for one reader in any slot of a page with these posts, and whether there are buttons in it."""
    of_frame = values_for(this_member())
    votes, kept = queries.list_useful_votes(actor, page.posts), list_kept_posts(actor, head)
    of_post = slot_filler(actor, head, votes, kept)
    drawn = {subject: of_post(subject) for subject in posts.subjects if subject is not PANELS}
    has_actions = any(HAS_ACTION in html for html in drawn.values())
    if head.panels and PANELS in posts.subjects:
        drawn[PANELS] = render_panels(actor, head)
        has_actions = has_actions or HAS_ACTION in drawn[PANELS]

    def fill(subject: Any) -> str:
        html = drawn.get(subject)
        return of_frame(subject) if html is None else html

    return fill, has_actions


def _without_reader(head: ThreadHead) -> ThreadHead:
    """The head with what is personal reduced to what the page tells: read, partly read or new; followed or not."""
    watermark = head.last_post_id if not head.has_unread else min(head.watermark, 1)
    nothing: dict[str, Any] = {"draft_body": "", "draft_at": None, "draft_choices": None, "keeps": False}
    return replace(head, watermark=watermark, **nothing)


@lru_cache(maxsize=2048)
def _variant(flags: SlotFlags, _language: str) -> tuple[str, ...]:
    """One variant of the action row, cut where the post's number goes; marks stand for its count and thread."""
    html = render_template(
        "discussions/_post_slot.html",
        flags=flags,
        post_id=_POST_ID,
        count=_COUNT,
        thread_id=_THREAD_ID,
        posts_url="/posts/",
    )
    return tuple(html.split(_POST_ID))

"""What is personal in the posts of a page: the traces a reader left there, and the row of actions under each post."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template

from forum.core.policy import Actor, can
from forum.discussions import queries, sealed
from forum.discussions.policies import moderates
from forum.discussions.queries import PostPage, PostView, ThreadHead
from forum.discussions.queries.bookmarks import list_kept_posts
from forum.discussions.reactions import reaction_row
from forum.web import locale

_POST_ID = "\x01"
_COUNT = "\x02"
_THREAD_ID = "\x03"
_REACTIONS = "\x04"
_TOO_COUNT = "\x05"


@dataclass(frozen=True, slots=True)
class Traces:
    """What one reader has to do with the posts of a page; readers with the same traces are shown the same.

    ``own`` are the posts they wrote, ``new`` those that came after they were here, ``after`` the first of them when
    they had been here before (0 for none). ``names`` is set where they take part anonymously.
    """

    own: frozenset[int]
    votes: frozenset[int]
    kept: frozenset[int]
    reactions: frozenset[tuple[int, str]]
    new: frozenset[int]
    first_new: int
    names: sealed.OwnNames | None = None

    def key(self) -> Hashable | None:
        """What to keep a page under that shows these traces; None for one that must not be kept."""
        if self.names is not None:
            return None
        return self.own, self.votes, self.kept, self.reactions, self.new, self.first_new


def find_traces(actor: Actor, head: ThreadHead, page: PostPage) -> Traces:
    """The traces of a reader on a page; asks nothing of the database where there can be none."""
    watermark, names = head.watermark or 2**62, sealed.find_names(actor, head)
    anonymous = names.own if names is not None else ()
    own = frozenset(post.id for post in page.posts if post.author_id == actor.id or post.id in anonymous)
    new = [post.id for post in page.posts if post.id > watermark and post.id not in own and post.hidden_at is None]
    return Traces(
        own=own,
        votes=queries.list_useful_votes(actor, page.posts),
        kept=frozenset(list_kept_posts(actor, head)),
        reactions=queries.list_own_reactions(actor, page.posts),
        new=frozenset(new),
        first_new=new[0] if new and head.has_unread else 0,
        names=names,
    )


def rights_on(actor: Actor, page: PostPage, traces: Traces) -> Hashable:
    """What the rules say about the posts of a page: all they look at is whose a post is, its place and its state."""
    sorts = {(post.id in traces.own, post.depth > 0): post for post in page.posts if post.hidden_at is None}
    return tuple(
        (sort, bool(can(actor, "post.edit", post)), bool(can(actor, "post.accept", post)))
        for sort, post in sorts.items()
    )


@dataclass(frozen=True, slots=True)
class SlotFlags:
    """Everything personal about a post: which of the few variants of its action row a reader gets."""

    is_signed_in: bool
    is_new: bool
    is_hidden: bool
    is_accepted: bool
    has_count: bool
    is_pressed: bool
    may_reply: bool
    may_mark: bool
    may_react: bool
    may_edit: bool
    may_accept: bool
    may_restore: bool
    may_bring_back: bool
    is_kept: bool
    may_have_too: bool = False
    has_too: bool = False
    have_too: bool = False


def slot_filler(actor: Actor, head: ThreadHead, page: PostPage, traces: Traces) -> Callable[[PostView], str]:
    """A function that renders the personal part of a post for one reader of one thread.

    The rules are asked once for each sort of post on the page and not for each post.
    """
    names, variant, react = traces.names, _variants(actor, head), _reactions_of(actor, page, traces)
    known: dict[tuple[int, ...], str] = {}

    def fill(post: PostView) -> str:
        own, count = post.id in traces.own, post.useful_count
        # Who is anonymous there would show their name by a sign.
        may_react = actor.id > 0 and not own and (names is None or not names.hides(post))
        is_new, is_pressed, is_kept = post.id in traces.new, post.id in traces.votes, post.id in traces.kept
        state = count > 0, min(post.depth, 2), post.hidden_at is None, post.is_withdrawn, post.accepted_at is None
        sort = (own, may_react, is_new, is_pressed, is_kept, *state)
        html = known.get(sort)
        if html is None:
            html = variant(post, own, may_react, is_new, is_pressed, is_kept).replace(_THREAD_ID, str(head.id))
            html = known[sort] = html.replace(_TOO_COUNT, str(head.me_too_count))
        given = react(post, may_react) if post.reactions and post.hidden_at is None else ""
        return html.replace(_REACTIONS, given).replace(_POST_ID, str(post.id)).replace(_COUNT, str(count))

    return fill


def _variants(actor: Actor, head: ThreadHead) -> Callable[[PostView, bool, bool, bool, bool, bool], str]:
    """A function that renders the action row of one sort of post: whose it is, may one react, new, pressed, kept."""
    language = locale.current()
    may_reply = bool(can(actor, "thread.reply", head))
    may_moderate = moderates(actor, head.space_id)

    def variant(post: PostView, is_own: bool, may_react: bool, is_new: bool, is_pressed: bool, is_kept: bool) -> str:
        hidden, is_signed_in = post.hidden_at is not None, actor.id > 0
        flags = SlotFlags(
            is_signed_in=is_signed_in,
            is_new=is_new,
            is_hidden=hidden,
            is_accepted=post.accepted_at is not None,
            has_count=post.useful_count > 0,
            is_pressed=is_pressed,
            may_reply=may_reply and not hidden,
            may_mark=is_signed_in and not is_own and not hidden,
            may_react=may_react,
            may_edit=not hidden and bool(can(actor, "post.edit", post)),
            # Deeper replies are conversation: the offer stands on the answers themselves.
            may_accept=not hidden
            and (post.depth == 1 or post.accepted_at is not None)
            and bool(can(actor, "post.accept", post)),
            may_restore=hidden and may_moderate and post.depth > 0,
            may_bring_back=hidden and is_own and post.depth > 0 and bool(can(actor, "post.bring_back", post)),
            is_kept=is_kept,
            **(_me_too(actor, head, is_own) if post.depth == 0 else {}),
        )
        return _variant(flags, language)

    return variant


def _me_too(actor: Actor, head: ThreadHead, is_own: bool) -> dict[str, bool]:
    """What the opening post of a question says about colleagues who have it too; the verb asks the rule itself."""
    if not head.is_question:
        return {}
    return {
        "may_have_too": head.has_too or (actor.id > 0 and not is_own and not head.accepted_count),
        "has_too": head.has_too,
        "have_too": head.me_too_count > 0,
    }


def _reactions_of(actor: Actor, page: PostPage, traces: Traces) -> Callable[[PostView, bool], str]:
    """A function that draws the reactions to a post for one reader; who gave them is told to colleagues only."""
    language, names = locale.current(), page.reactors if actor.id > 0 else {}

    def draw(post: PostView, may_react: bool) -> str:
        return reaction_row(post, traces.reactions, names, may_react=may_react, locale=language)

    return draw


@lru_cache(maxsize=2048)
def _variant(flags: SlotFlags, _language: str) -> str:
    """One variant of the action row, with marks where the numbers of post and thread and the count go."""
    return render_template(
        "discussions/_post_slot.html",
        flags=flags,
        post_id=_POST_ID,
        count=_COUNT,
        thread_id=_THREAD_ID,
        reactions=_REACTIONS,
        posts_url="/posts/",
        too_count=_TOO_COUNT,
    )

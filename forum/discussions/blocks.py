"""The page of a thread as a kept block for all readers, and what is personal in it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core.policy import Actor, can
from forum.discussions import queries, sealed
from forum.discussions.anonymity import signature
from forum.discussions.capacities import list_capacities
from forum.discussions.forms import UntouchedReply
from forum.discussions.panels import render_panels
from forum.discussions.policies import moderates
from forum.discussions.queries import Position, PostPage, PostView, ThreadHead
from forum.discussions.queries.bookmarks import list_kept_posts
from forum.discussions.reactions import reaction_row
from forum.web import locale
from forum.web.frame import page_for_all, values_for
from forum.web.kept_blocks import SLOT, Block, cut, kept_blocks, mark
from forum.web.pages import this_member

TEMPLATE = "discussions/thread_show.html"
# The subjects of the slots for panels (forum.discussions.panels): below the opening post, above it and in it. Before
# each post there is a slot with its id, for the line above the first new one; after its text one with the post itself,
# for its actions.
PANELS = "panels"
ON_TOP = "panels on top"
IN_POST = "panels in the opening post"
# What the page around the posts asks of the rules: its variants differ by these alone.
DECISIONS = ("may_reply", "may_moderate", "may_close")
_POST_ID = "\x01"
_COUNT = "\x02"
_THREAD_ID = "\x03"
_REACTIONS = "\x04"
_TOO_COUNT = "\x05"


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
    may_react: bool
    may_edit: bool
    may_accept: bool
    may_restore: bool
    is_kept: bool
    may_have_too: bool = False
    has_too: bool = False
    have_too: bool = False


def post_block(head: ThreadHead, position: Position) -> Block:
    """The posts of a page, read and rendered once for each version of the thread; ``extra`` is the page."""

    def make() -> Block:
        page = queries.get_post_page(head, position)
        html = render_template(
            "discussions/_post_block.html",
            page=page,
            thread=head,
            slot_mark=SLOT,
            in_branch=bool(position.branch),
            asker_id=_anonymous_asker_id(head),
        )
        for post in page.posts:
            post.forget_text()
        subjects: list[PostView | int | str] = [subject for post in page.posts for subject in (post.id, post)]
        if head.panels and page.is_first:
            subjects = [ON_TOP, subjects[0], IN_POST, subjects[1], PANELS, *subjects[2:]]
            html = SLOT + html
        reactors = queries.list_reactors(page.posts)
        return cut(html, subjects, extra=replace(page, accepted=(), above=(), quotes={}, reactors=reactors))

    return kept_blocks.get(("thread", head.id, head.version, position, locale.current()), make)


def _anonymous_asker_id(head: ThreadHead) -> int:
    """The author whose anonymous replies can be said to be the asker's: not where other threads came in."""
    return 0 if not head.is_anonymous or queries.was_joined(head) else head.author_id


def page_of(block: Block) -> PostPage:
    """The page a post block was made from."""
    page: PostPage = block.extra
    return page


def slot_filler(
    actor: Actor,
    head: ThreadHead,
    votes: Collection[int],
    react: Callable[[PostView, bool], str],
    kept: Collection[int] = (),
) -> Callable[[PostView], str]:
    """A function that renders the personal part of a post for one reader of one thread; ``react`` draws its reactions.

    The rules are asked once for each sort of post on the page and not for each post: all they look at is
    whose it is, its place and its state.
    """
    watermark, names = head.watermark or 2**62, sealed.find_names(actor, head)
    variant = _variants(actor, head)
    known: dict[tuple[int, ...], str] = {}

    def fill(post: PostView) -> str:
        own, count = post.author_id == actor.id or (names is not None and post.id in names.own), post.useful_count
        # Who is anonymous there would show their name by a sign.
        may_react = not own and (names is None or not names.hides(post))
        is_new, is_pressed = post.id > watermark and not own and post.hidden_at is None, post.id in votes
        is_kept = post.id in kept
        state = count > 0, min(post.depth, 2), post.hidden_at is None, post.accepted_at is None
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
        hidden = post.hidden_at is not None
        flags = SlotFlags(
            is_new=is_new,
            is_hidden=hidden,
            is_accepted=post.accepted_at is not None,
            has_count=post.useful_count > 0,
            is_pressed=is_pressed,
            may_reply=may_reply and not hidden,
            may_mark=not is_own and not hidden,
            may_react=may_react,
            may_edit=not hidden and bool(can(actor, "post.edit", post)),
            # Deeper replies are conversation: the offer stands on the answers themselves.
            may_accept=not hidden
            and (post.depth == 1 or post.accepted_at is not None)
            and bool(can(actor, "post.accept", post)),
            may_restore=hidden and may_moderate and post.depth > 0,
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


def _reactions_of(actor: Actor, page: PostPage) -> Callable[[PostView, bool], str]:
    """A function that draws the reactions to a post for one reader."""
    own, language = queries.list_own_reactions(actor, page.posts), locale.current()

    def draw(post: PostView, may_react: bool) -> str:
        return reaction_row(post, own, page.reactors, may_react=may_react, locale=language)

    return draw


def personal_posts(actor: Actor, head: ThreadHead, position: Position) -> tuple[PostPage, Markup]:
    """The page of posts, and their HTML for one reader."""
    block = post_block(head, position)
    page = page_of(block)
    return page, block.fill(_drawn(actor, head, page, block).__getitem__)


def _drawn(actor: Actor, head: ThreadHead, page: PostPage, block: Block) -> dict[PostView | int | str, str]:
    """What stands for one reader in the slots of the posts of a page."""
    votes, kept = queries.list_useful_votes(actor, page.posts), list_kept_posts(actor, head)
    fill = slot_filler(actor, head, votes, _reactions_of(actor, page), kept)
    drawn: dict[PostView | int | str, str] = {}
    for post in page.posts:
        drawn[post.id], drawn[post] = "", fill(post)
    if (first_new := _first_new(actor, head, page)) is not None:
        drawn[first_new] = _new_line(locale.current())
    if PANELS in block.subjects:
        drawn[PANELS], drawn[ON_TOP] = render_panels(actor, head), render_panels(actor, head, on_top=True)
        # With the text of the question, also when that is hidden.
        shown = page.posts[0].hidden_at is None
        drawn[IN_POST] = render_panels(actor, head, in_post=True) if shown else ""
    return drawn


def _first_new(actor: Actor, head: ThreadHead, page: PostPage) -> int | None:
    """The first post of the page that came after the reader was here, if they were here before."""
    if not head.watermark or not head.has_unread:
        return None
    new = (p.id for p in page.posts if p.id > head.watermark and p.author_id != actor.id and p.hidden_at is None)
    return next(new, None)


@lru_cache(maxsize=8)
def _new_line(_locale: str) -> str:
    return Markup('<p class="new-line" id="new"><span>{}</span></p>').format(_("New since your last visit"))


def thread_page(actor: Actor, head: ThreadHead, position: Position) -> str:
    """The page of a thread as most readers see it: signed in, with nothing typed yet.

    Around the posts the same few variants serve all of them, so the whole page is kept and only its slots are filled.
    """
    posts = post_block(head, position)
    page = page_of(posts)
    drawn = _drawn(actor, head, page, posts)
    alike = _without_reader(head)
    context = page_context(actor, head, position, page)
    personal = alike.watermark, alike.watch, context["names"], context["is_asker"], tuple(context["capacities"])
    decisions = (None if context[name] else str(context[name].reason) for name in DECISIONS)
    whole = page_for_all(
        # With the very posts that are in it: they are no older than they may be.
        (posts, head.space, *personal, *decisions),
        TEMPLATE,
        inside={"posts": posts},
        form=UntouchedReply.of(""),
        reply_parent=None,
        findings=(),
        forced=mark("forced"),
        **context | {"thread": alike},
    )
    drawn["forced"], of_frame = str(head.forced), values_for(this_member())
    return whole.fill(lambda subject: drawn[subject] if subject in drawn else of_frame(subject))


def page_context(actor: Actor, head: ThreadHead, position: Position, page: PostPage) -> dict[str, Any]:
    """What the template of a thread needs besides its posts and form."""
    names = sealed.find_names(actor, head)
    return {
        "thread": head,
        "page": page,
        "position": position,
        "may_reply": can(actor, "thread.reply", head),
        "names": signature(names),
        "is_asker": head.is_question
        and (head.author_id == actor.id or (names is not None and head.opening_post_id in names.own)),
        "capacities": [(held.value, str(held.label)) for held in list_capacities(actor, head.space_id)],
        "may_moderate": can(actor, "thread.moderate", head),
        # Asked when the page is drawn, and of a locked thread alone.
        "locked_by": partial(queries.find_locker, head.id),
        "may_close": can(actor, "thread.close_duplicate", head),
    }


def _without_reader(head: ThreadHead) -> ThreadHead:
    """The head with what is personal reduced to what the page tells: read, partly read or new; followed or not."""
    watermark = head.last_post_id if not head.has_unread else min(head.watermark, 1)
    nothing: dict[str, Any] = {"draft_body": "", "draft_at": None, "draft_choices": None, "keeps": False}
    return replace(head, watermark=watermark, forced=0, **nothing)


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

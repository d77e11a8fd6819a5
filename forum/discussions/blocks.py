"""The page of a thread as a kept block for all readers, and what is personal in it."""

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core.errors import untranslated
from forum.core.policy import Actor, can
from forum.discussions import queries, sealed
from forum.discussions.anonymity import signature
from forum.discussions.capacities import list_capacities
from forum.discussions.forms import UntouchedReply
from forum.discussions.panels import render_panels
from forum.discussions.policies import moderates
from forum.discussions.post_slots import Traces, find_traces, rights_on, slot_filler
from forum.discussions.queries import Position, PostPage, PostView, ThreadHead
from forum.web import locale
from forum.web.frame import page_for_all, values_for
from forum.web.kept_blocks import SLOT, Block, cut, kept_blocks, kept_pages, mark

TEMPLATE = "discussions/thread_show.html"
# The subjects of the slots for panels (forum.discussions.panels): below the opening post, above it and in it. Before
# each post there is a slot with its id, for the line above the first new one; after its text one with the post itself,
# for its actions.
PANELS = "panels"
ON_TOP = "panels on top"
IN_POST = "panels in the opening post"
# What the page around the posts asks of the rules: its variants differ by these alone.
DECISIONS = ("may_reply", "may_moderate", "may_close")


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


def personal_posts(actor: Actor, head: ThreadHead, position: Position) -> tuple[PostPage, Markup]:
    """The page of posts, and their HTML for one reader."""
    block = post_block(head, position)
    page = page_of(block)
    return page, block.fill(_drawn(actor, head, block, find_traces(actor, head, page)).__getitem__)


def _drawn(actor: Actor, head: ThreadHead, block: Block, traces: Traces) -> dict[PostView | int | str, str]:
    """What stands for one reader in the slots of the posts of a page."""
    page = page_of(block)
    fill = slot_filler(actor, head, page, traces)
    drawn: dict[PostView | int | str, str] = {}
    for post in page.posts:
        drawn[post.id], drawn[post] = "", fill(post)
    if traces.first_new:
        drawn[traces.first_new] = _new_line(locale.current())
    if PANELS in block.subjects:
        drawn[PANELS], drawn[ON_TOP] = render_panels(actor, head), render_panels(actor, head, on_top=True)
        # With the text of the question, also when that is hidden.
        shown = page.posts[0].hidden_at is None
        drawn[IN_POST] = render_panels(actor, head, in_post=True) if shown else ""
    return drawn


@lru_cache(maxsize=8)
def _new_line(_locale: str) -> str:
    return Markup('<p class="new-line" id="new"><span>{}</span></p>').format(_("New since your last visit"))


def thread_page(actor: Actor, head: ThreadHead, position: Position) -> str | bytes:
    """The page of a thread as most readers see it: signed in, with nothing typed yet.

    Around the posts the same few variants serve all readers, and in them those with the same traces see the same. So
    the page is kept as it goes over the line, with slots for what the frame says of its reader.
    """
    posts = post_block(head, position)
    page = page_of(posts)
    traces, context = find_traces(actor, head, page), page_context(actor, head, position, page)
    whole, of_frame = _page_around(head, posts, context), values_for(actor)
    values = {"forced": str(head.forced)}

    def fill(subject: str) -> str:
        return values[subject] if subject in values else of_frame(subject)

    key = _kept_under(actor, head, page, traces)
    if key is None:
        values |= _drawn(actor, head, posts, traces)  # type: ignore[arg-type]
        return whole.fill(fill)
    return kept_pages.get((whole, key), lambda: whole.settle(_drawn(actor, head, posts, traces))).fill(fill)


def _page_around(head: ThreadHead, posts: Block, context: dict[str, Any]) -> Block:
    """The page with its posts in it, kept for all readers whose context is the same."""
    told = _watermark_told(head)
    personal = told, head.watch, context["names"], context["is_asker"], tuple(context["capacities"])
    decisions = [None if context[name] else untranslated(context[name].reason) for name in DECISIONS]
    return page_for_all(
        # With the very posts that are in it: they are no older than they may be.
        (posts, head.space, *personal, *decisions),
        TEMPLATE,
        inside={"posts": posts},
        late=lambda: {"form": UntouchedReply.of(""), "forced": mark("forced"), "thread": _without_reader(head, told)},
        reply_parent=None,
        findings=(),
        **{name: value for name, value in context.items() if name != "thread"},
    )


def _kept_under(actor: Actor, head: ThreadHead, page: PostPage, traces: Traces) -> Hashable | None:
    """All that the slots of the posts depend on beside the page around them; None where panels are drawn anew."""
    key = None if head.panels else traces.key()
    if key is None:
        return None
    of_thread = head.has_too, head.me_too_count, moderates(actor, head.space_id)
    return key, of_thread, rights_on(actor, page, traces)


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


def _watermark_told(head: ThreadHead) -> int:
    """The watermark reduced to what the page tells: read, partly read or new."""
    return head.last_post_id if not head.has_unread else min(head.watermark, 1)


def _without_reader(head: ThreadHead, watermark: int) -> ThreadHead:
    """The head with nothing personal in it but whether it is followed, and this watermark."""
    nothing: dict[str, Any] = {"draft_body": "", "draft_at": None, "draft_choices": None, "keeps": False}
    return replace(head, watermark=watermark, forced=0, **nothing)

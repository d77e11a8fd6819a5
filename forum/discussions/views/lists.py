"""The lists of threads over all spaces: what they are called, and what they say when they are empty."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from forum.core.errors import NotFound, Sentence
from forum.discussions import queries
from forum.discussions.models import ThreadKind
from forum.discussions.views.blueprint import blueprint
from forum.web.access import own_path
from forum.web.pages import this_member

ASK = "/threads/new?kind=question"


@dataclass(frozen=True)
class ListTab:
    """A list as its tab and its empty page show it."""

    key: str
    label: Sentence
    empty: Sentence
    why: Sentence
    # What one can do about it, and where; by default look at all discussions.
    action: Sentence | None = None
    target: str = "/threads/?show=all"


@dataclass(frozen=True)
class ListGroup:
    """Lists that belong together, under one tab; the first of them opens with it."""

    label: Sentence
    lists: tuple[ListTab, ...]


_CAUGHT_UP = _l("What colleagues ask and share after your last visit comes to stand here.")
_SELF = _l("What you ask or answer you follow by itself.")
_ASK = _l("Ask a question")

GROUPS = (
    ListGroup(
        _l("To read"),
        (
            ListTab("new", _l("New for you"), _l("You are up to date"), _CAUGHT_UP),
            ListTab(
                "unread",
                _l("Read on"),
                _l("Nothing to read on in"),
                _l("Discussions you were in before, follow or set to unread stand here when there is something new."),
            ),
            ListTab(
                "topics",
                _l("My topics"),
                _l("Nothing was said lately in the spaces you follow"),
                _l("Follow a space, and what is said there stands here for two months, read or not."),
                _l("Spaces"),
                "/spaces/",
            ),
            ListTab("followed", _l("Followed"), _l("You do not follow any discussion yet"), _SELF),
        ),
    ),
    ListGroup(
        _l("Questions"),
        (
            ListTab(
                "unanswered",
                _l("Unanswered"),
                _l("Every question has an answer"),
                _l("Well done. A question nobody has answered yet comes to stand here."),
            ),
            ListTab(
                "open",
                _l("Open"),
                _l("No open questions"),
                _l("Questions without an accepted answer come to stand here."),
                _ASK,
                ASK,
            ),
            ListTab(
                "solved",
                _l("Recently solved"),
                _l("Nothing solved yet"),
                _l("A question is solved as soon as somebody accepts an answer. The newest solutions stand on top."),
            ),
            ListTab(
                "useful",
                _l("Most useful"),
                _l("Nothing was found useful in this period"),
                _l("Mark a post that helped you as useful: the next colleague finds it sooner."),
            ),
        ),
    ),
    ListGroup(
        _l("Ours"),
        (
            ListTab(
                "mine",
                _l("Started by me"),
                _l("You have not started anything yet"),
                _l("Your questions and discussions stand here, with what came of them."),
                _ASK,
                ASK,
            ),
            ListTab(
                "answered",
                _l("Answered by me"),
                _l("You have not answered anything yet"),
                _l("Discussions you wrote in stand here. Perhaps you know the answer to a question of a colleague."),
                _l("Unanswered questions"),
                "/threads/?show=unanswered",
            ),
            ListTab(
                "library",
                _l("My library"),
                _l("No questions from your library yet"),
                _l("What you and your colleagues ask stands here together."),
                _ASK,
                ASK,
            ),
        ),
    ),
    ListGroup(
        _l("All"),
        (
            ListTab(
                "all",
                _l("Everything"),
                _l("No discussions yet"),
                _l("What you ask or share reaches everybody who can read its space, and stays findable."),
                _ASK,
                ASK,
            ),
            ListTab(
                "announcements",
                _l("Announcements"),
                _l("No announcements"),
                _l("What colleagues have to know stands here together."),
            ),
        ),
    ),
)
TABS = {tab.key: (group, tab) for group in GROUPS for tab in group.lists}
# Only these hold more than one kind of thread.
MIXED = {"new", "unread", "topics", "followed", "useful", "mine", "answered", "all"}


@blueprint.get("/threads/")
def thread_list() -> str | Response:
    """A list of threads of all spaces one sees, or of one space or kind."""
    actor = this_member()
    show = request.args.get("show") or "new"
    if show not in TABS:
        raise NotFound()
    spaces = queries.list_readable_spaces(actor)
    space = next((space for space in spaces if space.slug == request.args.get("space")), None)
    kind = request.args.get("kind") if show in MIXED else None
    kind = kind if kind in list(ThreadKind) else None
    period = request.args.get("period", "")
    period = period if period in queries.PERIODS else "year"
    page = queries.list_threads(
        actor,
        show=show,
        space_id=space.id if space else None,
        kind=kind,
        period=period,
        cursor=request.args.get("after"),
    )
    chosen = {"space": space.slug if space else "", "kind": kind or "", "period": period if show == "useful" else ""}
    group, tab = TABS[show]
    return render_template(
        "discussions/thread_list.html",
        page=page,
        groups=GROUPS,
        group=group,
        tab=tab,
        chosen=chosen,
        narrowed=bool(space or kind),
        mixed=show in MIXED,
        spaces=[("", _("All spaces")), *((space.slug, space.title) for space in spaces)],
        address=lambda key, **more: _address(key, chosen, **more),
        continued="after" in request.args,
        here=own_path(),
    )


def _address(show: str, chosen: dict[str, str], **more: str) -> str:
    """The address of a list, narrowed as this one is."""
    kept = chosen if show == "useful" else {**chosen, "period": ""}
    kept = kept if show in MIXED else {**kept, "kind": ""}
    return "/threads/?" + urlencode({"show": show, **{name: value for name, value in kept.items() if value}, **more})

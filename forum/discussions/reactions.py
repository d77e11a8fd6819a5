"""The signs one can give a post, and the row of them under it."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import escape

from forum.core.errors import Sentence
from forum.discussions.models import Post, ReactionKind
from forum.discussions.queries import PostView, Reactors
from forum.discussions.services.reactions import is_counted_otherwise

# By kind, which is also the name of its icon. Icons of ours and not emoji: those differ from one computer to the next.
SIGNS: dict[str, Sentence] = {
    ReactionKind.THANKS.value: _l("Thank you"),
    ReactionKind.AGREE.value: _l("Agreed"),
    ReactionKind.SAME.value: _l("Here too"),
    ReactionKind.WATCHING.value: _l("I keep an eye on it"),
    ReactionKind.CHEERS.value: _l("Well done"),
}
_POST_ID, _COUNT, _NAMES = "\x01", "\x02", "\x05"


def signs_for(post: Post) -> dict[str, Sentence]:
    """Those one can give a post."""
    left_out = {ReactionKind.SAME.value} if is_counted_otherwise(post) else set()
    return {kind: label for kind, label in SIGNS.items() if kind not in left_out}


def counts_of(post: PostView) -> list[tuple[str, int]]:
    """(kind, how many) of a post, from its derived text, in the order they are drawn."""
    pairs = (part.partition(":") for part in post.reactions.split())
    return [(kind, int(count)) for kind, _colon, count in pairs if kind in SIGNS]


def reaction_row(
    post: PostView, own: Collection[tuple[int, str]], names: Reactors, *, may_react: bool, locale: str
) -> str:
    """The reactions to a post with their numbers: buttons for whoever may react, else links to who did."""
    drawn = []
    for kind, count in counts_of(post):
        html = _button(kind, (post.id, kind) in own, may_react, locale)
        who = escape(_who(names.get((post.id, kind), ()), count))
        drawn.append(html.replace(_POST_ID, str(post.id)).replace(_COUNT, str(count)).replace(_NAMES, who))
    return "".join(drawn)


@lru_cache(maxsize=64)
def _button(kind: str, is_pressed: bool, may_react: bool, _locale: str) -> str:
    """One reaction, with marks where numbers and names go."""
    return render_template(
        "discussions/_reaction.html",
        kind=kind,
        label=SIGNS[kind],
        is_pressed=is_pressed,
        may_react=may_react,
        post_id=_POST_ID,
        count=_COUNT,
        names=_NAMES,
    )


def _who(names: Sequence[str], count: int) -> str:
    """The first names, and how many more; nothing where names are not told."""
    if not names:
        return ""
    others = count - len(names)
    if others <= 0:
        return ", ".join(names)
    return _("%(names)s and %(others)s", names=", ".join(names), others=_others(others))


def _others(count: int) -> str:
    return ngettext("%(num)s other", "%(num)s others", count)

"""What a reader may do with a post besides answering it: the menu behind it, asked for when it is opened."""

from dataclasses import dataclass

from forum.core.policy import Actor, can
from forum.discussions.conclusions import is_offered
from forum.discussions.models import Post
from forum.discussions.policies import moderates
from forum.discussions.queries import ThreadHead
from forum.discussions.queries.bookmarks import list_kept_posts
from forum.discussions.sealed import is_own_post
from forum.discussions.services.polls import PANEL as POLL


@dataclass(frozen=True, slots=True)
class PostMenu:
    """What the menu offers one reader."""

    may_conclude: bool
    may_poll: bool
    may_suggest: bool
    may_keep: bool
    may_unread: bool
    may_withdraw: bool
    may_place: bool


def post_menu(actor: Actor, post: Post, head: ThreadHead) -> PostMenu:
    """The menu of a post; of a hidden one nothing is left in it."""
    shown = post.hidden_at is None
    opens = shown and post.is_opening
    return PostMenu(
        may_conclude=opens and is_offered(actor, head),
        may_poll=opens and POLL not in head.panels and bool(can(actor, "poll.create", head)),
        may_suggest=shown and bool(can(actor, "post.suggest", post)),
        may_keep=shown and post.id not in list_kept_posts(actor, head),
        may_unread=shown and head.watermark > 0 and (post.id <= head.watermark or is_own_post(actor, post)),
        may_withdraw=shown and bool(can(actor, "post.withdraw", post)),
        may_place=shown and not post.is_opening and moderates(actor, head.space_id),
    )

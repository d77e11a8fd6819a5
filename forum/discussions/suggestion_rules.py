"""Who suggests a better text for somebody else's post, and who sees and withdraws a suggestion.

Deciding about one is the rule of editing the post: ``post.edit``.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from forum.core.policy import (
    ALLOW,
    INVISIBLE,
    NETWORK,
    Actor,
    Decision,
    deny,
    may_see,
    member_token,
    moderates_token,
    rule,
)
from forum.discussions.policies import may_edit_post, moderates, post_audience
from forum.discussions.sealed import is_hidden_at, is_masked, is_own_post


def suggestion_audience(suggestion: Any) -> frozenset[str]:
    """The tokens that see a suggested edit: who made it, the author of the post, the moderators of the space.

    The author of an anonymous post is not among them: these tokens are written down with the action.
    """
    post = suggestion.post
    tokens = {moderates_token(post.thread.space_id)}
    if post.hidden_at is None and post.thread.hidden_at is None:
        tokens |= {member_token(suggestion.author_id), member_token(post.author_id)}
    return frozenset(tokens)


@rule("post.suggest")
def may_suggest_edit(actor: Actor, post: Any) -> Decision:
    """Readers who may not edit an opening post or an answer themselves, while the discussion is open."""
    if not may_see(actor, post_audience(post)):
        return INVISIBLE
    if NETWORK not in actor.tokens:
        return deny(_l("Sign in to take part."))
    if may_edit_post(actor, post) or is_own_post(actor, post):
        return deny(_l("You can edit this post yourself."))
    if post.depth > 1:
        return deny(_l("Suggest improvements to a question or an answer; reply to what is said below it."))
    if post.thread.locked_at is not None:
        return deny(_l("This discussion is locked. You can read it, but no longer suggest changes."))
    if is_masked(actor, post.thread) or is_hidden_at(actor, post):
        return deny(_l("You take part anonymously here, and a suggestion carries your name. Reply instead."))
    return ALLOW


@rule("suggestion.see")
def may_see_suggestion(actor: Actor, suggestion: Any) -> Decision:
    """Who made it and who may edit the post, as long as they see the post."""
    post = suggestion.post
    if not may_see(actor, post_audience(post)):
        return INVISIBLE
    decides = is_own_post(actor, post) or moderates(actor, post.thread.space_id)
    return ALLOW if decides or suggestion.author_id == actor.id else INVISIBLE


@rule("suggestion.withdraw")
def may_withdraw_suggestion(actor: Actor, suggestion: Any) -> Decision:
    """Who made it."""
    if not may_see_suggestion(actor, suggestion):
        return INVISIBLE
    return ALLOW if suggestion.author_id == actor.id else deny(_l("Only who made a suggestion can withdraw it."))

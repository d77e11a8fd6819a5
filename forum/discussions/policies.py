"""Who sees and does what in discussions.

Seeing has three forms that stand side by side here and that a truth table proves equal: ``…_audience``
(tokens, also what the search index filters on), ``may_see`` on them, and ``visible_…`` as SQL.
The rules accept entities as well as the rows of the read paths: anything with the same attributes.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, bindparam, or_

from forum.core.policy import (
    ALLOW,
    INVISIBLE,
    MODERATES,
    NETWORK,
    PUBLIC,
    READER,
    Actor,
    Decision,
    deny,
    hold_any,
    may_see,
    moderates_token,
    reader_values,
    rule,
)
from forum.discussions.models import PollResults, PollVoice, Post, Space, Thread, ThreadKind
from forum.discussions.sealed import hides_others, is_asker, is_hidden_at, is_masked, is_own_post

EXPERT_ROLES = frozenset({"expert", "coordinator", "administrator"})
MODERATOR_ROLES = frozenset({"moderator", "administrator"})
MANAGER_ROLES = frozenset({"coordinator", "administrator"})
ANNOUNCER_ROLES = MANAGER_ROLES | {"library_head"}
_SIGN_IN = _l("Sign in to take part.")
_NOT_THE_AUTHOR = deny(_l("Only the author or a moderator can edit this post."))
_NOT_THE_ASKER = deny(_l("Only who asked the question, an expert or a moderator can accept an answer."))
_ANNOUNCERS_ONLY = _l(
    "Coordinators, administrators, moderators of the space and, in its own space, the head of a library"
    " make announcements."
)
SECRET_MINIMUM = 3  # With fewer votes the results of a secret poll never show.


def space_audience(space: Any) -> frozenset[str]:
    """The tokens that see a space."""
    return frozenset((space.audience,))


def thread_audience(thread: Any) -> frozenset[str]:
    """The tokens that see a thread: those of its space, or its moderators once it is hidden; nobody when merged."""
    if thread.merged_into_id is not None:
        return frozenset()
    if thread.hidden_at is not None:
        return frozenset((moderates_token(thread.space_id),))
    return space_audience(thread.space)


def post_audience(post: Any) -> frozenset[str]:
    """The tokens that see the text of a post; a hidden post in a visible thread shows as a placeholder to others."""
    if post.hidden_at is not None:
        return frozenset((moderates_token(post.thread.space_id),))
    return thread_audience(post.thread)


def prepared_values(actor: Actor) -> dict[str, Any]:
    """The parameters of a statement that was built with READER in the place of the actor."""
    return reader_values(actor) | {"moderated": moderated_space_ids(actor)}


def moderated_space_ids(actor: Actor) -> Any:
    """The spaces whose hidden things the actor sees: a list of ids, or for READER a parameter."""
    if actor is READER:
        return bindparam("moderated", expanding=True)
    return [int(token.removeprefix(MODERATES)) for token in actor.tokens if token.startswith(MODERATES)]


def visible_spaces(actor: Actor) -> ColumnElement[bool]:
    """SQL form of ``space_audience``; needs ``space`` in the FROM."""
    return Space.audience.in_(actor.tokens if actor is READER else sorted(actor.tokens))


def visible_threads(actor: Actor) -> ColumnElement[bool]:
    """SQL form of ``thread_audience``; needs ``thread`` and ``space`` in the FROM."""
    return or_(
        and_(Thread.hidden_at.is_(None), visible_spaces(actor)),
        and_(
            Thread.hidden_at.is_not(None),
            Thread.merged_into_id.is_(None),
            Thread.space_id.in_(moderated_space_ids(actor)),
        ),
    )


def visible_posts(actor: Actor) -> ColumnElement[bool]:
    """SQL form of ``post_audience``; needs ``post``, ``thread`` and ``space`` in the FROM."""
    return or_(
        and_(Post.hidden_at.is_(None), visible_threads(actor)),
        and_(Post.hidden_at.is_not(None), Thread.space_id.in_(moderated_space_ids(actor))),
    )


def moderates(actor: Actor, space_id: int) -> bool:
    """Whether the actor moderates a space."""
    return moderates_token(space_id) in actor.tokens


@rule("space.see")
def may_see_space(actor: Actor, space: Any) -> Decision:
    """Who meets the audience of the space."""
    return ALLOW if may_see(actor, space_audience(space)) else INVISIBLE


@rule("space.manage")
def may_manage_spaces(actor: Actor, space: Any) -> Decision:
    """Coordinators and administrators make and change spaces they can see."""
    if space is not None and not may_see(actor, space_audience(space)):
        return INVISIBLE
    if actor.roles & MANAGER_ROLES:
        return ALLOW
    return deny(_l("Only coordinators and administrators manage spaces."))


def may_address(actor: Actor, audience: str) -> bool:
    """Whom the actor can make a space for: administrators also the public, coordinators whom they belong to."""
    return "administrator" in actor.roles or (audience != PUBLIC and audience in actor.tokens)


@rule("space.post")
def may_post_in_space(actor: Actor, space: Any) -> Decision:
    """Every member of the network who sees the space may write in it."""
    if not may_see(actor, space_audience(space)):
        return INVISIBLE
    return ALLOW if NETWORK in actor.tokens else deny(_SIGN_IN)


@rule("announcement.start")
def may_announce_somewhere(actor: Actor, _subject: Any) -> Decision:
    """Whoever makes announcements in some space: coordinators, administrators, library heads, moderators of a space."""
    if actor.roles & ANNOUNCER_ROLES or hold_any(actor.tokens, MODERATES):
        return ALLOW
    return deny(_ANNOUNCERS_ONLY)


@rule("space.announce")
def may_announce_in_space(actor: Actor, space: Any) -> Decision:
    """Coordinators, administrators and moderators of the space; library heads in a space of their own library."""
    if not may_see(actor, space_audience(space)):
        return INVISIBLE
    own = f"role:library_head:{space.audience}"
    if actor.roles & MANAGER_ROLES or moderates(actor, space.id) or own in actor.tokens:
        return ALLOW
    return deny(_ANNOUNCERS_ONLY)


@rule("thread.see")
def may_see_thread(actor: Actor, thread: Any) -> Decision:
    """Who meets the audience of the thread."""
    return ALLOW if may_see(actor, thread_audience(thread)) else INVISIBLE


@rule("thread.reply")
def may_reply(actor: Actor, thread: Any) -> Decision:
    """Every reader of the network, unless the thread is locked or hidden; moderators always."""
    if not may_see(actor, thread_audience(thread)):
        return INVISIBLE
    if moderates(actor, thread.space_id):
        return ALLOW
    if thread.duplicate_of_id is not None:
        return deny(_l("This was asked before. Reply in the earlier discussion, so that everything stays together."))
    if thread.locked_at is not None:
        return deny(_l("This discussion is locked. You can read it, but no longer reply."))
    return ALLOW if NETWORK in actor.tokens else deny(_SIGN_IN)


@rule("thread.have_too")
def may_have_too(actor: Actor, thread: Any) -> Decision:
    """Everybody but the asker, while the question is open."""
    if not may_see(actor, thread_audience(thread)):
        return INVISIBLE
    if thread.kind != ThreadKind.QUESTION:
        return deny(_l("Only a question can be yours too."))
    if is_asker(actor, thread):
        return deny(_l("This is your own question."))
    if thread.accepted_count:
        return deny(_l("This question is solved."))
    return ALLOW


@rule("thread.moderate")
def may_moderate_thread(actor: Actor, thread: Any) -> Decision:
    """Lock, unlock, hide and restore: the moderators of the space."""
    if not may_see(actor, thread_audience(thread)):
        return INVISIBLE
    return ALLOW if moderates(actor, thread.space_id) else deny(_l("Only moderators of this space may do this."))


@rule("thread.ask_anonymously")
def may_ask_anonymously(actor: Actor, space: Any) -> Decision:
    """Who may write in the space, unless it was switched off there."""
    decision = may_post_in_space(actor, space)
    if decision and not space.allows_anonymous:
        return deny(_l("In this space everybody asks under their own name."))
    return decision


@rule("thread.open_identity")
def may_open_identity(actor: Actor, thread: Any) -> Decision:
    """Ask who stands behind the anonymous colleague, where there is one: moderators, but not about themselves."""
    decision = may_moderate_thread(actor, thread)
    if not decision:
        return decision
    if not thread.is_anonymous:
        return INVISIBLE
    return ALLOW if hides_others(actor, thread) else deny(_l("You asked this question yourself."))


@rule("openings.read")
def may_read_openings(actor: Actor, _subject: Any) -> Decision:
    """Which anonymous names were opened, by whom and why: administrators, who do not read the names."""
    return ALLOW if "administrator" in actor.roles else INVISIBLE


@rule("post.see")
def may_see_post(actor: Actor, post: Any) -> Decision:
    """Who meets the audience of the post."""
    return ALLOW if may_see(actor, post_audience(post)) else INVISIBLE


@rule("post.edit")
def may_edit_post(actor: Actor, post: Any) -> Decision:
    """The author while the thread is open; the moderators of the space always."""
    if not may_see(actor, post_audience(post)):
        return INVISIBLE
    if moderates(actor, post.thread.space_id):
        return ALLOW
    if not is_own_post(actor, post):
        return _NOT_THE_AUTHOR
    if post.thread.locked_at is not None:
        return deny(_l("This discussion is locked. You can read it, but no longer change your posts."))
    return ALLOW


@rule("post.accept")
def may_accept_answer(actor: Actor, post: Any) -> Decision:
    """The asker, an expert or a moderator may accept a reply to a question."""
    if not may_see(actor, post_audience(post)):
        return INVISIBLE
    if post.thread.kind != ThreadKind.QUESTION or post.depth == 0:
        return deny(_l("Only a reply to a question can be accepted as answer."))
    if actor.roles & EXPERT_ROLES or moderates(actor, post.thread.space_id) or is_asker(actor, post.thread):
        return ALLOW
    return _NOT_THE_ASKER


@rule("post.useful")
def may_mark_useful(actor: Actor, post: Any) -> Decision:
    """Everybody but the author."""
    if not may_see(actor, post_audience(post)):
        return INVISIBLE
    if is_own_post(actor, post):
        return deny(_l("You cannot mark your own post as useful."))
    return ALLOW


@rule("post.moderate")
def may_moderate_post(actor: Actor, post: Any) -> Decision:
    """Hide and restore: the moderators of the space. An opening post is hidden with its thread."""
    if not may_see(actor, post_audience(post)):
        return INVISIBLE
    if not moderates(actor, post.thread.space_id):
        return deny(_l("Only moderators of this space may do this."))
    return ALLOW


@rule("poll.create")
def may_create_poll(actor: Actor, thread: Any) -> Decision:
    """The author of the thread while it is open; the moderators of the space always."""
    if not may_see(actor, thread_audience(thread)):
        return INVISIBLE
    if moderates(actor, thread.space_id):
        return ALLOW
    if not is_asker(actor, thread):
        return deny(_l("Only who started the discussion or a moderator can do this."))
    if thread.locked_at is not None:
        return deny(_l("This discussion is locked."))
    return ALLOW


@rule("poll.manage")
def may_manage_poll(actor: Actor, poll: Any) -> Decision:
    """Change, close, reopen and take out as a file: who may start a poll in the thread."""
    return may_create_poll(actor, poll.thread)


@rule("poll.vote")
def may_vote(actor: Actor, poll: Any) -> Decision:
    """Readers of the network while poll and thread are open, for a library who works there; no masked asker by name."""
    if not may_see(actor, thread_audience(poll.thread)):
        return INVISIBLE
    if NETWORK not in actor.tokens:
        return deny(_SIGN_IN)
    if poll.thread.hidden_at is not None:
        return deny(_l("This discussion is hidden, so nobody can vote."))
    if poll.thread.locked_at is not None:
        return deny(_l("This discussion is locked, so you can no longer vote."))
    if poll.is_closed:
        return deny(_l("This poll is closed."))
    if not poll.is_secret and is_masked(actor, poll.thread):
        return deny(_l("You asked this question anonymously. This poll shows who voted, so you cannot vote in it."))
    if poll.voice == PollVoice.LIBRARY and actor.library_id is None:
        return deny(_l("Each library has one vote here, and you do not belong to a library."))
    return ALLOW


def voice_of(actor: Actor, poll: Any) -> int:
    """Whose ballot the actor fills in: their own, or their library's (0 for none)."""
    return actor.library_id or 0 if poll.voice == PollVoice.LIBRARY else actor.id


def heads(actor: Actor, library_id: int | None) -> bool:
    """Whether the actor is the head of a library."""
    return f"role:library_head:library:{library_id}" in actor.tokens


def may_replace(actor: Actor, poll: Any, ballot: Any) -> Decision:
    """The vote of a library is changed by any colleague of it, but what its head decided only by the head."""
    if ballot is None or not ballot.by_head or heads(actor, actor.library_id):
        return ALLOW
    return deny(_l("The head of your library cast this vote. Only a head of your library can change it."))


@rule("poll.results")
def may_see_results(actor: Actor, poll: Any) -> Decision:
    """Every reader, from the moment that was chosen when the poll was made; of a secret poll only when it is over.

    ``poll`` has ``own`` (the reader's ballot or None) and ``voice_count``. Running totals of a secret poll would
    show what the next colleague votes, and those of one or two voters what each of them voted.
    """
    if not may_see(actor, thread_audience(poll.thread)):
        return INVISIBLE
    if poll.is_secret and poll.is_closed and poll.voice_count < SECRET_MINIMUM:
        return deny(_l("Fewer than three colleagues voted. To give nobody away, the results of this poll do not show."))
    if poll.is_closed or (poll.results == PollResults.ALWAYS and not poll.is_secret):
        return ALLOW
    if poll.is_secret or poll.results == PollResults.CLOSED:
        return deny(_l("The results show once the poll is closed."))
    if poll.own is not None:
        return ALLOW
    if poll.voice == PollVoice.LIBRARY:
        return deny(_l("The results show once your library has voted."))
    return deny(_l("The results show once you have voted."))


@rule("scheduled.manage")
def may_manage_scheduled(actor: Actor, scheduled: Any) -> Decision:
    """A thread that is to be published later: its author; for all others it does not exist."""
    return ALLOW if scheduled.member_id == actor.id else INVISIBLE


@rule("conclusion.write")
def may_conclude(actor: Actor, thread: Any) -> Decision:
    """Who started the thread and experts while it is open; the moderators of the space always."""
    as_its_author = may_create_poll(actor, thread)
    if as_its_author or as_its_author.hidden:
        return as_its_author
    if thread.locked_at is not None:
        return deny(_l("This discussion is locked."))
    if actor.roles & EXPERT_ROLES:
        return ALLOW
    return deny(_l("Only who started the discussion, an expert or a moderator can write its conclusion."))


def conclusion_audience(conclusion: Any) -> frozenset[str]:
    """The tokens that see a conclusion, and the files in it: those of its thread, its moderators once taken away."""
    if conclusion.removed_at is not None:
        return frozenset((moderates_token(conclusion.thread.space_id),))
    return thread_audience(conclusion.thread)


@rule("conclusion.history")
def may_see_conclusion_history(actor: Actor, conclusion: Any) -> Decision:
    """Every reader; what was taken away only who may bring it back."""
    if conclusion.removed_at is not None:
        return may_conclude(actor, conclusion.thread)
    return may_see_thread(actor, conclusion.thread)


@rule("post.react")
def may_react(actor: Actor, post: Any) -> Decision:
    """Everybody but the author: one does not thank oneself; nor who is anonymous there, for a sign shows a name."""
    as_useful = may_mark_useful(actor, post)
    if as_useful.hidden:
        return as_useful
    if not as_useful:
        return deny(_l("You cannot react to your own post."))
    if is_hidden_at(actor, post):
        return deny(_l("You asked this question anonymously. A sign shows your name, so you cannot give one here."))
    return ALLOW

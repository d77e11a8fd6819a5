"""Starting a thread: asking a question, opening a discussion, making an announcement."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from forum.accounts.anonymous import get_anonymous_colleague_id
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.policy import Actor, can, require
from forum.core.slugs import slugify
from forum.discussions.models import Space, Thread, ThreadKind
from forum.discussions.panels import set_panel
from forum.discussions.policies import thread_audience
from forum.discussions.queries import list_fields
from forum.discussions.sealed import ANONYMOUS
from forum.discussions.services.answers import accept_answer
from forum.discussions.services.drafts import discard_new_thread
from forum.discussions.services.fields import FIELDS_PANEL, check_answers, keep_answers
from forum.discussions.services.reading import set_watermark
from forum.discussions.services.recount import plan_recount
from forum.discussions.services.replies import reply
from forum.discussions.services.writing import add_post, clean_title, open_thread
from forum.extensions import db
from forum.notifications.services import add_follower


def ask_question(
    actor: Actor, space: Space, title: str, body: str, *, anonymous: bool = False, capacity: str = ""
) -> Thread:
    """Ask a question in a space; ``Invalid`` names the field that cannot be accepted."""
    return start_thread(actor, space, ThreadKind.QUESTION, title, body, anonymous=anonymous, capacity=capacity)


def start_discussion(actor: Actor, space: Space, title: str, body: str) -> Thread:
    """Open a discussion in a space; ``Invalid`` names the field that cannot be accepted."""
    return start_thread(actor, space, ThreadKind.DISCUSSION, title, body)


def make_announcement(actor: Actor, space: Space, title: str, body: str) -> Thread:
    """Announce something in a space; ``Invalid`` names the field that cannot be accepted."""
    return start_thread(actor, space, ThreadKind.ANNOUNCEMENT, title, body)


def ask_and_answer(
    actor: Actor,
    space: Space,
    title: str,
    body: str,
    answer: str,
    *,
    fields: Mapping[int, str] | None = None,
    anonymous: bool = False,
    capacity: str = "",
    draft: str = "",
) -> Thread:
    """Record a known solution: a question with its answer, accepted at once, both by the actor.

    Of an ``anonymous`` question the answer is anonymous too.

    ``Invalid`` names the field that cannot be accepted: ``answer`` for the text of the answer.
    """
    thread = start_thread(
        actor,
        space,
        ThreadKind.QUESTION,
        title,
        body,
        fields=fields,
        anonymous=anonymous,
        capacity=capacity,
        draft=draft,
    )
    try:
        post = reply(actor, thread, answer, capacity=capacity)
    except Invalid as error:
        raise Invalid(error.message, field="answer") from error
    accept_answer(actor, post)
    db.session.execute(
        update(Thread).where(Thread.id == thread.id).values(is_recorded=True, version=Thread.version + 1)
    )
    db.session.expire(thread)
    return thread


def start_thread(
    actor: Actor,
    space: Space,
    kind: ThreadKind,
    title: str,
    body: str,
    *,
    fields: Mapping[int, str] | None = None,
    anonymous: bool = False,
    capacity: str = "",
    draft: str | None = "",
) -> Thread:
    """Start a thread of a kind; the author follows it, and their draft is done with.

    An ``anonymous`` question stands under the name of the anonymous colleague everywhere; whose it is is sealed.
    ``draft`` is the token of the form it was written in, ``None`` when it was not written in one just now.
    ``fields`` are the answers to what the space asks of a question, by field.
    """
    _check_start(actor, space, kind, anonymous)
    author_id = get_anonymous_colleague_id() if anonymous else actor.id
    title = clean_title(title)
    answers = check_answers(list_fields(space.id), fields or {}) if kind == ThreadKind.QUESTION else {}
    moment = now()
    thread = Thread(
        space_id=space.id,
        kind=kind,
        title=title,
        slug=slugify(title, fallback=str(kind)),
        author_id=author_id,
        is_anonymous=anonymous,
        created_at=moment,
        last_post_at=moment,
        last_post_author_id=author_id,
        # Whoever made an announcement can ask colleagues to confirm it, now or later.
        panels="acknowledgement" if kind == ThreadKind.ANNOUNCEMENT else ANONYMOUS if anonymous else "",
    )
    db.session.add(thread)
    db.session.flush()
    post = add_post(actor, thread, None, body, moment, author_id=author_id, capacity=capacity)
    open_thread(thread, post)
    _keep_fields(thread.id, post.id, answers)
    db.session.execute(update(Space).where(Space.id == space.id).values(thread_count=Space.thread_count + 1))
    add_follower(actor.id, "thread", thread.id, reason="author")
    set_watermark(actor.id, thread.id, post.id)
    plan_recount()
    if draft is not None:
        discard_new_thread(actor, draft)
    record("thread.started", actor, "post", post.id, root=("thread", thread.id), audience=thread_audience(thread))
    return thread


def _keep_fields(thread_id: int, post_id: int, answers: Mapping[int, str]) -> None:
    if answers:
        keep_answers(post_id, answers)
        set_panel(thread_id, FIELDS_PANEL, present=True)


def _check_start(actor: Actor, space: Space, kind: ThreadKind, anonymous: bool) -> None:
    require(actor, "space.post", space)
    if kind == ThreadKind.ANNOUNCEMENT:
        require(actor, "space.announce", space)
    if anonymous:
        _check_anonymous(actor, space, kind)


def _check_anonymous(actor: Actor, space: Space, kind: ThreadKind) -> None:
    """``Invalid``, so that the form comes back with all that was typed."""
    if kind != ThreadKind.QUESTION:
        raise Invalid(_l("Only a question can be asked anonymously."), field="anonymous")
    decision = can(actor, "thread.ask_anonymously", space)
    if not decision:
        raise Invalid(decision.reason, field="anonymous")

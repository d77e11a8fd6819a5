"""Demo discussions: what ten libraries might ask each other on an ordinary week."""

from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import select, update

from forum.accounts.identity import Identity, get_identity
from forum.accounts.models import Member
from forum.core.clock import now
from forum.core.local_time import today
from forum.core.policy import library_token
from forum.discussions import services
from forum.discussions.demo.anonymous import make_anonymous_question
from forum.discussions.demo.asking import make_examples, make_fields, mark_mine_too
from forum.discussions.demo.content import THREADS, DemoReply, DemoThread
from forum.discussions.demo.files import with_files
from forum.discussions.demo.improvements import make_suggestions
from forum.discussions.demo.long_talk import LONG_TALK
from forum.discussions.demo.order import keep_order
from forum.discussions.demo.panels import make_panels
from forum.discussions.demo.plans import make_plans
from forum.discussions.models import Post, PostRevision, Space, Thread, ThreadKind
from forum.discussions.services.acknowledgements import Wish
from forum.discussions.starter import make_starter_spaces
from forum.extensions import db

DEMO_DOMAIN = "@demo.example"
PRIVATE_SPACE = "intern-sint-niklaas"


def load_demo() -> None:
    """Make the demo spaces and threads, once."""
    if db.session.scalar(select(Space.id).limit(1)) is not None:
        return
    people = _people()
    with force_locale("nl"):
        spaces = _make_spaces(people)
        fields = make_fields(people, spaces)
        for thread in (*THREADS, LONG_TALK):
            _make_thread(thread, spaces, people)
        for hours_ago, example in zip((30, 52), make_examples(people, spaces, fields), strict=True):
            for post_id in db.session.scalars(select(Post.id).where(Post.thread_id == example.id)).all():
                _backdate(example, post_id, hours_ago)
        mark_mine_too(people)
        make_anonymous_question(spaces, people, _backdate)
        make_suggestions(people)
        make_panels(people)
        make_plans(spaces, people)
        keep_order(_people(), spaces)


def _people() -> dict[str, Identity]:
    """The demo logins by the first part of their address, the other colleagues as ``collega1`` and on."""
    rows = db.session.execute(
        select(Member.id, Member.email).where(Member.is_active, Member.email.is_not(None)).order_by(Member.id)
    ).all()
    people, others = {}, 0
    for member_id, email in rows:
        name = (email or "").removesuffix(DEMO_DOMAIN)
        if name not in ("bibliothecaris", "expert", "coordinator", "bibhoofd", "beheerder", "buiten"):
            others += 1
            name = f"collega{others}"
        people[name] = get_identity(member_id)
    return people


def _make_spaces(people: dict[str, Identity]) -> dict[str, Space]:
    """The spaces every network starts with, and one for the colleagues of a single library."""
    spaces = make_starter_spaces(people["coordinator"])
    keeper = people["beheerder"]
    spaces[PRIVATE_SPACE] = services.create_space(
        keeper,
        "Intern Sint-Niklaas",
        "Alleen voor de ploeg van Sint-Niklaas.",
        library_token(keeper.library_id or 0),
        slug=PRIVATE_SPACE,
    )
    return spaces


def _make_thread(demo: DemoThread, spaces: dict[str, Space], people: dict[str, Identity]) -> None:
    author = people[demo.author]
    other = ThreadKind.ANNOUNCEMENT if demo.announcement else ThreadKind.DISCUSSION
    kind = ThreadKind.QUESTION if demo.question and not demo.announcement else other
    body = with_files(author, demo.body)
    thread = services.start_thread(author, spaces[demo.space], kind, demo.title, body)
    _backdate(thread, thread.opening_post_id, demo.hours_ago)
    if demo.announcement:
        _ask_to_confirm(author, thread, [people[name] for name in demo.confirmed_by])
    for reply in demo.replies:
        _make_reply(thread, reply, None, people)


def _ask_to_confirm(author: Identity, thread: Thread, readers: list[Identity]) -> None:
    """Everybody confirms within ten days; these have done so."""
    wish = Wish(due_on=today() + timedelta(days=10), remind_every=3)
    services.ask_acknowledgement(author, thread, wish, notify=False)
    for reader in readers:
        services.acknowledge(reader, thread, 1)


def _make_reply(thread: Thread, demo: DemoReply, parent: Post | None, people: dict[str, Identity]) -> None:
    body = with_files(people[demo.author], demo.body.replace("@{expert}", f"@{people['expert'].handle}"))
    post = services.reply(people[demo.author], thread, body, parent)
    for name in demo.useful_to:
        services.mark_useful(people[name], post)
    if demo.accepted:
        services.accept_answer(get_identity(thread.author_id), post)
    _backdate(thread, post.id, demo.hours_ago)
    for child in demo.replies:
        _make_reply(thread, child, post, people)


def _backdate(thread: Thread, post_id: int, hours_ago: float) -> None:
    moment = now() - timedelta(hours=hours_ago)
    db.session.execute(update(Post).where(Post.id == post_id).values(created_at=moment))
    db.session.execute(update(PostRevision).where(PostRevision.post_id == post_id).values(created_at=moment))
    values = {"last_post_at": moment}
    if post_id == thread.opening_post_id:
        values["created_at"] = moment
    db.session.execute(update(Thread).where(Thread.id == thread.id).values(**values))
    db.session.execute(update(Space).where(Space.id == thread.space_id).values(last_post_at=moment))
    db.session.expire_all()

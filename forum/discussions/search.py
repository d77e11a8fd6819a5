"""Posts as search documents: one a post, the hits of a thread grouped."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager

from forum.accounts.models import Member
from forum.core.policy import Actor
from forum.discussions.kinds import load_posts
from forum.discussions.models import Post, Space, Thread, ThreadKind
from forum.discussions.policies import post_audience, visible_posts, visible_spaces
from forum.extensions import db
from forum.search.documents import Container, HitSource, SearchDocument, split_key
from forum.web.urls import path_to

PAGE = 1_000


class PostSource:
    """Reads posts for the index and for the list of hits."""

    kind = "post"

    def kinds(self) -> Mapping[str, Any]:
        return {"question": _l("Question"), "discussion": _l("Discussion")}

    def documents(self, ids: Collection[int]) -> dict[str, SearchDocument]:
        return {f"post:{post.id}": _document(post) for post in load_posts(ids).values()}

    def all_ids(self) -> Iterator[int]:
        last = 0
        while ids := db.session.scalars(
            select(Post.id).where(Post.id > last).order_by(Post.id).limit(PAGE)
        ).all():
            yield from ids
            last = ids[-1]

    def count(self) -> int:
        return db.session.scalar(select(func.count()).select_from(Post)) or 0

    def hits(self, actor: Actor, keys: Collection[str]) -> dict[str, HitSource]:
        ids = [split_key(key)[1] for key in keys]
        query = (
            select(Post, Member.display_name)
            .join(Post.thread)
            .join(Thread.space)
            .join(Member, Member.id == Post.author_id)
            .options(contains_eager(Post.thread).contains_eager(Thread.space))
            .where(Post.id.in_(ids), visible_posts(actor))
        )
        return {f"post:{post.id}": _hit(post, author) for post, author in db.session.execute(query)}

    def containers(self, actor: Actor) -> Iterable[Container]:
        rows = db.session.execute(
            select(Space.id, Space.slug, Space.title).where(visible_spaces(actor)).order_by(Space.position)
        )
        return [Container(f"space:{space_id}", slug, title) for space_id, slug, title in rows]

    def find_like(self, actor: Actor, words: Sequence[str], limit: int) -> list[str]:
        each_word = [
            or_(
                Post.body_plain.icontains(word, autoescape=True),
                Thread.title.icontains(word, autoescape=True),
            )
            for word in words
        ]
        query = (
            select(Post.id)
            .join(Post.thread)
            .join(Thread.space)
            .where(and_(*each_word), visible_posts(actor))
            .order_by(Post.id.desc())
            .limit(limit)
        )
        return [f"post:{post_id}" for post_id in db.session.scalars(query)]


def _document(post: Post) -> SearchDocument:
    thread = post.thread
    states = set()
    if thread.kind == ThreadKind.QUESTION:
        states.add("solved" if thread.is_solved else "unanswered" if not thread.answer_count else "open")
    if post.accepted_at is not None:
        states.add("accepted")
    return SearchDocument(
        key=f"post:{post.id}",
        root=f"thread:{thread.id}",
        kind=thread.kind,
        audience=post_audience(post),
        # The title belongs to the opening post; repeated in every reply it would drown their own words.
        title=thread.title if post.is_opening else "",
        labels=() if post.is_opening else (thread.title,),
        body=post.body_plain,
        created_at=post.created_at,
        changed_at=post.edited_at or post.created_at,
        author=f"member:{post.author_id}",
        container=f"space:{thread.space_id}",
        states=frozenset(states & {"solved", "unanswered", "accepted"}),
    )


def _hit(post: Post, author: str) -> HitSource:
    thread = post.thread
    return HitSource(
        title=thread.title,
        url=path_to("discussions.post_show", post_id=post.id)
        if not post.is_opening
        else path_to("discussions.thread_show", thread_id=thread.id, slug=thread.slug),
        plain=post.body_plain,
        created_at=post.created_at,
        kind=thread.kind,
        container=thread.space.title,
        container_url=path_to("discussions.space_show", slug=thread.space.slug),
        author=author,
        author_url=path_to("accounts.member_show", member_id=post.author_id),
        states=_state_labels(post),
    )


def _state_labels(post: Post) -> tuple[str, ...]:
    labels = []
    if post.thread.is_solved:
        labels.append(_("Solved"))
    if post.accepted_at is not None:
        labels.append(_("Accepted answer"))
    return tuple(labels)

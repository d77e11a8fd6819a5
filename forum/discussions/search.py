"""Posts as search documents: one a post, the hits of a thread grouped."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, bindparam, func, or_, select

from forum.accounts.models import Member
from forum.accounts.queries import list_libraries_of
from forum.attachments.queries import list_texts
from forum.core.policy import READER, Actor
from forum.core.prepared import Prepared
from forum.discussions.kinds import load_posts
from forum.discussions.models import Post, Space, Thread, ThreadKind
from forum.discussions.panel_texts import load_extras
from forum.discussions.policies import post_audience, prepared_values, visible_posts, visible_spaces
from forum.discussions.queries import AnsweredField, list_answered
from forum.extensions import db
from forum.search.documents import Container, HitSource, SearchDocument, split_key
from forum.web import locale, urls
from forum.web.urls import path_to

PAGE = 1_000
SHOWN_TEXT = 6_000
# Hits met lately, with their texts: most are a few hundred characters long.
HITS_REMEMBERED = 300
SPACES_REMEMBERED = 256
# What was asked before comes after the discussion it refers to.
DUPLICATE_WEIGHT = 0.4
ACCEPTED_WEIGHT = 1.15
"""Enough to pass a text that answers about as well, and no more (docs/search-quality.md)."""


class PostSource:
    """Reads posts for the index and for the list of hits."""

    kind = "post"
    compared = True

    def kinds(self) -> Mapping[str, Any]:
        return {"question": _l("Question"), "discussion": _l("Discussion"), "announcement": _l("Announcement")}

    def documents(self, ids: Collection[int]) -> dict[str, SearchDocument]:
        posts = load_posts(ids)
        with_panels = [post for post in posts.values() if post.is_opening and post.thread.panels]
        extras = load_extras({post.thread_id for post in with_panels})
        answered = list_answered([post.id for post in with_panels])
        with_files = [post.id for post in posts.values() if post.files]
        texts = list_texts("post", with_files) if with_files else {}
        libraries = list_libraries_of({post.author_id for post in posts.values()})
        return {
            f"post:{post.id}": _document(
                post,
                libraries.get(post.author_id),
                extras.get(post.thread_id, ()),
                answered.get(post.id, ()),
                texts.get(post.id, ()),
            )
            for post in posts.values()
        }

    def all_ids(self) -> Iterator[int]:
        last = 0
        while ids := db.session.scalars(select(Post.id).where(Post.id > last).order_by(Post.id).limit(PAGE)).all():
            yield from ids
            last = ids[-1]

    def written_by(self, member_id: int) -> Iterable[int]:
        return db.session.scalars(select(Post.id).where(Post.author_id == member_id)).all()

    def count(self) -> int:
        return db.session.scalar(select(func.count()).select_from(Post)) or 0

    def hits(self, actor: Actor, keys: Collection[str]) -> dict[str, HitSource]:
        values = prepared_values(actor) | {"ids": [split_key(key)[1] for key in keys]}
        language, root = locale.current(), urls.root()
        return {f"post:{row.id}": _hit(row, language, root) for row in _hit_rows().all(values)}

    def attached(self, keys: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        texts = list_texts("post", [split_key(key)[1] for key in keys])
        return {f"post:{post_id}": files for post_id, files in texts.items()}

    def containers(self, actor: Actor) -> Iterable[Container]:
        rows = _container_rows().all(prepared_values(actor))
        root = urls.root()
        return [_container(*row, root) for row in rows]

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


def _document(
    post: Post,
    library_id: int | None = None,
    extras: Sequence[str] = (),
    answered: Sequence[AnsweredField] = (),
    files: Sequence[tuple[str, str]] = (),
) -> SearchDocument:
    """The document of a post; ``library_id`` is where its author works now, ``extras`` what else stands under the
    question and is found with it, ``answered`` what it says in the fields of its space, ``files`` names and words of
    what it refers to."""
    thread = post.thread
    states: set[str] = set()
    if thread.kind == ThreadKind.QUESTION:
        states.add("solved" if thread.is_solved else "unsolved")
        if not thread.answer_count:
            states.add("unanswered")
    if post.accepted_at is not None:
        states.add("accepted")
    is_duplicate = thread.duplicate_of_id is not None
    if is_duplicate:
        states = {"duplicate"}
    return SearchDocument(
        key=f"post:{post.id}",
        root=f"thread:{thread.id}",
        kind=thread.kind,
        audience=post_audience(post),
        # The title belongs to the opening post; repeated in every reply it would drown their own words.
        title=thread.title if post.is_opening else "",
        labels=tuple(extras) if post.is_opening else (thread.title,),
        body="\n\n".join([post.body_plain, *(f"{field.label}: {field.value}" for field in answered)]),
        attached="\n".join(f"{name}\n{words}" for name, words in files),
        created_at=post.created_at,
        changed_at=post.edited_at or post.created_at,
        # Of an anonymous question nothing that is searched by says who or where (ADR 0015).
        author="" if post.is_anonymous else f"member:{post.author_id}",
        library=f"library:{library_id}" if library_id and not post.is_anonymous else "",
        container=f"space:{thread.space_id}",
        states=frozenset(states),
        weight=DUPLICATE_WEIGHT if is_duplicate else ACCEPTED_WEIGHT if "accepted" in states else 1.0,
    )


@cache
def _hit_rows() -> Prepared:
    """What a list of hits shows of posts, built once for all readers."""
    rows = (
        select(Post.id, Post.author_id, Post.depth, Post.created_at, Post.accepted_at)
        .add_columns(func.substr(Post.body_plain, 1, SHOWN_TEXT).label("body_plain"))
        .add_columns(Thread.id.label("thread_id"), Thread.title, Thread.slug, Thread.kind)
        .add_columns(Thread.accepted_count, Thread.duplicate_of_id)
        .add_columns(Post.files.is_not(None).label("has_files"), Post.language, Thread.language.label("title_language"))
        .add_columns(Space.slug.label("space_slug"), Space.title.label("space_title"), Member.display_name)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Space, Space.id == Thread.space_id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.id.in_(bindparam("ids", expanding=True)), visible_posts(READER))
    )
    return Prepared(rows, named=True, remember=HITS_REMEMBERED)


@cache
def _container_rows() -> Prepared:
    """The spaces a reader can narrow a search to."""
    return Prepared(select(Space.id, Space.slug, Space.title).where(visible_spaces(READER)).order_by(Space.position))


@lru_cache(maxsize=SPACES_REMEMBERED)
def _container(space_id: int, slug: str, title: str, _root: str) -> Container:
    return Container(f"space:{space_id}", slug, title, path_to("discussions.space_show", slug=slug))


@lru_cache(maxsize=HITS_REMEMBERED)
def _hit(row: Any, _language: str, _root: str) -> HitSource:
    """The hit of a row, in the language and below the root of this request."""
    return HitSource(
        title=row.title,
        url=path_to("discussions.post_show", post_id=row.id)
        if row.depth
        else path_to("discussions.thread_show", thread_id=row.thread_id, slug=row.slug),
        plain=row.body_plain,
        created_at=row.created_at,
        kind=row.kind,
        container=row.space_title,
        container_url=path_to("discussions.space_show", slug=row.space_slug),
        author=row.display_name,
        author_url=path_to("accounts.member_show", member_id=row.author_id),
        states=_states(row),
        language=row.language,
        title_language=row.title_language,
        has_files=row.has_files,
        opened_url=path_to("discussions.thread_found", thread_id=row.thread_id),
    )


def _states(row: Any) -> tuple[str, ...]:
    labels = _("Asked before"), _("Solved"), _("Accepted answer")
    facts = bool(row.duplicate_of_id), bool(row.accepted_count), row.accepted_at is not None
    return tuple(label for label, holds in zip(labels, facts, strict=True) if holds)

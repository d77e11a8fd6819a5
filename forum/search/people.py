"""Colleagues as search documents: found by name, function and library, by everybody who may see them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, func, or_, select

from forum.accounts.models import Member
from forum.accounts.names import fold
from forum.accounts.policies import audience
from forum.accounts.queries import visible_members
from forum.core.policy import Actor
from forum.extensions import db
from forum.network.models import Library
from forum.search.documents import Container, HitSource, SearchDocument, split_key
from forum.web.urls import path_to

PAGE = 1_000
KIND = "colleague"
# A name is short and would stand before every text that holds one of its words.
WEIGHT = 0.6


class MemberSource:
    """Reads members for the index and for the list of hits: those with an account, while it is open."""

    kind = "member"
    compared = False

    def kinds(self) -> Mapping[str, Any]:
        return {KIND: _l("Colleague")}

    def documents(self, ids: Collection[int]) -> dict[str, SearchDocument]:
        query = _rows().where(Member.id.in_(ids))
        return {f"member:{row.id}": _document(row) for row in db.session.execute(query)}

    def all_ids(self) -> Iterator[int]:
        last = 0
        query = select(Member.id).where(_findable()).order_by(Member.id).limit(PAGE)
        while ids := db.session.scalars(query.where(Member.id > last)).all():
            yield from ids
            last = ids[-1]

    def written_by(self, member_id: int) -> Iterable[int]:
        return (member_id,)

    def count(self) -> int:
        return db.session.scalar(select(func.count()).select_from(Member).where(_findable())) or 0

    def hits(self, actor: Actor, keys: Collection[str]) -> dict[str, HitSource]:
        ids = [split_key(key)[1] for key in keys]
        query = _rows().where(Member.id.in_(ids), visible_members(actor))
        return {f"member:{row.id}": _hit(row) for row in db.session.execute(query)}

    def attached(self, keys: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        return {}

    def containers(self, actor: Actor) -> Iterable[Container]:
        return ()

    def find_like(self, actor: Actor, words: Sequence[str], limit: int) -> list[str]:
        each_word = [
            or_(
                Member.sort_name.contains(fold(word), autoescape=True),
                Member.function_title.icontains(word, autoescape=True),
                Library.short_name.icontains(word, autoescape=True),
            )
            for word in words
        ]
        query = _rows().where(and_(*each_word), visible_members(actor)).order_by(Member.sort_name).limit(limit)
        return [f"member:{row.id}" for row in db.session.execute(query)]


def _findable() -> Any:
    """Neither closed accounts nor the authors of imported texts."""
    return Member.is_active & Member.source.is_(None)


def _rows() -> Any:
    return (
        select(Member.id, Member.display_name, Member.function_title, Member.created_at, Member.library_id)
        .add_columns(Library.short_name, Library.slug)
        .outerjoin(Library, Library.id == Member.library_id)
        .where(_findable())
    )


def _document(row: Any) -> SearchDocument:
    return SearchDocument(
        key=f"member:{row.id}",
        root=f"member:{row.id}",
        kind=KIND,
        audience=audience(row),
        title=row.display_name,
        body=", ".join(filter(None, (row.function_title, row.short_name))),
        created_at=row.created_at,
        changed_at=row.created_at,
        library=f"library:{row.library_id}" if row.library_id else "",
        lang="nl",
        weight=WEIGHT,
    )


def _hit(row: Any) -> HitSource:
    return HitSource(
        title=row.display_name,
        url=path_to("accounts.member_show", member_id=row.id),
        plain=row.function_title,
        created_at=None,
        kind=KIND,
        container=row.short_name or "",
        container_url=path_to("network.library_show", slug=row.slug) if row.slug else "",
    )

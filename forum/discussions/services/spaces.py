"""Making and changing spaces, and who moderates them."""

import re

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from forum.accounts.identity import bump_access
from forum.accounts.models import RoleGrant
from forum.core.activity import record
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.policy import NETWORK, PUBLIC, Actor, require
from forum.core.slugs import slugify
from forum.core.text import one_line
from forum.core.upsert import insert_or_update
from forum.discussions.models import Post, Space, SpaceModerator, Thread
from forum.discussions.policies import MODERATOR_ROLES, may_address, space_audience
from forum.extensions import db
from forum.search.indexer import enqueue_many as enqueue_search_many

_AUDIENCE = re.compile(r"network|public|library:\d+|group:\d+")


def create_space(
    actor: Actor,
    title: str,
    purpose: str,
    audience: str,
    *,
    pillar_id: int | None = None,
    slug: str | None = None,
    allows_anonymous: bool | None = None,
) -> Space:
    """Make a space for an audience; its maker moderates it.

    Unless it is said, colleagues may ask anonymously where there are enough of them: not in one library or group.
    """
    require(actor, "space.manage", None)
    title = _title(title)
    space = Space(
        slug=_free_slug(slug or slugify(title)),
        title=title,
        purpose=one_line(purpose),
        audience=_audience(actor, audience),
        pillar_id=pillar_id,
        allows_anonymous=audience in (NETWORK, PUBLIC) if allows_anonymous is None else allows_anonymous,
        position=(db.session.scalar(select(func.max(Space.position))) or 0) + 1,
        created_at=now(),
    )
    db.session.add(space)
    db.session.flush()
    db.session.add(SpaceModerator(space_id=space.id, member_id=actor.id, created_at=now()))
    _bump_moderators(space)
    record("space.created", actor, "space", space.id, audience=space_audience(space), notify=False)
    return space


def edit_space(
    actor: Actor,
    space: Space,
    title: str,
    purpose: str,
    audience: str,
    *,
    pillar_id: int | None,
    allows_anonymous: bool | None = None,
) -> None:
    """Change a space; a new audience holds at once, in search too. Anonymous questions that are there stay so."""
    require(actor, "space.manage", space)
    audience = _audience(actor, audience, space.audience)
    changed = audience != space.audience
    space.title, space.purpose, space.pillar_id, space.audience = (
        _title(title),
        one_line(purpose),
        pillar_id,
        audience,
    )
    if allows_anonymous is not None:
        space.allows_anonymous = allows_anonymous
    db.session.flush()
    if changed:
        _bump_moderators(space)
        posts = select(Post.id).join(Thread).where(Thread.space_id == space.id)
        enqueue_search_many("post", db.session.scalars(posts))
    record("space.edited", actor, "space", space.id, audience=space_audience(space), notify=False)


def add_moderator(actor: Actor, space: Space, member_id: int) -> None:
    """Let a member moderate the space; it counts only while they see it."""
    require(actor, "space.manage", space)
    db.session.execute(
        insert_or_update(SpaceModerator)
        .values(space_id=space.id, member_id=member_id, created_at=now())
        .on_conflict_do_nothing(index_elements=["space_id", "member_id"])
    )
    bump_access([member_id])
    record("space.moderator_added", actor, "space", space.id, audience=space_audience(space), notify=False)


def remove_moderator(actor: Actor, space: Space, member_id: int) -> None:
    """End a member's moderation of the space."""
    require(actor, "space.manage", space)
    row = db.session.get(SpaceModerator, (space.id, member_id))
    if row is not None:
        db.session.delete(row)
        db.session.flush()
        bump_access([member_id])
        record("space.moderator_removed", actor, "space", space.id, audience=space_audience(space), notify=False)


def list_moderator_ids(space: Space) -> list[int]:
    """The members appointed to moderate the space."""
    return list(db.session.scalars(select(SpaceModerator.member_id).where(SpaceModerator.space_id == space.id)))


def _bump_moderators(space: Space) -> None:
    """Whoever moderates this space, or every space they see, holds other tokens now."""
    db.session.flush()
    everywhere = select(RoleGrant.member_id).where(RoleGrant.role.in_(MODERATOR_ROLES))
    bump_access({*list_moderator_ids(space), *db.session.scalars(everywhere)})


def _title(title: str) -> str:
    title = one_line(title)
    if not 3 <= len(title) <= 100:
        raise Invalid(_l("Give the space a name of 3 to 100 characters."), field="title")
    return title


def _audience(actor: Actor, audience: str, current: str = "") -> str:
    """The audience, when it is one the actor may give: the one it has, or one of ``may_address``."""
    if not _AUDIENCE.fullmatch(audience) or (audience != current and not may_address(actor, audience)):
        raise Invalid(_l("Choose who sees this space."), field="audience")
    return audience


def _free_slug(wanted: str) -> str:
    taken = set(db.session.scalars(select(Space.slug).where(Space.slug.startswith(wanted, autoescape=True))))
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug

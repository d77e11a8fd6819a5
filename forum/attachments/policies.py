"""Who may upload a file, and who may open one: whoever sees something that refers to it.

The other features are not known here: a use names its kind, and the kind knows who sees it (forum.core.kinds).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.attachments.models import Attachment, AttachmentUse
from forum.core import kinds
from forum.core.policy import ALLOW, INVISIBLE, NETWORK, Actor, Decision, deny, rule
from forum.extensions import db

# So many uses are looked at together; a picture that everybody quotes has more.
AT_ONCE = 50

Use = tuple[int, str, int]


@rule("attachment.upload")
def may_upload(actor: Actor, _subject: object) -> Decision:
    """Every member of the network."""
    return ALLOW if NETWORK in actor.tokens else deny(_l("Sign in to take part."))


@rule("attachment.see")
def may_see_attachment(actor: Actor, attachment: Attachment) -> Decision:
    """Its uploader while nothing refers to it; then whoever sees one of the things that do."""
    return ALLOW if visible_ids(actor, [attachment]) else INVISIBLE


def visible_ids(actor: Actor, attachments: Collection[Attachment]) -> frozenset[int]:
    """The ids of those files the actor may open."""
    uses: dict[int, list[Use]] = defaultdict(list)
    ids = [attachment.id for attachment in attachments]
    rows = db.session.execute(
        select(AttachmentUse.attachment_id, AttachmentUse.kind, AttachmentUse.object_id)
        .where(AttachmentUse.attachment_id.in_(ids))
        .order_by(AttachmentUse.object_id.desc())
    )
    for row in rows:
        uses[row.attachment_id].append((row.attachment_id, row.kind, row.object_id))
    own = {one.id for one in attachments if one.id not in uses and one.uploader_id == actor.id}
    seen: set[int] = set()
    while uses:
        some = [uses[number].pop() for number in list(uses) for _ in range(min(AT_ONCE, len(uses[number])))]
        seen |= _seen(actor, some)
        uses = defaultdict(list, {number: left for number, left in uses.items() if left and number not in seen})
    return frozenset(own | seen)


def _seen(actor: Actor, uses: Iterable[Use]) -> set[int]:
    """The files of those uses the actor sees."""
    by_kind: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for attachment_id, kind, object_id in uses:
        by_kind[kind][object_id].add(attachment_id)
    known = {kind.key: kind for kind in kinds.registered()}
    found: set[int] = set()
    for key, objects in by_kind.items():
        visible = known[key].load_visible(actor, list(objects)) if key in known else {}
        for object_id in visible:
            found |= objects[object_id]
    return found

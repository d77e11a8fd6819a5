"""Files as texts refer to them: the Markdown for one, and what an address in a text stands for."""

from collections.abc import Collection
from typing import Any

from forum.attachments import queries
from forum.attachments.models import Attachment
from forum.attachments.names import address_name, escape_label, without_extension
from forum.attachments.types import type_of
from forum.core.policy import Actor
from forum.core.text import Picture, Target
from forum.web.urls import path_to

# The largest size at which a text shows an image, in pixels of a page.
SHOWN_WIDTH, SHOWN_HEIGHT = 720, 560


def address_of(attachment: Attachment) -> str:
    """The path of a file."""
    return path_to("attachments.show", attachment_id=attachment.id, name=address_name(attachment.name))


def markdown_for(attachment: Attachment) -> str:
    """What to write in a text to show an image or to link to another file."""
    if attachment.is_image:
        return f"![{escape_label(without_extension(attachment.name))}]({address_of(attachment)})"
    return f"[{escape_label(attachment.name)}]({address_of(attachment)})"


def resolve_attachments(actor: Actor, numbers: Collection[str]) -> dict[str, Target]:
    """The files behind these numbers, of those the actor may open: nobody brings in a file they cannot see."""
    ids = [int(number) for number in numbers]
    return {str(number): _target(found) for number, found in queries.list_visible(actor, ids).items()}


def _target(attachment: Attachment) -> Target:
    address = address_of(attachment)
    return Target(attachment.id, address, attachment.name, _picture(attachment, address))


def _picture(attachment: Attachment, address: str) -> Picture | None:
    if not attachment.is_image or not attachment.width or not attachment.height:
        return None
    if attachment.thumb_width:
        address = path_to("attachments.thumbnail", attachment_id=attachment.id)
    scale = min(1, SHOWN_WIDTH / attachment.width, SHOWN_HEIGHT / attachment.height)
    return Picture(address, max(1, round(attachment.width * scale)), max(1, round(attachment.height * scale)))


def listed(attachment: Attachment) -> dict[str, Any]:
    """What a list of files under a text shows of one, to be kept with the text."""
    kind = type_of(attachment.media_type)
    return {
        "id": attachment.id,
        "name": attachment.name,
        "url": address_of(attachment),
        "size": attachment.size,
        "type": kind.key if kind else "",
    }

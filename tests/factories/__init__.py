"""Plain functions that make one valid object each; every argument can be given, nothing else happens."""

from tests.factories.accounts import actor, grant_role, make_member
from tests.factories.attachments import make_attachment, make_docx, make_image, make_pdf
from tests.factories.discussions import make_post, make_space, make_thread
from tests.factories.network import make_group, make_library, make_municipality, make_pillar

__all__ = [
    "actor",
    "grant_role",
    "make_attachment",
    "make_docx",
    "make_group",
    "make_image",
    "make_library",
    "make_member",
    "make_municipality",
    "make_pdf",
    "make_pillar",
    "make_post",
    "make_space",
    "make_thread",
]

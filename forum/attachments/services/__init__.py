"""The verbs of the files."""

from forum.attachments.services.uploads import Upload, store_upload
from forum.attachments.services.uses import replace_uses

__all__ = ["Upload", "replace_uses", "store_upload"]

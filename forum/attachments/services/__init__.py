"""The verbs of the files."""

from forum.attachments.services.uploads import Upload, check_upload, store_upload
from forum.attachments.services.uses import replace_uses

__all__ = ["Upload", "check_upload", "replace_uses", "store_upload"]

"""The field for files, for forms that have one."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField


def files_field() -> MultipleFileField:
    """The field, usually called ``files``; ``forum.attachments.views.take_files`` takes what is in it."""
    return MultipleFileField(_l("Add files"))

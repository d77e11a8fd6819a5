"""The field for files, for forms that have one."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField


class WithFiles:
    """A form with a field ``files``; ``forum.attachments.views.take_files`` takes what is in it."""

    files = MultipleFileField(_l("Add files"))

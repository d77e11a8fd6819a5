"""What a file is: its ending and its content must say the same.

Each sort is recognised by what reads it (Pillow, the directory of a zip, a text decoder): that says more than the
first bytes do.
"""

from flask_babel import lazy_gettext as _l

from forum.attachments.checks import archives, images, plain
from forum.attachments.types import BY_EXTENSION, BY_KEY, ENDINGS, FileType, extension_of
from forum.core.errors import Invalid, Sentence


def recognise(name: str, data: bytes) -> FileType:
    """The sort of a file; ``Invalid`` with a sentence when it is empty, of another sort or not what it says."""
    if not data:
        raise refused(_l("%(name)s is empty.", name=name))
    expected = BY_EXTENSION.get(extension_of(name))
    if expected is None:
        raise refused(
            _l(
                "%(name)s is a sort of file that cannot be added. Possible are: %(endings)s.",
                name=name,
                endings=ENDINGS,
            )
        )
    found = _sniff(name, data)
    if found is None:
        raise refused(
            _l(
                "%(name)s is not what its name says: the content is no %(expected)s.",
                name=name,
                expected=_ending(expected),
            )
        )
    if found is not expected and not (found.is_text and expected.is_text):
        raise refused(
            _l(
                "%(name)s is not what its name says: the content is %(found)s. Give it the right ending and try again.",
                name=name,
                found=_ending(found),
            )
        )
    return expected


def _sniff(name: str, data: bytes) -> FileType | None:
    if data.startswith(b"%PDF-"):
        return BY_KEY["pdf"]
    if data.startswith(b"PK\x03\x04"):
        return archives.recognise(name, data)
    if key := images.format_of(data):
        return BY_KEY[key]
    return BY_KEY["txt"] if plain.is_plain_text(data) else None


def _ending(kind: FileType) -> str:
    return kind.extensions[0].upper()


def refused(sentence: Sentence) -> Invalid:
    """A refusal that belongs to the field with files."""
    return Invalid(sentence, field="files")

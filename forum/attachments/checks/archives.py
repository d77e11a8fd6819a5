"""Office files are zip archives: looked at from the outside before anything in them is unpacked."""

import io
import struct
import zipfile
import zlib

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from flask_babel import lazy_gettext as _l

from forum.attachments.types import BY_KEY, BY_MEDIA_TYPE, FileType
from forum.core.errors import Invalid

MOST_ENTRIES = 3_000
MOST_DIRECTORY = 600_000
MOST_UNPACKED = 200 * 1024 * 1024
LARGEST_INDEX = 1024 * 1024

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LOCATOR_MARK, _LOCATOR_SIZE = b"PK\x06\x07", 20
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/")


def recognise(name: str, data: bytes) -> FileType | None:
    """The sort of Office file, or None for any other archive; ``Invalid`` for one that is not to be opened."""
    if not _is_modest(data):
        raise Invalid(_l("%(name)s holds too much to be opened safely.", name=name), field="files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Invalid(_l("%(name)s holds too much to be opened safely.", name=name), field="files")
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise Invalid(
                    _l("%(name)s is protected with a password, so nobody else could open it.", name=name), field="files"
                )
            names = [entry.filename.lower() for entry in entries]
            kind = _kind(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, EOFError, OSError, NotImplementedError, RuntimeError):
        return None
    if any(one.endswith(_MACRO_PARTS) or one.startswith(_MACRO_FOLDERS) for one in names):
        raise Invalid(_l("%(name)s holds macros. Save it without macros and try again.", name=name), field="files")
    return kind


def _is_modest(data: bytes) -> bool:
    """Whether the archive is one whole, from its first byte to its last, with a directory of an ordinary size."""
    at = data.rfind(_END_MARK, max(0, len(data) - 65_536 - _END.size))
    if at < 0 or at + _END.size > len(data):
        return True  # No archive at all: opening it will say so, without unpacking anything.
    _mark, _disk, _first, _here, count, size, offset, comment = _END.unpack_from(data, at)
    whole = offset + size == at and at + _END.size + comment == len(data)
    # The large form of the directory counts otherwise; no Office file within the limits needs it.
    if data[max(0, at - _LOCATOR_SIZE) : at].startswith(_LOCATOR_MARK):
        return False
    return whole and count <= MOST_ENTRIES and size <= MOST_DIRECTORY


def _kind(archive: zipfile.ZipFile) -> FileType | None:
    names = set(archive.namelist())
    if "mimetype" in names:
        found = BY_MEDIA_TYPE.get(_read(archive, "mimetype", 200).decode("ascii", "replace").strip())
        return found if found and found.key in ("odt", "ods", "odp") and "content.xml" in names else None
    if _CONTENT_TYPES not in names:
        return None
    try:
        types = {
            element.get("ContentType") or ""
            for element in fromstring(_read(archive, _CONTENT_TYPES, LARGEST_INDEX), forbid_dtd=True)
        }
    except (ParseError, DefusedXmlException):
        return None
    keys = [key for content_type, key in _MAIN_PARTS.items() if content_type in types]
    return BY_KEY[keys[0]] if len(keys) == 1 else None


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """At most this many bytes of an entry, whatever its directory says."""
    with archive.open(name) as part:
        return part.read(most)

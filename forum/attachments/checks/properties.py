"""Documents say who made them, and who asks anonymously would not know: it is taken out, as it is of images.

Only what stands beside the text: the author, who saved it last, the company, the folder it came from. Names in the
text, in comments and at tracked changes are what the document says, and stay.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path

from forum.attachments.programs import run
from forum.attachments.types import FileType

PROGRAM = Path(__file__).parent.with_name("pdf_properties.py")
SECONDS = 20.0
_LARGEST_WORKBOOK = 4 * 1024 * 1024

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/"
_EMPTY = {
    "core": f'{_HEAD}<cp:coreProperties xmlns:cp="{_OFFICE}package/2006/metadata/core-properties"/>',
    "app": f'{_HEAD}<Properties xmlns="{_OFFICE}officeDocument/2006/extended-properties"/>',
    "custom": f'{_HEAD}<Properties xmlns="{_OFFICE}officeDocument/2006/custom-properties"/>',
    "meta": f'{_HEAD}<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' office:version="1.3"><office:meta/></office:document-meta>',
}
# The folder a workbook was saved in, with the name of the account.
_FOLDER = re.compile(rb'(absPath\b[^>]*\burl=")[^"]*(")')


def without_maker(kind: FileType, data: bytes) -> bytes:
    """The document without the properties that say who made it.

    What cannot be written anew stays as it is: a damaged archive, a PDF that is signed, protected or too odd.
    """
    if kind.key == "pdf":
        return _pdf(data)
    return data if kind.is_text or not kind.has_words else _office(data)


def _office(data: bytes) -> bytes:
    """The archive with its parts as they are, save those with properties; how large it may be was checked."""
    try:
        return _rewritten(data)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError):
        return data


def _rewritten(data: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w") as target:
        for part in source.infolist():
            name, content = part.filename.lower(), source.read(part)
            if key := _properties(name):
                content = _EMPTY[key].encode()
            elif name == "xl/workbook.xml" and len(content) <= _LARGEST_WORKBOOK:
                content = _FOLDER.sub(rb"\1\2", content)
            info = zipfile.ZipInfo(part.filename)
            info.compress_type = (
                zipfile.ZIP_STORED if part.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
            )
            target.writestr(info, content)
    return written.getvalue()


def _properties(name: str) -> str | None:
    """Which sort of properties a part holds, if any."""
    if name in ("docprops/core.xml", "docprops/app.xml", "docprops/custom.xml"):
        return name.removeprefix("docprops/").removesuffix(".xml")
    if name.endswith(".psmdcp"):
        return "core"
    return "meta" if name == "meta.xml" else None


def _pdf(data: bytes) -> bytes:
    if b"/ByteRange" in data:
        return data
    cleaned = run(PROGRAM, data=data, seconds=SECONDS, most=2 * len(data) + 1_000_000)
    return cleaned if cleaned and cleaned.startswith(b"%PDF-") else data

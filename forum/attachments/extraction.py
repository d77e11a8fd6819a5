"""Reads the words of one file: a program of its own, run under limits, that knows nothing of the product.

``python -I extraction.py SORT`` takes the file on standard input and writes its words in UTF-8 to standard output.
Any exit code but 0 means that the file cannot be read. See ``reading.py``, which runs it.
"""

import contextlib
import io
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
import pypdf

MOST_CHARACTERS = 200_000
SOFT_SECONDS = 15.0

_SLIDE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d+)\.xml")
_WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


class EnoughError(Exception):
    """As many words as are kept were read."""


class Collector:
    """The words read so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> None:
        """Take words in; ``EnoughError`` once there are as many as are kept."""
        self.parts.append(text)
        self.length += len(text)
        if self.length >= MOST_CHARACTERS:
            raise EnoughError

    @property
    def text(self) -> str:
        return "".join(self.parts)[:MOST_CHARACTERS]


class Words(ContentHandler):
    """Takes the characters inside some elements, with a line after others; names are without their prefix."""

    def __init__(self, found: Collector, inside: frozenset[str], lines: frozenset[str]) -> None:
        super().__init__()
        self.found, self.inside, self.lines = found, inside, lines
        self.depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        local = name.rpartition(":")[2]
        if local in self.inside:
            self.depth += 1
        elif local in ("tab", "br", "s", "line-break"):
            self.found.add(" ")

    def endElement(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in self.inside:
            self.depth -= 1
        if local in self.lines:
            self.found.add("\n")

    def characters(self, content: str) -> None:
        if self.depth:
            self.found.add(content)


def main(sort: str) -> int:
    """Read standard input as this sort of file and write what is in it."""
    data = sys.stdin.buffer.read()
    found = Collector()
    with contextlib.suppress(EnoughError):
        if sort == "pdf":
            read_pdf(data, found)
        else:
            read_office(sort, data, found)
    sys.stdout.buffer.write(found.text.encode("utf-8", "ignore"))
    sys.stdout.buffer.flush()
    return 0


def read_pdf(data: bytes, found: Collector) -> None:
    """The text of the pages in order, as far as the time reaches."""
    started = time.monotonic()
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("protected with a password")
    for page in reader.pages:
        found.add(page.extract_text() + "\n")
        if time.monotonic() - started > SOFT_SECONDS:
            return


def read_office(sort: str, data: bytes, found: Collector) -> None:
    """The text in the parts of an Office file that hold it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sort in ("odt", "ods", "odp"):
            inside = lines = frozenset(("p", "h"))
        else:
            inside, lines = frozenset("t"), frozenset(("p", "si", "is"))
        for name in parts_of(sort, archive.namelist()):
            with archive.open(name) as part:
                defusedxml.sax.parse(part, Words(found, inside, lines), forbid_dtd=True)


def parts_of(sort: str, names: list[str]) -> Iterator[str]:
    """The parts with text, in reading order."""
    if sort in ("odt", "ods", "odp"):
        yield "content.xml"
    elif sort == "docx":
        yield from (name for name in _WORD_PARTS if name in names)
    elif sort == "xlsx":
        yield from (name for name in names if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/sheet"))
    else:
        slides = [(int(match[1]), name) for name in names if (match := _SLIDE.fullmatch(name))]
        yield from (name for _number, name in sorted(slides))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

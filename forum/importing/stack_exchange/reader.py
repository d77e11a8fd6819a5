"""Reads the XML files of a dump row by row; memory stays the same however large they are."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from forum.importing.report import ImportRefused

REQUIRED = ("Posts.xml", "Users.xml", "Comments.xml", "Votes.xml")
HISTORY = "PostHistory.xml"


def find_files(folder: Path) -> dict[str, Path]:
    """The files of a dump by name. Raises ``ImportRefused`` when the folder or a file is missing or empty."""
    if not folder.is_dir():
        raise ImportRefused(f"{folder} is not a folder.")
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    if missing:
        raise ImportRefused(f"{folder} is no complete Stack Exchange dump: {', '.join(missing)} is missing.")
    names = [*REQUIRED, HISTORY] if (folder / HISTORY).is_file() else list(REQUIRED)
    return {name: folder / name for name in names}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The attributes of each ``row``, in file order. Raises ``ImportRefused`` when the XML is broken."""
    try:
        with path.open("rb") as file:
            root = None
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                if root is None:
                    root = element
                elif event == "end" and element.tag == "row":
                    yield dict(element.attrib)
                    root.clear()
    except ParseError as error:
        line = error.position[0] if error.position else 0
        raise ImportRefused(f"{path.name} is not well-formed XML: line {line} cannot be read.") from error
    except DefusedXmlException as error:
        raise ImportRefused(f"{path.name} holds declarations that no dump needs; it is not read.") from error
    except OSError as error:
        raise ImportRefused(f"{path.name} cannot be read: {error.strerror}.") from error

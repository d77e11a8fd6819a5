"""The sorts of files that are accepted; everything else is refused."""

from dataclasses import dataclass

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class FileType:
    """One sort: its endings, the media type it is served as, and whether it holds words."""

    key: str
    extensions: tuple[str, ...]
    media_type: str
    has_words: bool = True
    # Plain text looks the same whatever its ending.
    is_text: bool = False


TYPES: tuple[FileType, ...] = (
    FileType("jpeg", ("jpg", "jpeg"), "image/jpeg", has_words=False),
    FileType("png", ("png",), "image/png", has_words=False),
    FileType("gif", ("gif",), "image/gif", has_words=False),
    FileType("webp", ("webp",), "image/webp", has_words=False),
    FileType("pdf", ("pdf",), "application/pdf"),
    FileType("odt", ("odt",), f"{_ODF}text"),
    FileType("ods", ("ods",), f"{_ODF}spreadsheet"),
    FileType("odp", ("odp",), f"{_ODF}presentation"),
    FileType("docx", ("docx",), f"{_OOXML}wordprocessingml.document"),
    FileType("xlsx", ("xlsx",), f"{_OOXML}spreadsheetml.sheet"),
    FileType("pptx", ("pptx",), f"{_OOXML}presentationml.presentation"),
    FileType("txt", ("txt",), "text/plain", is_text=True),
    FileType("csv", ("csv",), "text/csv", is_text=True),
    FileType("md", ("md",), "text/markdown", is_text=True),
)
BY_EXTENSION = {extension: kind for kind in TYPES for extension in kind.extensions}
BY_KEY = {kind.key: kind for kind in TYPES}
BY_MEDIA_TYPE = {kind.media_type: kind for kind in TYPES}

# For people: the endings, in the order of the list.
ENDINGS = ", ".join(kind.extensions[0] for kind in TYPES)
# For the `accept` attribute of a file field.
ACCEPT = ",".join(f".{extension}" for kind in TYPES for extension in kind.extensions)


def extension_of(name: str) -> str:
    """What stands after the last dot, in small letters; "" when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def type_of(media_type: str) -> FileType | None:
    """The sort that is served as this media type."""
    return BY_MEDIA_TYPE.get(media_type)

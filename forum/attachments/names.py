"""Names of files: how they are shown and saved, how they stand in an address and in a text."""

import re

from forum.attachments.models import NAME_LENGTH
from forum.attachments.types import extension_of
from forum.core.slugs import slugify
from forum.core.text import one_line

FALLBACK = "bestand"
# What some system cannot have in a file name.
_FORBIDDEN = re.compile(r'[<>:"|?*/\\]+')
_MARKS = re.compile(r"([\\\[\]*`<>&~]|(?<!\w)_|_(?!\w))")
_UNSEEN = re.compile("[\u200c-\u200f]")


def clean_name(typed: str) -> str:
    """The name alone, without folders, control characters or turned-round writing, within the length that is kept."""
    name = one_line(typed.replace("\\", "/").rpartition("/")[2])
    name = _UNSEEN.sub("", _FORBIDDEN.sub("-", name)).strip(" .")
    extension = extension_of(name)
    stem = name[: -len(extension) - 1].rstrip(" .") if extension else name
    if not extension and typed.strip().startswith("."):
        stem, extension = "", name
    ending = f".{extension}" if extension else ""
    return (stem or FALLBACK)[: NAME_LENGTH - len(ending)].rstrip() + ending


def address_name(name: str) -> str:
    """The name as the last part of an address: small letters, digits, hyphens and its ending."""
    extension = extension_of(name)
    stem = name[: -len(extension) - 1] if extension else name
    return f"{slugify(stem, limit=60, fallback=FALLBACK)}.{slugify(extension, fallback='bin')}"


def without_extension(name: str) -> str:
    """The name as a description of a picture."""
    extension = extension_of(name)
    return name[: -len(extension) - 1] if extension else name


def escape_label(text: str) -> str:
    """A name between the brackets of a Markdown link, so that nothing in it is taken for a mark."""
    return _MARKS.sub(r"\\\1", text)

"""Names of people in the forms the product needs: the handle for @mentions and the folded name for sorting."""

import re
import unicodedata

from sqlalchemy import select

from forum.accounts.models import Member
from forum.core.slugs import slugify
from forum.extensions import db

HANDLE_LENGTH = 32
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case without accents: "Zoë D'Hondt" and "zoe d'hondt" are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _SPACE.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def clean(text: str) -> str:
    """A name on one line, without control characters and double spaces."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", printable)).strip()


def normal_email(email: str) -> str:
    """The form in which addresses are stored and compared."""
    return unicodedata.normalize("NFC", email).strip().casefold()


def free_handle(display_name: str) -> str:
    """A handle such as "an.peeters" nobody has yet; a number follows when the name is taken."""
    base = slugify(display_name, limit=HANDLE_LENGTH, fallback="collega").replace("-", ".")
    taken = set(db.session.scalars(select(Member.handle).where(Member.handle.startswith(base, autoescape=True))))
    if base not in taken:
        return base
    return next(handle for number in range(2, len(taken) + 3) if (handle := f"{base}.{number}") not in taken)

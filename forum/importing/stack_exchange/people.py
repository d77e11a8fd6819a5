"""Who wrote what: pseudonyms nobody takes for a colleague, also where a text addresses somebody."""

import hashlib
import re
from collections.abc import Callable, Iterable

from forum.importing.stack_exchange.staging import NOBODY, Staging, plain_name

COMMUNITY = "-1"

_ANIMALS = (
    "Reiger", "IJsvogel", "Eekhoorn", "Egel", "Zwaluw", "Otter", "Bever", "Libel", "Merel", "Kievit",
    "Specht", "Haas", "Zwaan", "Ooievaar", "Vleermuis", "Roodborst", "Wulp", "Grutto", "Salamander",
    "Dagpauwoog", "Steenuil", "Marter", "Boomklever", "Winterkoning",
)  # fmt: skip
_MENTION = re.compile(r"(?<![\w.@/])@([^\W_][\w.-]{1,40})")
_SHORTEST = 3


def display_name(key: str, name: str, *, real_names: bool) -> str:
    """The name under which an author appears: an animal and a number unless real names are wanted."""
    if key == COMMUNITY:
        return "Community"
    if key == NOBODY:
        return "Anoniem"
    if real_names and name.strip():
        return name
    digest = int(hashlib.sha256(key.encode()).hexdigest(), 16)
    number = int(key) if key.isdigit() else digest % 90_000 + 10_000
    return f"{_ANIMALS[digest % len(_ANIMALS)]} {number}"


def mention_filter(staging: Staging, participants: Iterable[str], *, real_names: bool) -> Callable[[str], str]:
    """A function that puts pseudonyms where a text addresses people by @name.

    ``participants`` are the keys of those who take part in the thread: a shortened name means one of them.
    """
    if real_names:
        return str
    present: dict[str, str] = {}
    for key in participants:
        row = staging.db.execute("SELECT name, plain_name FROM user WHERE key = ?", (key,)).fetchone()
        if row and row["plain_name"]:
            present.setdefault(row["plain_name"], display_name(key, row["name"], real_names=False))

    def replace(match: re.Match[str]) -> str:
        typed = match[1].rstrip(".-")
        shown = _pseudonym(staging, plain_name(typed), present)
        return f"@{shown}{match[1][len(typed) :]}" if shown else match[0]

    return lambda text: _MENTION.sub(replace, text)


def _pseudonym(staging: Staging, typed: str, present: dict[str, str]) -> str | None:
    """The pseudonym meant by what was typed; an ellipsis for a name of nobody here; None for no name."""
    if typed in present:
        return present[typed]
    if len(typed) < _SHORTEST:
        return None
    starting = {shown for name, shown in present.items() if name.startswith(typed) or typed.startswith(name)}
    if len(starting) == 1:
        return starting.pop()
    # The upper bound makes this a range of the index.
    known = staging.db.execute(
        "SELECT 1 FROM user WHERE plain_name >= ? AND plain_name < ? LIMIT 1", (typed, f"{typed}\U0010ffff")
    ).fetchone()
    return "…" if known or starting else None

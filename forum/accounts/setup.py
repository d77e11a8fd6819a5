"""The first start without members: one page, opened by a token of the server's console, and closed for good."""

import hmac
import secrets
from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from forum.accounts.identity import Identity, get_identity, token_digest
from forum.accounts.models import Member
from forum.accounts.services.members import create_member
from forum.core.clock import now
from forum.core.errors import Invalid, NotFound
from forum.extensions import db
from forum.network import settings
from forum.network.starter import load_libraries, load_pillars

TOKEN_KEY = "setup_token_hash"  # noqa: S105 - the name of a setting
DONE_KEY = "setup_done_at"

# What features give a new network to start with; each is called once with its first administrator.
starters: list[Callable[[Identity], object]] = []


def is_open() -> bool:
    """Whether nobody can sign in yet and set-up was never done."""
    someone = select(Member.id).where(Member.password_hash.is_not(None)).limit(1)
    return db.session.scalar(someone) is None and settings.read_setting(DONE_KEY) is None


def make_token() -> str | None:
    """A new one-time token for ``/setup?token=…``, replacing an earlier one; ``None`` when set-up is closed.

    `forum serve` prints it. Only its digest is stored; the caller commits.
    """
    if not is_open():
        return None
    token = secrets.token_urlsafe(32)
    settings.set_setting(TOKEN_KEY, token_digest(token))
    return token


def check_token(token: str | None) -> None:
    """Raise ``NotFound`` unless set-up is open and this is its token."""
    known = settings.read_setting(TOKEN_KEY) if is_open() else None
    if known is None or not hmac.compare_digest(known, token_digest(token or "")):
        raise NotFound(_l("This link does not set up a network: it is not complete, or the network is set up already."))


def set_up(
    token: str, *, network_name: str, display_name: str, email: str, password: str, starter: bool, locale: str = "nl"
) -> Member:
    """Make the first administrator, name the network, load the starter libraries when asked, and close set-up.

    Raises ``NotFound`` for a wrong token and ``Invalid`` for a field.
    """
    check_token(token)
    name = " ".join(network_name.split())
    if not name:
        raise Invalid(_l("Fill in a name."), "network_name")
    member = create_member(
        None,
        display_name=display_name,
        email=email,
        password=password,
        locale=locale,
        roles=("administrator", "moderator"),
    )
    load_pillars()
    if starter:
        load_libraries()
    for start in starters:
        start(get_identity(member.id))
    settings.set_setting(settings.NETWORK_NAME, name[:100])
    settings.set_setting(TOKEN_KEY, None)
    settings.set_setting(DONE_KEY, now().isoformat())
    return member

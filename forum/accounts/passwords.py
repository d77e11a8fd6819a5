"""Passwords: Argon2id hashes, a verification that always costs the same, and what a good password is."""

import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

from forum.core.errors import Invalid

MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_SCORE = 2
ZXCVBN_LENGTH = 72

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# The hash of a random password nobody knows, verified when there is no account, so that both answers take as long.
DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$wLs3tXgZrHb+RFBqC1z1Og$dFdywD1mcey9T96OPEosDBMAnIFCTI/DcBC1EKdtJWY"


def hash_password(password: str) -> str:
    """The Argon2id hash of a password (19 MiB, two passes)."""
    return _hasher.hash(_normal(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; without a hash it works just as long and says no."""
    try:
        fits = _hasher.verify(password_hash or DUMMY_HASH, _normal(password)[: MAX_LENGTH * 2])
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_strength(password: str, about: Iterable[str] = (), field: str = "password") -> None:
    """Raise ``Invalid`` when a new password is too short, too long or easily guessed.

    `about` holds words an attacker would try first: the member's name, mail address and the like.
    """
    if len(password) < MIN_LENGTH:
        raise Invalid(
            _l("Choose a password of at least %(count)s characters, three words for instance.", count=MIN_LENGTH), field
        )
    if len(password) > MAX_LENGTH:
        raise Invalid(_l("A password can have %(count)s characters at most.", count=MAX_LENGTH), field)
    if _score(password, about) < MIN_SCORE:
        raise Invalid(
            _l("This password is easily guessed. A few words that have nothing to do with each other work well."), field
        )


def _score(password: str, about: Iterable[str]) -> int:
    """The strength from 0 to 4. The estimator is imported late: its word lists take a moment to load."""
    from zxcvbn import zxcvbn

    words = [part for text in about if text for part in (text, *text.replace("@", " ").replace(".", " ").split())]
    return int(zxcvbn(password[:ZXCVBN_LENGTH], user_inputs=words)["score"])


def _normal(password: str) -> str:
    """The same characters however the keyboard composes them."""
    return unicodedata.normalize("NFKC", password)

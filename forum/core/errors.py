"""The errors a verb may raise; each carries a sentence for the reader."""

from collections.abc import Hashable
from typing import TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

Sentence: TypeAlias = str | LazyString


def untranslated(sentence: Sentence) -> Hashable:
    """What tells a sentence from others in the same language, without looking its translation up."""
    if isinstance(sentence, LazyString):
        return sentence._args, tuple(sentence._kwargs.items())
    return sentence


class DomainError(Exception):
    """Something the product refuses, with the sentence a person reads."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """The thing does not exist, or not for this member: the two look the same."""

    def __init__(self, message: Sentence | None = None) -> None:
        super().__init__(message or _l("This does not exist, or not for you."))


class Forbidden(DomainError):
    """The member may see the thing but not do this; ``message`` is the reason."""


class Invalid(DomainError):
    """What was entered cannot be accepted; ``field`` names the form field it belongs to."""

    def __init__(self, message: Sentence, field: str = "body") -> None:
        super().__init__(message)
        self.field = field


class Conflict(DomainError):
    """Somebody else changed the thing meanwhile."""


class TooMany(DomainError):
    """Too many attempts; ``retry_after`` is in seconds."""

    def __init__(self, message: Sentence, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after

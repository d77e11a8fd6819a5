"""The one source of the current time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current moment as an aware datetime in UTC."""
    return datetime.now(UTC)

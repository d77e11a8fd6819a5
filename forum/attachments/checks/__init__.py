"""Is a file what its name says, and harmless enough to keep? Nothing here asks the database."""

from forum.attachments.checks.images import Picture, process
from forum.attachments.checks.properties import without_maker
from forum.attachments.checks.recognise import recognise

__all__ = ["Picture", "process", "recognise", "without_maker"]

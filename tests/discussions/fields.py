"""Fields of a space and questions that answer them, for the tests about them."""

from forum.discussions import queries, services
from forum.discussions.models import ThreadKind
from tests.factories import actor, make_member


def make_field(space, label="Welk systeem?", kind="short", **values):
    """A field of a space."""
    manager = make_member(roles=("coordinator",))
    return services.create_field(actor(manager), space, label, kind, **values)


def ask(space, values, author=None):
    """A question in the space with these answers, by field."""
    author = actor(author or make_member())
    return services.start_thread(author, space, ThreadKind.QUESTION, "Wie kent dit?", "Een tekst.", fields=values)


def answers(thread):
    """What a question answers: labels and values in order."""
    return [
        (field.label, field.value) for field in queries.list_answered([thread.opening_post_id])[thread.opening_post_id]
    ]

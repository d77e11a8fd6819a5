"""Who may do what: audience tokens decide seeing, rules with a reason decide doing.

An object has audience tokens, a member has tokens; the object is visible when they meet
(docs/adr/0002-audience-tokens.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, bindparam

from forum.core.errors import Forbidden, NotFound, Sentence

PUBLIC = "public"
NETWORK = "network"
MODERATES = "moderates:space:"


class Actor(Protocol):
    """Whoever acts: what policies and services need to know of a member."""

    @property
    def id(self) -> int: ...
    @property
    def display_name(self) -> str: ...
    @property
    def library_id(self) -> int | None: ...
    @property
    def tokens(self) -> frozenset[str]: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def locale(self) -> str: ...


class _Reader:
    """Stands for an actor where a statement is built once, for all of them: what differs are parameters."""

    id = bindparam("member_id", type_=Integer())
    tokens: Any = bindparam("tokens", expanding=True)


# The SQL forms of policies take it in the place of an actor; executing then takes `reader_values(actor)`.
READER: Any = _Reader()


def reader_values(actor: Actor) -> dict[str, Any]:
    """The parameters of a statement that was built for READER."""
    return {"member_id": actor.id, "tokens": sorted(actor.tokens)}


def library_token(library_id: int) -> str:
    """The token of everybody who works in a library."""
    return f"library:{library_id}"


def group_token(group_id: int) -> str:
    """The token of the members of a working group."""
    return f"group:{group_id}"


def member_token(member_id: int) -> str:
    """The token of one person."""
    return f"member:{member_id}"


def moderates_token(space_id: int) -> str:
    """The token of those who moderate a space."""
    return f"{MODERATES}{space_id}"


@lru_cache(maxsize=1024)
def hold_any(tokens: frozenset[str], *prefixes: str) -> bool:
    """Whether any token begins so; most members hold none of the rare ones, and pages ask it again and again."""
    return any(token.startswith(prefixes) for token in tokens)


def may_see(actor: Actor, audience: Iterable[str]) -> bool:
    """Whether the actor meets an audience; an empty audience is met by nobody."""
    return not actor.tokens.isdisjoint(audience)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a rule: truthy when allowed, else with the reason a person reads."""

    allowed: bool
    reason: Sentence = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(True)
INVISIBLE = Decision(False, _l("This does not exist, or not for you."), hidden=True)


def deny(reason: Sentence) -> Decision:
    """A refusal with its reason."""
    return Decision(False, reason)


Rule = Callable[[Any, Any], Decision]
_rules: dict[str, Rule] = {}


def rule(action: str) -> Callable[[Rule], Rule]:
    """Register a function ``(actor, object) -> Decision`` under an action name."""

    def register(function: Rule) -> Rule:
        if action in _rules and _rules[action].__qualname__ != function.__qualname__:
            raise ValueError(f"two rules for {action!r}")
        _rules[action] = function
        return function

    return register


def actions() -> list[str]:
    """The names of all registered actions, sorted."""
    return sorted(_rules)


def can(actor: Any, action: str, subject: Any = None) -> Decision:
    """Ask a rule. An unknown action is a programming error (``KeyError``)."""
    return _rules[action](actor, subject)


def require(actor: Any, action: str, subject: Any = None) -> None:
    """Raise ``NotFound`` when the subject is invisible to the actor, ``Forbidden`` with the reason when refused."""
    decision = can(actor, action, subject)
    if decision:
        return
    raise NotFound() if decision.hidden else Forbidden(decision.reason)

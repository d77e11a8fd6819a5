"""The registry of content kinds: how features refer to each other's things by (kind, id)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from forum.core.errors import Sentence
from forum.core.policy import Actor


@dataclass(frozen=True)
class Kind:
    """One kind of content.

    ``load(ids)`` gives rows by id without asking permission; ``load_visible(actor, ids)`` gives only
    what the actor may see; ``audience(row)`` is the set of tokens that see it.
    """

    key: str
    label: Sentence
    load: Callable[[Collection[int]], dict[int, Any]]
    load_visible: Callable[[Actor, Collection[int]], dict[int, Any]]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    audience: Callable[[Any], frozenset[str]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; registering the same key again replaces it (applications are made anew in tests)."""
    _kinds[kind.key] = kind


def get(key: str) -> Kind:
    """The kind with this key; ``KeyError`` when no feature registered it."""
    return _kinds[key]


def registered() -> list[Kind]:
    """All kinds in order of registration."""
    return list(_kinds.values())

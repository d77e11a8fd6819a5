"""One search as a page needs it: hits checked again and loaded by their features, with snippets."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from forum.core.policy import Actor
from forum.search import documents
from forum.search.current import get_engine
from forum.search.documents import Container, HitSource
from forum.search.engine import Hit, Results, SearchUnavailable
from forum.search.query import FILTER, Query, look_up_filters, parse
from forum.search.snippets import Highlighter

log = logging.getLogger(__name__)

PER_PAGE = 10
LAST_PAGE = 50
FEW_HITS = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader filled in: the text of the box, and the choices beside it ("" = no choice)."""

    text: str = ""
    kind: str = ""
    container: str = ""
    solved: str = ""
    newest_first: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit ready to be shown; `title` and `snippet` are escaped and marked; `file` names the file it is from."""

    source: HitSource
    kind: Any
    title: Markup
    snippet: Markup
    matches: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a wish. `degraded` says that the database answered because the index could not.

    `question` is what was typed, without filters, as the title of a question.
    """

    query: Query
    hits: list[ShownHit] = field(default_factory=list)
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    containers: Mapping[str, int] = field(default_factory=dict)
    correction: str = ""
    degraded: bool = False
    page: int = 1
    pages: int = 0
    question: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What hits can be narrowed to, for this reader: kinds by key with their labels, and places."""

    kinds: Mapping[str, str]
    containers: tuple[Container, ...]

    @classmethod
    def of(cls, actor: Actor) -> "Choices":
        # Looked up once: a page says them once for each hit.
        kinds = {key: str(label) for source in documents.sources() for key, label in source.kinds().items()}
        return cls(kinds, tuple(one for source in documents.sources() for one in source.containers(actor)))

    def find_kind(self, typed: str) -> str | None:
        """The kind with this key or label."""
        return next((key for key, label in self.kinds.items() if typed in (key, label.lower())), None)

    def find_container(self, typed: str) -> str | None:
        """The place with this slug."""
        return next((one.key for one in self.containers if one.slug == typed), None)


def find(actor: Actor, wish: Wish, choices: Choices) -> Found:
    """Search as this member: the audience mask inside the engine, then the features' own visible queries."""
    query = look_up_filters(parse(wish.text), choices.find_container, choices.find_kind)
    solved = {"yes": True, "no": False}.get(wish.solved, query.solved)
    query = replace(query, solved=solved)
    if not query and not (wish.kind or wish.container):
        return Found(query)
    try:
        results, page = _ask_engine(actor, query, wish)
    except SearchUnavailable as error:
        log.warning("the database answers a search: %s", error)
        return _find_in_database(actor, query, wish, choices)
    return Found(
        query,
        show(actor, query, results.hits, choices),
        results.total,
        results.kinds,
        results.containers,
        _correction(actor, wish.text, query, results.total) if results.total <= FEW_HITS else "",
        page=page,
        pages=_page_count(results.total),
        question=_as_question(wish.text),
    )


def _ask_engine(actor: Actor, query: Query, wish: Wish) -> tuple[Results, int]:
    """The page that was asked for and its number; the last one when there are fewer pages."""

    def ask(page: int) -> Results:
        return get_engine().search(
            query,
            actor.tokens,
            containers=[wish.container] if wish.container else [],
            kinds=[wish.kind] if wish.kind else [],
            newest_first=wish.newest_first,
            offset=(page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )

    results = ask(wish.page)
    if results.hits or not results.total:
        return results, wish.page
    last = _page_count(results.total)
    return ask(last), last


def _page_count(total: int) -> int:
    return min(LAST_PAGE, -(-total // PER_PAGE))


def show(actor: Actor, query: Query, hits: tuple[Hit, ...], choices: Choices) -> list[ShownHit]:
    """Load hits through their features; what this member may not see (any more) is left out."""
    sources: dict[str, HitSource] = {}
    for source in documents.sources():
        keys = [hit.key for hit in hits if hit.key.startswith(f"{source.kind}:")]
        if keys:
            sources.update(source.hits(actor, keys))
    highlighter = Highlighter(query)
    elsewhere = _in_files(sources, highlighter)
    return [
        ShownHit(
            source=found,
            kind=choices.kinds.get(found.kind, found.kind),
            title=highlighter.mark(found.title),
            snippet=elsewhere[hit.key][1] if hit.key in elsewhere else highlighter.snippet(found.plain),
            matches=hit.matches,
            file=elsewhere[hit.key][0] if hit.key in elsewhere else "",
        )
        for hit in hits
        if (found := sources.get(hit.key)) is not None
    ]


def _in_files(sources: Mapping[str, HitSource], highlighter: Highlighter) -> dict[str, tuple[str, Markup]]:
    """Name and passage of the file that answers, for hits whose own words do not."""
    mute = [
        key
        for key, found in sources.items()
        if found.has_files and not highlighter.matches(found.title) and not highlighter.matches(found.plain)
    ]
    answers: dict[str, tuple[str, Markup]] = {}
    for source in documents.sources() if mute else ():
        keys = [key for key in mute if key.startswith(f"{source.kind}:")]
        for key, files in (source.attached(keys) if keys else {}).items():
            passages = ((name, highlighter.find(words)) for name, words in files)
            first = next(((name, passage) for name, passage in passages if passage is not None), None)
            if first is not None:
                answers[key] = first
    return answers


def _find_in_database(actor: Actor, query: Query, wish: Wish, choices: Choices) -> Found:
    words = query.positive_words[:8]
    keys = [key for source in documents.sources() if words for key in source.find_like(actor, words, PER_PAGE)]
    hits = tuple(Hit(key, key, 0.0) for key in keys[:PER_PAGE])
    shown = show(actor, query, hits, choices)
    return Found(query, shown, len(shown), degraded=True, pages=1, question=_as_question(wish.text))


def _as_question(text: str) -> str:
    words = [word for word in text.split() if not FILTER.fullmatch(word.lower()) and not word.startswith("-")]
    return " ".join(words).replace('"', "").rstrip("*")


def _correction(actor: Actor, text: str, query: Query, total: int) -> str:
    """What was typed with the words that exist nowhere replaced by the nearest that do; "" when there are
    none.

    The engine corrects with words the whole network may read. When something was found, a word that this
    reader can find by itself (rare, or of one library) is no slip of the pen.
    """
    try:
        better = get_engine().correct(query, actor.tokens)
        if total:
            better = {word: other for word, other in better.items() if not _occurs(actor, word)}
    except SearchUnavailable:
        return ""
    if not better:
        return ""
    return " ".join(better.get(word.lower(), word) for word in text.split())


def _occurs(actor: Actor, word: str) -> bool:
    return bool(get_engine().search(parse(word), actor.tokens, limit=1).total)

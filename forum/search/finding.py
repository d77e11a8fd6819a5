"""One search as a page needs it: hits checked again and loaded by their features, with snippets."""

import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from forum.core.policy import Actor
from forum.search import documents
from forum.search.choices import Choices
from forum.search.current import get_engine
from forum.search.documents import HitSource
from forum.search.engine import Hit, Narrowing, Results, SearchUnavailable
from forum.search.operators import Understood, look_up
from forum.search.periods import periods, start_of_period
from forum.search.query import Query, as_plain_text, parse
from forum.search.snippets import highlighter_of
from forum.search.synonyms import get_labels

log = logging.getLogger(__name__)

PER_PAGE = 10
LAST_PAGE = 50
FEW_HITS = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader filled in: the text of the box, and what was chosen beside it (of one facet any will do)."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    period: str = ""
    newest_first: bool = False
    page: int = 1

    def narrow(self, typed: Narrowing) -> Narrowing:
        """What was typed and what was chosen, together."""
        since = start_of_period(self.period)
        return replace(
            typed,
            kinds=typed.kinds.union(self.kinds),
            containers=typed.containers.union(self.containers),
            authors=typed.authors.union(self.authors),
            libraries=typed.libraries.union(self.libraries),
            states=typed.states.union(self.states),
            after=max(filter(None, (typed.after, since)), default=None),
            newest_first=self.newest_first,
            periods=periods(),
        )


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit ready to be shown; `file` names the file `passage` is from.

    The same row found by the same query is drawn once (`forum.web.kept_rows`), and only then read for the words to
    mark.
    """

    source: HitSource
    kind: Any
    query: Query
    matches: int
    file: str = ""
    passage: Markup | None = None

    @property
    def title(self) -> Markup:
        """Escaped, with the words of the query marked."""
        return highlighter_of(self.query).mark(self.source.title)

    @property
    def snippet(self) -> Markup:
        """The passage that answers best, escaped and marked."""
        return highlighter_of(self.query).snippet(self.source.plain) if self.passage is None else self.passage

    @property
    def kept_as(self) -> Hashable:
        """All that is drawn of it, without the text it is an excerpt of."""
        return self.source.drawn, self.kind, self.query, self.matches, self.file, self.passage


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a wish. `degraded` says that the database answered because the index could not, `cut_short` that
    the engine had no more time.

    `question` is what was typed, without filters, as the title of a question.
    """

    query: Query
    hits: list[ShownHit] = field(default_factory=list)
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    understood: tuple[Understood, ...] = ()
    correction: str = ""
    degraded: bool = False
    page: int = 1
    pages: int = 0
    question: str = ""
    cut_short: bool = False

    @property
    def also(self) -> tuple[str, ...]:
        """The other names that were looked for too."""
        return tuple(dict.fromkeys(one.label for one in self.query.alternatives))


def find(actor: Actor, wish: Wish, choices: Choices) -> Found:
    """Search as this member: the audience mask inside the engine, then the features' own visible queries."""
    reading = look_up(parse(wish.text), choices)
    query, narrowing = get_labels().expand(reading.query), wish.narrow(reading.narrowing)
    if not query and not narrowing:
        return Found(query)
    question = as_plain_text(wish.text)
    try:
        results, page = _ask_engine(actor, query, narrowing, wish.page)
    except SearchUnavailable as error:
        log.warning("the database answers a search: %s", error)
        hits = show(actor, query, _find_in_database(actor, query), choices)
        return Found(query, hits, len(hits), degraded=True, pages=1, question=question)
    return Found(
        query,
        show(actor, query, results.hits, choices),
        results.total,
        results.facets,
        reading.understood,
        _correction(actor, wish.text, query, results.total) if results.total <= FEW_HITS else "",
        page=page,
        pages=_page_count(results.total),
        question=question,
        cut_short=results.is_cut,
    )


def count_new(actor: Actor, wish: Wish, choices: Choices, *, after: datetime, before: datetime) -> int:
    """How many things others wrote in this stretch of time that a wish finds; raises SearchUnavailable.

    None when of the first page nothing can be loaded: what the index holds may have been closed a moment ago.
    """
    reading = look_up(parse(wish.text), choices)
    query, typed = get_labels().expand(reading.query), wish.narrow(reading.narrowing)
    if not query and not typed:
        return 0
    narrowing = replace(
        typed,
        after=max(filter(None, (typed.after, after))),
        before=min(filter(None, (typed.before, before))),
        excluded=typed.excluded | {("author", f"member:{actor.id}")},
    )
    if narrowing.after and narrowing.before and narrowing.after >= narrowing.before:
        return 0
    results = get_engine().search(query, actor.tokens, narrowing, limit=PER_PAGE)
    return results.total if show(actor, query, results.hits, choices) else 0


def _ask_engine(actor: Actor, query: Query, narrowing: Narrowing, page: int) -> tuple[Results, int]:
    """The page that was asked for and its number; the last one when there are fewer pages."""

    def ask(page: int) -> Results:
        offset = (page - 1) * PER_PAGE
        return get_engine().search(query, actor.tokens, narrowing, offset=offset, limit=PER_PAGE)

    results = ask(page)
    if results.hits or not results.total:
        return results, page
    last = _page_count(results.total)
    return ask(last), last


def _page_count(total: int) -> int:
    return min(LAST_PAGE, -(-total // PER_PAGE))


def show(actor: Actor, query: Query, hits: tuple[Hit, ...], choices: Choices) -> list[ShownHit]:
    """Load hits through their features; what this member may not see (any more) is left out."""
    sources = documents.load_hits(actor, [hit.key for hit in hits])
    elsewhere = _in_files(sources, query)
    return [
        ShownHit(
            source=found,
            kind=choices.kinds.get(found.kind, found.kind),
            query=query,
            matches=hit.matches,
            file=elsewhere[hit.key][0] if hit.key in elsewhere else "",
            passage=elsewhere[hit.key][1] if hit.key in elsewhere else None,
        )
        for hit in hits
        if (found := sources.get(hit.key)) is not None
    ]


def _in_files(sources: Mapping[str, HitSource], query: Query) -> dict[str, tuple[str, Markup]]:
    """Name and passage of the file that answers, for hits whose own words do not."""
    highlighter = highlighter_of(query)
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


def _find_in_database(actor: Actor, query: Query) -> tuple[Hit, ...]:
    words = query.positive_words[:8]
    keys = [key for source in documents.sources() if words for key in source.find_like(actor, words, PER_PAGE)]
    return tuple(Hit(key, key, 0.0) for key in keys[:PER_PAGE])


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

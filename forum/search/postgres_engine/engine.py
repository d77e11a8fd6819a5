"""The `SearchEngine` inside PostgreSQL."""

import contextlib
import logging
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import psycopg
from sqlalchemy import Engine

from forum.search.documents import SearchDocument
from forum.search.engine import (
    EVERYTHING,
    OPEN_TOKENS,
    Changes,
    Health,
    Hit,
    Narrowing,
    ReadAgain,
    Results,
    SearchUnavailable,
)
from forum.search.likeness import CANDIDATES, Likeness
from forum.search.plan import Plan, Wanted, make_plan
from forum.search.postgres_engine import tables, writing
from forum.search.postgres_engine.records import lexeme
from forum.search.postgres_engine.searching import Search
from forum.search.postgres_engine.statement import VALUES, Frequencies
from forum.search.postgres_engine.store import Build, Connection, Store
from forum.search.query import Query, plain
from forum.search.vocabulary import VOCABULARY_SECONDS, Vocabulary
from forum.search.wording import Wording

log = logging.getLogger(__name__)

PREFIX_EXPANSIONS = 20
LONGEST_TIME = 1.0
"""Seconds one statement of a search may take."""
FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Kept:
    """A vocabulary and the state of the index it was made from."""

    words: Vocabulary
    build: Build
    made: float = field(default_factory=time.monotonic)

    def serves(self, build: Build) -> bool:
        """Whether it is still good enough: new words may come a minute late, words taken out go at once."""
        if (self.build.name, self.build.removals) != (build.name, build.removals):
            return False
        return self.build.changes == build.changes or time.monotonic() - self.made < VOCABULARY_SECONDS


class _Figures:
    """What `Likeness` asks about the index: looked up at once for all words of a text."""

    def __init__(self, build: Build, frequencies: Mapping[str, int]) -> None:
        self.documents = build.documents
        self._frequencies = frequencies

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term occurs."""
        return self._frequencies.get(lexeme(field, term), 0)


class PostgresEngine(Wording):
    """Search in tables of a database, in any number of threads, processes and machines; one writes at a time."""

    name = "postgresql"

    def __init__(self, engine: Engine, schema: str) -> None:
        self._store = Store(engine, schema)
        self._vocabulary: _Kept | None = None
        self._vocabulary_lock = threading.Lock()

    def apply(self, changes: Changes, cursor: int) -> None:
        """See `SearchEngine.apply`."""
        writing.apply(self._store, changes, cursor)

    def cursor(self) -> int:
        """See `SearchEngine.cursor`."""
        with self._reading() as (_, build):
            return build.cursor

    @contextlib.contextmanager
    def _reading(self) -> Iterator[tuple[Connection, Build]]:
        """One state of the index; whatever is wrong with its tables is SearchUnavailable to the outside."""
        try:
            with self._store.reading() as connection:
                yield connection, self._store.current(connection)
        except psycopg.errors.QueryCanceled:
            raise
        except psycopg.Error as error:
            log.exception("the search index cannot be read")
            raise SearchUnavailable(f"the index cannot be read: {type(error).__name__}: {error}") from error

    def search(
        self,
        query: Query,
        audience: Collection[str],
        narrowing: Narrowing = EVERYTHING,
        *,
        offset: int = 0,
        limit: int = 20,
    ) -> Results:
        """See `SearchEngine.search`."""
        plan = make_plan(query)
        try:
            with self._reading() as (connection, build):
                return self._execute(connection, build, plan, audience, narrowing, offset, limit)
        except psycopg.errors.QueryCanceled:
            log.warning("a search took too long and was cut short")
        few = replace(plan, wanted=self._most_telling(plan), instead=())
        try:
            with self._reading() as (connection, build):
                return replace(self._execute(connection, build, few, audience, narrowing, offset, limit), is_cut=True)
        except psycopg.errors.QueryCanceled:
            return Results(is_cut=True)

    def _most_telling(self, plan: Plan) -> tuple[Wanted, ...]:
        """A few words of a query that took too long: those that fewest documents hold."""
        with self._reading() as (connection, build):
            found = self._frequencies(connection, build, _lexemes(plan, plan.wanted))
        known = [one for one in plan.wanted if any(found.get(lexeme(one.field, term)) for term in one.terms)]
        return tuple(sorted(known, key=lambda one: sum(found.get(lexeme(one.field, term), 0) for term in one.terms)))[
            :FEW_WORDS
        ]

    def _execute(
        self,
        connection: Connection,
        build: Build,
        plan: Plan,
        audience: Collection[str],
        narrowing: Narrowing,
        offset: int,
        limit: int,
    ) -> Results:
        if not audience:
            return Results()
        run = self._store.run
        # What unpacking lexemes costs is no part of the planner's figures: it would read whole tables for common words.
        run(connection, "SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        run(connection, f"SET LOCAL statement_timeout = {int(LONGEST_TIME * 1000)}")
        tokens = f"SELECT id FROM {build.name}_audience WHERE tokens && %s::text[]"
        audiences = [number for (number,) in run(connection, tokens, (sorted(audience),)).fetchall()]
        completed = self._expand_prefix(connection, build, plan.prefix)
        frequencies = self._frequencies(connection, build, _lexemes(plan, [*plan.wanted, *completed]))
        plan = plan.settled(lambda field, term: frequencies.get(lexeme(field, term), 0))
        words = Frequencies(build.documents, frequencies).words_of(plan, [*plan.wanted, *completed])
        if not audiences or (plan.scored and not words and not plan.phrases):
            return Results(facets={facet: {} for facet in VALUES})
        search = Search(self._store, connection, build, plan, narrowing, words, audiences)
        found = search.hits(offset, limit)
        total, facets = search.counts()
        return Results(found, total, facets)

    def _expand_prefix(self, connection: Connection, build: Build, prefix: str) -> list[Wanted]:
        """The most frequent terms that begin so, as alternatives of one word."""
        if not prefix:
            return []
        start = lexeme("text", prefix)
        found = self._store.run(
            connection,
            f"SELECT substr(lexeme, 2) FROM {build.name}_lexeme WHERE lexeme >= %s AND lexeme < %s"
            f" ORDER BY documents DESC, lexeme LIMIT {PREFIX_EXPANSIONS}",
            (start, start + "\U0010ffff"),
        ).fetchall()
        return [Wanted("text", tuple(term for (term,) in found) or (prefix,))]

    def _frequencies(self, connection: Connection, build: Build, names: Iterable[str]) -> dict[str, int]:
        found = self._store.run(
            connection,
            f"SELECT lexeme, documents FROM {build.name}_lexeme WHERE lexeme = ANY(%s::text[])",
            (list(set(names)),),
        )
        return dict(found.fetchall())

    def _words_for(self, audience: Collection[str]) -> Vocabulary | None:
        """The vocabulary, or None for who may not read all it was made from."""
        if not frozenset(audience) >= OPEN_TOKENS:
            return None
        with self._reading() as (connection, build), self._vocabulary_lock:
            kept = self._vocabulary
            if kept is None or not kept.serves(build):
                counts = self._store.run(connection, f"SELECT word, documents FROM {build.name}_word").fetchall()
                kept = self._vocabulary = _Kept(Vocabulary(dict(counts), build.documents), build)
            return kept.words

    def similar(
        self, text: str, audience: Collection[str], *, exclude: Collection[str] = (), limit: int = 5
    ) -> tuple[Hit, ...]:
        """See `SearchEngine.similar`."""
        narrowing = Narrowing(without_roots=frozenset(exclude), counted=False)
        try:
            with self._reading() as (connection, build):
                if not audience or not build.documents:
                    return ()
                plan = make_plan(plain(text))
                found = self._frequencies(connection, build, _lexemes(plan, plan.wanted))
                likeness = Likeness.of(_Figures(build, found), text)
                if not likeness.wanted:
                    return ()
                plan = Plan(likeness.wanted)
                hits = self._execute(connection, build, plan, audience, narrowing, 0, limit * CANDIDATES).hits
        except psycopg.errors.QueryCanceled:
            log.warning("looking for similar texts took too long")
            return ()
        return likeness.best(hits)[:limit]

    def rebuild(self, documents: Iterable[SearchDocument], read_again: ReadAgain) -> int:
        """See `SearchEngine.rebuild`."""
        return writing.rebuild(self._store, documents, read_again)

    def entries(self) -> Iterator[tuple[str, int]]:
        """See `SearchEngine.entries`."""
        with self._reading() as (connection, build):
            rows = self._store.run(connection, f"SELECT key, changed FROM {build.name}_document").fetchall()
        yield from rows

    def audiences(self) -> Iterator[tuple[str, frozenset[str]]]:
        """See `SearchEngine.audiences`."""
        with self._reading() as (connection, build):
            sql = (
                f"SELECT key, tokens FROM {build.name}_document AS d JOIN {build.name}_audience AS a ON a.id = audience"
            )
            rows = self._store.run(connection, sql).fetchall()
        yield from ((key, frozenset(tokens)) for key, tokens in rows)

    def health(self) -> Health:
        """See `SearchEngine.health`."""
        version = ""
        try:
            with self._reading() as (connection, build):
                version = build.name
                plan = Plan((Wanted("text", ("a",)),))
                self._execute(connection, build, plan, frozenset({"public"}), EVERYTHING, 0, 1)
                held = self._store.run(connection, f"SELECT count(*) FROM {build.name}_document").fetchone()
            return Health(ok=True, documents=held[0] if held else 0, cursor=build.cursor, segments=1, version=version)
        except Exception as error:  # whatever it is, the answer is the same
            return Health(ok=False, problem=str(error) or type(error).__name__, version=version)

    def drop(self) -> None:
        """Remove everything, for a scratch index."""
        with self._store.writing(writing.LOCK_WAIT) as connection:
            self._store.run(connection, tables.away(self._store.schema))


def _lexemes(plan: Plan, wanted: Iterable[Wanted]) -> Iterator[str]:
    """All lexemes whose frequency a plan needs."""
    others = [word for instead in plan.instead for word in (*instead.of, *instead.words)]
    others += [word for pair in plan.joined for word in (pair.whole, pair.exact)]
    for one in (*wanted, *others):
        yield from (lexeme(one.field, term) for term in (*one.terms, *one.parts))
    for instead in plan.instead:
        yield from (lexeme("phrase", word) for words in instead.phrases for word in words)

"""One search: which documents are ranked, and how all that were found are counted."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from forum.search.engine import Hit, Narrowing
from forum.search.plan import Plan
from forum.search.postgres_engine import statement
from forum.search.postgres_engine.statement import FIRST_CANDIDATES, MOST_CANDIDATES, VALUES, Condition, Source, Word
from forum.search.postgres_engine.store import Build, Connection, Store


class Search:
    """One search in one state of the index."""

    def __init__(
        self,
        store: Store,
        connection: Connection,
        build: Build,
        plan: Plan,
        narrowing: Narrowing,
        words: Sequence[Word],
        audiences: Collection[int],
    ) -> None:
        self._store = store
        self._connection = connection
        self._schema = store.schema
        self._build = build
        self._plan = plan
        self._narrowing = narrowing
        self._words = words
        self._sources = statement.sources_of(words)
        self._audiences = audiences

    def _run(self, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self._store.run(self._connection, sql, values).fetchall()

    def _condition(self, sources: Sequence[Source]) -> Condition:
        """Who may see it, what is excluded, and any of these sources (with a phrase, the phrase decides)."""
        condition = statement.visible(self._plan, self._audiences, self._narrowing)
        if sources and not self._plan.phrases:
            condition.add("lexemes @@ {}::tsquery", statement.any_of(sources))
        return condition

    def _narrowed(self, sources: Sequence[Source]) -> Condition:
        condition = self._condition(sources)
        condition.parts.extend(statement.chosen(condition, self._narrowing).values())
        return condition

    def hits(self, offset: int, limit: int) -> tuple[Hit, ...]:
        """The best roots. Of many documents only those with telling terms are ranked, as long as that is sure to
        find the best: what the other terms could give is less than what the last hit has."""
        if self._narrowing.newest_first or not self._plan.scored:
            where = self._narrowed(self._sources)
            sql = statement.newest(self._build.name, where.sql)
            return self._as_hits(self._run(sql, where.values | {"offset": offset, "limit": limit}))
        if not limit:
            return ()
        for most in (FIRST_CANDIDATES, MOST_CANDIDATES):
            number = len(self._sources) if self._plan.phrases else statement.candidates(self._sources, most)
            found = self._ranked(self._sources[:number], offset, limit)
            rest = statement.most_of(self._sources[number:])
            if number == len(self._sources) or (len(found) == limit and found[-1].score >= rest):
                break
        return found

    def _ranked(self, telling: Sequence[Source], offset: int, limit: int) -> tuple[Hit, ...]:
        where = self._narrowed(telling)
        values = where.values | {"offset": offset, "limit": limit}
        matched = ""
        if self._narrowing.counted:
            full = self._narrowed(self._sources)
            matched = full.sql.replace("%(v", "%(m")
            values |= {"m" + name[1:]: value for name, value in full.values.items()}
        sql = statement.hits(
            self._build.name, self._schema, self._build.average_length, self._words, where.sql, matched
        )
        return self._as_hits(self._run(sql, values))

    @staticmethod
    def _as_hits(rows: Iterable[tuple[Any, ...]]) -> tuple[Hit, ...]:
        return tuple(
            Hit(key, root, float(score), matches or 1, container, is_solved)
            for key, root, score, container, is_solved, matches in rows
        )

    def counts(self) -> tuple[int, dict[str, dict[str, int]]]:
        """How many roots there are in all, and for each value of each facet."""
        condition = self._condition(self._sources)
        filters = statement.chosen(condition, self._narrowing)
        where = condition.sql
        sql = statement.counts(self._build.name, where, filters, self._narrowing, condition.values)
        total = 0
        facets: dict[str, dict[str, int]] = {facet: {} for facet in VALUES} if self._narrowing.counted else {}
        for facet, value, count in self._run(sql, condition.values):
            if facet == "total":
                total = count
            elif facet == "period":
                facets.setdefault(facet, {})
                if count:
                    facets[facet][self._narrowing.periods[int(value)].name] = count
            else:
                facets.setdefault(facet, {})[value] = count
        return total, facets

"""From a plan to SQL: which documents, their BM25, and the filters.

Values go along as parameters; what is written into the text are numbers, and lexemes between the quotes of `quoted`.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forum.search.documents import HEAVIEST
from forum.search.engine import FACETS, Narrowing
from forum.search.plan import PARTS, Instead, Plan, Wanted
from forum.search.postgres_engine.records import lexeme, quoted
from forum.search.ranking import K1, B, inverse_frequency

VALUES = tuple(facet for facet in FACETS if facet != "period")
COLUMN = {facet: facet for facet in VALUES} | {"state": "states"}

FIRST_CANDIDATES = 4_000
MOST_CANDIDATES = 30_000
"""How many documents are ranked at first, and at most, when common words make many more possible."""
WORTH_IT = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A lexeme that documents hold, or several that follow one another: in how many, and what they can give at most."""

    names: tuple[str, ...]
    documents: int
    weight: float

    @property
    def query(self) -> str:
        """As a tsquery, between parentheses."""
        return "(" + " <-> ".join(map(quoted, self.names)) + ")"

    @property
    def sql(self) -> str:
        """SQL for its part of BM25. How often words follow one another is not counted: once."""
        query = "'" + self.query.replace("'", "''").replace("%", "%%") + "'::tsquery"
        times = f"times(held, {query})" if len(self.names) == 1 else f"(held @@ {query})::int"
        return f"{self.weight:.6f}::float8 * (1 - norm / (norm + {times}))"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query: its terms, of which the best counts. Only terms that stand somewhere.

    With `parts`, those of a compound, what they give together counts when it is more. With `of`, the terms are other
    names for these words, and count for what they give beyond them.
    """

    terms: tuple[Term, ...]
    of: tuple["Word", ...] = ()
    parts: tuple[Term, ...] = ()

    @property
    def sources(self) -> tuple["Source", ...]:
        """What a document can be found by: each of the terms, or any of the parts."""
        wholes = [Source(self, (term,), term.weight * HEAVIEST) for term in self.terms]
        together = Source(self, self.parts, sum(term.weight for term in self.parts) * HEAVIEST)
        return (*wholes, together) if self.parts else tuple(wholes)

    @property
    def sql(self) -> str:
        """SQL for its part of BM25."""
        together = [" + ".join(term.sql for term in self.parts)] if self.parts else []
        best = _greatest([*(term.sql for term in self.terms), *together])
        if not self.of:
            return best
        return f"greatest(0, {best} - ({' + '.join(word.sql for word in self.of)}))"


@dataclass(frozen=True, slots=True)
class Source:
    """Terms of which a document may hold any; for their word no document gets more than ``most`` from them."""

    word: Word
    terms: tuple[Term, ...]
    most: float

    @property
    def documents(self) -> int:
        """In how many documents one of them stands, at most."""
        return sum(term.documents for term in self.terms)


def sources_of(words: Iterable[Word]) -> list[Source]:
    """Everything these words are found by, the most telling first."""
    return sorted((source for word in words for source in word.sources), key=lambda one: one.most, reverse=True)


def most_of(sources: Iterable[Source]) -> float:
    """More than this they give no document together: of one word only the best counts."""
    most: dict[int, float] = {}
    for source in sources:
        word = id(source.word)
        most[word] = max(most.get(word, 0.0), source.most)
    return sum(most.values())


def _greatest(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"greatest({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of so many documents each lexeme stands."""

    documents: int
    found: Mapping[str, int]

    def words_of(self, plan: Plan, wanted: Sequence[Wanted]) -> list[Word]:
        """The words that stand in any document."""
        words = [*(self._word(one) for one in wanted), *(self._names(one) for one in plan.instead)]
        return [word for word in words if word.sources]

    def _word(self, one: Wanted, most: float = math.inf) -> Word:
        return Word(
            self._terms(one.field, one.terms, one.weight, most),
            parts=self._terms(one.field, one.parts, one.weight * PARTS),
        )

    def _terms(self, field: str, terms: Sequence[str], weight: float, most: float = math.inf) -> tuple[Term, ...]:
        found = [name for name in (lexeme(field, term) for term in terms) if self.found.get(name)]
        return tuple(Term((n,), self.found[n], weight * min(self._telling(n), most)) for n in found)

    def _telling(self, name: str) -> float:
        return inverse_frequency(self.documents, self.found.get(name, 0))

    def _names(self, instead: Instead) -> Word:
        """Other names for what was typed, none of which tells more than that (see `Instead`)."""
        of = tuple(word for word in map(self._word, instead.of) if word.sources)
        known = [min(self._telling(term.names[0]) for term in word.terms) for word in of if word.terms]
        most = sum(known) / len(known) if known else math.inf
        times = instead.weight * (sum(one.weight for one in instead.of) or 1.0)
        terms = [term for word in instead.words for term in self._word(replace(word, weight=times), most).terms]
        for words in instead.phrases:
            names = tuple(lexeme("phrase", word) for word in words)
            fewest = min(self.found.get(name, 0) for name in names)
            if fewest:
                weight = times * min(sum(map(self._telling, names)) / len(names), most)
                terms.append(Term(names, fewest, weight))
        return Word(tuple(terms), of)


def candidates(sources: Sequence[Source], most: int) -> int:
    """How many of them, the most telling first, stand in that many documents together; one at least.

    All of them when that are not many more: looking twice would cost more than it could save.
    """
    if sum(source.documents for source in sources) <= most * WORTH_IT:
        return len(sources)
    total = 0
    for number, source in enumerate(sources):
        total += source.documents
        if number and total > most:
            return number
    return len(sources)


def any_of(sources: Sequence[Source]) -> str:
    """A tsquery, as text: documents with any of these terms."""
    return " | ".join(dict.fromkeys(term.query for source in sources for term in source.terms))


def phrase(words: Sequence[str]) -> str:
    """A tsquery, as text: documents in which these words follow one another."""
    return " <-> ".join(quoted(lexeme("phrase", word)) for word in words)


@dataclass(slots=True)
class Condition:
    """What a document must be, as SQL with its parameters."""

    parts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, sql: str, value: Any) -> None:
        """Add a condition in which `{}` stands for the value."""
        name = f"v{len(self.values)}"
        self.parts.append(sql.format(f"%({name})s"))
        self.values[name] = value

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "true"


def visible(plan: Plan, audiences: Collection[int], narrowing: Narrowing) -> Condition:
    """Conditions that hold whatever was chosen of the facets: who may see it, and what is excluded."""
    condition = Condition()
    condition.add("audience = ANY({}::integer[])", list(audiences))
    for words in plan.phrases:
        condition.add("lexemes @@ {}::tsquery", phrase(words))
    for words in plan.excluded_phrases:
        condition.add("NOT lexemes @@ {}::tsquery", phrase(words))
    for one in plan.excluded:
        names = " | ".join(quoted(lexeme(one.field, term)) for term in one.terms)
        condition.add("NOT lexemes @@ {}::tsquery", names)
    if narrowing.without_roots:
        condition.add("NOT root = ANY({}::text[])", sorted(narrowing.without_roots))
    return condition


def chosen(condition: Condition, narrowing: Narrowing) -> dict[str, str]:
    """SQL for each facet something was chosen of; its values join those of `condition`."""
    found: dict[str, str] = {}
    for facet in VALUES:
        parts = Condition(values=condition.values)
        overlaps = "{column} && {{}}::text[]" if facet == "state" else "{column} = ANY({{}}::text[])"
        test = overlaps.format(column=COLUMN[facet])
        if narrowing.chosen(facet):
            # What has no author or place is found by none, not by an empty one.
            parts.add(test, sorted(narrowing.chosen(facet) - {""}))
        if narrowing.refused(facet):
            parts.add(f"NOT {test}", sorted(narrowing.refused(facet) - {""}))
        if parts.parts:
            found[facet] = parts.sql
    period = Condition(values=condition.values)
    if narrowing.after is not None:
        period.add("created >= {}", narrowing.after.timestamp())
    if narrowing.before is not None:
        period.add("created < {}", narrowing.before.timestamp())
    if period.parts:
        found["period"] = period.sql
    return found


def hits(build: str, schema: str, average: float, words: Sequence[Word], where: str, matched: str) -> str:
    """SQL for the best documents of the best roots; `where` picks candidates, `matched` counts those of each root.

    Score and number of a document are packed into one integer, so that one pass finds the best of each root. The
    lexemes are joined to nothing so that a long value is unpacked once, not once for each word.
    """
    score = " + ".join(word.sql for word in words).replace("times(held,", f"{schema}.times(held,")
    value = f"({score}) * weight" if words else "weight"
    return f"""
        WITH found AS (
            SELECT id, root_id, {value} AS score
            FROM (
                SELECT id, root_id, weight,
                    {K1 * (1 - B):.6f}::float8 + {K1 * B / average:.9f}::float8 * length AS norm,
                    lexemes || ''::tsvector AS held
                FROM {build}_document WHERE {where} OFFSET 0
            ) AS candidates
        ), best AS (
            SELECT max((least(score * 100000, 4e9)::bigint << 31) | id) AS top FROM found GROUP BY root_id
            ORDER BY top DESC LIMIT %(limit)s OFFSET %(offset)s
        )
        SELECT key, root, (top >> 31) / 100000.0 AS score, container, 'solved' = ANY(states),
            {f"(SELECT count(*) FROM {build}_document WHERE root_id = d.root_id AND {matched})" if matched else "1"}
        FROM best JOIN {build}_document AS d ON id = (top & 2147483647) ORDER BY top DESC
    """


def newest(build: str, where: str) -> str:
    """SQL for the newest documents of the newest roots."""
    return f"""
        WITH best AS (
            SELECT max((created << 31) | id) AS top FROM {build}_document WHERE {where} GROUP BY root_id
            ORDER BY top DESC LIMIT %(limit)s OFFSET %(offset)s
        )
        SELECT key, root, (top >> 31)::float8, container, 'solved' = ANY(states),
            (SELECT count(*) FROM {build}_document WHERE root_id = d.root_id AND {where})
        FROM best JOIN {build}_document AS d ON id = (top & 2147483647) ORDER BY top DESC
    """


def counts(build: str, where: str, filters: Mapping[str, str], narrowing: Narrowing, values: dict[str, Any]) -> str:
    """SQL for the total and, when anybody asks, the roots per value of each facet: other filters on, its own off."""
    passes = ", ".join(f"({sql}) AS passes_{facet}" for facet, sql in filters.items())

    def passing(without: str = "") -> str:
        return " AND ".join(f"passes_{facet}" for facet in filters if facet != without) or "true"

    columns = ", ".join(["root_id", "created", *COLUMN.values(), *([passes] if passes else [])])
    parts = [f"SELECT 'total', '', count(*) FROM (SELECT DISTINCT root_id FROM found WHERE {passing()}) AS roots"]
    for facet in VALUES if narrowing.counted else ():
        value = "unnest(states)" if facet == "state" else facet
        parts.append(
            f"SELECT '{facet}', value, count(*) FROM (SELECT DISTINCT root_id, {value} AS value FROM found"
            f" WHERE {passing(facet)}) AS roots WHERE value <> '' GROUP BY value"
        )
    for number, period in enumerate(narrowing.periods if narrowing.counted else ()):
        inside = Condition(values=values)
        inside.add("{}::text IS NOT NULL", period.name)
        if period.after is not None:
            inside.add("created >= {}", period.after.timestamp())
        if period.before is not None:
            inside.add("created < {}", period.before.timestamp())
        parts.append(
            f"SELECT 'period', '{number}', count(DISTINCT root_id) FROM found WHERE {passing('period')}"
            f" AND {inside.sql}"
        )
    return f"WITH found AS MATERIALIZED (SELECT {columns} FROM {build}_document WHERE {where}) " + " UNION ALL ".join(
        parts
    )

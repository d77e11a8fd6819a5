"""The tables of an index: one set for each build, in a schema of their own, beside one row that says which is in use.

They are made here and not by a migration, as a directory of index files is: what stands in them comes from the other
tables, can be thrown away at any time, and another version of schema or analysis makes a new set.
"""

from forum.search.analysis import ANALYSIS_VERSION

SCHEMA_VERSION = 2
VERSION = f"{SCHEMA_VERSION}-{ANALYSIS_VERSION}-"

MOST_COUNTED = 64
"""A word said more often than that in one text counts as often as that."""

_GENERAL = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.state (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    build text NOT NULL DEFAULT '',
    version text NOT NULL DEFAULT '',
    cursor bigint NOT NULL DEFAULT 0,
    documents bigint NOT NULL DEFAULT 0,
    total_length bigint NOT NULL DEFAULT 0,
    removals bigint NOT NULL DEFAULT 0,
    changes bigint NOT NULL DEFAULT 0,
    noting boolean NOT NULL DEFAULT false
);
INSERT INTO {schema}.state DEFAULT VALUES ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS {schema}.touched (key text PRIMARY KEY);
"""

# How often a lexeme stands in a tsvector: ts_rank with equal weights is the sum of 1/n² over its positions, divided
# by pi²/6, and the array holds these sums. There is no other way that does not unpack the whole tsvector.
_COUNTING = """
CREATE OR REPLACE FUNCTION {schema}.times(tsvector, tsquery) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT width_bucket(ts_rank('{{1,1,1,1}}'::float4[], $1, $2)::float8, '{steps}'::float8[]) $$;
"""

# Lexemes lie beside the table, not in it: counting reads narrow rows, with their states, and only what is ranked is
# unpacked.
_BUILD = """
CREATE TABLE {build}_document (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    root text NOT NULL,
    root_id bigint GENERATED ALWAYS AS (hashtextextended(root, 0)) STORED,
    kind text NOT NULL,
    container text NOT NULL,
    author text NOT NULL,
    library text NOT NULL,
    audience integer NOT NULL,
    states text[] NOT NULL,
    created bigint NOT NULL,
    changed bigint NOT NULL,
    length integer NOT NULL,
    weight double precision NOT NULL,
    words text[] NOT NULL,
    lexemes tsvector NOT NULL
) WITH (toast_tuple_target = 128);
ALTER TABLE {build}_document ALTER COLUMN lexemes SET STORAGE EXTERNAL, ALTER COLUMN states SET STORAGE MAIN;
CREATE TABLE {build}_audience (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tokens text[] NOT NULL UNIQUE);
CREATE TABLE {build}_lexeme (lexeme text COLLATE "C" PRIMARY KEY, documents integer NOT NULL) WITH (fillfactor = 80);
CREATE TABLE {build}_word (word text COLLATE "C" PRIMARY KEY, documents integer NOT NULL) WITH (fillfactor = 80);
"""

_FILLED = """
CREATE INDEX ON {build}_document (root_id);
CREATE INDEX ON {build}_document USING gin (lexemes) WITH (fastupdate = off);
INSERT INTO {build}_lexeme SELECT word, ndoc FROM ts_stat('SELECT lexemes FROM {build}_document');
INSERT INTO {build}_word SELECT word, count(*) FROM {build}_document, unnest(words) AS word GROUP BY word;
ANALYZE {build}_document;
ANALYZE {build}_audience;
ANALYZE {build}_lexeme;
"""


def general(schema: str) -> str:
    """What all builds share."""
    return _GENERAL.format(schema=schema) + _COUNTING.format(schema=schema, steps=_steps())


def new_build(build: str) -> str:
    """The tables of a build, without the index that would make filling them slow; `build` has its schema in front."""
    return _BUILD.format(build=build)


def filled(build: str) -> str:
    """Index and counts, once the documents are in."""
    return _FILLED.format(build=build)


def dropped(build: str) -> str:
    """Everything of a build away."""
    return "".join(f"DROP TABLE IF EXISTS {build}_{table};" for table in ("document", "audience", "lexeme", "word"))


def _steps() -> str:
    """For n = 1, 2, 3 …: a little less than what ts_rank gives for n positions."""
    steps, total = [], 0.0
    for times in range(1, MOST_COUNTED + 1):
        total += 1 / times**2
        steps.append(f"{(total - 0.5 / times**2) / 1.64493406685:.9f}")
    return "{" + ",".join(steps) + "}"


def away(schema: str) -> str:
    """Everything away."""
    return f"DROP SCHEMA IF EXISTS {schema} CASCADE"

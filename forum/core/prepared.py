"""Statements that are compiled once for each database and then run by the driver itself.

For a row or two SQLAlchemy's ``execute`` costs several times what the database does: cache keys, execution
context, result metadata. A page asks the same few statements every time. Policies and queries write them as
ever; here their SQL text, the order of their parameters and the processors of their columns are kept.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Dialect, bindparam
from sqlalchemy.sql.compiler import SQLCompiler

from forum.core import reading
from forum.extensions import db

Values = Mapping[str, Any]
Processor = Callable[[Any], Any]
Make = Callable[[list[Any]], Any]


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One place in the SQL: its name there, and the value it takes (one of a list, where ``index`` says which).

    Without ``source`` it is a constant of the statement, already converted.
    """

    name: str
    source: str | None
    index: int | None
    process: Processor | None
    constant: Any

    def take(self, values: Values) -> Any:
        if self.source is None:
            return self.constant
        value = values[self.source]
        if self.index is not None:
            value = value[self.index]
        return value if self.process is None else self.process(value)


@dataclass(frozen=True)
class _Form:
    """The statement in the terms of one driver, for lists of certain lengths."""

    sql: str
    parameters: tuple[_Parameter, ...]
    positional: bool

    def bind(self, values: Values) -> Any:
        if not self.positional:
            return {parameter.name: parameter.take(values) for parameter in self.parameters}
        constants, plain, others = self._sorted
        bound = constants.copy()
        for at, source in plain:
            bound[at] = values[source]
        for at, parameter in others:
            bound[at] = parameter.take(values)
        return bound

    @cached_property
    def _sorted(self) -> tuple[list[Any], list[tuple[int, str]], list[tuple[int, _Parameter]]]:
        """The places of constants, of values that are taken as they are, and of others."""
        constants = [parameter.constant for parameter in self.parameters]
        plain, others = [], []
        for at, parameter in enumerate(self.parameters):
            if parameter.source is not None and parameter.index is None and parameter.process is None:
                plain.append((at, parameter.source))
            elif parameter.source is not None:
                others.append((at, parameter))
        return constants, plain, others


class Prepared:
    """A select without variable parts but its parameters.

    Rows come as plain tuples, ``named`` ones, or as what ``make`` makes of a tuple. With ``remember`` that is done
    once for the rows met last: a row that comes back the same is the same object (its columns must be hashable).
    """

    def __init__(
        self, statement: Any, *, named: bool = False, make: Callable[[list[Any]], Any] | None = None, remember: int = 0
    ) -> None:
        self._statement = statement
        self._make = _row_type(statement) if named else make
        self._remember = remember
        self._dialects: dict[str, _Compiled] = {}

    def all(self, values: Values) -> list[Any]:
        """All rows, converted as SQLAlchemy would."""
        compiled = self._compiled()
        form = compiled.form(values)
        return compiled.convert(reading.run(form.sql, form.bind(values)))

    def first(self, values: Values) -> Any:
        """The first row, or None; the statement itself asks for no more than it needs."""
        rows = self.all(values)
        return rows[0] if rows else None

    def scalars(self, values: Values) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.all(values)]

    def _compiled(self) -> "_Compiled":
        dialect = reading.engine().dialect
        compiled = self._dialects.get(dialect.name)
        if compiled is None:
            compiled = self._dialects[dialect.name] = _Compiled(self._statement, dialect, self._make, self._remember)
        return compiled


class PreparedWrite:
    """A change that is compiled once for each database and run in the transaction of the session.

    ``build`` makes the statement, at first use: upserts differ between databases. In an insert a parameter may not be
    called like a column: ``taking`` names them.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._dialects: dict[str, _Compiled] = {}

    def run(self, values: Values) -> int:
        """Carry it out, after what the session still has to write; gives how many rows it changed."""
        db.session.flush()
        used = db.session.connection()
        compiled = self._dialects.get(used.dialect.name)
        if compiled is None:
            compiled = self._dialects[used.dialect.name] = _Compiled(self._build(), used.dialect, None, 0)
        form = compiled.form(values)
        return reading.carry_out(used, form.sql, form.bind(values))


def taking(table: Any, *names: str) -> dict[str, Any]:
    """Parameters for columns of a table, each called ``new_`` and the name of its column."""
    return {name: bindparam(f"new_{name}", type_=getattr(table, name).type) for name in names}


class _Compiled:
    """A statement compiled for one database."""

    def __init__(self, statement: Any, dialect: Dialect, make: Make | None, remember: int) -> None:
        self._dialect = dialect
        self._compiler: SQLCompiler = statement.compile(dialect=dialect)
        columns = getattr(statement, "selected_columns", ())
        found = ((at, _result_processor(column.type, dialect)) for at, column in enumerate(columns))
        self._processors = [(at, process) for at, process in found if process is not None]
        self._make = make or tuple
        self._as_they_are = make is None and not self._processors
        self._convert = lru_cache(remember)(self._convert_one) if remember else self._convert_one
        self._forms: dict[tuple[int, ...], _Form] = {}

    @cached_property
    def _lists(self) -> list[str]:
        """The parameters that stand for lists."""
        return sorted(name for name, bind in self._compiler.binds.items() if bind.expanding)

    def form(self, values: Values) -> _Form:
        """The SQL for lists as long as these."""
        lengths = tuple([len(values[name]) for name in self._lists])
        form = self._forms.get(lengths)
        if form is None:
            form = self._forms[lengths] = self._make_form(values)
        return form

    def convert(self, rows: list[Any]) -> list[Any]:
        """Rows as the driver gave them, with their values as the columns' types say."""
        return rows if self._as_they_are else [self._convert(row) for row in rows]

    def _convert_one(self, row: tuple[Any, ...]) -> Any:
        cells = list(row)
        for at, process in self._processors:
            cells[at] = process(cells[at])
        return self._make(cells)

    def _make_form(self, values: Values) -> _Form:
        constants = {name: bind.effective_value for name, bind in self._compiler.binds.items() if not bind.required}
        state = self._compiler.construct_expanded_state(constants | dict(values))
        places = {
            name: (source, at) for source, names in state.parameter_expansion.items() for at, name in enumerate(names)
        }
        names = list(state.parameters) if state.positiontup is None else state.positiontup
        parameters = tuple(self._parameter(name, *places.get(name, (name, None))) for name in names)
        return _Form(state.statement, parameters, state.positiontup is not None)

    def _parameter(self, name: str, source: str, index: int | None) -> _Parameter:
        bind = self._compiler.binds[source]
        process = bind.type.dialect_impl(self._dialect).bind_processor(self._dialect)
        if bind.required:
            return _Parameter(name, source, index, process, None)
        constant: Any = bind.effective_value
        if index is not None:
            constant = constant[index]
        return _Parameter(name, None, None, None, constant if process is None else process(constant))


def _row_type(statement: Any) -> Make:
    row = namedtuple("Row", statement.selected_columns.keys(), rename=True)  # type: ignore[misc]
    return row._make


def _result_processor(type_: Any, dialect: Dialect) -> Processor | None:
    process: Processor | None = type_.dialect_impl(dialect).result_processor(dialect, None)
    return process

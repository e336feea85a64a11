"""Ask a question file: check the parameters, bind them as RDF terms, give the rows as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Protocol

from zeren.ask.heard import pattern
from zeren.ask.lookup import Reader, Row, ask_rows, columns_of, find_body, find_plans
from zeren.ask.questions import Column, Param, Question, bound
from zeren.ground.errors import TooMuch, WrongUsage
from zeren.ground.resources import table
from zeren.ground.vocabulary import CODES
from zeren.table import Landing, scope, short, whole
from zeren.table.codes import ROLES
from zeren.table.landing import Value

Cell = str | int | float | bool | None

JOINER = "、"
"""between the items of a list"""

_IRI = re.compile(r"""[^\x00-\x20<>"{}|^`\\]+""")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Bound:
    """A question with its parameters put in."""

    question: Question
    params: Mapping[str, str]
    """the values that are used, in words: bodies and plans by their full names"""
    sparql: str
    """the query as it is to be asked"""
    values: Mapping[str, Value]
    """the values as SQL takes them: IRIs as the columns hold them, plans as a list; None where a parameter stays open"""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a question."""

    question: Question
    params: Mapping[str, str]
    """the values that were used, in words: bodies and plans by their full names"""
    columns: tuple[Column, ...]
    rows: list[dict[str, Cell]]
    """each row has every column, in the order of the columns"""
    sparql: str
    """the query as it was asked"""


MOST = 500_000
"""rows that an answer holds at most, 4 kB each"""


class Columns(Protocol):
    """What answers SQL over the columns, as far as this needs it: DuckDB in this process, or Spark."""

    def rows(self, sql: str, params: Mapping[str, Value] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a SELECT."""


def run(
    reader: Reader,
    question: Question,
    params: Mapping[str, str] | None = None,
    *,
    engine: str | None = None,
    over: Columns | None = None,
    files: Sequence[str] | None = None,
    most: int = MOST,
) -> Rows:
    """Ask a question.

    ``over`` answers its SQL in the place of the columns of the store, ``files`` names the documents in which all stands that
    is wanted of its columns. ``engine`` is ``columns`` or ``sparql``; None:
    columns where the question has SQL and the store keeps columns.
    Raises WrongUsage for an unknown, missing or ill-typed parameter, for an engine that cannot answer, and for more rows
    than ``most`` in the columns of the store; NotFound and Ambiguous for names of bodies and plans.
    """
    asked = bind(reader, question, params)
    landing = over if over is not None and question.sql else _landing(reader, question, engine)
    if landing is None:
        return answered(asked, ask_rows(reader, asked.sparql))
    if not isinstance(landing, Landing):
        return _of_columns(asked, landing.rows(question.sql, asked.values))
    open_yet = "、".join(param.name for param in question.params if asked.values[param.name] is None)
    remedy = f"缩小范围再问，可给出 {open_yet} (ask for less, give one of these)" if open_yet else "ask for less"
    try:
        rows, number = landing.first(question.sql, asked.values, _documents(landing, asked, files), most=most)
    except TooMuch as error:
        raise TooMuch(f"{question.name}: {error.message}", remedy) from error
    if number > most:
        told = f"{question.name}: 共 {number:,} 行，一次最多读 {most:,} 行 (more rows than are read at once)"
        raise WrongUsage(told, remedy)
    return _of_columns(asked, rows)


def begun(reader: Reader, question: Question, params: Mapping[str, str] | None = None, *, most: int) -> tuple[Rows, int]:
    """Ask a question as ``run`` does; return its answer with the first rows alone, ``most`` at most, and how many there are."""
    landing = _landing(reader, question, None)
    if landing is None:
        answer = run(reader, question, params)
        return replace(answer, rows=answer.rows[:most]), len(answer.rows)
    asked = bind(reader, question, params)
    rows, number = landing.first(question.sql, asked.values, _documents(landing, asked, None), most=most)
    return _of_columns(asked, rows), number


def _of_columns(asked: Bound, rows: Iterable[Sequence[Cell]]) -> Rows:
    columns = asked.question.columns
    return Rows(asked.question, asked.params, columns, [_plain_row(columns, row) for row in rows], asked.sparql)


def _documents(landing: Landing, asked: Bound, files: Sequence[str] | None) -> Sequence[str] | None:
    """The documents in which a question looks: a question that declares it looks at those of its body alone; None: any."""
    name = scope.declared(asked.question.sql)
    if files is None and name is not None and (body := asked.values[name]) is not None:
        return landing.files_of(scope.OF_BODY, {name: body})
    return files


ENGINES = ("sparql", "columns")
"""what may answer a question"""


def _landing(reader: Reader, question: Question, engine: str | None) -> Landing | None:
    """The landing that answers a question; None where SPARQL does."""
    if engine == "sparql":
        return None
    landing = columns_of(reader) if question.sql else None
    if landing is None and engine == "columns":
        raise WrongUsage(
            f"{question.name}: 此处不能用列式数据回答 (columns cannot answer it here)",
            "用 --engine sparql (the question has no SQL, or the store keeps no columns)",
        )
    return landing


def bind(reader: Reader, question: Question, params: Mapping[str, str] | None = None) -> Bound:
    """Return a question with its parameters put in, not yet asked; raises as ``run``."""
    values, words = _values(reader, question, params)
    terms = {param.name: _term(param, values[param.name]) for param in question.params}
    return Bound(question, words, bound(question, terms), values)


def answered(asked: Bound, rows: Iterable[Row]) -> Rows:
    """Return the rows that an engine gave for a bound question as plain values."""
    columns = asked.question.columns
    return Rows(asked.question, asked.params, columns, [_row(columns, row) for row in rows], asked.sparql)


def terms_of(
    reader: Reader, question: Question, params: Mapping[str, str] | None = None
) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the SPARQL term of each parameter, None where it stays open, and the values in words; raises as ``run``."""
    values, words = _values(reader, question, params)
    return {param.name: _term(param, values[param.name]) for param in question.params}, words


def _values(
    reader: Reader, question: Question, params: Mapping[str, str] | None
) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the value of each parameter, None where it stays open, and the values in words."""
    given = {name: value for name, value in (params or {}).items() if value.strip()}
    unknown = sorted(set(given) - {param.name for param in question.params})
    if unknown:
        names = ", ".join(param.name for param in question.params) or "无 (none)"
        raise WrongUsage(
            f"{question.name}: 没有参数 {', '.join(unknown)} (no such parameter)",
            f"参数有 (there are): {names}",
        )
    values: dict[str, Value] = {}
    words: dict[str, str] = {}
    for param in question.params:
        value = given.get(param.name, param.default)
        if value is None:
            if param.required:
                raise WrongUsage(
                    f"{question.name}: 缺少参数 {param.name} (missing parameter)",
                    f"{param.name}=… {param.description}",
                )
            values[param.name] = None
            continue
        values[param.name], words[param.name] = _value(reader, param, value, given.get("plan"))
    return values, words


def literal(text: str) -> str:
    """Return a plain string literal in SPARQL."""
    return '"' + re.sub(r'[\\"\n\r\t]', lambda match: _ESCAPES[match.group()], text) + '"'


def role_code(word: str) -> str | None:
    """Return the code of a role from its code or a printed word (协办 → support); None where it is neither."""
    word = word.strip()
    return word if word in ROLES else _role_words().get(word)


@cache
def _role_words() -> dict[str, str]:
    rows = (*table("vocabulary/roles"), *table("vocabulary/columns"))
    return {row["word"]: row["role"] for row in rows if row["role"] in ROLES}


def _value(reader: Reader, param: Param, value: str, plan: str | None) -> tuple[Value, str]:
    """Return a value as SQL takes it, IRIs as the columns hold them, and in words; None leaves the parameter open."""
    value = value.strip()
    if param.kind == "body":
        body = find_body(reader, value, plan)
        return short(body.iri), body.name
    if param.kind == "plan":
        found = find_plans(reader, value)
        return [short(known.iri) for known in found], JOINER.join(known.caption for known in found)
    if param.kind == "role":
        return _role(param, value)
    if param.kind == "id":
        from zeren.ask.one_measure import find_measure

        iri = "" if re.search(r'[<>"{}|\\^`]', value) else find_measure(reader, value)
        if not _IRI.fullmatch(iri):
            raise _ill(param, value, "写措施的标识 (give an IRI as the other answers print it)")
        return short(iri), iri
    if param.kind == "choice" and value not in param.choices:
        raise _ill(param, value, f"可选 (choose from): {', '.join(param.choices)}")
    if param.kind == "date":
        try:
            return date.fromisoformat(value).isoformat(), value
        except ValueError as error:
            raise _ill(param, value, "写成 2026-06-30 (write YYYY-MM-DD)") from error
    if param.kind == "number":
        if not re.fullmatch(r"\d{1,9}", value):
            raise _ill(param, value, "写成整数 (write a whole number)")
        return int(value), value
    return pattern(value) if param.kind == "words" else value, value


def _role(param: Param, value: str) -> tuple[str | None, str]:
    if value == "any":
        return None, value
    code = role_code(value)
    if code is None:
        raise _ill(param, value, f"可选 (choose from): {', '.join(ROLES)}, any，或 牵头、主责、协办 等")
    return code, code


def _term(param: Param, value: Value) -> str | None:
    """Return a value as the term that SPARQL takes; a term of None leaves the parameter open."""
    if value is None:
        return None
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        return " ".join(f"<{whole(path)}>" for path in value)
    if param.kind in ("body", "id"):
        return f"<{whole(value)}>"
    if param.kind == "role":
        return f"<{CODES}{value}>"
    if param.kind == "date":
        return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#date>'
    return literal(value)


def _ill(param: Param, value: str, remedy: str) -> WrongUsage:
    return WrongUsage(f"{param.name}: {value!r} 不是有效的值 (not a {param.kind})", remedy)


def _row(columns: tuple[Column, ...], row: Row) -> dict[str, Cell]:
    return {column.name: _cell(column, row) for column in columns}


def _cell(column: Column, row: Row) -> Cell:
    term = row.get(column.name)
    if term is None:
        return None
    if column.kind == "number":
        return _number(term.value)
    if column.kind == "boolean":
        return term.value in ("true", "1")
    return _listed(column.kind, term.value) if column.kind in ("list", "ordered") else term.value


def _listed(kind: str, text: str) -> str | None:
    """The items of a concatenated list in their order, each once; None where there is none."""
    if kind == "list":
        return JOINER.join(sorted({item for item in text.split("\n") if item})) or None
    items = sorted({_placed(item) for item in text.split("\n") if item})
    return JOINER.join(dict.fromkeys(name for _, name in items)) or None


def _plain_row(columns: tuple[Column, ...], row: Sequence[Cell]) -> dict[str, Cell]:
    return {column.name: _plain_cell(column, cell) for column, cell in zip(columns, row, strict=True)}


def _plain_cell(column: Column, cell: Cell) -> Cell:
    """A cell of SQL as a plain value, the same as ``_cell`` makes of a term."""
    if cell is None:
        return None
    if column.kind == "number":
        return _number(str(cell)) if isinstance(cell, str) else _rounded(float(cell))
    if column.kind in ("list", "ordered"):
        return _listed(column.kind, str(cell))
    return whole(str(cell)) if column.kind == "iri" else cell


def _number(lexical: str) -> Cell:
    try:
        value = float(lexical)
    except ValueError:
        return lexical
    return _rounded(value)


def _rounded(value: float) -> int | float:
    return int(value) if value.is_integer() else round(value, 6)


def _placed(item: str) -> tuple[int, str]:
    """Split ``3:name``, an item of an ordered list."""
    place, _, name = item.partition(":")
    return (int(place), name) if place.isdigit() else (0, item)

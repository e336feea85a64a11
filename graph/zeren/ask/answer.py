"""Ask a question file: check the parameters, bind them as RDF terms, give the rows as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from zeren.ask.lookup import Reader, Row, ask_rows, find_body, find_plans
from zeren.ask.questions import Column, Param, Question, bound
from zeren.duties import ROLES
from zeren.errors import WrongUsage
from zeren.resources import table
from zeren.vocabulary import BASE, CODES

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


def run(reader: Reader, question: Question, params: Mapping[str, str] | None = None) -> Rows:
    """Ask a question.

    Raises WrongUsage for an unknown, missing or ill-typed parameter, NotFound and Ambiguous for names of
    bodies and plans.
    """
    asked = bind(reader, question, params)
    return answered(asked, ask_rows(reader, asked.sparql))


def bind(reader: Reader, question: Question, params: Mapping[str, str] | None = None) -> Bound:
    """Return a question with its parameters put in, not yet asked; raises as ``run``."""
    terms, words = terms_of(reader, question, params)
    return Bound(question, words, bound(question, terms))


def answered(asked: Bound, rows: Iterable[Row]) -> Rows:
    """Return the rows that an engine gave for a bound question as plain values."""
    columns = asked.question.columns
    return Rows(asked.question, asked.params, columns, [_row(columns, row) for row in rows], asked.sparql)


def terms_of(
    reader: Reader, question: Question, params: Mapping[str, str] | None = None
) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the SPARQL term of each parameter, None where it stays open, and the values in words; raises as ``run``."""
    given = {name: value for name, value in (params or {}).items() if value.strip()}
    unknown = sorted(set(given) - {param.name for param in question.params})
    if unknown:
        names = ", ".join(param.name for param in question.params) or "无 (none)"
        raise WrongUsage(
            f"{question.name}: 没有参数 {', '.join(unknown)} (no such parameter)",
            f"参数有 (there are): {names}",
        )
    terms: dict[str, str | None] = {}
    words: dict[str, str] = {}
    for param in question.params:
        value = given.get(param.name, param.default)
        if value is None:
            if param.required:
                raise WrongUsage(
                    f"{question.name}: 缺少参数 {param.name} (missing parameter)",
                    f"{param.name}=… {param.description}",
                )
            terms[param.name] = None
            continue
        terms[param.name], words[param.name] = _term(reader, param, value, given.get("plan"))
    return terms, words


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


def _term(reader: Reader, param: Param, value: str, plan: str | None) -> tuple[str | None, str]:
    """Return the SPARQL term of a value, and the value in words; a term of None leaves the parameter open."""
    value = value.strip()
    if param.kind == "body":
        body = find_body(reader, value, plan)
        return f"<{body.iri}>", body.name
    if param.kind == "plan":
        found = find_plans(reader, value)
        return " ".join(f"<{known.iri}>" for known in found), JOINER.join(known.caption for known in found)
    if param.kind == "role":
        return _role(param, value)
    if param.kind == "choice":
        if value not in param.choices:
            raise _ill(param, value, f"可选 (choose from): {', '.join(param.choices)}")
        return literal(value), value
    if param.kind == "id":
        iri = value if "://" in value else BASE + value
        if not _IRI.fullmatch(iri):
            raise _ill(param, value, "give an IRI as the other answers print it")
        return f"<{iri}>", iri
    return _plain(param, value), value


def _role(param: Param, value: str) -> tuple[str | None, str]:
    if value == "any":
        return None, value
    code = role_code(value)
    if code is None:
        raise _ill(param, value, f"可选 (choose from): {', '.join(ROLES)}, any，或 牵头、主责、协办 等")
    return f"<{CODES}{code}>", code


def _plain(param: Param, value: str) -> str:
    if param.kind == "date":
        try:
            return f'"{date.fromisoformat(value).isoformat()}"^^<http://www.w3.org/2001/XMLSchema#date>'
        except ValueError as error:
            raise _ill(param, value, "写成 2026-06-30 (write YYYY-MM-DD)") from error
    if param.kind == "number":
        if not re.fullmatch(r"\d{1,9}", value):
            raise _ill(param, value, "写成整数 (write a whole number)")
        return str(int(value))
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
    if column.kind == "list":
        return JOINER.join(sorted({item for item in term.value.split("\n") if item})) or None
    if column.kind == "ordered":
        items = sorted({_placed(item) for item in term.value.split("\n") if item})
        return JOINER.join(dict.fromkeys(name for _, name in items)) or None
    return term.value


def _number(lexical: str) -> Cell:
    try:
        value = float(lexical)
    except ValueError:
        return lexical
    return int(value) if value.is_integer() else round(value, 6)


def _placed(item: str) -> tuple[int, str]:
    """Split ``3:name``, an item of an ordered list."""
    place, _, name = item.partition(":")
    return (int(place), name) if place.isdigit() else (0, item)

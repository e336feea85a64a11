"""The form of a question and the table of its answer, in the language of the page.

What parameters, choices and the codes of answers are called stands in ``ontology/vocabulary/asking.tsv`` and ``codes.ttl``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from zeren.ask import Cell, Column, Param, Question, Rows
from zeren.ask.answer import JOINER
from zeren.ask.loading import is_large
from zeren.ask.lookup import KnownPlan, landing_for, plans
from zeren.ground.reasons import reason_in
from zeren.ground.resources import table
from zeren.serve.explorer import grid, shape, words
from zeren.serve.explorer.cells import Ref, Value
from zeren.store.reader import Reader
from zeren.table import whole
from zeren.table.duties import ROLES

OFFERED = 400
"""bodies, or printed words, that a field suggests; any other may be typed"""
PICKED = 60
"""plans that are offered as a list to choose from; more are suggested"""
LISTED = 1000
"""plans that are suggested; of more their divisions alone, each of which stands for all of its plans"""
MANY = 100
"""rows from which an answer that nobody narrowed begins with its first month"""
VALUES = 40
"""different values of a column by which an answer can still be narrowed"""
PREFIX = "r."
"""of the parameters of an address that narrow an answer: those of the question itself have none"""
_NARROWS = ("plan", "annex", "jurisdiction", "agency_kind")
"""columns that hold no code and by which answers are narrowed all the same"""
_LONG = frozenset({"text", "quote", "lower_text", "upper_text", "before", "after", "in_text", "basis"})

_BODIES = """SELECT n.name
FROM (SELECT body, count(DISTINCT measure) AS measures FROM duty GROUP BY body) d
JOIN body_name n ON n.id = d.body
ORDER BY d.measures DESC, n.name
LIMIT $top"""


_MEASURES = """SELECT p.annex, row_number() OVER (PARTITION BY m.plan ORDER BY m.file, m.start_offset, m.id) AS number, substr(m.text, 1, 40)
FROM (SELECT DISTINCT id, plan, file, text, start_offset FROM measure) m
JOIN plan p ON p.id = m.plan AND p.file = m.file
ORDER BY m.file, m.start_offset, m.id
LIMIT $top"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list to choose from."""

    value: str
    label: str
    group: str = ""
    """heading under which it stands; empty: none"""


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the form."""

    name: str
    label: str
    hint: str
    """how to fill it in; empty where the list says it"""
    kind: str
    """``select``, ``date``, ``number`` or ``text``"""
    required: bool
    value: str
    """what was given, else what holds without it"""
    placeholder: str
    choices: tuple[Choice, ...]
    """of a ``select``: all that may be given; of a ``text``: what is suggested"""


def fields(reader: Reader, question: Question, given: Mapping[str, str], tried: Mapping[str, str], lang: str) -> list[Field]:
    """Return the lines of the form of a question; ``tried``: values that find something, shown as examples."""
    return [_field(reader, question, param, given.get(param.name, ""), tried.get(param.name, ""), lang) for param in question.params]


def _field(reader: Reader, question: Question, param: Param, given: str, tried: str, lang: str) -> Field:
    choices = tuple(_choices(reader, question, param, lang))
    listed = param.kind in ("role", "choice") or (param.kind == "plan" and len(choices) <= PICKED)
    if listed and given and given not in {choice.value for choice in choices}:
        choices = (*choices, Choice(given, given))
    kind = "select" if listed else param.kind if param.kind in ("date", "number") else "text"
    hint = "" if kind == "select" else in_language(param.description, lang)
    return Field(
        param.name, label(question, param, lang), hint, kind, param.required, given or (param.default or ""), tried or (param.default or ""), choices,
    )  # fmt: skip


def label(question: Question, param: Param, lang: str) -> str:
    """Return what a parameter is called on the page; of a user's own question its name where nothing better is known."""
    return _word("param", (f"{question.name}.{param.name}", param.name), lang) or param.name


def in_language(text: str, lang: str) -> str:
    """Return the half of ``中文 (English)`` that is in the language of the page; the whole where there is one alone."""
    match = re.fullmatch(r"([^()]*[^()\s])\s*\(([^()]*)\)[.。]?", text)
    return text if match is None else match[1] if lang == "zh" else match[2]


def notes(question: Question, lang: str) -> list[str]:
    """Return how a question counts, in the language of the page; all of it where that language says nothing."""
    own = [note for note in question.notes if bool(re.search("[\u4e00-\u9fff]", note)) == (lang == "zh")]
    return [in_language(note, lang) for note in own] or list(question.notes)


def _choices(reader: Reader, question: Question, param: Param, lang: str) -> Iterator[Choice]:
    if param.kind == "role":
        yield from (Choice(role, words.word("role", role, lang)) for role in ROLES)
        yield Choice("any", said(question.name, param.name, "any", lang))
    elif param.kind == "choice":
        yield from (Choice(value, said(question.name, param.name, value, lang)) for value in param.choices)
    elif param.kind == "plan":
        yield from _plans(reader, lang)
    elif param.kind == "body":
        yield from (Choice(name, "") for (name,) in _suggested(reader, _BODIES))
    elif param.kind == "id":
        yield from _measures(reader)
    elif param.kind in ("text", "words"):
        yield from (Choice(value, "") for value in _printed(reader, question, param))


def _measures(reader: Reader) -> Iterator[Choice]:
    """Measures by their number where one plan alone bears the annex mark (附1#3), else by their first words."""
    marks = Counter(plan.annex for plan in _filled(reader))
    for annex, number, text in _suggested(reader, _MEASURES):
        yield Choice(f"{annex}#{number}" if annex and marks[annex] == 1 else text, text)


def _plans(reader: Reader, lang: str) -> Iterator[Choice]:
    """All plans with measures, before them the divisions: each stands for all of its plans; of very many plans the divisions alone."""
    known = _filled(reader)
    yield Choice("", "全部计划" if lang == "zh" else "all plans")
    places = sorted({plan.jurisdiction for plan in known if plan.jurisdiction})
    if len(places) > 1:
        yield from (Choice(place, place, "辖区" if lang == "zh" else "Division") for place in places)
    if len(known) <= LISTED or not places:
        yield from (Choice(plan.iri, plan.caption, "计划" if lang == "zh" else "Plan") for plan in known)


def _suggested(reader: Reader, sql: str) -> Sequence[Sequence[Any]]:
    """The rows of a SELECT over the whole store, ``$top`` of them where it names it; of a large store kept by its state."""
    landing = landing_for(reader)

    def asked() -> Sequence[Sequence[Any]]:
        return landing.rows(sql, {"top": OFFERED})

    return landing.kept.made("suggested", [sql, OFFERED], asked) if is_large(landing) else asked()


def _filled(reader: Reader) -> list[KnownPlan]:
    """Return the plans that have measures."""
    filled = {whole(path) for (path,) in _suggested(reader, "SELECT DISTINCT plan FROM measure")}
    return [plan for plan in plans(reader) if plan.iri in filled]


def _printed(reader: Reader, question: Question, param: Param) -> list[str]:
    """What the store prints of such a thing, most often printed first."""
    place = _of("suggest", (f"{question.name}.{param.name}", param.name))
    if not place:
        return []
    source, _, column = place[0].partition(".")
    sql = f"SELECT {column} FROM {source} WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT $top"
    return [str(value) for (value,) in _suggested(reader, sql)]


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["kind"], row["key"]): (row["zh"], row["en"]) for row in table("vocabulary/asking")}


def _of(kind: str, keys: Iterable[str]) -> tuple[str, str] | None:
    return next((_words()[kind, key] for key in keys if (kind, key) in _words()), None)


def _word(kind: str, keys: Iterable[str], lang: str) -> str:
    found = _of(kind, keys)
    return found[lang != "zh"] if found else ""


def codes(question: str, name: str) -> str | None:
    """Return which codes a column or parameter holds (``role``), as ``zeren.ground.labels`` names them; None: no codes."""
    found = _of("codes", (f"{question}.{name}", name))
    return found[0] if found else None


def said(question: str, name: str, value: str, lang: str) -> str:
    """Return a code of a column or parameter in words, each of a list (``lead、support``); what is no code stays as it is."""
    kind = codes(question, name)
    return JOINER.join(_said(kind, question, name, one, lang) for one in value.split(JOINER))


def _said(kind: str | None, question: str, name: str, value: str, lang: str) -> str:
    own = _word("value", (f"{question}.{name}.{value}", f"{name}.{value}", value), lang)
    coded = words.word(kind, value, lang) if kind and value else value
    return coded if coded != value else own or value


def answer_grid(answer: Rows, links: Mapping[str, str], lang: str, *, bare: bool) -> grid.Grid[dict[str, Cell]]:
    """Return an answer as a table that can be narrowed; ``bare``: nobody gave the question a parameter."""
    name = answer.question.name
    shown = [column for column in answer.columns if column.kind != "iri"]
    columns = [_column(name, column, links.get(column.name), lang) for column in shown]
    long = bare and len(answer.rows) > MANY
    facets = [facet for column in shown if (facet := _facet(name, column, answer.rows, lang, long)) is not None]
    return grid.Grid(
        name, answer.rows, columns, facets, lambda row: "\n".join(str(row[column.name] or "") for column in shown), PREFIX
    )  # fmt: skip


def _column(question: str, column: Column, iri: str | None, lang: str) -> shape.Column[dict[str, Cell]]:
    def value(row: dict[str, Cell]) -> Value:
        found = cell(question, column, row[column.name], lang)
        at = row[iri] if iri else None
        return Ref(found, at) if isinstance(found, str) and isinstance(at, str) and found else found

    look = "number" if column.kind in ("number", "boolean") else "long" if column.name in _LONG else "text"
    return shape.Column(column.name, column.zh, column.en, value, look)


def cell(question: str, column: Column, value: Cell, lang: str) -> str | int | float | None:
    """Return a cell as a reader sees it: codes and places in words, yes as a tick."""
    if isinstance(value, bool):
        return "✓" if value else ""
    if not isinstance(value, str):
        return value
    if _is_coded(question, column):
        return said(question, column.name, value, lang)
    if column.name == "reason":
        return reason_in(value, lang)
    return words.place(value, lang) if _is_place(column) else value


def is_worded(question: str, column: Column) -> bool:
    """Tell whether a reader sees other words than the cells of a column hold: codes and places do, names and texts do not."""
    return _is_coded(question, column) or _is_place(column) or column.name == "reason"


def _is_coded(question: str, column: Column) -> bool:
    return codes(question, column.name) is not None or column.name in ("state", "certainty")


def _is_place(column: Column) -> bool:
    return column.name in ("locator", "source") or column.name.startswith("source_")


def _facet(question: str, column: Column, rows: Sequence[Mapping[str, Cell]], lang: str, long: bool) -> shape.Facet[dict[str, Cell]] | None:
    name, month = column.name, column.kind == "date"
    if not (month or column.kind == "boolean" or name in (*_NARROWS, "state") or codes(question, name)):
        return None

    def values(row: Mapping[str, Cell]) -> list[tuple[str, ...]]:
        found = row[name]
        if isinstance(found, bool):
            return [("yes" if found else "no",)]
        text = str(found or "")
        return [(text[:7],)] if month else [(one,) for one in text.split(JOINER)]

    def called(_: str, value: str, __: str) -> str:
        if column.kind == "boolean":
            return {"yes": "✓", "no": "–"}.get(value, value)
        if not value:
            return "未写明" if lang == "zh" else "not stated"
        return words.month(value, lang) if month and len(value) == 7 else said(question, name, value, lang)

    found = sorted({value for row in rows for (value,) in values(row)})
    if not 1 < len(found) <= VALUES:
        return None
    first = next((value for value in found if value), None) if month and long and name == "date" else None
    order = (lambda _, value: value or "~") if month else None
    return shape.Facet((name,), ((column.zh, column.en),), values, called, order, first)

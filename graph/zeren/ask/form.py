"""The test of form for question files of a user: what is wrong, in which file, on which line, and the remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

from zeren.ask.answer import terms_of
from zeren.ask.example import examples
from zeren.ask.lookup import Reader, Row, Value
from zeren.ask.phrasing import own_phrasing
from zeren.ask.questions import Column, Question, body_of, bound_in_place, question_files, read_question
from zeren.ground.errors import TimeOut, UnreadableInput, WrongUsage, ZerenError
from zeren.ground.resources import ontology_dir
from zeren.ground.vocabulary import CODES, PREFIXES, TERMS

ROWS = 1000
"""rows of an answer whose cells are compared with the kinds of the columns"""

# What is no prefixed name although it may look like one, and prefixed names (SPARQL 1.1 grammar, section 19.8).
# A string that nothing closes goes on to the end, so that no place is looked at twice.
_NAMES = re.compile(
    r"""(?P<skip>\#[^\n]*|\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[?$]\w+|_:\w+)"""
    r"|(?P<iri><[^<>\"{}|^`\\\s]*>)"
    r"|(?P<declare>\bPREFIX\s+(?P<own>[\w-]*):\s*<(?P<space>[^<>]*)>)"
    r"|(?P<prefix>[A-Za-z][\w-]{0,100})?:(?P<local>(?:[\w-]|\.(?=[\w-]))*)",
    re.DOTALL | re.IGNORECASE,
)
_AT = re.compile(r"(?:error at |line )(\d+)(?::(\d+))?")
_TYPED = {
    "number": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"),
    "boolean": re.compile(r"true|false|[01]"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?"),
}


class Table(Protocol):
    """What an engine gives for a SELECT query."""

    @property
    def variables(self) -> Sequence[str]:
        """Names of the columns, in the order of the query."""

    @property
    def rows(self) -> Sequence[Row]:
        """Every row has every variable."""


Engine = Callable[[str], Table]
"""asks a query under limits; raises WrongUsage for one that is wrong and TimeOut for one that is too slow"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a question file."""

    file: str
    """as the folder was given"""
    line: int | None
    """from 1; None: the file as a whole"""
    severity: str
    """``error`` or ``hint``; a hint fails no test"""
    message: str
    """what is wrong, Chinese and English"""
    remedy: str


def faults(folder: Path, reader: Reader, engine: Engine) -> Iterator[Fault]:
    """Give what is wrong with each question file of a folder; NotFound where the folder has none.

    In this order: metadata, parameters declared and used, phrasings, prefixes, terms, then the query itself, run
    with the parameters that it needs and with all of them.
    """
    for file in question_files(folder):
        try:
            question = replace(read_question(file), own=True)
        except UnreadableInput as error:
            yield _unreadable(file, error)
            continue
        found = [*_phrasings(file, question), *_names(file, question.text)]
        yield from found
        if not any(fault.severity == "error" for fault in found):
            yield from _runs(file, question, reader, engine)


def _unreadable(file: Path, error: UnreadableInput) -> Fault:
    match = re.match(re.escape(str(file)) + r"(?: line (\d+))?: ", error.message)
    message = error.message[match.end() :] if match else error.message
    line = int(match[1]) if match and match[1] else None
    return Fault(str(file), line, "error", message, error.remedy)


def _phrasings(file: Path, question: Question) -> Iterator[Fault]:
    lines = (n for n, line in enumerate(question.text.splitlines(), 1) if re.match(r"#\s*phrasing:", line))
    for line, phrasing in zip(lines, question.phrasings, strict=True):
        try:
            own_phrasing(question, phrasing)
        except UnreadableInput as error:
            yield Fault(str(file), line, "error", error.message, error.remedy)


def _names(file: Path, text: str) -> Iterator[Fault]:
    """Give prefixes that are not declared, or declared otherwise than here, and terms that nothing declares."""
    spaces: dict[str, str] = {}
    reported: set[str] = set()
    for match in _NAMES.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match["declare"]:
            spaces[match["own"]] = match["space"]
            ours = PREFIXES.get(match["own"])
            if ours is not None and ours != match["space"]:
                words = f"{match['own']}: 的命名空间与本程序不同 (another namespace than here)"
                yield Fault(str(file), line, "error", words, f"PREFIX {match['own']}: <{ours}>")
        elif match["iri"]:
            yield from _term(file, line, match["iri"], match["iri"][1:-1], reported)
        elif match["local"] is not None:
            prefix = match["prefix"] or ""
            if prefix in spaces:
                yield from _term(file, line, match.group(), spaces[prefix] + match["local"], reported)
            elif prefix not in reported:
                reported.add(prefix)
                known = PREFIXES.get(prefix)
                remedy = f"PREFIX {prefix}: <{known or '…'}>"
                yield Fault(str(file), line, "error", f"{prefix}: 前缀没有声明 (prefix not declared)", remedy)


def _term(file: Path, line: int, written: str, iri: str, reported: set[str]) -> Iterator[Fault]:
    space = next((s for s in (TERMS, CODES) if iri.startswith(s)), None)
    other = next((s for n, s in PREFIXES.items() if iri.startswith(s) and n not in ("rdf", "rdfs", "xsd", "owl", "zri")), None)
    if (space or other) is None or iri in _declared() or iri in reported or iri in (space, other):
        return
    reported.add(iri)
    near = difflib.get_close_matches(iri, _declared(), n=2, cutoff=0.85)
    if space is not None:
        tails = ", ".join(known.removeprefix(space) for known in near) or "见 /ns 与 zeren.ttl (see the terms)"
        yield Fault(str(file), line, "error", f"{written}: 本体没有声明 (the ontology declares no such term)", tails)
    else:
        words = f"{written}: 库中的陈述不用这个词 (no statement of the store uses it)"
        yield Fault(str(file), line, "hint", words, ", ".join(near) or "it will find nothing")


@cache
def _declared() -> frozenset[str]:
    """Whatever the ontology speaks of: its own terms and codes, and those of other vocabularies that it uses."""
    import pyoxigraph as ox

    found = set()
    for name in ("zeren", "codes"):
        data = (ontology_dir() / f"{name}.ttl").read_bytes()
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
            found |= {term.value for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
    return frozenset(found)


def _runs(file: Path, question: Question, reader: Reader, engine: Engine) -> Iterator[Fault]:
    needed, every = examples(reader, question), examples(reader, question, optional=True)
    lacking = [param.name for param in question.params if param.required and param.name not in needed]
    if lacking:
        words = f"库中没有可以试用的值 (the store has no value to try): {', '.join(lacking)}"
        yield Fault(str(file), None, "hint", words, "check against a store that holds plans")
        return
    for given in [needed] + [every] * (every != needed):
        try:
            terms, _ = terms_of(reader, question, given)
            table = engine(bound_in_place(question, terms))
        except (WrongUsage, TimeOut) as error:
            yield _failed(file, question, given, error)
            return
        except ZerenError as error:
            yield Fault(str(file), None, "error", f"{_with(given)}: {error.message}", error.remedy)
            return
        found = list(_columns(file, question, table))
        if found:
            yield from found
            return


def _failed(file: Path, question: Question, given: dict[str, str], error: ZerenError) -> Fault:
    at = _AT.search(error.message)
    lines = len(question.text.splitlines())
    # A parser that waits for more tells of the line after the last.
    line = min(int(at[1]), lines) if at else lines - len(body_of(question.text).splitlines()) + 1
    return Fault(str(file), line, "error", f"{' '.join(error.message.split())}{_with(given)}", error.remedy or "correct the query")


def _with(given: dict[str, str]) -> str:
    return "（" + "，".join(f"{name} = {value}" for name, value in given.items()) + "）" if given else ""


def _columns(file: Path, question: Question, table: Table) -> Iterator[Fault]:
    """Compare the columns of an answer with those of the head."""
    said, given = [column.name for column in question.columns], list(table.variables)
    if said != given:
        words = f"列与文件头不符 (the columns are {', '.join(given)}, the head says {', '.join(said)})"
        place = _line(question.text, next((n for n in said if n not in given), said[0]))
        yield Fault(str(file), place, "error", words, "name the same columns in the same order")
        return
    for column in question.columns:
        value = next((row[column.name] for row in table.rows[:ROWS] if not _fits(column, row[column.name])), None)
        if value is not None:
            words = f"列 {column.name} 应为 {column.kind}，却有 {value.value!r} (a cell that is not of the kind of its column)"
            yield Fault(str(file), _line(question.text, column.name), "error", words, "change the kind, or the query")


def _line(text: str, column: str) -> int:
    lines: Iterable[tuple[int, str]] = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if re.match(rf"#\s*column:\s*{re.escape(column)}\s*\|", line)), 1)


def _fits(column: Column, value: Value | None) -> bool:
    if value is None:
        return True
    if column.kind == "iri":
        return getattr(value, "kind", "iri") == "iri"
    pattern = _TYPED.get(column.kind)
    return pattern is None or pattern.fullmatch(value.value) is not None

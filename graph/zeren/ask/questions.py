"""Question files: SPARQL with a head of comments that says what is asked, of whom, and how it counts.

The form is described in ``ontology/questions/README.md``; a folder of one's own holds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from zeren.ground.errors import NotFound, UnreadableInput
from zeren.ground.resources import ontology_dir

PARAM_KINDS = ("body", "plan", "role", "text", "words", "date", "number", "choice", "id")
"""what a parameter may be; each is checked and written as an RDF term of its own kind"""

COLUMN_KINDS = ("text", "number", "boolean", "date", "iri", "list", "ordered")
"""what a column holds; ``list`` and ``ordered`` are concatenated with line breaks by the query"""

_WORDS = ("title", "question", "param", "column", "note", "empty", "phrasing")
"""words of the head"""

# Tokens in which a parameter is not one: comments, strings (to the end where nothing closes them) and IRIs.
_TOKENS = re.compile(
    r"""(?P<quoted>\#[^\n]*|<[^<>"{}|^`\\\s]*>|\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)"""
    r"|\$(?P<name>[A-Za-z_]\w*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Param:
    """Something that a question leaves open."""

    name: str
    kind: str
    """one of ``PARAM_KINDS``"""
    required: bool
    default: str | None
    """value where none is given; None: lines that name the parameter are left out"""
    description: str
    choices: tuple[str, ...] = ()
    """allowed values of a ``choice``"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer."""

    name: str
    """variable of the query, key in JSON"""
    kind: str
    """one of ``COLUMN_KINDS``"""
    zh: str
    """Chinese heading"""
    en: str
    """English heading"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked of any store."""

    name: str
    """file name without ``.rq``"""
    title: str
    """in English"""
    question: str
    """in Chinese, as a person would ask it"""
    params: tuple[Param, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    """how it counts, one line each"""
    empty: str
    """what to say where there is no row; empty string: nothing in particular"""
    text: str
    """the file as it is"""
    also: Mapping[str, str] = field(default_factory=dict)
    """further words of the head that the caller knows; empty where the file does not have them"""
    phrasings: tuple[str, ...] = ()
    """ways to ask it in Chinese, in the form of ``ontology/vocabulary/phrasings.tsv``, beside those that stand there"""
    sql: str = ""
    """the same question to the columns (``NAME.sql`` beside it); empty: SPARQL alone answers it"""
    own: bool = False
    """written by a user: to be run where it can be ended, under limits of time, memory and rows"""

    def param(self, name: str) -> Param | None:
        """Return the parameter of that name, or None."""
        return next((param for param in self.params if param.name == name), None)


def questions(folder: Path | None = None) -> dict[str, Question]:
    """Return the shipped questions by name, or those of a user's folder, marked as ``own``; sorted.

    Raises NotFound where the folder is missing or holds no ``.rq``, UnreadableInput for a file of the wrong
    form.
    """
    if folder is None:
        return dict(_shipped())
    return {name: replace(question, own=True, sql="") for name, question in _folder(folder).items()}


def with_own(folder: Path | None) -> dict[str, Question]:
    """Return a user's own questions, then the shipped ones; an own question takes the place of one of its name."""
    own = questions(folder) if folder is not None else {}
    return own | {name: question for name, question in questions().items() if name not in own}


@cache
def _shipped() -> dict[str, Question]:
    return _folder(ontology_dir() / "questions")


def _folder(folder: Path) -> dict[str, Question]:
    return {file.stem: read_question(file) for file in question_files(folder)}


def question_files(folder: Path) -> list[Path]:
    """Return the question files of a folder, sorted; NotFound where there are none."""
    files = sorted(folder.glob("*.rq")) if folder.is_dir() else []
    if not files:
        raise NotFound(f"{folder}: 没有问题文件 (no .rq file there)", "give a folder of question files")
    return files


def read_question(file: Path, also: Sequence[str] = ()) -> Question:
    """Read one question file; UnreadableInput names the line that is wrong.

    ``also`` are further words that its head may hold, once each.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{file}: 不是 UTF-8 文本 (not UTF-8)", "save it as UTF-8") from error
    head: dict[str, list[str]] = {}
    for number, word, value in _head(text):
        if word not in (*_WORDS, *also):
            raise _wrong(file, number, f"unknown word {word!r}", f"use {', '.join((*_WORDS, *also))}")
        head.setdefault(word, []).append(f"{number}|{value}")
    single = {word: _single(file, head, word) for word in ("title", "question", "empty", *also)}
    if not single["title"] or not single["question"]:
        raise _wrong(file, 1, "no title or no question", "begin with '# title: …' and '# question: …'")
    params = tuple(_param(file, line) for line in head.get("param", ()))
    columns = tuple(_column(file, line) for line in head.get("column", ()))
    if not columns:
        raise _wrong(file, 1, "no column in the head", "add '# column: name | kind | 中文 | English'")
    _same(file, text, params)
    notes = tuple(line.partition("|")[2] for line in head.get("note", ()))
    return Question(
        file.stem,
        single["title"],
        single["question"],
        params,
        columns,
        notes,
        single["empty"],
        text,
        {word: single[word] for word in also},
        tuple(line.partition("|")[2] for line in head.get("phrasing", ())),
        _sql(file),
    )


def _sql(file: Path) -> str:
    beside = file.with_suffix(".sql")
    return beside.read_text(encoding="utf-8") if beside.is_file() else ""


def bound(question: Question, terms: Mapping[str, str | None]) -> str:
    """Return the query without head, each ``$name`` replaced by its term; a line that names None is left out."""
    lines = _bound(body_of(question.text), terms)
    return "\n".join(line for line in lines if line is not None).strip() + "\n"


def bound_in_place(question: Question, terms: Mapping[str, str | None]) -> str:
    """Return the same with head and with empty lines for those left out, so that a line has its number in the file."""
    head = question.text.splitlines()[: -len(body_of(question.text).splitlines()) or None]
    return "\n".join([*head, *(line or "" for line in _bound(body_of(question.text), terms))]) + "\n"


def _bound(body: str, terms: Mapping[str, str | None]) -> Iterator[str | None]:
    def term(match: re.Match[str]) -> str:
        name = match.group("name")
        return match.group() if name is None else (terms[name] or "")

    for line in body.splitlines():
        open_ = any(terms[name] is None for name in names_in(line))
        yield None if open_ else _TOKENS.sub(term, line)


def names_in(text: str) -> list[str]:
    """Return the parameters that a text names, as often as they stand there."""
    return [match.group("name") for match in _TOKENS.finditer(text) if match.group("name")]


def body_of(text: str) -> str:
    """Return a question file without its head."""
    lines = text.splitlines()
    first = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return "\n".join(lines[first:])


def _head(text: str) -> Iterator[tuple[int, str, str]]:
    """Give line number, word and value of each line of the head; lines that only explain hold no word."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            return
        match = re.match(r"#\s*([a-z]+):\s*(.*)$", line)
        if match:
            yield number, match.group(1), match.group(2).strip()


def _wrong(file: Path, line: str | int, what: str, remedy: str) -> UnreadableInput:
    return UnreadableInput(f"{file} line {line}: 问题文件格式有误 ({what})", remedy)


def _single(file: Path, head: dict[str, list[str]], word: str) -> str:
    values = head.get(word, [])
    if len(values) > 1:
        raise _wrong(file, values[1].partition("|")[0], f"{word} stands twice", "keep one")
    return values[0].partition("|")[2] if values else ""


def _param(file: Path, line: str) -> Param:
    number, *fields = [field.strip() for field in line.split("|", 4)]
    if len(fields) != 4:
        raise _wrong(file, number, "a param needs four fields", "write name | kind | required | description")
    name, kind, need, description = fields
    kind, _, listed = kind.partition("(")
    choices = tuple(value.strip() for value in listed.rstrip(") ").split(",") if value.strip())
    if kind not in PARAM_KINDS or (kind == "choice") != bool(choices):
        kinds = ", ".join(PARAM_KINDS)
        raise _wrong(file, number, f"{fields[1]!r} is no kind of parameter", f"choose from {kinds}")
    word, _, default = need.partition(" ")
    if word not in ("required", "optional", "default") or (word == "default") != bool(default):
        remedy = "write required, optional or default VALUE"
        raise _wrong(file, number, f"{need!r} does not say whether it must be given", remedy)
    if choices and default and default not in choices:
        remedy = f"choose from {', '.join(choices)}"
        raise _wrong(file, number, f"default {default!r} is none of the choices", remedy)
    return Param(name, kind, word == "required", default or None, description, choices)


def _column(file: Path, line: str) -> Column:
    number, *fields = [field.strip() for field in line.split("|")]
    if len(fields) != 4 or fields[1] not in COLUMN_KINDS:
        kinds = f"kinds are {', '.join(COLUMN_KINDS)}"
        raise _wrong(file, number, "a column needs name | kind | 中文 | English", kinds)
    return Column(*fields)


def _same(file: Path, text: str, params: tuple[Param, ...]) -> None:
    """Refuse a query that names other parameters than its head."""
    used, said = set(names_in(body_of(text))), {param.name for param in params}
    if used != said:
        other = ", ".join("$" + name for name in sorted(used ^ said))
        remedy = "declare in the head what the query uses, and nothing else"
        raise _wrong(file, _first(text, used ^ said), f"head and query name different parameters: {other}", remedy)


def _first(text: str, names: set[str]) -> int:
    """Return the number of the first line that declares or uses one of the parameters."""
    for number, line in enumerate(text.splitlines(), 1):
        declared = re.match(r"#\s*param:\s*(\w+)", line)
        if (declared and declared[1] in names) or (not line.startswith("#") and names & set(names_in(line))):
            return number
    return 1

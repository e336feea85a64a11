"""The form of a query and its dataset clause, told from its tokens; all else is the engine's parser's matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zeren.ground.errors import WrongUsage

UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
"""first words of the operations of SPARQL 1.1 Update"""
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

# Terminals of the SPARQL 1.1 grammar, section 19.8, as far as a keyword or a bracket could hide in them.
# A string that nothing closes goes on to the end, so that no place is looked at twice.
_TOKENS = re.compile(
    r"""(?P<comment>\#[^\r\n]*)"""
    r"""|(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)"""
    r"""|(?P<string>"{3}(?:[^"\\]|\\.|"(?!""))*(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3})?"""
    r"""|"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\\\r\n]|\\.)*'?)"""
    r"""|(?P<other>[?$]\w+|@[A-Za-z][A-Za-z0-9-]*)"""
    r"""|(?P<name>(?:\w[\w.-]{0,100})?:(?:[\w.:%-]|\\.)*)"""
    r"""|(?P<word>[^\W\d]\w*)"""
    r"""|(?P<mark>[(){}])""",
    re.DOTALL,
)
# What may follow the dataset clause of each form.
_AFTER = frozenset({"WHERE", "ORDER", "LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES"})
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a query before it is parsed."""

    form: str
    """``SELECT``, ``ASK``, ``CONSTRUCT``, ``DESCRIBE``, the first word of an update, or empty where unknown"""
    place: int
    """offset at which a dataset clause may stand; -1 where unknown"""
    clauses: tuple[tuple[int, int], ...] = ()
    """start and end of each FROM clause"""


def shape(sparql: str) -> Shape:
    """Return the form of a query or update and where its dataset clause stands."""
    tokens = [token for token in _TOKENS.finditer(sparql) if token.lastgroup != "comment"]
    first = _after_prologue(tokens)
    if first >= len(tokens) or tokens[first].lastgroup != "word":
        return Shape("", -1)
    form = tokens[first].group().upper()
    if form not in FORMS:
        return Shape(form if form in UPDATES else "", -1)
    rest = iter(tokens[first + 1 :])
    if form == "CONSTRUCT":
        rest = _without_template(tokens[first + 1 :])
    place, clauses = _clauses(rest, len(sparql))
    return Shape(form, place, clauses)


def with_dataset(sparql: str, shaped: Shape, default: Sequence[str], named: Sequence[str]) -> str:
    """Return a query whose dataset is the one given, which takes the place of its own FROM clauses.

    Source: SPARQL 1.1 Protocol, section 2.1.4. Lines keep their numbers. Raises WrongUsage for a value that is
    no absolute IRI, and for a query whose form is not known.
    """
    for iri in (*default, *named):
        if not _IRI.fullmatch(iri):
            raise WrongUsage(f"{iri!r}: 不是完整的 IRI (not an absolute IRI)", "give default-graph-uri in full")
    if shaped.place < 0:
        raise WrongUsage(
            "看不出查询的形式 (the form of the query is not known)", "begin with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    wanted = [f"FROM <{iri}>" for iri in default] + [f"FROM NAMED <{iri}>" for iri in named]
    text, end = "", 0
    for begin, stop in shaped.clauses:
        # Line ends inside a clause stay, so that the parser's message names the line that the user knows.
        text += sparql[end:begin] + "\n" * sparql[begin:stop].count("\n")
        end = stop
    return text + sparql[end : shaped.place] + " " + " ".join(wanted) + " " + sparql[shaped.place :]


def _after_prologue(tokens: Sequence[re.Match[str]]) -> int:
    place = 0
    while place < len(tokens) and tokens[place].group().upper() in ("BASE", "PREFIX"):
        place += 2 if tokens[place].group().upper() == "BASE" else 3
    return place


def _without_template(tokens: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Give the tokens after the template of a CONSTRUCT; its short form has none."""
    if not tokens or tokens[0].group() != "{":
        return iter(tokens)
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.group() == "{") - (token.group() == "}")
        if depth == 0:
            return iter(tokens[place + 1 :])
    return iter(())


def _clauses(tokens: Iterator[re.Match[str]], end: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    found: list[tuple[int, int]] = []
    depth = 0
    for token in tokens:
        word = token.group().upper()
        depth += (word == "(") - (word == ")")
        if depth:
            continue
        if word == "{" or (token.lastgroup == "word" and word in _AFTER):
            return token.start(), tuple(found)
        if token.lastgroup == "word" and word == "FROM":
            graph = next(tokens, None)
            if graph is not None and graph.group().upper() == "NAMED":
                graph = next(tokens, None)
            if graph is not None:
                found.append((token.start(), graph.end()))
    return end, tuple(found)

"""Read one responsibility statement: what stands in its parentheses, after its label or on its own line.

A statement is cut by its labels (牵头单位：), each part by its role words (A牵头，B、C按职责分工负责;
A会同B负责). Role words and labels are data: ``ontology/vocabulary/roles.tsv`` and ``columns.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from zeren.extract.bodies.endings import ending_of, is_body, is_counted, is_solid, is_whole
from zeren.extract.columns import column_of
from zeren.extract.lexicon import label, rows
from zeren.extract.statement import grammar
from zeren.extract.statement.grammar import STOPS, Text
from zeren.extract.statement.names_said import is_amount, is_person_said
from zeren.extract.statement.phrases import REMEMBERED, is_ordinary
from zeren.extract.statement.reader import Reader
from zeren.extract.statement.rules import standing_rule
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.target.indicators import verbs
from zeren.ground.model import Place

_HANDS = re.compile("(?:具体|主要|统一)?由|责成|责令|请|交由|委托")
"""what stands before the bodies that a matter is handed to"""
_MOVES = re.compile("(?<=..)(?:移交|划转|划归|转交)(?=..)")
"""what moves a duty from one body to another (由县水务局移交县城管局负责), in no name"""


def parse(
    text: str, start: int, place_of: PlaceOf, default_role: str, role_raw: str | None, first_position: int = 1
) -> Statement:
    """Read the words of a statement, a verbatim slice without its outer brackets.

    ``start`` is the offset of its first code point; ``place_of`` gives the place of a range of offsets;
    ``default_role`` and ``role_raw`` hold for bodies without a role word; positions count from ``first_position``.
    """
    if default_role == "responsible" and role_raw is None:
        return _set(alone(text), text, start, place_of, first_position)
    return Reader(grammar.read(text, start), place_of, (default_role, role_raw), _names_bodies).read(first_position)


@lru_cache(maxsize=REMEMBERED)
def alone(text: str) -> Statement:
    """A statement read by itself, places counted in its own words: each is looked at several times before it is taken."""
    return Reader(grammar.read(text, 0), Place, ("responsible", None), _names_bodies).read(1)


def _set(said: Statement, text: str, start: int, place_of: PlaceOf, first_position: int) -> Statement:
    """A statement that was read by itself, at its place in the document."""
    if not start and place_of is Place and first_position == 1:
        return said

    def at(place: Place) -> Place:
        return place_of(start + place.start, start + place.end)

    rule = said.lead_rule
    return replace(
        said,
        assignments=tuple(replace(one, position=number, place=at(one.place)) for number, one in enumerate(said.assignments, first_position)),
        deadline_place=at(said.deadline_place) if said.deadline_place else None,
        lead_rule=replace(rule, start=start + rule.start, end=start + rule.end) if rule else None,
        standing=standing_rule(text, start, place_of(start, start + len(text))) if said.standing else None,
        residue=tuple(replace(one, place=at(one.place)) for one in said.residue),
        remarks=tuple(replace(one, place=at(one.place)) for one in said.remarks),
    )


def is_statement(text: str, *, bare: bool = False, strict: bool = False) -> bool:
    """Whether bracketed words or a line state responsibilities.

    With ``bare`` a list of bodies without any role word counts too; with ``strict`` every name must end as
    names of bodies do. An explanation, a law's name or an ordinary sentence (支持龙头企业牵头) is none.
    """
    its = grammar.read(text, 0)
    labels = [label(part.label) for part in grammar.parts(its) if part.label]
    if labels and not strict and any(kind == "role" for kind, _ in labels):
        return not _is_form(its)
    if labels and not strict and any(kind != "deadline" for kind, _ in labels):
        return False
    if is_ordinary(its.words) or (strict and _is_handed(its.words)):
        return False
    read = alone(text)
    names = [a.mention for a in read.assignments]
    if read.same and not read.residue:
        return True
    told = read.printed_roles and (not labels or any(a.role_raw for a in read.assignments))
    rest = [one for one in read.residue if not (one.ignored or is_person_said(one.text))]
    if not labels and any(is_amount(name) for name in names):
        return False  # 由县水利局会同县财政局完成水库除险12座: what is counted is the matter
    if not names or rest or not (bare or told) or any(is_ordinary(name) or _MOVES.search(name) for name in names):
        return False
    if labels and any(re.search("[:：]", name) for name in names):
        return False  # 时间：3月5日，地点：县水利局
    if strict and not _sentence(read):
        return False
    whole = sum(is_whole(name) and not is_counted(name) for name in names)
    enough = whole == len(names) if strict or not told else 2 * whole >= len(names)
    return enough and any(map(is_body, names))


def _is_handed(words: str) -> bool:
    """Whether the first clause is a matter, whatever it ends with: the next one hands it to somebody, or it begins with a deed
    (修缮敬老院，由县民政局负责; 修缮敬老院，县民政局为责任单位)."""
    first, _, rest = words.partition(",")
    if not rest or grammar.may_tell_roles(first):
        return False
    return _HANDS.match(rest) is not None or (verbs().match(first) is not None and ending_of(first)[0] not in ("group", None) and not is_solid(first))


def _names_bodies(text: str) -> bool:
    """Whether words are a statement by themselves, a list of bodies too."""
    return is_statement(text, bare=True)


def _is_form(its: Text) -> bool:
    """Whether labels hold nothing but other heads: the form of what follows is told, no body (保障单位：事项)."""
    held = [its.words[part.begin : part.end].strip(STOPS) for part in grammar.parts(its) if part.label]
    return all(column_of(words).kind not in ("unknown", "role") for words in held)


def _sentence(read: Statement) -> bool:
    """Whether a sentence says nothing but who acts: a role word for every body, and one that acts among them."""
    acting = any(a.role in ("lead", "responsible") and is_body(a.mention) for a in read.assignments)
    joint = any(a.role == "support" and a.role_raw in rows("before") for a in read.assignments)
    return acting and not read.described and all(a.role_raw or joint for a in read.assignments)

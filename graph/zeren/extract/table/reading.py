"""What the tables of a plan gave, and what a row takes over from the rows above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.extract.cells.heads import Head
from zeren.extract.cells.marks import role_of_mark
from zeren.extract.cells.natures import nature
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.statement.rules import LeadRule, StandingRule
from zeren.extract.table.header import Header
from zeren.extract.table.rows import Row
from zeren.ground.model import Assignment, Cell, Place, Residue, Section, Table


@dataclass(slots=True)
class Reading:
    """What the tables of one plan gave."""

    drafts: list[Draft] = field(default_factory=list)
    residue: list[Residue] = field(default_factory=list)
    read: int = 0
    """non-empty cells that a record took or that only say what others mean (headers, none-marks)"""
    has_lead: bool = False
    """a lead column stands in some table"""
    lead_rule: LeadRule | None = None
    """a lead rule that a remark across a table prints"""
    standing: list[StandingRule] = field(default_factory=list)
    """standing rules that remarks across a table print"""
    notes: list[Place] = field(default_factory=list)
    """where notes below a table give all of its rows bodies"""
    dues: list[Place] = field(default_factory=list)
    """where remarks across a table state a deadline for all tasks"""
    formal: list[Place] = field(default_factory=list)
    """cells that only say what others mean, or that records hold in another form: heads, numbers, marks, captions"""
    headings: list[Section] = field(default_factory=list)
    """headings that stand in rows of a table"""
    captions: list[Place] = field(default_factory=list)
    """captions that name the bodies of their table"""
    unlisted: list[tuple[Cell, str]] = field(default_factory=list)
    """heads that no list knows, each with what its column was taken for"""
    others: list[Table] = field(default_factory=list)
    """tables without columns of duties, whose cells are neither read nor residue yet"""


@dataclass(slots=True)
class State:
    """What a row takes over from the rows above it, across tables of one plan."""

    header: Header | None = None
    heads: tuple[tuple[int, Head], ...] = ()
    columns: int = 0
    sections: tuple[Section, ...] = ()
    number: str | None = None
    task: str | None = None
    task_place: Place | None = None
    caption: tuple[Assignment, ...] = ()
    """bodies that the caption of the table names"""
    due: tuple[str, Place] | None = None
    """the deadline that stands above the table for all of its rows, as printed"""
    over: dict[int, tuple[Assignment, ...]] = field(default_factory=dict)
    """bodies that the headings in rows name, by the offset of the heading (（二）工程建设（牵头单位：县住房城乡建设局）)"""
    page: int = -1
    """index of the first row under the head of a table that continues the one before; -1: none may go on"""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """roles of marks by the legend"""
    finishing: frozenset[str] = frozenset()
    """marks under months that mean the end of a task by the legend"""


def account(row: Row, header: Header, reading: Reading, meanings: Mapping[str, str]) -> None:
    """Count the cells that a record takes; words beside the columns of the header are left over.

    A mark that says no role, by itself or by the legend (``meanings``), stays unclaimed.
    """
    for cell in row.own:
        if cell.column in header.columns or is_none(cell.text):
            reading.read += 1
            column = header.columns.get(cell.column)
            kind = column.kind if column else ""
            says = kind == "mark" and ((column and column.values) or nature(cell.text) == "mark" or role_of_mark(cell.text, meanings))
            reading.formal += [cell.place] if kind == "number" or says else []
        else:
            reading.residue.append(left(cell, "a cell beside the columns of the header"))


def left(cell: Cell, reason: str, *, ignored: bool = False) -> Residue:
    """A cell as residue, with the reason."""
    return Residue(cell.text, reason, cell.place, ignored=ignored)

"""What tables and prose give before plans, identifiers and resolved bodies are known."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.ground.model import Assignment, Place, Remark, Section, Target


@dataclass(frozen=True, slots=True)
class Draft:
    """A measure as its table row or paragraph states it."""

    text: str
    """as printed, wrapped lines joined"""
    place: Place
    """of the measure's own words"""
    sections: tuple[Section, ...] = ()
    task_no: str | None = None
    task: str | None = None
    task_place: Place | None = None
    deadline: str = ""
    """printed words; empty where none"""
    deadline_place: Place | None = None
    deadline_inherited: bool = False
    assignments: tuple[Assignment, ...] = ()
    """without resolutions"""
    targets: tuple[Place, ...] = ()
    """cells of target columns in the measure's row"""
    values: tuple[Target, ...] = ()
    """values that cells of the row give, under the heads of their columns; without period, and without scope but for shares of districts"""
    remarks: tuple[Remark, ...] = ()
    """cells of the row that are none of these, under the heads of their columns"""

"""What a returned ledger gives: reports, changes, new rows, and what of it could not be taken."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Report:
    """What one row reports of a measure."""

    measure: str
    """path below the base IRI"""
    cells: tuple[tuple[str, str], ...]
    """key of a column of kind ``report`` → its words; the state as its code, dates in ISO form; only filled ones"""
    locator: str
    """sheet and row in words"""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of a measure that differs from what was handed out."""

    measure: str
    field: str
    """key of the column: text, principal, support, deadline or due"""
    old: str
    new: str
    locator: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row that was added: no measure of a plan, but what a person proposes."""

    cells: tuple[tuple[str, str], ...]
    """key of a column → its words"""
    locator: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell or row that could not be taken, with what to do."""

    locator: str
    message: str


@dataclass(slots=True)
class Returned:
    """One file that came back."""

    name: str
    reporter: str | None = None
    """who filled it in, as the sheet says; None where it does not"""
    reported_on: str | None = None
    """ISO date on the sheet, else the day on which the file was last saved; None where neither is told"""
    saved_at: str | None = None
    """ISO date and time at which the file was last saved, as it says; None where it does not"""
    reports: list[Report] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    """what could not be taken"""
    notes: list[Fault] = field(default_factory=list)
    """what was taken, but a person should know of"""

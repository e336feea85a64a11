"""What the pages of a site are made of: plans, bodies, measures with their duties, targets, links between levels."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.site.names import anchor_of
from zeren.table.plans import PlanRow


@dataclass(frozen=True, slots=True)
class Plan(PlanRow):
    """A plan or an annex, identifiers as paths, with what is counted in it."""

    key: str
    """name of its page without ending"""
    measures: int
    tasks: int
    bodies: int


@dataclass(slots=True)
class Body:
    """A body or a group expression."""

    id: str
    name: str
    kind: str
    level: str | None
    jurisdiction: str | None
    labels: tuple[str, ...]
    """its printed spellings, sorted"""
    key: str
    counts: dict[str, int] = field(default_factory=dict)
    """role → measures, as written"""
    every: int = 0
    """measures in whatever role"""
    through: int = 0
    """measures that it holds only through groups"""


@dataclass(frozen=True, slots=True)
class Duty:
    """A share of a body in a measure, as written."""

    body: str
    role: str
    mention: str
    """the printed words, a prefix or suffix completed that their list shares"""
    likely: bool
    """whether the reading is the likelier of two"""


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised."""

    id: str
    measure: str | None
    plan: str
    indicator: str
    label: str
    kind: str
    value: str
    """as people write it: ≥65%; empty where no number is printed"""
    scope: str | None
    force: str
    quote: str


@dataclass(slots=True)
class Measure:
    """A measure with all that its place on the pages shows."""

    id: str
    plan: str
    section: tuple[str, ...]
    """headings over it, the outermost first"""
    task: str
    """number and title"""
    text: str
    due: str
    """as printed; empty where nothing is printed"""
    due_kind: str
    due_start: str | None
    due_end: str | None
    inherited: bool
    file: str
    locator: str
    document: str
    start: int
    duties: list[Duty] = field(default_factory=list)
    dates: list[tuple[str, str, str | None, bool]] = field(default_factory=list)
    """dates of its text: as printed, kind, last day, whether it recurs"""

    @property
    def anchor(self) -> str:
        """The name of its place on the page of its plan and on that of its source."""
        return anchor_of(self.id)

    @property
    def months(self) -> list[str]:
        """All that it is due by: months, and the kinds of what has no date."""
        texts = [end[:7] if end else kind for _, kind, end, recurs in self.dates if end or recurs or kind == "relative"]
        return list(dict.fromkeys((self.due_end[:7] if self.due_end else self.due_kind, *texts)))


@dataclass(frozen=True, slots=True)
class Link:
    """A measure below that carries out one above."""

    upper_plan: str
    lower_plan: str
    upper: str
    lower: str
    kind: str
    likely: bool
    basis: str

"""The plain table of duties: what the rooms that count, draw and report take as their input.

It can come from a store, from one extraction or from columns elsewhere; nothing here knows which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zeren.ground.errors import WrongUsage
from zeren.ground.model import Deadline, Target
from zeren.table.codes import GROUPS as GROUPS
from zeren.table.codes import PRINCIPAL as PRINCIPAL
from zeren.table.codes import ROLES as ROLES
from zeren.table.codes import WEIGHTS as WEIGHTS

if TYPE_CHECKING:
    from zeren.table.choice import Choice

@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body or a group expression that holds duties."""

    id: str
    """IRI"""
    name: str
    """resolved name with its jurisdiction (北京市西城区生态环境局)"""
    label: str
    """the spelling most often printed (区生态环境局)"""
    kind: str
    """``agency``, ``group``, ``standing-group``, ``company`` or ``unresolved``"""
    level: str | None
    """``national``, ``provincial``, ``prefectural``, ``county``, ``township``; None where unknown"""
    jurisdiction: str | None
    """full name of the division"""
    aliases: tuple[str, ...] = ()
    """all printed spellings, sorted"""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure with what a reader needs to find it again."""

    id: str
    """IRI"""
    plan: str
    """plan title"""
    plan_id: str
    annex: str | None
    part_of: str | None
    section: tuple[str, ...]
    """headings, outermost first"""
    task_no: str | None
    task: str | None
    order: int
    text: str
    deadline: str
    """printed words, empty where none"""
    deadline_kind: str
    deadline_start: str | None
    deadline_end: str | None
    deadline_inherited: bool
    file: str
    """file name of the source"""
    locator: str
    """place in the source, in words"""
    lead_basis: str | None
    """as in ``model.Plan.lead_basis``"""
    deadline_rrule: str | None = None
    """RFC 5545 rule of a recurring deadline; None for all others"""
    dates: tuple[Deadline, ...] = ()
    """dates and rhythms that the text sets beside the deadline, in document order; one that only repeats it is left out"""


@dataclass(frozen=True, slots=True)
class Duty:
    """One body's share in one measure."""

    measure: str
    """IRI"""
    body: str
    """IRI"""
    role: str
    role_raw: str | None
    mention: str
    position: int
    """1-based in the whole statement"""
    basis: str
    expansion: str | None = None
    """None: as written; ``certain`` or ``possible``: derived from a group"""
    via: str | None = None
    """the group expression that an expanded duty comes from"""
    open_ended: bool = False
    """the list goes on behind it (甲、乙等): there may be others in the role whom the document does not name"""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a source document and where they stand."""

    quote: str
    """verbatim"""
    file: str
    """file name of the source"""
    locator: str
    """place in the source, in words"""
    start: int
    """first code point in the text of the document"""
    end: int
    """one past the last code point"""


@dataclass(frozen=True, slots=True)
class Proof:
    """The words that prove what is said of one measure."""

    measure: Words | None = None
    deadline: Words | None = None
    """None where none is printed"""
    duties: Mapping[tuple[str, str], Words] = field(default_factory=dict)
    """the printed body by its IRI and the role code, as written; the first where it is printed twice"""


@dataclass(frozen=True, slots=True)
class Duties:
    """Bodies, measures and the duties between them; measures and duties in document order."""

    bodies: Mapping[str, BodyRow]
    measures: Mapping[str, MeasureRow]
    duties: tuple[Duty, ...]
    targets: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)
    """what is promised, by the IRI of the measure, or of the plan where a table of values promises it"""
    dates: Mapping[str, tuple[Deadline, ...]] = field(default_factory=dict)
    """dates and rhythms that the text of a measure sets, beside its deadline, by its IRI"""
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    """the words that prove a measure, by its IRI; empty where they were not asked for"""


@dataclass(frozen=True, slots=True)
class Portions:
    """The duties of a store a few measures at a time, for what is written of all of them and holds none."""

    bodies: Mapping[str, BodyRow]
    """all that hold a duty, by IRI"""
    each: Callable[[], Iterator[Duties]]
    """gives the measures with their duties, targets and dates in document order, from the first again at each call"""
    promised: Mapping[str, tuple[Target, ...]]
    """targets of no measure here, by the IRI of the plan that promises them in a table"""
    choice: Choice | None = None
    """to be asked for what these records have not; None: a plain table, which has nothing more"""
    by_plan: Callable[[], Iterator[Duties]] | None = None
    """the same a few whole plans at a time, each where its first measure stands; None: as ``each``"""

    @classmethod
    def of(cls, duties: Duties) -> Portions:
        """Return a plain table as a single portion."""
        promised = {holder: targets for holder, targets in duties.targets.items() if holder not in duties.measures}
        return cls(duties.bodies, lambda: iter((duties,)), promised)

    def whole_plans(self) -> Iterator[Duties]:
        """Give the measures a few whole plans at a time, each plan where its first measure stands."""
        return (self.by_plan or self.each)()

    def demand(self) -> Choice:
        """Return what to ask for more; TypeError for a plain table."""
        if self.choice is None:
            raise TypeError("a plain table of duties has not all that is wanted: give the portions of a store (load_portions)")
        return self.choice


def demand_groups(groups: str) -> None:
    """Raise WrongUsage where ``groups`` is not one of ``GROUPS``."""
    if groups not in GROUPS:
        raise WrongUsage(f"groups: {groups!r} 不是群体的计法 (no way to count groups)", f"choose from {', '.join(GROUPS)}")


def counted(duties: Duties, groups: str = "as-written") -> tuple[Duty, ...]:
    """Return the duties that count under one reading of group expressions, in document order.

    Expanded, a group's own duty gives way to those of its members, and only where it has any; an open group
    (等部门) stays a body of its own. WrongUsage where ``groups`` is not one of ``GROUPS``.
    """
    demand_groups(groups)
    if groups == "as-written":
        return tuple(duty for duty in duties.duties if duty.expansion is None)
    wanted = {"certain"} if groups == "expanded" else {"certain", "possible"}
    replaced = {(duty.measure, duty.role, duty.via) for duty in duties.duties if duty.expansion in wanted}

    def counts(duty: Duty) -> bool:
        if duty.expansion is not None:
            return duty.expansion in wanted
        body = duties.bodies[duty.body]
        # ``via`` may hold the group's IRI or any of its names, whatever the source of the table has.
        return not any(
            (duty.measure, duty.role, name) in replaced
            for name in (body.id, body.name, body.label, duty.mention)
        )

    return tuple(duty for duty in duties.duties if counts(duty))

"""Every word of a plan that no draft took: values of its tables, goals of its running text, and what no record holds."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.extract.prose.untold import untold
from zeren.extract.statement import leftover
from zeren.extract.table.matrices import targets_of
from zeren.extract.table.unread import left_over
from zeren.ground.model import Measure, Place, Plan, Residue, Table, TableTarget
from zeren.ingest.plans_read import Found


def left_of(
    its: Found, text: str, measures: list[Measure], targets: list[TableTarget], residue: list[Residue]
) -> list[Residue]:
    """What no record of a plan took of its cells and statements, and of what dates all of its tasks."""
    heads = (place for table, _ in its.others for place in _heads(table, targets))
    taken = (*leftover.places_of(measures, targets, residue), *its.formal, *heads)
    names = ("indicator", "unit", "scope", "period", "baseline")
    told = {str(getattr(one.target, name) or "") for one in targets for name in names}
    told |= {name for one in measures if one.task for name in (one.task.title, one.task.number or "")}
    told |= {section.heading for one in measures for section in one.sections}
    dues = leftover.unclaimed(text, its.due_for_all, taken, leftover.DUE_FOR_ALL)
    left = [*leftover.net(its.blocks, its.statements, taken, told), *dues]
    return [*left, *untold(its.blocks, text, (*taken, *its.statements, *(one.place for one in left)))]


def _heads(table: Table, targets: list[TableTarget]) -> list[Place]:
    """The rows without values of a table of values: heads, which the indicators of the rows below name."""
    rows = {one.target.place.row for one in targets if one.target.place.table == table.place.table}
    return [cell.place for cell in table.cells if rows and cell.place.row not in rows]


def values_of(
    plan: Plan, tables: tuple[tuple[Table, str], ...]
) -> tuple[list[TableTarget], list[Residue], int]:
    """Targets of the tables of values, what is left over of the others, and the number of cells read."""
    scope = plan.jurisdiction.name if plan.jurisdiction else None
    found: list[TableTarget] = []
    left: list[Residue] = []
    read = 0
    for table, caption in tables:
        targets = targets_of(table, caption, scope)
        found += [TableTarget(plan.id, target) for target in targets]
        left += [] if targets else left_over(table)
        read += sum(bool(cell.text) for cell in table.cells) if targets else 0
    return found, left, read


def free_goals(found: Found) -> Iterable[Place]:
    """Stretches of goals that are no measure's words."""
    taken = [draft.place for draft in found.drafts]
    return [one for one in found.goals if not any(place.start < one.end and one.start < place.end for place in taken)]

"""The bodies of a row from around it: the rows above where its cells are blank, marks, headings and captions over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.cells.heads import head_of
from zeren.extract.cells.marks import role_of_mark
from zeren.extract.columns import is_none
from zeren.extract.table.header import Header
from zeren.extract.table.noted_bodies import noted_bodies
from zeren.extract.table.reading import State
from zeren.extract.table.row_bodies import Bodies, bodies_of
from zeren.extract.table.rows import Row
from zeren.ground.model import Assignment, Table

_LEAST_BLANK = 2
"""blank cells of a column that names each body once"""


def bodies_around(row: Row, previous: Row | None, table: Table, state: State, *, stated: bool) -> Bodies:
    """The bodies of a row: of its columns, of its marks, of the rows above where its cells are blank, of the caption."""
    header = state.header
    if header is None:
        return Bodies(())
    bodies = bodies_of(row, header, table)
    blank = header.of("role") and not any(row.text(c) for c in header.of("role"))
    if stated and blank and (builds := _builder(row, header, table)):
        bodies = replace(bodies, assignments=builds)
    elif stated and previous and blank and _blank_below(table, header):
        inherited = bodies_of(previous, header, table).assignments
        likely = table.spans_stated
        bodies = replace(bodies, assignments=tuple(replace(a, basis="inherited-cell", likely=a.likely or likely) for a in inherited))
    elif stated and previous and not table.spans_stated and _in_group(row, header):
        above = bodies_of(previous, header, table).assignments
        acting_ = tuple(replace(a, basis="inherited-cell") for a in above if a.role in ("lead", "responsible"))
        later = tuple(replace(a, position=len(acting_) + at) for at, a in enumerate(bodies.assignments, 1))
        bodies = replace(bodies, assignments=(*acting_, *later))
    if stated and not blank and table.spans_stated and (above_ := _typed_once(row, table, header)):
        bodies = _behind(above_, bodies)
    if header.of("mark"):
        bodies = replace(bodies, assignments=bodies.assignments + _marked(row, header, state, len(bodies.assignments)))
    acting = any(a.role in ("lead", "responsible") for a in bodies.assignments)
    over = next((found for s in reversed(state.sections) if (found := state.over.get(s.place.start))), ())
    if stated and over and (adds := _adds(over, bodies.assignments, acting=acting)):
        bodies = _behind(adds, bodies)
    elif state.caption and not header.names_acting and not acting:
        bodies = _behind(state.caption, bodies)
    elif not acting and not over and any(column.acts_alone for column in header.columns.values()):
        helps = [row.cells[c].place for c, column in header.columns.items() if column.acts_alone and c in row.cells]
        acts = [a for a in bodies.assignments if any(cell.start <= a.place.start < cell.end for cell in helps)]
        alone = (replace(a, role="responsible", likely=True) if a in acts else a for a in bodies.assignments)
        bodies = replace(bodies, assignments=tuple(alone))
    if stated and (noted := noted_bodies(row, header, bodies.assignments)):
        bodies = replace(bodies, assignments=(*bodies.assignments, *noted))
    return bodies


def _typed_once(row: Row, table: Table, header: Header) -> tuple[Assignment, ...]:
    """The bodies of blank cells before the words of a row, in columns that print each name only where it begins to hold: 属地街道
    over several rows, none merged.
    """
    blank = [c for c in header.of("role") if c < header.measure and not row.text(c)] if header.has_words else []
    found: list[Assignment] = []
    for c in blank:
        cells = sorted((cell for cell in table.cells if cell.column == c and cell.row > 0), key=lambda cell: cell.row)
        said = [cell for cell in cells if cell.text and cell.text != header.columns[c].header]
        held = [cell for cell in said if cell.row < row.index]
        empty = sum(not cell.text for cell in cells)
        if not held or any(cell.rows > 1 for cell in cells) or empty < _LEAST_BLANK or 3 * empty < len(cells):
            continue
        its = bodies_of(Row(row.index, {c: held[-1]}), header, table).assignments
        found += [replace(one, basis="inherited-cell", likely=True) for one in its]
    return tuple(found)


def _builder(row: Row, header: Header, table: Table) -> tuple[Assignment, ...]:
    """Whoever builds the project of a row, likely responsible where the cells of those who act are blank (项目业主 beside 牵头单位)."""
    builders = [c for c in header.of("remark") if row.text(c) and head_of(header.columns[c].header).kind == "builder"]
    if len(builders) != 1 or not header.names_acting:
        return ()
    column = replace(header.columns[builders[0]], kind="role", role="responsible", content=True)
    return bodies_of(row, replace(header, columns={builders[0]: column}), table).assignments


def _behind(first: Sequence[Assignment], bodies: Bodies) -> Bodies:
    """The bodies of a row behind those that stand over it."""
    every = enumerate((*first, *bodies.assignments), 1)
    return replace(bodies, assignments=tuple(replace(a, position=at) for at, a in every))


def _adds(over: Sequence[Assignment], own: Sequence[Assignment], *, acting: bool) -> list[Assignment]:
    """The bodies of a heading that a row does not name itself: those with a printed role, else all where the row names none."""
    roles = {a.role for a in own}
    return [a for a in over if (a.role not in roles if a.role_raw else not acting)]


def _in_group(row: Row, header: Header) -> bool:
    """Whether a row of text goes on with the task above: its task and its acting bodies are blank, others it names itself."""
    acting = [c for c in header.of("role") if header.columns[c].role in ("lead", "responsible")]
    blank = not any(row.text(c) for c in acting)
    task = row.cells.get(header.task) if header.task is not None else None
    below = header.task is not None and (task is None or not task.text or not row.starts(task))
    return below and bool(acting) and blank


def _blank_below(table: Table, header: Header) -> bool:
    """Whether blank body cells mean those above: in text where a column says who acts, else where blanks are many and none is merged."""
    if not table.spans_stated:
        return header.names_acting
    columns = set(header.of("role"))
    cells = [cell for cell in table.cells if cell.column in columns and cell.row > 0]
    if any(cell.rows > 1 for cell in cells):
        return False
    filled = {cell.row for cell in cells if cell.text}
    blank = {cell.row for cell in table.cells if cell.row > 0 and cell.text and cell.columns == 1} - filled
    return len(blank) > 1 and len(blank) >= 0.2 * len(filled | blank)


def _marked(row: Row, header: Header, state: State, count: int) -> tuple[Assignment, ...]:
    """The bodies whose columns a row marks; their names stand in the header."""
    found: list[Assignment] = []
    for at in header.of("mark"):
        column, cell = header.columns[at], row.cells.get(at)
        meant = role_of_mark(cell.text, state.meanings) if cell and cell.text and not is_none(cell.text) else None
        if meant and column.role and not meant[1]:
            meant = (column.role, True)  # a head above the bodies says it
        if column.values and cell and cell.text and not is_none(cell.text):
            meant = ("responsible", False)  # a district answers for its share of the value
        if meant and cell and column.place:
            basis = "cell" if row.starts(cell) else "inherited-cell"
            position = count + len(found) + 1
            name = column.header
            found.append(Assignment(meant[0], cell.text, name, name, position, basis, column.place, likely=not meant[1]))
    return tuple(found)

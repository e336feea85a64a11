"""The responsibility matrix: tasks down, bodies across, letters where they meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.picture import words
from zeren.picture.canvas import BAD, INK, LINE, SOFT, Canvas, Figure
from zeren.picture.canvas import ROLES as PAINTS
from zeren.picture.frame import A4, MARGIN, Frame, rule, tile, triangle
from zeren.picture.tables import Cell, Matrix, Task, names
from zeren.table.duties import ROLES, BodyRow

LABEL, COUNT, STEP = 292.0, 34.0, 25.0
"""width of the tasks, of the number of their measures, and of one body"""
REPEAT = 45
"""tasks after which the names of the bodies are written again"""
LETTER, NAME, MOST_NAME = 11.5, 11.5, 24
"""type sizes, and characters of a name that are written"""


def draw(table: Matrix, bodies: Mapping[str, BodyRow], lang: str, notes: Sequence[str]) -> Figure:
    """Return the matrix as a picture; wide enough for its bodies, at least as wide as A4 across."""
    wide = 2 * MARGIN + LABEL + COUNT + STEP * len(table.bodies)
    measures = [row for task, _ in table.rows for row in task.measures]
    frame = Frame("matrix", max(A4, wide), measures, lang)
    cells = [cell for _, row in table.rows for cell in row if cell]
    roles = [role for role in ROLES if any(role == its for cell in cells for its, _ in cell.roles)]
    frame.key(roles, any(cell.conflict for cell in cells), bool(table.orphans))
    called = names(bodies, table.bodies)
    _heads(frame, table, bodies, called)
    plan = None
    several, last, begin = len({row.plan_id for row in measures}) > 1, 0, frame.top
    for turn, (task, row) in enumerate(table.rows):
        begins = several and task.measures[0].plan_id != plan
        # Names are written again where the eye has lost them.
        if turn - last >= (REPEAT // 2 if begins else REPEAT):
            last = turn
            _heads(frame, table, bodies, called)
        if begins:
            _band(frame, task, wide)
        plan = task.measures[0].plan_id
        _row(frame, table, task, row, called, wide, turn)
    _totals(frame, table, roles, wide)
    for place in range(5, len(table.bodies), 5):
        frame.canvas.line(_x(place), begin, _x(place), frame.top, LINE, 0.6)
    frame.top += 6
    more = words.say("more-bodies", lang, count=table.more) if table.more else ""
    return frame.finish([words.say("count-matrix", lang), *notes, more])


def _x(place: int) -> float:
    return MARGIN + LABEL + COUNT + STEP * place


def _heads(frame: Frame, table: Matrix, bodies: Mapping[str, BodyRow], called: Mapping[str, str]) -> None:
    shown = {body: name if len(name) <= MOST_NAME else name[: MOST_NAME - 1] + "…" for body, name in called.items()}
    high = max((len(name) for name in shown.values()), default=4) * NAME * 1.06 + 10
    base = frame.top + high
    frame.canvas.text(MARGIN, base - 8, words.say("task", frame.lang), 12, font_weight="bold")
    frame.canvas.text(_x(0) - 6, base - 8, words.say("measures", frame.lang), 10, text_anchor="end", fill=SOFT)
    for place, body in enumerate(table.bodies):
        frame.canvas.open(bodies[body].name, class_="body", data_body=body)
        frame.canvas.upright(_x(place) + STEP / 2, base - 6 - len(shown[body]) * NAME * 1.06, shown[body], NAME)
        frame.canvas.close()
    frame.top = base
    frame.canvas.line(MARGIN, base, _x(len(table.bodies)), base, "#8a94a3")


def _band(frame: Frame, task: Task, wide: float) -> None:
    row = task.measures[0]
    frame.canvas.rect(MARGIN, frame.top, wide - 2 * MARGIN, 22, "#e8ecf2")
    said = " ".join(filter(None, (row.annex, row.plan)))
    frame.canvas.text(MARGIN + 6, frame.top + 15.5, words.cut(said, 12, wide - 2 * MARGIN - 12), 12, said, font_weight="bold")
    frame.top += 22


def _row(
    frame: Frame, table: Matrix, task: Task, row: Sequence[Cell | None], called: Mapping[str, str], wide: float, turn: int
) -> None:
    canvas = frame.canvas
    marked = task.anchor in table.orphans
    lines = words.wrap(task.name or "—", 11.5, LABEL - (28 if marked else 10), 2)
    high = 24.0 if len(lines) == 1 else 34.0
    if turn % 2:
        canvas.rect(MARGIN, frame.top, wide - 2 * MARGIN, high, "#f6f7f9")
    canvas.open(task.name, class_="task", data_task=task.anchor)
    canvas.lines(MARGIN, frame.top + high / 2 + 4 - (len(lines) - 1) * 7.2, lines, 11.5, 1.25)
    if marked:
        triangle(canvas, MARGIN + LABEL - 10, frame.top + high / 2)
    canvas.text(_x(0) - 6, frame.top + high / 2 + 4, str(len(task.measures)), 10.5, text_anchor="end", fill=SOFT)
    canvas.close()
    for place, cell in enumerate(row):
        if cell:
            said = f"{called[table.bodies[place]]} · {task.name} · " + ", ".join(
                f"{words.code('role', role, frame.lang)} {count}" for role, count in cell.roles
            )
            _cell(canvas, cell, _x(place), frame.top + (high - 20) / 2, said)
    rule(canvas, MARGIN, frame.top + high, wide - MARGIN)
    frame.top += high


def _cell(canvas: Canvas, cell: Cell, x: float, y: float, said: str) -> None:
    """Draw the letters of one body in one task, side by side, each with its number of measures where that is not 1."""
    canvas.open(said, class_="cell", data_roles=" ".join(f"{words.LETTERS[role]}{count}" for role, count in cell.roles))
    each = (STEP - 3) / len(cell.roles)
    for turn, (role, count) in enumerate(cell.roles):
        _letter(canvas, x + 1.5 + turn * each, y, each, role, count, len(cell.roles))
    if cell.conflict:
        canvas.rect(x + 0.5, y - 1, STEP - 1, 22, "none", stroke=BAD, stroke_width=2.5)
        canvas.element("circle", None, cx=x + STEP - 3, cy=y, r=5, fill="#ffffff", stroke=BAD, stroke_width=1)
        canvas.text(x + STEP - 3, y + 3.2, "!", 9, text_anchor="middle", fill=BAD, font_weight="bold")
    canvas.close()


def _letter(canvas: Canvas, x: float, y: float, wide: float, role: str, count: int, letters: int) -> None:
    """Draw one letter of a cell and, where it is not 1, its number of measures as a small figure."""
    size = {1: LETTER, 2: 9.5}.get(letters, 7.0)
    if count == 1:
        tile(canvas, x, y, wide, 20, role, size)
        return
    paint = PAINTS[role]
    canvas.rect(x, y, wide, 20, paint.fill, stroke=INK, stroke_width=0.5)
    if letters == 1:
        canvas.text(x + 3.5, y + 14, words.LETTERS[role], size, fill=paint.ink, font_weight="bold")
        canvas.text(x + wide - 2, y + 17, str(count), 8 if count < 10 else 7, text_anchor="end", fill=paint.ink)
    else:
        canvas.text(x + wide / 2, y + 10, words.LETTERS[role], size, text_anchor="middle", fill=paint.ink, font_weight="bold")
        canvas.text(x + wide / 2, y + 18, str(count), 7, text_anchor="middle", fill=paint.ink)


def _totals(frame: Frame, table: Matrix, roles: Sequence[str], wide: float) -> None:
    canvas = frame.canvas
    canvas.line(MARGIN, frame.top, wide - MARGIN, frame.top, "#8a94a3", 1.5)
    for role in roles:
        canvas.open(class_="total", data_role=role)
        canvas.text(MARGIN, frame.top + 16, f"{words.say('total', frame.lang)} {words.code('role', role, frame.lang)}", 11.5)
        tile(canvas, _x(0) - 22, frame.top + 3, 16, 16, role, 10)
        for place in range(len(table.bodies)):
            count = sum(count for _, row in table.rows if (cell := row[place]) for its, count in cell.roles if its == role)
            if count:
                canvas.text(_x(place) + STEP / 2, frame.top + 15.5, str(count), 10.5, text_anchor="middle")
        canvas.close()
        rule(canvas, MARGIN, frame.top + 22, wide - MARGIN)
        frame.top += 22

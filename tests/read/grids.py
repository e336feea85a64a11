"""Tables with merged cells as plain data: drawn at random, taken from a read document, compared."""

from __future__ import annotations

import random
from dataclasses import dataclass

from zeren.ground.model import Document, Table

Box = tuple[int, int, int, int, str]
"""row, column, rows, columns (0-based), text"""


@dataclass(frozen=True)
class Grid:
    """A table: every grid position is covered by exactly one box."""

    rows: int
    columns: int
    boxes: tuple[Box, ...]


def of(table: Table) -> Grid:
    """The grid of a table as it was read."""
    boxes = tuple((c.row, c.column, c.rows, c.columns, c.text) for c in table.cells)
    return Grid(table.rows, table.columns, boxes)


def tables(document: Document) -> list[Grid]:
    """All tables of a document in order."""
    return [of(block) for block in document.blocks if isinstance(block, Table)]


def unwrapped(grid: Grid) -> Grid:
    """The grid with texts free of white space, as pages that wrap lines and drop blanks show it."""
    return Grid(grid.rows, grid.columns, tuple((*box[:4], "".join(box[4].split())) for box in grid.boxes))


def squeezed(grid: Grid, *, rows: bool = False) -> Grid:
    """The grid without columns (and rows) in which no box begins; no border shows them."""
    columns_used = sorted({box[1] for box in grid.boxes})
    rows_used = sorted({box[0] for box in grid.boxes}) if rows else list(range(grid.rows))

    def span(used: list[int], begin: int, length: int) -> int:
        return sum(begin <= position < begin + length for position in used)

    boxes = tuple(
        (rows_used.index(r), columns_used.index(c), span(rows_used, r, h), span(columns_used, c, w), text)
        for r, c, h, w, text in grid.boxes
    )
    return Grid(len(rows_used), len(columns_used), boxes)


def drawn(rng: random.Random, words: list[str], *, empty: float = 0.1, merge: float = 0.35) -> Grid:
    """A random table of 1–7 rows and 2–6 columns; its first row has two boxes with words at least."""
    rows, columns = rng.randint(1, 7), rng.randint(2, 6)
    free = {(r, c) for r in range(rows) for c in range(columns)}
    boxes: list[Box] = []
    for r in range(rows):
        for c in range(columns):
            if (r, c) not in free:
                continue
            widest = columns - 1 if r == 0 and c == 0 else columns - c
            width = 1
            while width < widest and (r, c + width) in free and rng.random() < merge:
                width += 1
            height = 1
            while (
                r + height < rows
                and all((r + height, c + k) in free for k in range(width))
                and rng.random() < merge
            ):
                height += 1
            free -= {(r + y, c + x) for y in range(height) for x in range(width)}
            text = "\n".join(rng.choice(words) for _ in range(rng.choice((1, 1, 1, 2, 3))))
            boxes.append((r, c, height, width, "" if r and rng.random() < empty else text))
    return Grid(rows, columns, tuple(boxes))


def merged(table: Table) -> Grid:
    """A plain-text table with the merges that its empty cells stand for.

    A row with words in its first cell only reaches over all columns; an empty cell in the first two columns goes
    on with the cell above, and so do three empty body cells; an empty body cell right of a filled one shares it.
    """
    texts = {
        (c.row, c.column): "\n".join(x.strip() for x in c.text.split("\n") if x.strip()) for c in table.cells
    }
    columns = table.columns
    boxes: dict[tuple[int, int], list[int]] = {}
    above: dict[int, tuple[int, int]] = {}
    bodies: dict[int, tuple[int, int]] = {}
    for r in range(table.rows):
        filled = [c for c in range(columns) if texts.get((r, c))]
        if filled == [0]:
            boxes[r, 0] = [1, columns]
            above, bodies = {}, {}
            continue
        # Flattening moves what stands right of a cell two columns wide to the left: lead and responsible share one.
        if columns == 7 and texts.get((r, 5)) and not texts.get((r, 6)):
            texts[r, 5], texts[r, 6] = "", texts[r, 5]
        body = range(4, 7) if columns == 7 else range(0)
        held = (
            {bodies[c] for c in body if c in bodies}
            if body and not any(texts.get((r, c)) for c in body)
            else set()
        )
        for box in held:
            boxes[box][0] += 1
        for c in range(columns):
            if held and c in body:
                continue
            if c in body:
                bodies[c] = (r, c) if texts.get((r, c)) or c != 5 else (r, c - 1)
            if not texts.get((r, c)) and c in above and c < 2:
                boxes[above[c]][0] += 1
            elif not texts.get((r, c)) and c == columns - 2 and columns == 7 and texts.get((r, c - 1)):
                boxes[r, c - 1][1] += 1
            else:
                boxes[r, c] = [1, 1]
                if c < 2:
                    above[c] = (r, c)
    cells = tuple((r, c, h, w, texts.get((r, c), "")) for (r, c), (h, w) in sorted(boxes.items()))
    return Grid(table.rows, columns, cells)

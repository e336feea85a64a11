"""Documents of the binary formats, made from descriptions in ``tests/cases/plans``.

A description is named ``NAME.FORMAT.plan``. Its lines are paragraphs; lines that begin with ``|`` are the rows of a
table, where ``^`` joins a cell to the one above it, ``<`` to the one before it, and ``⏎`` is a line break.
"""

from __future__ import annotations

from pathlib import Path

from read.grids import Box, Grid
from read.writers import Part, converted, to_docx, to_xlsx


def document(description: Path, folder: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of the document that a description stands for; ``folder`` is for scratch."""
    name = description.name.removesuffix(".plan")
    parts = described(description.read_text(encoding="utf-8"))
    if name.endswith(".xlsx"):
        return name, to_xlsx([("Sheet1", parts)])
    word = to_docx(parts)
    return name, word if name.endswith(".docx") else converted(word, "docx", name.rsplit(".", 1)[1], folder)


def described(text: str) -> list[Part]:
    """Return the paragraphs and tables of a description in order."""
    parts: list[Part] = []
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            parts.append(Grid(len(rows), len(rows[0]), tuple(_boxes(rows))))
            rows = []
        if line.strip():
            parts.append(line.replace("⏎", "\n"))
    return parts


def _boxes(rows: list[list[str]]) -> list[Box]:
    boxes = []
    for r, row in enumerate(rows):
        for c, words in enumerate(row):
            if words in ("^", "<"):
                continue
            height = next((h for h in range(1, len(rows) - r) if rows[r + h][c] != "^"), len(rows) - r)
            width = next((w for w in range(1, len(row) - c) if row[c + w] != "<"), len(row) - c)
            boxes.append((r, c, height, width, words.replace("⏎", "\n")))
    return boxes

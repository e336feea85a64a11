"""Tables that people and programs write together: tab-separated, the columns in the first line, ``#`` before a comment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from zeren.ground.errors import UnreadableInput


def read_rows(path: Path, columns: Sequence[str], least: int) -> list[tuple[int, list[str]]]:
    """Return the rows of a table below its first line, each with its 1-based line number; none where there is no file.

    A row may leave out cells at its end, down to ``least``. Raises UnreadableInput, with the line, for a file that is not
    UTF-8, has other columns, or holds a row of another length.
    """
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path}: 编码不是 UTF-8 (not UTF-8), byte {error.start}", "save it as UTF-8") from error
    rows = [(number, line.split("\t")) for number, line in enumerate(text.split("\n"), 1) if line.strip() and not line.startswith("#")]
    if rows and [cell.strip() for cell in rows[0][1]] != list(columns):
        raise UnreadableInput(f"{path}: 表头不符 (its columns are not {', '.join(columns)})", "restore its first line")
    for number, cells in rows[1:]:
        if not least <= len(cells) <= len(columns):
            raise UnreadableInput(f"{path} line {number}: {len(cells)} 列，列数不符 (not {len(columns)} columns)", "mend the row")
    return [(number, [cell.removesuffix("\r") for cell in cells]) for number, cells in rows[1:]]


def write_rows(path: Path, head: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table anew, in one step: the file is the old one or the new one, never a part of it.

    ``head`` is the comment above the columns. Cells hold no tab and no line end: the caller escapes or closes them up.
    """
    lines = [head, "\t".join(columns), *("\t".join(row) for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(path.name + ".new")
    staged.write_text("\n".join(lines) + "\n", encoding="utf-8")
    staged.replace(path)


def closed(cell: str) -> str:
    """A cell in one line, its white space closed up."""
    return " ".join(cell.split())

"""Tables that people and programs write together: tab-separated, the columns in the first line, ``#`` before a comment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from zeren.ground.errors import UnreadableInput

D = TypeVar("D")
"""a dataclass of texts: two things, the ``decision`` about them, then who, when and why"""


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


def read_pairs(path: Path, kind: type[D], decisions: Sequence[str]) -> tuple[D, ...]:
    """Return decisions about two things each, sorted by the two; none where there is no file.

    Raises UnreadableInput for a file that is no such table and for two lines that contradict one another.
    """
    columns = _columns(kind)
    found: dict[tuple[str, str], list[str]] = {}
    for number, cells in read_rows(path, columns, 3):
        one, other, decision = cells[:3]
        if decision not in decisions:
            remedy = f"{columns[0]}, {columns[1]}, {' or '.join(decisions)}"
            raise UnreadableInput(f"{path} line {number}: {decision} 不是一条判定 (no decision)", remedy)
        if found.setdefault((one, other), cells)[2] != decision:
            raise UnreadableInput(f"{path} line {number}: 与前面的判定矛盾 (contradicts an earlier line)", "keep one of them")
    return tuple(kind(*found[pair]) for pair in sorted(found))


def write_pairs(path: Path, head: str, kind: type[Any], decided: Iterable[Any]) -> None:
    """Write decisions about two things each, sorted; of several about the same two the last counts."""
    columns = _columns(kind)
    kept = {tuple(getattr(one, name) for name in columns[:2]): one for one in decided}
    write_rows(path, head, columns, ([closed(getattr(kept[pair], name)) for name in columns] for pair in sorted(kept)))


def _columns(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def closed(cell: str) -> str:
    """A cell in one line, its white space closed up."""
    return " ".join(cell.split())

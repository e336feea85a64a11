"""What people decided about two texts: a table that every build replays, beside the other decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from zeren.editions.relate import KINDS
from zeren.errors import UnreadableInput

FILE = "editions.tsv"
DECISIONS = (*KINDS, "none")
_HEAD = "# Decisions about two texts of one matter; written by zeren editions decide, to be kept with the documents."


@dataclass(frozen=True, slots=True)
class Decision:
    """How two plans stand to one another."""

    one: str
    """path below the base IRI of a plan; of the two the first by name"""
    other: str
    decision: str
    """one of ``DECISIONS``"""
    author: str = ""
    date: str = ""
    """ISO date; empty where not stated"""
    comment: str = ""


_COLUMNS = tuple(each.name for each in fields(Decision))


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, sorted; none where there is no file. Raises UnreadableInput for a faulty table."""
    if not path.exists():
        return ()
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines() if line and not line.startswith("#")]
    if rows and rows[0] != list(_COLUMNS):
        raise UnreadableInput(f"{path}: its columns are not {', '.join(_COLUMNS)} 表头不符", "restore its first line")
    found: dict[tuple[str, str], Decision] = {}
    for cells in rows[1:]:
        if not 3 <= len(cells) <= len(_COLUMNS) or cells[2] not in DECISIONS:
            raise UnreadableInput(f"{path}: {' '.join(cells)}: no decision 不是一条判定", f"two plans and one of {', '.join(DECISIONS)}")
        one = Decision(*cells)
        if found.setdefault((one.one, one.other), one).decision != one.decision:
            raise UnreadableInput(f"{path}: {one.one} {one.other}: decided twice 前后判定矛盾", "keep one of the lines")
    return tuple(sorted(found.values(), key=lambda one: (one.one, one.other)))


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two."""
    kept = {(one.one, one.other): one for one in (*read(path), *added)}
    lines = [_HEAD, "\t".join(_COLUMNS)]
    for one in sorted(kept.values(), key=lambda one: (one.one, one.other)):
        lines.append("\t".join(re.sub(r"\s+", " ", getattr(one, name)) for name in _COLUMNS))
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(path.name + ".new")
    staged.write_text("\n".join(lines) + "\n", encoding="utf-8")
    staged.replace(path)

"""What people decided about plans and measures of two levels: a table that every build replays.

It lies with the documents, beside the decisions about names, so that deleting the store loses none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from zeren.errors import UnreadableInput

FILE = "cascade.tsv"
DECISIONS = ("same", "different")
_HEAD = "# Decisions about plans and measures of two levels; written by zeren cascade decide, to be kept with the documents."


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a lower plan or measure carries out an upper one."""

    upper: str
    """path below the base IRI: a plan or a measure"""
    lower: str
    """path of the same kind"""
    decision: str
    """one of ``DECISIONS``"""
    author: str = ""
    date: str = ""
    """ISO date; empty where not stated"""
    comment: str = ""


_COLUMNS = tuple(each.name for each in fields(Decision))


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, sorted; none where there is no file.

    Raises UnreadableInput for a file that is no such table and for two decisions that contradict one another.
    """
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path}: not UTF-8 编码不符, byte {error.start}", "save it as UTF-8") from error
    rows = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    if rows and rows[0][1] != list(_COLUMNS):
        raise UnreadableInput(f"{path}: its columns are not {', '.join(_COLUMNS)} 表头不符", "restore its first line")
    found: dict[tuple[str, str], Decision] = {}
    for number, cells in rows[1:]:
        if not 3 <= len(cells) <= len(_COLUMNS) or cells[2] not in DECISIONS:
            raise UnreadableInput(f"{path} line {number}: no decision 不是一条判定", f"upper, lower, {' or '.join(DECISIONS)}")
        one = Decision(*cells)
        if found.setdefault((one.upper, one.lower), one).decision != one.decision:
            raise UnreadableInput(f"{path} line {number}: contradicts an earlier line 与前面的判定矛盾", "keep one of them")
    return tuple(sorted(found.values(), key=lambda one: (one.upper, one.lower)))


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two."""
    kept = {(one.upper, one.lower): one for one in (*read(path), *added)}
    lines = [_HEAD, "\t".join(_COLUMNS)]
    for one in sorted(kept.values(), key=lambda one: (one.upper, one.lower)):
        lines.append("\t".join(re.sub(r"\s+", " ", getattr(one, name)) for name in _COLUMNS))
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(path.name + ".new")
    staged.write_text("\n".join(lines) + "\n", encoding="utf-8")
    staged.replace(path)

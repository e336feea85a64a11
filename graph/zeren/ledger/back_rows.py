"""What each row of a returned ledger says: a report, corrections, a proposal, or nothing that can be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zeren.ground.fold import key
from zeren.ledger.back_cells import Cells
from zeren.ledger.back_heads import ENOUGH
from zeren.ledger.back_told import Told
from zeren.ledger.cells import is_aside, names_of, plain
from zeren.ledger.columns import by_head, columns
from zeren.ledger.messages import ASIDE
from zeren.ledger.records import Change, Fault, Proposal, Report

_IDENTIFIER = re.compile(r"measure/[0-9a-f]{16}(?:~[0-9a-f]{8})?")


class Rows:
    """Takes the rows of one sheet."""

    def __init__(self, cells: Cells, memory: Mapping[str, Mapping[str, str]], told: Told, seen: dict[str, str]) -> None:
        """``memory``: measure → what was handed out of it; ``seen``: measure → where a row of it stood first, over all sheets."""
        self._cells = cells
        self._memory = memory
        self._told = told
        self._seen = seen
        self._words: dict[str, list[str]] = {}
        """words as compared → measures that were handed out with them"""
        for measure, handed in memory.items():
            self._words.setdefault(plain(handed["text"]), []).append(measure)

    def take(self, row: int) -> None:
        """Take what a row says."""
        if self._is_head(row):
            return
        cells = self._cells.of_row(row)
        filled = {name: words for name, words in cells.items() if words}
        where = self._told.place(row)
        if not filled or (set(filled) == {"number"} and filled["number"].isdecimal()):
            return
        if "id" not in filled and self._is_aside(filled):
            self._told.note(row, ASIDE.format(words=" ".join(self._cells.words(row))[:40]))
            return
        measure = self._measure(row, filled)
        if measure is None:
            return
        if not measure:
            self._added(filled, where)
            return
        if measure in self._seen:
            self._same(row, measure, filled)
            return
        self._seen[measure] = where
        reported = tuple((c.key, filled[c.key]) for c in columns() if c.kind == "report" and c.key in filled)
        if reported:
            self._told.returned.reports.append(Report(measure, reported, where))
        if measure in self._memory:
            self._changes(row, measure, self._memory[measure], cells)

    def _is_head(self, row: int) -> bool:
        """Whether the heads stand here once more, as on every page of a printed list."""
        same = sum(
            by_head().get(key(words)) is not None and by_head()[key(words)].key == name
            for name, words in self._cells.named(row).items()
        )
        return same >= ENOUGH

    def _is_aside(self, filled: Mapping[str, str]) -> bool:
        """Whether a row without an identifier is a total, a note or a signature below the list, or a heading over added rows."""
        return set(filled) == {"number"} or is_aside(next(iter(filled.values())))

    def _measure(self, row: int, filled: Mapping[str, str]) -> str | None:
        """The measure of a row; empty for an added row, None for one whose identifier is broken and whose words are not known."""
        wanted = filled.get("id", "").lower()
        if wanted in self._memory or (not self._memory and _IDENTIFIER.fullmatch(wanted)):
            return wanted
        known = self._by_text(filled.get("text", ""))
        if wanted:
            how = "按措施文字认行 (the row is known by its words)" if known else "整行未取 (a broken identifier, the row was not taken)"
            self._told.fault(row, f"标识 {wanted[:40]} 不是发出时的，{how}；从原文件恢复该行 (restore the row)")
            return known or None
        return known

    def _by_text(self, text: str) -> str:
        """The measure of a row that lost its identifier, by its words as handed out; empty where none or several have them."""
        known = self._words.get(plain(text), []) if text else []
        return known[0] if len(known) == 1 and known[0] not in self._seen else ""

    def _same(self, row: int, measure: str, filled: Mapping[str, str]) -> None:
        """A measure stands on the sheets of several bodies; each may report on it. A copied row is told."""
        first = self._seen[measure]
        reported = tuple((c.key, filled[c.key]) for c in columns() if c.kind == "report" and c.key in filled)
        if first.split("!")[0] == self._told.place(row).split("!")[0]:
            self._told.fault(
                row,
                f"与 {first} 标识相同，未取 (the same identifier as there, not taken)；复制的行请清空标识列 (clear the identifier of a copied row)",
            )
        elif reported:
            self._told.returned.reports.append(Report(measure, reported, self._told.place(row)))

    def _added(self, filled: Mapping[str, str], where: str) -> None:
        if not filled.get("text") and not filled.get("task"):
            told = "新增行没有措施，未取 (an added row without a measure, not taken)；写明措施 (write the measure)"
            self._told.returned.faults.append(Fault(where, told))
            return
        cells = tuple((column.key, filled[column.key]) for column in columns() if column.key in filled)
        self._told.returned.proposals.append(Proposal(cells, where))

    def _changes(self, row: int, measure: str, handed: Mapping[str, str], cells: Mapping[str, str]) -> None:
        """What of the given cells says another thing; other punctuation, line breaks and marks between names are no other thing."""
        where = self._told.place(row)
        changed = {
            column.key: new
            for column in columns()
            if column.kind == "given" and (new := cells.get(column.key, "")) and _is_other(column.key, handed.get(column.key, ""), new)
        }
        if "deadline" in changed and (due := changed.pop("due", "")):
            self._told.note(row, f"完成时限也改为 {due}，以时限原文 “{changed['deadline'][:20]}” 为准 (of two changed cells the words count)")
        self._told.returned.changes += [Change(measure, name, handed.get(name, ""), new, where) for name, new in changed.items()]


def _is_other(name: str, old: str, new: str) -> bool:
    """Whether a given cell says another thing than was handed out."""
    if name in ("principal", "support"):
        return [plain(one) for one in names_of(old)] != [plain(one) for one in names_of(new)]
    return plain(old) != plain(new) if name == "text" else key(old) != key(new)

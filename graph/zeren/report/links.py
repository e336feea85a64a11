"""What leads where inside the workbook: from figures to duties, from duties to the source words, and back."""

from __future__ import annotations

from zeren.ground.tables import Row, Table
from zeren.report.content import Content
from zeren.xlsx import Spots

LISTS = {False: "任务清单", True: "集合任务"}
"""sheet of the duties as written, and of those through groups"""

BEHIND = "数字明细"
"""sheet of the duties behind each figure"""

QUOTES = "原文"
"""sheet of the source words"""


def target(sheet: str, first: int, last: int | None = None, end: str = "A") -> str:
    """Return a place in the workbook: column A of the 1-based row ``first``, or the block to ``last`` and column ``end``."""
    name = sheet.replace("'", "''")
    return f"'{name}'!A{first}" + ("" if last is None else f":{end}{last}")


class Links:
    """The places of one summary; the header is row 1 of every list."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._rows: dict[tuple[bool, int, str], list[int]] = {}
        self._blocks: dict[tuple[bool, int], list[int]] = {}
        for row, quote in enumerate(content.quotes, 2):
            self._rows.setdefault((quote.derived, quote.number, quote.kind), []).append(row)
            self._blocks.setdefault((quote.derived, quote.number), []).append(row)

    def of_lines(self, *, derived: bool) -> tuple[str | None, ...]:
        """Return the words behind each line of a list, all of them as one block; None where they are not known."""
        lines = self._content.derived if derived else self._content.lines
        blocks = [self._blocks.get((derived, line.number)) for line in lines]
        return tuple(target(QUOTES, rows[0], rows[-1], "H") if rows else None for rows in blocks)

    def of_deadlines(self) -> Spots:
        """Lead from the printed deadline to its words on the first duty, and from the numbers to that duty."""
        spots: dict[tuple[int, int], str] = {}
        last = len(self._content.deadlines.header) - 1
        for row, numbers in enumerate(self._content.due):
            words = self._rows.get((False, numbers[0], "deadline"))
            if words:
                spots[row, 0] = target(QUOTES, words[0])
            spots[row, last] = target(LISTS[False], numbers[0] + 1)
        for row, numbers in enumerate(self._content.stated, len(self._content.due)):
            spots[row, last] = target(LISTS[False], numbers[0] + 1)
        return spots

    def of_targets(self) -> Spots:
        """Lead from the number to the duty and from the printed words to their row."""
        spots: dict[tuple[int, int], str] = {}
        words = [row for row, quote in enumerate(self._content.quotes, 2) if quote.kind == "target"]
        rows = self._content.targets.rows if self._content.targets else ()
        for row, cells in enumerate(rows):
            spots[row, 0] = target(LISTS[False], int(cells[0]) + 1)
            if words:
                spots[row, 5] = target(QUOTES, words[row])
        return spots

    def of_figures(self, part: int) -> Spots:
        """Lead from each figure of the overview to the rows of the duties that it counts."""
        spots, first = {}, 2
        for figure in self._content.counted:
            last = first + len(figure.numbers) - 1
            if figure.part == part:
                spots[figure.row, figure.column] = target(BEHIND, first, last, "E")
            first = last + 1
        return spots

    def behind(self) -> Table:
        """Return the duties behind each figure, those of one figure together."""
        rows: list[Row] = []
        for figure in self._content.counted:
            lines = self._content.derived if figure.derived else self._content.lines
            for line in (lines[number - 1] for number in figure.numbers):
                rows.append((figure.name, line.number, line.text, line.deadline, line.basis))
        return Table(BEHIND, ("数字", "清单序号", "措施", "时限", "依据"), tuple(rows))

    def of_behind(self) -> Spots:
        """Lead from each number to the duty and from the source to its words."""
        spots: dict[tuple[int, int], str] = {}
        row = 0
        for figure in self._content.counted:
            for number in figure.numbers:
                spots[row, 1] = target(LISTS[figure.derived], number + 1)
                words = self._blocks.get((figure.derived, number))
                if words:
                    spots[row, 4] = target(QUOTES, words[0], words[-1], "H")
                row += 1
        return spots

    def quotes(self) -> Table:
        """Return the source words with their places."""
        rows = tuple((q.number, q.what, q.text, q.plan, q.file, q.place, q.start, q.end) for q in self._content.quotes)
        return Table(QUOTES, ("清单序号", "证明", "原文", "文件", "来源文件", "位置", "起始字符", "终止字符"), rows)

    def of_quotes(self) -> Spots:
        """Lead back: from the number to the duty, from what is proved to its row in the list of deadlines or targets."""
        spots: dict[tuple[int, int], str] = {}
        due = {number: row for row, numbers in enumerate(self._content.due, 2) for number in numbers}
        promised = 1
        for row, quote in enumerate(self._content.quotes):
            spots[row, 0] = target(LISTS[quote.derived], quote.number + 1)
            if quote.kind == "target":
                promised += 1
                spots[row, 1] = target("指标", promised)
            elif quote.kind == "deadline" and not quote.derived:
                spots[row, 1] = target("时限", due[quote.number])
        return spots

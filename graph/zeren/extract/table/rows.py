"""The rows of a table: which cell fills which column, and the bodies of a row with their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from operator import itemgetter

from zeren.extract.bodies.endings import begins_name, is_body
from zeren.extract.bodies.mention import Mention
from zeren.extract.bodies.mentions import WRAP, split
from zeren.extract.bodies.persons import is_person
from zeren.extract.cells.finer import begins_with_act
from zeren.extract.cells.natures import nature
from zeren.extract.columns import Column, is_ditto, is_none, like_row
from zeren.extract.lexicon import labels, remark, rows, told_parts, with_colons
from zeren.extract.statement.occupants import occupants
from zeren.extract.statement.rules import led
from zeren.extract.statement.statement import is_helped, is_labelled, is_phrase, parse
from zeren.extract.table.header import Header
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Cell, Place, Remark, Residue, Table
from zeren.outline import closed

_SUM = re.compile(r"(?:[合总小共]计|总数|全[省市县区州](?:合计|总计)|合计数)(?::|\d{1,4}[个项件]?)?")

_COUNTED = re.compile(
    r"(?:各(?:单位|部门))?(?:承担|牵头|配合|参与|负责|涉及)?(?:任务|事项|项目|工作|牵头|配合|参与){1,2}(?:总)?(?:数量?|项数|件数)(?:[(][^()]{1,4}[)])?"
)
"""承担任务数（项）: what the figures beside it count"""
_BRACKETED = re.compile(r"[(\[〔](?P<words>[^()\[\]〔〕]{2,80})[)\]〕]")


_SHARED = re.compile(
    "(?:按照?|根据|依据|依)?(?:各自)?(?:职责|职能|分工|权限|任务|区域|属地|领域|行业){1,3}(?:分别|共同|各自)?负责|(?:分别|共同|各自|分工)负责"
)
"""how bodies share what their column says of them: 市住建局、市城管局按职责分工负责 under 牵头"""
_ACTING = ("lead", "responsible")
_UNITS = "组部处科室办局委院站所队会联园社校厂店班团"
"""last characters of the names of groups and offices"""
_SHORT_NAME = re.compile("[\u4e00-\u9fff]{2,10}")
"""王庄煤业, 东风社区"""
_LABEL_AHEAD = re.compile("(?P<label>[\u4e00-\u9fff]{2,8})[ \t]{0,4}[:： \t—–→>-]")
_GROUP = re.compile(r"[\u4e00-\u9fff](?:组|专班)\s{0,2}[(\[〔]")
"""a group with its body in brackets: 稳就业专班（县人社局）"""
_NAMED = re.compile(r"[^\W_]")
"""a name has a letter of any script"""
_NUMBER_ABOVE = re.compile(r"\s{0,4}[(（]?\d{1,3}[)）]?[、.．]?[ \t]{0,4}\n")
_POST_BEHIND = re.compile("[（(][^（()）]{2,12}[）)]$")
_REMEMBERED = 1 << 10
"""cells: many say the same"""
_by_column = itemgetter(0)
_ROLE_REACH = 12
"""code points of a line's end or beginning that tell whether a role word closes it"""


@lru_cache(maxsize=_REMEMBERED)
def is_sum(text: str) -> bool:
    """Whether a cell says that its row sums up others."""
    return _SUM.fullmatch("".join(fold(text).split())) is not None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells over one grid row, by grid column; a merged cell stands at every column that it covers."""

    index: int
    cells: Mapping[int, Cell]
    _told: dict[str, tuple[Cell, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """``filled`` and ``own``, for which everything that looks at a row asks again"""

    def put(self, column: int, cell: Cell) -> None:
        """Let another cell stand at a grid column."""
        object.__setattr__(self, "cells", {**self.cells, column: cell})
        self._told.clear()

    @property
    def filled(self) -> tuple[Cell, ...]:
        """Cells with words, each once, left to right."""
        if (told := self._told.get("filled")) is None:
            once = {id(cell): cell for _, cell in sorted(self.cells.items(), key=_by_column) if cell.text}
            told = self._told["filled"] = tuple(once.values())
        return told

    @property
    def own(self) -> tuple[Cell, ...]:
        """Filled cells that begin in this row."""
        if (told := self._told.get("own")) is None:
            told = self._told["own"] = tuple(cell for cell in self.filled if cell.row == self.index)
        return told

    @property
    def repeats(self) -> bool:
        """Whether all its cells, three at least, say the same, as copies of a merged cell do."""
        filled = self.filled
        return len(filled) > 2 and all(closed(cell.text) == closed(filled[0].text) for cell in filled[1:])

    @property
    def sums(self) -> bool:
        """Whether its first words say that the row sums up others (合计, 小计, 承担任务数 before figures)."""
        filled = self.filled
        if any(is_sum(cell.text) for cell in filled[:2]):
            return True
        figures = len(filled) > 2 and all(fold(cell.text).strip().isdigit() for cell in filled[1:])
        return figures and _COUNTED.fullmatch("".join(fold(filled[0].text).split())) is not None

    def text(self, column: int | None) -> str:
        """Words at a grid column; empty where no cell stands."""
        cell = self.cells.get(column) if column is not None else None
        return cell.text if cell else ""

    def starts(self, cell: Cell) -> bool:
        """Whether ``cell`` begins in this row and does not come down from one above."""
        return cell.row == self.index


@dataclass(frozen=True, slots=True)
class Bodies:
    """What the body columns of a row say."""

    assignments: tuple[Assignment, ...]
    """in column order, positions counted through the row"""
    deadline: str = ""
    """a deadline that stands among the bodies"""
    deadline_place: Place | None = None
    residue: tuple[Residue, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """persons, telephones and units that stand with the bodies"""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A body column with the cell that fills it."""

    column: int
    cell: Cell
    basis: str
    likely: bool
    """the likelier of two readings"""


def rows_of(table: Table, count: int | None = None) -> list[Row]:
    """Return the grid rows of a table, or the first ``count`` of them; a cell that says 同上 is the one above it."""
    last = table.rows if count is None else min(count, table.rows)
    grid: list[dict[int, Cell]] = [{} for _ in range(last)]
    for cell in table.cells:
        if cell.row >= last:
            continue
        ditto = is_ditto(cell.text)
        for r in range(cell.row, min(cell.row + cell.rows, last)):
            for c in range(cell.column, cell.column + cell.columns):
                grid[r][c] = grid[r - 1].get(c, cell) if ditto and r > 0 else cell
    return [Row(index, cells) for index, cells in enumerate(grid)]


def bodies_of(row: Row, header: Header, table: Table, *, every: bool = False) -> Bodies:
    """Return the bodies of a row with their roles; with ``every`` whatever stands in a column told by its cells is one.

    A cell that words its roles itself (市经信局牵头，相关部门参与) is read as a statement.
    """
    found: list[Assignment] = []
    deadline, place = "", None
    residue: list[Residue] = []
    remarks: list[Remark] = []
    for filled in _filled(row, header, table, every=every):
        cell = filled.cell
        if like_row(cell.text):
            residue.append(Residue(cell.text, "no body found in this statement", cell.place))
            continue
        column = header.columns[filled.column]
        words = _with_stops(with_colons(_unnumbered(joined(cell))))
        grouped = column.aside is None and _GROUP.search(fold(words)) is not None
        column = replace(column, aside=column.role or "responsible") if grouped else column
        told = occupants(words, persons=column.persons, aside=column.aside is not None)
        if _words_roles(told.words):
            said = _phrase(filled, told.words, header, len(found) + 1)
            found += [replace(a, basis=filled.basis, likely=filled.likely) for a in said.assignments]
            deadline, place = deadline or said.deadline, place or said.deadline_place
            residue += said.residue
        else:
            words, aside = _apart(told.words) if column.aside else _halved(told.words) if column.second else (told.words, "")
            if column.aside in _ACTING and aside.strip("、 \n") and _names_groups(words):
                remarks.append(_beside(cell, _span(words), column.header))  # 综合协调组（镇党政办公室） under 工作组（牵头办所）
            else:
                found += _listed(filled, words, column, len(found) + 1)
            found += _listed(filled, aside, replace(column, role=column.aside or column.second), len(found) + 1) if aside else []
        if told.deadline and not deadline:
            place = _within(cell, told.deadline)
            deadline = "".join(cell.text[told.deadline[0] : told.deadline[1]].split())
        remarks += [_beside(cell, span, column.header) for span in told.beside]
    named = [one for one in found if like_row(one.mention) is not None]  # 县文旅局、同第1项
    residue += [Residue(one.mention, "no body found in this statement", one.place) for one in named]
    found = [replace(one, position=at) for at, one in enumerate((one for one in found if one not in named), 1)] if named else found
    rule = header.lead_rule
    once = {remark.place.start: remark for remark in remarks}
    return Bodies(led(found, rule) if rule else tuple(found), deadline, place, tuple(residue), tuple(once.values()))


def _unnumbered(text: str) -> str:
    """A cell without the number of its row above the bodies (序号/责任单位 over 3⏎财政所), as long as its text."""
    number = _NUMBER_ABOVE.match(text)
    return " " * number.end() + text[number.end() :] if number else text


def _closes_with_role(name: str) -> bool:
    """Whether a name ends as bodies do only by its role word (区商务局主办: 办), and is one without it."""
    folded = "".join(fold(name).split())
    closing = _role_ends().search(folded)
    return closing is not None and folded[-1] not in ")" and is_body(folded[: closing.start() + 1])


def _with_stops(text: str) -> str:
    """Put a stop for the line end behind a role word or a role in brackets: 区科工局主办⏎区农业局、区茶业办协办."""
    if "\n" not in text:
        return text
    out, told = text, False
    for at, char in enumerate(text):
        if char != "\n" or not begins_name(text[at + 1 :].lstrip()[:_ROLE_REACH]):
            continue
        closes = _role_ends().search(fold(text[:at].rstrip()[-_ROLE_REACH:])) is not None
        # Where one line of a cell is closed by its role the others are names of their own too.
        if closes or (told and is_body(text[:at].rsplit("\n", 1)[-1].strip())):
            out, told = f"{out[:at]};{out[at + 1 :]}", True
    return out


@cache
def _behind_name() -> re.Pattern[str]:
    """A role in brackets behind a name, ``shared`` where it says so: （牵头）, （共同牵头）."""
    words = sorted((word for word, role in rows("after").items() if role), key=lambda word: (-len(word), word))
    return re.compile(rf"\s{{0,4}}[(（\[〔](?P<shared>共同|联合|分别)?(?:{'|'.join(words)})(?:单位|部门)?[)）\]〕]")


@cache
def _role_ends() -> re.Pattern[str]:
    """A role word, by itself or in brackets, that closes a line of bodies."""
    words = sorted({word for word, role in rows("after").items() if role} | set(told_parts()), key=lambda word: (-len(word), word))
    return re.compile(f"[^,;。:、(\\s](?:{'|'.join(words)})$|[(](?:{'|'.join(words)})(?:单位|部门)?[)]$")


def joined(cell: Cell) -> str:
    """The words of a cell with the line ends of measured wraps told from others; as long as its text."""
    if not cell.wraps:
        return cell.text
    wraps = {at for at in cell.wraps if not _begins_label(cell.text, at + 1) and not _stands_between(cell.text, at)}
    return "".join(WRAP if at in wraps and char == "\n" else char for at, char in enumerate(cell.text))


def _stands_between(text: str, at: int) -> bool:
    """Whether a line end parts a whole body from the person below it, or that person from the next body, however full the line is.

    县自然资源局⏎覃  涛⏎县税务局, but 浙江⏎金融⏎监管局 is one name.
    """
    above, below = text[:at].rsplit("\n", 2), text[at + 1 :].split("\n", 1)[0].strip()
    last, before = above[-1].strip(), above[-2].strip() if len(above) > 1 else ""
    if _is_person(below):
        return is_body(last)
    return _is_person(last) and (is_body(before) or not before) and is_body(below)


def _is_person(line: str) -> bool:
    """王敏, 王敏（副市长）: a post in brackets at the end says nothing of a body."""
    return is_person(line) and not is_body(_POST_BEHIND.sub("", line))


def _begins_label(text: str, at: int) -> bool:
    """Whether a line begins with a label: no name goes on there, however full the line above is."""
    match = _LABEL_AHEAD.match(text, at)
    return match is not None and fold(match["label"]) in labels()


def _names_some(text: str) -> bool:
    """Whether a cell of a column that only its cells tell for one of bodies names one at least, or lists nothing but short names."""
    told = nature(text)
    names = [mention.printed for mention in split(text)] if told == "text" else []
    short = all(_SHORT_NAME.fullmatch(name) and not begins_with_act(name) for name in names)
    listed = short and (len(names) > 1 or any(map(_ends_name, names)))
    return told in ("body", "states") or listed or any(map(is_body, names))


def _ends_name(name: str) -> bool:
    """Whether a short name ends as groups and offices do (教学管理组, 妇联), though by itself it names none surely."""
    return name[-1] in _UNITS


def _within(cell: Cell, span: tuple[int, int]) -> Place:
    return cell.place.part(cell.place.start + span[0], cell.place.start + span[1])


def _beside(cell: Cell, span: tuple[int, int], head: str) -> Remark:
    """Persons, telephones and units that stand with the bodies, without the brackets around them."""
    start, end = span
    while start < end and cell.text[start] in " \n\t\u3000(（[【〔:：—–-":
        start += 1
    while end > start and cell.text[end - 1] in " \n\t\u3000)）]】〕":
        end -= 1
    return Remark(head, cell.text[start:end], _within(cell, (start, end)))


@lru_cache(maxsize=_REMEMBERED)
def _words_roles(text: str) -> bool:
    """Whether a cell says more than names: roles in a phrase or in brackets after a name (市公安局（牵头）), a deadline."""
    if "".join(fold(text).split()) in labels():
        return False  # 项目单位, 属地单位: a body that is named by what heads such columns
    if is_phrase(text):
        names = [mention.printed for mention in split(text)]
        return is_labelled(text) or ":" in fold(text) or not all(is_body(name) and not _closes_with_role(name) for name in names)
    folded = fold(text)
    if not any(mark in folded for mark in "([〔0123456789"):
        return False
    return any(remark().search(name) or is_helped(name) or is_deadline(name) for name in (fold(m.printed) for m in split(text)))


def _apart(words: str) -> tuple[str, str]:
    """The bodies of a cell outside and inside brackets, each as long as the cell, the others blanked out."""
    spans = [match.span() for match in _BRACKETED.finditer(fold(words)) if nature(match["words"]) == "body"]
    outside, inside = list(words), ["、"] * len(words)
    for start, end in spans:
        inside[start + 1 : end - 1] = outside[start + 1 : end - 1]
        outside[start:end] = "、" * (end - start)
    return "".join(outside), "".join(inside) if spans else ""


def _halved(words: str) -> tuple[str, str]:
    """The bodies before and behind the one stroke, bar or line end of a cell, each as long as the cell; all before where there is none."""
    folded = fold(words)
    for sign in ("//", "/", "|", "\n", ";"):
        if folded.count(sign) == 1 and all(part.strip() for part in folded.split(sign)):
            at = folded.index(sign)
            return words[:at] + "、" * (len(words) - at), "、" * (at + len(sign)) + words[at + len(sign) :]
    return words, ""


def _names_groups(words: str) -> bool:
    """Whether words name working groups and nothing else."""
    return all(name.endswith(("组", "专班", "班子")) for name in words.replace("、", " ").split())


def _span(words: str) -> tuple[int, int]:
    """Where the words that are not blanked out begin and end."""
    left = words.strip("、 \n")
    at = words.index(left)
    return at, at + len(left)


def _listed(filled: _Filled, words: str, column: Column, first: int) -> list[Assignment]:
    """Bodies of a cell that only lists them."""
    cell = filled.cell
    return [
        Assignment(
            role=column.role or "responsible",
            role_raw=column.header or None,
            mention=mention.printed,
            full=mention.full,
            position=position,
            basis=filled.basis,
            place=cell.place.part(cell.place.start + mention.start, cell.place.start + mention.end),
            likely=filled.likely,
            open_ended=mention.open_ended,
        )
        for position, mention in enumerate((one for one in _names(words) if _NAMED.search(one.printed)), first)
    ]


@lru_cache(maxsize=_REMEMBERED)
def _names(words: str) -> tuple[Mention, ...]:
    """The names of a cell, places counted in its own words."""
    return split(words)


def _phrase(filled: _Filled, words: str, header: Header, first: int) -> Bodies:
    column, cell = header.columns[filled.column], filled.cell

    said = parse(words, cell.place.start, cell.place.part, column.role or "responsible", column.header, first)
    other = column.role
    own = [
        replace(one, role=other, role_raw=column.header) if other not in (None, one.role) and _SHARED.fullmatch(one.role_raw or "") else one
        for one in said.assignments
    ]
    return Bodies(_sharing(own, words, cell.place.start), said.deadline, said.deadline_place, said.residue)


def _sharing(assignments: Sequence[Assignment], words: str, start: int) -> tuple[Assignment, ...]:
    """Give the role in brackets behind the last name of a list to the names before it: 县林业局（牵头），各乡镇、县财政局（配合）.

    Only a stop parts such a list from what stands before it, which has a role of its own; none need do so where the bracket says
    that they share it: 县卫健局、县妇联（共同牵头）.
    """
    found = list(assignments)
    told = [_behind_name().match(words, one.place.end - start) for one in found]
    for at in range(len(found) - 1, 0, -1):
        between = words[found[at - 1].place.end - start : found[at].place.start - start].strip()
        role = told[at]
        if role is None or told[at - 1] or between != "、":
            continue
        first = at - 1
        while first and not told[first - 1] and words[found[first - 1].place.end - start : found[first].place.start - start].strip() == "、":
            first -= 1
        before = words[: found[first].place.start - start].rstrip()
        if role["shared"] or (first and before.endswith(("，", ",", "；", ";")) and told[first - 1]):
            last = found[at]
            found[first:at] = [replace(one, role=last.role, role_raw=last.role_raw) for one in found[first:at]]
    return tuple(found)


def _filled(row: Row, header: Header, table: Table, *, every: bool) -> Iterator[_Filled]:
    """Every body column with the cell that fills it."""
    columns = header.of("role")
    across = None if table.spans_stated else _spread(row, header)
    for column in columns:
        cell = row.cells.get(column)
        likely = across is not None and column in across[:2] and across[2]
        if across and column == across[1]:
            cell = row.cells[across[0]]
        if cell is None or not cell.text or is_none(cell.text):
            continue
        if header.columns[column].content and not every and not _names_some(cell.text):
            continue
        covered = sum(cell.column <= c < cell.column + cell.columns for c in columns)
        if not row.starts(cell):
            basis = "inherited-cell"
        elif covered > 1 or (across and column in across[:2]):
            basis = "merged-cell"
        else:
            basis = "cell"
        yield _Filled(column, cell, basis, likely or header.columns[column].content)


def _spread(row: Row, header: Header) -> tuple[int, int, bool] | None:
    """In a table without stated spans: the lead column whose cell also fills the column of principal bodies.

    Two forms of the same merged cell: the second column empty, or the third empty and the none-mark of the third
    moved into the second. The latter could also mean that nobody is responsible, so it is the likelier of two.
    """
    columns = header.of("role")
    for lead, principal in pairwise(columns):
        if (header.columns[lead].role, header.columns[principal].role) != ("lead", "responsible"):
            continue
        if not row.text(lead) or is_none(row.text(lead)):
            return None
        if not row.text(principal):
            return lead, principal, False
        after = columns[columns.index(principal) + 1 :]
        if is_none(row.text(principal)) and after and not any(row.text(c) for c in after):
            return lead, principal, True
    return None

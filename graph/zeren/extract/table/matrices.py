"""Promised values in tables: places × values, indicators over values, indicators by year.

Three shapes are read: rows that begin with a place or an indicator (街道 | PM2.5年均浓度), rows of values under
one or more header rows that may be ragged, and a column of indicators beside dated columns (2026年目标 | 2027年目标).
A table of measures gives none: its words are running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.extract.numbers import ARABIC, read_number
from zeren.extract.target.indicators import concept_of
from zeren.extract.target.units import pattern, unit_code
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Cell, Table, Target

_BEFORE = {
    "≥": ">=", "≧": ">=", ">=": ">=", "不低于": ">=", "不少于": ">=", "达到": ">=", "≤": "<=", "≦": "<=", "<=": "<=",
    "不超过": "<=", "不高于": "<=", "控制在": "<=", ">": ">", "超过": ">", "<": "<", "低于": "<", "约": "~",
}  # fmt: skip
_AFTER = {"以上": ">=", "及以上": ">=", "以下": "<=", "及以下": "<=", "以内": "<=", "左右": "~"}
_VALUE = re.compile(
    rf"(?P<before>{'|'.join(sorted(_BEFORE, key=lambda word: -len(word)))})?(?P<low>{ARABIC})"
    rf"(?:[%]?[-–—~至](?P<high>{ARABIC}))?(?P<unit>[^\d以及左]{{0,8}})(?P<after>{'|'.join(_AFTER)})?"
)
_NONE = re.compile(r"[-–—―/\\]*|无|不涉及|不考核|/")
_QUALITY = re.compile(
    r"(?:达到|完成|按照?|落实|符合|优于|满足|执行|参照).{1,20}|(?:同比|持续|稳步|逐步|进一步|较|比).{1,14}|(?:保持|维持).{1,10}|动态清零|全覆盖|清零"
)
_AREA = re.compile(
    r"(?:街道|地区|区县|县区|区域|区|县|市|旗|乡镇|镇|单位|辖区|行政区|省份|城市)(?:名称|办事处)?"
)
_LABEL = re.compile(r"(?:主要|具体|考核|约束性|预期性)?(?:指标|项目|目标)(?:名称|内容|项)?")
_UNIT = re.compile(r"(?:计量)?单位")
_DATED = re.compile(
    r"(?P<year>20\d\d)年?(?:度|底|末)?(?:的)?(?:计划)?(?:目标|指标|任务)?(?:值|数|任务)?|(?:年度)?(?:目标值?|指标值|任务数|计划值)"
)
_NUMBER = re.compile(r"序号|编号|№")
_BRACKET = re.compile(r"\((?P<unit>[^()]{1,10})\)$")
_CONTACT = re.compile("(?:联系|办公|固定|值班|手机|移动)?(?:电话|手机|号码|方式)(?:号码)?|联系人|手机号|邮箱|传真")
"""heads of a list that says how to reach somebody (单位 | 联系人 | 电话): its numbers are no values"""
_LONG = 40
"""code points; a longer cell is a sentence, and its table no table of values"""


_Spread = list[tuple[Cell, int, int, str | None]]
"""value cells with the first header that they cover, one past the last, and the reading where it is uncertain"""


@dataclass(frozen=True, slots=True)
class _Column:
    """What the header says about a column."""

    name: str
    unit: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class _Reader:
    scope: str | None
    year: str | None

    def target(
        self, cell: Cell, column: _Column, scope: str | None, reading: str | None = None
    ) -> Target | None:
        """The target in a value cell; None where the cell says that there is none."""
        words = _plain(cell.text)
        if _NONE.fullmatch(words):
            return None
        match = _VALUE.fullmatch(words)
        unit = column.unit
        if match:
            unit = match["unit"] or unit
        known = concept_of(column.name, unit)
        comparator, low, high = _numbers(match) if match else (None, None, None)
        return Target(
            column.name, comparator, low, high, unit if match else None, scope,
            "numeric" if match else "qualitative", cell.text, cell.place,
            concept=known.id if known else None, unit_code=unit_code(unit) if match else None,
            baseline=None if match else words, period=column.period or self.year, reading=reading,
        )  # fmt: skip


def value_under(cell: Cell, head: str, unit: str | None = None) -> Target | None:
    """The target in a cell below a head that names its indicator (省外到位资金（亿元）); None where the cell holds no value."""
    if not _is_value(cell.text) or _QUALITY.fullmatch(_plain(cell.text)):
        return None
    column = _column(head)
    return _Reader(None, None).target(cell, _Column(column.name, unit or column.unit, column.period), None)


def _numbers(match: re.Match[str]) -> tuple[str, float | None, float | None]:
    printed = _BEFORE.get(match["before"] or "") or _AFTER.get(match["after"] or "")
    low, high = read_number(match["low"]), read_number(match["high"] or "")
    return printed or (">=" if high is not None else "="), low, high


def _plain(text: str) -> str:
    return unspaced(fold(text))


def _is_value(text: str) -> bool:
    words = _plain(text)
    match = _VALUE.fullmatch(words)
    if match and match["unit"]:
        # 2号 or 3产业 is a name; a value in a cell carries a unit or nothing.
        return bool(pattern().fullmatch(match["low"] + match["unit"]))
    return bool(match or _NONE.fullmatch(words) or _QUALITY.fullmatch(words))


def _column(text: str) -> _Column:
    """Name, unit and year of a header (2026年注册登记货车新能源化率（%） → name, %, 2026年)."""
    words = _plain(text)
    bracket = _BRACKET.search(words)
    unit = bracket["unit"].removeprefix("单位:") if bracket else None
    name = words[: bracket.start()] if bracket else words
    year = re.match(r"20\d\d年", name)
    if year and len(name) > year.end():
        name = name[year.end() :].removeprefix("度")
    return _Column(name, unit, year[0] if year else None)


def targets_of(table: Table, caption: str | None, scope: str | None) -> tuple[Target, ...]:
    """Return the targets in a table of values, in reading order; none for a table of any other kind.

    ``caption`` gives the year that values without one belong to, ``scope`` the jurisdiction of the values that
    no row gives another place. A cell with - or nothing sets no target. Where ragged rows leave it open which
    header a value belongs to, the likeliest is taken and ``Target.reading`` says so.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell)
    if any(len(_plain(cell.text)) > _LONG or _CONTACT.fullmatch(_plain(cell.text)) for cell in table.cells):
        return ()
    year = re.search(r"20\d\d年", fold(caption or ""))
    reader = _Reader(scope, year[0] if year else None)
    headers: list[list[Cell]] = []
    found: list[Target] = []
    done = False
    for row in rows.values():
        filled = [cell for cell in row if cell.text.strip()]
        values = bool(filled) and all(_is_value(cell.text) for cell in filled)
        labelled = _labelled(row) if headers else False
        if not filled:
            continue
        if not values and not labelled:
            headers = [row] if done else [*headers, row]
            done = False
            continue
        if headers:
            found += _labels(reader, headers, row) if labelled else _matrix(reader, headers, row)
            done = True
    return tuple(found)


def _labelled(row: Sequence[Cell]) -> bool:
    """Whether a row begins with words and goes on with at least one value."""
    head = next((index for index, cell in enumerate(row) if _is_value(cell.text) and cell.column > 0), 0)
    words = [cell for cell in row[:head] if not _is_value(cell.text)]
    rest = row[head:]
    return (
        bool(words)
        and any(re.search(r"\d|要求|目标", cell.text) for cell in rest)
        and all(_is_value(cell.text) or _is_unit(cell.text) for cell in rest)
    )


def _is_unit(text: str) -> bool:
    return bool(pattern().fullmatch("1" + _plain(text)))


def _labels(reader: _Reader, headers: Sequence[Sequence[Cell]], row: Sequence[Cell]) -> list[Target]:
    """Targets of a row that begins with a place or an indicator."""
    tops = {
        position: cell
        for cells in headers
        for cell in cells
        for position in range(cell.column, cell.column + cell.columns)
    }
    label, unit, place = None, None, None
    found: list[Target] = []
    for cell in row:
        top = _plain(tops[cell.column].text) if cell.column in tops else ""
        if _NUMBER.fullmatch(top):
            continue
        if _UNIT.fullmatch(top) and not _AREA.search(_plain(cell.text)):
            unit = _plain(cell.text)
        elif not _is_value(cell.text):
            place, label = (cell, label) if _AREA.fullmatch(top) else (place, cell)
        elif label is not None or place is not None:
            target = reader.target(
                cell, _headed(top, label, unit), _plain(place.text) if place else reader.scope
            )
            found += [target] if target else []
    return found


def _headed(top: str, label: Cell | None, unit: str | None) -> _Column:
    """What a value is of: its column's header, or its row's label under a dated header."""
    column = _column(top)
    if label is None:
        return column
    own = _column(label.text)
    dated = _DATED.fullmatch(column.name) or _DATED.fullmatch(top)
    year = re.match(r"20\d\d", top)
    name = own.name if dated or not column.name else f"{own.name}{column.name}"
    return _Column(name, unit or own.unit or column.unit, f"{year[0]}年" if year else own.period)


def _matrix(reader: _Reader, headers: Sequence[Sequence[Cell]], row: Sequence[Cell]) -> list[Target]:
    """Targets of a row of values under its headers."""
    columns = _leaves(headers, row)
    values = [cell for cell in row if cell.text.strip()] if len(columns) < len(row) else list(row)
    names = [_column(cell.text) for cell in columns]
    gridded = any(cell.columns > 1 for cell in row)
    spread = _by_grid(columns, values) if gridded else _aligned(names, values)
    found = []
    for cell, low, high, reading in spread:
        for column in names[low:high]:
            target = reader.target(cell, column, reader.scope, reading)
            found += [target] if target else []
    return found


def _by_grid(columns: Sequence[Cell], values: Sequence[Cell]) -> _Spread:
    """Values under headers by the grid that the source states."""
    spread: _Spread = []
    for cell in values:
        covered = [
            i for i, top in enumerate(columns) if cell.column <= top.column < cell.column + cell.columns
        ]
        if covered:
            spread.append((cell, covered[0], covered[-1] + 1, None))
    return spread


def _leaves(headers: Sequence[Sequence[Cell]], row: Sequence[Cell]) -> list[Cell]:
    """The headers that stand directly over values: of two rows, the lower one and what spans both.

    A header of the upper row with a unit, or beside no group, reaches down to the values; the groups
    (结构减排, 工程减排) give way to the lower row, whose headers stand where the first group stands.
    """
    upper = [cell for cell in headers[-1] if cell.text.strip()]
    if len(headers) == 1 or len(upper) == len(row):
        return upper
    top = [cell for cell in headers[-2] if cell.text.strip()]
    alone = [cell for cell in top if _column(cell.text).unit is not None or cell.rows > 1]
    groups = [cell for cell in top if cell not in alone]
    if not groups or len(upper) + len(alone) != len(row):
        return upper
    first = top.index(groups[0])
    return (
        [cell for cell in top[:first] if cell in alone]
        + upper
        + [cell for cell in top[first:] if cell in alone]
    )


def _aligned(names: Sequence[_Column], values: Sequence[Cell]) -> _Spread:
    """Values under headers one by one; where values are fewer, one of the worded ones spans several headers."""
    extra = len(names) - len(values)
    if extra <= 0:
        return [(cell, index, index + 1, None) for index, cell in enumerate(values[: len(names)])]
    spans = [index for index, cell in enumerate(values) if not _VALUE.fullmatch(_plain(cell.text))]
    if not spans:
        return [
            (cell, index, index + 1, f"{len(names)} headers over {len(values)} values: read from the left")
            for index, cell in enumerate(values)
        ]
    likest = max(spans, key=lambda index: (_alike(names[index : index + extra + 1]), -index))
    spread: _Spread = []
    for index, cell in enumerate(values):
        low, high = _covered(index, likest, extra)
        certain = all(_covered(index, other, extra) == (low, high) for other in spans)
        joined = "、".join(column.name for column in names[likest : likest + extra + 1])
        words = f"{len(names)} headers over {len(values)} values: read with one value for {joined}"
        spread.append((cell, low, high, None if certain else words))
    return spread


def _covered(index: int, wide: int, extra: int) -> tuple[int, int]:
    """Headers that value ``index`` covers where value ``wide`` covers ``extra`` more than one."""
    low = index + (extra if index > wide else 0)
    return low, low + 1 + (extra if index == wide else 0)


def _alike(columns: Sequence[_Column]) -> int:
    """How much neighbouring headers resemble one another: length of the ending they share, 0 where units differ."""
    if len({column.unit for column in columns}) > 1:
        return 0
    shared = 0
    for chars in zip(*(reversed(column.name) for column in columns), strict=False):
        if len(set(chars)) > 1:
            break
        shared += 1
    return shared

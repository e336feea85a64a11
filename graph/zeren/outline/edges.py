"""What stands around a document's duties: its first lines, also those set in a frame, and the rows of tables that only sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from zeren.ground.fold import fold
from zeren.ground.model import Block, Cell, Paragraph, Table
from zeren.outline.headings import closed
from zeren.outline.lines import NUMBER, bodies, colophon, date_in, month_in, tab
from zeren.outline.titles import is_title

HEAD = 14
"""paragraphs at the top of a document that may hold its letterhead, number and title"""
STATED = re.compile(
    r"(?:^|(?<=\s))(标题|名称|文号|发文字号|文件编号|发布机构|发文机关|制发机关|成文日期|发文日期|发布日期|发布时间)\s{0,6}:"
)
"""a label of the sheet that government sites print above a document, one or several on a line"""
_SHEET_LABEL = re.compile(
    "标题|(?:文件)?名称|文号|发文字号|发布机构|发文机关|制发机关|(?:成文|发文|发布|印发|生成|公开)(?:日期|时间)"
    "|索引号|主题分类|有效性|公开方式|体裁分类|组配分类|主题词|信息来源|信息名称|文件编号|公开范围|(?:生效|废止|失效)(?:日期|时间)"
    "|(?:填报|填表|编制|制表)(?:单位|部门|人|日期|时间)|审[核批签]人?|批准人?|联系(?:人|电话|方式)|负责人"
)
"""a cell of the sheet of labels and values that government sites print above a document, blanks and colons left out"""
_RED = re.compile(r"[\u4e00-\u9fff、\s]{0,60}文\s{0,8}件")
_TODAY = re.compile("星期[一二三四五六日天]")
"""the day on which a page is looked at, not that of the paper: 2026年3月20日 星期五"""
_SHORT = 10
"""code points of what heads a sheet of notes or members"""
_FRAME_ROWS, _FRAME_CELL = 8, 60
"""rows, and code points of a cell, of a frame at the top of a document"""
_DUTY_HEAD = re.compile("(?:单位|部门|责任|牵头|主体|配合|负责|时限|时间|期限|日期|节点|进度|步骤)(?![^:]*:)")
"""in the head of a column of bodies or limits; not in the label of a signature (责任单位（盖章）：…)"""
_HEAD_ROWS = 3
"""rows at the top of a table that may hold its heads"""
_CAPTION = 20
"""code points of a head of a column"""
LINE = 60
"""code points of a signature in a cell of a table"""
_LABEL = re.compile(r"\s{0,4}(?:填报|填表|编制|制表)(?:单位|部门|人|日期|时间)?(?:[(][^()]{1,6}[)])?\s{0,4}:")
"""how a cell begins that says who made a table, or when"""
_POINTED = re.compile(r"20\d{2}[./-]\d{1,2}[./-]\d{1,2}")
_EDGE = 2
"""rows at either end of a table that may sign"""


def head(blocks: Sequence[Block]) -> list[Paragraph]:
    """Paragraphs before the first table of duties, the first few only; those of a frame at the very top among them.

    A sheet of notes (填写说明) or members that stands before others of a workbook heads nothing.
    """
    found: list[Paragraph] = []
    framed = 0
    for block in _from_first_sheet(blocks):
        if isinstance(block, Table):
            lines = [] if any(len(one.text) > _FRAME_CELL for one in found[framed:]) else frame(block)
            lines = lines or ([] if found else _banner(block))
            if not lines:
                found.extend(_labelled_rows(block))
                break
            found.extend(lines)
            framed += len(lines)
        elif found and _is_broken_bracket(found[-1].text, block.text):
            above = found.pop()
            found.append(Paragraph(above.text + block.text, replace(above.place, end=block.place.end)))
        elif len(found) - framed < HEAD:
            found.append(block)
        else:
            break
    return found


def _is_broken_bracket(above: str, below: str) -> bool:
    """Whether a line opens a bracket that the next one closes: （某县人民政府办公室2026年4月3日印发　某政办函⏎〔2026〕12号）."""
    first, second = fold(above).strip(), fold(below).strip()
    opens = first.startswith("(") and ")" not in first and second.endswith(")") and "(" not in second
    return opens and len(first) + len(second) <= LINE + LINE


def _from_first_sheet(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks from the sheet of a workbook that heads it: the first, or the first whose title says a place or year where it says none.

    A sheet of notes (填写说明) or members (领导小组名单) stands before the one of the plan.
    """
    if not blocks or not tab(blocks[0]):
        return blocks
    firsts = [at for at, block in enumerate(blocks) if at == 0 or tab(block) != tab(blocks[at - 1])]
    lines = [closed(block.text) if isinstance(block := blocks[at], Paragraph) else "" for at in firsts]
    # A cover without a table is the head of what follows it.
    if not lines[0] or _tells(lines[0]) or len(lines[0]) > _SHORT:
        return blocks
    told = (at for at, line in zip(firsts[1:], lines[1:], strict=True) if _tells(line) and is_title(line))
    return blocks[next(told, 0) :]


def _tells(title: str) -> bool:
    """Whether a title says whose plan it is or of which year."""
    return re.match(r"[\u4e00-\u9fff]{1,9}?[省市县区州旗盟镇乡]|.{0,20}20\d{2}", title) is not None


def frame(table: Table) -> list[Paragraph]:
    """The lines that a table holds which frames the letterhead or the sheet of labels above a document; empty for any other."""
    cells = [cell for cell in table.cells if cell.text.strip()]
    if table.rows > _FRAME_ROWS or not cells or any(len(cell.text) > _FRAME_CELL for cell in cells):
        return []
    if sum(_SHEET_LABEL.fullmatch(_label(cell.text)) is not None for cell in cells) * 3 >= len(cells):
        return [Paragraph(f"{cell.text.rstrip(':： ')}：{value.text}", value.place) for cell, value in _pairs(cells)]
    lines = [(words, cell) for cell in cells for words in cell.text.split("\n") if words.strip()]
    red = any(_RED.fullmatch(fold(closed(words))) for words, _ in lines)
    others = [words for words, _ in lines if not (bodies(words) or NUMBER.search(fold(words)) or _RED.fullmatch(fold(closed(words))))]
    if not red or len(others) > 1:
        return []
    return [Paragraph(words, cell.place) for words, cell in lines]


def _labelled_rows(table: Table) -> list[Paragraph]:
    """Labels and values in cells of their own above the heads of a table: 编制单位： | 某县水利局 | 文号： | 某水发〔2026〕3号."""
    found: list[Paragraph] = []
    for row in range(min(_HEAD_ROWS, table.rows)):
        cells = [cell for cell in table.cells if cell.row == row and cell.text.strip()]
        labels, values = cells[::2], cells[1::2]
        if len(labels) != len(values) or not all(_SHEET_LABEL.fullmatch(_label(cell.text)) and re.search("[:：]", cell.text) for cell in labels):
            break
        found += [Paragraph(f"{cell.text.rstrip(':： ')}：{value.text}", value.place) for cell, value in zip(labels, values, strict=True)]
    return found


def _banner(table: Table) -> list[Paragraph]:
    """The lines of a table of one row at the very top, as web pages set their name beside the day: no table of duties has but one."""
    cells = [cell for cell in table.cells if cell.text.strip()]
    if table.rows > 1 or any(len(cell.text) > _FRAME_CELL for cell in cells):
        return []
    return [Paragraph(cell.text, cell.place) for cell in cells if not _TODAY.search(cell.text)]


def _label(words: str) -> str:
    return re.sub(r"[\s:：]", "", words)


def _pairs(cells: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Each label and the value right of it."""
    for label, value in pairwise(cells):
        if label.row == value.row and _SHEET_LABEL.fullmatch(_label(label.text)) and not _SHEET_LABEL.fullmatch(_label(value.text)):
            yield label, value


def signing_rows(table: Table | None) -> list[list[str]]:
    """The words of those rows at either end of a table that hold nothing but a signature."""
    if table is None:
        return []
    ends = sorted({*range(min(_EDGE, table.rows)), *range(max(0, table.rows - _EDGE), table.rows)})
    return [words for row in ends if (words := signing(table, row))]


def signing(table: Table, row: int) -> list[str]:
    """The cells of a row that holds nothing but a signature; empty where it reads as a row of duties.

    A task or a number beside the body makes it one of duties, and so does a head above the body or the day
    (责任单位 | 完成时限: 县市场监管局 | 2026年12月31日).
    """
    cells = _filled(table, row)
    if any(_LABEL.match(fold(cell.text)) for cell in cells) and all(_of_signature(cell.text) for cell in cells):
        return [cell.text for cell in cells if len(cell.text) <= LINE]  # 制表日期：… below the head 完成时间
    if _dated(cells) and any(_dated(_filled(table, other)) for other in range(table.rows) if other != row):
        return []  # one of several rows of a body and a day each
    tops = (cell for cell in table.cells if cell.row < _HEAD_ROWS and (cell.columns < table.columns or table.columns == 1))
    heads = {cell.column: cell for cell in tops if len(cell.text) <= _CAPTION and _DUTY_HEAD.search(fold(cell.text))}
    for cell in cells:
        above = heads.get(cell.column)
        if not _of_signature(cell.text) or (above and above.row < cell.row and above.columns >= cell.columns):
            return []
    return [cell.text for cell in cells if len(cell.text) <= LINE]


def _filled(table: Table, row: int) -> list[Cell]:
    return [cell for cell in table.cells if cell.row <= row < cell.row + cell.rows and cell.text.strip()]


def _dated(cells: Sequence[Cell]) -> bool:
    """Whether cells hold a body and a day, each in one of its own."""
    return any(bodies(cell.text) for cell in cells) and any(date_in(cell.text, whole=True) for cell in cells)


def _of_signature(words: str) -> bool:
    """Whether a cell may stand in a row of signatures: a body, a day, both, or what a label opens (审核人：…)."""
    dated = date_in(words, whole=True) or _POINTED.fullmatch(words.strip()) or month_in(words)
    return bool(bodies(words) or dated or any(colophon(words)) or re.search("[:：]", words))

"""Rows of a table that are no measure: headings over the rows below, notes across the table, sums."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.cells.marks import legend
from zeren.extract.cells.natures import nature
from zeren.extract.columns import is_none
from zeren.extract.statement.rules import lead_rule, standing_rule
from zeren.extract.table.captions import COUNT
from zeren.extract.table.header import Header
from zeren.extract.table.noted_for_all import speaks_of_all
from zeren.extract.table.reading import Reading, left
from zeren.extract.table.rows import Row, is_sum
from zeren.extract.time.headings import time_of
from zeren.extract.time.limits import limit_of
from zeren.extract.time.overall import due_for_all
from zeren.ground.fold import fold
from zeren.ground.model import Cell, Paragraph, Section, Table
from zeren.outline import closed, heading

_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）]?[、.]?")
_NOTE = re.compile(r"\s*(?:备?注|说明|填表说明|附注)\s*[:：]")
_TITLE = re.compile(r"20\d\d|(?:表|单|账|方案|计划|规划|分工|分解|要点)(?:[(（].{0,12}[)）])?$|附件|单位[:：]")
"""words that titles of plans hold and headings over a part of their tables do not"""
_OVER_NUMBER = re.compile(
    r"^[^\w(]{0,3}(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.:]?|第[一二三四五六七八九十]{1,2}[批类]:?)?\s{0,4}(?=\d|[^\s月季年])"
)
"""一、3月底前完成, （二）9月底前, ▍6月底前, but 一季度"""
_OVER_COUNT = re.compile(
    r"(?:完成)?(?:的?(?:任务|事项|项目|工作|措施|内容))?\s{0,4}(?:[(](?:共|计)?\s{0,4}[\d一二三四五六七八九十]{1,4}\s{0,4}[项条个件][)])?\s{0,4}:?$"
)
_COUNTED_OVER = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)])[^,;。:]{2,20}$")
"""一、市场准入, （二）获得用水: such words alone in a row head those below, though they stand in the column of measures"""
_OVER_BRACKET = re.compile(r"[(](?P<time>[^()]{2,24}?)(?:办结|完成|销号|见效|交账|到位|清零|落实到位)?[)]\s{0,4}$")
"""第一批（6月底前办结）"""
_PARENT = re.compile(r"(?P<parent>\d{1,2}(?:\.\d{1,2})?)[.-][1１]")
"""the number of the first of several parts: 1.1, 2.3.1, 4-1"""
_PARENT_LENGTH = 24
"""code points; a longer row is a measure of its own"""
_LEGEND_HEAD = re.compile("(?:图例|符号|标记|注|备注|说明)(?:说明)?[:：]?")
_STANDS = re.compile("备注|说明|状态|进展|进度|调整|情况")
"""heads of what is said of a row, where 取消 speaks of the row and not of its matter (改革方式: 取消)"""
_MATTER = "(?:项|条|任务|事项|项目|工作|措施|指标)"
_CANCELLED = re.compile(
    rf"(?:(?:经[\u4e00-\u9fff]{{0,8}}?)?(?:研究|批准|批复|审定|会议)(?:同意|决定|明确)?,?)?"
    rf"(?:(?:此|该|本){_MATTER}{{1,2}}(?:已经?|现|现已|予以|拟予)?(?:取消|撤销|撤项|终止|作废|删除|停止(?:实施|执行|推进))"
    rf"|(?:已经?|现已|予以|决定)(?:取消|撤销|撤项|终止|作废|删除|停止(?:实施|执行|推进))"
    rf"|(?:(?:此|该|本){_MATTER}{{1,2}})?(?:已|现已)?不再(?:实施|执行|推进|开展|列入|组织实施|保留|考核))"
    rf"(?:实施|执行|推进)?(?:此|该|本)?{_MATTER}{{0,2}}[。;]?"
)
"""此项取消, 该项目已终止, 经研究决定取消, 不再实施; 拟取消 and 申请取消 leave the task as it is"""
_SECTION_LENGTH = 60
"""code points; a longer single cell is a statement, not a section row"""


def heading_in(row: Row, header: Header, table: Table) -> Section | None:
    """A row with nothing but a heading: one filled cell at the left, or across the table, its number before it."""
    filled = row.filled
    if not filled or any(not row.starts(cell) or cell.rows > 1 for cell in filled):
        return None
    numeral = ""
    repeated = row.repeats and len(closed(filled[0].text)) > 2
    if repeated:
        filled = filled[:1]  # what copies of a merged cell leave of a heading: its words in every cell
    if len(filled) > 1 and filled[0].column in header.of("number") and _NUMERAL.fullmatch(closed(filled[0].text)):
        number = closed(filled[0].text).rstrip("、.")
        if len(filled) == 2 or not number.isdigit():
            filled = filled[1:]
            numeral = number + ("" if number[-1] in ")）" else "、")
    if len(filled) != 1 and _stands_over(filled, numeral, row, header):
        filled = filled[:1]
    if len(filled) != 1:
        return None
    cell = filled[0]
    if states_rule(cell):
        return None
    across = bool(numeral) or repeated or cell.columns > table.columns // 2
    alone = not table.spans_stated and bool(header.of("role")) and time_over(cell.text) is not None
    counted = _COUNTED_OVER.match(fold(cell.text)) is not None and bool(header.of("role")) and table.columns > 2
    first = header.has_words and header.measure == 0 and not alone and not counted
    if not across and (cell.column != 0 or first or cell.text.isdigit()):
        return None
    words = numeral + closed(cell.text)
    if len(words) > _SECTION_LENGTH or words.endswith("。"):
        return None
    numbered = heading(words)
    return Section(words, numbered.level if numbered else 1, cell.place)


def parent_in(row: Row, below: Row | None, header: Header) -> Section | None:
    """A row that heads those below it by its number (1 above 1.1): a few words, bodies or none, and nothing else.

    Its bodies are theirs where they name none.
    """
    numbers = header.of("number")
    number = closed(row.text(numbers[0])).rstrip("、.") if numbers and header.has_words else ""
    beneath = closed(below.text(numbers[0])).rstrip("、.") if below and numbers else ""
    words = row.cells.get(header.measure) if header.has_words else None
    first = _PARENT.fullmatch(beneath)
    if not number or words is None or first is None or first["parent"] != number:
        return None
    plain = {*numbers, header.measure, *header.of("role")}
    blank = below is not None and not any(below.text(c) for c in header.of("role") if row.text(c))
    alone = all(cell.column in plain or is_none(cell.text) for cell in row.own)
    if not alone or not blank or not words.text or len(words.text) > _PARENT_LENGTH:
        return None
    return Section(f"{number}.{closed(words.text)}", 2, words.place)


def time_over(words: str) -> str | None:
    """The deadline that is all that a heading says (一、3月底前完成（2项）), or that it sets in brackets behind its words."""
    if (told := time_of(words)) and told.form in ("bracket", "alone"):
        return told.words
    folded = fold(words)
    if (own := _OVER_BRACKET.search(folded)) and nature(own["time"]) == "date":
        return own["time"][: limit_of(own["time"])] or own["time"]  # without the word that says that it is then done
    alone = _OVER_NUMBER.sub("", _OVER_COUNT.sub("", folded))
    return alone if nature(alone) == "date" else None


def _stands_over(filled: Sequence[Cell], numeral: str, row: Row, header: Header) -> bool:
    """Whether the first words of a row are a heading beside which only figures stand (一、老旧小区改造 | 15320 | 小计3个)."""
    cell = filled[0]
    if not header.has_words:
        return False
    covered = set(range(cell.column, cell.column + cell.columns))
    numbered = numeral or heading(closed(cell.text))
    keys = {*header.of("number")[:1], header.task, header.measure} - {None}
    if not numbered and len(keys) > 1 and keys <= covered:
        # 产业项目 from the column of numbers over that of words, beside its sum.
        return all(nature(one.text) in ("value", "number") or is_none(one.text) for one in filled[1:])
    if not numbered or (not numeral and cell.columns < 2):
        return False
    words = row.cells.get(header.measure)
    if words and words.text and words is not cell:
        return False
    return not any(row.text(c) for c in header.of("role") if row.cells[c] is not cell)


def heading_over_head(row: Row, table: Table) -> Section | None:
    """A row across the table above its head that is no title of a plan: what the table is about (甲类：环境整治)."""
    filled = row.filled
    if len(filled) != 1 or filled[0].columns < table.columns or table.columns < 2 or _TITLE.search(filled[0].text) or states_rule(filled[0]):
        return None
    words = closed(filled[0].text)
    return Section(words, 1, filled[0].place) if len(words) <= _SECTION_LENGTH and not words.endswith(("。", ":", "：")) else None


def as_paragraph(row: Row, section: Section) -> Paragraph:
    """A heading that stands in a row, as a caption over the rows below it."""
    cell = next(cell for cell in row.own if cell.place.start == section.place.start)
    text = cell.text[: match.start()] if (match := COUNT.search(cell.text)) else cell.text
    return Paragraph(text, replace(cell.place, end=cell.place.start + len(text)))


def sums_up(row: Row, header: Header) -> bool:
    """Whether a row sums up others (合计, 总计, 小计): its first words say so and it names no bodies."""
    if not row.sums:
        return False
    return not any(nature(row.text(c)) in ("body", "states") for c in header.of("role") if row.text(c) and not is_sum(row.text(c)))


def is_legend(row: Row) -> bool:
    """Whether a row says what marks mean and nothing else: ●为牵头单位，○为配合单位, or a cell for each mark."""
    words = [cell.text for cell in row.own if not _LEGEND_HEAD.fullmatch(closed(cell.text))]
    return bool(words) and len(row.own) == len(row.filled) and all(len(one) <= _SECTION_LENGTH and legend([one]) for one in words)


def cancelled(row: Row, header: Header) -> bool:
    """Whether a remark says that the row is no task any more: 此项取消, 已撤销, 经研究不再实施."""
    remarks = (c for kind in ("remark", "unknown") for c in header.of(kind) if _STANDS.search(header.columns[c].header))
    return any(row.starts(row.cells[c]) and _CANCELLED.fullmatch(closed(fold(row.text(c)))) for c in remarks if row.text(c))


def remark_across(row: Row, table: Table, header: Header) -> Cell | None:
    """A cell over the whole width that is no heading: a note under the table."""
    filled = row.filled
    alone = len(filled) == 1 and row.starts(filled[0]) and filled[0].column == 0
    across = alone and (filled[0].columns == table.columns > 1 or _NOTE.match(filled[0].text) is not None)
    return filled[0] if across else None


def field_across(row: Row, header: Header) -> Sequence[Cell]:
    """The label and the value of a field under the rows of a form (办理要求 | 请按时限办结…), whose value reaches over columns of
    bodies and of something else; empty where the row is one of the table.
    """
    for cell in row.own:
        under = {header.columns[c].kind for c in range(cell.column, cell.column + cell.columns) if c in header.columns}
        if len(row.filled) > 1 and cell.text and row.starts(cell) and "role" in under and under & {"measure", "task", "deadline"}:
            return row.own
    return ()


def states_rule(cell: Cell) -> bool:
    """Whether a cell is a note (注：…), states who leads or who watches over all rows: it heads none, however short it is."""
    return _NOTE.match(cell.text) is not None or lead_rule(cell.text) is not None or speaks_of_all(cell.text)


def take_remark(cell: Cell, reading: Reading) -> None:
    """Take a note across the table as a rule for its bodies; else it is residue."""
    reading.lead_rule = reading.lead_rule or lead_rule(cell.text)
    standing = standing_rule(cell.text, cell.place.start, cell.place)
    reading.standing += [standing] if standing else []
    if due := due_for_all(cell.text):
        reading.dues.append(replace(cell.place, start=cell.place.start + due[0], end=cell.place.start + due[1]))
        reading.formal.append(cell.place)
        reading.read += 1
    elif standing or lead_rule(cell.text):
        reading.read += 1
        reading.formal.append(cell.place)
    else:
        reading.residue.append(left(cell, "a remark across the table", ignored=_NOTE.match(cell.text) is not None))

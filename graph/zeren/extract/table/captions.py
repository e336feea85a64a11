"""What stands above a table: headings, a legend of its marks, a body that answers for all of its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.bodies.persons import is_person
from zeren.extract.cells.heads import head_of
from zeren.extract.lexicon import is_formality, label_words
from zeren.extract.statement.statement import parse
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.overall import due_for_all, limit_that_ends
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Assignment, Block, Cell, Paragraph, Place, Section, Table
from zeren.outline import closed, heading

_ABOVE = 4
"""paragraphs above a table that may speak of it"""
_SHORT = 60
"""code points; a longer paragraph is running text"""
_CAPTION = 16
"""code points of the words above a table that say what it is about"""
_NO_CAPTION = re.compile(r"[。；，:：、\d年]|(?:表|单|账|方案|计划|分工|分解|要点|任务书)$|单位|附件|说明|备注")
_BRACKET = re.compile(r"[(（【\[](?P<body>[^()（）【】\[\]]{2,40})[)）】\]]\s*$")
_PERSON = re.compile(r"[(（](?:[\u4e00-\u9fff]{2,6}[:：])?(?P<name>[\u4e00-\u9fff \u3000]{2,8})[)）]$")
"""who heads a body, in brackets behind its name: 党政综合办公室（负责人：陈志杰）"""
COUNT = re.compile(r"[(（](?:共|计)?\s*[\d一二三四五六七八九十]+\s*[项条个件][)）]\s*$")
_MARKED = re.compile("[√✓▲△●○◎★☆◆◇■□]")
_NUMBER = re.compile(
    r"^(?:[表附][一二三四五六七八九十\d]{1,3}[\s:：、.]{1,4}|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．])\s*"
)
_GIVEN = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,6})\s{0,2}[:：]\s{0,2}")
"""交办对象：区城市管理局（2件）"""
_FIELDS = re.compile(r"\S+(?:[ \u3000](?![\u4e00-\u9fff]{2,8}[:：])\S+){0,12}")
"""words up to a gap of two blanks, or to the label of the next field"""
_TASKS_OF = re.compile(
    r"(?P<bodies>[^\d，。；：:]{3,40}?)(?:20\d\d年度?)?(?:承担的?|认领的?|负责的?)?(?:年度|重点|主要|工作|目标|任务|责任|履职|攻坚|整改|问题|事项|项目){1,4}(?:清?单|台账|书|表|计划|分解表?|交办单)"
)
"""区民政局任务单, 县教育局2026年重点工作清单"""
_SHARES = re.compile(
    "(?:任务|指标|目标|计划|责任)[\u4e00-\u9fff]{0,4}(?:分解|分配|下达|分工|认领)(?:计划|方案|情况|清单|一览表|明细[表单]?|细表|[表单])?(?:[(（].{0,12}[)）])?$"
)
"""重点指标任务分解表, 目标分解明细表, 年度造林任务分配计划"""
_DUE = re.compile(
    r"[\s(【\[]{0,4}(?:(?:统一|总体|整改|任务|工作)?(?:完成|办结|办理|办复|答复|回复|整改|销号|落实|截止|交付|见效)(?:时限|时间|期限|日期)|时限|期限|时间(?:要求|节点|进度))(?:要求)?[\])】]?(?:[:：]|(?:均|统一|一律|全部|都)?[为是])?\s{0,4}"
    r"(?P<time>[^:：]{2,20}?)(?:(?<=[前内])[\u4e00-\u9fff,、，]{4,40})?[\s)】\].。;]{0,4}"
)
"""完成时限：2026年10月底前; 办理时限均为国庆节前; 答复时限：7月15日前书面答复代表并抄送人大"""
_ENDS_TITLE = re.compile(r"[(](?P<time>[^()]{2,24})[)]\s{0,4}$")
"""重点任务清单（2027年10月底前完成）, but （2027年3月） only dates the list"""


def shares_out(blocks: Sequence[Block]) -> bool:
    """Whether a title before the first table says that tasks are shared out among those it lists (重点指标任务分解表)."""
    for block in blocks:
        if isinstance(block, Table):
            return any(_SHARES.search(one.text) for one in _first_row(block))
        if len(block.text) <= _SHORT and _SHARES.search(closed(block.text)):
            return True
    return False


def above(blocks: Sequence[Block], table: Table) -> list[Paragraph]:
    """The paragraphs right above a table, nearest first; none where another table or running text parts them."""
    at = next((i for i, block in enumerate(blocks) if block is table), 0)
    found: list[Paragraph] = []
    for block in reversed(blocks[max(0, at - _ABOVE) : at]):
        if isinstance(block, Table) or len(block.text) > _SHORT or block.text.rstrip().endswith(("。", "；", ";")):
            break
        found.append(block)
    return found


def sections_of(paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """The numbered headings among the paragraphs above a table, outermost first."""
    found: list[Section] = []
    for paragraph in reversed(paragraphs):
        words = closed(paragraph.text)
        numbered = heading(words)
        if numbered and numbered.level < 3:
            found = [section for section in found if section.level < numbered.level]
            found.append(Section(words, numbered.level, paragraph.place))
    return tuple(found)


def captions(blocks: Sequence[Block]) -> dict[int, Section]:
    """The short words right above each of several tables, each another: what the table is about, by the starts of the tables.

    A title, a legend, a unit of figures or who filled a table in is none, nor is a numbered heading (``sections_of``).
    """
    found: dict[int, Section] = {}
    for before, block in pairwise(blocks):
        if not isinstance(before, Paragraph) or not isinstance(block, Table):
            continue
        field = side_by_side(before)[0]
        if _is_caption(closed(field.text)):
            found[block.place.start] = Section(closed(field.text), 1, field.place)
    words = [section.heading for section in found.values()]
    return found if len(words) > 1 and len(set(words)) == len(words) else {}


def side_by_side(paragraph: Paragraph) -> list[Paragraph]:
    """The fields of a line that sets several side by side, the number before the first cut off; else the line itself.

    表1　玉带河　　河长：县长 宋明远　　责任单位：东坝镇人民政府
    """
    text = paragraph.text
    start = match.end() if (match := _NUMBER.match(text)) else 0
    spans = [span for at in _FIELDS.finditer(text, start) if (span := at.span())[0] < span[1]]
    if len(spans) < 2 or not any(_GIVEN.match(text, *span) for span in spans[1:]):
        return [paragraph]
    base = paragraph.place.start
    return [
        Paragraph(text[begin:end], replace(paragraph.place, start=base + begin, end=base + end)) for begin, end in spans
    ]


def _is_caption(words: str) -> bool:
    if not 2 < len(words) <= _CAPTION or heading(words) or _MARKED.search(words) or is_formality(words):
        return False
    return _NO_CAPTION.search(words) is None and not is_body(words)


def inner_tables(blocks: Sequence[Block], table: Table) -> dict[int, Section]:
    """What the rows of a table are about whose other cells hold a table each: by the starts of those tables, which follow it.

    领域 | 任务安排 with 基础教育 | (a table of duties) in every row; empty where rows and tables differ in number.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    named = [own for at, own in sorted(rows.items()) if at > 0]
    at = next((i for i, block in enumerate(blocks) if block is table), len(blocks))
    inner: list[Table] = []
    for block in blocks[at + 1 :]:
        if not isinstance(block, Table):
            break
        inner.append(block)
    alone = all(len([cell for cell in own if cell.text]) == 1 and own[0].text and len(own) > 1 for own in named)
    if len(named) < 2 or len(inner) != len(named) or not alone:
        return {}
    return {
        one.place.start: Section(closed(own[0].text), 1, own[0].place) for one, own in zip(inner, named, strict=True)
    }


def bodies_above(paragraphs: Sequence[Paragraph], *, counted: bool = False) -> tuple[Assignment, ...]:
    """The bodies that a caption names for its whole table: 2026年重点工作目标（市教育局）, 责任单位：市教育局, 一、市教育局（3项）.

    ``counted``: the number of tasks behind the words was cut off.
    """
    for paragraph in paragraphs:
        if _MARKED.search(paragraph.text):
            continue  # a legend
        fields = side_by_side(paragraph)
        if len(fields) > 1 and (told := [one for field in fields for one in _labelled(field) or _given(field)]):
            return tuple(replace(one, position=at) for at, one in enumerate(told, 1))
        found = _labelled(paragraph) or _in_bracket(paragraph) or _given(paragraph) or _bracketed(paragraph) or _alone(paragraph, counted=counted)
        if found:
            return found
    return ()


def due_above(paragraphs: Sequence[Paragraph]) -> tuple[str, Place] | None:
    """The deadline that a line above a table states for its rows: 完成时限：2026年10月底前, （以下事项6月底前完成）."""
    for paragraph in (field for one in paragraphs for field in side_by_side(one)):
        match = _DUE.fullmatch(fold(paragraph.text))
        # 时限：尽快 says nothing, 国庆节前 does.
        unsaid = ("none",) if match and match["time"].endswith(("前", "内", "立改", "即改")) else ("none", "relative")
        if match and read_deadline(closed(match["time"]), 2000).kind not in unsaid:
            start, end = match.span("time")
            base = paragraph.place.start
            return closed(paragraph.text[start:end]), replace(paragraph.place, start=base + start, end=base + end)
        bracket = _ENDS_TITLE.search(fold(paragraph.text))
        if bracket and not due_for_all(bracket["time"]) and (limit := limit_that_ends(bracket["time"])):
            start, base = bracket.start("time"), paragraph.place.start
            return limit, replace(paragraph.place, start=base + start, end=base + bracket.end("time"))
    return None


def _labelled(paragraph: Paragraph) -> tuple[Assignment, ...]:
    folded = fold(paragraph.text)
    if ":" not in folded or is_formality(folded) or not label_words(folded).search(unspaced(folded)):
        return ()

    def place_of(start: int, end: int) -> Place:
        return replace(paragraph.place, start=start, end=end)

    said = parse(paragraph.text, paragraph.place.start, place_of, "responsible", None)
    printed = said.printed_roles and not said.described
    return said.assignments if printed and all(is_body(a.mention) and a.role_raw for a in said.assignments) else ()


def _given(paragraph: Paragraph) -> tuple[Assignment, ...]:
    """The bodies behind a label whose parts say that bodies follow: 认领单位：区水务局, 包案部门：区信访局."""
    given = _GIVEN.match(paragraph.text)
    head = head_of(given["label"]) if given else None
    if given is None or head is None or head.kind != "role" or head.strength == 1.0 or not _gives(given["label"]):
        return ()
    found = _listed(paragraph, given.end(), len(paragraph.text.rstrip()))
    return tuple(replace(one, role=head.role or "responsible", role_raw=given["label"]) for one in found)


def _in_bracket(paragraph: Paragraph) -> tuple[Assignment, ...]:
    """The bodies that a label in the closing bracket of a line names: 工作一组：征地拆迁组（牵头：开发区自然资源分局）."""
    match = _BRACKET.search(paragraph.text)
    if match is None or ":" not in fold(match["body"]):
        return ()
    start, end = match.span("body")
    base = paragraph.place.start
    return _labelled(replace(paragraph, text=match["body"], place=replace(paragraph.place, start=base + start, end=base + end)))


def _bracketed(paragraph: Paragraph) -> tuple[Assignment, ...]:
    match = _BRACKET.search(paragraph.text)
    if match is None:
        return ()
    start, end = match.span("body")
    base = paragraph.place.start
    inner = replace(paragraph, text=match["body"], place=replace(paragraph.place, start=base + start, end=base + end))
    return _labelled(inner) or _listed(paragraph, start, end)


def _alone(paragraph: Paragraph, *, counted: bool) -> tuple[Assignment, ...]:
    text = paragraph.text
    end = match.start() if (match := COUNT.search(text)) else len(text.rstrip())
    end = match.start() if (match := _PERSON.search(text, 0, end)) and is_person(match["name"].strip()) else end
    start = match.end() if (match := _NUMBER.match(text)) else 0
    if (given := _GIVEN.match(text, start, end)) and _gives(given["label"]):
        start = given.end()
    tab = (paragraph.place.path or "").endswith("!")  # the name on the tab of a sheet
    counted = counted or end < len(text.rstrip())
    if given and not counted:
        return ()  # a label that no list knows: only the number of tasks behind the body tells that they are its
    numbered = start > 0 or counted or tab
    return _listed(paragraph, start, end, tab=tab) if numbered else ()


def _gives(label: str) -> bool:
    """Whether a label that no list knows may say to whom a table is given: not who made, sent or checks it."""
    return head_of(label).kind not in ("note", "person", "deadline", "number", "section") and not is_formality(label)


def bodies_named(paragraph: Paragraph) -> tuple[Assignment, ...]:
    """The bodies that a line names and nothing else, a label before them or not: 县水利局, 科室：规划科."""
    given = _GIVEN.match(paragraph.text)
    if given and not _gives(given["label"]):
        return ()
    start = given.end() if given else 0
    return _listed(paragraph, start, len(paragraph.text.rstrip()))


def bodies_of_tables(blocks: Sequence[Block]) -> dict[int, tuple[Assignment, ...]]:
    """The bodies to whose tasks titles over several tables give them (区民政局任务单, 区商务局任务单; or their bare names right above),
    by the starts of the tables. A title over a single table says who made it.
    """
    found: dict[int, tuple[Assignment, ...]] = {}
    tables = [block for block in blocks if isinstance(block, Table)]
    for table in tables:
        over = above(blocks, table)
        for at, paragraph in enumerate((*over, *_first_row(table))):
            if (at == 0 or at == len(over)) and (bodies := _listed(paragraph, 0, len(paragraph.text.rstrip()))):
                found[table.place.start] = bodies
                break
            words = closed(paragraph.text)
            match = _TASKS_OF.fullmatch(words)
            if match and (bodies := _listed(paragraph, 0, _end_of(paragraph.text, match["bodies"]))):
                found[table.place.start] = bodies
                break
    named = [tuple(body.mention for body in bodies) for bodies in found.values()]
    return found if len(found) > 1 and len(set(named)) == len(named) else {}


def _first_row(table: Table) -> list[Paragraph]:
    """The words across the top of a table, as a caption over it."""
    top = [cell for cell in table.cells if cell.row == 0 and cell.text]
    return [Paragraph(top[0].text, top[0].place)] if len(top) == 1 and table.columns > 1 else []


def _end_of(text: str, words: str) -> int:
    """Where the first characters of a text that say ``words`` end."""
    return next((at for at in range(len(text) + 1) if closed(text[:at]) == words), 0)


def _listed(paragraph: Paragraph, start: int, end: int, *, tab: bool = False) -> tuple[Assignment, ...]:
    """The bodies of a list; on the ``tab`` of a sheet a name may be nothing but an ending (妇联)."""
    words = paragraph.text[start:end]
    mentions = split(words, paragraph.place.start + start)
    named = all((is_body(m.printed) or (tab and is_whole(m.printed))) and not is_person(m.printed) for m in mentions)
    if not mentions or not named:
        return ()
    return tuple(
        Assignment("responsible", None, m.printed, m.full, at, "text", replace(paragraph.place, start=m.start, end=m.end))
        for at, m in enumerate(mentions, 1)
    )

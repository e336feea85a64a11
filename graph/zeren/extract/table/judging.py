"""What the columns under heads of the same words are: judged together, then by what columns beside each other say."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import MIXED, Head, head_of
from zeren.extract.cells.marks import role_of_mark
from zeren.extract.cells.natures import nature, shares
from zeren.extract.columns import Column, is_none
from zeren.extract.lexicon import role_in
from zeren.extract.statement.rules import lead_rule
from zeren.extract.table.head_top import speaks
from zeren.extract.table.header import Header
from zeren.extract.table.judge import Evidence, Judgement, Seen, judged
from zeren.extract.table.laid import DISTRICT, LEAST_BODIES, PLACES, SURE, Judged, Top
from zeren.extract.table.next_steps import next_over_whole
from zeren.extract.table.roles_beside import (
    ROLE_WORDS,
    role_words_at,
    told_behind,
    told_by_cells,
    told_within,
)
from zeren.extract.table.rows import Row
from zeren.ground.model import Cell, Place
from zeren.outline import closed

_PERSONS = re.compile("领导|负责人|责任人|联系|人员|同志|电话|代表")
_BESIDE_BUILDER = re.compile("主管|监管|属地")
"""those who stand beside the builder of a project and do not build it (行业主管部门, 属地责任单位)"""
_APPLIES = re.compile(
    "(?:申报|申请|认领|承诺|报名|立项|隐患|问题|涉[事案]|违[法规])[\u4e00-\u9fff]{0,2}(?:单位|部门|科室|处室|组织|支部|党委|主体|地区|企业|场所)"
)
"""heads that say who applied for or took on what the rows are, or with whom it was found (申报单位, 认领科室, 申报党组织, 隐患单位)"""
_WHOLE = re.compile("建设(?:内容|规模)|(?:项目|工程|建设)概况|规模及")
"""heads that say how large the whole of a project is"""
_DEED = 2
"""code points of a deed that begins a head (整治要求, 化解期限)"""
_ANSWERS = re.compile("属地|所属|[省市区县镇乡](?:级|直)|各")
"""what stands before a kind of body that answers for its rows, though it says no role: 属地街道, 市直部门"""
_LEVEL = re.compile("[省市区县州旗镇乡村](?:级|直)?(?:层面)?")
"""bodies side by side of several levels, each of which answers (市级 | 县级)"""
_MOST = 0.6
"""share of cells that are deeds in a column of tasks that holds the words of the measures"""


def _says_acting(head: Head) -> bool:
    """Whether a head says that the bodies below it act, by a word of its own: not 联系部门, nor who stands beside a builder."""
    if head.kind != "role" or head.role not in ("lead", "responsible") or _BESIDE_BUILDER.search(head.words):
        return False
    return head.strength == 1.0 or role_in(head.words) is not None or head.why == head.words


def _sizes(head: Head) -> bool:
    """Whether a head of a measure's words says how large the whole of a project is (建设内容及规模)."""
    return head.kind == "measure" and _WHOLE.search(head.words) is not None


def _applies(seen: Seen) -> bool:
    """Whether a column names who applied for what the rows are: where nobody else acts, they answer for it (申报党组织)."""
    return seen.head.kind == "note" and _APPLIES.match(seen.head.words) is not None and seen.natures.get("body", 0) >= 0.5


def _groups_places(seen: Seen) -> bool:
    """Whether a column that no head explains stands over several rows each (片区 over its towns)."""
    return seen.head.strength == 0 and seen.over_rows > 0 and not seen.natures.get("long")


def judged_columns(heads: Sequence[Top], decided: Mapping[int, str] | None) -> Judged:
    """The columns under a head, judged by its words and by the cells of all tables that print it."""
    columns = dict(heads[0].heads)
    rows = [row for head in heads for row in head.body if speaks(row)]
    units = _units(sorted(columns), rows, columns)
    acting = any(_says_acting(head) for head in columns.values())
    suggested = any(head.role and "建议" in head.words for head in columns.values())
    seen = [_seen(columns[unit[0]], unit, rows, suggested=suggested) for unit in units]
    seen = [replace(one, lone=not acting and (one.head.kind == "builder" or _applies(one)), whole=_sizes(one.head)) for one in seen]
    sized = any(one.whole for one in seen)
    goals = [one.head for one in seen if one.head.kind in ("target", "yearly")]
    seen = [replace(one, beside_whole=sized and one.head in goals, series=len(goals) > 1 and one.head in goals) for one in seen]
    set_ = {at: "mark" for at, one in enumerate(seen) if _is_marked(one, words_of(units[at][0], rows))}
    among = [at for at, one in enumerate(seen) if len(set_) >= LEAST_BODIES and at not in set_ and one.head.strength < 1]
    marks = {closed(text) for at in set_ for text in words_of(units[at][0], rows)}
    within = range(min(set_, default=0) - 1, max(set_, default=0) + 2)
    texts = {at: words_of(units[at][0], rows) for at in among}
    among = [at for at in among if _says_roles(texts[at]) or (at in within and _shares_marks(seen[at], texts[at], marks))]
    set_ |= dict.fromkeys(among, "mark")
    shared = [at for at, one in enumerate(seen) if _is_share(one)]
    set_ |= dict.fromkeys(shared if len(shared) >= LEAST_BODIES else [], "mark")
    groups = {at for at, one in enumerate(seen) if _is_groups(one, words_of(units[at][0], rows))}
    acts = [at for at, one in enumerate(seen) if at not in groups and one.head.kind == "role" and one.head.role in ("lead", "responsible")]
    set_ |= {at: "section" for at in groups if acts and at < acts[0]}
    said = [words_of(unit[0], rows) for unit in units]
    set_ |= {at: ROLE_WORDS for at in role_words_at(seen, said) if at not in set_}
    if any(PLACES.fullmatch(one.head.why) for one in seen if one.head.kind == "role"):
        set_ |= {at: "section" for at, one in enumerate(seen) if _groups_places(one)}
    set_ |= _deeds_over_states(seen, said) or next_over_whole(seen, said)
    set_ |= {at: reading for at, unit in enumerate(units) for c in unit if (reading := heads[0].shaped.get(c))}
    set_ |= {at: reading for at, unit in enumerate(units) for c in unit if (reading := (decided or {}).get(c + 1))}
    judgements = judged(seen, {at: _reading(reading) for at, reading in set_.items()})
    by_people = {at for at, unit in enumerate(units) for c in unit if c + 1 in (decided or {})}
    judgements = [_by_shape(one, set_[at]) if at in set_ and at not in by_people else one for at, one in enumerate(judgements)]
    found: dict[int, Column] = {}
    why: dict[int, Judgement] = {}
    for at, (unit, judgement) in enumerate(zip(units, judgements, strict=True)):
        column = _column(judgement, set_.get(at), seen[at], heads[0].places.get(unit[0]))
        for c in unit:
            found[c], why[c] = column, judgement
    found |= told_behind(found)
    found |= told_within(found, units, said)
    found |= _beside_acting(found, units)
    found |= told_by_cells(found, units, {at for at, reading in set_.items() if reading == ROLE_WORDS})
    found |= _times_ahead(found, units, rows)
    roles = [c for c, column in found.items() if column.kind == "role"]
    if roles and all("成员单位" in found[c].header for c in roles):
        found |= {c: replace(found[c], role="responsible") for c in roles}  # members alone: each answers for its duties
    elif roles and not decided and all(found[c].role == "support" for c in roles) and head_of(found[roles[0]].header).strength < 1.0:
        unit = next(unit for unit in units if roles[0] in unit)
        found |= {c: replace(found[c], acts_alone=True) for c in unit}
    rules = [rule for c in sorted(found) if (rule := lead_rule(found[c].header))]
    header = Header(found, rules[0] if rules else None, why)
    return Judged(header, tuple(seen), tuple(words_of(unit[0], rows) for unit in units), tuple(map(tuple, units)))


def _times_ahead(columns: Mapping[int, Column], units: Sequence[Sequence[int]], rows: Sequence[Row]) -> dict[int, Column]:
    """A column of times whose head dates what was done (检查时间), in a table without deadlines, where its cells say times to come.

    A limit, a rhythm or months (5月底前, 每季度, 4月至6月) are those of a plan; days (2026年3月5日) may be those of what was.
    """
    if any(column.kind == "deadline" for column in columns.values()):
        return {}
    found = [unit for unit in units if columns[unit[0]].kind == "remark" and _WHEN.search(columns[unit[0]].header)]
    texts = words_of(found[0][0], rows) if len(found) == 1 else []
    dates = [closed(text) for text in texts if nature(text) == "date"]
    if not dates or len(dates) < SURE * len(texts) or 3 * sum(_TO_COME.search(text) is not None for text in dates) < len(dates):
        return {}
    return {c: replace(columns[c], kind="deadline", content=True) for c in found[0]}


_WHEN = re.compile("(?:时间|日期|时点|节点|频次|周期|月份)$")
_TO_COME = re.compile("前$|[内底末]$|[每逐按]|全年|长期|持续|月[—~～至到、-]|季度")


def _beside_acting(columns: Mapping[int, Column], units: Sequence[Sequence[int]]) -> dict[int, Column]:
    """Body columns whose heads say no role beside one that acts: to its right those who assist (落谁头上 | 旁边出力), to its left and
    parted from it by what is to be done whom or what the rows are about (挂牌单位 | 整治要求 | 整治主体), a named column.

    Of two columns of bodies side by side the first acts, unless the head of the second says that it does: by a role word, or by the
    deed that the heads of words and times name too (整治要求, 整治时限). A table that means both to act has one column for them.
    """
    heads = {unit[0]: columns[unit[0]].header.rsplit(" ", 1)[-1] for unit in units}
    deeds = {heads[c][:_DEED] for c in heads if columns[c].kind in ("measure", "task", "deadline")}
    bodies = [unit for unit in units if columns[unit[0]].kind == "role"]
    acts = [unit[0] for unit in bodies if columns[unit[0]].role in ("lead", "responsible")]
    sure = [c for c in acts if role_in(heads[c]) or heads[c][:_DEED] in deeds]
    measures = [c for c in heads if columns[c].kind == "measure"]

    def parted(column: int) -> bool:
        """Whether what is to be done stands between a column and all who surely act: those beside each other share the work."""
        return all(any(column < measure < c for measure in measures) for c in sure)

    found: dict[int, Column] = {}
    acting = False
    for unit in bodies:
        column, head = columns[unit[0]], heads[unit[0]]
        told = role_in(column.header) is not None or _LEVEL.fullmatch(head) is not None or unit[0] in sure
        weak = not told and (column.content or head_of(head).strength < 1.0)
        if weak and acting:
            found |= {c: replace(column, role="support", content=True) for c in unit}
        elif weak and sure and parted(unit[0]) and not _ANSWERS.match(head) and head_of(head).why != head:
            found |= {c: replace(column, kind="remark", role=None, content=False) for c in unit}
            continue
        acting = acting or column.role in ("lead", "responsible")
    doing = [unit for unit in bodies if heads[unit[0]][:_DEED] in deeds and (len(bodies) == 1 or head_of(heads[unit[0]]).strength < 1.0)]
    helping = [unit for unit in doing if columns[unit[0]].role == "support"]
    if not acts:
        helping += [unit for unit in doing if columns[unit[0]].role == "supervise" and head_of(heads[unit[0]]).strength < 1.0]
    if len(helping) == 1 and not sure:  # 保障任务 | 保障部门, 抽查事项 | 抽查部门: what is to be done is to assist, or to inspect
        found |= {c: replace(columns[c], role="responsible") for c in helping[0]}
        builders = [unit for unit in bodies if head_of(heads[unit[0]]).kind == "builder"]
        found |= {c: replace(columns[c], kind="remark", role=None, content=False) for unit in builders for c in unit}
    return found


def _deeds_over_states(seen: Sequence[Seen], cells: Sequence[Sequence[str]]) -> dict[int, str]:
    """The one column of tasks whose cells are deeds, as the words of the measures, where the others that could hold them are goals whose
    cells are none (治理任务 | 年度目标: 拆除违建1.1万平方米 | 岸线全部腾退); empty where a column of measures stands beside.
    """
    tasks = [at for at, one in enumerate(seen) if one.head.kind == "task"]
    goals = [at for at, one in enumerate(seen) if one.head.kind in ("target", "yearly") or (one.head.kind == "measure" and one.head.strength < 1.0)]
    goals = [at for at in goals if seen[at].natures.get("date", 0) < SURE]  # 节点要求 over 6月底前
    others = [one for at, one in enumerate(seen) if at not in goals and one.head.kind in ("measure", MIXED, "request", "criteria")]
    named = any(seen[at].natures.get(nature_) for at in goals for nature_ in ("states", "stated", "body"))  # 落实要求 with 责任单位：… in its cells
    if not tasks or not goals or others or named:
        return {}
    share = {at: sum(map(opens_with_deed, cells[at])) / max(1, len(cells[at])) for at in (*tasks, *goals)}
    said = {at: sum(map(len, cells[at])) for at in share}
    # A task over several goals, or in fewer words than they, only heads them (培育产业集群 | 新增规模以上工业企业28户).
    deeds = [at for at in tasks if share[at] >= _MOST and all(share[goal] <= 1 - _MOST and said[goal] <= said[at] for goal in goals)]
    return {deeds[0]: "measure"} | dict.fromkeys(goals, "target") if len(deeds) == 1 else {}


def _by_shape(judgement: Judgement, reading: str) -> Judgement:
    """A judgement that the shape of the table made, whatever the weights say."""
    told = {
        "mark": "表头是单位，下面是标记、职责词或数值 (bodies over marks, role words or values)",
        "section": "工作组在负责的单位之前 (working groups before who answers)",
        "measure": "格里是要做的事，旁边的目标不是 (its cells are deeds, those of the goals beside are not)",
        "target": "旁边的任务是要做的事 (the tasks beside are deeds)",
        ROLE_WORDS: "格里是职责词，说旁边的单位担什么责 (role words of the bodies beside)",
        "remark": "旁边的下一步工作是要做的事 (what is done next stands beside)",
    }.get(reading, "各组标签上面的行 (the lines above each block of labels)")
    return replace(judgement, decided=False, evidence=(Evidence(told, 0.0),))


def words_of(column: int, rows: Sequence[Row]) -> tuple[str, ...]:
    """The words of the filled cells of a grid column, a merged cell once."""
    cells = (row.cells.get(column) for row in rows)
    return tuple({id(cell): cell.text for cell in cells if cell and cell.text}.values())


def _reading(decided: str) -> str:
    """The reading of a decision: a role code stands for a body column, a column of role words for a named one."""
    if decided == ROLE_WORDS:
        return "remark"
    return "role" if decided in ("lead", "responsible", "support", "guide", "supervise") else decided


def _is_marked(seen: Seen, texts: Sequence[str]) -> bool:
    """Whether a column is headed by a body and holds marks or role words: ▲, √, 牵头."""
    if seen.head.strength == 1 or not is_body(seen.head.words):
        return False
    marked = [text for text in texts if not is_none(text) and nature(text) in ("mark", "text")]
    names = [text for text in marked if len(closed(text)) > 2 and not role_of_mark(text, {}) and nature(text) == "text"]
    said = sum(not is_none(text) for text in texts)
    return len(marked) > 0.8 * said and 2 * len(names) <= said and said > 0


def _says_roles(texts: Sequence[str]) -> bool:
    """Whether the cells of a column say nothing but roles: beside columns of bodies its head is a body too, whatever it is called."""
    meant = [role_of_mark(text, {}) for text in texts if not is_none(text)]
    return bool(meant) and all(one is not None and one[1] for one in meant)


def _shares_marks(seen: Seen, texts: Sequence[str], marks: Collection[str]) -> bool:
    """Whether a column beside those of bodies holds their marks and nothing else, and its head asks nothing (是否公开)."""
    given = [closed(text) for text in texts if not is_none(text)]
    asks = seen.head.strength > 0 or "否" in seen.head.words or not 1 < len(seen.head.words) < 10
    return bool(given) and not asks and all(text in marks and nature(text) in ("mark", "text") for text in given)


def _is_share(seen: Seen) -> bool:
    """Whether a column is headed by a district or another body and holds its share of a value: 东城区 over 5000."""
    valued = seen.natures.get("value", 0) + seen.natures.get("number", 0)
    return seen.head.strength < 1 and valued > 0.8 and (is_body(seen.head.words) or DISTRICT.fullmatch(seen.head.words) is not None)


def _is_groups(seen: Seen, texts: Sequence[str]) -> bool:
    """Whether a column names the working groups whose leading and other bodies stand beside (工作组 | 组长单位 | 成员单位)."""
    if seen.head.words.endswith("组") and texts and all(closed(text).endswith(("组", "专班")) for text in texts):
        return True  # 保障组 over 交通疏导组: no role of its own
    return re.search("(?:工作|专项|专)?(?:组|专班)(?:别|名称)?$", seen.head.words) is not None and role_in(seen.head.words) is None


def _column(judgement: Judgement, decided: str | None, seen: Seen, place: Place | None) -> Column:
    head = judgement.head
    role = None
    if judgement.reading == "role":
        role = decided if decided and decided != "role" else head.role or (None if head.strength else role_in(head.words)) or "responsible"
    if judgement.reading == "mark" and head.kind == "unknown":
        role = head.role
    mixed = judgement.reading == "measure" and head.kind == MIXED
    persons = judgement.reading == "role" and _PERSONS.search(head.words) is not None
    return Column(
        judgement.reading,
        head.words,
        role,
        head.dated,
        persons,
        mixed or (judgement.reading == "measure" and seen.natures.get("stated", 0) >= 0.5),
        head.kind == "period",
        judgement.reading in ("remark", "target", "mark") and seen.natures.get("value", 0) + seen.natures.get("number", 0) > 0.6,
        place if judgement.reading == "mark" else None,
        judgement.content,
        head.aside if judgement.reading == "role" else None,
        head.second if judgement.reading == "role" else None,
    )


def _units(columns: list[int], rows: Sequence[Row], heads: Mapping[int, Head]) -> list[list[int]]:
    """Grid columns that are one: under one head, with the same cell in every row."""
    units: list[list[int]] = []
    for column in columns:
        last = units[-1][-1] if units else None
        same = last is not None and heads[last] == heads[column]
        if same and last is not None and all(row.cells.get(last) is row.cells.get(column) for row in rows):
            units[-1].append(column)
        else:
            units.append([column])
    return units


def _seen(head: Head, unit: Sequence[int], rows: Sequence[Row], *, suggested: bool) -> Seen:
    column = unit[0]
    cells: list[Cell] = []
    over = empty = 0
    above = ""
    grouped = any(closed(row.text(column)) != closed(rows[0].text(column)) for row in rows)
    for row in rows:
        cell = row.cells.get(column)
        if cell is None or not cell.text or is_none(cell.text):
            empty += 1
        elif not row.starts(cell):
            over += 1
        elif grouped and cell.text == above and head.kind != "role":
            over += 1  # printed again in every row, as csv and Markdown do with merged cells
            cells.append(cell)
        elif cell.column == column:
            cells.append(cell)
        else:
            empty += 1
        above = cell.text if cell else ""
    count = max(1, len(rows))
    return Seen(head, shares(cell.text for cell in cells), over / count, empty / count, suggested=suggested)

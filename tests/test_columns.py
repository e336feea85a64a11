"""Columns are judged by their heads and their cells together; a person may decide, and is told why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import commands
from zeren.decisions import columns
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import nature
from zeren.extract.statement.occupants import occupants
from zeren.extract.table.reading import Reading
from zeren.extract.table.tables import read_tables
from zeren.ground.errors import UnreadableInput, WrongUsage
from zeren.ground.model import Cell, Place, Table

Run = commands.Run
Zeren = Callable[..., Run]
LEDGER = (
    "重点任务,具体措施,牵头单位,配合单位,完成时限,存在问题\n"
    "桥梁加固,加固病害桥梁6座,市城管局,市财政局,10月底,工期紧张\n"
    "河道清淤,清淤12公里,市水务局,市自然资源局,9月底,征地滞后\n"
)


def table(head: str, *rows: str) -> Table:
    """A table with stated spans, cells parted by |."""
    cells, at = [], 0
    for r, line in enumerate((head, *rows)):
        for c, words in enumerate(line.split("|")):
            cells.append(Cell(words, Place(at, at + len(words), table=1, row=r + 1, column=c + 1), r, c))
            at += len(words) + 1
    return Table(tuple(cells), len(rows) + 1, head.count("|") + 1, Place(0, at, table=1), spans_stated=True)


def said(reading: Reading, at: int = 0) -> tuple[str, str, list[str]]:
    draft = reading.drafts[at]
    return draft.text, draft.deadline, [f"{a.role} {a.mention}" for a in draft.assignments]


@pytest.mark.parametrize(
    ("words", "kind", "role"),
    [
        ("挑头单位", "role", "lead"),
        ("帮办单位", "role", "support"),
        ("协助科室", "role", "support"),
        ("督导组", "role", "supervise"),
        ("监管责任", "role", "supervise"),
        ("谁来抓", "role", "responsible"),
        ("谁搭手", "role", "support"),
        ("牵头领导\n及单位", "role", "lead"),
        ("责任单位及时限", "role", "responsible"),
        ("主要任务及责任单位", "mixed", None),
        ("抓什么", "measure", None),
        ("解决办法", "measure", None),
        ("何时见效", "deadline", None),
        ("交账时间", "deadline", None),
        ("开工时间", "note", None),
        ("民生痛点", "problem", None),
        ("下一步措施", "note", None),
        ("第二季度", "period", None),
        ("牵头单位\nLead Agency", "role", "lead"),
        ("市教育局", "unknown", None),
    ],
)
def test_heads_that_no_list_knows_are_read_by_their_parts(words: str, kind: str, role: str | None) -> None:
    head = head_of(words)
    assert (head.kind, head.role) == (kind, role)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("市财政局、市商务局", "body"),
        ("县住建局（张伟，13800000001）", "body"),
        ("6月底前", "date"),
        ("2026-10-31", "date"),
        ("≥62.5", "value"),
        ("12公里", "value"),
        ("王海 区长", "person"),
        ("金融", "text"),
        ("√", "mark"),
        ("支持建设行业数据集并形成持续更新的机制", "long"),
        ("新建学校60所。（责任单位：省教育厅）", "stated"),
        ("市经信局牵头，市财政局、市商务局配合", "states"),
    ],
)
def test_cells_are_told_by_what_they_hold(words: str, what: str) -> None:
    assert nature(words) == what


@pytest.mark.parametrize(
    ("words", "bodies", "beside", "deadline"),
    [
        ("市自然资源局，6月底前", ["市自然资源局"], [], "6月底前"),
        ("市园林中心（10月底前）", ["市园林中心"], [], "10月底前"),
        ("县民政局（李芳 8762201）", ["县民政局"], ["（李芳 8762201）"], None),
        ("区住建局：何俊 6620118", ["区住建局"], ["：何俊", " 6620118"], None),
        ("县农业农村局[科教股]", ["县农业农村局"], ["[科教股]"], None),
        ("市外办 Foreign Affairs Office", ["市外办"], [" Foreign Affairs Office"], None),
        ("学生工作部（处）", ["学生工作部（处）"], [], None),
        ("市发展改革委（市能源局）", ["市发展改革委（市能源局）"], [], None),
        ("杭州市\n卫生\n健康委", ["杭州市\n卫生\n健康委"], [], None),
    ],
)
def test_what_stands_beside_the_bodies_is_kept_apart(words: str, bodies: list[str], beside: list[str], deadline: str | None) -> None:
    told = occupants(words)
    assert [words[a:b] for a, b in told.beside] == beside
    assert (words[told.deadline[0] : told.deadline[1]] if told.deadline else None) == deadline
    assert [piece for piece in re.split("[、，]", told.words) if piece] == bodies


def test_bodies_that_head_columns_take_their_roles_from_marks_and_legend() -> None:
    # The legend stands in a row of the table.
    one = table("序号|任务|市甲局|市乙局|时限", "1|做成甲事。|★|☆|6月底", "2|做成乙事。||★|9月底", "注：★牵头 ☆配合||||")
    assert said(read_tables([one])) == ("做成甲事。", "6月底", ["lead 市甲局", "support 市乙局"])
    assert said(read_tables([one]), 1) == ("做成乙事。", "9月底", ["lead 市乙局"])


def test_a_mark_without_a_legend_is_likely_only() -> None:
    one = table("序号|任务|市甲局|市乙局", "1|做成甲事。|√|", "2|做成乙事。||√")
    assert [(a.role, a.mention, a.likely) for a in read_tables([one]).drafts[0].assignments] == [("responsible", "市甲局", True)]


def test_months_with_marks_are_the_deadline() -> None:
    one = table("任务|责任单位|1月|2月|3月|4月", "做成甲事。|市甲局||√|√|", "做成乙事。|市乙局|√|||")
    assert [d.deadline for d in read_tables([one]).drafts] == ["2月至3月", "1月"]


def test_quarters_with_words_end_in_the_last_and_keep_their_stages() -> None:
    one = table("任务|责任单位|第一季度|第二季度", "做成甲事。|市甲局|完成选址|投入使用", "做成乙事。|市乙局|开工|—")
    reading = read_tables([one])
    assert [d.deadline for d in reading.drafts] == ["第二季度", "第一季度"]
    assert [(r.head, r.text) for r in reading.drafts[0].remarks] == [("第一季度", "完成选址"), ("第二季度", "投入使用")]


def test_values_of_bodies_are_their_targets_and_sums_are_nobodys() -> None:
    one = table("责任单位|到位资金（亿元）|新签项目（个）", "市甲局|8|3", "市乙局|10|4", "合计|18|7")
    reading = read_tables([one])
    assert [(d.text, [(v.indicator, v.value, v.unit) for v in d.values]) for d in reading.drafts] == [
        ("市甲局", [("到位资金", 8.0, "亿元"), ("新签项目", 3.0, "个")]),
        ("市乙局", [("到位资金", 10.0, "亿元"), ("新签项目", 4.0, "个")]),
    ]
    assert {r.reason for r in reading.residue} == {"a row of sums"}


def test_a_card_of_labels_and_values_is_one_measure() -> None:
    one = table("存在问题|河道保洁不及时", "解决办法|组建保洁队伍3支", "主推单位|县水利局", "协推单位|各镇", "交账时间|8月底")
    reading = read_tables([one])
    assert said(reading) == ("组建保洁队伍3支", "8月底", ["responsible 县水利局", "support 各镇"])
    assert reading.drafts[0].task == "河道保洁不及时"


def test_items_of_one_cell_have_their_own_bodies_and_the_rows_deadline() -> None:
    cell = "1.新建学校6所（责任单位：市教育局）；\n2.改造菜场9个（责任单位：市商务局）；"
    one = table("序号|领域|任务及分工|时限", f"1|民生|{cell}|12月底", "2|交通|1.新改道路7公里（责任单位：市住建局）；|9月底")
    reading = read_tables([one])
    assert [said(reading, at) for at in range(3)] == [
        ("新建学校6所", "12月底", ["responsible 市教育局"]),
        ("改造菜场9个", "12月底", ["responsible 市商务局"]),
        ("新改道路7公里", "9月底", ["responsible 市住建局"]),
    ]


def test_a_row_without_words_gives_its_bodies_to_no_other() -> None:
    one = table("序号|任务|责任单位", "1|做成甲事。|市甲局", "2||市乙局")
    reading = read_tables([one])
    assert [said(reading, 0)[2], len(reading.drafts)] == [["responsible 市甲局"], 1]
    assert [(r.text, r.reason) for r in reading.residue] == [("市乙局", "a row without words of a measure")]


def test_blank_body_cells_mean_those_above_where_none_is_merged() -> None:
    one = table("序号|任务|责任单位", "1|做成甲事。|市甲局", "2|做成乙事。|", "3|做成丙事。|", "4|做成丁事。|市乙局")
    found = [(a.mention, a.basis, a.likely) for d in read_tables([one]).drafts for a in d.assignments]
    assert found == [
        ("市甲局", "cell", False),
        ("市甲局", "inherited-cell", True),
        ("市甲局", "inherited-cell", True),
        ("市乙局", "cell", False),
    ]


def test_what_a_person_decided_about_a_column_holds(tmp_path: Path) -> None:
    path = tmp_path / columns.FILE
    columns.write(path, [columns.Decision("序号 | 任务 | 甲", 3, "support", "张三", "2026-01-02", "见说明")])
    held = columns.decided(columns.read(path))
    one = table("序号|任务|甲", "1|做成甲事。|市甲局", "2|做成乙事。|市乙局")
    assert said(read_tables([one], decided=held)) == ("做成甲事。", "", ["support 市甲局"])


@pytest.mark.parametrize("words", ["4", "x=task", "0=task", "4=chief"])
def test_a_decision_names_a_column_and_a_reading(words: str) -> None:
    with pytest.raises(WrongUsage, match="4=responsible"):
        columns.parsed(words)


def test_a_damaged_table_of_decisions_is_told_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / columns.FILE
    path.write_text("heads\tcolumn\treading\tauthor\tdate\tcomment\n甲\tzwei\ttask\t\t\t\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="line 2"):
        columns.read(path)


@pytest.fixture
def zeren(tmp_path: Path) -> Zeren:
    """Run the command in an empty folder."""

    def run(*arguments: str) -> Run:
        return commands.run(*arguments, cwd=tmp_path)

    return run


def test_explain_tells_columns_and_keeps_decisions(zeren: Zeren, tmp_path: Path) -> None:
    ledger, decisions = tmp_path / "台账.csv", tmp_path / "decisions"
    ledger.write_text(LEDGER, encoding="utf-8")
    told = json.loads(zeren("explain", str(ledger), "--table", "1", "--format", "json").stdout)
    assert [one["taken"] for one in told] == ["任务 task", "措施 measure", "牵头单位 lead", "协办单位 support", "时限 deadline", "随行记载 remark"]
    assert "任务 task" in told[5]["others"] and not told[5]["sure"]
    assert zeren("explain", str(ledger), "--table", "1", "--column", "6=section", "--decisions", str(decisions)).returncode == 0
    again = json.loads(zeren("explain", str(ledger), "--decisions", str(decisions), "--format", "json").stdout)
    assert again[5]["taken"] == "类别 section"
    assert zeren("explain", str(ledger), "--column", "6=section").returncode == 2
    assert zeren("explain", str(ledger), "--table", "7").returncode == 66


def test_a_row_that_a_page_breaks_is_one_row() -> None:
    head = "序号|任务|责任单位"
    first = table(head, "1|做成甲事。|市甲局", "2|支持建设行业数据集并形成持续更新的机制|市发展改革委、市国资委、市")
    second = table(head, "|和标准体系|数据局", "3|做成丙事。|市丙局")
    reading = read_tables([first, second])
    assert said(reading, 1) == (
        "支持建设行业数据集并形成持续更新的机制和标准体系",
        "",
        ["responsible 市发展改革委", "responsible 市国资委", "responsible 市数据局"],
    )
    assert [d.task_no for d in reading.drafts] == ["1", "2", "3"]


def test_every_word_of_every_cell_is_in_a_record_or_in_the_residue() -> None:
    from zeren.extract.statement.leftover import net
    from zeren.ground.model import Place as At

    one = table("序号|任务|责任单位", "1|做成甲事。|市甲局（另行通知）")
    cells = [cell for cell in one.cells if cell.row == 1]
    body = cells[2].place
    taken = [cell.place for cell in one.cells if cell.row == 0] + [cells[1].place, At(body.start, body.start + 3)]
    assert [(r.text, r.place.start - body.start) for r in net([one], [], taken, {"1"})] == [("（另行通知）", 3)]


@pytest.mark.parametrize(
    ("made", "duties"),
    [
        (  # no word of any head is known: bodies, dates and deeds tell
            table("件名|干到哪步|哪家来|啥时完", "村道|硬化村道60公里|县交通局|10月底", "校车|更新校车20辆|县教育局|9月1日"),
            [("硬化村道60公里", "10月底", ["responsible 县交通局"]), ("更新校车20辆", "9月1日", ["responsible 县教育局"])],
        ),
        (  # bodies in brackets have the role that the head gives in brackets
            table("改革举措|责任（配合）单位", "推行按病组付费|县医保局（县卫健局、县财政局）", "整合林权数据|县林业局（县自然资源局）"),
            [
                ("推行按病组付费", "", ["responsible 县医保局", "support 县卫健局", "support 县财政局"]),
                ("整合林权数据", "", ["responsible 县林业局", "support 县自然资源局"]),
            ],
        ),
        (  # a body beside its date, and bodies parted by strokes
            table("事项|经办及期限", "清理河道12处|镇水利站/镇河长办", "安装路灯90盏|镇村建办 7月15日"),
            [("清理河道12处", "", ["responsible 镇水利站", "responsible 镇河长办"]), ("安装路灯90盏", "7月15日", ["responsible 镇村建办"])],
        ),
        (  # months as heads, words put together of role words
            table("任务|2月|3月|责任人单位|协同", "编制规划|●|●|县文旅局|县自然资源局", "举办山货节||●|县商务局|各乡镇"),
            [
                ("编制规划", "2月至3月", ["responsible 县文旅局", "support 县自然资源局"]),
                ("举办山货节", "3月", ["responsible 县商务局", "support 各乡镇"]),
            ],
        ),
    ],
)
def test_tables_of_other_words_are_read_by_what_their_cells_are(made: Table, duties: list[tuple[str, str, list[str]]]) -> None:
    reading = read_tables([made])
    assert [said(reading, at) for at in range(len(reading.drafts))] == duties


def test_same_as_above_right_under_a_head_means_the_last_row_of_the_table_before_it() -> None:
    first = table("序号|举措|牵头单位|完成时限", "1|推行一址多照|市市场监管局|6月底", "2|公布典型案例|同上|8月底")
    second = table("序号|举措|牵头单位|完成时限", "3|审查线上办理|〃|同上", "4|建成服务中心|市金融局|12月底")
    reading = read_tables([first, second])
    assert said(reading, 2) == ("审查线上办理", "8月底", ["lead 市市场监管局"])
    alone = read_tables([second])
    assert said(alone) == ("审查线上办理", "", [])  # nothing stands above: never the head itself

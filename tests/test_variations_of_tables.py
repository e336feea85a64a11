"""One table as offices lay it out: whatever its container, its blanks, its head and its separators, its records say the same."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import docx
import pytest

from zeren.extract.bodies.mentions import split
from zeren.extract.cells.heads import head_of
from zeren.ground.model import Document
from zeren.ingest.pipeline import extract
from zeren.read.docx import read_docx
from zeren.read.html import read_html
from zeren.read.text import read_text

Record = tuple[str, str, str, str, tuple[tuple[str, str], ...]]

TRUTH: list[Record] = [
    ("产业强县", "壮大县域工业", "新增规模以上企业15家", "12月底前", (("lead", "县工信局"), ("support", "县统计局"), ("support", "县税务局"))),
    ("产业强县", "壮大县域工业", "盘活闲置厂房6万平方米", "11月底前", (("lead", "县自然资源局"), ("support", "各乡镇"))),
    ("产业强县", "发展现代农业", "建设大棚300亩", "9月底前", (("lead", "县农业农村局"), ("support", "县财政局"))),
    ("民生改善", "办好人民教育", "新建幼儿园3所", "8月底前", (("lead", "县教育局"), ("support", "县财政局"))),
    ("民生改善", "办好人民教育", "改造校舍5栋", "7月底前", (("lead", "县住建局"), ("support", "县教育局"))),
]
HEAD = ["序号", "领域", "重点任务", "具体措施", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "产业强县", "壮大县域工业", "新增规模以上企业15家", "县工信局", "县统计局、县税务局", "12月底前"],
    ["2", "", "", "盘活闲置厂房6万平方米", "县自然资源局", "各乡镇", "11月底前"],
    ["3", "", "发展现代农业", "建设大棚300亩", "县农业农村局", "县财政局", "9月底前"],
    ["4", "民生改善", "办好人民教育", "新建幼儿园3所", "县教育局", "县财政局", "8月底前"],
    ["5", "", "", "改造校舍5栋", "县住建局", "县教育局", "7月底前"],
]
TWO_ROWS = [["序号", "领域", "重点任务", "具体措施", "责任分工", "", "完成时限"], ["", "", "", "", "牵头", "配合", ""]]
UNKNOWN = ["序号", "板块", "抓手", "打法", "谁扛旗", "谁搭手", "完成时限"]


def as_text(rows: Sequence[Sequence[str]]) -> Document:
    """Rows of cells parted by tabs."""
    return read_text("\n".join("\t".join(row) for row in rows).encode(), "a.txt", "")


def as_html(rows: Sequence[Sequence[str]]) -> Document:
    """A page whose table merges nothing."""
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return read_html(f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>".encode(), "a.html", "")


def as_docx(rows: Sequence[Sequence[str]]) -> Document:
    """A document whose table merges nothing."""
    made = docx.Document()
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    data = io.BytesIO()
    made.save(data)
    return read_docx(data.getvalue(), "a.docx", "")


def tasks(document: Document) -> list[tuple[str, str]]:
    """Task and words of every measure."""
    return [(m.task.title or "" if m.task else "", m.text) for m in extract(document).measures]


def records(document: Document) -> list[Record]:
    """Section, task, words, deadline and bodies of every measure."""
    return [
        (m.sections[-1].heading, m.task.title or "" if m.task else "", m.text, m.deadline.raw, tuple((a.role, a.full) for a in m.assignments))
        for m in extract(document).measures
    ]


@pytest.mark.parametrize("form", [as_text, as_html, as_docx])
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([HEAD, *ROWS], id="groups printed once"),
        pytest.param([*TWO_ROWS, *ROWS], id="a head of two rows, nothing merged"),
        pytest.param([*TWO_ROWS, *ROWS[:2], *TWO_ROWS, *ROWS[2:]], id="such a head on every page"),
        pytest.param([HEAD, *ROWS[:1], HEAD, *ROWS[1:]], id="a group that goes on under the next head"),
        pytest.param([UNKNOWN, *ROWS[:3], UNKNOWN, *ROWS[3:]], id="a head of unknown words on every page"),
        pytest.param([[*HEAD[:-1], "时序进度"], *ROWS], id="the deadline as 时序进度"),
        pytest.param([[*HEAD[:-1], "节点要求"], *ROWS], id="the deadline as 节点要求"),
        pytest.param([[*HEAD[:4], "责任单位（牵头）", "责任单位（配合）", "完成时限"], *ROWS], id="the role in brackets behind"),
        pytest.param([[*HEAD, "更新日期"], *([*row, "2026年3月1日"] for row in ROWS)], id="when the row was written"),
        pytest.param([[*HEAD, "实际完成时间"], *([*row, "2026年3月"] for row in ROWS)], id="when it was really done"),
        pytest.param([[*HEAD, "联系科室"], *([*row, "综合科"] for row in ROWS)], id="the office to turn to"),
        pytest.param([[*HEAD[:1], "条线", *HEAD[2:]], *ROWS], id="the section as 条线"),
        pytest.param([[*HEAD[:2], "工作重点", *HEAD[3:]], *ROWS], id="the task as 工作重点"),
        pytest.param([HEAD, *([cell.replace("、", "\\") for cell in row] for row in ROWS)], id="a backslash between bodies"),
    ],
)
def test_a_table_says_the_same_however_it_is_laid_out(form: Callable[[Sequence[Sequence[str]]], Document], rows: list[list[str]]) -> None:
    answers = "responsible" if UNKNOWN in rows else "lead"  # 谁扛旗 says who acts, and no more
    expected = [(*one[:4], tuple((answers if role == "lead" else role, body) for role, body in one[4])) for one in TRUTH]
    assert records(form(rows)) == expected


def test_a_blank_cell_below_a_group_that_its_table_merges_is_none_of_it() -> None:
    cells = "<tr><td>1</td><td rowspan='2'>治水</td><td>疏浚河道8公里</td><td>县水利局</td></tr>"
    cells += "<tr><td>2</td><td>加固堤防3处</td><td>县水利局</td></tr>"
    lone = "<tr><td>3</td><td></td><td>培训网格员200名</td><td>县委社会工作部</td></tr>"
    page = f"<table><tr><td>序号</td><td>重点任务</td><td>具体措施</td><td>责任单位</td></tr>{cells}{lone}</table>"
    assert tasks(read_html(page.encode(), "a.html", "")) == [("治水", "疏浚河道8公里"), ("治水", "加固堤防3处"), ("", "培训网格员200名")]


def test_a_heading_in_a_row_ends_the_group_above_it() -> None:
    rows = [
        ["序号", "重点任务", "具体措施", "责任单位"], ["1", "治水", "疏浚河道8公里", "县水利局"], ["2", "", "加固堤防3处", "县水利局"],
        ["二、其他工作", "", "", ""], ["3", "", "培训网格员200名", "县民政局"],
    ]  # fmt: skip
    assert tasks(as_text(rows)) == [("治水", "疏浚河道8公里"), ("治水", "加固堤防3处"), ("", "培训网格员200名")]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("消防救援站、各社\n区", ["消防救援站", "各社区"]),
        ("开发区管委\n会", ["开发区管委会"]),
        ("办公室/工会", ["办公室", "工会"]),
        ("县教育局\\县财政局", ["县教育局", "县财政局"]),
        ("实验室与设备管理处", ["实验室与设备管理处"]),
        ("教务处\n工会", ["教务处", "工会"]),
    ],
)
def test_one_character_on_a_line_is_no_name_and_strokes_part_names(words: str, names: list[str]) -> None:
    assert [mention.full for mention in split(words)] == names


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("序时进度", "deadline"), ("完成时限及要求", "deadline"), ("填报日期", "note"), ("任务大类", "section"), ("活动主题", "task"),
        ("形象进度", "note"), ("实际完成时间", "note"), ("联系科室", "note"),
    ],
)
def test_a_head_is_told_by_the_longest_of_its_parts(head: str, kind: str) -> None:
    assert head_of(head).kind == kind


PLAIN = ["序号", "工作任务", "责任单位", "配合单位", "完成时限"]
DUTIES = [["1", "清淤沟渠8公里", "县水利局", "各乡镇", "6月底前"], ["2", "新建泵站2座", "县住建局", "县财政局", "9月底前"]]


@pytest.mark.parametrize("form", [as_text, as_html, as_docx])
@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param([["1", "2", "3", "4", "5"]], [], id="numbers of the columns"),
        pytest.param([["甲", "1", "2", "3", "4"]], [], id="a letter over the words, numbers over the rest"),
        pytest.param([["栏次", "1", "2", "3", "4"]], [], id="numbers behind 栏次"),
        pytest.param([["甲", "乙", "丙", "丁", "戊"]], [], id="letters of the columns"),
        pytest.param([], [["填报人：王强", "", "", "审核人：赵丽", ""]], id="who filled it in and who checked it"),
        pytest.param([], [["单位负责人（签字）：", "", "填表人：王强", "", "填报日期：2026年3月5日"]], id="who signs, and when"),
        pytest.param([], [[""] * 5, ["姓名", "单位", "职务", "电话", ""], ["李卫东", "县政府办", "主任", "62345678", ""]], id="another table below"),
    ],
)
def test_what_a_form_prints_around_its_rows_is_no_measure(
    form: Callable[[Sequence[Sequence[str]]], Document], above: list[list[str]], below: list[list[str]]
) -> None:
    found = extract(form([PLAIN, *above, *DUTIES, *below]))
    assert [(m.text, m.deadline.raw, [(a.role, a.full) for a in m.assignments]) for m in found.measures] == [
        ("清淤沟渠8公里", "6月底前", [("responsible", "县水利局"), ("support", "各乡镇")]),
        ("新建泵站2座", "9月底前", [("responsible", "县住建局"), ("support", "县财政局")]),
    ]


def test_the_table_below_another_is_told_in_the_residue() -> None:
    other = [["附件2 分级标准", "", "", "", ""], ["等级", "受害面积（公顷）", "死亡人数（人）", "", ""], ["较大", "100以下", "3以下", "", ""]]
    found = extract(as_text([PLAIN, *DUTIES, *other]))
    assert [m.text for m in found.measures] == ["清淤沟渠8公里", "新建泵站2座"]
    assert {"较大", "100以下", "3以下"} <= {one.text for one in found.residue}


def due(*rows: list[str]) -> list[tuple[str, bool]]:
    """Deadline of every measure, and whether it comes down from above."""
    return [(m.deadline.raw, m.deadline.inherited) for m in extract(as_text([PLAIN, *rows])).measures]


def test_a_part_of_a_row_has_the_deadline_of_the_row() -> None:
    rows = [["1", "（1）清淤沟渠8公里", "县水利局", "", "6月底前"], ["", "（2）新建泵站2座", "", "", ""]]
    rows += [["2", "加固堤防3处", "县水利局", "", "9月底前"], ["3", "改造水厂1座", "县住建局", "", ""]]
    assert due(*rows) == [("6月底前", False), ("6月底前", True), ("9月底前", False), ("", False)]


@pytest.mark.parametrize(
    ("cell", "bodies"),
    [
        ("（牵头）县水利局；（配合）县财政局", (("lead", "县水利局"), ("support", "县财政局"))),
        ("(主办)县水利局，(协办)县财政局、县住建局", (("responsible", "县水利局"), ("support", "县财政局"), ("support", "县住建局"))),
        ("县水利局（牵头），县财政局（配合）", (("lead", "县水利局"), ("support", "县财政局"))),
    ],
)
def test_brackets_that_begin_a_cell_stand_before_their_bodies(cell: str, bodies: tuple[tuple[str, str], ...]) -> None:
    found = extract(as_text([["序号", "工作任务", "责任分工"], ["1", "清淤沟渠8公里", cell], ["2", "新建泵站2座", cell]]))
    assert [tuple((a.role, a.full) for a in m.assignments) for m in found.measures] == [bodies, bodies]


def test_a_numbered_heading_in_the_column_of_words_heads_the_rows_below_and_takes_no_bodies_from_above() -> None:
    rows = [["改革举措", "牵头单位", "完成时限"], ["一、市场准入", "", ""], ["推行智能审批", "县行政审批局", "6月底前"]]
    rows += [["（二）获得用水（1项）", "", ""], ["压减报装环节至2个", "县水利局", "9月底前"]]
    assert [(m.sections[-1].heading, m.text, [a.full for a in m.assignments]) for m in extract(as_text(rows)).measures] == [
        ("一、市场准入", "推行智能审批", ["县行政审批局"]), ("（二）获得用水（1项）", "压减报装环节至2个", ["县水利局"]),
    ]  # fmt: skip


def test_what_is_rectified_stays_the_measure_beside_what_is_done_next() -> None:
    rows = [["整治类别", "整治内容", "责任部门", "完成期限", "下一步工作"], ["设备", "更换输送机4台", "县公路局", "5月底", "加快施工进度"]]
    rows += [["现场", "划定隔离区2处", "县住建局", "3月底", "组织验收"]]
    assert [m.text for m in extract(as_text(rows)).measures] == ["更换输送机4台", "划定隔离区2处"]

"""Rows of a plan's table become measures with all bodies that the table gives them."""

from __future__ import annotations

import pytest

from zeren.extract.columns import column_of, is_none
from zeren.extract.table.drafted import unwrap
from zeren.extract.table.reading import Reading
from zeren.extract.table.tables import read_tables
from zeren.extract.table.unread import left_over
from zeren.ground.model import Cell, Place, Table
from zeren.read.text import blocks_of

HEADER = "序号\t重点任务\t工作措施\t完成时限\t牵头部门\t主责单位\t协办单位\n"


def read(text: str) -> Reading:
    return read_tables([block for block in blocks_of(text) if isinstance(block, Table)])


def duties(reading: Reading, at: int = 0) -> list[tuple[str, str, str]]:
    return [(a.role, a.mention, a.basis) for a in reading.drafts[at].assignments]


def stated(rows: list[list[tuple[str, int, int]]]) -> Table:
    """A table with stated spans from rows of (text, rows, columns); covered positions are left out."""
    cells, taken, width = [], set(), 0
    for r, row in enumerate(rows):
        c = 0
        for text, down, across in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            cells.append(Cell(text, Place(0, 0, table=1, row=r + 1, column=c + 1), r, c, down, across))
            c += across
            width = max(width, c)
    return Table(tuple(cells), len(rows), width, Place(0, 0, table=1), spans_stated=True)


@pytest.mark.parametrize(
    ("header", "kind", "role"),
    [
        ("牵头部门", "role", "lead"),
        ("主 责 单 位", "role", "responsible"),
        ("协同配合\n单位", "role", "support"),
        ("责任单位（排名第一为牵头）", "role", "responsible"),
        ("重点领域牵头单位", "role", "lead"),
        ("指导部门", "role", "guide"),
        ("负责考核部门", "role", "supervise"),
        ("牵头考核单位", "role", "lead"),
        ("责任领导", "person", None),
        ("建设主体", "builder", None),
        ("完成时限", "deadline", None),
        ("推广范围", "scope", None),
        ("PM2.5年均浓度（微克/立方米）", "unknown", None),
    ],
)
def test_columns_are_told_by_their_header_words(header, kind, role) -> None:
    column = column_of(header)
    assert (column.kind, column.role) == (kind, role)


@pytest.mark.parametrize("mark", ["——", "-", "－", " 无 ", "/", "\n——"])
def test_none_marks_say_that_nothing_stands_here(mark) -> None:
    assert is_none(mark)


def test_a_filled_row_gives_every_body_its_column_role() -> None:
    reading = read(HEADER + "1\t甲\t做甲事。\t年底前\t市甲局 市乙局\t各区政府\t市丙局\n")
    assert duties(reading) == [
        ("lead", "市甲局", "cell"),
        ("lead", "市乙局", "cell"),
        ("responsible", "各区政府", "cell"),
        ("support", "市丙局", "cell"),
    ]
    assert [a.position for a in reading.drafts[0].assignments] == [1, 2, 3, 4]
    assert reading.has_lead


def test_an_empty_principal_cell_beside_a_lead_is_one_merged_cell() -> None:
    reading = read(HEADER + "1\t甲\t做甲事。\t年底前\t市甲局\t\t——\n")
    assert duties(reading) == [("lead", "市甲局", "merged-cell"), ("responsible", "市甲局", "merged-cell")]
    assert not any(a.likely for a in reading.drafts[0].assignments)


def test_a_none_mark_moved_left_is_the_likelier_merged_cell() -> None:
    reading = read(HEADER + "1\t甲\t做甲事。\t年底前\t市甲局\t——\t\n")
    assert duties(reading) == [("lead", "市甲局", "merged-cell"), ("responsible", "市甲局", "merged-cell")]
    assert all(a.likely for a in reading.drafts[0].assignments)


def test_a_none_mark_beside_supporters_means_that_nobody_is_named() -> None:
    reading = read(HEADER + "1\t甲\t做甲事。\t年底前\t市甲局\t——\t市乙局\n")
    assert duties(reading) == [("lead", "市甲局", "cell"), ("support", "市乙局", "cell")]


def test_a_row_without_bodies_takes_those_of_the_row_above() -> None:
    reading = read(
        HEADER + "1\t甲\t做甲事。\t年底前\t市甲局\t\t市乙局\n\t\t再做乙事。\t10 月底\t\t\t\n"
    )
    assert duties(reading, 1) == [
        ("lead", "市甲局", "inherited-cell"),
        ("responsible", "市甲局", "inherited-cell"),
        ("support", "市乙局", "inherited-cell"),
    ]
    assert reading.drafts[1].deadline == "10 月底"


def test_an_empty_deadline_is_nobody_elses() -> None:
    reading = read(HEADER + "1\t甲\t做甲事。\t年底前\t市甲局\t市乙局\t——\n\t\t做乙事。\t\t市甲局\t市乙局\t——\n")
    assert [(d.deadline, d.deadline_inherited) for d in reading.drafts] == [("年底前", False), ("", False)]


def test_a_task_goes_on_over_empty_cells_and_on_the_next_page() -> None:
    page = "\n" + HEADER + "1\t甲\t做丙事。\t年底前\t市甲局\t市乙局\t——\n2\t乙\t做丁事。\t年底前\t市甲局\t市乙局\t——\n"
    reading = read(HEADER + "1\t甲\t做甲事。\t年底前\t市甲局\t市乙局\t——\n\t\t做乙事。\t年底前\t市甲局\t市乙局\t——\n" + page)
    assert [(d.task_no, d.task) for d in reading.drafts] == [("1", "甲"), ("1", "甲"), ("1", "甲"), ("2", "乙")]
    assert len({d.task_place for d in reading.drafts}) == 2


def test_section_rows_are_headings_of_what_follows() -> None:
    reading = read(
        HEADER
        + "一、大章\t\t\t\t\t\t\n(一)小节\t\t\t\t\t\t\n1\t甲\t做甲事。\t年底前\t市甲局\t市乙局\t——\n"
        + "(二)另节\t\t\t\t\t\t\n2\t乙\t做乙事。\t年底前\t市甲局\t市乙局\t——\n"
    )
    assert [[s.heading for s in d.sections] for d in reading.drafts] == [["一、大章", "(一)小节"], ["一、大章", "(二)另节"]]


def test_stated_spans_say_what_is_merged() -> None:
    header = [(word, 1, 1) for word in HEADER.split()]
    table = stated(
        [
            header,
            [("1", 2, 1), ("甲", 2, 1), ("做甲事。", 1, 1), ("年底前", 2, 1), ("市甲局", 1, 2), ("市丙局", 2, 1)],
            [("做乙事。", 1, 1), ("市乙局", 1, 1), ("", 1, 1)],
        ]
    )
    reading = read_tables([table])
    assert duties(reading) == [
        ("lead", "市甲局", "merged-cell"),
        ("responsible", "市甲局", "merged-cell"),
        ("support", "市丙局", "cell"),
    ]
    assert duties(reading, 1) == [("lead", "市乙局", "cell"), ("support", "市丙局", "inherited-cell")]
    assert [(d.deadline, d.deadline_inherited) for d in reading.drafts] == [("年底前", False), ("年底前", True)]


def test_a_two_row_header_names_the_columns_under_its_merged_cell() -> None:
    table = stated(
        [
            [("序号", 2, 1), ("工作任务", 2, 1), ("责任分工", 1, 2), ("完成时限", 2, 1)],
            [("牵头单位", 1, 1), ("配合单位", 1, 1)],
            [("1", 1, 1), ("做甲事。", 1, 1), ("市甲局", 1, 1), ("市乙局", 1, 1), ("6月底", 1, 1)],
        ]
    )
    reading = read_tables([table])
    assert duties(reading) == [("lead", "市甲局", "cell"), ("support", "市乙局", "cell")]
    assert (reading.drafts[0].text, reading.drafts[0].deadline) == ("做甲事。", "6月底")


def test_persons_and_remarks_stay_with_the_measure_under_the_heads_of_their_columns() -> None:
    reading = read("序号\t工作任务\t责任单位\t责任领导\t备注\n1\t做甲事。\t区甲局\t张三\t重点\n")
    assert duties(reading) == [("responsible", "区甲局", "cell")]
    assert [(r.head, r.text) for r in reading.drafts[0].remarks] == [("责任领导", "张三"), ("备注", "重点")]
    assert reading.residue == []


def test_a_second_claimant_of_a_field_is_a_named_column() -> None:
    head = "重点任务\t具体措施\t牵头单位\t配合单位\t完成时限\t存在问题\n"
    first = "桥梁加固\t加固病害桥梁6座\t市城管局\t市财政局\t10月底\t工期紧张\n"
    reading = read(head + first + "河道清淤\t清淤12公里\t市水务局\t市财政局\t9月底\t征地滞后\n")
    assert [(d.task, d.text, d.deadline) for d in reading.drafts] == [
        ("桥梁加固", "加固病害桥梁6座", "10月底"),
        ("河道清淤", "清淤12公里", "9月底"),
    ]
    assert [(r.head, r.text) for d in reading.drafts for r in d.remarks] == [("存在问题", "工期紧张"), ("存在问题", "征地滞后")]


def test_a_body_column_without_a_role_word_is_told_from_its_cells() -> None:
    rows = "县农业局\t污染治理\t建立台账，关闭禁养区内的养殖场（5分）。\n县水利局\t河道整治\t清理河道，取缔非法排污口（10分）。\n"
    reading = read("考核项目\t考核内容\t评分标准\n" + rows)
    assert [(d.task, d.text) for d in reading.drafts] == [
        ("污染治理", "建立台账，关闭禁养区内的养殖场（5分）。"),
        ("河道整治", "清理河道，取缔非法排污口（10分）。"),
    ]
    assert duties(reading) == [("responsible", "县农业局", "cell")]
    assert reading.drafts[0].assignments[0].likely


def test_a_table_without_duties_is_left_with_every_cell() -> None:
    reading = read("街道\tPM2.5年均浓度\n德胜街道\t28\n")
    assert reading.drafts == []
    (table,) = reading.others
    assert [r.text for r in left_over(table)] == ["街道", "PM2.5年均浓度", "德胜街道", "28"]


def test_a_cell_with_roles_in_words_is_read_as_a_statement() -> None:
    reading = read("序号\t工作任务\t责任单位\n1\t做甲事。\t市经信局牵头，市财政局、市商务局配合\n")
    assert [(a.role, a.mention) for a in reading.drafts[0].assignments] == [
        ("lead", "市经信局"),
        ("support", "市财政局"),
        ("support", "市商务局"),
    ]


def test_a_lead_rule_in_the_header_makes_the_first_body_lead() -> None:
    reading = read("序号\t工作任务\t责任单位（排在第一位的为牵头单位）\n1\t做甲事。\t市经信局、市财政局\n")
    assert [(a.role, a.mention, a.basis) for a in reading.drafts[0].assignments] == [
        ("lead", "市经信局", "rule"),
        ("responsible", "市财政局", "cell"),
    ]


def test_a_numbered_row_across_the_table_is_a_section() -> None:
    reading = read("序号\t工作任务\t责任单位\n一\t工业领域\t\n1\t做甲事。\t市经信局\n")
    assert [s.heading for s in reading.drafts[0].sections] == ["一、工业领域"]
    assert len(reading.drafts) == 1


def test_a_task_without_a_measure_beside_it_is_its_own_measure() -> None:
    reading = read("序号\t重点任务\t工作措施\t责任单位\n1\t做甲事。\t\t市经信局\n2\t乙\t做乙事。\t市财政局\n")
    assert [(d.task, d.text) for d in reading.drafts] == [("做甲事。", "做甲事。"), ("乙", "做乙事。")]


def test_bodies_before_their_tasks_hold_for_all_rows_they_span() -> None:
    table = stated(
        [
            [("责任单位", 1, 1), ("工作任务", 1, 1), ("完成时限", 1, 1)],
            [("市经信局", 2, 1), ("做甲事。", 1, 1), ("6月底", 1, 1)],
            [("做乙事。", 1, 1), ("9月底", 1, 1)],
        ]
    )
    reading = read_tables([table])
    assert [(d.text, d.deadline, d.assignments[0].basis) for d in reading.drafts] == [
        ("做甲事。", "6月底", "cell"),
        ("做乙事。", "9月底", "inherited-cell"),
    ]


def test_cells_of_dated_target_columns_belong_to_the_measure() -> None:
    reading = read("序号\t工作任务\t2026年目标\t2027年目标\t责任单位\n1\t做甲事。\t5家\t8家\t市经信局\n")
    assert len(reading.drafts[0].targets) == 2


def test_wrapped_lines_are_joined_and_sentences_keep_their_break() -> None:
    assert unwrap("推进某\n项工作。\n另一句。") == "推进某项工作。\n另一句。"
    assert unwrap("use\nLIMS 系统") == "use LIMS 系统"


def test_a_remark_under_the_table_states_the_lead_rule_and_is_no_measure() -> None:
    reading = read("序号\t任务\t责任单位\n1\t办成甲事。\t市甲局、市乙局\n注：列第一位的为牵头单位。\t\t\n")
    assert duties(reading) == [("lead", "市甲局", "rule"), ("responsible", "市乙局", "cell")]
    assert len(reading.drafts) == 1
    assert reading.residue == []


def test_a_lead_rule_of_the_running_text_holds_for_a_table_without_a_lead_column() -> None:
    def roles(text: str) -> list[str]:
        blocks = [block for block in blocks_of(text) if isinstance(block, Table)]
        return [a.role for a in read_tables(blocks, "列第一位的为牵头单位").drafts[0].assignments]

    assert roles("序号\t任务\t责任单位\n1\t办成甲事。\t市甲局、市乙局\n") == ["lead", "responsible"]
    assert roles("序号\t任务\t牵头单位\t责任单位\n1\t办成甲事。\t\t市甲局、市乙局\n") == ["responsible", "responsible"]


def test_a_role_in_brackets_after_a_name_counts_in_a_cell() -> None:
    reading = read("序号\t任务\t责任单位\n1\t办成甲事。\t市甲局（牵头）、市乙局\n")
    assert duties(reading) == [("lead", "市甲局", "cell"), ("responsible", "市乙局", "cell")]


def test_the_same_as_above_is_the_cell_above() -> None:
    reading = read("序号\t任务\t责任单位\n1\t办成甲事。\t市甲局\n2\t办成乙事。\t同上\n")
    assert duties(reading, 0) == [("responsible", "市甲局", "cell")]
    assert duties(reading, 1) == [("responsible", "市甲局", "inherited-cell")]
    assert reading.read == 9


def test_rows_under_a_second_header_without_words_are_left_over_with_their_place() -> None:
    """A partial header below the first one, as tables over two pages print it, names no column with words."""
    above = "1\t精简许可\t动态调整清单。\t年底前\t市司法局\t市财政局\t市教委\n"
    partial = "序号\t牵头部门\t主责单位\t协办单位\t备注\t完成时限\t联系人\n"
    reading = read(HEADER + above + partial + "2\t市财政局\t市审计局\t市教委\t无\t年底前\t张三\n")
    assert [draft.text for draft in reading.drafts] == ["动态调整清单。"]
    assert [its.text for its in reading.residue] == ["2", "市财政局", "市审计局", "市教委", "无", "年底前", "张三"]

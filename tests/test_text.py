"""Plain text becomes paragraphs and tables whose words stand where their places say."""

from __future__ import annotations

import random
import time

import pytest

from conftest import CITY, DISTRICT, document
from zeren.ground.model import Paragraph, Table
from zeren.read.text import blocks_of, read_text


def tables(text: str) -> list[Table]:
    return [block for block in blocks_of(text) if isinstance(block, Table)]


def grid(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


@pytest.mark.parametrize("path", [CITY, DISTRICT])
def test_every_block_is_the_text_at_its_place(path) -> None:
    read = document(path)
    pieces = [c for b in read.blocks for c in (b.cells if isinstance(b, Table) else [b])]
    assert len(pieces) > 400
    for piece in pieces:
        assert read.text[piece.place.start : piece.place.end] == piece.text
        assert piece.place.line == read.text.count("\n", 0, piece.place.start) + 1


@pytest.mark.parametrize("path", [CITY, DISTRICT])
def test_no_word_of_a_plan_is_outside_its_blocks(path) -> None:
    read = document(path)
    covered = set()
    for block in read.blocks:
        for piece in block.cells if isinstance(block, Table) else [block]:
            covered.update(range(piece.place.start, piece.place.end))
    outside = [c for i, c in enumerate(read.text) if i not in covered and not c.isspace()]
    assert outside == []


def test_tab_separated_rows_keep_empty_cells_and_missing_ones_stay_uncovered() -> None:
    (table,) = tables("序号\t任务\t单位\n1\t\t甲局\n2\t乙事\n")
    assert grid(table) == [["序号", "任务", "单位"], ["1", "", "甲局"], ["2", "乙事"]]
    assert table.uneven == (2,)
    assert not table.spans_stated


def test_a_blank_line_ends_a_tab_separated_table() -> None:
    assert [t.rows for t in tables("a\tb\nc\td\n\na\tb\ne\tf\ng\th\n")] == [2, 3]


def test_flattened_cells_hold_several_lines_and_blank_lines() -> None:
    text = "\t序号\n\t任务\n\t单位\n\n\t1\n\t甲事\n\t区甲局\n区乙局\n\n区丙局\n\n\t2\n\t乙事\n\n\n\t区丁局\n"
    (table,) = tables(text)
    assert grid(table) == [["序号", "任务", "单位"], ["1", "甲事", "区甲局\n区乙局\n\n区丙局"], ["2", "乙事", "区丁局"]]
    assert table.uneven == ()


def test_two_blank_lines_or_an_annex_mark_end_a_flattened_table() -> None:
    for between in ("\n\n\n下一节\n", "\n附2\n下一节\n"):
        blocks = blocks_of(f"\t序号\n\t单位\n\n\t1\n\t甲局{between}\t街道\n\t数值\n\n\t一街\n\t28\n")
        assert [type(b) for b in blocks if isinstance(b, Table)] == [Table, Table]
        assert [b.text for b in blocks if isinstance(b, Paragraph)] == between.split()


def test_a_matrix_with_rows_of_different_length_keeps_its_rows() -> None:
    matrix = [block for block in document(DISTRICT).blocks if isinstance(block, Table)][-1]
    assert [len(row) for row in grid(matrix)] == [12, 9, 6, 14, 14]
    assert matrix.uneven == (1, 2, 3, 4)


def test_a_row_with_too_few_cells_does_not_shift_the_rows_after_it() -> None:
    text = "\t序号\n\t任务\n\t单位\n\n\t1\n\t甲事\n\n\t2\n\t乙事\n\t乙局\n"
    (table,) = tables(text)
    assert grid(table) == [["序号", "任务", "单位"], ["1", "甲事"], ["2", "乙事", "乙局"]]
    assert table.uneven == (1,)


def test_copies_with_other_line_ends_and_encodings_give_the_same_text() -> None:
    clean = "标题\n序号\t单位\n1\t区水务局\n"
    copies = [
        clean.replace("\n", "\r\n").encode(),
        clean.replace("\n", "\r").encode(),
        clean.encode("utf-8-sig"),
        clean.encode("gb18030"),
        clean.encode("utf-16"),
    ]
    for copy in copies:
        assert read_text(copy, "x.txt", "0").text == clean


def test_one_cell_a_line_ending_in_a_bar_is_a_table_again() -> None:
    text = "序号 |\n任务 |\n责任单位 |\n1 |\n办成甲事，\n并办好乙事。 |\n市甲局 |\n2 |\n办成丙事。 |\n|\n"
    (table,) = tables(text)
    assert grid(table) == [["序号", "任务", "责任单位"], ["1", "办成甲事，\n并办好乙事。", "市甲局"], ["2", "办成丙事。", ""]]
    assert all(text[cell.place.start : cell.place.end] == cell.text for cell in table.cells)


def test_one_cell_a_paragraph_is_a_table_again_and_ends_where_prose_begins() -> None:
    cells = ["序号", "任务", "责任单位", "时限", "1", "办成一件甲事。", "市甲局", "年底前", "办成一件乙事。", "市乙局", "6月底"]
    text = "甲市任务清单\n" + "\n".join(cells) + "\n2\n办成一件丙事。\n市丙局\n市丁局\n全年\n注：本表自印发之日起施行。\n"
    title, table, note = blocks_of(text)
    assert isinstance(table, Table)
    assert [(c.row, c.column, c.text) for c in table.cells if c.row > 0] == [
        (1, 0, "1"), (1, 1, "办成一件甲事。"), (1, 2, "市甲局"), (1, 3, "年底前"),
        (2, 1, "办成一件乙事。"), (2, 2, "市乙局"), (2, 3, "6月底"),
        (3, 0, "2"), (3, 1, "办成一件丙事。"), (3, 2, "市丙局\n市丁局"), (3, 3, "全年"),
    ]  # fmt: skip
    assert isinstance(title, Paragraph) and isinstance(note, Paragraph)
    assert note.text == "注：本表自印发之日起施行。"


def test_short_paragraphs_that_name_no_columns_of_a_plan_stay_paragraphs() -> None:
    assert not tables("序号\n任务\n时限\n1\n办成甲事\n年底前\n")
    assert not tables("任务\n措施\n要加强领导。\n")


def test_rows_between_bars_are_a_table_without_the_rule_of_markdown() -> None:
    (table,) = tables("| 序号 | 任务 |\n| 1 | 甲事 |\n| 2 | |\n")
    assert grid(table) == [["序号", "任务"], ["1", "甲事"], ["2", ""]]
    assert not tables("甲｜乙\n")


def test_indented_paragraphs_and_tabs_between_labels_are_no_table() -> None:
    assert not tables("\t一、任务\n\t（一）办成甲事。做好各项工作。\n\t（二）办成乙事。\n")
    assert not tables("\t一、任务\n\n\t（一）办成甲事\n")
    (paragraph,) = blocks_of("牵头单位：市甲局\t责任单位：市乙局\n")
    assert isinstance(paragraph, Paragraph)


def test_paragraphs_saved_with_the_line_ends_of_a_page_are_joined() -> None:
    paragraphs = [
        "一、加快建设",
        *(
            f"{i}.推进第{kind}类设施建设，完善管理制度，落实资金和用地保障，年底前全部建成投用。（责任单位：市自然资源局、市财政局）"
            for i, kind in enumerate("甲乙丙丁戊己", 1)
        ),
    ]
    wrapped = "\n".join(p[at : at + 20] for p in paragraphs for at in range(0, len(p), 20))
    assert ["".join(b.text.split("\n")) for b in blocks_of(wrapped) if isinstance(b, Paragraph)] == paragraphs
    assert len(blocks_of("\n".join(paragraphs))) == len(paragraphs)


def test_no_mixture_of_marks_loses_a_word_or_breaks_a_table() -> None:
    marks = ["序号", "任务", "责任单位", "时限", "\n", "\n\n", "\t", "|", " |\n", "1", "（一）", "一、总则", ""]
    marks += ["市财政局", "年底前", "办成甲事。", "注：略。", "附件1"]
    draw = random.Random(20)
    for _ in range(3000):
        text = "".join(draw.choice(marks) for _ in range(draw.randint(1, 40)))
        covered: set[int] = set()
        blocks = blocks_of(text)
        for block in blocks:
            for piece in block.cells if isinstance(block, Table) else [block]:
                assert text[piece.place.start : piece.place.end] == piece.text
                covered.update(range(piece.place.start, piece.place.end))
        assert all(c in "|" or c.isspace() for i, c in enumerate(text) if i not in covered), text
        numbers = [block.place.table for block in blocks if isinstance(block, Table)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_lines_of_bars_alone_are_paragraphs() -> None:
    assert not tables("||\n||\n")


@pytest.mark.parametrize("piece", ["序号\n任务\n责任单位\n", "序号 |\n", "||\n", "a|b|c\n||\n"])
def test_repeated_beginnings_of_tables_cost_linear_time(piece) -> None:
    begun = time.process_time()
    blocks_of(piece * 10000)
    assert time.process_time() - begun < 10

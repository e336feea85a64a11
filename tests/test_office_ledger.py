"""An office's own ledger, without identifiers: rows are matched by number, task and words, and no plan is made of it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from read import writers
from zeren.cli import cli
from zeren.decisions import ledger as decisions
from zeren.ground.errors import UnreadableInput
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.ledger import demand_ledger, ledger_of
from zeren.ledger.cells import day_of, plain
from zeren.ledger.match import NONE, Known, Matched, matched, row_id
from zeren.ledger.office import OfficeLedger, OfficeRow
from zeren.ledger.progress import progress
from zeren.read import doc
from zeren.store import open_reader, open_writer
from zeren.table import landing_of

HEADS = ("序号", "重点任务", "具体措施", "牵头单位", "完成时限", "进展情况", "存在问题")
CARS = "推动机动车结构优化升级"
SUBSIDY = "落实小客车以旧换新补贴政策，促进存量社会小客车更新为新能源车。"
MOTORBIKES = "配合市级研究摩托车管理工作方案。"
GARDENS = "全区使用的草坪机、割灌机、绿篱机、油锯等园林机械基本实现新能源化。"
ROWS = (
    # As annex 1 of the district plan prints them, tasks 3 and 4: whole, without its second half, numbered, and in other words.
    ("1", CARS, SUBSIDY, "区商务局", "年底前", "已补贴 120 辆", ""),
    ("2", CARS, "推动本区新能源车保有量进一步提升", "区发展改革委", "年底前", "占比 47%", "充电桩不足"),
    ("3", "推进非道路移动机械结构优化升级", f"（1）{GARDENS}", "区城市管理委", "年底前", "已更换 8 台", ""),
    ("4", CARS, "配合市里研究电动自行车和摩托车管理办法", "公安西城分局", "年底前", "已参加座谈", ""),
    ("5", "创建节水型单位", "创建节水型单位 3 家。", "区水务局", "10月底前", "已创建 1 家", ""),
)
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def sheet_of(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS, title: str = "重点任务进展情况台账") -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "台账"
    sheet.append([title])
    sheet.append(["填报单位：西城区生态环境局", None, None, None, "填报日期：2026年9月28日"])
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    return book, sheet


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(data: bytes, name: str = "自备.xlsx", *, named: bool = True) -> OfficeLedger:
    found = ledger_of(data, name, named=named)
    assert isinstance(found, OfficeLedger)
    return found


def told(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS, title: str = "重点任务进展情况台账") -> OfficeLedger:
    return taken(saved(sheet_of(rows, heads, title)[0]))


def test_an_own_ledger_is_read_by_its_heads_with_who_and_when() -> None:
    ledger = told(ROWS)
    assert (ledger.reporter, ledger.reported_on) == ("西城区生态环境局", "2026-09-28")
    assert ledger.rows[1].cells == (("problem", "充电桩不足"), ("progress", "占比 47%"))
    assert [row.of("principal") for row in ledger.rows[:2]] == ["区商务局", "区发展改革委"]
    assert (ledger.faults, ledger.notes) == ([], [])


@pytest.mark.parametrize(
    ("heads", "row", "named", "cells"),
    [
        (
            ("编号", "督办事项", "责任单位", "时间要求", "办理状态", "办理情况", "备注"),
            ("7", "整治占道停车", "区城管委", "6月底前", "已办结", "清理 30 处", "销号"),
            {"number": "7", "task": "整治占道停车", "principal": "区城管委", "deadline": "6月底前"},
            (("progress", "清理 30 处"), ("remark", "销号"), ("status", "done")),
        ),
        (
            ("序号", "主要任务", "工作举措", "主办单位", "协办单位", "完成时间", "目前进展情况（截至9月底）", "存在困难和问题", "下一步打算",
             "联系人", "联系方式"),
            ("1", "绿化", "补植行道树 200 株", "区园林局", "各街道", "2026-11-30", "补植 90 株", "无", "十月补齐", "王某", "66200000"),
            {"number": "1", "task": "绿化", "text": "补植行道树 200 株", "principal": "区园林局", "support": "各街道", "due": "2026-11-30"},
            (("next_step", "十月补齐"), ("person", "王某"), ("phone", "66200000"), ("problem", "无"), ("progress", "补植 90 株")),
        ),
        (
            ("项次", "任务内容", "责任部门", "完成情况"),
            ("1", "公布清单", "区司法局", "完成80%，正在校核"),
            {"number": "1", "text": "公布清单", "principal": "区司法局"},
            (("progress", "完成80%，正在校核"),),  # no state: 80% is words
        ),
    ],
)  # fmt: skip
def test_ordinary_heads_of_offices_are_known(
    heads: tuple[str, ...], row: tuple[str, ...], named: dict[str, str], cells: tuple[tuple[str, str], ...]
) -> None:
    (found,) = told([row], heads).rows
    assert dict(found.named) == named
    assert found.cells == cells


def test_quarters_under_one_head_are_reports_of_their_last_days() -> None:
    book, sheet = sheet_of([], ("序号", "具体措施", "责任单位", "进展情况", None, None, "备注"), "2026年重点任务台账")
    sheet.append([None, None, None, "一季度", "二季度", "三季度", None])
    sheet.append(["1", SUBSIDY, "区商务局", "已启动", "补贴 60 辆", None, None])
    sheet.merge_cells("D3:F3")
    for column in "ABCG":
        sheet.merge_cells(f"{column}3:{column}4")
    ledger = taken(saved(book))
    assert [(row.reported_on, dict(row.cells)["progress"]) for row in ledger.rows] == [("2026-03-31", "已启动"), ("2026-06-30", "补贴 60 辆")]
    assert [row.locator for row in ledger.rows] == ["台账!5 一季度", "台账!5 二季度"]


def test_a_second_row_of_heads_and_heads_that_come_again_are_no_rows() -> None:
    book, sheet = sheet_of([], ("序号", "工作任务", "责任单位", None, "时间节点", None, "进展情况"))
    sheet.append([None, None, "主办", "协办", "上半年", "全年", None])
    sheet.append(["1", SUBSIDY, "区商务局", "区财政局", "启动", "完成", "已补贴 60 辆"])
    sheet.append(["序号", "工作任务", "主办", "协办", "上半年", "全年", "进展情况"])
    sheet.append(["2", MOTORBIKES, "公安西城分局", None, "启动", "完成", "已研究"])
    for span in ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4"):
        sheet.merge_cells(span)
    ledger = taken(saved(book))
    assert [(row.locator, row.of("principal")) for row in ledger.rows] == [("台账!5", "区商务局"), ("台账!7", "公安西城分局")]


def test_merged_tasks_hold_for_their_rows_and_headings_and_sums_are_no_rows() -> None:
    book, sheet = sheet_of([
        ("一、大气污染防治",),
        ("1", CARS, SUBSIDY, "区商务局", "", "已补贴", ""),
        ("2", None, MOTORBIKES, "公安分局", "", "已研究", ""),
        ("3", None, GARDENS, "区城管委", "", None, None),
        ("合计", None, "3 项", None, None, "完成 2 项", None),
    ])  # fmt: skip
    sheet.merge_cells("A4:G4")
    sheet.merge_cells("B5:B7")
    ledger = taken(saved(book))
    assert [(row.of("number"), row.of("task")) for row in ledger.rows] == [("1", CARS), ("2", CARS)]
    assert ledger.silent == 1


def test_totals_notes_and_signatures_are_told_and_no_rows_but_a_task_that_begins_like_one_is() -> None:
    rows = [*ROWS[:1], ("2", CARS, "注重宣传，引导公众参与。", "区水务局", "", "已开展", ""), ("合计", None, "2 项", None, None, "完成 1 项", None),
            ("注：数据截至9月底", *[None] * 6), (None, "填表人：张某", *[None] * 5)]  # fmt: skip
    ledger = told(rows)
    assert [row.of("text") for row in ledger.rows] == [SUBSIDY, "注重宣传，引导公众参与。"]
    assert [(note.locator, "合计、注或落款" in note.message) for note in ledger.notes] == [("台账!6", True), ("台账!7", True), ("台账!8", True)]


@pytest.mark.parametrize(
    ("heads", "cells", "taken"),
    [
        (("是否完成",), ("是",), [("2026-09-28", (("status", "done"),))]),
        (("是否完成",), ("否",), [("2026-09-28", (("progress", "是否完成：否"),))]),
        (("进展情况", "完成百分比"), ("已启动", "80%"), [("2026-09-28", (("progress", "已启动；完成百分比：80%"),))]),
        (("上半年进展", "下半年进展"), ("启动", "补贴60辆"), [("2026-06-30", (("progress", "启动"),)), ("2026-09-28", (("progress", "补贴60辆"),))]),
        (("落实情况", "办结日期"), ("办完", "6月30日"), [("2026-09-28", (("completed", "2026-06-30"), ("progress", "办完")))]),
        (("落实情况", "办结日期"), ("办完", "6月底"), [("2026-09-28", (("progress", "办完"), ("remark", "办结日期：6月底")))]),
    ],
)  # fmt: skip
def test_answers_in_columns_of_an_office_are_taken_whole(
    heads: tuple[str, ...], cells: tuple[str, ...], taken: list[tuple[str, tuple[tuple[str, str], ...]]]
) -> None:
    """The sheet says that it was filled in on 28 September 2026: what is said of the second half year was said by then."""
    ledger = told([("1", SUBSIDY, "商务处", "年底前", *cells)], ("序号", "目标任务", "责任处室", "时限", *heads))
    assert [(row.reported_on, row.cells) for row in ledger.rows] == taken
    assert dict(ledger.rows[0].named) == {"number": "1", "task": SUBSIDY, "principal": "商务处", "deadline": "年底前"}


def test_bad_cells_are_told_with_sheet_row_column_and_remedy_and_good_rows_are_taken() -> None:
    heads = (*HEADS, "办结日期")
    book, sheet = sheet_of([(*row, None) for row in ROWS], heads)
    sheet["H4"] = "过几天"
    sheet["F5"] = "=1+1"
    sheet["F6"] = "两条措施合写"
    sheet.merge_cells("F6:F7")
    sheet["B9"] = sheet["C9"] = None
    sheet["F9"] = "不知是哪一项"
    sheet.protection.enable()
    ledger = taken(saved(book))
    places = {fault.locator: fault.message for fault in ledger.faults}
    assert list(places) == ["台账!H4", "台账!F5", "台账!F6", "台账!F9"]
    assert "不是日期" in places["台账!H4"] and "2026-06-30" in places["台账!H4"]
    assert "公式" in places["台账!F5"] and "粘贴为数值" in places["台账!F5"]
    assert "第 6–7 行" in places["台账!F6"] and "取消合并" in places["台账!F6"]
    assert "没有任务或措施" in places["台账!F9"]
    assert "受保护" in ledger.notes[0].message
    assert [row.locator for row in ledger.rows if not row.shared] == ["台账!4", "台账!5", "台账!8"]
    assert [row.locator for row in ledger.rows if row.shared] == ["台账!6", "台账!7"]


@office
def test_a_workbook_of_before_2007_is_converted_once_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert = doc.convert
    data = writers.converted(saved(sheet_of(ROWS)[0]), "xlsx", "xls", tmp_path)
    calls = []
    monkeypatch.setattr(doc, "convert", lambda *given: calls.append(given) or convert(*given))
    ledger = taken(data, "自备.xls")
    assert len(calls) == 1
    assert len(ledger.rows) == len(ROWS)
    assert "另存为 xlsx" in ledger.notes[0].message


def word_of(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS, parted: int | None = None) -> bytes:
    """The ledger as a Word document; ``parted``: rows of a first table, the rest in a second one without heads."""
    import docx

    document = docx.Document()
    document.add_paragraph("重点任务进展情况台账")
    document.add_paragraph("填报单位：西城区生态环境局 填报日期：2026年9月28日")
    for part in ([heads, *rows[:parted]], rows[parted:] if parted else []):
        if part:
            table = document.add_table(0, len(heads))
            for row in part:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_own_ledger_in_word_says_the_same_as_in_a_workbook() -> None:
    told_in_book, ledger = told(ROWS), taken(word_of(ROWS), "自备.docx")
    assert (ledger.reporter, ledger.reported_on) == ("西城区生态环境局", "2026-09-28")
    assert [(row.named, row.cells, row.reported_on) for row in ledger.rows] == [(r.named, r.cells, r.reported_on) for r in told_in_book.rows]
    assert [row.locator for row in ledger.rows] == [f"表1!{row}" for row in range(2, 7)]
    assert [row.named for row in taken(word_of(ROWS, parted=3), "自备.docx").rows] == [row.named for row in told_in_book.rows]
    assert [row.locator for row in taken(word_of(ROWS, parted=3), "自备.docx").rows][3:] == ["表2!1", "表2!2"]


def test_an_own_ledger_in_word_or_csv_is_known_in_a_folder_of_plans_and_a_plan_is_not() -> None:
    assert ledger_of(word_of(ROWS), "自备.docx", named=False) is not None
    assert ledger_of(word_of([row[:5] for row in ROWS], HEADS[:5]), "计划.docx", named=False) is None
    lines = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEADS, *ROWS))
    for codec in ("utf-8-sig", "gb18030"):
        ledger = taken(lines.encode(codec), "进展台账.csv", named=False)
        assert [row.named for row in ledger.rows] == [row.named for row in told(ROWS).rows]
    assert (ledger.reported_on, ledger.rows[0].locator) == (None, "表1!2")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.4 x", "台账.pdf", "pdf 文件不能作台账取回"),
        (b"\x89PNG\r\n\x1a\n", "照片.png", "图片文件"),
        ("已完成".encode(), "台账.txt", "txt 文件不能作台账取回"),
    ],
)
def test_what_holds_no_table_is_refused_with_the_remedy(data: bytes, name: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said) as refused:
        demand_ledger(data, name)
    assert "另存为 xlsx" in str(refused.value)


def test_a_file_without_heads_of_a_ledger_is_refused_with_the_remedy() -> None:
    with pytest.raises(UnreadableInput, match="表头"):
        demand_ledger(saved(sheet_of([("1", "甲", "乙")], ("序号", "重点任务", "具体措施"))[0]), "计划.xlsx")


def test_a_plan_is_no_ledger_unless_it_says_so() -> None:
    """One column of answers in passing does not make a published plan a ledger; two do, or one under such a name."""
    row = ("1", CARS, SUBSIDY, "区商务局", "年底前", "已启动")
    heads = ("序号", "重点任务", "具体措施", "责任单位", "完成时限", "完成情况")
    book, sheet = sheet_of([row], heads, "2026年行动计划")
    sheet.title = "Sheet1"
    assert ledger_of(saved(book), "计划.xlsx", named=False) is None
    assert ledger_of(saved(book), "督办台账.xlsx", named=False) is not None
    assert ledger_of(saved(sheet_of(ROWS, title="2026年行动计划")[0]), "计划.xlsx", named=False) is not None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("截至2026年9月底", "2026-09-30"),
        ("2026年第三季度", "2026-09-30"),
        ("2026.9.8", "2026-09-08"),
        ("2026年2月30日", None),
        ("2026年行动计划", None),
    ],
)
def test_a_day_is_what_the_words_state(words: str, day: str | None) -> None:
    assert day_of(words) == day


@pytest.mark.parametrize(("words", "kept"), [("（一）加强监测。", "加强监测"), ("1.建设3家", "建设3家"), ("1.5万吨", "1.5万吨"), ("① 开展", "开展")])
def test_leading_numbers_and_punctuation_are_no_words_but_quantities_are(words: str, kept: str) -> None:
    assert plain(words) == kept


def row_of(text: str, task: str = "", bodies: str = "", at: int = 1) -> OfficeRow:
    named = (("task", task), ("text", text), ("principal", bodies))
    return OfficeRow(tuple(pair for pair in named if pair[1]), (("status", "done"),), f"台账!{at}", "2026-09-28")


def known(*measures: tuple[str, str, str], bodies: str = "区商务局") -> list[Known]:
    return [Known(name, "计划.txt", "plan/1", text, task, "", frozenset({bodies})) for name, task, text in measures]


def verdict(found: Matched) -> tuple[list[str], list[list[str]], int]:
    return [one.measure for one in found.sure], [[m.measure for m in matches] for _, matches in found.doubtful], len(found.unknown)


BUILT = "建设零排放运输车队 3 家，推动货物绿色运输。"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (row_of(BUILT, bodies="区商务局"), (["m1"], [], 0)),
        (row_of("建设零排放运输车队 3 家", "运输", "区商务局"), (["m1"], [], 0)),
        # Another quantity is another promise.
        (row_of("建设零排放运输车队 5 家，推动货物绿色运输。", "运输", "区商务局"), ([], [["m1"]], 0)),
        # The words of a plan of another level, whose bodies differ: nothing else shows that this plan is meant.
        (row_of(BUILT, bodies="市商务局"), ([], [["m1"]], 0)),
        # Two measures of the plan print them.
        (row_of("加强宣传，引导公众参与。", bodies="区商务局"), ([], [["m2", "m3"]], 0)),
        (row_of("加强宣传，引导公众参与。", "节水", "区商务局"), (["m3"], [], 0)),
        # A task alone, of one measure and of two.
        (row_of("", "节水", "区商务局"), (["m3"], [], 0)),
        (row_of("", "运输", "区商务局"), ([], [["m1", "m2"]], 0)),
        # Two measures in one row.
        (row_of(f"{BUILT}加强宣传，引导公众参与。", "运输", "区商务局"), ([], [["m1", "m2", "m3"]], 0)),
        (row_of("修建口袋公园", "绿化", "区园林局"), ([], [], 1)),
    ],
)
def test_a_row_is_sure_only_where_one_measure_alone_can_be_meant(row: OfficeRow, expected: tuple[list[str], list[list[str]], int]) -> None:
    measures = known(("m1", "运输", BUILT), ("m2", "运输", "加强宣传，引导公众参与。"), ("m3", "节水", "加强宣传，引导公众参与。"))
    assert verdict(matched([row], measures)) == expected
    assert verdict(matched([row], measures[::-1])) == expected


def test_a_second_row_on_a_measure_by_the_same_bodies_waits_and_by_others_is_taken() -> None:
    measures = known(("m1", "运输", BUILT))
    rows = [row_of(BUILT, bodies="区商务局"), row_of(BUILT, bodies="区商务局", at=2), row_of(BUILT, bodies="区商务局、区邮政局", at=3)]
    found = matched(rows, measures)
    assert [one.row.locator for one in found.sure] == ["台账!1", "台账!3"]
    assert "台账!1 是同一措施" in found.doubtful[0][1][0].basis


def test_a_decision_settles_a_row_in_every_later_ledger() -> None:
    measures = known(("m1", "运输", BUILT))
    row = row_of("建设零排放运输车队 5 家，推动货物绿色运输。", "运输", "区商务局")
    assert verdict(matched([row], measures, {(row_id(row), "m1"): "same"})) == (["m1"], [], 0)
    assert verdict(matched([row], measures, {(row_id(row), "m1"): "different"})) == ([], [], 1)
    assert verdict(matched([row], measures, {(row_id(row), NONE): "same"})) == ([], [], 0)


def test_of_decisions_about_one_row_the_last_counts_and_contradictions_are_refused(tmp_path: Path) -> None:
    file = tmp_path / decisions.FILE
    decisions.write(file, [decisions.Decision("row/1", "measure/1", "same"), decisions.Decision("row/1", "measure/2", "same")])
    assert [(one.measure, one.decision) for one in decisions.read(file)] == [("measure/2", "same")]
    file.write_text(file.read_text(encoding="utf-8") + "row/1\tmeasure/2\tdifferent\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="矛盾"):
        decisions.read(file)


@pytest.fixture(scope="module")
def folder(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an own ledger, and a store of the plans that was built over it."""
    path = tmp_path_factory.mktemp("own")
    shutil.copytree(store, path / "store")
    (path / "进展台账.xlsx").write_bytes(saved(sheet_of(ROWS)[0]))
    with open_writer(path / "store") as writer:
        build.build(files.find_files([path / "进展台账.xlsx"]), writer, Settings())
    return path


FIGURES = "SELECT (SELECT count(*) FROM plan), (SELECT count(*) FROM measure), (SELECT count(*) FROM duty), (SELECT count(*) FROM body_name)"


def test_an_own_ledger_in_the_folder_is_no_plan_and_its_sure_rows_are_reports(folder: Path, store: Path) -> None:
    with open_reader(folder / "store") as reader, open_reader(store) as plans:
        landing = landing_of(reader)
        assert landing.rows(FIGURES) == landing_of(plans).rows(FIGURES)
        assert landing.rows(
            "SELECT m.text, r.progress, r.reported_on, r.file, r.locator, r.basis FROM report r JOIN measure m ON m.id = r.measure ORDER BY r.locator"
        ) == [
            (SUBSIDY, "已补贴 120 辆", "2026-09-28", "进展台账.xlsx", "台账!4", "措施文字相同"),
            ("推动本区新能源车保有量进一步提升。按市级部门部署，加快机动车新能源化进程，落实新能源车推广应用政策。2026年注册登记汽车中新能源车比例达50%以上。",
             "占比 47%", "2026-09-28", "进展台账.xlsx", "台账!5", "措施文字为其一部分，任务相同，单位相同"),
            (GARDENS, "已更换 8 台", "2026-09-28", "进展台账.xlsx", "台账!6", "措施文字相同"),
        ]  # fmt: skip
        assert landing.rows("SELECT count(*) FROM ledger_row") == [(5,)]
        (annex,) = [one for one in progress(landing, "2026-10-01") if one.words_only]
        assert (annex.words_only, annex.total) == (3, 90)


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(
        cli, [*words, "--store", str(folder / "store"), "--decisions", str(folder / "decisions")], standalone_mode=False
    )
    assert done.exception is None, done.output
    return done.output


def test_the_same_ledger_again_changes_nothing_and_what_is_doubtful_is_decided_once(folder: Path) -> None:
    with open_reader(folder / "store") as reader:
        before = dict(reader.current())
    first = run(folder, "ledger", "read", str(folder / "进展台账.xlsx"))
    assert "对应 3 行，待人看 1 行，未找到措施 1 行" in first
    with open_reader(folder / "store") as reader:
        assert dict(reader.current()) == before
        (measure,) = landing_of(reader).rows("SELECT id FROM measure WHERE text = $text", {"text": MOTORBIKES})[0]
    waiting = run(folder, "ledger", "review", "--list", "--format", "csv")
    (line,) = [line for line in waiting.splitlines() if "摩托车" in line and measure in line]
    row = next(cell for cell in line.split(",") if cell.startswith("row/"))
    run(folder, "ledger", "decide", row, measure, "--author", "督查室")
    assert "摩托车" not in run(folder, "ledger", "review", "--list", "--format", "csv")
    with open_reader(folder / "store") as reader:
        assert landing_of(reader).rows("SELECT progress, basis FROM report WHERE measure = $id", {"id": measure}) == [("已参加座谈", "人工判定")]
    assert (folder / "decisions" / decisions.FILE).is_file()


def test_a_rebuilt_store_says_the_same_and_a_removed_ledger_leaves_no_report(folder: Path) -> None:
    with open_reader(folder / "store") as reader:
        before = dict(reader.current())
    run(folder, "rebuild")
    with open_reader(folder / "store") as reader:
        assert dict(reader.current()) == before
    run(folder, "remove", "进展台账.xlsx")
    with open_reader(folder / "store") as reader:
        assert landing_of(reader).rows("SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM ledger_row)") == [(0, 0)]


def test_a_list_with_answers_is_a_plan_where_a_person_says_so_and_stays_one(tmp_path: Path) -> None:
    """A supervision list may be the only place where its tasks are written."""
    (tmp_path / "督办清单.xlsx").write_bytes(saved(sheet_of(ROWS, title="西城区2026年督办清单")[0]))
    (tmp_path / "d").mkdir()
    options = ["--store", str(tmp_path / "store"), "--decisions", str(tmp_path / "d")]

    def counts() -> list[tuple[Any, ...]]:
        with open_reader(tmp_path / "store") as reader:
            return landing_of(reader).rows("SELECT (SELECT count(*) FROM measure), (SELECT count(*) FROM ledger_row)")

    def built(*words: str) -> str:
        done = CliRunner().invoke(cli, [*words, *options], standalone_mode=False)
        assert done.exception is None, done.output
        return done.output

    assert "--as-plan" in built("build", str(tmp_path / "督办清单.xlsx"))
    assert counts() == [(0, 5)]
    built("build", "--as-plan", str(tmp_path / "督办清单.xlsx"))
    assert counts() == [(5, 0)]
    built("rebuild")
    assert counts() == [(5, 0)]


def test_sheets_that_are_hidden_or_hold_no_list_are_told_and_a_second_list_has_the_day_of_the_first() -> None:
    book, _ = sheet_of(ROWS[:1])
    second = book.create_sheet("第二张")
    second.append(list(HEADS))
    second.append(list(ROWS[2]))
    book.create_sheet("填表说明").append(["请于28日前报送"])
    hidden = book.create_sheet("旧表")
    for words in ("旧", "数据"):
        hidden.append([words])
    hidden.sheet_state = "hidden"
    ledger = taken(saved(book))
    assert [(row.locator, row.reported_on) for row in ledger.rows] == [("台账!4", "2026-09-28"), ("第二张!2", "2026-09-28")]
    assert [(note.locator, note.message[:8]) for note in ledger.notes] == [("旧表", "隐藏的工作表没有"), ("填表说明", "没有台账的表头，")]


def test_a_picture_over_the_cells_is_told_with_its_place() -> None:
    from openpyxl.drawing.image import Image
    from PIL import Image as Picture

    book, sheet = sheet_of(ROWS)
    drawn = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(drawn, "PNG")
    sheet.add_image(Image(drawn), "F5")
    (note,) = taken(saved(book)).notes
    assert note.locator == "台账!F5"
    assert "图片里的文字没有读" in note.message

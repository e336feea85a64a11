"""The ledger that is handed out comes back: reports, corrections and new rows, and nothing that a plan says changes."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from conftest import DISTRICT
from read import writers
from zeren import ask, ledger, report
from zeren.cli import cli
from zeren.cli.standing import hint_of_later
from zeren.ground.errors import UnreadableInput, WrongUsage
from zeren.ground.model import answering_role
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.ledger.columns import STATUSES, columns, status_labels
from zeren.ledger.progress import conflicts, older, progress
from zeren.ledger.said import says_done
from zeren.ledger.standing import State, light, standing
from zeren.ledger.workbook import HEAD, KEYS
from zeren.read import form_of, read
from zeren.serve import pages
from zeren.serve.explorer.answers import Asked, File, Page
from zeren.serve.explorer.frame import given
from zeren.serve.explorer.hall import Hall
from zeren.serve.kept import Kept
from zeren.store import open_reader, open_writer
from zeren.table import landing_of, short
from zeren.table.duties import Duty

BUREAU = "北京市西城区生态环境局"
FIRST = HEAD + 2
"""1-based row of the first measure"""
AT = {column.key: at for at, column in enumerate(columns(), 1)}
"""key → 1-based column as handed out"""
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def handed_out(store: Path) -> bytes:
    with open_reader(store) as reader:
        landing = landing_of(reader)
        body = str(landing.rows("SELECT id FROM body_name WHERE name = $name", {"name": BUREAU})[0][0])
        return ledger.workbook(f"{BUREAU}督办台账", [(BUREAU, ledger.ledger_rows(landing, body=body))])


@pytest.fixture(scope="module")
def handed(store: Path) -> bytes:
    return handed_out(store)


def opened(data: bytes) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return book, book.worksheets[0]


def saved(book: openpyxl.Workbook, at: str = "2026-09-28T10:00:00Z") -> bytes:
    """The file of a workbook as saved ``at`` a time; openpyxl itself writes down the time of the clock."""
    out, dated = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + at.encode(), data)
            target.writestr(name, data)
    return dated.getvalue()


def put(sheet: Worksheet, row: int, **cells: Any) -> None:
    for name, value in cells.items():
        sheet.cell(row, AT[name], value)


def taken(store: Path, *returned: tuple[str, bytes], folder: Path) -> None:
    """Take returned files into a store."""
    for name, data in returned:
        (folder / name).write_bytes(data)
    with open_writer(store) as writer:
        build.build(files.find_files([folder / name for name, _ in returned]), writer, Settings())


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A copy of the store with both plans."""
    return Path(shutil.copytree(store, tmp_path / "store"))


def test_a_ledger_shows_what_the_plan_prints_and_is_the_same_bytes_again(store: Path, handed: bytes) -> None:
    book, sheet = opened(handed)
    assert [sheet.cell(HEAD + 1, at).value for at in range(1, len(AT) + 1)] == [column.head for column in columns()]
    rows = [[sheet.cell(row, AT[name]).value for name in ("task", "principal", "support", "deadline")] for row in (FIRST, FIRST + 1)]
    # Annex 1, rows 1 and 2 of the district plan.
    assert rows[0][0] == "目标任务"
    assert rows[0][1] == "区生态环境局、各街道办事处"
    assert rows[1] == ["深入实施总量减排", "区生态环境局", "区委宣传部、区城市管理委、区住房城市建设委、区市场监管局", "年底前"]
    assert sheet.cell(FIRST, AT["due"]).value == dt.datetime(2026, 12, 31)
    assert sheet.max_row == FIRST + 122 - 1  # 107 measures that it answers for, 15 that it assists
    assert handed_out(store) == handed
    assert book["zeren"].sheet_state == "hidden"


def test_a_ledger_offers_the_states_colours_them_and_prints_on_a4_across(handed: bytes) -> None:
    _, sheet = opened(handed)
    lists = [v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert lists == ['"未启动,推进中,已完成,逾期,调整"']
    assert [len(rules) for rules in sheet.conditional_formatting._cf_rules.values()] == [4]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEAD + 1}:${HEAD + 1}"
    assert sheet.column_dimensions["S"].hidden
    assert sheet.row_dimensions[KEYS + 1].hidden
    assert sheet.freeze_panes == f"D{HEAD + 2}"


BRIDGED = ("/usr/bin/python3", sys.executable)
"""Pythons that may have LibreOffice's bridge (Debian: python3-uno)"""


@pytest.fixture(scope="module")
def back(handed: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The ledger as an office returns it, filled, sorted, rearranged and filtered by LibreOffice itself where its bridge is here."""
    folder = tmp_path_factory.mktemp("office")
    source, target = folder / "台账.xlsx", folder / "返回.xlsx"
    source.write_bytes(handed)
    for python in BRIDGED:
        if subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            script = Path(__file__).parent / "read" / "filling.py"
            subprocess.run([python, str(script), str(source), str(target), str(folder / "profile")], check=True, timeout=1800)
            return target.read_bytes()
    return filled(handed, folder)


def filled(handed: bytes, tmp_path: Path) -> bytes:
    """The same done to the file, then saved by LibreOffice: for machines without its bridge."""
    book, sheet = opened(handed)
    sheet.cell(3, 3, "西城区生态环境局")
    sheet.cell(3, 7, dt.datetime(2026, 9, 28))
    for at in range(40):
        put(sheet, FIRST + at, status="已完成" if at % 2 else "推进中", progress=f"第{at + 1}项进展")
    for at in range(10):
        put(sheet, FIRST + at, person=f"联系人{at}", phone="010-66200000")
    for at in range(3):
        put(sheet, FIRST + at, due=dt.datetime(2026, 10, 31))
    end = sheet.max_row
    for at in range(2):
        put(sheet, end + 1 + at, text=f"新增措施{at + 1}", principal="区水务局", deadline="年底前")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
    rows.sort(key=lambda row: str(row[AT["principal"] - 1]))
    for at, row in enumerate(rows):
        for column, value in enumerate(row, 1):
            sheet.cell(FIRST + at, column).value = value
    for row in sheet.iter_rows(min_row=1):  # 完成情况 moved to the front of 任务
        if row[0].row == 2:
            continue
        values = [cell.value for cell in row]
        values.insert(1, values.pop(AT["status"] - 1))
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    sheet.unmerge_cells("A2:R2")
    return writers.converted(saved(book), "xlsx", "xlsx", tmp_path)


@office
def test_what_comes_back_is_reports_corrections_and_proposals_whatever_was_moved(back: bytes) -> None:
    assert form_of(back, "返回.xlsx") == "ledger"
    returned = ledger.read_returned(back, "返回.xlsx")
    assert [fault.message for fault in returned.faults] == []
    assert (len(returned.reports), len(returned.proposals)) == (40, 2)
    assert [(c.field, c.old, c.new) for c in returned.changes] == [("due", "2026-12-31", "2026-10-31")] * 3
    assert (returned.reporter, returned.reported_on) == ("西城区生态环境局", "2026-09-28")
    assert sum(any(name == "person" for name, _ in report.cells) for report in returned.reports) == 10


@office
def test_taken_twice_nothing_changes_and_the_figures_of_the_plans_stay(own: Path, back: bytes, tmp_path: Path) -> None:
    data = back
    figures = "SELECT (SELECT count(*) FROM measure), (SELECT count(*) FROM duty), (SELECT count(*) FROM body_name)"
    with open_reader(own) as reader:
        before = landing_of(reader).rows(figures)
    taken(own, ("返回.xlsx", data), folder=tmp_path)
    with open_reader(own) as reader:
        assert landing_of(reader).rows(figures) == before
        assert landing_of(reader).rows("SELECT count(*), count(person) FROM report") == [(40, 10)]
        assert landing_of(reader).rows("SELECT text, bodies FROM proposal ORDER BY text") == [("新增措施1", "区水务局"), ("新增措施2", "区水务局")]
        state = dict(reader.current())
    taken(own, ("返回.xlsx", data), folder=tmp_path)
    with open_reader(own) as reader:
        assert dict(reader.current()) == state


def returned_with(handed: bytes, day: dt.datetime, status: str) -> bytes:
    book, sheet = opened(handed)
    sheet.cell(3, 7, day)
    put(sheet, FIRST, status=status)
    return saved(book)


def test_two_returns_that_contradict_are_both_kept_and_the_newer_counts(own: Path, handed: bytes, tmp_path: Path) -> None:
    june = returned_with(handed, dt.datetime(2026, 6, 28), "推进中")
    september = returned_with(handed, dt.datetime(2026, 9, 28), "已完成")
    taken(own, ("一季.xlsx", september), ("二季.xlsx", june), folder=tmp_path)
    with open_reader(own) as reader:
        landing = landing_of(reader)
        (conflict,) = conflicts(landing)
        assert [(status, day, file) for status, day, file, _ in conflict.reports] == [
            ("done", "2026-09-28", "一季.xlsx"), ("on-the-way", "2026-06-28", "二季.xlsx"),
        ]  # fmt: skip
        assert conflict.kind == "went-on"  # 推进中 in June, 已完成 in September
        assert landing.rows("SELECT status, reported_on FROM latest_report") == [("done", "2026-09-28")]
    back = returned_with(handed, dt.datetime(2026, 11, 28), "推进中")
    other = returned_with(handed, dt.datetime(2026, 11, 28), "未启动")
    taken(own, ("四季.xlsx", back), folder=tmp_path)
    with open_reader(own) as reader:
        assert [one.kind for one in conflicts(landing_of(reader))] == ["fell-back"]
        assert older(landing_of(reader), ["二季.xlsx"])[0][3] == "1 项，最近 2026-11-28 四季.xlsx"
    taken(own, ("另一份.xlsx", other), folder=tmp_path)
    with open_reader(own) as reader:
        assert [one.kind for one in conflicts(landing_of(reader))] == ["same-day"]


def test_progress_counts_as_of_a_day_and_late_is_told_by_the_dates_of_the_plan(own: Path, handed: bytes, tmp_path: Path) -> None:
    taken(own, ("返回.xlsx", returned_with(handed, dt.datetime(2026, 9, 28), "已完成")), folder=tmp_path)
    with open_reader(own) as reader:
        landing = landing_of(reader)
        district = [str(row[0]) for row in landing.rows("SELECT id FROM plan WHERE file = $file", {"file": DISTRICT.name})]
        (june, *_), (october, *_) = (progress(landing, day, "plan", district[1:2]) for day in ("2026-06-01", "2026-10-01"))
        totals = {one.total: one for one in progress(landing, "2027-01-01", "plan", district)}
    assert june.done == 0
    assert october.total == june.total
    # Annex 1 of the district plan has 90 measures; after the year all but the reported one and those without a date are late.
    assert totals[90].done == 1
    assert totals[90].late + totals[90].no_report == 89


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": "measure/ffff"}, "不是发出时的"),
        ({"status": "差不多了"}, "完成情况（L5） “差不多了” 不在选项中"),
        ({"completed": "过几天"}, "不是日期"),
        ({"progress": "=1+1"}, "是公式"),
    ],
)
def test_a_bad_cell_is_told_with_its_row_and_the_good_rows_are_taken(handed: bytes, change: dict[str, str], told: str) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="推进中")
    put(sheet, FIRST, **change)
    put(sheet, FIRST + 1, status="已完成")
    returned = ledger.read_returned(saved(book), "返回.xlsx")
    (fault,) = returned.faults
    assert told in fault.message
    assert fault.locator.endswith(f"!{FIRST}")
    assert returned.reports[-1].cells == (("status", "done"),)


def test_a_formula_without_a_stored_result_is_told_by_cell_formula_and_remedy(handed: bytes) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="推进中", progress='=CONCATENATE("已建",3)')
    (fault,) = ledger.read_returned(saved(book), "返回.xlsx").faults
    assert f"M{FIRST}" in fault.message and '=CONCATENATE("已建",3)' in fault.message
    assert "用 Excel 或 WPS 打开并保存一次" in fault.message


def test_a_state_in_other_words_is_taken_and_noted_and_one_that_is_none_stays_as_words(handed: bytes) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="已办结")
    put(sheet, FIRST + 1, status="基本完成", progress="还差1家")
    returned = ledger.read_returned(saved(book), "返回.xlsx")
    assert [report.cells for report in returned.reports] == [(("status", "done"),), (("progress", "还差1家；基本完成"),)]
    assert ["按“已完成”取" in note.message for note in returned.notes] == [True]
    assert ["留作进展文字" in fault.message for fault in returned.faults] == [True]


@pytest.mark.parametrize(
    ("words", "done"),
    [("已完成", True), ("该项工作已于9月30日完成，通过验收", True), ("完成100%。", True), ("已办结并销号", True), ("⽬前已全部完成", True),
     ("基本完成", False), ("已完成3家", False), ("已完成，尚未验收", False), ("已完成80%", False), ("未完成", False), ("已完成招标", False)],
)  # fmt: skip
def test_words_say_done_only_of_the_whole(words: str, done: bool) -> None:
    assert says_done(words) is done


def test_what_is_said_to_be_done_in_words_alone_is_neither_counted_as_done_nor_dunned_in_silence(own: Path, handed: bytes, tmp_path: Path) -> None:
    """Three measures: by words with no state, by the day of completion with another state, and by 基本完成, which is not the whole."""
    book, sheet = opened(handed)
    sheet.cell(3, 7, dt.datetime(2026, 9, 28))
    put(sheet, FIRST, progress="已完成，通过验收")
    put(sheet, FIRST + 1, status="推进中", completed=dt.datetime(2026, 9, 20))
    wanted = ["区生态环境局", "年底前"]
    third = next(row for row in range(FIRST + 2, 200) if [sheet.cell(row, AT[name]).value for name in ("principal", "deadline")] == wanted)
    put(sheet, third, progress="基本完成")
    taken(own, ("返回.xlsx", saved(book)), folder=tmp_path)
    names = [str(sheet.cell(row, AT["id"]).value) for row in (FIRST, FIRST + 1, third)]
    with open_reader(own) as reader:
        landing = landing_of(reader)
        found = standing(landing, "2027-01-02", measures=names)
        assert [(found[one].state, found[one].light) for one in names] == [("said-done", "blue"), ("said-done", "blue"), ("late", "red")]
        (counted,) = [one for one in progress(landing, "2027-01-02") if one.total == 90]
        assert (counted.said_done, counted.done) == (2, 0)
    target = tmp_path / "催办.docx"
    options = ["--on", "2027-01-02", "-o", str(target), "--store", str(own)]
    assert CliRunner().invoke(cli, ["paper", "reminder", BUREAU, *options], standalone_mode=False).exception is None
    document = docx.Document(str(target))
    assert "另有2项，进展文字或完成日期称已完成" in "".join(paragraph.text for paragraph in document.paragraphs)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [at for at, row in enumerate(rows) if row[1] == "●待确认"] == [len(rows) - 2, len(rows) - 1]
    reports = {row[6] for row in rows[-2:]}
    assert any(words.startswith("称已完成，待确认（完成情况：未填）：已完成，通过验收（2026年9月28日报告") for words in reports)
    assert any(words.startswith("称已完成，待确认（完成情况：推进中）") for words in reports)
    assert any(row[6].startswith("只报进展：基本完成（2026年9月28日报告") for row in rows)


def test_dates_as_words_and_copied_rows_and_merged_rows_are_told_or_taken(handed: bytes) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="已完成", completed="2026年6月30日")
    for at in range(1, len(AT) + 1):
        sheet.cell(sheet.max_row if at > 1 else sheet.max_row + 1, at, sheet.cell(FIRST, at).value)
    sheet.merge_cells(start_row=FIRST + 3, end_row=FIRST + 4, start_column=AT["progress"], end_column=AT["progress"])
    returned = ledger.read_returned(saved(book), "返回.xlsx")
    assert returned.reports[0].cells == (("status", "done"), ("completed", "2026-06-30"))
    assert len(returned.reports) == 1
    assert ["标识相同" in fault.message or "合并单元格" in fault.message for fault in returned.faults] == [True, True]


@pytest.fixture(scope="module")
def spoiled(handed: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger as it comes back from an office that did all at once what offices do, saved by LibreOffice."""
    book, sheet = opened(handed)
    sheet.cell(3, 3, "西城区生态环境局")
    sheet.cell(3, 7, "2026年9月")
    put(sheet, FIRST, status="已完成", completed="6月30日", phone="０１０－６６２０００００")
    put(sheet, FIRST + 1, status="已办结", completed="20260630")
    put(sheet, FIRST + 2, status="基本完成", completed="上半年")
    put(sheet, FIRST + 3, progress="1.\u3000已建成2家；\n2. 第3家备案。", id="measure/0000000000000000")
    put(sheet, FIRST + 4, status="正在推进", id=None)
    put(sheet, FIRST + 5, status="推进中", progress='="已建"&3&"家"')
    principal = str(sheet.cell(FIRST + 1, AT["support"]).value)
    put(sheet, FIRST + 1, support=principal.replace("、", "，\n"))  # the same bodies
    put(sheet, FIRST + 6, status="未启动", deadline="2026年10月底前", due="2026年10月底")
    sheet.merge_cells(start_row=FIRST + 7, end_row=FIRST + 8, start_column=AT["problem"], end_column=AT["problem"])
    put(sheet, FIRST + 7, problem="两行合写")
    for row in range(FIRST, FIRST + 3):
        sheet.row_dimensions[row].hidden = True
        sheet.cell(row, AT["status"]).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    last = FIRST + 121
    sheet.delete_rows(last)  # the last measure
    sheet.cell(last, 1, "合计").parent.cell(last, AT["text"], "121项")
    for at, column in enumerate(columns(), 1):  # the heads again, as on a second page
        sheet.cell(last + 1, at, column.head)
    put(sheet, last + 2, text="新增：建设口袋公园2处", principal="区园林绿化局", status="未启动")
    sheet.cell(last + 4, 1, "注：本表数据截至9月底")
    sheet.cell(last + 5, 2, "填表人：张某").parent.cell(last + 5, 5, "联系电话：66200000")
    sheet.cell(HEAD + 1, len(AT) + 1, "下半年进展").parent.cell(FIRST, len(AT) + 1, "另有安排")
    sheet.unmerge_cells("A2:R2")
    sheet.insert_rows(1, 2)
    sheet.cell(1, 1, "2026年三季度情况")
    sheet.title = "Sheet1"
    return writers.converted(saved(book), "xlsx", "xlsx", tmp_path_factory.mktemp("spoiled"))


@office
def test_of_a_spoiled_sheet_the_good_is_taken_and_each_bad_cell_told_with_place_and_remedy(spoiled: bytes) -> None:
    returned = ledger.read_returned(spoiled, "返回.xlsx")
    first = FIRST + 2  # two rows were put in above
    assert (returned.reporter, returned.reported_on) == ("西城区生态环境局", "2026-09-30")
    reports = {int(report.locator.removeprefix("Sheet1!")): dict(report.cells) for report in returned.reports}
    assert reports == {
        first: {"status": "done", "completed": "2026-06-30", "phone": "０１０－６６２０００００"},
        first + 1: {"status": "done", "completed": "2026-06-30"},
        first + 2: {"progress": "基本完成", "remark": "完成日期：上半年"},
        first + 3: {"progress": "1.\u3000已建成2家；\n2. 第3家备案。"},
        first + 4: {"status": "on-the-way"},
        first + 5: {"status": "on-the-way", "progress": "已建3家"},
        first + 6: {"status": "not-started"},
        first + 7: {"problem": "两行合写"},
    }
    assert [(change.field, change.new) for change in returned.changes] == [("deadline", "2026年10月底前")]
    assert [dict(one.cells)["text"] for one in returned.proposals] == ["新增：建设口袋公园2处"]
    faults = sorted((fault.locator, fault.message) for fault in returned.faults)
    expected = (
        ("10", "M", "公式", "粘贴为数值"), ("12", "O12:O13", "合并单元格", "取消合并"), ("6", "T 列（下半年进展）", "第7行", "填进原有的列"),
        ("8", "N9", "“上半年” 不是日期", "2026-06-30"), ("8", "L9", "“基本完成”", "请选"), ("8", "标识", "按措施文字认行", "恢复该行"),
    )  # fmt: skip
    assert len(faults) == len(expected)
    for _, *words in expected:
        assert any(all(word in message for word in words) for _, message in faults), words
    notes = " ".join(note.message for note in returned.notes)
    for words in (
        "“2026年9月” 没有写明哪一天", "“6月30日” 没有年份", "“已办结”", "“正在推进”", "“合计 121项”", "“注：本表数据截至9月底”", "填表人：张某",
        "完成时限也改为", "少了 1 项",
    ):  # fmt: skip
        assert words in notes, words


def test_a_ledger_without_its_hidden_sheet_is_still_known_by_its_identifiers(handed: bytes) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="已完成")
    del book["zeren"]
    found = ledger.ledger_of(saved(book), "返回.xlsx", named=False)
    assert isinstance(found, ledger.Returned)
    assert [report.cells for report in found.reports] == [(("status", "done"),)]
    assert "隐藏工作表不在了" in found.notes[0].message


def test_a_ledger_is_never_read_as_a_plan(handed: bytes) -> None:
    with pytest.raises(UnreadableInput, match="督办台账，不是计划"):
        read(handed, "台账.xlsx")


def test_every_state_has_its_label_in_the_list() -> None:
    assert list(status_labels().values()) == list(STATUSES)


def test_a_sheet_without_its_identifiers_is_known_by_the_words_and_told(handed: bytes) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="已完成", person="李某")
    sheet.delete_cols(AT["id"])
    returned = ledger.read_returned(saved(book), "返回.xlsx")
    assert [report.cells for report in returned.reports] == [(("person", "李某"), ("status", "done"))]
    assert returned.proposals == []
    assert "标识列不在了" in returned.faults[0].message


def test_the_next_ledger_keeps_who_answers_for_a_measure(own: Path, handed: bytes, tmp_path: Path) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="推进中", person="李某", phone="010-66200000", leader="王某")
    taken(own, ("返回.xlsx", saved(book)), folder=tmp_path)
    _, again = opened(handed_out(own))
    assert [again.cell(FIRST, AT[name]).value for name in ("leader", "person", "phone", "status")] == ["王某", "李某", "010-66200000", "推进中"]


def test_of_two_returns_of_one_day_the_later_saved_counts_and_else_the_lesser(own: Path, handed: bytes, tmp_path: Path) -> None:
    def returned(status: str, hour: int, at: int = FIRST) -> bytes:
        book, sheet = opened(handed)
        sheet.cell(3, 7, dt.datetime(2026, 9, 28))
        put(sheet, at, status=status)
        return saved(book, f"2026-09-28T{hour:02}:00:00Z")

    later = ("甲.xlsx", returned("推进中", 16)), ("乙.xlsx", returned("已完成", 10))
    equal = ("丙.xlsx", returned("未启动", 9, FIRST + 1)), ("丁.xlsx", returned("已完成", 9, FIRST + 1))
    taken(own, *later, *equal, folder=tmp_path)
    with open_reader(own) as reader:
        landing = landing_of(reader)
        assert landing.rows("SELECT DISTINCT saved_at FROM report WHERE file = '甲.xlsx'") == [("2026-09-28T16:00:00",)]
        assert sorted(landing.rows("SELECT status, file FROM latest_report")) == [("not-started", "丙.xlsx"), ("on-the-way", "甲.xlsx")]
        assert [[status for status, *_ in one.reports] for one in conflicts(landing)].count(["on-the-way", "done"]) == 1
        found = standing(landing, "2026-10-01")
        assert sorted(one.state for one in found.values() if one.status) == ["not-started", "on-the-way"]
        assert all(one.status is None for one in standing(landing, "2026-09-27").values())


@pytest.mark.parametrize(
    ("state", "due", "shown"),
    [("done", "2026-01-31", "green"), ("late", None, "red"), ("no-report", "2026-10-31", "yellow"), ("no-report", "2026-11-01", "blue"),
     ("changed", "2026-10-02", "blue"), ("on-the-way", None, "blue")],
)  # fmt: skip
def test_a_light_follows_from_state_and_date(state: State, due: str | None, shown: str) -> None:
    """On 1 October 2026 what is due until 31 October is due soon."""
    assert light(state, due, "2026-10-31") == shown


@pytest.mark.parametrize(
    ("words", "on", "shown"),
    [
        # 长期实施 with 以3-5月为重点 in the text has no end, and a period does not pass; 年底前 with 3 月底前 in the text ends with the year.
        ("3-5月", "2026-05-31", ("no-report", "yellow", "2026-05-31", None)),
        ("3-5月", "2027-06-01", ("no-report", "blue", None, None)),
        ("3 月底前", "2026-01-31", ("no-report", "blue", "2026-03-31", None)),
        ("3 月底前", "2026-04-01", ("no-report", "yellow", "2026-12-31", "2026-03-31")),
        ("3 月底前", "2027-01-01", ("late", "red", "2026-12-31", None)),
    ],
)
def test_late_is_what_all_printed_days_of_have_passed(store: Path, words: str, on: str, shown: tuple[str, str, str | None, str | None]) -> None:
    with open_reader(store) as reader:
        landing = landing_of(reader)
        ((measure,),) = landing.rows("SELECT measure FROM deadline WHERE raw = $raw AND origin = 'TextDate'", {"raw": words})
        one = standing(landing, on, measures=[str(measure)])[str(measure)]
    assert (one.state, one.light, one.due, one.passed) == shown


STEPS = (
    "丙县环保2026年行动计划\n序号\t工作任务\t工作措施\t责任单位\n"
    "1\t值守\t麦收期间（5月20日至6月15日）实行24小时巡守。\t县农业局\n"
    "2\t淘汰\t淘汰旧车900辆，其中一季度不少于200辆，上半年累计不少于500辆。\t县交警大队\n"
    "3\t改造\t改造800户，其中6月底前300户，9月底前全部完成。\t县住建局\n"
    "4\t清洗\t3月至5月开展宣传，6月底前清洗油烟机60台。\t县城管局\n"
    "5\t岗位\t全年新增岗位700个。\t县人社局\n"
)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a plan whose dates stand in its text: a period, steps, steps with an end, a period before a limit, a whole year."""
    folder = tmp_path_factory.mktemp("steps")
    (folder / "丙县.txt").write_text(STEPS, encoding="utf-8")
    with open_writer(folder / "store") as writer:
        build.build(files.find_files([folder / "丙县.txt"]), writer, Settings())
    return folder / "store"


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        ("2026-12-01", {"麦收期间": ("blue", None), "淘汰旧车": ("yellow", None), "改造800": ("red", "2026-09-30"),
                        "3月至5月": ("red", "2026-06-30"), "全年新增": ("yellow", "2026-12-31")}),
        ("2027-01-01", {"麦收期间": ("blue", None), "淘汰旧车": ("yellow", None), "改造800": ("red", "2026-09-30"),
                        "3月至5月": ("red", "2026-06-30"), "全年新增": ("red", "2026-12-31")}),
    ],
)  # fmt: skip
def test_neither_a_period_nor_a_step_makes_a_duty_late(steps: Path, on: str, shown: dict[str, tuple[str, str | None]]) -> None:
    with open_reader(steps) as reader:
        landing = landing_of(reader)
        texts = {str(measure): str(text)[:4] for measure, text in landing.rows("SELECT id, text FROM measure")}
        found = standing(landing, on)
        listed = {row.measure: row.due for row in ledger.ledger_rows(landing)}
        groups = progress(landing, on, "body")
    assert {text: next((found[one].light, found[one].due) for one, start in texts.items() if text.startswith(start)) for text in shown} == shown
    # What the ledger lights by, and what is counted, follow the same rule.
    assert {one for one, due in listed.items() if due and due < on} == {one for one, its in found.items() if its.state == "late"}
    late = {one.group for one in groups if one.late}
    assert late == {"县住建局", "县城管局"} | ({"县人社局"} if on > "2026-12-31" else set())


def test_reports_later_than_the_day_asked_for_are_told(own: Path, handed: bytes, tmp_path: Path) -> None:
    taken(own, ("返回.xlsx", returned_with(handed, dt.datetime(2026, 11, 28), "已完成")), folder=tmp_path)
    with open_reader(own) as reader:
        told = [hint_of_later(landing_of(reader), day) for day in ("2026-07-05", "2026-11-28")]
    assert "另有 1 项的报告晚于 2026-07-05（最早 2026-11-28），未计入" in told[0]
    assert told[1] == ""
    run = CliRunner().invoke(cli, ["progress", "--on", "2026-07-05", "--store", str(own)], standalone_mode=False)
    assert run.exception is None
    assert told[0] in run.stderr


@pytest.fixture(scope="module")
def quarters(store: Path, handed: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store after three returns: of three measures one is done and one late by the third, one only said by the second."""

    def returned(day: dt.datetime, *states: str) -> bytes:
        book, sheet = opened(handed)
        sheet.cell(3, 3, "西城区生态环境局")
        sheet.cell(3, 7, day)
        for at, state in enumerate(states):
            put(sheet, FIRST + at, status=state, progress=f"{day:%m}月情况{at}")
        return saved(book)

    first = returned(dt.datetime(2026, 3, 28), "未启动", "未启动")
    second = returned(dt.datetime(2026, 6, 28), "推进中", "推进中", "推进中")
    third = returned(dt.datetime(2026, 9, 28), "已完成", "逾期")
    folder = tmp_path_factory.mktemp("quarters")
    shutil.copytree(store, folder / "store")
    taken(folder / "store", ("一.xlsx", first), ("二.xlsx", second), ("三.xlsx", third), folder=folder)
    return folder / "store"


def counts(*words: str) -> dict[str, Any]:
    """The row of annex 1 of the district plan, which has 90 measures."""
    done = CliRunner().invoke(cli, [*words, "--format", "json"], standalone_mode=False)
    assert done.exception is None
    return next(row for row in json.loads(done.stdout) if row["total"] == 90)


def page(store: Path, path: str, on: str) -> str:
    """A page of the explorer as of a day, as a person gets it."""
    with closing(Kept(str(store))) as kept, closing(Hall(kept)) as hall:
        made = hall.answer(Asked(path, {"on": on}))
        assert isinstance(made, Page)
        link = pages.addresser("zh", False, on)
        frame = {"lang": "zh", "link": link, "t": lambda zh, en: zh, "places": (), "path": path, "turned": path, "still": False}
        return pages.environment().get_template(made.template).render(**frame, **given("zh", link), **made.values)


def test_progress_over_three_returns_stands_on_the_home_page_and_in_due(quarters: Path) -> None:
    store = str(quarters)
    # One measure of the annex is due earlier, by 6-9月, and nothing was reported of it; 3-5月 stands in the text of one that is 长期实施.
    october = counts("progress", "--on", "2026-10-01", "--store", store)
    assert [october[key] for key in ("done", "on_the_way", "late", "not_started")] == [1, 1, 2, 0]
    july = counts("progress", "--on", "2026-07-01", "--store", store)
    assert [july[key] for key in ("done", "on_the_way", "late", "not_started")] == [0, 3, 0, 0]
    home = page(quarters, "/", "2026-10-01")
    assert "已完成 <b>1</b>" in home and "逾期 <b>2</b>" in home
    assert "据报，未核实" in home and "截至 2026-10-01" in home
    assert "3 份返回的台账" in home
    assert "已完成 <b>" not in page(quarters, "/", "2026-07-01")
    done = CliRunner().invoke(cli, ["due", "--on", "2026-10-01", "--store", store, "--format", "json"], standalone_mode=False)
    told = {(row["state"], row["reported_on"], row["reported"]) for row in json.loads(done.stdout) if row["reported"]}
    assert told == {("done", "2026-09-28", "09月情况0"), ("late", "2026-09-28", "09月情况1"), ("on-the-way", "2026-06-28", "06月情况2")}


def test_a_measure_shows_every_report_until_the_day_with_who_when_and_where(quarters: Path) -> None:
    with open_reader(quarters) as reader:
        landing = landing_of(reader)
        ((measure,),) = landing.rows("SELECT measure FROM report WHERE status = 'done'")
        ((plan,),) = landing.rows("SELECT DISTINCT plan FROM measure WHERE id = $id", {"id": measure})
        ((body,),) = landing.rows("SELECT id FROM body_name WHERE name = $name", {"name": BUREAU})
    shown = page(quarters, f"/id/{measure}", "2026-10-01")
    assert [shown.index(words) for words in ("09月情况0", "06月情况0", "03月情况0")] == sorted(
        shown.index(words) for words in ("09月情况0", "06月情况0", "03月情况0")
    )
    assert "三.xlsx" in shown and "西城区生态环境局" in shown and "据报，未核实" in shown
    assert "09月情况0" not in page(quarters, f"/id/{measure}", "2026-07-01")
    assert f'href="/id/{measure}?on=2026-10-01#reported"' in page(quarters, f"/id/{plan}", "2026-10-01")
    assert "09月情况0" in page(quarters, f"/id/{body}", "2026-10-01")
    assert "据报，未核实" in page(quarters, "/matrix", "2026-10-01")


def test_the_network_can_be_coloured_by_what_was_reported(quarters: Path, store: Path) -> None:
    def data(path: Path, on: str) -> dict[str, Any]:
        with closing(Kept(str(path))) as kept, closing(Hall(kept)) as hall:
            made = hall.answer(Asked("/network", {"on": on}))
            assert isinstance(made, File)
        found = re.search(r'<script type="application/json" id="data">(.*?)</script>', made.data.decode(), re.S)
        assert found is not None
        return dict(json.loads(found[1]))

    def states(on: str) -> dict[str, str]:
        found = data(quarters, on)
        return dict(zip((node["name"] for node in found["nodes"]), found["statuses"], strict=True))

    assert states("2026-10-01")[BUREAU] == "late"
    # Until April it reported two measures as not started, and none of its dates has passed.
    assert states("2026-04-01")[BUREAU] == "on-the-way"
    assert "no-report" in states("2026-04-01").values()
    assert "statuses" not in data(store, "2026-10-01")


MIXED = (
    "乙县绿化2026年行动计划\n序号\t工作任务\t工作措施\t完成时限\t牵头单位\t责任单位\n"
    "1\t造林\t完成造林500亩。\t6月底前\t县林业局\t县水利局\n2\t管护\t做好古树管护。\t年底前\t\t县教育局\n"
)


def test_a_measure_without_a_lead_of_a_plan_with_leads_stands_with_those_who_answer_for_it(tmp_path: Path) -> None:
    (tmp_path / "乙县.txt").write_text(MIXED, encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files([tmp_path / "乙县.txt"]), writer, Settings())
    with open_reader(tmp_path / "store") as reader:
        landing = landing_of(reader)
        assert [row.principal for row in ledger.ledger_rows(landing)] == [("县林业局",), ("县教育局",)]
        assert sorted((one.group, one.total) for one in progress(landing, "2026-10-01", "body")) == [("县教育局", 1), ("县林业局", 1)]
        assert [one.group for one in progress(landing, "2026-10-01", "deadline")] == ["2026-06", "2026-12"]
        held: dict[str, list[Duty]] = {}
        duties = ask.load_duties(reader)
        for duty in duties.duties:
            held.setdefault(short(duty.measure), []).append(duty)
        told = {measure: answering_role(share.role for share in shares) for measure, shares in held.items()}
        assert dict(landing.rows("SELECT measure, role FROM answering")) == told
        schools = next(iri for iri, body in duties.bodies.items() if body.label == "县教育局")
        assert [(item.roles, item.principal, item.sole) for item in report.summary(duties, schools).items] == [(("responsible",), True, True)]
        for engine in ("columns", "sparql"):
            (row,) = ask.run(reader, ask.questions()["workload"], {"body": schools}, engine=engine).rows
            assert (row["responsible"], row["first"], row["sole"]) == (1, 1, 1)


def test_radicals_of_a_pdf_stand_in_quotes_and_not_in_the_names_of_bodies(tmp_path: Path) -> None:
    (tmp_path / "乙县.txt").write_text(MIXED.replace("水利", "⽔利").replace("古树", "古⽊").replace("县林业局", "县⽔务局"), encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files([tmp_path / "乙县.txt"]), writer, Settings())
    with open_reader(tmp_path / "store") as reader:
        rows = ledger.ledger_rows(landing_of(reader))
    assert rows[0].principal == ("县水务局",)
    assert rows[1].text == "做好古⽊管护。"


def test_pages_of_a_store_without_reports_say_nothing_of_progress(store: Path) -> None:
    assert "据报" not in page(store, "/", "2026-10-01")
    with pytest.raises(WrongUsage, match="不是日期"):
        page(store, "/", "十月一日")


DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><xdr:oneCellAnchor>'
    "<xdr:from><xdr:col>12</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    '<xdr:ext cx="100" cy="100"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="p"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
    '<a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_picture(data: bytes) -> bytes:
    """The file with a picture laid over M6 of its first sheet, as Excel writes it."""

    def relation(kind: str, target: str) -> str:
        return f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</worksheet>", f'<drawing xmlns:r="{OFFICE}" r:id="rId1"/></worksheet>'.encode())
            target.writestr(name, text)
        target.writestr("xl/worksheets/_rels/sheet1.xml.rels", relation("drawing", "../drawings/drawing1.xml"))
        target.writestr("xl/drawings/drawing1.xml", DRAWING)
        target.writestr("xl/drawings/_rels/drawing1.xml.rels", relation("image", "../media/image1.png"))
        target.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n")
    return out.getvalue()


def test_a_picture_pasted_over_the_cells_is_told_and_the_cells_are_taken(handed: bytes) -> None:
    book, sheet = opened(handed)
    put(sheet, FIRST, status="已完成")
    returned = ledger.read_returned(with_picture(saved(book)), "返回.xlsx")
    (fault,) = returned.faults
    assert fault.locator == f"{sheet.title}!M6"
    assert "贴有图片" in fault.message
    assert [report.cells for report in returned.reports] == [(("status", "done"),)]


@office
def test_a_ledger_that_was_saved_in_the_form_of_wps_or_of_before_2007_is_taken(own: Path, handed: bytes, tmp_path: Path) -> None:
    """No program here writes an et of WPS; its container is that of an xls, which LibreOffice writes and reads under either name."""
    book, sheet = opened(handed)
    sheet.cell(3, 3, "西城区生态环境局")
    sheet.cell(3, 7, dt.datetime(2026, 9, 28))
    put(sheet, FIRST, status="已完成", person="李某")
    put(sheet, FIRST + 1, status="推进中", due=dt.datetime(2026, 10, 31))
    sheet.protection.enable()
    data = writers.converted(saved(book), "xlsx", "xls", tmp_path)
    (tmp_path / "返回.et").write_bytes(data)
    options = ["--decisions", str(tmp_path / "d"), "--store", str(own), "--format", "json"]
    run = CliRunner().invoke(cli, ["ledger", "read", str(tmp_path / "返回.et"), *options], standalone_mode=False)
    rows = json.loads(run.stdout)
    told = next(row for row in rows if row["kind"] == "file")
    assert "西城区生态环境局 2026-09-28；报告 2，改动 1，新增 0" in told["words"]
    assert [(row["kind"], row["words"][:6]) for row in rows if row["kind"] in ("note", "fault")] == [("fault", "工作表受保护"), ("note", "xls 文件")]
    with open_reader(own) as reader:
        landing = landing_of(reader)
        assert landing.rows("SELECT status, person FROM report WHERE file = '返回.et' ORDER BY status") == [("done", "李某"), ("on-the-way", None)]
        state = dict(reader.current())
    # A build on the folder knows it too, and takes nothing anew.
    taken(own, ("返回.et", data), folder=tmp_path)
    with open_reader(own) as reader:
        assert dict(reader.current()) == state


@pytest.mark.parametrize("name", ["返回.et", "返回.xls"])
def test_a_workbook_of_an_older_form_is_told_and_the_rest_is_taken(own: Path, handed: bytes, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016))
    (tmp_path / "好.xlsx").write_bytes(returned_with(handed, dt.datetime(2026, 9, 28), "已完成"))
    files = [str(tmp_path / name), str(tmp_path / "好.xlsx")]
    options = ["--decisions", str(tmp_path / "d"), "--store", str(own), "--format", "json"]
    run = CliRunner().invoke(cli, ["ledger", "read", *files, *options], standalone_mode=False)
    assert run.return_value == 1
    assert f"✗ {name}" in run.stderr
    assert "另存为 xlsx" in run.stderr
    assert '"file": "好.xlsx"' in run.stdout

"""Workload summaries: the figures are those of the documents, and every form can be handed out."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pytest

from conftest import CITY, DISTRICT, ROOT, document
from zeren import ask, report
from zeren.ask.dated import wanted
from zeren.ground.errors import NotFound, WrongUsage
from zeren.ground.labels import place
from zeren.ground.model import Place, Target
from zeren.ledger.standing import MeasureStanding, State
from zeren.report.asof import AsOf
from zeren.report.content import Table, content
from zeren.report.folder import names
from zeren.report.history import History
from zeren.report.links import target
from zeren.report.markdown import escape, markdown
from zeren.report.page import page
from zeren.report.records import Summary
from zeren.report.word import word
from zeren.report.words import MARK, Cleaner
from zeren.report.workbook import workbook
from zeren.state.document import promised
from zeren.table import comparison
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow
from zeren.xlsx import Sheets

CASES = ROOT / "tests" / "cases" / "report"
HOSTILE = '=HYPERLINK("http://x","y")</script><script>alert(1)</script>|[a](b)\x07\u202e&amp;'
SHOWN = HOSTILE.replace("\x07", MARK).replace("\u202e", MARK)


def body(key: str, name: str, kind: str = "agency", **more: object) -> BodyRow:
    return BodyRow(key, "甲市" + name, name, kind, "prefectural", "甲市", aliases=(name,), **more)


def measure(key: str, plan: str, text: str, deadline: tuple[str, str, str | None], **more: object) -> MeasureRow:
    raw, kind, end = deadline
    row = MeasureRow(
        id=key,
        plan=plan,
        plan_id=f"plan/{plan}",
        annex=None,
        part_of=None,
        section=(),
        task_no="1",
        task="任务",
        order=int(key[1:]),
        text=text,
        deadline=raw,
        deadline_kind=kind,
        deadline_start=None,
        deadline_end=end,
        deadline_inherited=False,
        file="a.txt",
        locator=f"table 1 row {key[1:]}",
        lead_basis="column",
    )
    return replace(row, **more)


def duty(key: str, who: str, role: str, position: int, mention: str, **more: object) -> Duty:
    return Duty(key, who, role, {"lead": "牵头部门", "responsible": "主责单位"}.get(role), mention, position, "cell", **more)


YEAR_END = ("年底前", "by-date", "2026-12-31")
OF_ANNEX = {"annex": "附1", "part_of": "总计划", "lead_basis": None}


@pytest.fixture(scope="module")
def small() -> Duties:
    """Two plans, one with a lead column and one without, and three bodies and a group in five measures."""
    bodies = [body("A", "发展改革委"), body("B", "财政局"), body("C", "教育局"), body("G", "各区政府", "group")]
    measures = [
        measure("m1", "市计划", "第一项", ("6月底前", "by-date", "2026-06-30")),
        measure("m2", "市计划", "第二项", YEAR_END, deadline_inherited=True),
        measure("m3", "区计划", "第三项\n第二行", ("", "none", None), **OF_ANNEX),
        measure("m4", "区计划", "第四项", YEAR_END, **OF_ANNEX),
        measure("m5", "区计划", "第五项", ("持续推进", "ongoing", None), **OF_ANNEX),
    ]
    duties = (
        duty("m1", "A", "lead", 1, "发展改革委"),
        duty("m1", "B", "lead", 2, "财政局"),
        duty("m1", "G", "responsible", 3, "各区政府"),
        duty("m1", "C", "support", 4, "教育局"),
        duty("m2", "A", "lead", 1, "发展改革委"),
        duty("m2", "A", "responsible", 2, "发展改革委"),
        duty("m3", "C", "responsible", 1, "教育局"),
        duty("m3", "A", "responsible", 2, "发展改革委"),
        duty("m3", "B", "support", 3, "财政局"),
        duty("m4", "A", "responsible", 1, "发展改革委"),
        duty("m5", "G", "responsible", 1, "各区政府"),
        duty("m5", "A", "support", 2, "发展改革委"),
        duty("m1", "A", "responsible", 3, "各区政府", expansion="possible", via="G"),
        duty("m2", "A", "lead", 1, "各区政府", expansion="certain", via="G"),
        duty("m5", "A", "responsible", 1, "各区政府", expansion="certain", via="G"),
        duty("m5", "A", "responsible", 1, "各区政府", expansion="possible", via="相关区政府"),
    )
    return Duties({row.id: row for row in bodies}, {row.id: row for row in measures}, duties)


@pytest.fixture(scope="module")
def hostile(small: Duties) -> Summary:
    """A summary whose every printed word tries to be something else."""
    bodies = {key: replace(row, name=HOSTILE, label=HOSTILE, aliases=(HOSTILE,)) for key, row in small.bodies.items()}
    words = {"plan": HOSTILE, "task": HOSTILE, "text": HOSTILE, "deadline": HOSTILE, "file": HOSTILE}
    measures = {key: replace(row, **words) for key, row in small.measures.items()}
    duties = tuple(replace(row, mention=HOSTILE, role_raw=HOSTILE) for row in small.duties)
    return report.summary(Duties(bodies, measures, duties), "A")


# ── Figures ──────────────────────────────────────────────────────────────────────────────


def test_counts_are_measures_by_role_as_written(small: Duties) -> None:
    assert report.summary(small, "A").record()["counts"] == {"lead": 2, "responsible": 3, "support": 1}


def test_lead_is_principal_where_the_plan_has_a_lead_role_and_responsible_elsewhere(small: Duties) -> None:
    its = report.summary(small, "A")
    assert [item.measure.id for item in its.items if item.principal] == ["m1", "m2", "m3", "m4"]
    assert [item.measure.id for item in its.items if item.first_listed] == ["m1", "m2", "m4"]
    assert [item.measure.id for item in its.items if item.sole] == ["m2", "m4"]
    assert (its.principal, its.first_listed, its.sole) == (4, 3, 2)


def test_groups_add_only_what_the_body_does_not_hold_by_name_or_for_certain(small: Duties) -> None:
    its = report.summary(small, "A")
    assert its.record()["expanded"] == {
        "certain": {"lead": 0, "responsible": 1, "support": 0},
        "possible": {"lead": 0, "responsible": 1, "support": 0},
    }
    found = [(item.measure.id, item.certainty, item.via, item.sole) for item in its.derived]
    assert found == [("m1", "possible", "甲市各区政府", False), ("m5", "certain", "甲市各区政府", False)]


def test_deadlines_are_grouped_as_printed_dated_ones_first(small: Duties) -> None:
    found = [(d["deadline"], d["kind"], d["end"], d["measures"]) for d in report.summary(small, "A").record()["by_deadline"]]
    assert found == [
        ("6月底前", "by-date", "2026-06-30", ["m1"]),
        ("年底前", "by-date", "2026-12-31", ["m2", "m4"]),
        ("持续推进", "ongoing", None, ["m5"]),
        ("", "none", None, ["m3"]),
    ]


def test_partners_are_counted_by_their_role_most_first_then_by_name(small: Duties) -> None:
    assert report.summary(small, "A").partner_rows() == (
        ("甲市各区政府", "responsible", 2),
        ("甲市教育局", "responsible", 1),
        ("甲市教育局", "support", 1),
        ("甲市财政局", "lead", 1),
        ("甲市财政局", "support", 1),
    )


def test_the_record_has_the_keys_of_the_contract_in_their_order(small: Duties) -> None:
    record = report.summary(small, "A").record()
    assert list(record) == [
        "agency", "aliases", "jurisdiction", "level", "counts", "first_listed", "sole", "expanded", "by_deadline",
        "partners", "targets", "sources",
    ]  # fmt: skip
    assert json.loads(json.dumps(record)) == record
    assert [(s["plan"], s["lead_basis"], s["count"]) for s in record["sources"]] == [("市计划", "column", 2), ("区计划", None, 3)]


def test_guide_and_supervise_are_counted_where_they_occur(small: Duties) -> None:
    more = replace(small, duties=(*small.duties, duty("m4", "B", "supervise", 2, "财政局")))
    assert report.summary(more, "B").record()["counts"] == {"lead": 1, "responsible": 0, "support": 1, "supervise": 1}
    assert content(report.summary(more, "A")).lines[3].others == "督导：财政局"


def test_targets_stand_with_the_roles_of_the_body(small: Duties) -> None:
    promised = Target("PM2.5平均浓度", "<=", 29.0, None, "微克/立方米", None, "numeric", "降到29微克/立方米", Place(0, 3))
    its = report.summary(small, "A", {"m3": (promised,)})
    (found,) = its.record()["targets"]
    assert (found["indicator"], found["value"], found["measure"], found["roles"]) == ("PM2.5平均浓度", 29.0, "m3", ["responsible"])
    table = content(its).targets
    assert table is not None and table.rows == ((3, "PM2.5平均浓度", "≤29", "微克/立方米", "", "降到29微克/立方米", "主责"),)


def test_a_fall_is_told_from_a_level_wherever_a_value_is_printed(small: Duties) -> None:
    fall = Target("用水总量", ">=", 20.0, None, "%", None, "numeric", "用水总量下降20%以上", Place(0, 11), change="down")
    rise = replace(fall, indicator="绿地", comparator="=", value=5.0, quote="绿地增长5%", change="up")
    its = report.summary(small, "A", {"m3": (fall, rise)})
    table = content(its).targets
    assert table is not None and [row[2] for row in table.rows] == ["下降≥20", "上升5"]
    assert [one["change"] for one in its.record()["targets"]] == ["down", "up"]
    assert (comparison.shown(fall), promised(fall)) == ("下降≥20%", "下降 ≥ 20 %")


def test_an_unknown_body_is_not_found(small: Duties) -> None:
    with pytest.raises(NotFound, match="Z: 没有这个单位"):
        report.summary(small, "Z")


def test_a_body_without_duties_has_an_empty_summary_in_every_form(small: Duties, tmp_path: Path) -> None:
    more = replace(small, bodies={**small.bodies, "D": body("D", "体育局")})
    its = report.summary(more, "D")
    assert (its.items, its.partners, its.principal) == ((), (), 0)
    for form in report.FORMS:
        report.write(its, tmp_path / f"d.{form}")
    assert "（无）" in (tmp_path / "d.md").read_text(encoding="utf-8")


def test_the_district_plan_gives_the_environment_bureau_107_duties(reader: ask.Reader) -> None:
    duties = ask.load_duties(reader)
    (found,) = [row for row in duties.bodies.values() if row.label == "区生态环境局"]
    its = report.summary(duties, found.id)
    assert its.record()["counts"] == {"lead": 0, "responsible": 107, "support": 15}
    assert (its.principal, its.first_listed, its.sole) == (107, 83, 36)
    annexes = [item.measure.annex for item in its.items if item.principal]
    assert [annexes.count(annex) for annex in ("附1", "附2", "附3")] == [57, 28, 22]
    assert sum(due.count for due in its.deadlines) == len(its.items) == 122


# ── Words ────────────────────────────────────────────────────────────────────────────────


def test_places_are_named_in_chinese() -> None:
    assert place("page 4 table 2 row 23 column 5") == "第4页表2第23行第5列"
    assert place("Sheet1!B4 line 120") == "Sheet1!B4 第120行"


def test_each_text_is_cleaned_once_and_its_unshowable_characters_counted() -> None:
    clean = Cleaner()
    assert [clean("a\x00b\u202ec"), clean("a\x00b\u202ec"), clean("d\r\ne\tf"), clean(None)] == [
        f"a{MARK}b{MARK}c", f"a{MARK}b{MARK}c", "d\ne\tf", "",
    ]  # fmt: skip
    assert clean.replaced == 2


def test_one_list_under_two_words_where_a_cell_gave_both_roles(small: Duties) -> None:
    both = (*small.duties, duty("m2", "B", "lead", 3, "财政局"), duty("m2", "B", "responsible", 4, "财政局"))
    lines = content(report.summary(replace(small, duties=both), "A")).lines
    assert lines[0].together == "牵头：财政局；主责：各区政府"
    assert lines[1].together == "牵头、主责：财政局"
    assert lines[2].together == "教育局"


def test_the_method_box_names_the_plans_without_a_lead_role_and_what_was_replaced(small: Duties, hostile: Summary) -> None:
    said = [zh for zh, _ in content(report.summary(small, "A")).method]
    assert "下列文件没有牵头角色，以主责计：《区计划》。" in said
    assert not any("控制字符" in zh for zh in said)
    assert [zh for zh, _ in content(hostile).method][-1] == f"原文中的2个控制字符或方向控制符无法显示，以“{MARK}”代替。"


# ── Markdown ─────────────────────────────────────────────────────────────────────────────


def test_the_page_in_markdown_is_the_one_that_stands_in_the_cases(small: Duties) -> None:
    expected = (CASES / "summary.md").read_text(encoding="utf-8")
    assert markdown(content(report.summary(small, "A"))).decode("utf-8") == expected


def test_nothing_of_a_document_is_markup_in_markdown() -> None:
    assert escape("a|b <script> *x* [l](u) `c`\nd_e _f_ &lt;") == (
        "a\\|b \\<script\\> \\*x\\* \\[l\\](u) \\`c\\`<br>d_e \\_f\\_ &amp;lt;"
    )


def test_every_row_of_a_hostile_table_has_as_many_cells_as_its_header(hostile: Summary) -> None:
    text = markdown(content(hostile)).decode("utf-8")
    listed = text.split("## 任务清单")[1].split("\n## ")[0].strip().split("\n")
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in listed} == {10}
    assert len(listed) == 2 + 5


# ── Workbook ─────────────────────────────────────────────────────────────────────────────


def book(summary: Summary) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(content(summary))))


def test_the_workbook_has_the_sheets_and_figures_of_the_summary(small: Duties) -> None:
    sheets = book(report.summary(small, "A"))
    assert sheets.sheetnames == ["一页概要", "概要", "任务清单", "集合任务", "时限", "合作单位", "数字明细"]
    rows = list(sheets["任务清单"].iter_rows(values_only=True))
    assert rows[0][:5] == ("序号", "文件", "任务", "措施", "角色")
    assert [(row[0], row[3], row[4], row[5], row[6]) for row in rows[1:]] == [
        (1, "第一项", "牵头", "是", None),
        (2, "第二项", "牵头、主责", "是", "是"),
        (3, "第三项\n第二行", "主责", None, None),
        (4, "第四项", "主责", "是", "是"),
        (5, "第五项", "协办", None, None),
    ]
    assert rows[2][7] == "年底前（承上）"
    assert rows[2][8].date().isoformat() == "2026-12-31"
    assert [row[:3] for row in sheets["合作单位"].iter_rows(min_row=2, values_only=True)] == [
        ("甲市各区政府", "集合表述", 2), ("甲市教育局", "机构", 2), ("甲市财政局", "机构", 2),
    ]  # fmt: skip


def test_lists_are_filtered_frozen_and_set_up_for_print(small: Duties) -> None:
    sheet = book(report.summary(small, "A"))["任务清单"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:O6"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (9, 0, True)
    assert sheet.print_area.endswith("$A$1:$M$6")
    assert sheet["D2"].alignment.wrap_text


def test_no_cell_of_a_hostile_document_is_a_formula_or_a_link(hostile: Summary) -> None:
    sheets = book(hostile)
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink and (cell.hyperlink.target or cell.value == cell.hyperlink.location)]
    spots = {cell.hyperlink.location for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert spots and all(re.fullmatch(r"'(任务清单|集合任务|数字明细|原文)'!A\d+(:[EH]\d+)?", spot) for spot in spots)
    assert sheets["任务清单"]["D2"].value == SHOWN
    assert sheets["任务清单"]["D2"].quotePrefix
    assert [cell for cell in cells if cell.value == SHOWN and not cell.quotePrefix] == []


def test_a_cell_longer_than_excel_allows_is_cut_with_a_sign(small: Duties) -> None:
    long = {**small.measures, "m1": replace(small.measures["m1"], text="长" * 40_000)}
    value = book(report.summary(replace(small, measures=long), "A"))["任务清单"]["D2"].value
    assert value == "长" * 32_766 + "…"


Cells = tuple[tuple[openpyxl.cell.cell.Cell, ...], ...]


def led(sheets: openpyxl.Workbook, cell: openpyxl.cell.cell.Cell) -> Cells:
    """The cells of every column in the rows that a cell leads to."""
    name, _, area = cell.hyperlink.location.rpartition("!")
    assert name[0] == name[-1] == "'" and cell.hyperlink.target is None
    sheet = sheets[name[1:-1].replace("''", "'")]
    first, *last = (int(found) for found in re.findall(r"\d+", area))
    return tuple(sheet.iter_rows(min_row=first, max_row=last[0] if last else first))


def linked(cells: tuple[openpyxl.cell.cell.Cell, ...], column: int) -> openpyxl.cell.cell.Cell:
    """The cell of a row that leads on from ``column``: its own, or the arrow beside the table where its words are too broad."""
    if cells[column].hyperlink:
        return cells[column]
    heads = {head.value: head.column - 1 for head in next(cells[0].parent.iter_rows(max_row=1))}
    return cells[heads[f"→{cells[0].parent.cell(1, column + 1).value}"]]


@pytest.fixture
def proved(reader: ask.Reader) -> Duties:
    """Both plans with the words that prove their measures."""
    return replace(ask.load_duties(reader), proofs=ask.load_proofs(reader))


def bureau(duties: Duties) -> Summary:
    (found,) = [row for row in duties.bodies.values() if row.label == "区生态环境局"]
    return report.summary(duties, found.id, duties.targets)


def test_every_row_of_source_words_is_verbatim_in_the_document_and_leads_back(proved: Duties) -> None:
    texts = {path.name: document(path).text for path in (CITY, DISTRICT)}
    its = bureau(proved)
    sheets = book(its)
    rows = list(sheets["原文"].iter_rows(min_row=2))
    assert len(rows) == len(content(its).quotes)
    for number, _, quote, _, file, _, start, end in rows:
        assert texts[file.value][start.value : end.value] == quote.value
        ((first, *_),) = led(sheets, number)
        assert (first.parent.title, first.value) == ("任务清单", number.value)
    kinds = [row[1].value for row in rows]
    assert (kinds.count("措施"), kinds.count("主责"), kinds.count("协办")) == (122, 107, 15)
    assert kinds.count("指标") == sheets["指标"].max_row - 1


def test_every_duty_leads_to_the_words_of_its_measure_its_role_and_its_deadline(proved: Duties) -> None:
    its = bureau(proved)
    sheets = book(its)
    source = [cell.value for cell in sheets["任务清单"][1]].index("依据")
    for item, row in zip(its.items, sheets["任务清单"].iter_rows(min_row=2), strict=True):
        words = [(cells[0].value, cells[1].value) for cells in led(sheets, row[source])]
        assert {number for number, _ in words} == {row[0].value}
        roles = {"responsible": "主责", "support": "协办"}
        said = ["措施", *(roles[role] for role in item.roles), *(["时限"] if item.measure.deadline else []), *["指标"] * len(item.targets)]
        assert [kind for _, kind in words] == said


def test_the_sheet_of_deadlines_has_the_dates_that_the_command_has(proved: Duties, reader: ask.Reader) -> None:
    its = bureau(proved)
    shown = content(its)
    rows = book(its)["时限"].iter_rows(min_row=2, values_only=True)
    listed = {(str(row[3])[:10], n) for row, numbers in zip(rows, (*shown.due, *shown.stated), strict=True) if row[3] for n in numbers}
    numbers = {item.measure.id: number for number, item in enumerate(its.items, 1)}
    told = {(row["date"], numbers[row["id"]]) for row in wanted(reader, body=its.body.id).whole()}
    assert listed == told
    assert [day for day, _ in listed].count("2026-05-31") == 1, "3-5月, which stands in a text alone"


def test_deadlines_and_targets_lead_to_their_own_words_and_back(proved: Duties) -> None:
    sheets = book(bureau(proved))
    for cells in sheets["时限"].iter_rows(min_row=2):
        number = int(str(cells[8].value).replace("–", "、").split("、")[0])
        assert led(sheets, linked(cells, 8))[0][0].value == number, "the numbers lead to the first duty"
        if not str(cells[0].value).startswith("正文：") and cells[0].value != "（未填）":
            ((_, kind, quote, *_),) = led(sheets, linked(cells, 0))
            assert (kind.value, "".join(quote.value.split())) == ("时限", "".join(cells[0].value.split()))
            assert led(sheets, kind)[0][0].row == cells[0].row
    for cells in sheets["指标"].iter_rows(min_row=2):
        ((number, kind, quote, *_),) = led(sheets, linked(cells, 5))
        assert (number.value, kind.value, quote.value) == (cells[0].value, "指标", cells[5].value)
        assert led(sheets, kind)[0][0].row == cells[0].row
        assert led(sheets, cells[0])[0][0].value == cells[0].value


def test_no_words_of_a_link_are_broader_than_their_column_and_arrows_are_not_printed(proved: Duties) -> None:
    sheets = book(bureau(proved))
    arrows = 0
    for sheet in sheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            # Columns of one width are told together, under the first of them.
            known = [size for size in sheet.column_dimensions.values() if size.min <= cell.column <= size.max]
            assert sum(1 + (ord(char) > 0x2E7F) for char in str(cell.value)) + 2 <= known[0].width + 1, (sheet.title, cell.coordinate)
            arrows += cell.value == "→"
    assert arrows, "some words of targets are broader than their column"
    assert sheets["指标"].print_area.startswith("'指标'!$A$1:$G$")
    assert [cell.value for cell in sheets["指标"][1]][7:] == ["→原文"]


def test_every_figure_leads_to_as_many_duties_as_it_counts(proved: Duties, small: Duties) -> None:
    for its in (bureau(proved), report.summary(small, "A")):
        sheets = book(its)
        figures = [cell for row in sheets["概要"].iter_rows() for cell in row if isinstance(cell.value, int)]
        linked = [cell for cell in figures if cell.hyperlink]
        assert [cell.value for cell in figures if not cell.hyperlink] == [0] * (len(figures) - len(linked))
        for cell in linked:
            behind = led(sheets, cell)
            assert len(behind) == cell.value
            assert len({row[0].value for row in behind}) == 1
            for row in behind:
                ((number, *_, ),) = led(sheets, row[1])
                assert number.value == row[1].value
                assert row[2].value in [other.value for other in led(sheets, row[1])[0]]


def test_links_through_groups_lead_to_the_words_of_the_group(proved: Duties) -> None:
    held = next(d for d in proved.duties if d.expansion == "certain" and not proved.bodies[d.body].kind.endswith("group"))
    its = report.summary(proved, held.body)
    sheets = book(its)
    source = [cell.value for cell in sheets["集合任务"][1]].index("依据")
    for item, row in zip(its.derived, sheets["集合任务"].iter_rows(min_row=2), strict=True):
        words = led(sheets, row[source])
        assert len([cells for cells in words if cells[1].value in ("牵头", "主责", "协办")]) == len(item.roles)
        assert led(sheets, words[0][0])[0][3].value == item.measure.text


def test_a_sheet_with_quotes_in_its_name_is_led_to_and_links_beyond_the_limits_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "O'Brien\"'s =1+1"
    monkeypatch.setattr("zeren.xlsx.sheets.LINKS", 2)
    with Sheets("t") as made:
        table = Table(name, ("甲",), (("=1+1",), ("二",), (3,), ("四",)))
        spot = target(name, 2)
        made.table(name, table, "t", links={(0, 0): "'" + "长" * 255 + "'!A1", (1, 0): spot, (2, 0): spot, (3, 0): spot})
    sheets = openpyxl.load_workbook(io.BytesIO(made.data()))
    cells = [row[0] for row in sheets[name].iter_rows(min_row=2)]
    assert spot == "'O''Brien\"''s =1+1'!A2"
    assert [cell.hyperlink and cell.hyperlink.location for cell in cells] == [None, spot, spot, None]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("二", "s"), (3, "n"), ("四", "s")]
    assert led(sheets, cells[1])[0][0].value == "=1+1"


# ── Word ─────────────────────────────────────────────────────────────────────────────────


def parts(data: bytes) -> dict[str, str]:
    """The XML parts of an office file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def test_the_word_document_is_a_list_of_duties_with_a_signature_block(small: Duties) -> None:
    import docx

    document = docx.Document(io.BytesIO(word(content(report.summary(small, "A")))))
    *brief, listed, derived = document.tables
    assert [table.rows[0].cells[0].text for table in brief] == ["任务", "日期", "单位", "日期"]  # no target: told in words
    assert [cell.text for cell in listed.rows[0].cells] == ["序号", "任务", "措施", "角色", "时限", "共同责任", "协办", "依据"]
    assert listed.rows[1].cells[0].text == "市计划（来源：a.txt）"
    assert [cell.text for cell in listed.rows[2].cells] == [
        "1", "1 任务", "第一项", "牵头部门", "6月底前", "牵头：财政局；主责：各区政府", "教育局", "表1第1行",
    ]  # fmt: skip
    assert len(listed.rows) == 1 + 2 + 5
    assert derived.rows[2].cells[3].text == "主责单位（可能：甲市各区政府）"
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "甲市发展改革委一页概要"
    assert "甲市发展改革委任务清单" in texts
    assert "单位（盖章）" in texts[-2]
    assert texts[-1] == "＿＿＿＿年＿＿月＿＿日"


def test_chinese_typefaces_are_set_where_word_looks_for_them(small: Duties) -> None:
    text = parts(word(content(report.summary(small, "A"))))["word/document.xml"]
    assert set(re.findall(r'w:eastAsia="([^"]*)"', text)) == {"方正小标宋简体", "黑体", "仿宋", "zh-CN"}
    assert text.count("<w:tblHeader/>") == 2


def test_hostile_words_stand_as_text_in_word(hostile: Summary) -> None:
    import docx

    document = docx.Document(io.BytesIO(word(content(hostile))))
    listed = next(table for table in document.tables if table.rows[0].cells[0].text == "序号")
    assert listed.rows[2].cells[2].text == SHOWN
    assert "<script" not in parts(word(content(hostile)))["word/document.xml"]


# ── HTML ─────────────────────────────────────────────────────────────────────────────────


class Reader(HTMLParser):
    """Tags, attributes and the texts of table cells, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_has_no_script_and_asks_for_nothing(hostile: Summary) -> None:
    text = page(content(hostile)).decode("utf-8")
    found = Reader()
    found.feed(text)
    assert found.tags.isdisjoint({"script", "img", "link", "iframe", "object", "form", "a"})
    assert found.attributes <= {"lang", "charset", "http-equiv", "content", "name", "scope", "class", "tabindex", "role", "aria-label", "colspan"}
    assert found.texts.count(SHOWN) > 10


def test_the_policy_of_the_page_allows_its_own_style_and_no_more(small: Duties) -> None:
    text = page(content(report.summary(small, "A"))).decode("utf-8")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\"" in text


def test_the_calendar_holds_the_dated_duties_of_the_body(small: Duties, tmp_path: Path) -> None:
    report.write(report.summary(small, "A"), tmp_path / "a.ics")
    text = (tmp_path / "a.ics").read_text(encoding="utf-8")
    assert re.findall(r"DTSTART;VALUE=DATE:(\d+)", text) == ["20260630", "20261231", "20261231"]
    assert "另有 2 项任务没有日期" in text.replace("\r\n ", "").replace("\n ", "")


# ── The page that is read in two minutes ─────────────────────────────────────────────────


def told(measure: str, status: str | None, state: State, due: str | None, day: str | None = None) -> MeasureStanding:
    words = "完成招标" if status else None
    return MeasureStanding(measure, due, state, "blue", status, day, words, None, None, None, None, None, "返回.xlsx", "甲!5")


def test_the_page_tells_what_is_past_what_comes_next_and_what_was_reported(small: Duties) -> None:
    """On 1 July m1 (30 June) is past; m2 was reported done, so that of 31 December only m4 is left; m5 is new, the date of m4 moved."""
    standings = {
        "m1": told("m1", None, "late", "2026-06-30"),
        "m2": told("m2", "done", "done", "2026-12-31", "2026-06-28"),
        "m4": told("m4", "on-the-way", "on-the-way", "2026-12-31", "2026-06-29"),
    }
    as_of = AsOf("2026-07-01", standings, History({"m4": 1}, frozenset({"m5"})))
    _, due, partners, _, news = content(report.summary(small, "A", None, as_of)).brief
    assert [row[:3] for row in due.rows] == [("已过期限", 1, "第一项"), ("2026-12-31", 1, "第四项")]
    assert [row[:2] for row in partners.rows] == [("甲市各区政府", 2), ("甲市教育局", 2), ("甲市财政局", 2)]
    assert news.rows == (
        ("新增措施", 1, "第五项", "附1 表1第5行"),
        ("期限有变", 1, "第四项", "附1 表1第4行"),
        ("收到报告", 2, "已完成1、推进中1", ""),
        ("2026-06-29", "", "第四项——推进中：完成招标", "返回.xlsx 甲第5行"),
        ("2026-06-28", "", "第二项——已完成：完成招标", "返回.xlsx 甲第5行"),
    )


def test_lists_and_overview_tell_where_each_measure_stands_by_what_was_reported(small: Duties, tmp_path: Path) -> None:
    """Of the five measures of A one is done, one on the way; m1 is past its date without a report, the rest wait."""
    standings = {
        "m1": told("m1", None, "late", "2026-06-30"),
        "m2": told("m2", "done", "done", "2026-12-31", "2026-06-28"),
        "m3": replace(told("m3", None, "no-report", None), file=None, locator=None),
        "m4": replace(told("m4", "on-the-way", "on-the-way", "2026-12-31", "2026-06-29"), passed="2026-06-30"),
        "m5": replace(told("m5", None, "no-report", None), file=None, locator=None),
    }
    standings["m1"] = replace(standings["m1"], file=None, locator=None)
    its = report.summary(small, "A", None, AsOf("2026-07-01", standings))
    sheets = book(its)
    head, *rows = sheets["任务清单"].iter_rows(values_only=True)
    at = head.index("状态（据报）")
    assert head[at + 1] == "所报"
    assert [row[at] for row in rows] == ["逾期", "已完成", "未报", "推进中\n（2026-06-30已过）", "未报"]
    assert rows[1][at + 1] == "2026-06-28：完成招标\n（返回.xlsx 甲第5行）"
    assert sheets["任务清单"].print_area.endswith("$O$6")  # the last two columns stay unprinted
    overview = [row[:3] for row in sheets["概要"].iter_rows(values_only=True)]
    assert ("进展（截至2026-07-01，按各单位报告，未经核实）", None, None) in overview
    assert [row[1] for row in overview if row[0] in ("已完成", "推进中", "逾期", "未报")] == [1, 1, 1, 2]
    report.write(its, tmp_path / "a.docx")
    text = "\n".join(cell.text for table in docx.Document(str(tmp_path / "a.docx")).tables for row in table.rows for cell in row.cells)
    assert "推进中\n（2026-06-30已过）\n2026-06-29：完成招标\n（返回.xlsx 甲第5行）" in text
    said = "截至2026-07-01，按各单位报告（未经核实）：已完成1项、推进中1项、逾期1项、未报2项。"
    assert any(said in paragraph.text for paragraph in docx.Document(str(tmp_path / "a.docx")).paragraphs)
    silent = content(report.summary(small, "A", None, AsOf("2026-07-01", {"m1": standings["m1"]})))
    assert (silent.standing, silent.lines[0].state) == (None, "")


def test_the_page_says_how_many_it_leaves_out(small: Duties) -> None:
    many = {f"n{at}": replace(small.measures["m1"], id=f"n{at}", task=f"任务{at}", order=at) for at in range(9)}
    rows = tuple(duty(key, "A", "lead", 1, "发展改革委") for key in many)
    tasks = content(report.summary(Duties(small.bodies, many, rows), "A")).brief[0]
    assert len(tasks.rows) == 6
    assert tasks.rows[-1][:2] == ("另有4项任务", 4)


def test_sheets_for_the_screen_are_not_printed_and_the_first_is_one_page(small: Duties) -> None:
    sheets = book(report.summary(small, "A"))
    first = sheets["一页概要"]
    assert first.page_setup.orientation == "portrait"
    assert first.sheet_properties.pageSetUpPr.fitToPage
    assert {first.page_setup.fitToWidth, first.page_setup.fitToHeight} <= {None, 1}  # one page is what is not written down
    assert sheets["数字明细"].print_area.endswith("$A$1048576") or sheets["数字明细"].print_area.endswith("$A$1048576:$A$1048576")
    assert [row[12] for row in sheets["任务清单"].iter_rows(min_row=2, max_row=3, values_only=True)] == ["表1第1行", "表1第2行"]


# ── Files ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", report.FORMS)
def test_the_same_summary_gives_the_same_bytes(form: str, small: Duties, tmp_path: Path) -> None:
    turned = Duties(
        dict(reversed(small.bodies.items())), small.measures, (*small.duties[6:], *small.duties[:6])
    )
    report.write(report.summary(small, "A"), tmp_path / f"a.{form}")
    report.write(report.summary(turned, "A"), tmp_path / f"b.{form}")
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


@pytest.mark.parametrize("render", [workbook, word])
def test_office_files_bear_no_time_of_their_making(render, small: Duties) -> None:
    data = render(content(report.summary(small, "A")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", parts(data)["docProps/core.xml"])) == {"2000-01-01T00:00:00Z"}


def test_an_ending_that_is_no_form_names_those_that_are(small: Duties, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"\.md, \.xlsx, \.docx, \.html, \.ics"):
        report.write(report.summary(small, "A"), tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", report.FORMS)
def test_all_bodies_get_a_file_and_an_index_leads_to_them(form: str, small: Duties, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    written = report.write_all(small, tmp_path / "out", form, lambda done, total: told.append((done, total)))
    assert sorted(tmp_path.joinpath("out").iterdir()) == sorted(written)
    assert [path.stem for path in written[1:]] == ["甲市发展改革委", "甲市各区政府", "甲市教育局", "甲市财政局"]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    if written[0].suffix == ".xlsx":
        sheet = openpyxl.load_workbook(written[0]).active
        listed = [(row[0].value, row[2].value, row[0].hyperlink.target) for row in sheet.iter_rows(min_row=2)]
        assert listed[0] == ("甲市发展改革委", 4, f"甲市发展改革委.{form}")
        assert {target for _, _, target in listed} == {path.name for path in written[1:]}
    else:
        text = written[0].read_text(encoding="utf-8")
        assert "甲市发展改革委" in text and text.count(f".{form}") == 4


def test_file_names_are_safe_on_every_system_and_unlike_in_any_case() -> None:
    found = names(["a/b:c", "A_B_C", "../..", "CON", "index", "=x\u202ey", "长" * 100, " .hidden. "], "md")
    assert found == [
        "a_b_c.md", "A_B_C-2.md", "_.md", "CON_.md", "index_.md", "=x_y.md", "长" * 50 + ".md", "hidden.md",
    ]  # fmt: skip


def test_five_hundred_bodies_are_written_within_a_minute_of_processor_time(tmp_path: Path) -> None:
    bodies = {f"b{i}": body(f"b{i}", f"第{i}局") for i in range(500)}
    measures = {f"m{i}": measure(f"m{i}", "计划", "推进工作，" * 20, YEAR_END) for i in range(1000)}
    duties = tuple(
        duty(f"m{i}", f"b{(i * 7 + k * k * 11) % 500}", "lead" if k == 0 else "support", k + 1, "某局")
        for i in range(1000)
        for k in range(3)
    )
    start = sum(os.times()[:4])
    written = report.write_all(Duties(bodies, measures, duties), tmp_path, "xlsx")
    assert len(written) == 501
    assert sum(os.times()[:4]) - start < 60, "seconds of processor time"

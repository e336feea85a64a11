"""Ledgers as spreadsheet programs write them, part by part, and what those programs ask of a workbook before they open it."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment

from zeren import ledger
from zeren.ledger.columns import columns
from zeren.ledger.records import Returned
from zeren.ledger.rows import LedgerRow
from zeren.ledger.workbook import HEAD

AT = {column.key: at for at, column in enumerate(columns(), 1)}
"""key → 1-based column as handed out"""
MEASURES = ("measure/00000000000000a1", "measure/00000000000000a2")
DONE = dt.date(2026, 9, 25)
"""the day that the second row was completed"""


def row(measure: str, text: str, status: str, progress: str | None, person: str | None) -> LedgerRow:
    return LedgerRow(
        measure, "计划.txt", "计划", None, "一、节水", text, ("区水务局",), (), "年底前", "2026-12-31", (), (), status, progress, None, None, person,
    )  # fmt: skip


@pytest.fixture(scope="module")
def handed() -> bytes:
    rows = [row(MEASURES[0], "改造管网5公里", "on-the-way", "已完成3公里", None), row(MEASURES[1], "创建节水单位3家", "done", None, "王五")]
    return ledger.workbook("区水务局督办台账", [("区水务局", rows)])


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def returned(handed: bytes) -> dict[str, bytes]:
    """The parts of a ledger that was filled in: a state and words of progress on the first row, a day and a person on the second."""
    parts = parts_of(handed)
    completed = f"{openpyxl.utils.get_column_letter(AT['completed'])}{HEAD + 3}"
    changed(parts, SHEET, rf'<c r="{completed}"([^>]*)/>', rf'<c r="{completed}"\1><v>{serial(DONE)}</v></c>')
    changed(parts, "docProps/core.xml", r"(<dcterms:modified[^>]*>)[^<]*", r"\g<1>2026-09-28T10:00:00Z")
    return parts


def serial(day: dt.date) -> int:
    """The day as Excel counts it."""
    return (day - dt.date(1899, 12, 30)).days


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


Parts = dict[str, bytes]
SHEET, STRINGS, STYLES, BOOK, TYPES = (
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml",
)  # fmt: skip


def changed(parts: Parts, part: str, pattern: str, put: str) -> None:
    """Replace what matches in a part; it must be there."""
    text, count = re.subn(pattern, put, parts[part].decode(), flags=re.DOTALL)
    assert count, (part, pattern)
    parts[part] = text.encode()


def phonetic(parts: Parts) -> None:
    """Excel with an East Asian input method: readings beside the words of a string, and words parted into runs of a format."""
    changed(
        parts, STRINGS, r"<si><t>已完成3公里</t></si>",
        '<si><r><t>已完成</t></r><r><rPr><b/><sz val="11"/><rFont val="宋体"/></rPr><t xml:space="preserve">3公里</t></r>'
        '<rPh sb="0" eb="3"><t>YIWANCHENG</t></rPh><phoneticPr fontId="1" type="noConversion"/></si>',
    )  # fmt: skip


def date1904(parts: Parts) -> None:
    """Excel of the Macintosh: days are counted from 1904."""
    changed(parts, BOOK, r"<workbookPr[^>]*/>", '<workbookPr date1904="1"/>')
    for day in (DONE, dt.date(2026, 12, 31)):
        changed(parts, SHEET, rf"<v>{serial(day)}</v>", f"<v>{serial(day) - 1462}</v>")


def inline(parts: Parts) -> None:
    """Programs that stream rows: every string stands in its cell."""
    strings = re.findall(r"<si>.*?</si>", parts.pop(STRINGS).decode(), flags=re.DOTALL)
    for part in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        text = parts[part].decode()
        parts[part] = re.sub(
            r'<c ([^>]*?)t="s"([^>]*)><v>(\d+)</v></c>',
            lambda m: f'<c {m[1]}t="inlineStr"{m[2]}><is>{strings[int(m[3])][4:-5]}</is></c>', text,
        ).encode()  # fmt: skip
    changed(parts, TYPES, r"<Override[^>]*sharedStrings[^>]*/>", "")
    changed(parts, "xl/_rels/workbook.xml.rels", r"<Relationship [^>]*sharedStrings[^>]*/>", "")


def nameless(parts: Parts) -> None:
    """WPS: cell styles without a name, colours out of the palette."""
    styles = '<cellStyles count="2"><cellStyle xfId="0" builtinId="0"/><cellStyle xfId="0"/></cellStyles>'
    changed(parts, STYLES, r"<cellStyles.*?</cellStyles>", styles)


def extended(parts: Parts) -> None:
    """Excel of today: names, lists and colours in extensions, revision marks, columns named as a table."""
    changed(
        parts, SHEET, r"<worksheet ",
        '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{00000000-0001-0000-0000-000000000000}" ',
    )  # fmt: skip
    changed(
        parts, SHEET, r"</worksheet>",
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>选项!$A$1:$A$5</xm:f></x14:formula1><xm:sqref>L5</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>",
    )  # fmt: skip
    changed(parts, BOOK, r"</definedNames>", '<definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">zeren!$A$2</definedName>'
            '<definedName name="责任人名单">#REF!</definedName></definedNames>')  # fmt: skip


def cell_images(parts: Parts) -> None:
    """WPS: a picture that is a cell's value, held in a part of its own (嵌入单元格图片)."""
    place = f"{openpyxl.utils.get_column_letter(AT['material'])}{HEAD + 2}"
    changed(
        parts, SHEET, rf'<c r="{place}"([^>]*)/>',
        rf'<c r="{place}"\1 t="str"><f>_xlfn.DISPIMG("ID_0A1B",1)</f><v>=DISPIMG("ID_0A1B",1)</v></c>',
    )  # fmt: skip
    parts["xl/cellimages.xml"] = b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'


def rooted(parts: Parts) -> None:
    """Programs that write the targets of relations from the root of the package, and the namespace with a prefix."""
    changed(parts, "xl/_rels/workbook.xml.rels", r'Target="/?(?:xl/)?(worksheets|styles|sharedStrings|theme)', r'Target="/xl/\1')
    for part in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        text = parts[part].decode().replace('xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"', "")
        text = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", text)
        parts[part] = text.replace("<x:worksheet", '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"', 1).encode()


def strict(parts: Parts) -> None:
    """Excel: 严格 Open XML 电子表格, the namespaces of ISO/IEC 29500 Strict."""
    for name in [name for name in parts if name.endswith((".xml", ".rels"))]:
        text = parts[name].decode()
        text = text.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
        text = text.replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
        parts[name] = text.encode()
    changed(parts, BOOK, r"<workbook ", '<workbook conformance="strict" ')


PROGRAMS: tuple[Callable[[Parts], None], ...] = (phonetic, date1904, inline, nameless, extended, cell_images, rooted, strict)


def read(parts: Parts) -> Returned:
    found = ledger.demand_ledger(packed(parts), "返回.xlsx")
    assert isinstance(found, Returned)
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_ledger_says_the_same_however_a_program_writes_it(returned: Parts, program: Callable[[Parts], None]) -> None:
    parts = dict(returned)
    program(parts)
    found = read(parts)
    assert [(one.measure, dict(one.cells)) for one in found.reports] == [
        (MEASURES[0], {"status": "on-the-way", "progress": "已完成3公里"}),
        (MEASURES[1], {"status": "done", "completed": "2026-09-25", "person": "王五"}),
    ]
    assert (found.changes, found.proposals, found.reported_on) == ([], [], "2026-09-28")
    told = [fault.message for fault in found.faults]
    assert [("图片" in one and "写" in one) for one in told] == ([True] if program is cell_images else [])


def test_comments_and_errors_of_formulas_are_told_by_cell_and_not_taken_as_words(handed: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(handed))
    sheet = book.worksheets[0]
    sheet.cell(HEAD + 2, AT["progress"]).comment = Comment("数据以水务局为准", "李四")
    sheet.cell(HEAD + 3, AT["problem"], "#REF!")
    out = io.BytesIO()
    book.save(out)
    found = read(parts_of(out.getvalue()))
    letter = {key: openpyxl.utils.get_column_letter(at) for key, at in AT.items()}
    assert [(fault.locator, "批注“数据以水务局为准”" in fault.message, "#REF!" in fault.message) for fault in found.faults] == [
        (f"区水务局!{letter['progress']}{HEAD + 2}", True, False), (f"区水务局!{letter['problem']}{HEAD + 3}", False, True),
    ]  # fmt: skip
    assert "problem" not in dict(found.reports[1].cells)


# ── What Excel asks of a workbook before it opens it without “修复” ──────────────────────────

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells",
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "drawing",
)  # fmt: skip
"""parts of a sheet in the order of its schema (ISO/IEC 29500-1, CT_Worksheet), those that are never written left out"""
FUNCTIONS = {"AND", "ISNUMBER", "TODAY"}
"""functions that the ledger uses, all of Excel 97"""


def cells_of(area: str) -> tuple[int, int, int, int]:
    """First row and column, last row and column of ``A2:R2``."""
    left, top, right, bottom = openpyxl.utils.cell.range_boundaries(area)
    return top, left, bottom, right


def apart(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def demand_book(parts: Mapping[str, bytes]) -> list[str]:
    """Names of sheets and defined names as Excel has them; the names of the sheets."""
    book = etree.fromstring(parts[BOOK])
    names = [sheet.get("name") for sheet in book.iter(f"{S}sheet")]
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and name.strip("'") == name for name in names), names
    assert len({name.casefold() for name in names} - {"history"}) == len(names)
    defined = [(one.get("name"), one.get("localSheetId")) for one in book.iter(f"{S}definedName")]
    assert len(set(defined)) == len(defined)
    assert all("#REF" not in one.text for one in book.iter(f"{S}definedName"))
    return names


def demand_sheet(sheet: etree._Element, formats: int, dressed: int) -> None:
    """Cells in order with formats that are there, areas apart, lists and formulas that Excel takes.

    ``formats`` and ``dressed``: how many formats of cells and of rules the workbook has.
    """
    order = [ORDER.index(etree.QName(part).localname) for part in sheet]
    assert order == sorted(order)
    rows = [int(one.get("r")) for one in sheet.iter(f"{S}row")]
    assert rows == sorted(set(rows))
    assert all(float(one.get("ht", 0)) <= 409 for one in sheet.iter(f"{S}row"))
    assert all(float(one.get("width")) <= 255 for one in sheet.iter(f"{S}col"))
    for one in sheet.iter(f"{S}row"):
        places = [cells_of(cell.get("r"))[1] for cell in one]
        assert places == sorted(set(places))
    assert all(int(cell.get("s", 0)) < formats for cell in sheet.iter(f"{S}c"))
    merged = [cells_of(one.get("ref")) for one in sheet.iter(f"{S}mergeCell")]
    filters = [cells_of(one.get("ref")) for one in sheet.iter(f"{S}autoFilter")]
    assert all(apart(one, other) for at, one in enumerate(merged) for other in (*merged[at + 1 :], *filters))
    for rule in sheet.iter(f"{S}cfRule"):
        assert int(rule.get("dxfId")) < dressed
    priorities = [rule.get("priority") for rule in sheet.iter(f"{S}cfRule")]
    assert len(set(priorities)) == len(priorities)
    for check in sheet.iter(f"{S}dataValidation"):
        assert len(check.get("errorTitle", "")) <= 32 and len(check.get("error", "")) <= 225
        first = check.findtext(f"{S}formula1")
        assert check.get("type") != "list" or (first[0] == first[-1] == '"' and len(first) - 2 <= 255 and '"' not in first[1:-1])
    checked = [cells_of(area) for check in sheet.iter(f"{S}dataValidation") for area in check.get("sqref").split()]
    assert all(apart(one, other) for at, one in enumerate(checked) for other in checked[at + 1 :])
    formulas = [one.text for tag in ("formula", "formula1", "formula2", "f") for one in sheet.iter(f"{S}{tag}")]
    assert {word for one in formulas for word in re.findall(r"([A-Za-z_.]+)\(", one)} <= FUNCTIONS
    assert all(len(one) <= 8192 for one in formulas)
    assert all(len(part.text or "") <= 255 for head in sheet.iter(f"{S}headerFooter") for part in head)


@pytest.mark.parametrize("name", ["区水务局", "长" * 40, "甲/乙[丙]:丁?*'", "History"])
def test_a_ledger_asks_excel_for_no_repair(name: str) -> None:
    rows = [row(MEASURES[0], "改" * 33_000, "on-the-way", "=1+1", None), row(MEASURES[1], "创建\x07节水单位", "done", None, "王五")]
    parts = parts_of(ledger.workbook(f"{name}督办台账", [(name, rows), (name.upper(), rows[:1]), (name, [])], "其他文本未计"))
    names = demand_book(parts)
    styles = etree.fromstring(parts[STYLES])
    formats = int(styles.find(f"{S}cellXfs").get("count"))
    dressed = int(styles.find(f"{S}dxfs").get("count"))
    sheets = [part for part in parts if part.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(names) == 4
    for part in sheets:
        demand_sheet(etree.fromstring(parts[part]), formats, dressed)
    texts = ["".join(one.itertext()) for one in etree.fromstring(parts[STRINGS]).iter(f"{S}si")]
    assert max(map(len, texts)) <= 32_767
    assert {part.rpartition("/")[2] for part in parts if part.startswith("xl/")} <= {
        "workbook.xml", "workbook.xml.rels", "styles.xml", "theme1.xml", "sharedStrings.xml", *(f"sheet{at}.xml" for at in range(1, 5)),
    }  # fmt: skip

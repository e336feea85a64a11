"""What a source holds but does not mean to be read is left out of the words, and a notice names it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from read import plain_pdf, writers
from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document, Paragraph
from zeren.read import read
from zeren.read.glyphs import Glyph
from zeren.read.overprint import unprinted
from zeren.read.unread import Unread

HEAD = ("重点任务", "工作措施", "牵头单位", "配合单位")


def one(data: bytes, name: str) -> Document:
    (document,) = read(data, name)
    return document


def shown(document: Document) -> list[str | list[str]]:
    """Paragraphs as their words, tables as the words of their filled cells."""
    return [
        block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells if cell.text]
        for block in document.blocks
    ]


def told(document: Document) -> str:
    return "\n".join(notice.message for notice in document.notices)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def word_table(*rows: Sequence[str]) -> str:
    """A table whose cells are given as the inside of their paragraph."""
    lines = "".join(f"<w:tr>{''.join(f'<w:tc><w:p>{cell}</w:p></w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{lines}</w:tbl>"


HEADS = tuple(run(head) for head in HEAD)
STYLES = (
    '<w:style w:type="character" w:styleId="Dark"><w:name w:val="Dark"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Darker"><w:name w:val="Darker"/><w:basedOn w:val="Dark"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Out"><w:name w:val="Out"/><w:rPr><w:strike/></w:rPr></w:style>'
)


def test_struck_hidden_and_placeholder_words_of_a_word_document_are_out_and_named() -> None:
    placeholder = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处输入')}</w:sdtContent></w:sdt>"
    body = word_table(
        HEADS,
        (
            run("修渠"),
            run("修渠") + run("5", "<w:strike/>") + run("8") + run("公里"),
            run("乡水利站、", "<w:dstrike/>") + run("县水利局"),
            run("县财政局") + run("（内部掌握）", '<w:rStyle w:val="Darker"/>'),
        ),
        (run("植树"), run("植树") + run("不印", "<w:vanish/>"), run("县林业局"), placeholder),
    )
    out = '<w:p><w:pPr><w:pStyle w:val="Out"/></w:pPr>' + run("此段作废") + run("留下", '<w:strike w:val="0"/>') + "</w:p>"
    document = one(writers.word(body + out, {"styles": STYLES}), "计划.docx")
    assert shown(document) == [
        [*HEAD, "修渠", "修渠8公里", "县水利局", "县财政局", "植树", "植树", "县林业局"],
        "留下",
    ]
    for words in (
        "删除线文字 3 处 (struck text left out): 5；乡水利站、；此段作废",
        "隐藏的内容 2 处 (hidden content left out): 不印；（内部掌握）",
        "占位文字 1 处 (unfilled placeholders left out): 单击此处输入",
    ):
        assert words in told(document)


def test_a_deleted_cell_keeps_its_place_in_the_grid_and_loses_its_words() -> None:
    body = word_table(HEADS, (run("修渠"), run("修渠8公里"), run("县水利局"), run("县财政局")))
    deleted = body.replace(f"<w:tc><w:p>{run('县水利局')}", f"<w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p>{run('县水利局')}")
    assert deleted != body
    document = one(writers.word(deleted), "计划.docx")
    (table,) = document.blocks
    assert [(c.column, c.text) for c in table.cells if c.row == 1] == [(0, "修渠"), (1, "修渠8公里"), (2, ""), (3, "县财政局")]
    assert "修订中已删除的文字 1 处" in told(document)


def page(*rows: str) -> bytes:
    head = "".join(f"<th>{word}</th>" for word in HEAD)
    style = "<style>.old { text-decoration: line-through } td.gone, #x{display:none}</style>"
    return f"<html><head>{style}</head><body><table><tr>{head}</tr>{''.join(rows)}</table></body></html>".encode()


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ("<tr><td>修渠</td><td>修渠8公里</td><td><del>乡水利站</del><ins>县水利局</ins></td><td><s>县财政局</s></td></tr>",
         ["修渠", "修渠8公里", "县水利局"]),
        ("<tr hidden><td>修渠</td><td>修渠8公里</td><td>县水利局</td><td>县财政局</td></tr>", []),
        ("<tr><td>修渠</td><td>修渠8公里</td><td style='display: none'>乡水利站</td><td>县水利局</td><td>县财政局</td></tr>",
         ["修渠", "修渠8公里", "县水利局", "县财政局"]),
        ("<tr><td>修渠</td><td>修渠8公里</td><td style='visibility:hidden'>乡水利站</td><td>县财政局</td></tr>",
         ["修渠", "修渠8公里", "县财政局"]),
        ("<tr><td>修渠</td><td>修渠<span class='a old'>5</span>8公里</td><td class='gone'>甲</td><td id='x'>乙</td></tr>",
         ["修渠", "修渠8公里"]),
    ],
)  # fmt: skip
def test_struck_and_hidden_parts_of_a_page_are_out(row: str, left: list[str]) -> None:
    document = one(page(row, "<tr><td>植树</td><td>植树9亩</td><td>县林业局</td><td>县财政局</td></tr>"), "计划.html")
    assert shown(document) == [[*HEAD, *left, "植树", "植树9亩", "县林业局", "县财政局"]]
    assert "已略去" in told(document)


def test_a_cell_that_is_only_invisible_keeps_its_place() -> None:
    row = "<tr><td>修渠</td><td>修渠8公里</td><td style='visibility:hidden'>乡水利站</td><td>县财政局</td></tr>"
    (table,) = one(page(row), "计划.html").blocks
    assert [(c.column, c.text) for c in table.cells if c.row == 1][2:] == [(2, ""), (3, "县财政局")]


def test_struck_words_of_markdown_are_out_and_html_tables_are_read_at_their_line() -> None:
    source = """# 石门县计划

<table>
<tr><td>任务</td><td>措施</td><td>责任单位</td></tr>
<tr><td rowspan="2">修渠</td><td>修渠8公里</td><td>县水利局</td></tr>
<tr><td>清淤3公里</td><td>~~乡水利站~~县财政局</td></tr>
</table>

末行
"""
    document = one(source.encode(), "计划.md")
    assert shown(document) == [
        "石门县计划",
        ["任务", "措施", "责任单位", "修渠", "修渠8公里", "县水利局", "清淤3公里", "县财政局"],
        "末行",
    ]
    table = document.blocks[1]
    assert table.place.line == 3
    assert [(c.row, c.rows) for c in table.cells if c.text == "修渠"] == [(1, 2)]
    assert "line 6 乡水利站" in told(document)


def workbook(fill: bool = True) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD)
    sheet.append(["修渠", "修渠8公里", "县水利局", "县财政局"])
    sheet.append(["植树", "植树9亩", "县林业局", "县财政局"])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_struck_cells_and_runs_hidden_rows_and_columns_and_comments_of_a_workbook_are_out() -> None:
    book = workbook()
    sheet = book.active
    sheet["C2"].font = Font(strike=True)
    sheet["D2"] = CellRichText(TextBlock(InlineFont(strike=True), "县审计局、"), "县财政局")
    sheet["B2"].comment = Comment("此处再核", "某")
    sheet.append(["修路", "修路2公里", "县交通局", "县财政局"])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["A"].hidden = True
    document = one(saved(book), "计划.xlsx")
    assert shown(document) == [[*HEAD[1:], "修渠8公里", "县财政局", "植树9亩", "县林业局", "县财政局"]]
    notices = told(document)
    assert "Sheet!C2 县水利局；Sheet!D2 县审计局、" in notices
    assert "隐藏的内容 7 处" in notices
    assert "Sheet!B4 修路2公里" in notices
    assert "批注 1 处 (comments left out): B2 此处再核" in notices


def test_a_merged_title_is_shown_though_its_first_column_is_hidden() -> None:
    book = workbook()
    sheet = book.active
    sheet.insert_rows(1)
    sheet["A1"] = "石门县计划"
    sheet.merge_cells("A1:D1")
    sheet.column_dimensions["A"].hidden = True
    assert shown(one(saved(book), "计划.xlsx"))[0] == "石门县计划"


def test_formula_errors_and_formulas_without_a_result_are_no_words_and_told_at_their_cells() -> None:
    book = workbook()
    sheet = book.active
    sheet["C2"] = "#REF!"
    sheet["C2"].data_type = "e"
    sheet["D3"] = "=VLOOKUP(A3,F:G,2,0)"
    document = one(saved(book), "计划.xlsx")
    assert shown(document) == [[*HEAD, "修渠", "修渠8公里", "县财政局", "植树", "植树9亩", "县林业局"]]
    assert "公式错误值 1 处 (formula errors left out): Sheet!C2 #REF!" in told(document)
    assert "Sheet!D3 =VLOOKUP(A3,F:G,2,0)" in told(document)


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("yyyy-mm-dd hh:mm:ss", "2026-06-30"),
        ("mmm-yy", "2026-06-30"),
        ('m"月"d"日"', "2026-06-30"),
        ("yyyy/m/d", "2026/6/30"),
        ('yyyy"年"m"月"d"日"', "2026年6月30日"),
        ('[DBNum1]yyyy"年"m"月"', "2026-06-30"),
    ],
)
def test_a_date_is_whole_whatever_part_of_it_a_format_shows(form: str, printed: str) -> None:
    book = workbook()
    book.active["D2"] = 46203  # 30 June 2026
    book.active["D2"].number_format = form
    assert printed in shown(one(saved(book), "计划.xlsx"))[0]


def test_the_first_of_a_month_shown_as_a_month_is_a_month() -> None:
    book = workbook()
    book.active["D2"] = 46174  # 1 June 2026, which is what a spreadsheet makes of 2026-6
    book.active["D2"].number_format = "mmm-yy"
    assert "2026年6月" in shown(one(saved(book), "计划.xlsx"))[0]


def test_tables_side_by_side_are_tables_of_their_own() -> None:
    book = workbook()
    sheet = book.active
    for column, words in enumerate(("任务", "措施", "责任单位"), 6):
        sheet.cell(1, column, words)
        sheet.cell(2, column, f"右{words}")
    assert shown(one(saved(book), "计划.xlsx")) == [
        [*HEAD, "修渠", "修渠8公里", "县水利局", "县财政局", "植树", "植树9亩", "县林业局", "县财政局"],
        ["任务", "措施", "责任单位", "右任务", "右措施", "右责任单位"],
    ]
    row = "<tr>" + "".join(f"<td>{word}</td>" for word in ("任务", "责任单位") * 2) + "</tr>"
    under = "<tr><td>甲</td><td>县水利局</td><td>乙</td><td>县林业局</td></tr>"
    twice = one(f"<html><body><table>{row}{under}</table></body></html>".encode(), "计划.html")
    assert shown(twice) == [["任务", "责任单位", "甲", "县水利局"], ["任务", "责任单位", "乙", "县林业局"]]


def test_one_table_with_an_empty_column_stays_one() -> None:
    book = workbook()
    sheet = book.active
    for row, words in enumerate(("备注", "已办", "在办"), 1):
        sheet.cell(row, 6, words)
    (cells,) = shown(one(saved(book), "计划.xlsx"))
    assert cells[:5] == [*HEAD, "备注"]


ROWS = (HEAD, ("修渠", "修渠8公里", "县水利局", "县财政局"), ("植树", "植树9亩", "县林业局", "县财政局"))
COLUMNS = (60, 130, 300, 400, 500)
CELLS = [word for row in ROWS for word in row]


def test_bars_through_words_of_a_pdf_strike_them_out_and_borders_do_not() -> None:
    drawn = plain_pdf.table(ROWS, COLUMNS, 700)
    struck = plain_pdf.bar(304, 656.5, 48)  # through 县水利局, whose baseline is 652
    under = plain_pdf.bar(404, 650, 48)  # below 县财政局
    whole = one(plain_pdf.pdf([drawn]), "计划.pdf")
    assert shown(whole) == [CELLS]
    document = one(plain_pdf.pdf([[*drawn, struck, under]]), "计划.pdf")
    assert shown(document) == [[word for word in CELLS if word != "县水利局"]]
    assert "删除线文字 1 处 (struck text left out): page 1 县水利局" in told(document)


@pytest.mark.parametrize("matrix", ["0.8 0.6 -0.6 0.8", "0.5 -0.87 0.87 0.5", "1 0 0 1"])
def test_a_watermark_at_any_angle_is_out_and_named(matrix: str) -> None:
    mark = plain_pdf.words(150, 640, "内部资料", 60, matrix)
    document = one(plain_pdf.pdf([[mark, *plain_pdf.table(ROWS, COLUMNS, 700)]]), "计划.pdf")
    assert shown(document) == [CELLS]
    assert "水印" in told(document)
    assert "内部资料" in told(document)


def test_marks_that_stand_in_lines_of_text_are_no_watermark() -> None:
    """“ ” of a font scaled to twice its room stand beside characters of their line; a large mark over a line does not."""
    line = [Glyph(200, 100 + 15 * at, 114.6 + 15 * at, 29.3 if char in "“”" else 14.7, char) for at, char in enumerate("培育“4乡”名镇名村")]
    line[3] = Glyph(200, 138, 145.4, 14.7, "4")  # a narrow figure, set close to the mark before it
    below = [Glyph(229, 100 + 15 * at, 114.6 + 15 * at, 14.7, char) for at, char in enumerate("建成好书屋四处并开放")]
    over = [Glyph(215, 120 + 40 * at, 160 + 40 * at, 40, char) for at, char in enumerate("密件")]
    unread = Unread()
    kept = unprinted([*line, *below, *over], {}, (), 1, unread)
    assert "".join(glyph.text for glyph in kept) == "培育“4乡”名镇名村建成好书屋四处并开放"
    assert [notice for notice in unread.notices() if "密件" in notice.message]


def test_a_page_whose_words_are_turned_is_read_as_it_is_held() -> None:
    document = one(plain_pdf.pdf([plain_pdf.table(ROWS, COLUMNS, 700)], turned=True), "计划.pdf")
    assert shown(document) == [CELLS]


def test_a_page_saved_as_one_archive_is_read_under_any_name() -> None:
    body = page("<tr><td>修渠</td><td>修渠8公里</td><td>县水利局</td><td>县财政局</td></tr>").decode().encode("gb18030")
    message = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body + b"\r\n--x--\r\n"
    )
    document = one(message, "计划.doc")
    assert shown(document) == [[*HEAD, "修渠", "修渠8公里", "县水利局", "县财政局"]]
    assert document.form == "mhtml"


@pytest.mark.parametrize("name", ["a.json", "a.js", "a.css", "a.yaml"])
def test_files_of_programs_are_refused_by_their_kind(name: str) -> None:
    with pytest.raises(UnreadableInput, match="程序或数据文件"):
        read("（责任单位：县水利局）".encode(), name)

"""The readers: every format gives the same blocks, nothing is lost, and nothing hostile gets through."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostile.files import endless_pdf, old_word
from read import grids, writers
from read.grids import Grid
from zeren.ground.errors import TimeOut, UnreadableInput, WrongUsage, ZerenError
from zeren.ground.fold import fold
from zeren.ground.model import Document, Paragraph, Table
from zeren.ingest import pipeline
from zeren.read import Limits, form_of, guard, read, read_guarded
from zeren.read.lost import is_lost, with_last_table
from zeren.read.numbering import printed

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus"
SEEDS = SHARED / "seeds"
OFFICE = shutil.which("soffice") is not None
WORDS = [
    "区生态环境局",
    "各街道办事处",
    "PM2.5年均浓度",
    "——",
    "=1+1",
    "<b>&amp;",
    "完成率≥95%",
    "年底前",
    "（一）",
    "市交通委西城运输管理分局",
]
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside the repository")

SMALL = Grid(
    2, 2, ((0, 0, 1, 1, "重点任务"), (0, 1, 1, 1, "牵头单位"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "乙局"))
)


def one(data: bytes, name: str = "x") -> Document:
    """Read what holds one document and check that every text is where its place says."""
    (document,) = read(data, name)
    for block in document.blocks:
        parts = (block,) if isinstance(block, Paragraph) else block.cells
        for part in parts:
            assert document.text[part.place.start : part.place.end] == part.text
    return document


def paragraphs(document: Document) -> list[str]:
    """Running text of a document, paragraph by paragraph."""
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def corpus(start: str) -> Document:
    """Read the corpus document whose name begins with ``start``, without text recognition where that is installed."""
    (path,) = CORPUS.glob(f"{start}_*")
    (document,) = read(path.read_bytes(), path.name, seen={})
    return document


# ── Documents as they come ────────────────────────────────────────────────────────────────


@needs_corpus
def test_a_state_council_page_gives_its_text_without_layout_and_its_metadata() -> None:
    document = corpus("01")
    assert paragraphs(document)[:4] == [
        "国务院关于促进综合保税区",
        "高水平开放高质量发展的若干意见",
        "国发〔2019〕3号",
        "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
    ]
    assert paragraphs(document)[-3:] == ["国务院", "2019年1月12日", "（此件公开发布）"]
    assert not any(isinstance(block, Table) for block in document.blocks)
    assert dict(document.meta) == {
        "date": "2019-01-12",
        "index": "000014349/2019-00003",
        "issuer": "国务院",
        "number": "国发〔2019〕3号",
        "published": "2019-01-25",
        "subject": "商贸、海关、旅游\\\\海关",
        "title": "国务院关于促进综合保税区高水平开放高质量发展的若干意见",
    }


@needs_corpus
def test_section_rows_of_a_page_table_reach_over_all_columns() -> None:
    (table,) = grids.tables(corpus("06"))
    assert (table.rows, table.columns) == (23, 5)
    assert [box[4] for box in table.boxes[:5]] == ["序号", "改革举措", "主 要 内 容", "指导部门", "推广范围"]
    assert table.boxes[5] == (1, 0, 1, 5, "一、知识产权保护方面（共5项）")
    assert table.boxes[9] == (2, 3, 1, 1, "最高人民法院、最高人民检察院、国家知识产权局")


@needs_corpus
def test_a_pdf_paragraph_goes_on_over_the_page_break_that_splits_its_lead_rule() -> None:
    document = corpus("17")
    second = next(text for text in paragraphs(document) if text.startswith("二、"))
    assert second.endswith(
        "（责任单位：省数据局、省发展改革委、省级行业主管部门、省数据集团〔筹〕，杭州市人民政府，第一位为牵头单位）"
    )
    assert paragraphs(document)[0] == "关于支持国家人工智能应用中试基地高质量发展的若干措施"
    assert "6 headers, footers and page numbers" in document.notices[0].message


@needs_corpus
def test_glyphs_whose_boxes_differ_stay_on_their_line_and_a_picture_page_is_named() -> None:
    document = corpus("25")
    assert paragraphs(document)[0] == "浙江省文化和人工智能深度融合创新发展实施方案（２０２５—２０２７年）"
    assert paragraphs(document)[5].startswith(
        "到２０２７年，突破一批人工智能和文化融合的关键技术；建设不少于５个高质量文化数据集和语料库，"
    )
    assert document.notices[1].message == "no text on page 1: a picture 图片页无文字层"


# ── Round trips ───────────────────────────────────────────────────────────────────────────


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_any_table_in_html_docx_or_xlsx_is_read_back_equal(seed: int) -> None:
    rng = random.Random(seed)
    loose = grids.drawn(rng, WORDS)
    full = grids.drawn(rng, WORDS, empty=0)
    for grid, data in (
        (loose, writers.to_html(["标题", loose, "尾"])),
        (loose, writers.to_docx(["标题", loose, "尾"])),
        (full, writers.to_xlsx([("表", ["标题", full])])),
    ):
        expected = grids.squeezed(grid)
        found = grids.tables(one(data))
        assert found == ([expected] if expected.columns > 1 else [])


@needs_office
def test_random_tables_printed_to_pdf_are_read_back_equal(tmp_path: Path) -> None:
    rng = random.Random(7)
    drawn = [grids.drawn(rng, [w for w in WORDS if "<" not in w]) for _ in range(25)]
    parts = [part for number, grid in enumerate(drawn) for part in (f"第{number}个表", grid)]
    document = one(writers.converted(writers.to_docx(parts, height_cm=280), "docx", "pdf", tmp_path))
    expected = [grids.unwrapped(grids.squeezed(grid, rows=True)) for grid in drawn]
    found = [grids.unwrapped(grid) for grid in grids.tables(document)]
    assert found == [grid for grid in expected if grid.columns > 1]


def measures(document: Document) -> list[tuple[object, ...]]:
    """What a document's measures say, without their places and identifiers."""
    return [
        (
            measure.task.number if measure.task else None,
            "".join(measure.text.split()),
            measure.deadline.raw,
            [(a.role, a.full) for a in measure.assignments],
        )
        for measure in pipeline.extract(document).measures
    ]


@needs_office
@needs_seeds
@pytest.mark.parametrize(("start", "count"), [("000", 61), ("004", 179)])
def test_a_seed_comes_back_with_the_same_tables_and_measures(start: str, count: int, tmp_path: Path) -> None:
    (path,) = SEEDS.glob(f"{start}_*.txt")
    seed = one(path.read_bytes(), path.name)
    parts = [grids.merged(b) if isinstance(b, Table) else b.text for b in seed.blocks]
    tables = [grids.unwrapped(part) for part in parts if isinstance(part, Grid)]
    assert any(box[2] > 1 for grid in tables for box in grid.boxes)
    expected = measures(seed)
    assert len(expected) == count
    for data in (writers.to_html(parts), writers.to_docx(parts), writers.to_xlsx([("计划", parts)])):
        document = one(data)
        assert [grids.unwrapped(grid) for grid in grids.tables(document)] == tables
        assert measures(document) == expected
    tall = one(writers.converted(writers.to_docx(parts, height_cm=280), "docx", "pdf", tmp_path))
    assert [grids.unwrapped(grid) for grid in grids.tables(tall)] == tables
    assert measures(tall) == expected
    # Over pages, tables are cut, and narrow cells wrap names at any character.
    paged = one(writers.converted(writers.to_docx(parts), "docx", "pdf", tmp_path))
    assert measures(paged) == expected


@needs_office
@needs_seeds
def test_a_docx_that_libreoffice_wrote_keeps_the_measures_of_its_vertical_merges(tmp_path: Path) -> None:
    (path,) = SEEDS.glob("000_*.txt")
    seed = one(path.read_bytes(), path.name)
    parts = [grids.merged(b) if isinstance(b, Table) else b.text for b in seed.blocks]
    odt = writers.converted(writers.to_docx(parts), "docx", "odt", tmp_path)
    assert measures(one(writers.converted(odt, "odt", "docx", tmp_path))) == measures(seed)


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt", "xls", "ods"])
def test_old_formats_come_through_libreoffice_with_their_merges(ending: str, tmp_path: Path) -> None:
    grid = Grid(3, 3, (
        (0, 0, 1, 1, "序号"), (0, 1, 1, 1, "措施"), (0, 2, 1, 1, "主责单位"),
        (1, 0, 2, 1, "1"), (1, 1, 1, 1, "甲"), (1, 2, 1, 1, "区教委"), (2, 1, 1, 2, "乙"),
    ))  # fmt: skip
    if ending in ("xls", "ods"):
        data = writers.converted(writers.to_xlsx([("表", ["标题", grid])]), "xlsx", ending, tmp_path)
    else:
        data = writers.converted(writers.to_docx(["标题", grid, "尾"]), "docx", ending, tmp_path)
    (document,) = read_guarded(data, f"x.{ending}")
    assert document.form == ending
    assert paragraphs(document) == (["标题"] if ending in ("xls", "ods") else ["标题", "尾"])
    assert grids.tables(document) == [grid]


@needs_office
def test_a_table_that_libreoffice_loses_at_the_end_of_a_doc_is_put_back_with_its_merges(tmp_path: Path) -> None:
    grid = Grid(3, 3, (
        (0, 0, 1, 1, "措施"), (0, 1, 1, 1, "责任单位"), (0, 2, 1, 1, "督办单位"),
        (1, 0, 1, 1, "修订预案"), (1, 1, 1, 1, "区水务局"), (1, 2, 2, 1, "区督查室"),
        (2, 0, 1, 1, "开展演练"), (2, 1, 1, 1, ""),
    ))  # fmt: skip
    data = writers.converted(writers.to_docx(["标题", grid]), "docx", "doc", tmp_path)
    (document,) = read_guarded(data, "x.doc")
    assert paragraphs(document) == ["标题"]
    assert grids.tables(document) == [grid]


@needs_office
def test_an_empty_cell_of_a_lost_table_stays_empty_where_it_is_not_certain_that_it_is_merged(tmp_path: Path) -> None:
    rows = (("措施", "责任单位"), ("修订预案", "区水务局"), ("开展演练", ""), ("公布电话", ""), ("补充物资", "区教委"))
    cells = [(at, column, 1, 1, words) for at, row in enumerate(rows) for column, words in enumerate(row)]
    grid = Grid(5, 2, tuple(cells))
    data = writers.converted(writers.to_docx(["标题", grid]), "docx", "doc", tmp_path)
    (document,) = read_guarded(data, "x.doc")
    assert grids.tables(document) == [grid]


def test_bytes_that_look_like_row_ends_are_no_lost_table() -> None:
    docx = writers.to_docx(["关于值班的通知", "各单位安排专人值守。"])
    picture = "\x07".encode("utf-16-le") * 400
    assert not is_lost(docx, b"\xd0\xcf\x11\xe0" + picture + "各单位安排专人值守。\r".encode("utf-16-le"))
    assert with_last_table(docx, picture) is None


@needs_office
def test_a_lost_table_whose_rows_differ_is_refused_not_read_as_one_line(tmp_path: Path) -> None:
    rows = ((0, 0, 1, 2, "一、防汛"), (1, 0, 1, 1, "措施"), (1, 1, 1, 1, "责任单位"), (2, 0, 1, 1, "修订预案"), (2, 1, 1, 1, "区水务局"))
    data = writers.converted(writers.to_docx(["标题", Grid(3, 2, rows)]), "docx", "doc", tmp_path)
    with pytest.raises(UnreadableInput, match="表格在转换时丢失"):
        read_guarded(data, "x.doc")


# ── Word ──────────────────────────────────────────────────────────────────────────────────


def run(text: str) -> str:
    """A w:r."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str, properties: str = "") -> str:
    """A w:p."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run(text)}</w:p>"


def cell(content: str, properties: str = "") -> str:
    """A w:tc."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_deleted_text_is_out_and_inserted_text_is_in() -> None:
    body = (
        f"<w:p>{run('由')}<w:del w:id='1'><w:r><w:delText>区教委</w:delText></w:r></w:del>"
        f"<w:ins w:id='2'>{run('区民政局')}</w:ins>{run('牵头')}</w:p>"
        f"<w:p><w:moveFrom w:id='3'>{run('旧处')}</w:moveFrom>{run('一段')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del w:id='4'/></w:rPr></w:pPr>{run('前半')}</w:p>{paragraph('后半')}"
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>{run('可见')}</w:p>"
        f"<w:tbl><w:tr>{cell(paragraph('甲'))}{cell(paragraph('乙'))}</w:tr>"
        f"<w:tr><w:trPr><w:del w:id='5'/></w:trPr>{cell(paragraph('丙'))}{cell(paragraph('丁'))}</w:tr></w:tbl>"
    )
    document = one(writers.word(body))
    assert paragraphs(document) == ["由区民政局牵头", "一段", "前半后半", "可见"]
    assert [box[4] for box in grids.tables(document)[0].boxes] == ["甲", "乙"]


NUMBERING = """
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/><w:isLgl/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/><w:suff w:val="nothing"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def numbered(text: str, use: int, level: int) -> str:
    """A paragraph of a list."""
    return paragraph(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{use}'/></w:numPr>")


def test_automatic_numbers_are_printed_before_their_paragraphs() -> None:
    body = (
        numbered("总体要求", 1, 0) + numbered("指导思想", 1, 1) + numbered("原则", 1, 1) + numbered("重点任务", 1, 0)
        + numbered("空气", 1, 1) + numbered("细则", 1, 2) + numbered("另起", 3, 0)
        + f"<w:tbl><w:tr>{cell(numbered('', 2, 0))}{cell(paragraph('甲'))}</w:tr>"
        + f"<w:tr>{cell(numbered('', 2, 0))}{cell(paragraph('乙'))}</w:tr></w:tbl>"
    )  # fmt: skip
    document = one(writers.word(body, {"numbering": NUMBERING}))
    assert paragraphs(document) == [
        "一、总体要求", "（一）指导思想", "（二）原则", "二、重点任务", "（一）空气", "2.1 细则", "一、另起",
    ]  # fmt: skip
    assert [box[4] for box in grids.tables(document)[0].boxes] == ["3", "甲", "4", "乙"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (1010, "chineseCounting", "一千零一十"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (21, "ideographDigital", "二一"),
        (3, "decimalEnclosedCircle", "③"),
        (22, "decimalEnclosedCircle", "㉒"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (2, "ideographTraditional", "乙"),
        (7, "decimalZero", "07"),
        (5, "decimalFullWidth", "５"),
        (5, "someNewFormat", "5"),
    ],
)
def test_number_formats_print_as_word_prints_them(number: int, form: str, shown: str) -> None:
    assert printed(number, form) == shown


def test_styles_state_heading_levels_and_contents_lines_are_left_out() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="公文标题"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        paragraph("一、目标 3", "<w:pStyle w:val='t'/>")
        + paragraph("一、目标", "<w:pStyle w:val='x'/>")
        + paragraph("（一）空气", "<w:outlineLvl w:val='1'/>")
        + paragraph("正文")
    )
    document = one(writers.word(body, {"styles": styles}))
    assert [(b.text, b.level) for b in document.blocks if isinstance(b, Paragraph)] == [
        ("一、目标", 1), ("（一）空气", 2), ("正文", None),
    ]  # fmt: skip
    assert [n.message for n in document.notices] == ["1 lines of a table of contents left out 已略去目录"]


def test_text_boxes_and_footnotes_are_read_once_and_in_order() -> None:
    box = f"<w:txbxContent>{paragraph('专栏1')}{paragraph('框内')}</w:txbxContent>"
    body = (
        f"<w:p>{run('前')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>{run('后')}</w:p>{paragraph('次段')}"
    )
    notes = f'<w:footnote w:type="separator"/><w:footnote w:id="2">{paragraph("脚注")}</w:footnote>'
    document = one(writers.word(body, {"footnotes": notes}))
    assert paragraphs(document) == ["前后", "专栏1", "框内", "次段", "脚注"]


def test_a_table_in_a_cell_is_lines_of_it_or_of_duties_a_table_after_it_and_a_frame_is_running_text() -> None:
    inner = f"<w:tbl><w:tr>{cell(paragraph('子1'))}{cell(paragraph('子2'))}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr>{cell(paragraph('左') + inner + paragraph('左下'))}{cell(paragraph('右'))}</w:tr></w:tbl>"
    frame = f"<w:tbl><w:tr>{cell(paragraph('框首') + inner + paragraph('框尾'))}</w:tr></w:tbl>"
    document = one(writers.word(outer + paragraph("中") + frame))
    shown = [b.text if isinstance(b, Paragraph) else [c.text for c in b.cells] for b in document.blocks]
    assert shown == [["左\n子1 子2\n左下", "右"], "中", "框首", ["子1", "子2"], "框尾"]
    duties = inner.replace("子2", "责任单位")
    document = one(writers.word(outer.replace(inner, duties)))
    assert [[c.text for c in b.cells] for b in document.blocks] == [["左\n左下", "右"], ["子1", "责任单位"]]


RESTART = '<w:hMerge w:val="restart"/>'


def test_content_controls_old_merges_and_skipped_columns_keep_the_grid() -> None:
    rows = (
        f"<w:tr><w:sdt><w:sdtContent>{cell(paragraph('甲'))}</w:sdtContent></w:sdt>{cell(paragraph('乙'))}"
        f"{cell(paragraph('丙'))}</w:tr>"
        f"<w:tr>{cell(paragraph('丁'), RESTART)}{cell('<w:p/>', '<w:hMerge/>')}"
        f"{cell(paragraph('戊'))}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell(paragraph('己'))}{cell(paragraph('庚'))}</w:tr>"
    )
    (table,) = grids.tables(one(writers.word(f"<w:tbl>{rows}</w:tbl>")))
    assert table.boxes == (
        (0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (0, 2, 1, 1, "丙"), (1, 0, 1, 2, "丁"), (1, 2, 1, 1, "戊"),
        (2, 1, 1, 1, "己"), (2, 2, 1, 1, "庚"),
    )  # fmt: skip


def word_rows(rows: int) -> bytes:
    """A docx with a table of six columns."""
    return writers.word(f"<w:tbl>{f'<w:tr>{cell(paragraph(chr(0x7532))) * 6}</w:tr>' * rows}</w:tbl>")


def page_rows(rows: int) -> bytes:
    """A page with a table of three columns."""
    return f"<table>{'<tr><td>甲</td><td>乙</td><td>丙</td></tr>' * rows}</table>".encode()


def sheet_rows(rows: int) -> bytes:
    """A workbook with three columns."""
    boxes = tuple((r, c, 1, 1, "甲") for r in range(rows) for c in range(3))
    return writers.to_xlsx([("S", [Grid(rows, 3, boxes)])])


@pytest.mark.parametrize("write", [word_rows, page_rows, sheet_rows])
def test_a_table_of_ten_times_the_rows_takes_at_most_twelve_times_as_long(
    write: Callable[[int], bytes],
) -> None:
    def seconds(rows: int) -> float:
        data = write(rows)
        best = 9e9
        for _ in range(3):
            begin = time.process_time()
            read(data, "x")
            best = min(best, time.process_time() - begin)
        return best

    # Ten milliseconds are noise of a busy machine, not growth.
    assert seconds(10_000) <= 12 * (seconds(1_000) + 0.01)


# ── Pages ─────────────────────────────────────────────────────────────────────────────────


def test_navigation_is_left_out_and_said_so() -> None:
    links = "".join(f'<li><a href="/{i}">政务公开栏目{i}</a></li>' for i in range(20))
    body = "".join(
        f"<p>{i}.推进第{i}项工作，落实有关要求，完成年度任务。（责任单位：区教委）</p>" for i in range(9)
    )
    page = (
        f"<html><head><title>方案_某某区政府</title><meta name='PubDate' content='2025-3-7 09:00'></head><body>"
        f"<div class='menu'><ul>{links}</ul></div><div class='path'>首页 &gt; 公开</div><p>来源：区教委</p>"
        f"<div class='TRS_Editor'><h1>行动方案</h1>{body}<p>来源：各学校</p></div><div class='foot'>主办单位：某某区政府 备案号</div></body>"
    )
    document = one(page.encode())
    assert paragraphs(document)[0] == "行动方案"
    assert paragraphs(document)[-1] == "来源：各学校"
    assert len(paragraphs(document)) == 11
    assert document.blocks[0].level == 1
    assert dict(document.meta) == {
        "page-title": "方案_某某区政府", "published": "2025-03-07", "source": "区教委",
    }  # fmt: skip
    assert "navigation" in document.notices[0].message


def test_labels_in_a_row_and_a_number_below_the_title_are_metadata_of_the_page() -> None:
    body = "".join(f"<p>{i}.推进第{i}项工作，落实有关要求，完成年度任务。（责任单位：区教委）</p>" for i in range(9))
    page = (
        "<html><body><h1>行动方案</h1><div><span>发布时间：2026-03-18 09:26</span><span>信息来源：某市发展和改革局</span>"
        f"<span>浏览次数：<b>12</b></span></div><p>某政办〔2026〕25号</p><div id='zoom'>{body}</div></body></html>"
    )
    meta = dict(one(page.encode()).meta)
    assert (meta["published"], meta["source"], meta["number"]) == ("2026-03-18", "某市发展和改革局", "某政办〔2026〕25号")


def test_a_sheet_of_labels_beside_the_text_of_a_page_is_its_metadata_without_colons_too() -> None:
    sheet = "<table><tr><th>发布机构</th><td>安和县水利局</td><th>文号</th><td>安水发〔2026〕2号</td></tr></table>"
    items = "".join(f"<p>{at}．推进第{at}处泵站改造，完成管网更新和设备调试，确保汛期前投入使用。</p>" for at in range(1, 9))
    page = f"<html><body>{sheet}<div class='content' id='zoom'><p>安和县2026年水利工作要点</p>{items}</div></body></html>"
    found = one(page.encode())
    assert dict(found.meta)["number"] == "安水发〔2026〕2号"
    assert "文号" not in found.text


@pytest.mark.parametrize(
    ("charset", "label", "codec", "text"),
    [
        ("gb18030", "gb2312", "gb18030", "镕基大道〇一号，㎡"),
        ("big5", "big5", "big5hkscs", "各區環境衛生局負責"),
        ("utf-8", "gb2312", "utf-8", "转码后声明未改"),
        ("utf-16", "utf-8", "utf-16-le", "有字节序标记"),
    ],
)
def test_pages_are_decoded_as_they_are_not_as_they_say(
    charset: str, label: str, codec: str, text: str
) -> None:
    page = (
        f'<!DOCTYPE html><meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{text}</p>'
    )
    document = one(page.encode(charset), "x.html")
    assert (document.encoding, paragraphs(document)) == (codec, [text])


def test_source_line_ends_print_nothing_between_ideographs_and_a_space_between_words() -> None:
    document = one("<p>区生态\n   环境局 and\n others<br>第二行</p>".encode(), "x.html")
    assert paragraphs(document) == ["区生态环境局 and others", "第二行"]


def test_rowspan_zero_reaches_to_the_end_and_overlaps_are_cut() -> None:
    page = "<table><tr><td rowspan=0>甲</td><td>乙</td></tr><tr><td colspan=9>丙</td></tr><tr><td>丁</td></tr></table>"
    (table,) = grids.tables(one(page.encode()))
    assert table.boxes == ((0, 0, 3, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 1, 1, 1, "丙"), (2, 1, 1, 1, "丁"))


# ── Workbooks, csv, Markdown, zip ─────────────────────────────────────────────────────────


def test_a_workbook_prints_numbers_as_its_cells_show_them() -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("指标")
    formats = ("0%", 'yyyy"年"m"月"d"日"', "0.00", "#,##0", "General", '"≥"0', "yyyy/m/d h:mm")
    sheet.write_row(0, 0, [f"列{i}" for i in range(len(formats))])
    for column, (value, code) in enumerate(
        zip((0.95, 46022, 3.14159, 12345.6, 29, 65, 46022.5), formats, strict=True)
    ):
        sheet.write_number(1, column, value, book.add_format({"num_format": code}))
    book.close()
    document = one(buffer.getvalue(), "x.xlsx")
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [c.text for c in table.cells if c.row == 1] == [
        "95%", "2025年12月31日", "3.14", "12,346", "29", "≥65", "2025/12/31 12:00",
    ]  # fmt: skip
    assert table.cells[8].place.path == "指标!B2"
    assert table.cells[8].place.locator == "table 1 row 2 column 2 指标!B2"


def test_a_whole_document_in_a_cell_is_a_document_with_its_row_as_metadata() -> None:
    whole = "\n".join(f"{i}.推进第{i}项工作。（责任单位：区教委）" + "落实要求" * 20 for i in range(30))
    grid = Grid(2, 3, (
        (0, 0, 1, 1, "标题"), (0, 1, 1, 1, "日期"), (0, 2, 1, 1, "正文"),
        (1, 0, 1, 1, "某方案"), (1, 1, 1, 1, "2025"), (1, 2, 1, 1, whole),
    ))  # fmt: skip
    document = one(writers.to_xlsx([("导出", [grid])]), "库.xlsx")
    assert document.name == "库.xlsx#导出!C2"
    assert len(paragraphs(document)) == 30
    assert document.meta == (("标题", "某方案"), ("日期", "2025"))


def test_csv_tables_state_no_merges_and_name_uneven_rows() -> None:
    data = writers.to_csv([["任务", "单位", "时限"], ["一,甲", "区教委\n区民政局", ""], ["乙"]], "gb18030")
    document = one(data, "x.csv")
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert (document.encoding, table.spans_stated, table.uneven) == ("gb18030", False, (2,))
    assert [c.text for c in table.cells] == ["任务", "单位", "时限", "一,甲", "区教委\n区民政局", "", "乙"]


def test_markdown_gives_headings_and_pipe_tables_without_marks() -> None:
    text = "# 方案\n\n## 一、任务\n\n**牵头单位**：区教委 1\\. 项\n\n| 任务 | 单位 |\n|:--|---|\n| 甲\\|乙 | 区教委<br>区民政局 |\n| 丙 |\n\n尾\n"
    document = one(text.encode(), "x.md")
    assert document.form == "md"
    assert [(b.text, b.level) for b in document.blocks if isinstance(b, Paragraph)] == [
        ("方案", 1), ("一、任务", 2), ("牵头单位：区教委 1. 项", None), ("尾", None),
    ]  # fmt: skip
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [c.text for c in table.cells] == ["任务", "单位", "甲|乙", "区教委\n区民政局", "丙"]
    assert (table.uneven, table.place.line) == ((2,), 7)


def test_a_zip_gives_its_documents_and_names_the_members_it_refuses() -> None:
    # zipfile marks other names than ASCII as UTF-8, which Windows in Chinese does not.
    raw = writers.to_zip([("abcd1.html", "<p>甲</p>".encode())]).replace(b"abcd", "附件".encode("gbk"))
    data = writers.to_zip([
        ("b.docx", writers.to_docx(["乙"])), ("a.zip", raw), ("坏.docx", b"PK\x03\x04"), ("__MACOSX/._b", b"x"),
    ])  # fmt: skip
    documents = read(data, "包.zip")
    assert [(d.name, d.form, d.text) for d in documents] == [
        ("包.zip/a.zip/附件1.html", "html", "甲"), ("包.zip/b.docx", "docx", "乙"),
    ]  # fmt: skip
    assert [n.message.split(":")[0] for n in documents[0].notices] == ["包.zip/坏.docx"]


# ── Formats by content, encodings ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (writers.to_docx(["甲"]), "x.doc", "docx"),
        (writers.to_xlsx([("a", [SMALL])]), "x", "xlsx"),
        (b"%PDF-1.7\n", "x.txt", "pdf"),
        (b"{\\rtf1 x}", "x.doc", "rtf"),
        (b"\n<html><p>x", "x.xls", "html"),
        ("甲方，乙方。\n第二行，很长。\n".encode(), "x.csv", "txt"),
        ("任务,单位,时限\n甲,乙,丙\n丁,戊,己\n".encode(), "x.txt", "csv"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n".encode("gb18030"), "x.txt", "md"),
        ("序号\t任务\t单位\n1\t甲\t乙\n".encode(), "x.txt", "txt"),
        (b"\x89PNG\r\n\x1a\n\0\0", "x.docx", "picture"),
        (writers.to_zip([("OFD.xml", b"<x/>")]), "x.pdf", "ofd"),
    ],
)
def test_the_format_is_told_by_content(data: bytes, name: str, form: str) -> None:
    assert form_of(data, name) == form


def test_text_named_docx_is_read_with_a_notice() -> None:
    document = one("一、任务。\n".encode(), "x.docx")
    assert document.form == "txt"
    assert document.notices[-1].message == (
        "文件内容与扩展名不符 (content is txt, although the name ends in .docx)"
    )


def test_an_encoding_that_the_user_names_settles_the_matter() -> None:
    assert read("任务".encode("utf-16-le"), "x.txt", encoding="utf-16-le")[0].text.strip() == "任务"
    with pytest.raises(UnreadableInput, match="text is not ascii: byte 0xE4 at offset 2, line 2"):
        read("a\n任".encode(), "x.txt", encoding="ascii")
    with pytest.raises(WrongUsage, match="unknown encoding 'klingon'"):
        read(b"<p>x</p>", "x.html", encoding="klingon")


def test_radicals_that_fonts_print_for_ideographs_are_unified_for_matching_only() -> None:
    document = one("<p>⺠政局、⻔头沟区、⼀⼆⼥①㎡</p>".encode(), "x.html")
    assert document.text == "⺠政局、⻔头沟区、⼀⼆⼥①㎡"
    assert fold(document.text) == "民政局、门头沟区、一二女①㎡"


# ── Bad input ─────────────────────────────────────────────────────────────────────────────

DOCX = writers.to_docx(["题", SMALL])
XLSX = writers.to_xlsx([("S", [SMALL])])
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def patched(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A package with one part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    return writers.to_zip(
        [(name, text.replace(old, new) if name == part else text) for name, text in members]
    )


def bomb(size: int) -> bytes:
    """A docx that unpacks to ``size`` blanks."""
    return writers.to_zip([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b" " * size)])


def entity(encoding: str) -> bytes:
    """A docx whose document declares an external entity."""
    text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return writers.to_zip(
        [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", (head + text).encode(encoding))]
    )


LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><p>&b;</p>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty file"),
        (DOCX[:2000], "damaged or cut zip"),
        (DOCX[:-30], "damaged or cut zip"),
        (CFB + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(2000), "protected by a password"),
        (CFB + bytes(504) + "PowerPoint Document".encode("utf-16-le"), "a presentation"),
        (bomb(40 << 20), "times its size"),
        (bomb(65 << 20), "unpacks to 68,157,440 bytes"),
        (entity("utf-8"), "declares a DTD or entities"),
        (entity("utf-16"), "declares a DTD or entities"),
        (patched(DOCX, "word/document.xml", b"<w:body>", b"<w:body"), "no well-formed XML"),
        (b"%PDF-1.4\nnonsense", "damaged pdf"),
        (random.Random(1).randbytes(5000), "text is neither UTF-8 nor GB18030"),
        ("第一行\n第二行".encode() + b"\xff\xff\n", "byte 0xFF at offset 19, line 2"),
        (b"<html><body>" + b"<div>" * 100_000 + "甲乙丙丁".encode() * 30, "only 0 of 120 characters"),
        (b"<html><body><img src='x.png'></body></html>", "no text in this html"),
        (writers.to_zip([("a.png", b"\x89PNG\r\n\x1a\n\0")]), "a picture, not a text"),
        (writers.word(f"<w:tbl>{'<w:tr><w:tc/><w:tc/></w:tr>' * 100_001}</w:tbl>"), "more than 200,000 cells"),
        (b"<table>" + b"<tr><td>x<td>y" * 100_001 + b"</table>", "more than 200,000 cells"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_refusal(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableInput, match=re.escape(message)) as caught:
        read_guarded(data, "件.bin")
    assert str(caught.value).startswith("件.bin")
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = bomb(200 << 20)
    begin = time.process_time()
    with pytest.raises(UnreadableInput):
        read(data, "x.docx")
    assert time.process_time() - begin < 0.05


def test_an_html_doctype_with_entities_expands_nothing() -> None:
    assert "haha" not in one(b"<html>" + LAUGHS, "x.html").text


def test_a_pdf_of_pictures_only_names_its_pages(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "x.pdf"
    Image.new("RGB", (60, 60), "white").save(
        picture, save_all=True, append_images=[Image.new("RGB", (60, 60))]
    )
    with pytest.raises(UnreadableInput, match="scanned, no text on pages 1–2"):
        read(picture.read_bytes(), "扫描.pdf", seen={})


@needs_office
def test_a_pdf_with_a_user_password_says_so_and_one_with_an_empty_one_opens(tmp_path: Path) -> None:
    def locked(**options: str) -> bytes:
        stated = {
            name: {"type": "boolean" if value == "true" else "string", "value": value}
            for name, value in options.items()
        }
        return writers.converted(DOCX, "docx", f"pdf:writer_pdf_Export:{json.dumps(stated)}", tmp_path)

    with pytest.raises(UnreadableInput, match="protected by a password"):
        read(locked(EncryptFile="true", DocumentOpenPassword="x"), "x.pdf")
    document = one(locked(RestrictPermissions="true", PermissionPassword="x"))
    assert grids.tables(document) == [SMALL]


def test_a_span_of_two_billion_columns_and_a_merge_of_a_whole_sheet_cost_nothing() -> None:
    wide = cell(paragraph("甲"), "<w:gridSpan w:val='2000000000'/>")
    data = writers.word(f"<w:tbl><w:tr>{wide}{cell(paragraph('乙'))}</w:tr></w:tbl>")
    with pytest.raises(UnreadableInput, match="a cell covers more than 512 columns"):
        one(data)
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = patched(XLSX, "xl/worksheets/sheet1.xml", b"</sheetData>", merge)
    assert grids.tables(one(data)) == [SMALL]


def test_words_under_a_merged_cell_are_left_out_with_a_notice() -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
    document = one(patched(XLSX, "xl/worksheets/sheet1.xml", b"</sheetData>", merge))
    assert grids.tables(document)[0].boxes == (
        (0, 0, 2, 1, "重点任务"),
        (0, 1, 1, 1, "牵头单位"),
        (1, 1, 1, 1, "乙局"),
    )
    assert document.notices[0].message.startswith("1 cells under merged cells of sheet 'S'")


@needs_office
def test_a_doc_of_random_bytes_is_refused_and_leaves_no_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    guard.close()
    with pytest.raises(UnreadableInput, match="LibreOffice cannot read this doc"):
        read_guarded(old_word(), "x.doc")
    guard.close()
    # The folder in which each of its processes works tells ours from those of others.
    assert not [line for path in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path).encode() in (line := _command(path))]
    assert list(tmp_path.iterdir()) == []


def _command(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_control_characters_stay_in_the_text_as_they_are() -> None:
    assert one("<p>甲\x1b[31m\u202e乙</p>".encode(), "x.html").text == "甲\x1b[31m\u202e乙"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.txt", "x.html", "x.csv", "x.md", "x.docx"]))
def test_no_bytes_make_a_reader_raise_anything_but_its_own_error(data: bytes, name: str) -> None:
    for prefix in (b"", b"<html>", b"%PDF-1.4\n", "| 甲 | 乙 |\n|---|---|\n".encode(), "甲,乙,丙\n".encode()):
        try:
            documents = read(prefix + data, name)
        except ZerenError:
            continue
        assert documents


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_to_a_package_makes_a_reader_raise_anything_but_its_own_error(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([DOCX, XLSX]))
    part = data.draw(
        st.sampled_from(["word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
    )
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    text = members.get(part, b"")
    at = data.draw(st.integers(0, len(text)))
    members[part] = text[:at] + data.draw(st.binary(max_size=6)) + text[at + data.draw(st.integers(0, 40)) :]
    try:
        documents = read(writers.to_zip(list(members.items())), "x")
    except ZerenError:
        return
    assert documents


# ── The guard ─────────────────────────────────────────────────────────────────────────────


def test_a_pdf_that_would_draw_for_years_ends_in_time_and_the_next_file_is_read() -> None:
    guard.close()
    begin = processor_time()
    with pytest.raises(TimeOut, match=r"x\.pdf: 读取超时 \(reading took more than 1\.5 s\)"):
        read_guarded(endless_pdf(), "x.pdf", limits=Limits(seconds=1.5))
    assert processor_time() - begin < 4
    assert read_guarded(DOCX, "x.docx") == read(DOCX, "x.docx")


def test_a_reader_that_needs_too_much_memory_is_refused_and_the_next_file_is_read() -> None:
    row = f"<w:tr>{cell(paragraph('甲')) * 6}</w:tr>"
    data = writers.word(f"<w:tbl>{row * 20_000}</w:tbl>")
    with pytest.raises(UnreadableInput, match=r"more memory|ended on this file"):
        read_guarded(data, "x.docx", limits=Limits(memory=90 << 20))
    assert read_guarded(DOCX, "x.docx") == read(DOCX, "x.docx")


def test_the_guard_costs_less_than_its_budget_a_file() -> None:
    def cost(reader: Callable[[bytes, str], list[Document]]) -> float:
        begin = processor_time()
        for _ in range(10):
            reader(DOCX, "x.docx")
        guard.close()
        return processor_time() - begin

    guard.close()
    assert cost(read_guarded) - cost(read) < 10 * 0.12


def processor_time() -> float:
    """Seconds of this process and of those that it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system

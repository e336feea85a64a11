"""Tables of printed pages that no rule shows, and pages in two columns."""

from __future__ import annotations

import pytest

from read import ofd, plain_pdf, writers
from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document, Paragraph, Table
from zeren.ingest.pipeline import Extractor
from zeren.read import read

X = (60, 120, 330, 430)
HEAD = ("时间", "推进事项", "主抓部门", "协助部门")
ROWS = (
    ("3月", "开展春灌检修，清淤支渠并建档", "水利站", "农技站"),
    ("6月", "抢收小麦", "农技站", "农机站、供销"),
    ("9月", "秋播技术培训", "农技站", "社区教育中心"),
)


def one(data: bytes) -> Document:
    (document,) = read(data, "计划.pdf")
    return document


def line(y: float, cells: tuple[str, ...]) -> list[str]:
    return [plain_pdf.words(x, y, text) for x, text in zip(X, cells, strict=True) if text]


def cells(table: Table) -> list[list[str]]:
    return [[c.text for c in table.cells if c.row == row] for row in range(table.rows)]


def told(document: Document) -> str:
    return "\n".join(notice.message for notice in document.notices)


def test_a_table_without_rules_is_read_by_alignment_and_a_notice_says_so() -> None:
    drawn = [plain_pdf.words(150, 780, "某镇2026年农事月历"), *line(740, HEAD)]
    for y, row in zip((710, 680, 635), ROWS, strict=True):
        drawn += line(y, row)
    drawn += line(665, ("", "", "", "社"))  # the fourth cell of the second row wraps
    drawn += [plain_pdf.words(80, 560, "说明：本月历可结合实际调整，执行中遇到问题及时报告镇政府办公室。")]
    document = one(plain_pdf.pdf([drawn]))
    title, table, note = document.blocks
    assert isinstance(table, Table)
    assert cells(table) == [list(HEAD), list(ROWS[0]), [*ROWS[1][:3], "农机站、供销\n社"], list(ROWS[2])]
    assert isinstance(title, Paragraph)
    assert title.text == "某镇2026年农事月历"
    assert isinstance(note, Paragraph)
    assert note.text.startswith("说明：")
    assert "按对齐读出，请核对" in told(document)
    assert "page 1" in told(document)


def test_a_table_without_rules_goes_on_over_the_page_without_its_header() -> None:
    first = [*line(100, HEAD), *line(70, ROWS[0])]
    second = [*line(780, ROWS[1]), *line(750, ROWS[2])]
    document = one(plain_pdf.pdf([first, second]))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [cells(table) for table in tables] == [[list(HEAD), list(ROWS[0])], [list(ROWS[1]), list(ROWS[2])]]


def test_words_that_close_the_white_between_columns_leave_a_doubt_that_is_told() -> None:
    across = "本表所列事项由各站所按照职责分工抓好落实，农技站负责汇总并按季度通报进展情况。"
    document = one(plain_pdf.pdf([[*line(740, HEAD), plain_pdf.words(60, 710, across)]]))
    assert all(isinstance(block, Paragraph) for block in document.blocks)
    assert "分栏不能确定" in told(document)
    assert "时间 推进事项 主抓部门 协助部门" in told(document)


LEFT = (
    "一、减免企业房租。对承租国有房屋的服",
    "务业小微企业，减免一个月租金。（责任",
    "单位：区国资局、区机关事务中心）",
    "二、推行惠企政策直达，免申即享事项扩",
    "大到四十五项，逐项公布办理时限和流程",
    "并接受监督。（责任单位：区行政审批局）",
    "三、降低融资成本，设立应急转贷资金",
)
RIGHT = (
    "池。（责任单位：区金融局）",
    "四、强化用工保障，组织专场招聘三十场",
    "以上。（责任单位：区人社局、区教育局）",
    "五、促进外贸稳定，组织企业参加境外展",
    "会二十场。（责任单位：区商务局）",
    "六、完善诉求办理，诉求五个工作日内答",
    "复。（责任单位：区优化营商环境办）",
)


def test_a_page_in_two_columns_is_read_column_by_column_and_its_paragraphs_go_on() -> None:
    drawn = [plain_pdf.words(150, 780, "某区助企纾困十条措施（2026年）以下措施自印发之日起施行", 10)]
    for at, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        drawn += [plain_pdf.words(60, 740 - 20 * at, left), plain_pdf.words(310, 740 - 20 * at, right)]
    document = one(plain_pdf.pdf([drawn]))
    words = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert words[1:] == [
        "一、减免企业房租。对承租国有房屋的服务业小微企业，减免一个月租金。（责任单位：区国资局、区机关事务中心）",
        "二、推行惠企政策直达，免申即享事项扩大到四十五项，逐项公布办理时限和流程并接受监督。（责任单位：区行政审批局）",
        "三、降低融资成本，设立应急转贷资金池。（责任单位：区金融局）",
        "四、强化用工保障，组织专场招聘三十场以上。（责任单位：区人社局、区教育局）",
        "五、促进外贸稳定，组织企业参加境外展会二十场。（责任单位：区商务局）",
        "六、完善诉求办理，诉求五个工作日内答复。（责任单位：区优化营商环境办）",
    ]
    assert "按双栏读出 (read in two columns): page 1" in told(document)


RULED = (("任务", "措施", "责任单位"), ("修渠", "修渠8公里", "县水利局"), ("植树", "植树9亩", "县林业局"))
MILLIMETRES = (20, 60, 130, 180)


def test_an_ofd_gives_its_paragraphs_and_ruled_tables_with_pages() -> None:
    first = [ofd.words(60, 30, "石门县农事计划", 6), *ofd.table(RULED, MILLIMETRES, 50)]
    second = [ofd.words(20, 30, "附则另行印发。")]
    (document,) = read(ofd.ofd([first, second]), "计划.ofd")
    title, table, last = document.blocks
    assert isinstance(title, Paragraph)
    assert title.text == "石门县农事计划"
    assert isinstance(table, Table)
    assert cells(table) == [list(row) for row in RULED]
    assert table.place.page == 1
    assert isinstance(last, Paragraph)
    assert (last.text, last.place.page) == ("附则另行印发。", 2)
    assert document.form == "ofd"
    assert ("document-title", "农事计划") in document.meta


def test_the_strokes_of_a_template_rule_the_table_of_a_page() -> None:
    drawn = ofd.table(RULED, MILLIMETRES, 50)
    strokes = [each for each in drawn if "PathObject" in each]
    (document,) = read(ofd.ofd([[each for each in drawn if each not in strokes]], template=strokes), "计划.ofd")
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert cells(table) == [list(row) for row in RULED]


def test_a_damaged_ofd_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnreadableInput, match="OFD 文件损坏"):
        read(writers.to_zip([("OFD.xml", b"<x/>")]), "计划.ofd")


def test_a_row_that_the_page_breaks_without_closing_it_is_one_row() -> None:
    columns = [60.0, 110.0, 330.0, 450.0, 530.0]
    head = ["序号", "工作措施", "责任单位", "完成时限"]
    first = [
        plain_pdf.words(150, 800, "某县2026年实事任务分解表"),
        *plain_pdf.table([head, ["1", "改造管网12公里。", "县住建局", "9月底"]], columns, 120),
        # The upright rules go on below the last level one, to the edge of the page.
        *(plain_pdf.bar(x, 20, 0.7, 40) for x in columns),
        *(plain_pdf.words(x + 4, 42, text) for x, text in zip(columns, ["2", "修缮民居58院，完成消防", "县文旅局、", "11月底"], strict=False)),
    ]
    second = plain_pdf.table([head, ["", "设施配套", "县消防大队", ""], ["3", "栽植行道树900株。", "县林业局", "3月底"]], columns, 800)
    document = one(plain_pdf.pdf([first, second]))
    found = Extractor().extract(document)
    assert [measure.text for measure in found.measures] == ["改造管网12公里。", "修缮民居58院，完成消防设施配套", "栽植行道树900株。"]
    assert [[duty.mention for duty in measure.assignments] for measure in found.measures] == [
        ["县住建局"], ["县文旅局", "县消防大队"], ["县林业局"],
    ]
    assert not found.residue

"""The papers that an office hands out: what they count and list, how they are laid out, and templates of an office's own."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document

from conftest import DISTRICT, ROOT
from read import writers
from zeren import paper
from zeren.cli.papers import paper as command
from zeren.ground.errors import UnreadableInput, WrongUsage
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.ledger.progress import progress
from zeren.paper import sides
from zeren.paper.composed import composed
from zeren.paper.official import balanced
from zeren.paper.placeholders import placeholders
from zeren.report.calendar import calendar
from zeren.report.entry import Entry
from zeren.store import open_reader, open_writer
from zeren.table import Landing, landing_of

BUREAU = "北京市西城区生态环境局"
KINDS = ("notice", "assignment", "reminder", "bulletin")
GIVEN = {"发文机关": "某区人民政府督查室", "文号": "某政督〔2026〕12号", "反馈日期": "2026年10月10日", "抄送": "区政府办公室"}


@pytest.fixture(scope="module")
def landing(store: Path) -> Iterator[Landing]:
    with open_reader(store) as reader:
        yield landing_of(reader)


@pytest.fixture(scope="module")
def bureau(landing: Landing) -> str:
    return str(landing.rows("SELECT id FROM body_name WHERE name = $name", {"name": BUREAU})[0][0])


def made(landing: Landing, kind: str, on: str, body: str | None = None, given: dict[str, str] | None = None, folder: Path | None = None) -> bytes:
    what = paper.kinds()[kind]
    plans = None if body else [str(row[0]) for row in landing.rows("SELECT id FROM plan WHERE part_of_title IS NOT NULL OR title LIKE '美丽西城%'")]
    listed = paper.chosen(what, paper.items(landing, on, body=body, plans=plans), on)
    by_body = progress(landing, on, "body", plans) if kind == "bulletin" else ()
    filling = paper.values(what, listed, on, given or {}, body=BUREAU if body else None, by_body=by_body)
    return paper.paper(paper.template_of(what, folder, given or {}), filling)


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def words(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def markup(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def test_a_reminder_lists_what_is_past_its_date_then_what_is_due_soon_with_its_place(landing: Landing, bureau: str) -> None:
    """District plan, annex 1: 6-9月 (row 18), 每月 in a duty without an end (row 44); 以3-5月为重点 (row 38) is a period; 年底前 is 91 days off."""
    document = opened(made(landing, "reminder", "2026-10-01", bureau))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [(row[1], row[5].splitlines()[:2], row[7]) for row in rows] == [
        ("●红", ["2026年9月30日", "已过1日"], "附1 表1第18行第3列"),
        ("●黄", ["2026年10月31日", "还有30日"], "附1 表1第44行第3列"),
    ]
    # No cell of the plan prints a year: 6-9月 and 每月 stand alone.
    assert {row[5].splitlines()[-1] for row in rows} == {"（年份按计划推定）"}
    assert "所写日期都已过而未报告完成的1项，30日内到期或所写日期之一已过的1项" in words(document)
    assert rows[0][4] == "督促加油站和储油库在夏季错峰装卸油，引导加油站出台鼓励夜间加油的措施。"


def test_what_comes_round_every_day_or_week_is_told_last_and_rings_no_alarm(tmp_path: Path) -> None:
    (tmp_path / "乙县.txt").write_text(
        "乙县环卫2026年行动计划\n序号\t工作任务\t工作措施\t完成时限\t责任单位\n1\t清扫\t清扫主干道2次。\t每天\t县城管局\n"
        "2\t新建\t新建公厕3座。\t6月底前\t县城管局\n3\t巡查\t开展巡查1次。\t每周\t县交通局\n",
        encoding="utf-8",
    )
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files([tmp_path / "乙县.txt"]), writer, Settings())
    with open_reader(tmp_path / "store") as reader:
        landing = landing_of(reader)
        body, other = (str(landing.rows("SELECT id FROM body_name WHERE name = $name", {"name": name})[0][0]) for name in ("县城管局", "县交通局"))
        document = opened(made(landing, "reminder", "2026-06-10", body))
        rows = [[row.cells[at].text for at in (1, 4)] for row in document.tables[0].rows[1:]]
        assert rows == [["●黄", "新建公厕3座。"], ["●经常", "清扫主干道2次。"]]
        assert "每日、每周的经常性任务1项列在清单最后" in words(document)
        assert "30日内到期或所写日期之一已过的1项" in words(document)
        reminder = paper.kinds()["reminder"]
        assert paper.chosen(reminder, paper.items(landing, "2026-06-10", body=other), "2026-06-10") == []
    entries = [Entry("m1", "清扫", "", None, rrule="FREQ=DAILY"), Entry("m2", "新建", "", "2026-06-30")]
    assert calendar(entries, "x").count(b"BEGIN:VALARM") == 2


def test_an_assignment_lists_all_that_a_body_has_to_do_in_two_tables(landing: Landing, bureau: str) -> None:
    document = opened(made(landing, "assignment", "2026-02-01", bureau))
    receipt, own, other = document.tables
    assert receipt.rows[1].cells[2].text == "签收人"
    assert (len(own.rows) - 1, len(other.rows) - 1) == (107, 15)  # as the ledger of the same body
    assert "现将122项任务交你单位办理" in words(document)
    assert {row.cells[3].text for row in own.rows[1:]} == {"主责"}


def test_a_bulletin_counts_by_lights_and_by_bodies(landing: Landing) -> None:
    document = opened(made(landing, "bulletin", "2026-10-01"))
    bar, lights, bodies, late = document.tables
    # Annexes 1 to 3 of the district plan hold 90, 54 and 35 measures; 6-9月 is past, the period 以3-5月为重点 is no date; nothing is reported.
    assert [row.cells[1].text for row in lights.rows[1:]] == ["1", "0", "178", "0"]
    assert [cell.text for cell in bar.rows[0].cells] == ["红1", "蓝178"]
    assert [cell.text for cell in bodies.rows[1].cells] == [BUREAU, "107", "0", "0", "0", "0", "0", "1", "0", "106"]
    assert len(late.rows) == 2
    assert "共列措施179项" in words(document)
    assert words(document).startswith("关于《美丽西城建设2026年行动计划》\n落实进展的通报\n各有关单位：")


def test_a_notice_says_that_nothing_was_verified_and_leaves_blank_what_was_not_told(landing: Landing, bureau: str) -> None:
    text = words(opened(made(landing, "notice", "2026-10-01", bureau)))
    assert "以上情况未经核实" in text
    assert "于＿＿＿＿＿＿前书面反馈" in text
    assert "抄送" not in text
    assert text.splitlines()[0] == "督办通知单"


@pytest.mark.parametrize("kind", KINDS)
def test_no_english_stands_in_a_paper(landing: Landing, bureau: str, kind: str) -> None:
    """Latin letters stand only in words that the plan prints: names of substances and the like."""
    data = made(landing, kind, "2026-10-01", None if kind == "bulletin" else bureau, GIVEN)
    document = opened(data)
    texts = [words(document)] + [text.text or "" for table in document.tables for text in table._tbl.xpath(".//w:t")]
    assert set(re.findall(r"[A-Za-z]+", "\n".join(texts))) <= set(re.findall(r"[A-Za-z]+", DISTRICT.read_text(encoding="utf-8")))
    assert document.core_properties.author == ""
    assert "template" not in document.core_properties.comments


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_store_and_day_give_the_same_bytes(landing: Landing, bureau: str, kind: str) -> None:
    body = None if kind == "bulletin" else bureau
    assert made(landing, kind, "2026-10-01", body, GIVEN) == made(landing, kind, "2026-10-01", body, GIVEN)


def test_the_layout_is_that_of_official_papers(landing: Landing, bureau: str) -> None:
    data = made(landing, "reminder", "2026-10-01", bureau, GIVEN)
    document = opened(data)
    upright, across = document.sections
    assert [round(side.mm) for side in (upright.page_width, upright.page_height, upright.top_margin, upright.left_margin)] == [210, 297, 37, 28]
    assert (round(across.page_width.mm), round(across.page_height.mm)) == (297, 210)
    text = markup(data)
    assert {"方正小标宋简体", "仿宋", "黑体"} <= set(re.findall(r'w:eastAsia="([^"]*)"', text))
    assert text.count('w:val="FF0000"') == 1  # the name of the issuer
    assert text.count('w:color="FF0000"') == 1  # the line below the number
    assert "华文中宋" in markup(data, "word/fontTable.xml")
    assert "evenAndOddHeaders" in markup(data, "word/settings.xml")
    signer, date = document.paragraphs[-6:-4] if document.paragraphs[-5].text.startswith("2026年") else document.paragraphs[-7:-5]
    assert (signer.text, date.text) == (GIVEN["发文机关"], "2026年10月1日")
    assert signer.paragraph_format.keep_with_next


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_imprint_stands_at_the_foot_of_the_last_page_behind_the_annex_and_over_no_words(tmp_path: Path) -> None:
    """GB/T 9704—2012, 7.4, on the pages that LibreOffice lays out: one with room left, one filled to the last line but one."""
    import pdfplumber

    given = {"抄送": "区政府办公室，" * 12 + "区委督查室", "印发机关": "某区人民政府办公室", "成文日期": "2026年10月1日"}
    ending = ["日期：{{成文日期}}", "抄送：{{抄送}}", "印发：{{印发机关}}\t{{成文日期}}印发"]
    for lines, pages in ((["短文"], 1), (["国" * 26 + "国" * 28 * 19], 2)):
        data = composed([*lines, *ending], paper.Values("", given, {}, ()))
        with pdfplumber.open(io.BytesIO(writers.converted(data, "docx", "pdf", tmp_path))) as pdf:
            assert len(pdf.pages) == pages
            last = pdf.pages[-1].extract_words()
            foot = max(word["bottom"] for word in last if "印发" in word["text"])
            first = min(word["top"] for word in last if "抄送" in word["text"])
            between = [word["text"] for word in last if first <= word["top"] <= foot and "国" in word["text"]]
        # The text ends 37 + 225 mm below the edge of the paper.
        assert (37 + 225) / 25.4 * 72 - 25 < foot <= (37 + 225) / 25.4 * 72 + 1
        assert between == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_number_of_a_turned_page_stands_where_that_of_an_upright_one_does_once_it_is_bound(tmp_path: Path) -> None:
    """GB/T 9704—2012, 公文中的横排表格: read with its head on the left, odd pages have it below on the right, even ones on the left."""
    import pdfplumber

    lines = ["短文", "日期：{{成文日期}}", "附件1：甲", "一", "附件2：乙", "二"]
    data = composed(lines, paper.Values("", {"成文日期": "2026年10月1日"}, {}, ()))
    millimetre = 72 / 25.4
    with pdfplumber.open(io.BytesIO(writers.converted(data, "docx", "pdf", tmp_path))) as pdf:
        assert [round(page.width / millimetre) for page in pdf.pages] == [210, 297, 297]
        for page, at in zip(pdf.pages[1:], (28 + 5, 210 - 26 - 5), strict=True):
            signs = [char for char in page.chars if not char["upright"] and char["text"].strip()]
            assert "".join(sorted(char["text"] for char in signs)) == f"{page.page_number}——"
            assert all(char["x0"] / millimetre > 21 and char["x1"] / millimetre < 29 for char in signs), "below the text of an upright page"
            ends = [edge / millimetre for char in signs for edge in (char["top"], char["bottom"])]
            assert abs((min(ends) if page.page_number == 2 else max(ends)) - at) < 1, "one character from the outer side"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_imprint_of_a_paper_on_both_sides_stands_on_an_even_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of one page gets a second one for its imprint; one of even pages stays as it is; an own Word template is refused."""
    import pdfplumber

    given = {"抄送": "区政府办公室", "成文日期": "2026年10月1日"}
    template = paper.Template("t.txt", ("短文", "日期：{{成文日期}}", "抄送：{{抄送}}"))
    filling = paper.Values("", given, {}, ())
    data = paper.paper(template, filling, double_sided=True)
    with pdfplumber.open(io.BytesIO(writers.converted(data, "docx", "pdf", tmp_path))) as pdf:
        assert ["抄送" in (page.extract_text() or "") for page in pdf.pages] == [False, True]
    with monkeypatch.context() as patch:
        patch.setattr(sides, "pages", lambda _: 2)
        assert paper.paper(template, filling, double_sided=True) == paper.paper(template, filling)
    with pytest.raises(WrongUsage, match="Word 模板"):
        paper.paper(paper.Template("催办单.docx", data=b"PK"), paper.Values("", given, {}, ()), double_sided=True)


def test_an_imprint_of_nobody_is_left_out(landing: Landing, bureau: str) -> None:
    data = made(landing, "reminder", "2026-10-01", bureau, {"印发机关": "某区人民政府办公室"})
    text = markup(data)
    assert "抄送" not in text
    assert text.index("某区人民政府办公室") > text.index("催办任务清单", text.index("2026年10月1日</w:t>"))
    assert "版记" not in markup(made(landing, "reminder", "2026-10-01", bureau, {}))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    """GB/T 9704—2012, 5.2.3; counted on the page that LibreOffice lays out."""
    import pdfplumber

    data = composed(["国" * 1400], paper.Values("", {}, {}, ()))
    with pdfplumber.open(io.BytesIO(writers.converted(data, "docx", "pdf", tmp_path))) as pdf:
        lines = Counter(round(char["top"]) for char in pdf.pages[0].chars if char["text"] == "国")
    assert sorted(lines.values()) == [26, *[28] * 21]  # the first is indented by two


def test_a_long_row_may_go_on_over_the_page_and_a_short_one_stays_whole(landing: Landing, bureau: str) -> None:
    table = opened(made(landing, "assignment", "2026-02-01", bureau)).tables[1]
    whole = [bool(row._tr.xpath("w:trPr/w:cantSplit")) for row in table.rows]
    assert whole[0]
    assert [held for row, held in zip(table.rows[1:], whole[1:], strict=True) if len(row.cells[2].text) > 200] == [False] * sum(
        len(row.cells[2].text) > 200 for row in table.rows[1:]
    )
    assert sum(whole) > len(whole) / 3


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("催办单", ["催办单"]),
        ("关于《某县2026年重点工作行动计划》落实进展的通报", ["关于《某县2026年重点工作行动计划》", "落实进展的通报"]),
    ],
)
def test_a_title_is_parted_where_its_words_are(title: str, lines: list[str]) -> None:
    assert balanced(title, 19) == lines


# ── Templates ────────────────────────────────────────────────────────────────────────────


def test_a_word_template_of_an_office_is_filled_in_wherever_its_marks_stand(landing: Landing, bureau: str, tmp_path: Path) -> None:
    template = docx.Document()
    split = template.add_paragraph("致")
    for piece in ("{{单", "位}}", "：共{{ 任务数 }}项。"):
        split.add_run(piece).bold = piece == "{{单"
    table = template.add_table(2, 3)
    for at, text in enumerate(("序", "措施", "出处")):
        table.rows[0].cells[at].text = text
    for at, text in enumerate(("{{序号}}", "{{措施}}（{{状态}}）", "{{出处}}")):
        table.rows[1].cells[at].text = text
    template.add_paragraph("{{逾期表}}")
    template.sections[0].footer.paragraphs[0].text = "{{签发处}} {{截至日期}}"
    template.save(str(tmp_path / "催办单.docx"))
    document = opened(made(landing, "reminder", "2026-10-01", bureau, {"签发处": "督查室"}, tmp_path))
    first = document.paragraphs[0]
    assert first.text == f"致{BUREAU}：共2项。"
    assert [run.bold for run in first.runs if BUREAU in run.text] == [True]
    assert [row.cells[2].text for row in document.tables[0].rows] == ["出处", "附1 表1第18行第3列", "附1 表1第44行第3列"]
    assert document.tables[0].rows[2].cells[1].text.endswith("（未报告）")
    assert len(document.tables[1].rows) == 2
    assert document.sections[0].footer.paragraphs[0].text == "督查室 2026年10月1日"


def test_every_unknown_placeholder_is_told_by_name_and_place_before_anything_is_written(store: Path, tmp_path: Path) -> None:
    (tmp_path / "催办单.txt").write_text("标题：催办单\n请{{单位名}}于{{反馈日}}前反馈\n共{{任务表}}项{{措施}}\n{{逾期数}项\n", encoding="utf-8")
    target = tmp_path / "out.docx"
    arguments = ["reminder", BUREAU, "--on", "2026-10-01", "--templates", str(tmp_path), "-o", str(target), "--store", str(store)]
    run = CliRunner().invoke(command, arguments)
    assert isinstance(run.exception, UnreadableInput)
    assert run.exception.exit_code == 65
    told = str(run.exception)
    assert "第2行：没有占位符 {{单位名}}，是否 {{单位}}" in told
    assert "第2行：没有占位符 {{反馈日}}，是否 {{反馈日期}}" in told
    assert "第3行：{{任务表}} 是一张表" in told
    assert "第3行：{{措施}} 只能用在" in told
    assert "第4行：“{{逾期数}项” 的" in told
    assert not target.exists()


def test_a_word_template_tells_the_paragraph_and_the_row_of_a_table(tmp_path: Path) -> None:
    template = docx.Document()
    template.add_paragraph("一")
    template.add_paragraph("{{某某}}")
    table = template.add_table(2, 1)
    table.rows[1].cells[0].text = "{{措}}"
    template.sections[0].header.paragraphs[0].text = "{{眉}}"
    template.save(str(tmp_path / "进展通报.docx"))
    with pytest.raises(UnreadableInput, match=r"正文第2段 “\{\{某某\}\}”：没有占位符 \{\{某某\}\}.*正文表1第2行.*页眉第1段") as caught:
        paper.template_of(paper.kinds()["bulletin"], tmp_path)
    assert "进展通报.docx" in str(caught.value)


@pytest.mark.parametrize(("name", "data"), [("催办单.docx", b"no document"), ("催办单.txt", "标题：催办单".encode("gbk"))])
def test_a_template_that_is_none_is_told_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableInput, match=name):
        paper.template_of(paper.kinds()["reminder"], tmp_path)


def test_what_a_plan_prints_between_marks_is_never_filled_in(tmp_path: Path) -> None:
    template = docx.Document()
    table = template.add_table(1, 1)
    table.rows[0].cells[0].text = "{{措施}}"
    template.add_paragraph("{{依据}}")
    file = tmp_path / "催办单.docx"
    template.save(str(file))
    filling = paper.Values("", {"依据": "《{{逾期数}}》", "逾期数": "7"}, {}, ({"措施": "{{逾期数}}"},))
    document = opened(paper.paper(paper.template_of(paper.kinds()["reminder"], tmp_path), filling))
    assert [document.tables[0].rows[0].cells[0].text, document.paragraphs[0].text] == ["{{逾期数}}", "《{{逾期数}}》"]


def test_values_of_an_office_come_from_its_folder_and_the_command_wins(tmp_path: Path) -> None:
    (tmp_path / "values.tsv").write_text("# 固定内容\n发文机关\t督查室\n联系人\t李某\n", encoding="utf-8")
    assert paper.given_values(tmp_path, ["联系人=王某", "签发处=甲"]) == {"发文机关": "督查室", "联系人": "王某", "签发处": "甲"}
    for wrong in ("逾期数=0", "联系人"):
        with pytest.raises(WrongUsage):
            paper.given_values(None, [wrong])


def test_every_placeholder_is_documented_with_what_it_means() -> None:
    told = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `\{\{(.+?)\}\}` \| (\S+) \| (.+?) \|", told, re.M)
    kinds = {"自填": "given", "值": "value", "表": "block", "行": "row"}
    assert {name: (kinds[kind], meaning) for name, kind, meaning in listed} == {
        one.name: (one.kind, one.meaning) for one in placeholders().values()
    }


def test_the_folder_of_reminders_holds_one_for_each_body_that_has_something_due(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "催办"
    arguments = ["催办单", "--all", "--plan", "西城", "--on", "2026-10-01", "--days", "0", "-o", str(target), "--store", str(store)]
    run = CliRunner().invoke(command, arguments)
    assert run.exit_code == 0
    # 6-9月 (row 18): 区商务局、区生态环境局; 以3-5月为重点 (row 38, 区教委 among others) is a period, of which nobody is reminded.
    assert f"{BUREAU}催办单.docx" in {file.name for file in target.iterdir()}
    assert "北京市西城区商务局催办单.docx" in {file.name for file in target.iterdir()}
    assert "北京市西城区教育委员会催办单.docx" not in {file.name for file in target.iterdir()}
    assert "北京市西城区水务局催办单.docx" not in {file.name for file in target.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["reminder", "-o", "a.docx"], 2), (["reminder", BUREAU, "-o", "a.pdf"], 2), (["bulletin", "--all", "-o", "a"], 2),
     (["reminder", BUREAU, "--on", "10月1日", "-o", "a.docx"], 2), (["reminder", BUREAU, "--on", "2026-01-02", "--days", "0", "-o", "a.docx"], 66)],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(store: Path, tmp_path: Path, arguments: list[str], code: int) -> None:
    at = arguments.index("-o") + 1
    arguments = [*arguments[:at], str(tmp_path / arguments[at]), "--store", str(store)]
    error = CliRunner().invoke(command, arguments).exception
    assert getattr(error, "exit_code", None) == code
    assert list(tmp_path.iterdir()) == []

"""Pages that are pictures: what a recogniser saw on them becomes a document like any other, and is marked as such."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from read import writers
from read.grids import Grid
from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Paragraph, Table
from zeren.read import read, recognise
from zeren.read.glyphs import Glyph
from zeren.read.recognise import Recognised

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def line(x: float, base: float, text: str) -> tuple[Glyph, ...]:
    return tuple(Glyph(base, x + 10 * at, x + 10 * at + 10, 10, char) for at, char in enumerate(text))


def grid(xs: tuple[float, ...], ys: tuple[float, ...]) -> tuple[tuple[float, float, float, float], ...]:
    level = tuple((xs[0], y, xs[-1], y) for y in ys)
    return level + tuple((x, ys[0], x, ys[-1]) for x in xs)


SEEN = Recognised(
    842,
    (
        *line(200, 60, "石门县农事计划"),
        *(g for x, text in zip((50, 150, 350), ("任务", "措施", "责任单位"), strict=True) for g in line(x + 5, 115, text)),
        *(g for x, text in zip((50, 150, 350), ("修渠", "修渠八公里", "县水利局"), strict=True) for g in line(x + 5, 145, text)),
    ),
    grid((50, 150, 350, 500), (100, 130, 160)),
    ("修渠八公里",),
)


def test_a_picture_becomes_paragraphs_and_tables_that_carry_their_boxes() -> None:
    (document,) = read(PNG, "扫描.png", seen={1: SEEN})
    title, table = document.blocks
    assert isinstance(title, Paragraph)
    assert title.text == "石门县农事计划"
    assert title.place.locator == "page 1 OCR 200,50–270,60"
    assert isinstance(table, Table)
    assert [(c.row, c.column, c.text) for c in table.cells] == [
        (0, 0, "任务"), (0, 1, "措施"), (0, 2, "责任单位"), (1, 0, "修渠"), (1, 1, "修渠八公里"), (1, 2, "县水利局"),
    ]  # fmt: skip
    assert table.cells[4].place.locator == "page 1 table 1 row 2 column 2 OCR 150,130–350,160"


def test_what_was_recognised_is_said_and_doubtful_lines_are_named() -> None:
    (document,) = read(PNG, "扫描.png", seen={1: SEEN})
    told = "\n".join(notice.message for notice in document.notices)
    assert "文字由识别得来，请与原件核对 (words recognised from a picture, check them): page 1" in told
    assert "识别不确定 1 行 (lines recognised with doubt): page 1 修渠八公里" in told


def test_a_picture_without_the_extra_is_refused_and_the_message_names_it() -> None:
    with pytest.raises(UnreadableInput, match="图片文件") as refused:
        read(PNG, "扫描.png")
    assert "zeren[ocr]" in refused.value.remedy


def test_a_picture_on_which_nothing_is_seen_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="没有认出文字"):
        read(PNG, "扫描.png", seen={1: Recognised(842, (), (), ())})


@pytest.mark.skipif(not recognise.available(), reason="the extra ocr is not installed")
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_table_printed_and_scanned_gives_its_measures(tmp_path: Path) -> None:
    """A page as a scanner makes it: a picture of 200 dots an inch in a PDF without words."""
    import pypdfium2

    rows = (("任务", "措施", "完成时限", "责任单位"), ("修渠", "修渠8公里", "6月底前", "县水利局"), ("植树", "植树9亩", "年底前", "县林业局"))
    boxes = [(at, column, 1, 1, text) for at, row in enumerate(rows) for column, text in enumerate(row)]
    printed = writers.converted(writers.to_docx(["石门县2026年农事计划", Grid(3, 4, boxes)]), "docx", "pdf", tmp_path)
    with pypdfium2.PdfDocument(printed) as document:
        image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    image.save(tmp_path / "scan.pdf", resolution=200)
    (document,) = read((tmp_path / "scan.pdf").read_bytes(), "scan.pdf")
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [[c.text for c in table.cells if c.row == row] for row in range(3)] == [list(row) for row in rows]
    assert all("OCR" in c.place.locator for c in table.cells)

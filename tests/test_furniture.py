"""Page numbers are known by how they count, frames of web pages by what they hold."""

from __future__ import annotations

from zeren.ground.model import Paragraph
from zeren.read import read
from zeren.read.glyphs import Line
from zeren.read.printed import _is_frame
from zeren.read.prose import furniture


def page(number: int, *words: str, last: float) -> list[Line]:
    """Lines of a page 800 points high, the last one at ``last``."""
    bases = [*(200.0 + 20 * at for at in range(len(words) - 1)), last]
    return [Line(text, number, base, 70, 500, 16, 16) for text, base in zip(words, bases, strict=True)]


def test_a_last_line_that_counts_with_the_pages_is_a_page_number_wherever_it_stands() -> None:
    pages = [page(n, "第一行正文。", "第二行正文，", f"—{n + 3}—", last=640.0) for n in (1, 2, 3)]
    assert furniture(pages, [800.0] * 3) == [{2}, {2}, {2}]


def test_a_number_that_does_not_count_stays() -> None:
    pages = [page(n, "第一行正文。", "第二行正文，", number, last=640.0) for n, number in ((1, "120"), (2, "35"), (3, "8"))]
    assert furniture(pages, [800.0] * 3) == [set(), set(), set()]


def test_a_cell_that_holds_an_article_among_menus_is_a_frame_and_a_table_of_duties_is_none() -> None:
    article = "现将行动计划印发给你们，请结合实际认真贯彻落实。" * 8
    assert _is_frame(["首页 资讯 服务", "首页 > 详情", article])
    assert not _is_frame(["序号", "工作措施", "责任单位", "1", article, "市水利局" * 30])
    assert not _is_frame(["1", "推进改革。", "市司法局"])


def test_buttons_of_a_web_page_on_one_line_are_none_of_its_text() -> None:
    page = """<html><body><h1>青田县整改通知</h1><p>1.清理河道垃圾5处（由县城管局牵头）。</p><p>青田县人民政府</p>
    <div>分享到：微信 微博 【打印本页】 【关闭窗口】</div></body></html>"""
    (document,) = read(page.encode(), "a.html", encoding=None)
    shown = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert shown == ["青田县整改通知", "1.清理河道垃圾5处（由县城管局牵头）。", "青田县人民政府"]

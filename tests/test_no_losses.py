"""No word of a cell or a statement is lost: a check that looks at what was printed, not at what the program says it took."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from zeren.ground.model import Document
from zeren.ingest.pipeline import Extractor
from zeren.read import read
from zeren.read.text import blocks_of
from zeren.state.record import records

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from evaluate_losses import losses, printed  # noqa: E402

SHARED = ROOT.parent / "shared"
EXTRACTOR = Extractor()


def left(text: str) -> list[tuple[str, str, bool]]:
    """The residue of a text of paragraphs and tab-separated tables."""
    found = EXTRACTOR.extract(Document("told.txt", "0" * 64, "txt", text, blocks_of(text)))
    return [(one.text, one.reason, one.ignored) for one in found.residue]


def table(*rows: str) -> str:
    return "\n".join(row.replace("|", "\t") for row in rows)


@pytest.mark.parametrize("folder", ["kinds", "forms", "more"])
def test_every_word_of_the_shared_documents_is_in_a_printed_record(folder: str) -> None:
    files = SHARED / folder / "corpus"
    files = files if files.is_dir() else SHARED / folder
    if not files.is_dir():
        pytest.skip("no documents beside the checkout")
    lost = {}
    for file in sorted(one for one in files.iterdir() if one.suffix in (".txt", ".md", ".html", ".docx", ".xlsx", ".csv")):
        if file.name != "README.md":
            for document in read(file.read_bytes(), file.name):
                lost[file.name] = losses(document, printed(records(EXTRACTOR.extract(document)))).lost
    assert len(lost) > 2
    assert {name: words for name, words in lost.items() if words} == {}


def test_a_head_over_an_empty_column_is_told() -> None:
    rows = ("序号|工作任务|责任单位|完成时限|年中盘点", "1|栽植杉木900亩|县林业局|3月底|", "2|抚育幼林2000亩|县林场|9月底|")
    text = "云溪县2026年林业任务分解表\n\n" + table(*rows)
    assert left(text) == [("年中盘点", "a head that no list knows: nothing stands below it", True)]


def test_a_wide_head_parts_two_columns_of_one_name() -> None:
    rows = "<tr><td rowspan=2>序号<td rowspan=2>责任单位<td>旱地<td>水田<tr><td>播种面积（亩）<td>播种面积（亩）"
    rows += "<tr><td>1<td>东河镇<td>3100<td>900<tr><td>2<td>西河镇<td>2700<td>450"
    (document,) = read(f"<html><body><p>云溪县2026年春播任务分解表</p><table>{rows}</table></body></html>".encode(), "表.html")
    found = [record for record in records(EXTRACTOR.extract(document)) if record["type"] == "measure"]
    assert [[(one["head"], one["text"]) for one in record["remarks"]] for record in found] == [
        [("旱地 播种面积（亩）", "3100"), ("水田 播种面积（亩）", "900")],
        [("旱地 播种面积（亩）", "2700"), ("水田 播种面积（亩）", "450")],
    ]
    assert [target["indicator"] for target in found[0]["targets"]] == ["旱地播种面积", "水田播种面积"]


def test_sentences_of_a_notice_and_lines_around_a_table_that_name_bodies_or_times_are_told() -> None:
    text = (
        "关于印发云溪县2026年为民办实事清单的通知\n各责任单位每月25日前将进展报县政府督查室。\n\n"
        + table("序号|工作任务|责任单位|完成时限", "1|新建公厕6座|县城管局|6月底", "2|改造路灯300盏|县住建局|9月底")
        + "\n\n（本清单一式两份，承办方、县政府督查室各存一份）\n抄送：县人大常委会办公室。\n"
    )
    assert [(words, passing) for words, _, passing in left(text)] == [
        ("各责任单位每月25日前将进展报县政府督查室。", True),
        ("（本清单一式两份，承办方、县政府督查室各存一份）", True),
        ("抄送：县人大常委会办公室。", True),
    ]

"""Words that the edge of a page breaks: both places are kept, in tables of every container and in running text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from read import plain_pdf, writers
from read.grids import Grid
from zeren.ground.model import Document
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.pipeline import Extractor
from zeren.ingest.settings import Settings
from zeren.read import read
from zeren.serve.explorer import evidence
from zeren.site.sources import _MARKS
from zeren.state.document import triples_of
from zeren.state.record import records
from zeren.store import open_reader, open_writer
from zeren.table import landing_of

TITLE = "云溪县2026年园区服务任务分解表"
HEAD = ("序号", "重点任务", "工作措施", "责任单位", "完成时限", "备注")
ABOVE = ("2", "开通园区班", "开通班车3条，新增停车位1", "县交通运", "2026年", "争取省级")
BELOW = ("", "车", "50个，县公安局维护秩序", "输局、县公安局", "10月底", "补助")
FIRST, LAST = ("1", "办好园区食堂", "改造食堂2处。", "县商务局", "9月底", "续建"), ("3", "建好驿站", "建成驿站4座。", "县总工会", "6月底", "")
X = (40.0, 80.0, 180.0, 350.0, 450.0, 520.0, 580.0)


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid(len(rows), len(rows[0]), tuple((r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)))


def printed() -> bytes:
    """The table over two pages, its second row broken by the foot of the first one."""
    first = [
        plain_pdf.words(150, 800, TITLE),
        *plain_pdf.table([HEAD, FIRST], X, 120),
        *(plain_pdf.bar(x, 20, 0.7, 40) for x in X),
        *(plain_pdf.words(x + 4, 42, text) for x, text in zip(X, ABOVE, strict=False)),
    ]
    return plain_pdf.pdf([first, plain_pdf.table([HEAD, BELOW, LAST], X, 800)])


def measures(document: Document) -> list[dict[str, Any]]:
    return [record for record in records(Extractor().extract(document)) if record["type"] in ("measure", "residue")]


def rest(document: Document, words: str, locator: str) -> list[dict[str, Any]]:
    """The one place at which words stand, as records give it."""
    assert document.text.count(words) == 1
    start = document.text.index(words)
    return [{"locator": locator, "start": start, "end": start + len(words)}]


def body(
    document: Document, mention: str, agency: str, position: int, words: str, more: list[dict[str, Any]], ahead: str = ""
) -> dict[str, Any]:
    """The record of a body whose ``words`` stand right behind those ``ahead``."""
    start = document.text.index(ahead + words) + len(ahead)
    return {
        "role": "responsible", "role_raw": "责任单位", "mention": mention, "full": mention, "agency": f"云溪县{agency}",
        "kind": "agency", "position": position, "basis": "cell", "likely": False, "open_ended": False, "resolved_by": "exact",
        "members": [], "possible": [], "start": start, "end": start + len(words), "rest": more,
    }  # fmt: skip


def promised(indicator: str, value: float, unit: str, quote: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("value_max", "concept", "unit_code", "change", "baseline", "period", "reading", "due"))
    return {
        "indicator": indicator, "comparator": "=", "value": value, "unit": unit, "scope": "云溪县", "kind": "numeric", "quote": quote,
        "force": "binding", **nothing,
    }  # fmt: skip


CONTAINERS = {
    # where the row stands above the edge and below it, without the columns
    "表.pdf": (printed, "page 1 table 1 row 3", "page 2 table 2 row 2"),
    "表.docx": (lambda: writers.to_docx([TITLE, grid(HEAD, FIRST, ABOVE), "", grid(HEAD, BELOW, LAST)]), "table 1 row 3", "table 2 row 2"),
    "表.xlsx": (lambda: writers.to_xlsx([("表", [TITLE, grid(HEAD, FIRST, ABOVE, HEAD, BELOW, LAST)])]), "table 1 row 3", "table 1 row 5"),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_row_that_a_page_breaks_is_one_record_with_both_of_its_places(name: str) -> None:
    made, above, below = CONTAINERS[name]
    (document,) = read(made(), name)
    found = measures(document)
    assert [one["type"] for one in found] == ["measure"] * 3
    its = found[1]
    sheet = [f" 表!{column}{row}" for row in (5, 7) for column in "CDF"] if name.endswith("xlsx") else [""] * 6
    onward = [rest(document, words, f"{below} column {at}{cell}") for words, at, cell in zip(
        ("50个，县公安局维护秩序", "输局", "补助"), (3, 4, 6), sheet[3:], strict=True)]  # fmt: skip
    plan, source, duties = its.pop("plan"), its.pop("source"), its.pop("assignments")
    assert plan["title"] == TITLE
    assert [duty.pop("agency_id") is None for duty in duties] == [False, False]
    assert duties == [
        body(document, "县交通运输局", "交通运输局", 1, "县交通运", onward[1]),
        body(document, "县公安局", "公安局", 2, "县公安局", [], ahead="输局、"),
    ]
    head = document.text.index("争取省级")
    assert its == {
        "type": "measure", "id": its["id"], "section": [], "task_no": "2", "task": "开通园区班车", "order": 2,
        "text": "开通班车3条，新增停车位150个，县公安局维护秩序",
        "deadline": {
            "raw": "2026年10月底", "kind": "by-date", "start": None, "end": "2026-10-31", "rrule": None, "inherited": False, "days": [],
        },
        "by_rule": [], "clauses": [], "dates": [],
        "targets": [promised("开通班车", 3.0, "条", "开通班车3条"), promised("新增停车位", 150.0, "个", "新增停车位150个")],
        "remarks": [{"head": "备注", "text": "争取省级补助", "start": head, "end": head + 4, "rest": onward[2]}],
    }  # fmt: skip
    start = document.text.index("开通班车3条")
    assert source == {
        "file": name, "sha256": document.sha256, "start": start, "end": start + len("开通班车3条，新增停车位1"), "rest": onward[0],
        "locator": f"{above} column 3{sheet[0]} + {below} column 3{sheet[3]}",
    }  # fmt: skip


def test_the_graph_and_the_pages_lead_to_both_places(tmp_path: Path) -> None:
    source = tmp_path / "表.pdf"
    source.write_bytes(printed())
    (document,) = read(source.read_bytes(), source.name)
    lines = triples_of(Extractor().extract(document)).lines().decode()
    assert lines.count("ns#continuedIn>") == 6  # task, measure, body, time, value and remark
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files([source]), writer, Settings())
    with open_reader(tmp_path / "store") as reader:
        landing = landing_of(reader)
        ((measure,),) = landing.rows("SELECT m.id FROM measure m JOIN task t ON t.id = m.task WHERE t.number = '2'")
        proof = evidence.of_measure(reader, f"https://w3id.org/zeren/id/{measure}")
        assert [its.exact for its in proof if its.what == "measure"] == ["开通班车3条，新增停车位1", "50个，县公安局维护秩序"]
        assert [(its.exact, its.onward) for its in proof if its.what == "duty"] == [("县交通运", False), ("输局", True), ("县公安局", False)]
        marked = {(document.text[start:end], look) for start, end, look, *_ in landing.rows(_MARKS, {"files": [source.name]})}
        assert {("输局", "responsible"), ("50个，县公安局维护秩序", "measure"), ("10月底", "deadline"), ("车", "task")} <= marked


def test_each_word_of_a_statement_over_two_pages_keeps_its_own_page() -> None:
    """The foot of the first page ends in 县住建, the head of the second goes on with 局."""
    wide = [
        "云溪县2026年城市更新行动方案",
        "",
        "一、改造老旧街区。全年改造老旧街区二十处，更换给水管网三十公里，年底前完工并交付",
        "使用，居民满意。（牵头单位：县发展改革委；责任单位：县自然资源局、县财政局、县住建",
    ]
    lines = [plain_pdf.words(60 if at else 150, 120 - 20 * at, text) for at, text in enumerate(wide) if text]
    upper = [plain_pdf.words(60, 800 - 20 * at, "城市更新按照先易后难的顺序推进，各方面加强配合，把各项工作抓紧抓实，不留尾巴。") for at in range(3)]
    more = [plain_pdf.words(60, 800, "局、县水利局）"), plain_pdf.words(60, 760, "二、建设口袋公园六处。（责任单位：县城管局）")]
    (document,) = read(plain_pdf.pdf([[*upper, *lines], more]), "方案.pdf")
    first, second = Extractor().extract(document).measures
    assert [(duty.mention, [(piece.page, document.text[piece.start : piece.end]) for piece in duty.place.pieces]) for duty in first.assignments] == [
        ("县发展改革委", [(1, "县发展改革委")]),
        ("县自然资源局", [(1, "县自然资源局")]),
        ("县财政局", [(1, "县财政局")]),
        ("县住建局", [(1, "县住建局"), (2, "局")]),
        ("县水利局", [(2, "县水利局")]),
    ]  # fmt: skip
    assert first.assignments[3].place.locator == "page 1 + page 2"
    assert [piece.page for piece in (*first.place.pieces, *second.place.pieces)] == [1, 2]

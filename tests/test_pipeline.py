"""The two plans, from their files to measures with known bodies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

from conftest import CITY, DISTRICT, SHARED, document
from telling import unheld
from zeren.ground.errors import NotAPlan, NotFound
from zeren.ground.model import Document, Extraction, Table
from zeren.ingest import pipeline
from zeren.ingest.files import File, read_bytes
from zeren.ingest.files import extract as extract_file
from zeren.ingest.pipeline import Extractor
from zeren.ingest.settings import Settings
from zeren.read.text import blocks_of
from zeren.state.record import records


def roles(extraction: Extraction) -> Counter[str]:
    return Counter(a.role for m in extraction.measures for a in m.assignments)


def test_the_city_plan_has_61_measures_in_19_tasks(city) -> None:
    assert len(city.measures) == 61
    assert len({m.task.id for m in city.measures}) == 19


def test_the_city_plan_prints_128_lead_mentions(city) -> None:
    printed = [a for m in city.measures for a in m.assignments if a.role == "lead" and a.basis != "inherited-cell"]
    assert len(printed) == 128


def test_the_district_plan_has_179_measures_in_78_tasks_over_three_annexes(district) -> None:
    annexes = Counter(m.plan.annex for m in district.measures)
    assert annexes == {"附1": 90, "附2": 58, "附3": 31}
    assert len({m.task.id for m in district.measures}) == 78


def test_the_district_plan_has_436_responsible_and_153_support_mentions(district) -> None:
    assert roles(district) == {"responsible": 436, "support": 153}


def test_seven_cells_of_the_city_plan_are_read_by_the_likelier_of_two_readings(city) -> None:
    # Seven rows of the document read 「X | —— | (empty)」: one in task 3, six in task 9.
    likely = [m.task.number for m in city.measures if any(a.likely for a in m.assignments)]
    assert likely == ["3"] + ["9"] * 6


def test_the_row_due_at_the_end_of_october_takes_the_bodies_above_it(city) -> None:
    (row,) = [m for m in city.measures if m.deadline.raw == "10 月底"]
    assert [(a.role, a.mention, a.basis) for a in row.assignments][:2] == [
        ("lead", "相关区政府", "inherited-cell"),
        ("responsible", "相关区政府", "inherited-cell"),
    ]
    assert row.deadline.end == "2026-10-31"


def test_a_name_broken_by_a_space_or_a_line_is_one_body(city, district) -> None:
    names = {a.mention for e in (city, district) for m in e.measures for a in m.assignments}
    assert {"中国人民银行北京市分行", "市委金融委员会办公室等部门", "市规划自然资源委西城分局"} <= names
    assert not {"北京市分行", "办公室等部门", "西城分局", "市规划自然资源委⏎"} & names


@pytest.mark.parametrize("path", [CITY, DISTRICT])
def test_every_duty_is_proved_by_the_printed_words(path, request) -> None:
    extraction = request.getfixturevalue("city" if path == CITY else "district")
    for measure in extraction.measures:
        text = extraction.document.text
        assert "".join(text[measure.place.start : measure.place.end].split()) == "".join(measure.text.split())
        for duty in measure.assignments:
            words = "".join(text[duty.place.start : duty.place.end].split())
            assert words == duty.mention


@pytest.mark.parametrize("name", ["city", "district"])
def test_every_filled_cell_of_a_table_of_duties_is_in_a_record(name, request) -> None:
    extraction = request.getfixturevalue(name)
    of_values = {t.target.place.table for t in extraction.targets}
    taken = {r.place.start for r in extraction.residue}
    for measure in extraction.measures:
        taken.add(measure.place.start)
        taken |= {a.place.start for a in measure.assignments}
        taken |= {p.start for p in (measure.deadline.place, measure.task.place) if p}
        taken |= {s.place.start for s in measure.sections}
    header = {"序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位", "——"}
    left = [
        cell.text
        for block in extraction.document.blocks
        if isinstance(block, Table) and block.place.table not in of_values
        for cell in block.cells
        if cell.text and cell.place.start not in taken and cell.text not in header and not cell.text.isdigit()
    ]
    # What remains are titles of tasks printed again on the next page.
    titles = {m.task.title for m in extraction.measures}
    assert [text for text in left if "".join(text.split()) not in titles] == []


def test_the_tables_of_streets_and_indicators_are_read_as_targets_of_their_plan(district) -> None:
    annexes = {plan.id: plan.annex for plan in district.plans}
    found = {(annexes[t.plan], t.target.scope, t.target.indicator): t.target.value for t in district.targets}
    assert found[("附1", "德胜街道", "PM2.5年均浓度")] == 28
    assert found[("附1", "广外街道", "PM2.5年均浓度")] == 29
    assert sum(annex == "附1" for annex, _, _ in found) == 15
    # 附4: 8 values of the first row, of which one spans four headers, and 10 of the second; the rest is "-".
    assert sum(annex == "附4" for annex, _, _ in found) == 8 + 3 + 10
    # Three exhortations of the introduction, which ask something of everybody and lay no duty on anybody.
    told = [(one.text.startswith("各部门、各街道、各单位"), one.ignored) for one in district.residue]
    assert told == [(True, True)] * 3


def test_the_same_document_gives_the_same_records(city) -> None:
    again = pipeline.extract(document(CITY))
    assert list(records(again)) == list(records(city))


def test_measures_keep_their_identifiers_in_a_file_of_another_name(city) -> None:
    renamed = document(CITY)
    renamed = Document("other.txt", renamed.sha256, "txt", renamed.text, renamed.blocks)
    assert [m.id for m in pipeline.extract(renamed).measures] == [m.id for m in city.measures]


def test_a_document_without_measures_is_refused_with_the_remedy() -> None:
    text = "一封信\n你好。\n"
    with pytest.raises(NotAPlan, match=r"letter\.txt.*no measure"):
        pipeline.extract(Document("letter.txt", "0", "txt", text, blocks_of(text)))


def test_a_given_jurisdiction_counts_more_than_the_document(city) -> None:
    found = pipeline.extract(document(CITY), Settings(jurisdiction="上海市"))
    assert found.plans[0].jurisdiction.name == "上海市"
    with pytest.raises(NotFound, match="无此市"):
        pipeline.extract(document(CITY), Settings(jurisdiction="无此市"))


@pytest.mark.parametrize("name", ["city", "district"])
def test_the_account_of_each_plan_adds_up(name, request) -> None:
    extraction = request.getfixturevalue(name)
    filled = sum(bool(c.text) for b in extraction.document.blocks if isinstance(b, Table) for c in b.cells)
    assert (extraction.read, sum(not one.ignored for one in extraction.residue)) == (filled, 0)


@pytest.mark.skipif(not SHARED.exists(), reason="the annotated documents are not beside the checkout")
def test_the_account_of_every_corpus_document_adds_up() -> None:
    extractor = Extractor()
    counted = {}
    for path in sorted((SHARED / "corpus").glob("[0-9]*")):
        file = File(path, path.name)
        for found in extract_file(file, read_bytes(file), extractor):
            tables = [b for b in found.document.blocks if isinstance(b, Table)]
            filled = sum(bool(cell.text) for table in tables for cell in table.cells)
            left = sum(r.place.table is not None for r in found.residue)
            counted[path.name[:2]] = (filled, found.read + left)
            assert unheld(found) == [], path.name
    # One document has a table, all its cells read or left out by name; the others have one statement a measure.
    assert counted["06"] == (95, 95)
    assert {name: read for name, (filled, read) in counted.items() if not filled} == {
        "01": 21, "03": 15, "08": 90, "09": 49, "16": 14, "17": 13, "25": 33, "33": 35, "35": 11,
    }  # fmt: skip


@pytest.mark.skipif(not SHARED.exists(), reason="the annotated documents are not beside the checkout")
@pytest.mark.parametrize(("gold", "name"), [("seed-000.part.json", "city"), ("seed-004.part.json", "district")])
def test_the_annotated_part_of_each_plan_is_read_without_an_error(gold, name, request, tmp_path) -> None:
    annotated = json.loads((SHARED / "gold" / gold).read_text(encoding="utf-8"))["measures"]
    every = [r for r in records(request.getfixturevalue(name)) if r["type"] == "measure"]
    part = every[: len(annotated)] if name == "city" else [r for r in every if r["plan"]["annex"] == "附3"]
    assert len(part) == len(annotated)
    found = tmp_path / "part.jsonl"
    found.write_text("\n".join(json.dumps(record) for record in part), encoding="utf-8")
    score = [sys.executable, str(SHARED / "tools" / "score.py"), str(SHARED / "gold" / gold), str(found)]
    printed = subprocess.run(score, capture_output=True, text=True, check=True).stdout
    count = len(annotated)
    assert printed.split(": ", 1)[1].strip() == (
        f"measures {count}/{count} (P 1.000 R 1.000)  "
        f"assignments P 1.000 R 1.000 F1 1.000  agencies F1 1.000  deadlines {count}/{count}"
    )


def test_the_lead_rule_of_a_notice_holds_for_the_table_in_its_annex() -> None:
    text = (
        "某某省人民政府办公厅关于印发重点任务分工的通知\n各市人民政府：\n"
        "现将任务分工印发给你们，责任单位中排在第一位的为牵头单位。\n某某省人民政府办公厅\n2024年3月5日\n附件\n重点任务分工表\n"
        "序号\t工作任务\t责任单位\n1\t做甲事。\t省财政厅、省商务厅\n"
    )
    found = pipeline.extract(Document("x.txt", "0", "txt", text, blocks_of(text)))
    assert [(a.role, a.mention) for m in found.measures for a in m.assignments] == [
        ("lead", "省财政厅"),
        ("responsible", "省商务厅"),
    ]
    assert found.measures[0].plan.lead_basis == "rule"


@pytest.mark.parametrize("note", ["注：标*的为牵头单位。", "（带“*”号的单位为牵头单位，下同）"])
def test_bodies_with_the_mark_that_the_document_explains_lead(note) -> None:
    text = f"某某省重点任务分工方案\n{note}\n序号\t工作任务\t责任单位\n1\t做甲事。\t省财政厅、*省商务厅\n2\t做乙事。\t省教育厅*，省科技厅\n"
    found = pipeline.extract(Document("x.txt", "0", "txt", text, blocks_of(text)))
    assert [[(a.role, a.mention) for a in m.assignments] for m in found.measures] == [
        [("responsible", "省财政厅"), ("lead", "省商务厅")],
        [("lead", "省教育厅"), ("responsible", "省科技厅")],
    ]


def test_bodies_beside_a_marked_one_assist_where_the_document_says_so() -> None:
    note = "注：标★的为牵头单位，同格其余为配合单位；未标★的均为责任单位。"
    text = f"某某省重点任务分工方案\n{note}\n序号\t工作任务\t承担单位\n1\t做甲事。\t省财政厅、★省商务厅\n2\t做乙事。\t省教育厅、省科技厅\n"
    found = pipeline.extract(Document("x.txt", "0", "txt", text, blocks_of(text)))
    assert [[(a.role, a.mention) for a in m.assignments] for m in found.measures] == [
        [("support", "省财政厅"), ("lead", "省商务厅")],
        [("responsible", "省教育厅"), ("responsible", "省科技厅")],
    ]


def test_one_character_before_a_colon_is_a_role() -> None:
    rows = "1\t做甲事。\t主：省财政厅；协：省商务厅、省教育厅；督：省纪委监委\n2\t做乙事。\t牵：省教育厅；配：省科技厅\n"
    text = f"某某省重点任务分工方案\n序号\t工作任务\t分工\n{rows}"
    found = pipeline.extract(Document("x.txt", "0", "txt", text, blocks_of(text)))
    assert [[(a.role, a.mention) for a in m.assignments] for m in found.measures] == [
        [("responsible", "省财政厅"), ("support", "省商务厅"), ("support", "省教育厅"), ("supervise", "省纪委监委")],
        [("lead", "省教育厅"), ("support", "省科技厅")],
    ]


def test_a_column_of_proofs_is_no_measure() -> None:
    rows = "市教育局\t1\t开展校车安全检查12次\t安全科\t每月\t检查台账\n市教育局\t2\t办好安全培训班\t人事科\t6月\t培训方案\n"
    text = "某某市安全生产责任清单\n责任主体\t序号\t责任事项\t责任科室\t履责期限\t印证材料\n" + rows
    found = pipeline.extract(Document("x.txt", "0", "txt", text, blocks_of(text)))
    assert [(m.text, [r.text for r in m.remarks if r.head == "印证材料"]) for m in found.measures] == [
        ("开展校车安全检查12次", ["检查台账"]),
        ("办好安全培训班", ["培训方案"]),
    ]

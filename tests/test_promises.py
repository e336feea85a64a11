"""What is promised and by when, from the plans to the commands: deadlines, dates in texts, targets, citations."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import commands
from conftest import ROOT
from samples import PLAN, dated_measure, reader_of
from zeren import ask
from zeren.ask.dated import wanted
from zeren.extract.references import references_in
from zeren.extract.statement.clauses import disagreements
from zeren.ground.errors import WrongUsage
from zeren.ground.model import Deadline, Document, Extraction, Paragraph, Place
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import iri
from zeren.ingest.places import Places
from zeren.state.record import records
from zeren.store.memory import MemoryReader
from zeren.table.duties import Duties

CASES = ROOT / "tests" / "cases" / "deadlines"


# ── Deadlines of the two plans ───────────────────────────────────────────────────────────


def golden(name: str) -> list[tuple[str, ...]]:
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")][1:]


@pytest.mark.parametrize("name", ["city", "district"])
def test_every_deadline_of_the_plan_has_its_kind_and_dates(name: str, city, district) -> None:
    extraction = {"city": city, "district": district}[name]
    read = [
        (
            measure.plan.annex or "-",
            measure.task.number or "-" if measure.task else "-",
            str(measure.order),
            "".join(measure.text.split())[:16],
            measure.deadline.raw or "-",
            measure.deadline.kind,
            measure.deadline.start or "-",
            measure.deadline.end or "-",
        )
        for measure in extraction.measures
    ]
    assert read == golden(name)


def test_dates_in_the_text_stand_where_they_are_said_to_stand(city, district) -> None:
    told = []
    for extraction in (city, district):
        for measure in extraction.measures:
            for date in measure.dates:
                assert extraction.document.text[date.place.start : date.place.end] == date.raw
                assert (date.place.table, date.place.row) == (measure.place.table, measure.place.row)
                told.append((measure.task.number, date.raw, date.end or date.rrule))
    assert told[:4] == [
        ("1", "年底前", "2026-12-31"),
        ("10", "年底前", "2026-12-31"),
        ("11", "3 月底前", "2026-03-31"),
        ("11", "11月底前", "2026-11-30"),
    ]
    assert Counter(rule for _, _, rule in told if rule and rule.startswith("FREQ")) == {
        "FREQ=MONTHLY": 2,
        "FREQ=MONTHLY;INTERVAL=3": 3,
    }


# ── Clauses and citations ────────────────────────────────────────────────────────────────


def test_bodies_inside_sentences_are_told_from_the_row(district) -> None:
    (measure,) = [m for m in district.measures if m.text.startswith("公安部门牵头坚决打击非标油")]
    assert [(c.role, [(n.mention, n.answers) for n in c.bodies]) for c in measure.clauses] == [
        ("lead", [("公安部门", "西城公安分局")]),
        ("lead", [("生态环境部门", "区生态环境局")]),
    ]
    for clause in measure.clauses:
        assert district.document.text[clause.place.start : clause.place.end] == clause.text
        assert clause.place.locator == "table 1 row 20 column 3"


def test_a_sentence_contradicts_the_column_once_in_the_district_plan(district) -> None:
    found = [d for m in district.measures for d in disagreements(m.clauses, m.assignments)]
    assert [(d.named.mention, d.body) for d in found] == [("街道", "各街道办事处")]


def test_citations_know_their_plan_measure_and_place(district) -> None:
    plans = {plan.id: plan.annex for plan in district.plans}
    text = district.document.text
    for reference in district.references:
        assert text[reference.place.start : reference.place.end] == reference.quote
        assert reference.place.locator != ""
    assert Counter(plans[r.plan] for r in district.references) == {None: 3, "附1": 14, "附2": 3}
    assert [r.measure is None for r in district.references] == [True] * 3 + [False] * 17
    (empty,) = [r for r in district.references if r.empty]
    assert (empty.quote, empty.place.locator) == ("《》", "line 6")


def test_a_mark_that_nothing_closes_hides_no_later_title() -> None:
    found = references_in("落实《甲办法，做好工作。" + "按照《乙规范》执行。" + "无》关。落实《丙方案》。", 0)
    assert [(r.relation, r.title) for r in found] == [("based-on", "乙规范"), ("implements", "丙方案")]


def test_the_number_of_the_plan_itself_is_no_citation(tmp_path) -> None:
    from zeren.ingest import pipeline
    from zeren.read import read

    text = (
        "京政办发〔2026〕5号\n北京市甲工作2026年行动计划\n按照京政发〔2025〕7号文件执行。\n"
        "序号\t工作任务\t责任单位\n1\t做好甲事。\t市水务局\n"
    )
    extraction = pipeline.extract(read(text.encode(), "x.txt")[0])
    assert extraction.plans[0].number == "京政办发〔2026〕5号"
    assert [r.number for r in extraction.references] == ["京政发〔2025〕7号"]


def test_records_carry_clauses_dates_and_references(district) -> None:
    listed = list(records(district))
    (measure,) = [r for r in listed if r["type"] == "measure" and r["text"].startswith("公安部门牵头")]
    first = measure["clauses"][0]["bodies"][0]
    assert (first["mention"], first["functional"], first["agency"]) == ("公安部门", True, "北京市公安局西城分局")
    assert first["agency_id"] in {a["agency_id"] for a in measure["assignments"]}
    dated = [(d["raw"], d["rrule"]) for r in listed if r["type"] == "measure" for d in r["dates"] if d["rrule"]]
    assert ("按季度", "FREQ=MONTHLY;INTERVAL=3") in dated
    (repealed,) = [r for r in listed if r["type"] == "reference" and r["relation"] == "repeals"]
    assert repealed["number"] == "西政办发〔2024〕2号"
    assert repealed["source"]["locator"] == "line 8"
    json.dumps(listed, ensure_ascii=False)


def test_a_spot_is_told_as_its_paragraph_or_offsets() -> None:
    place = Place(2, 5, line=7)
    places = Places(Document("x", "0", "txt", "0\n234\n6", (Paragraph("234", place),)))
    assert places.at(3, 4).locator == "line 7"
    assert places.at(6, 7) == Place(6, 7)
    assert places.at(0, 1) == Place(0, 1)


# ── Out of the store again ───────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def duties(store: Path) -> Duties:
    from zeren.store import open_reader

    with open_reader(store) as reader:
        return ask.load_duties(reader)


def stated_targets(extraction: Extraction) -> dict[str, tuple]:
    stated: dict[str, list] = {}
    for measure in extraction.measures:
        stated.setdefault(iri(measure.id), []).extend(measure.targets)
    for plan_target in extraction.targets:
        stated.setdefault(iri(plan_target.plan), []).append(plan_target.target)
    order = {key: sorted(targets, key=lambda target: target.place.start) for key, targets in stated.items() if targets}
    return {key: tuple(targets) for key, targets in order.items()}


def test_targets_come_out_of_the_store_as_they_were_stated(duties, city, district) -> None:
    assert dict(duties.targets) == {**stated_targets(city), **stated_targets(district)}
    assert sum(len(targets) for targets in duties.targets.values()) == 136


def test_dates_of_texts_come_out_of_the_store_as_they_were_stated(duties, city, district) -> None:
    for extraction in (city, district):
        for measure in extraction.measures:
            known = [(d.raw, d.kind, d.start, d.end, d.rrule) for d in duties.dates.get(iri(measure.id), ())]
            assert known == [(d.raw, d.kind, d.start, d.end, d.rrule) for d in measure.dates]


# ── The agenda ───────────────────────────────────────────────────────────────────────────


def days(reader: MemoryReader, *period: str | None, texts: bool = False) -> list[tuple[str, ...]]:
    return [(row["date"], row["text"], row["deadline"], row["stated_in"]) for row in wanted(reader, *period, texts=texts).whole()]


def test_a_recurring_deadline_falls_on_each_of_its_days_in_the_period() -> None:
    said = Triples()
    dated_measure(said, "a", 10, Deadline("每季度", "recurring", rrule="FREQ=MONTHLY;INTERVAL=3"))
    dated_measure(said, "b", 20, Deadline("6月底", "by-date", end="2026-06-30"))
    both = reader_of(said)
    assert [(day, text) for day, text, *_ in days(both, "2026-03-01", "2026-09-30")] == [
        ("2026-03-31", "a"),
        ("2026-06-30", "a"),
        ("2026-06-30", "b"),
        ("2026-09-30", "a"),
    ]
    assert [text for _, text, *_ in days(both)] == ["b"]
    assert [day for day, *_ in days(both, "2026-07-01")] == ["2026-09-30", "2026-12-31"]
    assert [day for day, *_ in days(both, None, "2026-03-31")] == ["2026-03-31"]
    assert wanted(both).recurring() == 1
    with pytest.raises(WrongUsage):
        wanted(both, "1900-01-01", "2026-01-01").whole()


def test_words_that_only_repeat_a_recurring_deadline_add_no_second_duty_to_a_day() -> None:
    """每月底前 in the column beside 每月通报1次 in the text; 每季度 beside it is a rhythm of its own, but not on a day that is told."""
    said = Triples()
    monthly, quarterly = Deadline("每月", "recurring", rrule="FREQ=MONTHLY"), Deadline("每季度", "recurring", rrule="FREQ=MONTHLY;INTERVAL=3")
    dated_measure(said, "a", 10, Deadline("每月底前", "recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=-1"), monthly)
    dated_measure(said, "b", 20, quarterly, monthly)
    found = days(reader_of(said), "2026-05-01", "2026-06-30", texts=True)
    assert found == [
        ("2026-05-31", "a", "每月底前", "deadline"), ("2026-05-31", "b", "每月", "text"),
        ("2026-06-30", "a", "每月底前", "deadline"), ("2026-06-30", "b", "每季度", "deadline"),
    ]  # fmt: skip
    assert [row.dates for row in ask.load_duties(reader_of(said)).measures.values() if row.text == "a"] == [()]


@pytest.mark.parametrize(
    ("title", "year", "last_year", "expected"),
    [
        ("2026年计划", 2026, None, ["2026-12-31"]),
        ("“十五五”规划", 2026, 2028, ["2026-12-31", "2027-12-31", "2028-12-31"]),
        # The year of the number alone: from then on, nobody says how long.
        ("管理办法", 2026, None, ["2026-12-31", "2027-12-31", "2028-12-31", "2029-12-31"]),
        ("管理办法", None, None, ["2025-12-31", "2026-12-31", "2027-12-31", "2028-12-31", "2029-12-31"]),
    ],
)
def test_a_duty_recurs_in_the_years_of_its_plan(title: str, year: int | None, last_year: int | None, expected: list[str]) -> None:
    said = Triples()
    dated_measure(said, "a", 10, Deadline("每年", "recurring", rrule="FREQ=YEARLY"), title=title)
    said.value(PLAN, "zr:year", year)
    said.value(PLAN, "zr:lastYear", last_year)
    one = reader_of(said)
    assert [day for day, *_ in days(one, "2025-01-01", "2029-12-31")] == expected
    if year:
        assert days(one, "2020-01-01", "2020-12-31") == []


def test_a_date_in_the_text_is_listed_where_it_says_another_day() -> None:
    said = Triples()
    stated = Deadline("年底前", "by-date", end="2026-12-31")
    dated_measure(said, "a", 10, stated, stated, Deadline("3月底前", "by-date", end="2026-03-31"))
    one = reader_of(said)
    assert [(day, *words) for day, _, *words in days(one, texts=True)] == [
        ("2026-03-31", "3月底前", "text"),
        ("2026-12-31", "年底前", "deadline"),
    ]
    assert [words for *_, words, _ in days(one)] == ["年底前"]


# ── The commands ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def zeren(store: Path, tmp_path: Path) -> Callable[..., commands.Run]:
    def run(*arguments: str) -> commands.Run:
        environment = {**os.environ, "ZEREN_STORE": str(store), "LC_ALL": "C", "COLUMNS": "200"}
        return commands.run(*arguments, cwd=tmp_path, env=environment)

    return run


def rows(run: commands.Run) -> list[dict]:
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_targets_of_the_district_by_kind(zeren) -> None:
    listed = rows(zeren("targets", "--plan", "西城", "--format", "json"))
    assert Counter(r["kind"] for r in listed) == {"numeric": 66, "frequency": 8, "qualitative": 48}
    assert len(rows(zeren("targets", "--plan", "西城", "--kind", "frequency", "--format", "json"))) == 8
    # Nine values of the city: 5, 5 and 80 in task 1, 1–2 in 10, 3 in 11, 2 轮次 in 15, 72, 49 and 29 in 16.
    city = rows(zeren("targets", "--plan", "北京市_深化", "--format", "json"))
    assert [r["value"] for r in city if r["value"] is not None] == [5, 5, 80, 1, 3, 2, 72, 49, 29]
    first = listed[0]
    contract = [
        "plan", "annex", "id", "indicator", "comparator", "value", "value_max", "unit", "scope", "kind", "period",
        "force", "quote", "agencies", "source",
    ]  # fmt: skip
    assert list(first)[: len(contract)] == contract
    assert (first["value"], first["comparator"], first["unit"]) == (29, "~", "微克/立方米")
    assert first["agencies"] == ["北京市西城区生态环境局", "北京市西城区各街道办事处"]
    assert first["source"].endswith("table 1 row 2 column 3")


def test_targets_by_indicator_and_body(zeren) -> None:
    air = rows(zeren("targets", "--indicator", "PM2.5", "--format", "json"))
    stricter = {r["scope"] for r in air if r["value"] == 28}
    assert stricter == {
        "德胜街道", "什刹海街道", "新街口街道", "金融街街道", "椿树街道", "展览路街道", "白纸坊街道"
    }  # fmt: skip
    assert {r["concept"] for r in air} == {"pm25"}
    water = rows(zeren("targets", "--body", "区水务局", "--kind", "numeric", "--format", "json"))
    assert ("污水处理率", 98) in {(r["indicator"], r["value"]) for r in water}
    none = zeren("targets", "--indicator", "没有的指标", "--format", "json")
    assert (none.stdout, none.returncode) == ("[]\n", 0)
    assert "no such target" in none.stderr


def test_due_lists_dates_of_texts_and_recurring_duties(zeren) -> None:
    found = rows(zeren("due", "--from", "2026-03-01", "--to", "2026-06-30", "--format", "json"))
    days = Counter((r["date"], r["deadline"]) for r in found if r["agency"] == "北京市西城区生态环境局")
    # 生态环境局 answers for the monthly and quarterly checks of dust and outfalls, and for the spring campaign; the summer
    # campaign (6-9月) and the one of the whole year overlap the period.
    assert days == {
        ("2026-03-31", "每月"): 2, ("2026-03-31", "每季度"): 2, ("2026-03-31", "按季度"): 1, ("2026-04-30", "每月"): 2,
        ("2026-05-31", "每月"): 2, ("2026-05-31", "3-5月"): 1, ("2026-06-30", "每月"): 2, ("2026-06-30", "每季度"): 2,
        ("2026-06-30", "按季度"): 1, ("2026-09-30", "6-9月"): 1, ("2026-12-31", "全年"): 1,
    }  # fmt: skip
    assert any(r["date"] == "2026-03-31" and r["text"].startswith("3 月底前制定印发") for r in found)
    assert {r["stated_in"] for r in found if r["kind"] != "interval"} == {"text"}
    cells = rows(zeren("due", "--from", "2026-03-01", "--to", "2026-06-30", "--deadlines-only", "--format", "json"))
    assert {(r["deadline"], r["agency"]) for r in cells} == {("6-9月", "北京市西城区商务局"), ("6-9月", "北京市西城区生态环境局")}


def test_a_list_for_people_has_a_recurring_duty_once_with_its_number_of_days(zeren) -> None:
    run = zeren("due", "--from", "2026-03-01", "--to", "2026-06-30", "--body", "区生态环境局", "--format", "table")
    lines = [line for line in run.stdout.splitlines() if "共4次" in line]
    # 每月 of the roads and of the land, March to June.
    assert len(lines) == 2 and all("2026-03-31 … 2026-06-30" in line for line in lines)
    assert "--format csv" in run.stderr


def test_a_year_before_the_plans_has_no_duties(zeren) -> None:
    assert rows(zeren("due", "--from", "2020-01-01", "--to", "2020-12-31", "--format", "json")) == []


def test_an_empty_plan_is_none_given(zeren) -> None:
    for command in (("due",), ("check",), ("targets",), ("rank",)):
        whole, empty = zeren(*command, "--format", "json"), zeren(*command, "--plan", "", "--format", "json")
        assert (empty.returncode, empty.stdout) == (0, whole.stdout), empty.stderr


def test_due_says_what_it_leaves_out_without_a_period(zeren) -> None:
    run = zeren("due", "--body", "区水务局", "--role", "responsible", "--format", "json")
    assert {r["role"] for r in rows(run)} == {"responsible"}
    assert "5 recurring duties" not in run.stdout
    assert "--from" in run.stderr


def test_check_lists_the_faults_and_ends_with_1_only_when_strict(zeren, tmp_path) -> None:
    run = zeren("check", "--format", "json")
    listed = rows(run)
    assert list(listed[0])[:5] == ["rule", "severity", "subject", "message", "source"]
    assert {"measure-without-deadline", "dates-apart", "empty-reference", "two-roles", "overload"} <= {
        r["rule"] for r in listed
    }
    assert "警告 warnings" in run.stderr
    assert zeren("check", "--strict").returncode == 1
    assert {r["severity"] for r in rows(zeren("check", "--severity", "warning", "--format", "json"))} == {"warning"}
    assert rows(zeren("check", "--severity", "error", "--strict", "--format", "json")) == []
    for name in ("faults.xlsx", "faults.ttl"):
        assert zeren("check", "-o", name).returncode == 0
        assert (tmp_path / name).stat().st_size > 1000
    assert zeren("check", "--as", "xlsx").returncode == 2
    assert zeren("check", "-o", "faults.doc").returncode == 2
    assert len(rows(zeren("check", "--rules", "--format", "json"))) > 30


def test_report_writes_a_calendar_and_targets(zeren, tmp_path) -> None:
    icalendar = pytest.importorskip("icalendar")
    assert zeren("report", "区教委", "-o", "a.ics").returncode == 0
    events = icalendar.Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VEVENT")
    # 以3-5月为重点开展扬尘专项治理百日攻坚行动, and the end of the year
    assert {event.decoded("dtstart").isoformat() for event in events} == {"2026-03-01", "2026-12-31"}
    assert zeren("report", "区水务局", "-o", "a.md").returncode == 0
    assert "污水处理率" in (tmp_path / "a.md").read_text(encoding="utf-8")
    (summary,) = rows(zeren("agency", "区水务局", "--format", "json"))
    assert any(target["indicator"] == "污水处理率" for target in summary["targets"])


def test_a_title_that_is_wrapped_over_lines_is_one_citation() -> None:
    from zeren.ingest import pipeline
    from zeren.read import read

    text = (
        "北京市甲工作2026年行动计划\n为落实《北京市某某\n工作办法》，制定本计划。\n按照《乙规范》执行。\n"
        "序号\t工作任务\t责任单位\n1\t做好甲事。\t市水务局\n"
    )
    extraction = pipeline.extract(read(text.encode(), "x.txt")[0])
    assert [(r.title, r.relation, r.place.line) for r in extraction.references] == [
        ("北京市某某工作办法", "implements", 2),
        ("乙规范", "based-on", 4),
    ]

"""Who answers where no lead is named: every place says the same of a measure with a responsible body alone, and of one with neither."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from conftest import stored
from zeren import ask
from zeren.ask.sentence.asked import asked
from zeren.cli.checks import check
from zeren.cli.queries import question
from zeren.cli.workload import leads
from zeren.report import summary
from zeren.report.content import content
from zeren.serve.explorer import front
from zeren.serve.explorer.large import LargeTables
from zeren.serve.explorer.library import Library
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.tables import Tables
from zeren.store import open_reader

# Of the first plan 甲 is led, 乙 has only a responsible body and no deadline, 丙 has a supporting one alone; the second prints no deadline.
PLANS = {
    "led.csv": (
        "北京市西城区河湖工作2026年行动计划,,,,,,\n序号,重点任务,工作措施,牵头单位,责任单位,协办单位,完成时限\n"
        "1,河道,推进甲事。,区教委,区水务局,,6月底前\n2,湖泊,推进乙事。,,区财政局,,\n3,泉水,推进丙事。,,,区水务局,年底前\n"
    ),
    "undated.csv": "北京市西城区井泉工作2026年行动计划,,,\n序号,重点任务,工作措施,责任单位\n1,井,推进丁事。,区水务局\n2,泉,推进戊事。,区教委\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("nobody"), PLANS)


@pytest.fixture
def reader(folder: Path) -> Iterator[ask.Reader]:
    with open_reader(folder) as opened:
        yield opened


def texts(rows: list[dict[str, object]]) -> list[object]:
    return [row["text"] for row in rows]


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_a_measure_with_a_responsible_body_has_no_lead_but_somebody_answers(reader: ask.Reader, engine: str) -> None:
    question = ask.questions()["no-lead"]
    assert texts(ask.run(reader, question, {}, engine=engine).rows) == ["推进乙事。", "推进丙事。"]
    assert texts(ask.run(reader, question, {"lacking": "anyone"}, engine=engine).rows) == ["推进丙事。"]


def test_a_sentence_that_asks_for_no_responsible_body_at_all_says_how_it_was_taken(reader: ask.Reader) -> None:
    found = asked(reader, "哪些措施没有责任单位")
    assert (found.question, texts(found.rows)) == ("no-lead", ["推进丙事。"])
    assert "lacking = anyone" in found.told
    assert texts(asked(reader, "哪些措施没有牵头单位").rows) == ["推进乙事。", "推进丙事。"]


def test_the_first_page_counts_what_its_links_open(reader: ask.Reader) -> None:
    counted = front.matters(ask.landing_for(reader))
    listed = Tables(Library(ask.load_duties(reader))).review.rows
    assert counted == Counter(case.kind for case in listed)
    assert (counted["no-principal"], counted["no-deadline"]) == (1, 1)
    assert [case.subject.text for case in listed if case.kind == "no-principal" and case.subject] == ["推进丙事。"]
    large = LargeTables(StoredLibrary(reader)).review.rows
    assert [(case.kind, case.subject) for case in large] == [(case.kind, case.subject) for case in listed]


def test_a_deadline_of_blanks_is_no_deadline_wherever_it_is_counted(tmp_path: Path) -> None:
    # Nothing, a line end, an ideographic space and a space that does not break, a dash that stands for nothing; then a date.
    cells = {"甲": "", "乙": '"\n"', "丙": "\u3000", "丁": "\u00a0 ", "戊": "——", "己": "6月底前"}
    rows = "".join(f"{n},任务{n},推进{name}事。,{cell},区水务局\n" for n, (name, cell) in enumerate(cells.items(), 1))
    plan = "北京市西城区井泉工作2026年行动计划,,,,\n序号,重点任务,工作措施,完成时限,责任单位\n" + rows
    folder = stored(tmp_path, {"blank.csv": plan})
    without = ["推进甲事。", "推进乙事。", "推进丙事。", "推进丁事。", "推进戊事。"]
    with open_reader(folder) as reader:
        for engine in ("columns", "sparql"):
            assert texts(ask.run(reader, ask.questions()["no-deadline"], {}, engine=engine).rows) == without, engine
        assert texts(asked(reader, "哪些措施没有完成时限").rows) == without
        assert front.matters(ask.landing_for(reader))["no-deadline"] == len(without)
        listed = Tables(Library(ask.load_duties(reader))).review.rows
        assert [case.subject.text for case in listed if case.kind == "no-deadline" and case.subject] == without
    run = CliRunner().invoke(check, ["--store", str(folder), "--format", "json"])
    assert [row["subject"] for row in json.loads(run.stdout) if row["rule"] == "measure-without-deadline"] == without


def test_the_check_finds_the_measure_that_nobody_answers_for(folder: Path) -> None:
    run = CliRunner().invoke(check, ["--store", str(folder), "--format", "json"])
    assert [row["subject"] for row in json.loads(run.stdout) if row["rule"] == "measure-without-principal"] == ["推进丙事。"]


def test_the_page_of_a_body_that_leads_nothing_lists_what_it_is_responsible_for(reader: ask.Reader) -> None:
    body = ask.find_body(reader, "区财政局").iri
    made = content(summary(ask.load_duties(reader), body))
    # Nobody leads 乙事: who is responsible for it answers for it, though the plan names leads elsewhere.
    assert "承担主要责任1项，其中列首1项、独担1项。" in made.intro
    assert "另有" not in made.intro
    assert made.brief[0].title == "负责的任务（1项措施，1项任务）"
    assert [row[:2] for row in made.brief[0].rows] == [("2 湖泊", 1)]


def test_a_body_beside_a_lead_is_told_apart_from_what_it_answers_for(reader: ask.Reader) -> None:
    made = content(summary(ask.load_duties(reader), ask.find_body(reader, "区水务局").iri))
    assert "承担主要责任1项" in made.intro
    assert "另有主责1项，由其他单位牵头，不计入主要责任。" in made.intro


@pytest.mark.parametrize("command", [(leads, "区财政局"), (question, "leads", "body=区财政局")], ids=["leads", "question"])
def test_a_body_that_leads_nothing_is_told_what_it_is_responsible_for(folder: Path, command: tuple[click.Command | str, ...]) -> None:
    run = CliRunner().invoke(command[0], [*command[1:], "--store", str(folder), "--format", "json"])
    assert (run.exit_code, json.loads(run.stdout)) == (0, [])
    assert "牵头 0 项；主责 1 项" in run.stderr
    assert "没有" not in run.stderr


def test_a_body_that_leads_elsewhere_is_told_the_rest(folder: Path) -> None:
    run = CliRunner().invoke(leads, ["区水务局", "--store", str(folder), "--format", "json"])
    assert texts(json.loads(run.stdout)) == ["推进丁事。"]
    assert "另有主责 1 项" in run.stderr


def test_a_time_in_the_words_is_told_from_no_time_at_all(tmp_path: Path) -> None:
    items = (
        "一、清淤支渠。（责任单位：县水利局，5月底前完成）",
        "二、管护苗圃。（责任单位：县林业局）",
        "三、茶山路6月底通车；桥面9月底铺装；沿线栽植行道树。（责任单位：县交通局）",
    )
    folder = stored(tmp_path, {"纪要.txt": "云溪县人民政府2026年专题会议纪要\n\n" + "\n".join(items)})
    with open_reader(folder) as reader:
        for engine in ("columns", "sparql"):
            rows = ask.run(reader, ask.questions()["no-deadline"], {}, engine=engine).rows
            assert [(str(row["text"])[:4], row["state"]) for row in rows] == [("管护苗圃", "empty"), ("茶山路6", "in-text")], engine

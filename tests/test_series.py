"""A series of three made years: lines, targets, bodies, ties, and the networks with one layout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import zeren
from conftest import ROOT
from zeren import ask
from zeren.ask import series
from zeren.cli import cli
from zeren.ground.errors import NotFound
from zeren.ingest import documents
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.picture import years
from zeren.store import open_reader, open_writer
from zeren.store.reader import Reader

YEARS = ROOT / "tests" / "cases" / "series"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("series") / "store"
    with open_writer(store) as writer:
        documents.build(find_files([YEARS]), writer, Settings())
    return store


@pytest.fixture(scope="module")
def opened(path: Path) -> Iterator[Reader]:
    with open_reader(path) as reader:
        yield reader


@pytest.fixture(scope="module")
def found(opened: Reader) -> series.Series:
    return series.series(opened)


def test_each_measure_has_its_line_through_the_years(found: series.Series) -> None:
    lines = [(next(stop.text[:4] for stops in line.stops for stop in stops), line.steps) for line in found.lines]
    assert lines == [
        ("完成全区", ("延续", "取消")),
        ("修复濒危", ("加码", "延后")),  # 12 → 18 trees; 10月底前 → 11月底前
        ("落实古树", ("改责", "延续")),  # 区住建局 → 区综合行政执法局
        ("开展古树", ("减码", "加码")),  # 3 → 2 → 4 times
        ("举办古树", ("取消", "")),
        ("为一级古", ("新增", "加码")),  # 40 → 60
    ]


def test_targets_bodies_and_ties_are_told_by_year(found: series.Series) -> None:
    targets = {unit: (values, steps) for _, unit, values, steps in found.targets}
    assert targets["株"] == ((("12",), ("18",), ("18",)), ("升", "同"))
    assert targets["次"] == ((("≥3",), ("≥2",), ("≥4",)), ("降", "升"))
    bodies = {name: counts for _, name, counts in found.bodies}
    assert bodies["浙江省衢州市柯城区林业水利局"] == ((3, 0, 3), (3, 1, 4), (2, 1, 3))
    names = {iri: name for iri, name, _ in found.bodies}
    ties = {frozenset((names[a][9:], names[b][9:])): series.moves(counts) for a, b, counts in found.ties}
    assert ties[frozenset(("数据局", "林业水利局"))] == ["新增", "同"]
    assert ties[frozenset(("住房和城乡建设局", "各街道办事处"))] == ["取消", ""]


def test_the_picture_keeps_each_body_in_its_place(found: series.Series) -> None:
    svg = years.draw(found).svg()
    assert re.findall(r'data-year="(\d+)"', svg) == ["2024", "2025", "2026"]
    panels = svg.split('class="year"')[1:]
    spots = [re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', panel) for panel in panels]
    first, last = ([(float(x), float(y)) for x, y in spots[number]] for number in (0, 2))
    # 2026 stands below 2024.
    assert {round(b[0] - a[0], 1) for a, b in zip(first, last, strict=True)} == {0.0}
    assert len({round(b[1] - a[1], 1) for a, b in zip(first, last, strict=True)}) == 1
    assert years.draw(found).svg() == svg
    assert re.findall(r'data-year="(\d+)"', years.draw(found, only=1).svg()) == ["2025"]


def test_commands_and_notebooks_give_the_same_rows(path: Path, found: series.Series) -> None:
    run = CliRunner().invoke(cli, ["series", "古树名木", "--store", str(path), "--format", "json"])
    assert [(row["2024→2025"], row["2025→2026"]) for row in json.loads(run.stdout)] == [line.steps for line in found.lines]
    with zeren.open(path) as book:
        assert list(book.series(by="targets")["2026"]) == ["≥4", "18", "60"]
    with open_reader(path) as reader, pytest.raises(NotFound):
        series.series(reader, "没有这样的计划")


def test_as_of_a_day_the_texts_that_held_then_answer(path: Path) -> None:
    for day, plans in (("2023-12-31", []), ("2024-07-01", ["2024"]), ("2025-03-01", ["2025"]), ("2026-03-01", ["2026"])):
        with zeren.open(path, on=day) as book:
            assert [re.findall(r"\d+", title)[0] for title in book.plans()["title"]] == plans
            assert len(book.measures()) == {"2026": 4, "2024": 5, "2025": 5}.get("".join(plans), 0)
    run = CliRunner().invoke(cli, ["rank", "--on", "2025-03-01", "--store", str(path), "--format", "json"])
    assert "截至 2025-03-01" in run.stderr
    assert "2024.txt（此时已由 2025.txt 代替）" in run.stderr
    run = CliRunner().invoke(cli, ["rank", "--on", "2025年3月", "--store", str(path)])
    assert run.exit_code == 2


def test_as_of_a_day_bodies_that_a_reform_had_ended_are_told(tmp_path: Path) -> None:
    head, shares = "序号 重点任务 工作措施 完成时限 牵头单位 配合单位", "2017年底前 区环境保护局 区财政局"
    rows = (head, f"1 治理 巡查排放口40处。 {shares}", f"2 复查 复查问题排放口。 {shares}")
    text = "\n".join(["衢州市柯城区清洁排放2017年行动计划", "", *(row.replace(" ", "\t") for row in rows)])
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        documents.build(find_files([tmp_path / "plan.txt"]), writer, Settings())
    said = {day: CliRunner().invoke(cli, ["rank", "--on", day, "--store", str(tmp_path / "store")]).stderr for day in ("2017-06-01", "2018-06-01")}
    assert "由“生态环境”承接" in said["2018-06-01"]
    assert "承接" not in said["2017-06-01"]


def test_a_series_as_of_a_day_has_the_editions_issued_by_then(path: Path) -> None:
    run = CliRunner().invoke(cli, ["series", "--on", "2025-06-01", "--store", str(path), "--format", "json"])
    assert {"2024", "2024→2025", "2025"} <= set(json.loads(run.stdout)[0])
    assert "2026" not in json.loads(run.stdout)[0]
    assert CliRunner().invoke(cli, ["series", "--on", "2024-06-01", "--store", str(path)], standalone_mode=False).exit_code != 0


@pytest.mark.parametrize(
    "command", [["due"], ["progress"], ["report", "区林业水利局", "-o", "a.md"], ["paper", "assignment", "区林业水利局", "-o", "a.docx"], ["check"]],
)
def test_a_day_takes_the_texts_that_held_then(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(cli, [*command, "--on", "2025-03-01", "--store", str(path)])
    assert "截至 2025-03-01 (as of): 1 份文件其后才印发 (came later)；1 份已被代替" in run.stderr, run.output
    if command[0] == "report":
        told = (tmp_path / "a.md").read_text(encoding="utf-8")
        assert "计数取截至2025-03-01有效的文本：其后印发的1份文件未计" in told
        assert "2024.txt（计 2025.txt）" in told
        assert "2026年" not in told


# ── As shipped questions, and in Chinese ─────────────────────────────────────────────────


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_questions_tell_what_became_of_measures_and_values(opened: Reader, engine: str) -> None:
    def asked(name: str, **params: str) -> list[dict[str, ask.Cell]]:
        return ask.run(opened, ask.questions()[name], params, engine=engine).rows

    became = [(row["year_before"], str(row["before"])[:4], str(row["after"])[:4]) for row in asked("series", became="delayed")]
    assert became == [(2025, "修复濒危", "修复濒危")]
    assert [str(row["after"])[:4] for row in asked("series", became="new")] == ["为一级古"]
    assert asked("series", became="new", last="yes") == []
    assert {row["year_after"] for row in asked("series", last="yes")} == {2026}
    values = [(row["year"], row["value"]) for row in asked("series-targets", indicator="传感器")]
    assert values == [(2025, 40), (2026, 60)]


@pytest.mark.parametrize(
    ("sentence", "question", "count"),
    [
        ("哪些措施延后了？", "series", 1),
        ("去年有今年没有的措施有哪些", "series", 1),
        ("今年比去年多了什么", "series", 0),
        ("传感器历年的目标值", "series-targets", 2),
    ],
)
def test_a_series_is_asked_for_in_chinese(opened: Reader, sentence: str, question: str, count: int) -> None:
    answer = ask.asked(opened, sentence)
    assert (answer.question, len(answer.rows)) == (question, count)

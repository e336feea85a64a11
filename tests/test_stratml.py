"""StratML Part 2: every plan a valid document with all its measures, bodies and targets, and a true report of the rest."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from conftest import ROOT
from samples import ALIASES, MEASURE, NAME, QUOTE, TEXT, TITLE, hostile_reader, reader_of
from zeren import ask, export
from zeren.export.plain import MARK
from zeren.export.stratml import NAMESPACE, identifier
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import with_prefixes
from zeren.store import open_reader

SCHEMA = etree.RelaxNG(etree.parse(ROOT / "tests" / "schemas" / "stratml.rng"))
S = f"{{{NAMESPACE}}}"


def counts(element: etree._Element) -> Counter[str]:
    return Counter(str(one.tag).removeprefix(S) for one in element.iter(etree.Element))


@pytest.fixture(scope="module")
def folder(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the two plans."""
    path = tmp_path_factory.mktemp("stratml")
    with open_reader(store) as reader:
        export.write((), ask.load_portions(reader), "stratml", path)
    return path


@pytest.fixture(scope="module")
def plans(folder: Path) -> dict[str, etree._Element]:
    """Title of each plan → the root of its file."""
    roots = [etree.parse(path).getroot() for path in sorted(folder.glob("*.xml"))]
    return {root.findtext(f"{S}Name"): root for root in roots}


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, dict[str, int]]:
    """Title → what was not said → count, as the report prints it."""
    sections = (folder / "report.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return {
        section.splitlines()[0]: {row[0]: int(row[1]) for row in re.findall(r"^\| .*? \| .*? \| (.*?) \| .*? \| (\d+) \|$", section, re.M)}
        for section in sections
    }


def bad(tmp_path: Path) -> etree._Element:
    export.write((), ask.load_portions(hostile_reader()), "stratml", tmp_path)
    (path,) = tmp_path.glob("*.xml")
    return etree.parse(path).getroot()


def test_each_plan_is_valid_and_holds_all_measures_bodies_and_targets(plans: dict[str, etree._Element]) -> None:
    for root in plans.values():
        SCHEMA.assertValid(root)
    shown = ("Goal", "Objective", "Stakeholder", "Role", "PerformanceIndicator", "NumberOfUnits")
    assert {title: [counts(root)[name] for name in shown] for title, root in plans.items()} == {
        "深化多元协同共治 2026 年行动计划": [19, 61, 277, 352, 14, 9],
        "持续污染防治攻坚2026年行动计划": [38, 91, 334, 334, 71, 44],
        "加快绿色低碳转型2026年行动计划": [30, 58, 163, 164, 23, 11],
        "深化多元协同共治2026年行动计划": [11, 31, 91, 91, 7, 5],
        "2026年西城区生态环境保护有关指标和重点任务计划": [1, 1, 0, 0, 21, 14],
    }


def test_the_schema_of_the_tests_refuses_another_order() -> None:
    root = etree.fromstring(f'<PerformancePlanOrReport xmlns="{NAMESPACE}" Type="Performance_Plan"><Description/><Name/></PerformancePlanOrReport>')
    assert not SCHEMA.validate(root)


def test_a_measure_is_an_objective_with_its_words_bodies_and_target(plans: dict[str, etree._Element]) -> None:
    root = plans["持续污染防治攻坚2026年行动计划"]
    (objective,) = [one for one in root.iter(f"{S}Objective") if "建设零排放运输车队3家" in (one.findtext(f"{S}Description") or "")]
    (goal,) = objective.iterancestors(f"{S}Goal")
    assert goal.findtext(f"{S}Name") == "机动车（械）“含绿量”提升示范项目"
    held = {
        body.findtext(f"{S}Name"): [role.findtext(f"{S}Name") for role in body.iter(f"{S}Role")]
        for body in objective.iter(f"{S}Stakeholder")
    }
    assert held["北京市西城区商务局"] == ["主责 responsible"]
    assert held["北京市西城区生态环境局"] == ["协办 support"]
    (result,) = objective.iter(f"{S}TargetResult")
    assert result.findtext(f"{S}NumberOfUnits") == "3"
    assert "3家" in result.findtext(f"{S}Description")


def test_a_body_with_two_roles_stands_once(plans: dict[str, etree._Element]) -> None:
    root = plans["深化多元协同共治 2026 年行动计划"]
    twice = [body for body in root.iter(f"{S}Stakeholder") if len(body.findall(f"{S}Role")) == 2]
    assert len(twice) == 352 - 277
    assert {role.findtext(f"{S}Name") for body in twice for role in body.iter(f"{S}Role")} <= {"牵头 lead", "主责 responsible", "协办 support"}


def test_groups_are_told_from_organisations(plans: dict[str, etree._Element]) -> None:
    kinds = {
        body.findtext(f"{S}Name"): body.get("StakeholderTypeType")
        for root in plans.values()
        for body in root.iter(f"{S}Stakeholder")
    }
    assert kinds["北京市西城区各街道办事处"] == "Generic_Group"
    assert kinds["北京市西城区生态环境局"] == "Organization"


def test_identifiers_are_the_same_for_the_same_thing_and_for_nothing_else(plans: dict[str, etree._Element]) -> None:
    found = [one.text for root in plans.values() for one in root.iter(f"{S}Identifier")]
    assert len(set(found)) == len(found)
    assert identifier(MEASURE) == identifier(MEASURE) == "_49c793f6-ec68-5798-9f70-7550ef4bf7f9"


def test_the_report_counts_what_the_documents_could_not_say(report: dict[str, dict[str, int]], reader: ask.Reader) -> None:
    duties = ask.load_duties(reader)
    city = report["深化多元协同共治 2026 年行动计划"]
    assert city["duties of certain members, derived from groups"] == 685
    assert city["duties of possible members, derived from groups"] == 246
    assert city["marks of a reading that is the likelier of two"] == 30
    assert city["sentences of a measure that give bodies a duty of their own (who leads in which case)"] == 27
    derived = sum(duty.expansion is not None for duty in duties.duties)
    assert derived == sum(number for plan in report.values() for name, number in plan.items() if "derived from groups" in name)
    clauses = sum(number for plan in report.values() for name, number in plan.items() if "duty of their own" in name)
    assert clauses == sum(" <https://w3id.org/zeren/ns#hasClause> " in line for line in reader.dump()) == 44


def test_the_report_counts_as_the_record_says(report: dict[str, dict[str, int]], reader: ask.Reader) -> None:
    def counted(pattern: str) -> dict[str, int]:
        query = f"SELECT ?title (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?p a zr:Plan ; dcterms:title ?title . {pattern} }} GROUP BY ?title"
        return {row["title"].value: int(row["n"].value) for row in reader.query(with_prefixes(query))}

    for what, pattern in {
        "documents that the plan cites": "?p zr:hasReference ?x",
        "words that no record took": "?x zr:leftFrom ?p",
        "marks of a reading that is the likelier of two": "?m zr:inPlan ?p ; zr:hasAssignment ?x . ?x zr:likely true",
        "marks of a list that ends in 等": "?m zr:inPlan ?p ; zr:hasAssignment ?x . ?x zr:openEnded true",
    }.items():
        stated = counted(pattern)
        assert {title: its[what] for title, its in report.items() if what in its} == {title: n for title, n in stated.items() if title in report}
        assert stated


def test_the_report_says_how_many_elements_each_file_has(plans: dict[str, etree._Element], folder: Path) -> None:
    lines = (folder / "report.md").read_text(encoding="utf-8").splitlines()
    said = [line.rpartition(": ")[2] for line in lines if ".xml: " in line]
    for root in plans.values():
        its = counts(root)
        shown = ("Goal", "Objective", "Stakeholder", "Role", "PerformanceIndicator")
        assert " · ".join(f"{name} {its[name]}" for name in shown) in said


def test_hostile_words_come_back_as_they_are(tmp_path: Path) -> None:
    root = bad(tmp_path)
    SCHEMA.assertValid(root)
    assert root.findtext(f"{S}Name") == TITLE
    (objective,) = root.iter(f"{S}Objective")
    assert objective.findtext(f"{S}Description") == TEXT
    assert [body.findtext(f"{S}Name") for body in objective.iter(f"{S}Stakeholder")] == [NAME, "各区;政府"]
    first, second = objective.iter(f"{S}PerformanceIndicator")
    assert first.findtext(f"{S}UnitOfMeasurement") == "</Unit>"
    assert first.findtext(f".//{S}TargetResult/{S}Description") == QUOTE
    assert first.findtext(f".//{S}DescriptorValue") == "不低于 at least"
    assert "上限 upper end: 70.5; 约束力 force: aspired" in first.findtext(f"{S}OtherInformation")
    assert second.get("PerformanceIndicatorType") == "Qualitative"
    assert objective.findtext(f"{S}Stakeholder/{S}Description") == f"原文 as printed: {ALIASES[0]}"
    assert MARK not in etree.tostring(root, encoding="unicode")


def test_hostile_titles_break_neither_the_report_nor_a_file_name(tmp_path: Path) -> None:
    bad(tmp_path)
    (path,) = tmp_path.glob("*.xml")
    assert re.fullmatch(r"计划_\[x\]\(javascript_1\)_Name-[0-9a-f]{8}\.xml", path.name)
    shown = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "## 计划\\|\\[x\\](javascript:1)\\*\\</Name\\>" in shown


def test_a_plan_without_measures_or_values_makes_no_file(tmp_path: Path) -> None:
    export.write((), ask.load_portions(reader_of(Triples())), "stratml", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]

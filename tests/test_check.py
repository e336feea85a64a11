"""Every rule finds what it is for, a sound plan fails none, and the two plans show the faults that are in them."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import CITY, DISTRICT
from zeren import ask, check
from zeren.check import Finding
from zeren.check.graph import results
from zeren.check.rules import rules
from zeren.check.workbook import workbook
from zeren.ground.errors import NotFound, UnreadableInput
from zeren.ground.resources import ontology_dir
from zeren.ground.vocabulary import PREFIXES
from zeren.ingest import pipeline
from zeren.ingest.documents import build
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.read import read
from zeren.state.document import document_iri, state
from zeren.store import open_reader, open_writer
from zeren.store.counted import all_editions
from zeren.store.journal import Ledger
from zeren.store.memory import MemoryReader
from zeren.store.statements import canonical

CASES = Path(__file__).parent / "cases" / "check"
GRAPH = "https://example.org/graph"
ZR, CODE = "https://w3id.org/zeren/ns#", "https://w3id.org/zeren/code/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def stated(name: str) -> str:
    """The triples of a case's plan."""
    data = (CASES / f"{name}.txt").read_bytes()
    return state(pipeline.extract(read(data, f"{name}.txt")[0])).decode("utf-8")


def opened(*triples: str) -> MemoryReader:
    return MemoryReader(canonical("".join(triples).encode("utf-8"), GRAPH), GRAPH, Ledger())


def found(reader: ask.Reader, **options) -> dict[str, list[Finding]]:
    """What the rules find in the statements, by rule; the columns find the same in the same order."""
    by_rule: dict[str, list[Finding]] = {}
    findings = check.check(reader, engine="sparql", **options)
    assert check.check(reader, engine="columns", **options) == findings
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    return by_rule


def without(triples: str, predicate: str) -> str:
    """The triples of a document in which one kind of statement is missing."""
    kept = [line for line in triples.splitlines(keepends=True) if f"<{predicate}>" not in line]
    assert len(kept) < triples.count("\n")
    return "".join(kept)


def subject(triples: str, kind: str) -> str:
    """The first subject of a class."""
    return re.search(rf"^(<\S+>) \S+ <{ZR}{kind}> \.$", triples, re.M)[1]


# ── A sound plan, and one fault at a time ────────────────────────────────────────────────


def test_a_sound_plan_fails_no_rule() -> None:
    assert found(opened(stated("sound"))) == {}


def test_times_of_the_same_words_are_not_set_against_one_another() -> None:
    said = [(one.subject, one.zh) for one in found(opened(stated("times-of-one-cell")))["dates-apart"]]
    assert said == [("3月底前制定乙方案。", "正文写“3月底前”，完成时限为“5月底前完成初稿，年底前印发 2026-12-31”")]


PRINTED = {
    "measure-without-principal": ("做好乙事。", "没有牵头或主责单位"),
    "measure-without-lead": ("做好乙事。", "计划有牵头栏，此措施没有牵头单位"),
    "measure-without-deadline": ("做好乙事。", "没有完成时限，同一计划的其他措施有"),
    "plan-without-deadlines": ("北京市西城区甲工作2026年行动计划", "通篇没有完成时限（2 项措施）"),
    "deadline-not-read": ("做好乙事。", "时限“另行通知”没有读出时间"),
    "dates-apart": ("3月底前制定乙方案。", "正文写“3月底前”，完成时限为“年底前 2026-12-31”"),
    "two-roles": ("做好乙事。", "北京市西城区教育委员会在同一措施中既牵头或主责、又协办"),
    "listed-twice": ("做好乙事。", "北京市西城区教育委员会在同一措施中以同一角色列了两次"),
    "unresolved-body": ("大鹏筹备组", "“大鹏筹备组”没有认定是哪个单位（1 项措施）"),
    "clause-role": ("公安部门牵头打击非标油。", "正文中“公安部门”牵头，栏中只列为协办"),
    "clause-body-open": ("水务部门牵头加强检查。", "正文中的“水务部门”在本行单位中认不出是哪一个"),
    "empty-reference": ("北京市西城区甲工作2026年行动计划", "引用的文件名为空：《》"),
    "plan-without-year": ("北京市西城区甲工作行动计划", "没有认出计划的年度，不写年份的时限读不出日期"),
    "targets-agree": (
        "绿色企业比率",
        "“绿色企业比率”两处一致：北京市西城区 ≥65% / 北京市西城区 ≥65%",
    ),
    "targets-differ": (
        "绿色企业比率",
        "“绿色企业比率”两处不一致：北京市西城区 ≥65% / 北京市西城区 ≥60%",
    ),
    "targets-unit": (
        "重点点位施工噪声治理",
        "“重点点位施工噪声治理”两处数值相同、单位不同：北京市西城区 4项 / 北京市西城区 4家",
    ),
    "targets-other-definition": (
        "注册登记汽车中新能源车比例",
        "口径不同，不可混用：注册登记汽车中新能源车比例 北京市西城区 ≥50% / 注册登记货车新能源化率 北京市西城区 ≥35%",
    ),
}


@pytest.mark.parametrize("rule", PRINTED)
def test_a_fault_that_is_printed_fails_its_rule_alone(rule: str) -> None:
    by_rule = found(opened(stated(rule)))
    assert [(f.subject, f.zh) for f in by_rule.pop(rule)] == [PRINTED[rule]]
    assert by_rule == {}


def test_one_deadline_for_all_tasks_is_that_of_each_with_its_sentence_as_evidence() -> None:
    data = (CASES / "plan-with-one-deadline.txt").read_bytes()
    extraction = pipeline.extract(read(data, "plan-with-one-deadline.txt")[0])
    said = "除另有要求外，各项任务均于2026年11月底前完成"
    assert [(m.deadline.raw, m.deadline.end, m.deadline.inherited) for m in extraction.measures] == [("2026年11月底前", "2026-11-30", True)] * 2
    places = [m.deadline.place for m in extraction.measures]
    assert [extraction.document.text[place.start : place.end] for place in places if place] == [said] * 2
    assert said in extraction.plans[0].rules
    assert found(opened(stated("plan-with-one-deadline"))) == {}


@pytest.mark.parametrize(("side", "deadlines"), [("以上", ["2026年6月底前", ""]), ("以下", ["", "2026年6月底前"]), ("各项", ["2026年6月底前"] * 2)])
def test_a_deadline_for_the_tasks_above_or_below_holds_for_no_others(side: str, deadlines: list[str]) -> None:
    head = "序号\t重点任务\t工作措施\t责任单位\n"
    rows = f"{head}1\t任务一\t做好甲事。\t区生态环境局\n\n{side}任务均须在2026年6月底前完成。\n\n{head}2\t任务二\t做好乙事。\t区教委\n"
    found = pipeline.extract(read(f"北京市西城区甲工作2026年行动计划\n\n{rows}".encode(), "plan.txt")[0])
    assert [measure.deadline.raw for measure in found.measures] == deadlines


def test_two_deadlines_for_all_tasks_are_told_by_their_words_and_neither_is_taken() -> None:
    by_rule = found(opened(stated("plan-with-two-deadlines")))
    first, second = "除另有要求外，各项任务均于2026年11月底前完成", "以上任务须在2026年10月底前办结"
    quote = min(first, second)
    assert [f.zh for f in by_rule["plan-with-one-deadline"]] == [
        f"措施都没有完成时限；正文对任务统一写明的时限不止一处或指不明，没有取用，如：“{quote}”（2 项措施）"
    ]
    assert sorted(f.subject for f in by_rule["not-read"]) == sorted([first, second])
    assert by_rule.keys() == {"plan-with-one-deadline", "not-read"}


BROKEN = {
    "measure-without-text": "text",
    "assignment-without-mention": "mention",
    "assignment-without-body": "body",
    "target-incomplete": "comparator",
    "set-without-expansion": "expansion",
    "expanded-without-parent": "derivedFrom",
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_record_that_lacks_something_fails_its_rule(rule: str) -> None:
    sound = stated("groups")
    assert found(opened(sound)) == {}
    lacking = found(opened(without(sound, ZR + BROKEN[rule])))
    assert lacking[rule]
    assert {f.severity for f in lacking[rule]} == {"warning" if rule == "target-incomplete" else "error"}


@pytest.mark.parametrize(("predicate", "lack"), [("value", "数值 value"), ("comparator", "比较符 comparator"), ("unit", "单位 unit")])
def test_a_target_that_lacks_its_value_comparator_or_unit_is_told_what_it_lacks(predicate: str, lack: str) -> None:
    by_rule = found(opened(without(stated("groups"), ZR + predicate)))
    assert {f.zh.rpartition("缺")[2].strip() for f in by_rule["target-incomplete"]} == {lack}


def test_a_deadline_has_one_kind_neither_none_nor_two() -> None:
    sound = stated("sound")
    deadline = subject(sound, "Deadline")
    lines = [line for line in sound.splitlines(keepends=True) if not line.startswith(f"{deadline} <{ZR}deadlineKind>")]
    (one,) = found(opened("".join(lines)))["deadline-without-kind"]
    assert (one.severity, one.quote, one.zh.rpartition("”")[2]) == ("error", one.subject, "的种类应为一种，却有 0 种")
    two = f"{deadline} <{ZR}deadlineKind> <{CODE}deadline-ongoing> .\n"
    (one,) = found(opened(sound, two))["deadline-without-kind"]
    assert one.en.endswith("has 2 kinds instead of one")


def test_a_measure_without_a_task_is_told_where_others_have_one() -> None:
    sound = stated("sound")
    measure = subject(sound, "Measure")
    lines = [line for line in sound.splitlines(keepends=True) if not line.startswith(f"{measure} <{ZR}inTask>")]
    (one,) = found(opened("".join(lines)))["measure-without-task"]
    assert f"<{one.id}>" == measure
    assert "measure-without-task" not in found(opened(without(sound, ZR + "inTask")))


def test_an_assignment_without_evidence_is_told_with_its_measure() -> None:
    sound = stated("sound")
    duty = subject(sound, "Assignment")
    lines = [line for line in sound.splitlines(keepends=True) if not line.startswith(f"{duty} <{ZR}evidence>")]
    (one,) = found(opened("".join(lines)))["assignment-without-evidence"]
    assert f"<{one.id}>" == duty
    assert one.subject in ("做好甲事。", "做好乙事。")


def test_deadlines_that_cannot_be_are_told() -> None:
    sound = stated("sound")
    deadline, plan = subject(sound, "Deadline"), subject(sound, "Plan")
    late = f'{deadline} <{ZR}startDate> "2027-01-05"^^<{XSD}date> .\n'
    (one,) = found(opened(sound, late))["deadline-reversed"]
    assert one.zh.startswith("时限的开始 2027-01-05 晚于截止 2026-")
    issued = f'{plan} <http://purl.org/dc/terms/issued> "2026-08-01"^^<{XSD}date> .\n'
    (one,) = found(opened(sound, issued))["deadline-before-issue"]
    assert (one.subject, one.zh) == ("做好乙事。", "完成时限 2026-06-30 早于印发日期 2026-08-01")


def test_readings_that_a_person_should_see_are_told() -> None:
    sound = stated("sound")
    likely = f'{subject(sound, "Assignment")} <{ZR}likely> "true"^^<{XSD}boolean> .\n'
    (one,) = found(opened(sound, likely))["likely-reading"]
    assert one.severity == "info"
    table = stated("targets-agree")
    read_so = f'{subject(table, "Target")} <{ZR}targetReading> "按位置推定" .\n'
    (one,) = found(opened(table, read_so))["target-reading"]
    assert one.zh == "目标“绿色企业比率”的读法不确定：按位置推定"
    words = subject(sound, "Evidence")
    residue = "".join(
        f"<urn:left> <{predicate}> {value} .\n"
        for predicate, value in (
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{ZR}Residue>"),
            (ZR + "text", '"某格"'),
            (ZR + "reason", '"看不懂"'),
            (ZR + "ignored", f'"false"^^<{XSD}boolean>'),
            (ZR + "evidence", words),
        )
    )
    (one,) = found(opened(sound, residue))["not-read"]
    assert (one.subject, one.zh) == ("某格", "没有读入：看不懂")


def test_a_plan_without_a_division_is_told() -> None:
    (one,) = found(opened(stated("plan-without-jurisdiction")))["plan-without-jurisdiction"]
    assert one.severity == "warning"
    assert "--jurisdiction" in one.message


def test_a_part_that_is_looser_than_the_whole_is_told_once() -> None:
    (one,) = found(opened(stated("targets-looser")))["targets-looser"]
    assert one.zh == (
        "“细颗粒物(PM2.5)平均浓度”局部比整体宽松：北京市西城区 ≤29微克/立方米 / 德胜街道 31微克/立方米"
    )


def test_a_plan_is_compared_with_the_one_above_it() -> None:
    reader = opened(stated("upper"), stated("lower"))
    by_rule = found(reader)
    assert [f.zh for f in by_rule["upper-share"]] == [
        "“重点点位固定设备噪声治理”上级 北京市 72项，本级 北京市西城区 6项"
    ]
    assert [f.zh for f in by_rule["upper-looser"]] == [
        "“污水处理率”比上级计划宽松：上级 北京市 ≥98% / 本级 北京市西城区 ≥95%"
    ]
    assert found(reader, plan="西城区")["upper-share"] == by_rule["upper-share"]
    alone = found(opened(stated("lower")))
    assert not {rule for rule in alone if rule.startswith("upper-")}


def test_other_definitions_and_differences_above_have_rules_of_their_own(monkeypatch) -> None:
    from zeren.check import agreement

    reader = opened(stated("upper"), stated("lower"))
    real = agreement.compare

    def other(verdict: str):
        def compared(first, second):
            return tuple(type(a)(a.concept, a.first, a.second, verdict, a.reason) for a in real(first, second))

        return compared

    for verdict, rule in (("differ", "upper-differs"), ("other definition", "upper-other-definition")):
        monkeypatch.setattr(agreement, "compare", other(verdict))
        assert len(found(reader)[rule]) == 2


def test_a_body_far_above_the_others_is_told() -> None:
    (one,) = found(opened(stated("overload")))["overload"]
    # Eight bodies with one measure each and one with eight: mean 16/9, deviation (7/9)·√8.
    assert one.zh.endswith("承担 8 项措施，超过同一文件各单位的平均数加两个标准差（平均 1.8，界限 6.2）")
    assert one.subject == "北京市西城区生态环境局"


def test_quotes_are_compared_with_the_original() -> None:
    data = (CASES / "sound.txt").read_bytes()
    text = read(data, "sound.txt")[0].text
    reader = opened(stated("sound"))
    asked: list[str] = []

    def original(document: str) -> str:
        asked.append(document)
        return text

    assert found(reader, texts=original) == {}
    # Once by each of the two that answer.
    assert asked == [document_iri("sound.txt")] * 2
    by_rule = found(reader, texts=lambda _: text.replace("做好甲事", "做好丙事"))
    assert {rule: {f.zh for f in its} for rule, its in by_rule.items()} == {
        "quote-differs": {"引文与原件在此处的文字不符：原件为“做好丙事。”"}
    }
    assert by_rule["quote-differs"][0].quote == "做好甲事。"


def test_progress_counts_each_document_that_is_compared_and_ends_with_all() -> None:
    text = read((CASES / "sound.txt").read_bytes(), "sound.txt")[0].text
    told: list[tuple[int, int]] = []
    check.check(opened(stated("sound")), texts=lambda _: text, progress=lambda done, total: told.append((done, total)))
    # What is agreed and who has too much are no queries; one document is compared.
    steps = sum(rule.question is not None for rule in rules().values()) + 2 + 1
    assert {total for _, total in told} == {steps}
    assert [done for done, _ in told] == [*range(steps), steps - 1, steps]


def test_an_original_that_is_not_kept_is_said() -> None:
    def missing(document: str) -> str:
        raise NotFound(f"{document}: not kept")

    (one,) = found(opened(stated("sound")), texts=missing)["original-missing"]
    assert (one.severity, one.subject) == ("info", "sound.txt")


def test_a_draft_beside_its_issued_text_would_count_twice_and_a_second_text_of_a_year_waits_for_a_person(tmp_path: Path) -> None:
    folder, plans = Path(__file__).parent / "cases" / "editions", tmp_path / "plans"
    plans.mkdir()
    for name in ("draft", "issued"):
        (plans / f"{name}.txt").write_bytes((folder / f"{name}.txt").read_bytes())
    other = (folder / "issued.txt").read_text(encoding="utf-8").replace("柯政办发〔2026〕12号", "柯政办发〔2026〕31号")
    changed = {"2026年3月20日": "2026年9月1日", "建设2026年行动计划": "建设2026年实施方案", "15个": "16个", "10名": "12名"}
    for words, new in changed.items():
        other = other.replace(words, new)
    (plans / "again.txt").write_text(other, encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        build(find_files([plans]), writer, Settings())
    # Where each matter counts once there is nothing to tell of; the rule speaks to who counts every text.
    with all_editions(), open_reader(tmp_path / "store") as reader:
        by_rule = found(reader)
    assert {one.subject for one in by_rule["counted-twice"]} == {"衢州市柯城区口袋公园建设2026年行动计划（征求意见稿）"}
    assert ["同年两份，没有写明修订，待人确认" in one.zh for one in by_rule["likely-edition"]] == [True]


def test_every_rule_has_a_failing_example() -> None:
    """The other tests of this file, by the name of the rule that each one makes fail."""
    text = Path(__file__).read_text(encoding="utf-8")
    assert {rule for rule in rules() if f'"{rule}"' not in text} == set()


# ── The rules themselves ─────────────────────────────────────────────────────────────────


def test_every_rule_speaks_chinese_and_english() -> None:
    for rule in rules().values():
        assert re.search("[一-鿿]", rule.zh)
        assert re.search("[一-鿿]", rule.asks)
        assert re.sub("[“”]", "", rule.en).isascii()
        assert rule.title.isascii()


def test_every_rule_declares_its_prefixes_as_the_program_does_and_takes_a_plan() -> None:
    for rule in rules().values():
        if rule.question is not None:
            declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", rule.question.text, re.M))
            assert declared.items() <= PREFIXES.items()
            assert [(param.name, param.required) for param in rule.question.params] == [("plan", False)]


def test_a_rule_file_without_a_message_is_refused(tmp_path) -> None:
    sound = (ontology_dir() / "checks" / "two-roles.rq").read_text(encoding="utf-8")
    for fault in (re.sub("# zh:.*\n", "", sound), sound.replace("severity: warning", "severity: bad")):
        (tmp_path / "x.rq").write_text(fault, encoding="utf-8")
        with pytest.raises(UnreadableInput, match=r"x\.rq"):
            rules(tmp_path)


# ── The two plans ────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as reader:
        yield reader


@pytest.fixture(scope="module")
def findings(plans: ask.Reader) -> dict[str, list[Finding]]:
    return found(plans)


def places(findings: list[Finding]) -> list[tuple[str, str]]:
    return [
        (finding.subject[:12], re.sub(r"^.*?\.txt ", "", finding.source.split("、")[-1])) for finding in findings
    ]


def test_the_plans_show_no_fault_of_the_record(findings) -> None:
    assert not [f for its in findings.values() for f in its if f.severity == "error"]


def test_two_measures_of_the_district_have_no_deadline(findings) -> None:
    assert places(findings["measure-without-deadline"]) == [
        ("提高新建建筑中绿色建材应", "table 3 row 15 column 3"),
        ("推动供热系统绿色低碳转型", "table 3 row 16 column 3"),
    ]


def test_dates_in_the_text_contradict_three_deadlines(findings) -> None:
    assert [(f.zh, f.source.rpartition(".txt ")[2]) for f in findings["dates-apart"]] == [
        ("正文写“3 月底前”，完成时限为“年底前 2026-12-31”", "table 7 row 2 column 3"),
        ("正文写“11月底前”，完成时限为“年底前 2026-12-31”", "table 8 row 2 column 3"),
        ("正文写“年内”，完成时限为“长期实施”", "table 1 row 75 column 3"),
    ]


def test_the_empty_title_and_the_two_roles_are_found(findings) -> None:
    assert [(f.quote, f.source) for f in findings["empty-reference"]] == [("《》", f"{DISTRICT.name} line 6")]
    ((subject, place),) = places(findings["two-roles"])
    assert (subject, place) == ("持续提升建筑垃圾资源化综", "table 3 row 34 column 3")
    assert findings["two-roles"][0].zh.startswith("北京市西城区城市管理委员会")


def test_the_text_gives_the_streets_a_duty_that_the_column_does_not(findings) -> None:
    (one,) = findings["clause-role"]
    assert one.zh == "正文中“街道”负责，栏中只列为协办"
    assert places([one]) == [("继续推行餐饮油烟重点点位", "table 1 row 33 column 3")]


def test_seven_measures_of_the_city_were_read_by_the_likelier_reading(findings) -> None:
    # One row of table 2 and the six rows of task 9, whose lead and responsible cells are merged.
    assert [place for _, place in places(findings["likely-reading"])] == [
        "table 2 row 7 column 3",
        *(f"table 5 row {row} column 3" for row in range(3, 9)),
    ]


def test_two_links_to_the_city_plan_wait_for_a_person(findings) -> None:
    waiting = findings["likely-cascade"]
    assert places(waiting) == [
        ("加强枯枝落叶、垃圾等露天", "table 4 row 8 column 3"),
        ("配合市级部门加强对生态环", "table 4 row 16 column 3"),
    ]
    assert waiting[0].zh == "与以“严格秸秆露天焚烧监管。”开头的上级措施的对应：同名任务中各余一条、连续4字相同，待人确认（zeren cascade review）"


def test_the_table_of_annex_4_agrees_with_the_text_of_annex_1_to_3(findings) -> None:
    """附4 repeats eight values of the text, one of them in another unit, and has one easily mixed up."""
    agreeing = [(f.subject, f.zh.rpartition(" / ")[2]) for f in findings["targets-agree"]]
    assert agreeing == [
        ("细颗粒物(PM2.5)平均浓度", "附4 北京市西城区 29微克/立方米"),
        ("绿色企业比率", "附4 北京市西城区 65%"),
        ("A级和B级锅炉使用单位", "附4 北京市西城区 70家"),
        ("差等级道路数量比例", "附4 北京市西城区 1.5%"),
        ("零排放运输车队", "附4 北京市西城区 3家"),
        ("重点建设用地安全利用率", "附4 北京市西城区 100%"),
        ("重点点位固定设备噪声治理", "附4 北京市西城区 6项"),
        ("重点路段交通噪声治理工程", "附4 北京市西城区 1项"),
    ]
    (unit,) = findings["targets-unit"]
    assert unit.zh.endswith("附3 北京市西城区 4项 / 附4 北京市西城区 4家")
    (other,) = findings["targets-other-definition"]
    assert other.zh.endswith("附1 北京市西城区 ≥50% / 注册登记货车新能源化率 附4 北京市西城区 35%")
    assert "targets-differ" not in findings


def test_the_numbers_of_the_city_are_shared_out(findings) -> None:
    told = [re.findall(r"\d+[项家]", f.zh) for f in findings["upper-share"]]
    assert told == [["72项", "6项"], ["72项", "6项"], ["49项", "4项"], ["49项", "4家"]]
    (other,) = findings["upper-other-definition"]
    assert re.findall(r"\d+\S+/年", other.zh) == ["2轮次/年", "1次/年"]


def test_overload_agrees_with_the_question(findings, plans) -> None:
    for plan, name in (("西城", DISTRICT.name), ("北京市_深化", CITY.name)):
        rows = ask.run(plans, ask.questions()["overloaded"], {"plan": plan}).rows
        told = [f.subject for f in findings["overload"] if f.source.startswith(name)]
        assert told == [row["agency"] for row in rows]
        assert told


def test_one_plan_alone_gives_its_own_findings(plans, findings) -> None:
    of_city = found(plans, plan="北京市_深化")
    assert {rule: len(its) for rule, its in of_city.items()} == {
        "dates-apart": 2,
        "likely-reading": 7,
        "overload": 2,
        "upper-share": 4,
        "upper-other-definition": 1,
    }
    assert [f.id for f in of_city["dates-apart"]] == [f.id for f in findings["dates-apart"][:2]]
    with pytest.raises(NotFound):
        check.check(plans, "没有的计划")


# ── Reports ──────────────────────────────────────────────────────────────────────────────


def test_the_workbook_holds_every_finding_as_words(findings) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    listed = [f for its in findings.values() for f in its]
    formula = Finding("x", "info", "=1+1", "中文", "english", "", "urn:x", "@SUM")
    data = workbook([*listed, formula])
    assert data == workbook([*listed, formula])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("规则 rule", "级别 severity", "对象 subject")
    assert [row[0] for row in rows[1:]] == [f.rule for f in listed] + ["x"]
    cell = sheet.cell(len(rows), 3)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_results_graph_is_a_shacl_report(findings) -> None:
    from rdflib import RDF, Graph, Namespace

    shacl = Namespace("http://www.w3.org/ns/shacl#")
    listed = [f for its in findings.values() for f in its]
    graph = Graph().parse(data=results(listed), format="nt")
    (report,) = graph.subjects(RDF.type, shacl.ValidationReport)
    assert graph.value(report, shacl.conforms).toPython() is False
    severities = Counter(str(o).rpartition("#")[2] for o in graph.objects(None, shacl.resultSeverity))
    assert severities == Counter({"error": "Violation", "warning": "Warning", "info": "Info"}[f.severity] for f in listed)
    empty = Graph().parse(data=results([]), format="nt")
    assert [o.toPython() for o in empty.objects(None, shacl.conforms)] == [True]


REPORT = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:report> a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
  sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
    [ sh:path sh:result ; sh:class sh:ValidationResult ] .
<urn:result> a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
  sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path sh:resultPath ; sh:maxCount 1 ] ,
    [ sh:path sh:value ; sh:maxCount 1 ] , [ sh:path sh:sourceShape ; sh:maxCount 1 ] ,
    [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
    [ sh:path sh:resultMessage ; sh:uniqueLang true ; sh:or ( [ sh:datatype xsd:string ]
      [ sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ] ) ] ;
  sh:property [ sh:path [ sh:inversePath sh:result ] ; sh:minCount 1 ; sh:maxCount 1 ] .
"""
"""what SHACL (W3C Recommendation 2017), section 3.6, says of a report and its results"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_results_graph_has_the_shape_that_the_recommendation_gives_a_report(findings) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    data = results([f for its in findings.values() for f in its])
    conforms, _, words = pyshacl.validate(data.decode(), data_graph_format="nt", shacl_graph=REPORT, shacl_graph_format="ttl")
    assert conforms, words
    broken = data.decode().replace("#Warning>", "#Wanting>")
    assert not pyshacl.validate(broken, data_graph_format="nt", shacl_graph=REPORT, shacl_graph_format="ttl")[0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_shapes_are_shapes_by_the_shapes_of_shacl_itself() -> None:
    pyshacl = pytest.importorskip("pyshacl")
    file = str(ontology_dir() / "shapes.ttl")
    conforms, _, words = pyshacl.validate("<urn:a> <urn:b> <urn:c> .", data_graph_format="ttl", shacl_graph=file, meta_shacl=True)
    assert conforms, words


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_shapes_find_the_gaps_of_a_plan_with_words_and_place() -> None:
    pytest.importorskip("pyshacl")
    from zeren.check.shapes import shapes

    reader = opened(stated("measure-without-deadline"))
    (one,) = shapes(reader.dump())
    assert (one.severity, one.subject, one.zh) == ("warning", "做好乙事。", "措施没有完成时限")
    assert one.source == "measure-without-deadline.txt table 1 row 3 column 3"


def test_a_real_store_is_checked_against_its_originals(plans) -> None:
    from zeren.cli.checks import _originals

    by_rule = found(plans, texts=_originals(plans))
    assert {"quote-differs", "original-missing"}.isdisjoint(by_rule)

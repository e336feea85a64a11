"""Nothing is told as none before it was looked for in every way in which documents print it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner

from conftest import stored
from zeren import ask
from zeren.ask.aside import set_aside
from zeren.ask.lookup import bodies, match_bodies
from zeren.ask.search import search
from zeren.ask.sentence import NotUnderstood, answer
from zeren.ask.sentence.slips import slip_at_end
from zeren.cli.answers import show, who
from zeren.cli.checks import due
from zeren.cli.workload import agency, leads
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.recurrence import rhythm
from zeren.ground.resources import table
from zeren.store import open_reader


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


# The plan of the city prints “三监”联动工作机制, that of the district “三监联动”工作机制.


@pytest.mark.parametrize(
    "sentence",
    [
        "西城“三监联动”执法那条对应市里哪一条",
        "西城三监联动执法那条对应市里哪一条",
        "西城「三监」联动执法那条对应市里哪一条",
        "市里三监联动执法的任务西城谁承接",
    ],
)
def test_quotation_marks_part_no_words_and_hide_none(plans: ask.Reader, sentence: str) -> None:
    (row,) = answer(plans, sentence).rows
    assert str(row["text"]).startswith("加快形成本市智慧执法体系") and str(row["lower_text"]).startswith("严格规范现场执法检查")


def test_what_stands_in_quotes_is_one_word(plans: ask.Reader) -> None:
    assert [topic.words for topic in answer(plans, "提到“三监联动工作机制”的措施").reading.topics] == ["三监联动工作机制"]
    assert len(answer(plans, "提到“三监联动工作机制”的措施").rows) == 2
    assert answer(plans, "“区水务局”主责多少项").figure == answer(plans, "区水务局主责多少项").figure


def test_a_name_that_quotes_part_is_that_name(plans: ask.Reader) -> None:
    assert answer(plans, "区“生态环境局”主责多少项").figure == answer(plans, "区生态环境局主责多少项").figure


def test_the_search_reads_over_quotation_marks(plans: ask.Reader) -> None:
    assert len(search(plans, "三监联动工作机制")["measure"]) == len(search(plans, "“三监”联动工作机制")["measure"]) == 2


def test_words_of_one_tie_may_stand_above_and_below(plans: ask.Reader) -> None:
    found = answer(plans, "市里监测站网和监测站点的任务西城谁承接")
    assert [row["lower_text"] for row in found.rows] == ["配合市级部门加强对生态环境质量监测站点的保障。"]
    assert any("分写在上下两条里" in note for note in found.notes)


def test_what_was_never_compared_is_no_none(plans: ask.Reader) -> None:
    # 扬尘 stands in annexes that carry out no plan of the store.
    with pytest.raises(NotFound, match="没有与上级计划对照过"):
        answer(plans, "西城扬尘那几条对应市里哪些")


def test_what_the_lower_plan_adds_is_asked_of_its_matter(plans: ask.Reader) -> None:
    for row in answer(plans, "区里新增的关于噪声的措施有哪些").rows:
        assert "噪声" in str(row["text"])


def test_words_that_no_measure_holds_together_are_refused_where_citations_are_asked_for(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood, match="没有措施同时合乎这些条件"):
        answer(plans, "哪些措施引用了“大气污染防治条例”")


def test_a_value_that_no_target_has_is_told_beside_those_there_are(plans: ask.Reader) -> None:
    found = answer(plans, "PM2.5 30微克的目标有哪些")
    assert found.reading.value == 30 and not found.rows
    assert any("写明的有" in note and "28" in note for note in found.notes)


def test_one_season_has_several_names(plans: ask.Reader) -> None:
    assert any("“采暖”、“供暖”、“取暖”的 2 项" in note for note in answer(plans, "供暖季前完成的有哪些").notes)


def test_two_bodies_that_both_have_none_are_looked_for_further(plans: ask.Reader) -> None:
    found = answer(plans, "区民政局和区教委谁牵头的噪声多")
    assert [topic.words for topic in found.reading.topics] == ["噪声"]
    assert {str(row["agency"])[6:]: row["count"] for row in found.rows} == {"教育委员会": 1, "民政局": 0}
    none = answer(plans, "区水务局和区城管委谁负责的餐饮油烟整治多")
    assert any(note.startswith("查了") for note in none.notes)


def test_each_of_two_levels_is_counted(plans: ask.Reader) -> None:
    found = answer(plans, "市里和区里各有几条")
    assert [row["count"] for row in found.rows][:4] == [61, 90, 58, 31]


# Other questions that people type


def test_which_two_are_first_is_no_question_for_pairs(plans: ask.Reader) -> None:
    found = answer(plans, "西城哪两家协办的活最多")
    assert [(row["agency"], row["count"]) for row in found.rows] == [("北京市西城区各街道办事处", 23), ("北京市西城区生态环境局", 15)]
    assert answer(plans, "附2哪两个部门一起主责的次数最多").reading.asks == "pairs"


@pytest.mark.parametrize(("sentence", "value"), [("全区绿色企业比率不能低于多少", 65), ("建筑垃圾再生产品的使用比例原则上不少于百分之几", 30)])
def test_limits_are_asked_for_in_many_words(plans: ask.Reader, sentence: str, value: int) -> None:
    assert {row["value"] for row in answer(plans, sentence).rows} == {value}


def test_an_office_may_end_in_what_sounds_alike(plans: ask.Reader) -> None:
    found = answer(plans, "区交通唯主责多少项")
    assert found.figure.startswith("14 项") and "按差一字理解" in found.told
    names = ("区教育局", "区教育委", "区卫健委")
    assert slip_at_end("区卫健唯", names) == "区卫健委"
    assert slip_at_end("区教育台", names) is None


def test_what_is_typed_for_an_ending_stands_in_its_example() -> None:
    for row in table("vocabulary/alike"):
        assert any(typed in row["example"] for typed in row["typed"].split("|")), row
        assert row["ending"] not in row["typed"]


# The city names the district among those who answer; the district has a plan of its own.
LEVELS = {
    "city.csv": "安徽省芜湖市秸秆禁烧2026年行动计划,,,\n序号,重点任务,工作措施,责任单位\n1,秸秆禁烧,巡查。,镜湖区、鸠江区\n",
    "district.csv": (
        "安徽省芜湖市镜湖区秸秆禁烧2026年行动计划,,,,\n序号,重点任务,工作措施,牵头单位,配合单位\n1,秸秆禁烧,开展夜查。,区农业农村局,区应急局\n"
    ),
}


def test_a_place_with_a_plan_of_its_own_is_asked_for_its_bodies(tmp_path: Path) -> None:
    """镜湖区 stands for its plan where somebody asks who does what there, for its government where that acts."""
    with open_reader(stored(tmp_path, LEVELS)) as reader:
        helpers = answer(reader, "镜湖区秸秆禁烧谁配合")
        assert "应急管理局" in str(helpers.rows) + " ".join(helpers.notes) and helpers.figure != "0 个单位"
        assert "巡查。" in str(answer(reader, "镜湖区政府负责什么").rows)


# How often something recurs is asked of the rule that was read, not of the words alone

_RHYTHMS = """北京市西城区井泉工作2026年行动计划,,,,
序号,重点任务,工作措施,完成时限,责任单位
1,甲项,报送甲表。,每月25日前,区水务局
2,乙项,报送乙表。,每季度末月20日前,区教委
3,丙项,巡查丙河。,每周,区水务局
4,丁项,评估丁事。,每半年,区教委
5,戊项,清点戊物。,每年1月、7月10日前,区水务局
6,己项,通报己事。,每旬,区教委
7,庚项,完成庚事。,6月底前,区水务局
"""


@pytest.fixture(scope="module")
def recurring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ask.Reader]:
    with open_reader(stored(tmp_path_factory.mktemp("rhythms"), {"a.csv": _RHYTHMS})) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("每月的措施", ["报送甲表。"]),
        ("每个月都要做的有哪些", ["报送甲表。"]),
        ("每季度要做哪些", ["报送乙表。"]),
        ("每周的措施有哪些", ["巡查丙河。"]),
        ("每半年要做的措施", ["评估丁事。", "清点戊物。"]),
        ("每年的措施有哪些", ["清点戊物。"]),
        ("每旬要报的措施", ["通报己事。"]),
        ("区水务局每月要做什么", ["报送甲表。"]),
        ("定期要做的措施", ["报送甲表。", "报送乙表。", "巡查丙河。", "评估丁事。", "清点戊物。", "通报己事。"]),
    ],
)
def test_a_rhythm_is_asked_of_the_rule_whatever_its_day(recurring: ask.Reader, sentence: str, texts: list[str]) -> None:
    assert [row["text"] for row in answer(recurring, sentence).rows] == texts


@pytest.mark.parametrize(
    ("rule", "often"),
    [
        ("FREQ=DAILY", "day"), ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "workday"), ("FREQ=WEEKLY;BYDAY=FR", "week"),
        ("FREQ=WEEKLY;INTERVAL=2", "two-weeks"), ("FREQ=MONTHLY;BYMONTHDAY=10,20,-1", "ten-days"), ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "half-month"),
        ("FREQ=MONTHLY;BYMONTHDAY=5,20", "month"), ("FREQ=MONTHLY;BYMONTH=2,4,6,8,10,12", "two-months"), ("FREQ=MONTHLY;INTERVAL=2", "two-months"),
        ("FREQ=MONTHLY;INTERVAL=3", "quarter"), ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "quarter"), ("FREQ=MONTHLY;INTERVAL=6", "half-year"),
        ("FREQ=YEARLY;BYMONTH=3", "year"), ("FREQ=YEARLY;BYMONTH=3,10", "year"), ("FREQ=YEARLY;INTERVAL=2", "2 year"),
        ("FREQ=DAILY;INTERVAL=3", "3 day"),
    ],
)  # fmt: skip
def test_how_often_a_rule_falls_does_not_hang_on_its_days(rule: str, often: str) -> None:
    assert rhythm(rule) == often


# What holds no duty may be printed, and what was no plan was not looked at

_REMARKS = """北京市西城区井泉工作2026年行动计划,,,,
序号,重点任务,工作措施,完成时限,责任单位,备注
1,甲项,清理旧车。,4月底,区城管委,去年区公安分局查过
2,乙项,修复便道。,7月底,区水务局,
"""
_LEDGER = """北京市西城区灯具整治督办台账,,,,
序号,工作措施,责任单位,完成时限,完成情况,进展情况
1,更换路灯,区城管委,6月底,已完成,全部换完
2,新增灯箱,区城管委,9月底,未完成,正在招标
"""


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield stored(tmp_path_factory.mktemp("beside"), {"a.csv": _REMARKS, "台账.csv": _LEDGER, "b.docx": "no document"})


def test_a_body_that_holds_no_duty_is_told_where_it_is_printed(beside: Path) -> None:
    with open_reader(beside) as reader:
        with pytest.raises(NotFound) as told:
            ask.find_body(reader, "区公安分局")
        assert "没有读到它的职责" in told.value.message and "备注栏 1 处" in told.value.message and "“备注 去年区公安分局查过”" in told.value.message
        with pytest.raises(NotFound, match="备注栏 1 处"):
            answer(reader, "区公安分局有哪些任务")
        with pytest.raises(NotFound, match="库中没有这个单位"):
            ask.find_body(reader, "区气象局")


def test_none_names_the_files_that_hold_no_plan(beside: Path) -> None:
    with open_reader(beside) as reader:
        notes = set_aside(reader)
        assert notes == [
            "没有查 1 份作台账收存、没有读成计划的文件：台账.csv；作计划读: zeren build --as-plan 文件 (ledgers, no plans, not looked at)",
            f"没有查 1 份拒收的文件：b.docx（{notes[1].partition('（')[2].partition('）')[0]}）；详见 zeren status (refused files, not looked at)",
        ]
        assert answer(reader, "区水务局11月要完成什么").notes[-2:] == tuple(notes)
        with pytest.raises(NotUnderstood, match=re.escape("台账.csv")):
            answer(reader, "路灯由谁负责")
    run = CliRunner().invoke(who, ["路灯", "--store", str(beside)])
    assert [line for line in run.stderr.splitlines() if line.startswith("没有查")] == notes


# A name that is settled in one plan and open in another stands for both

_SETTLED = "北京市西城区井泉工作2026年行动计划,,,\n序号,工作措施,完成时限,牵头单位\n1,更新甲物。,6月底前,区教委\n2,更新乙物。,9月底前,区教委\n"
_OPEN = "学校安全任务表,,,\n序号,工作措施,完成时限,牵头单位\n1,检查丙物。,7月底,区教委\n2,检查丁物。,8月底,区水务局\n"


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("open"), {"settled.csv": _SETTLED, "open.csv": _OPEN})


@pytest.mark.parametrize("command", [leads, agency, show])
def test_a_name_that_is_open_in_one_plan_and_settled_in_another_answers_with_neither_alone(namesakes: Path, command: Command) -> None:
    run = CliRunner().invoke(command, ["区教委", "--store", str(namesakes)])
    assert isinstance(run.exception, Ambiguous) and run.stdout == ""
    assert run.exception.message == (
        "区教委: 可以指几个单位 (several bodies bear this name): 北京市西城区教育委员会、区教委（没有认定是哪里的，印在 open.csv）"
    )


def test_each_of_two_namesakes_is_found_by_its_plan(namesakes: Path) -> None:
    for plan, texts in (("settled", ["更新甲物。", "更新乙物。"]), ("open", ["检查丙物。"])):
        run = CliRunner().invoke(leads, ["区教委", "--plan", plan, "--store", str(namesakes), "--format", "json"])
        assert [row["text"] for row in json.loads(run.stdout)] == texts
    with open_reader(namesakes) as reader:
        assert ask.find_body(reader, "北京市西城区教育委员会").name == "北京市西城区教育委员会"
        with pytest.raises(Ambiguous, match="北京市西城区教育委员会、区教委（没有认定是哪里的）"):
            answer(reader, "区教委有哪些任务")


def test_without_columns_a_name_stands_for_the_same_bodies(namesakes: Path) -> None:
    with open_reader(namesakes) as reader:
        assert [body.iri for body in match_bodies(bodies(reader), "区教委")] == [body.iri for body in ask.find_bodies(reader, "区教委")]


# What falls on no day is counted beside what is due

_UNDATED = """学校安全任务表,,,
序号,工作措施,完成时限,牵头单位
1,检查甲物。,7月底,区教委
2,检查乙物。,2026年8月底,区教委
3,检查丙物。,持续推进,区教委
4,检查丁物。,,区水务局
5,检查戊物。,每月,区水务局
6,检查己物。,汛期前,区水务局
"""


def test_an_answer_about_days_says_what_falls_on_none(tmp_path: Path) -> None:
    folder = stored(tmp_path, {"a.csv": _UNDATED})
    way = "zeren question undated 列出写了的，no-deadline 列出没有写的 (measures without a day, left out)"
    all_ = "另有 5 项没有日子，不在其内：没有年份 1 项、持续推进或长期 1 项、没有写时限 1 项、周期性 1 项、没有固定日子 1 项；"

    def told(*words: str) -> list[str]:
        return [line for line in CliRunner().invoke(due, [*words, "--store", str(folder)]).stderr.splitlines() if "没有日子" in line]

    assert told() == [f"另有 4 项没有日子，不在其内：没有年份 1 项、没有写时限 1 项、持续推进或长期 1 项、没有固定日子 1 项；{way}"]
    assert told("--body", "区教委") == [f"另有 2 项没有日子，不在其内：没有年份 1 项、持续推进或长期 1 项；{way}"]
    with open_reader(folder) as reader:
        found = answer(reader, "2026年8月底前要完成什么")
    assert [row["text"] for row in found.rows] == ["检查乙物。"]
    assert [note for note in found.notes if "没有日子" in note] == [all_ + way]


# Days without a year are those of the plans that are asked for

_OLD = "内蒙古自治区包头市数字政府2022年工作方案,,,\n序号,工作措施,完成时限,牵头单位\n1,建成甲台。,8月底,市工信局\n2,建成乙台。,6月底,市公安局\n"
_NEW = "北京市西城区井泉工作2026年行动计划,,,\n序号,工作措施,完成时限,牵头单位\n1,更新丙物。,8月底,区教委\n2,更新丁物。,6月底,区水务局\n"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ask.Reader]:
    with open_reader(stored(tmp_path_factory.mktemp("years"), {"old.csv": _OLD, "new.csv": _NEW})) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sentence", "texts", "told"),
    [
        ("包头市8月底到期的任务", ["建成甲台。"], ""),
        ("包头市工信局8月底前要完成什么", ["建成甲台。"], ""),
        ("西城区8月底到期的任务", ["更新丙物。"], ""),
        ("2022年8月底到期的任务", ["建成甲台。"], ""),
        ("8月底到期的任务", ["更新丙物。"], "“8月底”没有写年份，按 2026 年；要问 2022 年的请写明年份或地方 (taken as of 2026)"),
    ],
)
def test_days_without_a_year_are_those_of_the_plans_asked_for(years: ask.Reader, sentence: str, texts: list[str], told: str) -> None:
    found = answer(years, sentence)
    assert [row["text"] for row in found.rows] == texts
    assert [note for note in found.notes if "没有写年份" in note] == ([told] if told else [])


def test_two_years_beside_one_another_are_refused_with_how_to_ask(years: ask.Reader) -> None:
    with pytest.raises(NotUnderstood, match="两年相比可以问"):
        answer(years, "2026年的措施比2022年多多少")
    assert answer(years, "2022年的计划有多少措施").figure == "2 项"


_ZONE = """福建省平潭综合实验区食品安全2026年工作方案,,,
序号,工作措施,完成时限,责任单位
1,检查平潭甲店。,8月底,区市场监管局
2,检查乙店。,6月底,区市场监管局
"""


def test_the_place_before_a_name_is_that_of_the_body_and_no_word_of_the_matter(tmp_path: Path) -> None:
    with open_reader(stored(tmp_path, {"zone.csv": _ZONE, "new.csv": _NEW})) as reader:
        found = answer(reader, "平潭区市场监管局负责哪些")
    assert ([row["text"] for row in found.rows], found.reading.topics, found.notes) == (["检查平潭甲店。", "检查乙店。"], (), ())


def test_bodies_that_lead_here_and_assist_there_are_told_beside_those_in_two_roles_at_once(tmp_path: Path) -> None:
    rows = "1,更新甲物。,6月底,区教委,区水务局\n2,更新乙物。,9月底,区水务局,区民政局\n"
    plan = f"北京市西城区井泉工作2026年行动计划,,,,\n序号,工作措施,完成时限,牵头单位,协办单位\n{rows}"
    with open_reader(stored(tmp_path, {"a.csv": plan})) as reader:
        notes = ask.asked(reader, "哪些单位既牵头又协办").notes
    assert notes[:2] == (
        "没有单位在同一措施里既主责又协办",
        "在不同措施上既牵头或主责、又协办的有 1 个单位 (lead some measures and assist in others): 北京市西城区水务局",
    )


def test_a_company_is_not_called_by_its_place_alone(tmp_path: Path) -> None:
    rows = "1,投资甲园。,6月底,省投资集团\n2,更新乙物。,9月底,各市人民政府\n"
    plan = f"安徽省工业2026年行动计划,,,\n序号,工作措施,完成时限,责任单位\n{rows}"
    with open_reader(stored(tmp_path, {"a.csv": plan})) as reader:
        assert [row["text"] for row in answer(reader, "安徽省各市人民政府负责哪些").rows] == ["更新乙物。"]
        assert [row["text"] for row in answer(reader, "安徽省投资集团负责哪些").rows] == ["投资甲园。"]

"""Nothing is told as none before it was looked for in every way in which documents print it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import stored
from zeren import ask
from zeren.ask.search import search
from zeren.ask.sentence import NotUnderstood, answer
from zeren.ask.sentence.slips import slip_at_end
from zeren.ground.errors import NotFound
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

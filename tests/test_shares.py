"""Amounts that answer to one another, and what a measure must hold to carry out a second one too."""

from __future__ import annotations

import re

import pytest

from zeren.ask.chain import _adds_up
from zeren.cascade.amounts import amounts
from zeren.cascade.facts import Due, Fact, Quantity
from zeren.cascade.kinds_counted import counts_other_kind
from zeren.cascade.measures import Link, links
from zeren.cascade.shares import merged_shares, shares
from zeren.cascade.traits import traits


@pytest.mark.parametrize(
    ("words", "unit", "yearly"),
    [
        ("随访每季度不少于1次", "次", 4),
        ("每两个月上门1次", "次", 6),
        ("每3天巡查1次", "次", 365 / 3),
        ("每隔两周开展2次抽查", "次", 52),
        ("每半个月会商1次", "次", 24),
        ("隔周开展1次巡查", "次", 26),
        ("每月2次巡查", "次", 24),
        ("每两年演练1次", "次", 0.5),
    ],
)
def test_how_often_is_told_by_its_period_which_is_no_amount_itself(words: str, unit: str, yearly: float) -> None:
    (one,) = amounts(words)
    assert (one.kind, one.unit, one.base) == ("often", unit, pytest.approx(yearly))


@pytest.mark.parametrize("words", ["实施四个一批工程", "做到三个不低于", "实现两个全覆盖", "6月30日前", "第2次会议", "两个确保"])
def test_figures_of_speech_and_days_are_no_amounts(words: str) -> None:
    assert amounts(words) == ()


def test_a_rate_in_the_unit_of_counted_things_says_what_it_is_for_and_adds_up_over_no_area() -> None:
    above, below = amounts("每千人口托位数达到5.2个"), amounts("每千人口拥有托位4.8个")
    ((one,),) = merged_shares([above], below)
    assert (one.upper, one.lower, one.unit) == (5.2, 4.8, "个（每千人口）")
    assert not _adds_up(one.unit) and _adds_up("个") and _adds_up("万亩")


def test_of_two_measures_merged_in_one_each_amount_answers_to_one() -> None:
    first, second = amounts("提高高血压患者规范管理率，达到70%。"), amounts("提高糖尿病患者规范管理率，达到68%。")
    below = amounts("按规范管住的高血压患者达到74%、糖尿病患者达到72%。")
    assert [[(one.upper, one.lower) for one in side] for side in merged_shares([first, second], below)] == [[(70, 74)], [(68, 72)]]


def fact(plan: str, order: int, text: str, value: float) -> Fact:
    """A measure under one task that promises kilometres of pipes, led by one bureau."""
    promised = Quantity("indicator/pipes", value, "公里", True)
    return Fact(
        f"measure/{plan}{order}", f"plan/{plan}", order, f"task/{plan}", "老旧管网改造", text, (), 1000 * order, ("agency/a",), (promised,),
        ("住建局",), (), Due(),
    )  # fmt: skip


def between(uppers: list[str], lower: str) -> list[Link]:
    above = [fact("upper", number, words, 30 + number) for number, words in enumerate(uppers)]
    return [one for one in links(above, [fact("lower", 0, lower, 5)], ("3301", "330102"), {}) if one.lower.order == 0]


def test_a_measure_that_has_its_upper_one_is_not_certain_of_another_by_the_same_indicator() -> None:
    water, gas = "改造老旧供水管网50公里，降低漏损率。", "改造燃气老旧管网30公里，消除隐患。"
    lower = "改造老旧供水管网5公里，消除隐患点位。"
    assert [one.upper.order for one in between([water, gas], lower) if not one.likely] == [0]
    assert [one.upper.order for one in between([gas], lower) if not one.likely] == [0]


@pytest.mark.parametrize(
    ("upper", "lower", "differ"),
    [
        ("建设家政服务产业园10个，集聚企业", "建设跨境电商产业园2个，入驻企业150家", True),
        ("建设噪声自动监测站点480个", "改造电离辐射环境自动监测站4个", True),
        ("建设口袋公园40个", "新建口袋公园6个", False),
        ("建成充电桩3000个", "新建公共充电桩200个", False),  # nothing before the name but what is done
        ("培训家政服务员2000人", "举办家政服务培训300人", False),
    ],
)
def test_another_kind_of_the_thing_counted_is_never_certain(upper: str, lower: str, differ: bool) -> None:
    sides = [traits(fact("any", 0, words, 1), re.compile("(?!)")) for words in (upper, lower)]
    assert counts_other_kind(*sides, shares(sides[0].amounts, sides[1].amounts)) is differ

"""Every word of a question stands in the reading, or the question is refused: no word is read and then dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from zeren import ask
from zeren.ask.lookup import landing_for
from zeren.ask.sentence import NotUnderstood, answer
from zeren.ask.sentence.answer import counted
from zeren.ask.sentence.asked import asked
from zeren.ask.sentence.compared import _by_place
from zeren.ask.sentence.cut import cut
from zeren.ask.sentence.known import Known, known
from zeren.ask.sentence.parse import parse
from zeren.ask.sentence.reading import Reading
from zeren.ground.errors import NotFound, ZerenError
from zeren.ground.resources import table
from zeren.store import open_reader


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


# Counts are read off the tables of the two plans.


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("区水务局或区园林绿化局主责的措施有多少条", 51),
        ("区商务局或者区教委协办的有几项", 4),
        ("时限是长期实施或持续推进的有多少条", 67),
        ("区水务局跟其他部门共同主责的有几条", 23),
        ("区生态环境局跟别的单位一起主责的有多少条", 71),
        ("市计划里协办单位达到10家的措施几条", 4),
        ("附3主责单位不足三家的措施几条", 19),
        ("附2主责单位刚好两家的有几条", 16),
        ("区水务局主责且有协办单位的几条", 9),
        ("区生态环境局没主责但协办了的措施有几条", 15),
        ("区生态环境局不主责只协办的有几条", 15),
        ("主责单位里同时有区水务局和区园林绿化局的几条", 6),
        ("附3主责里有区水务局的措施有多少", 3),
        ("时限既不是年底前也不是长期实施的附3措施有几条", 11),
        ("区水务局、区园林绿化局、区应急局三家都参与的有几条", 1),
        ("区经促局主责、还有别的单位给它协办的有几条", 1),
        ("美丽西城一共列了多少条措施", 179),
        ("区水务局帮别人做的事有几条", 8),
        ("区生态环境局和至少两个单位一起主责的有多少条", 43),
        ("区水务局和区园林绿化局谁都不参与的附1措施有多少条", 58),
        ("附1里既没有区生态环境局也没有区城管委的措施有几条", 15),
        ("附2没有填协办单位的措施有几条", 40),
        ("市计划里市生态环境局不牵头的措施有多少条", 34),
    ],
)
def test_a_word_that_restricts_is_a_condition(plans: ask.Reader, sentence: str, count: int) -> None:
    found = answer(plans, sentence)
    assert found.figure.startswith(f"{count} 项"), found.told
    assert not found.unused


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("除了噪声以外区生态环境局还主责哪些", "除了"),
        ("主要不是区教委负责的措施", "主要不是"),
        ("不都是区水务局主责的措施", "不都"),
        ("6月起要做的任务", "起"),
        ("区水务局、区园林绿化局任意一家主责的", "任意"),
        ("只协办过一次的单位", "一次"),
        ("协办多于主责的单位有哪些", "多于"),
        ("区教委主责最少排第几", "最少"),
        ("大运河的任务有哪些", "大"),
        ("区水务局主责的占区级单位主责的比例", "占"),
        ("哪个附件协办单位最多", "哪个附件"),
        ("在附1主责、在附2没主责的单位", "附1"),
        ("附1和附2都主责的单位有哪些", "附1"),
        ("有量化指标的附1措施", "量化指标"),
        ("区教委明确写了时限的措施有几条", "时限"),
        ("没有牵头单位的西城措施有几条", "没有牵头单位"),
        ("西城运管分局归谁管", "西城运管分局归谁管"),
        ("环雅丽都是什么单位", "环雅丽都是什么单位"),
        ("你是谁", "谁"),
        ("附1以外区商务局还协办什么", "以外"),
        ("不在附1里的区水务局主责措施", "不"),
        ("区水务局不排首位的主责措施", "不"),
        ("区水务局和区园林绿化局只有一家参与的措施", "只有一家"),
        ("主责单位有2到4家的附3措施", "2到4家"),
        ("附2第一条措施谁负责", "第一条措施"),
        ("协办比主责多的西城措施有几条", "比"),
        ("谁主责得比协办少", "比"),
        ("附1比附3多的单位", "比"),
        ("只在附1出现的单位有哪些", "只"),
        ("既主责又协办的单位有几个", "既"),
        ("区水务局和区园林绿化局加起来主责多少项", "加起来"),
        ("哪项重点任务的措施最多", "最多"),
        ("所有附2措施都由区生态环境局主责吗", "吗"),
        ("目标值超过50%的有哪些", "超过50%"),
        ("区水务局的第三条任务是什么", "第三条任务"),
        ("年底前和长期实施的措施有几条", "长期实施"),
        ("6月以后要完成的有哪些", "以后"),
        ("区水务局过去主责的措施有几条", "过去"),
        ("区水务局主责的大部分措施有几条", "大部分"),
    ],
)
def test_a_word_that_becomes_no_condition_refuses_the_question(plans: ask.Reader, sentence: str, words: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        asked(plans, sentence)
    assert f"“{words}" in caught.value.message
    assert caught.value.remedy


def test_either_of_two_bodies_is_told_so(plans: ask.Reader) -> None:
    assert "北京市西城区水务局或北京市西城区园林绿化局主责" in answer(plans, "区水务局或区园林绿化局主责的措施").told


def test_of_two_readings_none_is_picked_in_silence(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood) as caught:
        answer(plans, "区水务局不主责的措施有几条")
    assert "区水务局参与但不主责的措施" in caught.value.remedy
    assert answer(plans, "区水务局参与但不主责的措施有几条").figure.startswith("8 项")
    assert answer(plans, "不由区水务局主责的措施有几条").figure == "152 项"


def test_a_task_that_nobody_took_up_is_told_as_such_and_no_row(plans: ask.Reader) -> None:
    found = asked(plans, "市里农村黑臭水体这条，西城接了没有")
    assert found.rows == []
    assert "没有承接" in found.notes[0] and "农村黑臭水体" in found.notes[0]


@pytest.mark.parametrize(
    ("sentence", "body", "words"),
    [
        ("西城接诉即办那条是接的市里哪一条", "区生态环境局", "接诉即办"),
        ("市里“点对点”利用危险废物的任务，西城谁来接", "区生态环境局", "点对点"),
        ("市里实验室信息管理系统那条西城接在哪里", "区生态环境局", "LIMS"),
    ],
)
def test_what_took_up_a_task_is_asked_in_talk(plans: ask.Reader, sentence: str, body: str, words: str) -> None:
    rows = asked(plans, sentence).rows
    assert len(rows) == 1
    assert body.removeprefix("区") in str(rows[0]["bodies"])
    assert words in f"{rows[0]['text']}{rows[0]['lower_text']}"


def test_who_helps_whom_is_told_by_the_words_before_who(plans: ask.Reader) -> None:
    helped = answer(plans, "区水务局给谁协办").reading
    assert (helped.holders[0].role, helped.role) == ("support", "principal")
    helpers = answer(plans, "谁给区水务局协办").reading
    assert (helpers.holders[0].role, helpers.role) == ("principal", "support")


@pytest.mark.parametrize("sentence", ["哪条措施没人管", "没有主责单位的措施"])
def test_nobody_answers_is_asked_of_measures_and_never_lists_all(plans: ask.Reader, sentence: str) -> None:
    assert asked(plans, sentence).rows == []


def test_firms_that_only_help_are_bodies_that_are_asked_for(plans: ask.Reader) -> None:
    rows = answer(plans, "西城计划里只协办不主责的企业").rows
    assert [row["agency"] for row in rows] == ["北京环雅丽都投资有限公司"]


def test_a_target_of_a_place_that_has_none_is_not_that_of_others(plans: ask.Reader) -> None:
    found = answer(plans, "北京经开区PM2.5目标")
    assert found.rows == [] and any("没有给“北京经济技术开发区”的这个目标" in note for note in found.notes)


def test_what_was_never_set_beside_a_plan_above_is_not_said_to_be_new_or_not(plans: ask.Reader) -> None:
    note = answer(plans, "西城哪些措施是市里没有的").notes[0]
    assert "只有附3（31 项）与上级计划对照过" in note and "附1、附2 的 148 项没有对照" in note


def test_a_place_of_the_country_without_a_plan_is_named(plans: ask.Reader) -> None:
    with pytest.raises(NotFound, match="天津市: 库中没有这里的计划"):
        asked(plans, "天津市的计划里绿电谁牵头")
    with pytest.raises(NotFound, match="朝阳区: 库中没有这里的计划"):
        asked(plans, "朝阳区和西城区谁的任务多")


@pytest.mark.parametrize(
    "sentence",
    [
        "区水务局或区园林绿化局主责的措施",
        "区水务局牵头或者协办的措施",
        "区水务局参与但不主责的措施",
        "协办单位不足三家的附3措施",
        "时限不是年底前的西城措施",
        "噪声或扬尘的措施",
    ],
)
def test_the_query_of_such_a_reading_finds_the_same_measures(plans: ask.Reader, sentence: str) -> None:
    sql = answer(plans, sentence).query
    rows = landing_for(plans).rows(sql)
    assert {str(row[0]).rpartition("/")[2] for row in rows} == {iri.rpartition("/")[2] for iri in counted(plans, sentence)}


# Figures of shares and places.


def test_a_share_of_a_bodys_own_work_is_of_what_it_holds(plans: ask.Reader) -> None:
    assert answer(plans, "区水务局主责的占它全部任务的几成").figure.startswith("27 / 35 = 77.1%")
    assert answer(plans, "区水务局的任务里主责的占多少").figure.startswith("27 / 35 = 77.1%")
    assert answer(plans, "区水务局主责的占多少").figure.startswith("27 / 240")
    assert "时限栏写“年底前”的 27 项，占 44.3%" in answer(plans, "市计划年底前完成的占多少").figure


def test_plans_of_a_place_are_added_up_beside_one_another(plans: ask.Reader) -> None:
    found = answer(plans, "西城和北京市的计划哪个措施多").figure
    assert "北京市西城区（3 份） 179 项" in found
    assert "北京市 61 项" in found
    assert "相差 118 项" in found


def test_plans_that_name_no_place_are_added_up_as_such() -> None:
    rows = [{"place": place, "count": count, "via_groups": 0, "total": 9} for place, count in (("北京市", 4), (None, 1), (None, 2))]
    assert [(row["plan"], row["count"]) for row in _by_place(rows)] == [("北京市", 4), ("辖区未注明（2 份）", 3)]


def test_the_first_two_of_a_rank_are_no_pairs(plans: ask.Reader) -> None:
    rows = answer(plans, "附2主责条数前两名是哪两家").rows
    assert [(row["agency"], row["count"]) for row in rows] == [("北京市西城区生态环境局", 28), ("北京市西城区城市管理委员会", 18)]


def test_the_beginning_of_a_name_is_no_word_of_the_matter(plans: ask.Reader) -> None:
    assert answer(plans, "国网城区供电公司协办几条").figure.startswith("1 项")


def test_what_was_not_set_beside_a_plan_above_is_not_told_as_none(plans: ask.Reader) -> None:
    for sentence in ("附1承接了市里哪些任务", "附2没有承接哪些市级任务"):
        with pytest.raises(NotFound, match="没有与上级计划对照过"):
            asked(plans, sentence)
    assert answer(plans, "区水务局承接的市级任务").rows


def test_on_a_day_something_ends_or_nothing_does(plans: ask.Reader) -> None:
    found = answer(plans, "2026年6月30日到期的任务")
    assert (found.figure, found.rows) == ("0 项", [])
    assert any("6-9月" in note for note in found.notes)


def test_when_is_asked_of_the_measure_and_not_of_its_figure(plans: ask.Reader) -> None:
    (row,) = answer(plans, "绿色工厂什么时候建成").rows
    assert row["deadline"] == "年底前"
    assert "绿色工厂" in str(row["text"])


# Words that say nothing are promises: wherever one stands, the question means what it means without it.

FRAMES = (("区水务局", "主责哪些措施"), ("没有", "协办单位的附2措施"), ("附1", "三家以上协办的措施"), ("附2区教委", "只协办的措施"))
"""what stands before and behind the word"""
SPEAKS = frozenset(("没人管",))
"""skip words that say something where nobody complains"""


def _understood(store: Known, sentence: str) -> Reading | None:
    try:
        reading = parse(sentence, cut(sentence, store), store)
    except ZerenError:
        return None
    return replace(reading, notes=(), scope="")


@pytest.mark.parametrize(("before", "behind"), FRAMES)
def test_a_word_that_says_nothing_changes_no_question(plans: ask.Reader, before: str, behind: str) -> None:
    store = known(plans)
    plain = _understood(store, before + behind)
    words = [word for row in table("vocabulary/sentence") if row["kind"] == "skip" for word in row["words"].split("|") if word not in SPEAKS]
    read = {word: _understood(store, before + word + behind) for word in words}
    changed = [word for word, found in read.items() if found is not None and found != plain]
    assert plain is not None
    assert not changed
    # Not each is refused: most of them are read over.
    assert sum(found == plain for found in read.values()) > 0.8 * len(words)

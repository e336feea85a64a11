"""Other ways of asking what can be asked: places of a rank, two roles of one body, context before the question, units of targets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zeren import ask
from zeren.ask.lookup import _THESE_SQL, landing_for
from zeren.ask.sentence import NotUnderstood, OutOfScope, answer
from zeren.ground.errors import NotFound
from zeren.store import open_reader


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


# Counts are read off the tables of the two plans.


def test_one_place_of_a_rank_is_that_body_alone(plans: ask.Reader) -> None:
    found = answer(plans, "主责数第二多的是哪家")
    assert [(row["agency"], row["count"]) for row in found.rows] == [("北京市西城区城市管理委员会", 49)]


def test_the_place_of_a_body_counts_those_with_more(plans: ask.Reader) -> None:
    # 107, 49 and 31 stand before; 各区政府 has 30 too.
    found = answer(plans, "区园林绿化局主责排第几")
    assert [(row["count"], row["standing"]) for row in found.rows] == [(30, 4)]


@pytest.mark.parametrize("sentence", ["区教委主责的多还是协办的多", "区教委主责的和协办的各有几项", "区教委是主责多还是协办多"])
def test_two_roles_of_one_body_are_counted_apart(plans: ask.Reader, sentence: str) -> None:
    assert {row["role"]: row["count"] for row in answer(plans, sentence).rows} == {"responsible": 13, "support": 2}


def test_nobody_else_in_the_role_is_the_body_alone(plans: ask.Reader) -> None:
    assert answer(plans, "区水务局、没有别的单位主责的有几条").figure.startswith("4 项")


def test_what_is_told_before_the_question_is_left_out_and_named(plans: ask.Reader) -> None:
    found = answer(plans, "住在马路边，车声太吵，西城的交通噪声是谁在治理")
    assert "交通噪声" in str(found.rows[0]["text"])
    assert any("住在马路边、车声" in note for note in found.notes)


@pytest.mark.parametrize("sentence", ["外卖小哥归谁管", "区民政居有哪些任务", "区教委幼教科主责哪些"])
def test_a_person_or_an_office_nobody_knows_is_no_matter(plans: ask.Reader, sentence: str) -> None:
    with pytest.raises(NotUnderstood):
        answer(plans, sentence)


def test_a_matter_ends_at_a_comma(plans: ask.Reader) -> None:
    found = answer(plans, "建筑垃圾运输车换新能源，谁牵头")
    words = [topic.words for topic in found.reading.topics]
    assert words[0] == "建筑垃圾运输车"
    assert not any("谁" in word or "，" in word for word in words)


def test_a_share_of_those_that_say_a_word_is_of_all(plans: ask.Reader) -> None:
    assert answer(plans, "提到京津冀的措施占多少").figure.startswith("9 / 240 = 3.8%")


def test_the_pairs_that_share_least_come_first_where_they_are_asked_for(plans: ask.Reader) -> None:
    assert [row["count"] for row in answer(plans, "合作次数最少的两个单位").rows] == [1, 1]


def test_no_target_in_another_unit_answers_for_one_that_is_not_there(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood):
        answer(plans, "绿化面积增加多少公顷")


def test_which_annexes_hold_a_body_is_told_annex_by_annex(plans: ask.Reader) -> None:
    found = answer(plans, "区水务局主责的措施在哪几个附件")
    assert {row["annex"]: row["count"] for row in found.rows if row["annex"]} == {"附1": 20, "附2": 4, "附3": 3}


def test_groups_are_told_beside_bodies_that_are_compared(plans: ask.Reader) -> None:
    assert "另经群体 52 项" in answer(plans, "德胜街道和月坛街道谁的任务多").figure


def test_what_a_plan_below_has_without_a_task_above_is_not_what_it_did_not_take_up(plans: ask.Reader) -> None:
    assert answer(plans, "附3哪些措施没有对应的市级任务").reading.states == ("new",)
    assert answer(plans, "市级任务哪些没有对应的区级措施").reading.states == ("not-taken-up",)


def test_a_target_is_told_where_no_measure_says_the_matter(plans: ask.Reader) -> None:
    found = answer(plans, "优良天数比率谁负责")
    assert found.reading.asks == "targets"
    assert [row["value"] for row in found.rows] == [78]


def test_which_street_has_most_is_asked_of_the_streets(plans: ask.Reader) -> None:
    # Outside the table of targets the district's plan names three streets, each in one measure.
    rows = answer(plans, "各街道谁的任务最多").rows
    assert {(row["agency"].removeprefix("北京市西城区"), row["count"]) for row in rows} == {
        ("展览路街道办事处", 1), ("广安门外街道办事处", 1), ("白纸坊街道办事处", 1),
    }  # fmt: skip


def test_a_part_of_what_is_due_is_of_that_alone(plans: ask.Reader) -> None:
    assert answer(plans, "长期实施的措施里区水务局占多少").figure.startswith("9 / 28 =")


@pytest.mark.parametrize("sentence", ["区水务局的任务办完了多少", "6月底前做好了的任务有哪些"])
def test_what_was_done_is_out_of_scope_whatever_the_word(plans: ask.Reader, sentence: str) -> None:
    with pytest.raises(OutOfScope):
        answer(plans, sentence)


def test_words_end_where_the_plans_end_them(plans: ask.Reader) -> None:
    # The plans print 重污染天气应急; 应对 is a word of its own.
    found = answer(plans, "负责重污染天气应对的是哪些单位")
    assert [topic.words for topic in found.reading.topics] == ["重污染天气"]


def test_a_condition_that_targets_do_not_have_is_refused(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood):
        answer(plans, "有哪些带百分比的目标")


def test_a_number_of_units_behind_by_is_a_condition(plans: ask.Reader) -> None:
    assert answer(plans, "由两家单位主责的附2措施有几条").figure.startswith("16 项")


def test_bodies_read_by_identifier_are_named_as_the_view_names_them(plans: ask.Reader) -> None:
    landing = landing_for(plans)
    named = dict(landing.rows("SELECT id, name FROM body_name"))
    found = {row[0]: row[1] for row in landing.rows(_THESE_SQL, {"ids": sorted(named)})}
    assert found == named
    assert len(named) > 80


def test_bodies_that_never_help_are_no_measures_without_help(plans: ask.Reader) -> None:
    found = answer(plans, "只主责没协办的单位有几家")
    assert (found.reading.lacks_role, found.reading.lacking) == ("support", ())


def test_the_words_of_a_title_are_no_matter_of_its_measures(plans: ask.Reader) -> None:
    assert answer(plans, "美丽西城建设有多少条措施").figure.startswith("179 项")


def test_a_place_without_a_plan_is_no_matter_though_a_text_names_it(plans: ask.Reader) -> None:
    with pytest.raises(NotFound, match="库中没有这里的计划"):
        answer(plans, "天津的任务")
    assert len(answer(plans, "提到天津的措施").rows) == 1


def test_what_a_plan_itself_decided_is_not_all_of_it(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood):
        answer(plans, "自己的任务有哪些")


def test_alone_is_told_of_those_who_answer_where_nobody_does_without_help(plans: ask.Reader) -> None:
    found = answer(plans, "西城规自分局单独扛的任务")
    assert len(found.rows) == 1
    assert any("主责（牵头）只有它一家" in note for note in found.notes)


# Figures read off the columns of the two plans.


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("麻烦把主责单位里写了区财政局的措施找出来，谢谢", "2 项"),
        ("统计：附3中主责单位含区生态环境局的措施条数", "22 项"),
        ("主责单位包括区城管委和区水务局的措施", "7 项"),
        ("推动企业“含绿量”提升这项任务拆成了几条措施", "5 项"),
        ("白纸坊街道的PM2.5年均浓度", "1 个目标"),
    ],
)
def test_a_column_a_quoted_title_and_a_street_are_taken_for_what_they_are(plans: ask.Reader, sentence: str, figure: str) -> None:
    assert answer(plans, sentence).figure == figure


def test_titles_of_tasks_that_say_the_matter_are_told_beside_its_texts(plans: ask.Reader) -> None:
    # 扬尘: four texts; the tasks 施工扬尘管控 and 道路和裸地扬尘监管 have seven measures more.
    found = answer(plans, "扬尘的任务有多少项")
    assert found.figure == "4 项"
    assert any("另有 7 项措施的任务名" in note for note in found.notes)


def test_what_two_bodies_have_is_listed_of_each_where_they_share_nothing(plans: ask.Reader) -> None:
    found = answer(plans, "区卫生健康委和区民政局都有哪些任务？")
    assert len(found.rows) == 9
    assert found.notes[0].startswith("同在一项上的没有")


@pytest.mark.parametrize("word", ["禁止", "严禁", "不准", "不许", "不让"])
def test_a_ban_is_a_matter_or_told_as_unused(plans: ask.Reader, word: str) -> None:
    found = answer(plans, f"{word}露天焚烧谁负责")
    assert found.unused == (word,) or any(word in topic.words for topic in found.reading.topics)
    assert any(topic.words == word for topic in answer(plans, f"西城{word}哪些事").reading.topics)


def test_what_is_banned_is_never_listed_without_the_ban(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood, match="禁止"):
        answer(plans, "哪些措施禁止新建锅炉")


def test_a_raised_duty_is_none_of_its_own(plans: ask.Reader) -> None:
    assert answer(plans, "西城有哪些加码的任务").reading.states == ("raised",)


def test_a_matter_that_only_other_plans_print_whole_is_no_none(plans: ask.Reader) -> None:
    # 附3: 固定设备噪声治理; 商业固定设备噪声 stands in the plan above.
    with pytest.raises(NotUnderstood, match="别的计划写有"):
        answer(plans, "商业固定设备噪声今年西城治几项")

"""Questions in Chinese read by the grammar: nothing dropped, nothing guessed, no false none."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from zeren import ask
from zeren.ask.sentence import Answer, NotUnderstood, OutOfScope, answer
from zeren.ask.sentence.cut import cut
from zeren.ask.sentence.home import last_division, place_like, place_of, placed_names
from zeren.ask.sentence.known import known
from zeren.ask.sentence.lexicon import KINDS, folded, folded_with_quotes, nicknames, words
from zeren.ask.sentence.slips import slip
from zeren.ground.errors import Ambiguous, NotFound, OwnFault
from zeren.ground.resources import table
from zeren.store import open_reader
from zeren.table.duties import BodyRow


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


def counts(found: Answer) -> list[object]:
    return [row["count"] for row in found.rows]


# The words


def test_every_word_of_the_lexicon_is_of_a_known_kind_and_stands_once() -> None:
    spelled = [folded(word) for row in table("vocabulary/sentence") for word in row["words"].split("|")]
    assert {row["kind"] for row in table("vocabulary/sentence")} <= KINDS
    assert sorted(spelled) == sorted(set(spelled))
    assert not set(spelled) & {folded(word) for row in table("vocabulary/outside") for word in row["words"].split("|")}


def test_every_entry_has_an_example_in_which_one_of_its_words_stands() -> None:
    for row in table("vocabulary/sentence"):
        assert any(word in row["example"] for word in row["words"].split("|")), row
    for row in table("vocabulary/nicknames"):
        assert row["word"] in row["example"]
    for row in table("vocabulary/shortened"):
        assert row["said"] in row["example"]
    for row in table("vocabulary/spoken"):
        assert any(word in row["example"] for word in row["spoken"].split("|")), row
    for row in table("vocabulary/rhythms"):
        assert any(word in row["example"] for word in row["words"].split("|")), row
    for row in table("vocabulary/generic"):
        assert row["word"] in row["example"]


def test_a_nickname_means_functions_that_the_register_has() -> None:
    functions = {row["key"] for row in table("register/functions")}
    assert {function for nick in nicknames().values() for function in nick.functions} <= functions


def test_words_are_compared_without_dress() -> None:
    assert folded("PM _{2.5}") == folded("ＰＭ２．５") == "pm2.5"
    assert folded("“三监”联动") == folded("「三监联动」") == "三监联动"
    assert words()["牵头"].value == "lead"


# The cut


@pytest.mark.parametrize("sentence", ["区水务局负责哪些措施？", "PM2.5今年的目标", "区块链由谁负责", "？？", "a", "“噪声”归谁管"])
def test_a_cut_holds_every_character_in_order(plans: ask.Reader, sentence: str) -> None:
    assert "".join(token.words for token in cut(sentence, known(plans))) == folded_with_quotes(sentence)


def test_a_word_of_the_texts_wins_over_the_words_of_asking_inside_it(plans: ask.Reader) -> None:
    assert [token.kind for token in cut("管网由谁负责", known(plans))] == ["topic", "by", "who", "role"]


@pytest.mark.parametrize(
    ("word", "name"), [("区生态环竟局", "区生态环境局"), ("区水物局", "区水务局"), ("区水务务局", "区水务局"), ("区审计局", None), ("水局", None)]
)
def test_one_wrong_letter_is_mended_but_no_other_office_is_made_of_it(word: str, name: str | None) -> None:
    assert slip(word, ["区生态环境局", "区水务局", "区统计局", "区财政局"]) == name


# The answers: figures counted in the documents


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("区民政局负责哪些措施", 1),
        ("区统计局有什么任务", 2),
        ("区环保局单独主责的措施有几条", 36),
        ("区住建委主责的活儿列一下", 29),
        ("附3一共有几条措施", 31),
        ("没有写时限的措施有哪些", 2),
        ("市气象局牵头什么", 1),
        ("区数据局独立负责的任务", 1),
        ("市公安局既牵头又主责的是哪项", 1),
        ("西城照搬了市里哪些措施", 9),
        ("西城不涉及区生态环境局的措施有哪些", 57),
        ("附3没有协办、只有一个主责的措施有哪些", 9),
        ("区水务局一家主责、也没有协办的", 2),
        ("附2协办单位空白的有几条", 40),
        ("通州区政府主责的是哪几项", 3),
        ("各区政府牵头的有几项", 9),
        ("区财政局有任务没有", 4),
    ],
)
def test_a_figure_is_that_of_the_documents(plans: ask.Reader, sentence: str, count: int) -> None:
    found = answer(plans, sentence)
    assert count == (len(found.rows) if "count" not in found.columns else found.rows[0]["count"])


def test_what_comes_through_a_group_is_told_apart_and_never_none(plans: ask.Reader) -> None:
    found = answer(plans, "德胜街道办事处负责什么")
    assert (len(found.rows), {row["via"] for row in found.rows}) == (29, {"各街道办事处"})
    assert "列名 0，经群体 29" in found.figure
    figures = answer(plans, "展览路街道办事处有多少项任务")
    assert [(row["count"], row["via"], row["certainty"]) for row in figures.rows] == [
        (1, None, None),
        (52, "各街道办事处", "certain"),
        (10, "相关街道办事处", "possible"),
    ]


def test_what_a_group_brings_is_told_beside_what_is_printed_and_listed_when_asked_for(plans: ask.Reader) -> None:
    found = answer(plans, "通州区政府主责哪些措施")
    assert (len(found.rows), {row["via"] for row in found.rows}) == (3, {None})
    assert any("经“各区政府”" in note for note in found.notes)
    every = answer(plans, "通州区政府主责哪些措施，连群体")
    assert len(every.rows) > 3 and every.figure.startswith(f"{len(every.rows)} 项（列名 3，")


def test_a_small_number_stands_beside_its_measures_and_a_deadline_as_printed_beside_what_is_due_before(plans: ask.Reader) -> None:
    found = answer(plans, "区卫健委协办几条")
    assert (found.figure, [row["task_no"] for row in found.rows]) == ("1 项", ["6"])
    assert counts(answer(plans, "附2年底前完成的有多少"))[0] == 55


def test_what_is_asked_for_in_the_singular_is_cut_off_behind_the_first_but_for_those_as_many(plans: ask.Reader) -> None:
    assert counts(answer(plans, "西城协办单位最多的是哪条措施")) == [5, 5, 5, 5]
    only = answer(plans, "市里哪些单位只主责、不牵头")
    assert {row["printed"] for row in only.rows} == {
        "丰台区政府", "大兴区政府", "市空气重污染应急指挥部成员单位", "市统计局", "房山区政府", "石景山区政府",
    }  # fmt: skip


def test_a_denial_that_becomes_no_condition_is_not_passed_over(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood, match="不"):
        answer(plans, "区水务局不主要的任务有哪些")
    with pytest.raises(NotUnderstood, match="电网"):
        answer(plans, "国家电网在西城要干什么")


def test_who_answers_for_a_matter_with_the_words_that_prove_it(plans: ask.Reader) -> None:
    (row,) = answer(plans, "餐饮油烟治理归谁管").rows
    assert "餐饮油烟" in str(row["text"]) and "北京市西城区商务局" in str(row["responsible"])


def test_two_bodies_are_asked_for_one_beside_the_other(plans: ask.Reader) -> None:
    found = answer(plans, "区水务局和园林局谁协办的多")
    assert {row["agency"] for row in found.rows} == {"北京市西城区水务局", "北京市西城区园林绿化局"}
    assert {row["role"] for row in found.rows} == {"support"}


def test_targets_are_found_by_spoken_and_printed_names_and_by_place(plans: ask.Reader) -> None:
    assert [row["value"] for row in answer(plans, "什刹海的pm2.5要降到多少").rows] == [28]
    assert {row["value"] for row in answer(plans, "零排放车队要建几家").rows} == {3}
    assert {row["scope"] for row in answer(plans, "PM2.5目标最低的街道").rows} == {
        f"{name}街道" for name in ("德胜", "什刹海", "新街口", "金融街", "椿树", "展览路", "白纸坊")
    }


def test_a_season_of_the_whole_year_is_not_due_in_a_month(plans: ask.Reader) -> None:
    (row,) = answer(plans, "西城6到9月要干什么").rows
    assert row["deadline"] == "6-9月"


def test_the_cascade_is_asked_in_free_words(plans: ask.Reader) -> None:
    (row,) = answer(plans, "市里校园广播噪声的任务到西城由谁承接").rows
    assert "北京市西城区教育委员会" in str(row["bodies"])


# What is said where there is no answer


@pytest.mark.parametrize(
    ("sentence", "error", "told"),
    [
        ("区块链由谁负责", NotUnderstood, "区块链"),
        ("区水务局的预算是多少", OutOfScope, "预算"),
        ("区生态环境局的电话是多少", OutOfScope, "电话"),
        ("区水务局的任务完成了多少", OutOfScope, "完成情况"),
        ("区体育局负责什么", NotFound, "区体育局"),
        ("生态环境局牵头哪些", Ambiguous, "北京市生态环境局、北京市西城区生态环境局"),
        ("城管负责哪些", Ambiguous, "城市管理综合行政执法局"),
        ("海淀区的计划里噪声由谁负责", NotFound, "海淀区"),
        ("附9里有哪些措施", NotFound, "附9"),
        ("区水务局去年的任务", NotFound, "去年"),
        ("", NotFound, "不像一个问题"),
    ],
)
def test_what_is_not_answered_is_refused_with_the_reason(
    plans: ask.Reader, sentence: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        answer(plans, sentence)


def test_a_specific_word_is_never_left_out(plans: ask.Reader) -> None:
    with pytest.raises(NotUnderstood, match=r"永定河.*摩托车"):
        answer(plans, "永定河摩托车由谁负责")
    assert answer(plans, "油烟污染由谁负责").unused == ("污染",)


def test_none_is_said_only_with_where_was_looked(plans: ask.Reader) -> None:
    found = answer(plans, "区民政局单独负责的措施")
    assert not found.rows
    assert any("查了" in note for note in found.notes) and any("主责 1 项" in note for note in found.notes)


def test_the_reading_is_told_in_words(plans: ask.Reader) -> None:
    assert answer(plans, "附2里区水务局协办哪些措施").told == "在附2中，北京市西城区水务局协办：措施"


def test_a_plan_without_a_lead_column_says_so(plans: ask.Reader) -> None:
    assert any("没有“牵头”栏" in note for note in answer(plans, "区水务局牵头哪些措施").notes)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [("谁协办最多", "sentence"), ("计划废止了什么文件", "cited"), ("哪些街道被点名", "named-townships"), ("哪些单位承担过多？", "overloaded")],
)
def test_shipped_questions_keep_what_they_say_better(plans: ask.Reader, sentence: str, question: str) -> None:
    assert ask.asked(plans, sentence).question == question


def test_what_groups_bring_stands_beside_every_answer_about_a_body(plans: ask.Reader) -> None:
    from zeren.ask.groups import beside, through_groups, told

    street = ask.find_body(plans, "德胜街道办事处")
    found = {(one.certainty, one.role): one.measures for one in through_groups(plans, street.iri)}
    assert found == {("certain", "responsible"): 29, ("certain", "support"): 23, ("possible", "responsible"): 7, ("possible", "support"): 3}
    rows = ask.run(plans, ask.questions()["leads"], {"body": street.iri})
    assert not rows.rows and "主责 29、协办 23 项（确定）" in beside(plans, rows)
    certain = ask.run(plans, ask.questions()["leads"], {"body": street.iri, "groups": "certain"})
    assert len(certain.rows) == 29 and beside(plans, certain) == ""
    assert told(through_groups(plans, ask.find_body(plans, "区水务局").iri)) == ""


def test_a_group_is_of_the_level_of_its_members(plans: ask.Reader) -> None:
    levels = {body.label: body.level for body in ask.load_duties(plans).bodies.values() if body.kind == "group"}
    assert levels == {"各街道办事处": "township", "相关街道办事处": "township", "各区政府": "county", "相关区政府": "county"}


def test_dates_of_texts_stand_in_the_calendar_file_once_each_with_their_rhythm(plans: ask.Reader) -> None:
    from zeren.report.calendar import calendar, entries

    duties = ask.load_duties(plans)
    dated, undated = entries(duties)
    texts = [entry for entry in dated if "/text/" in entry.id]
    assert {entry.end for entry in texts if entry.end} == {"2026-03-31", "2026-05-31", "2026-11-30", "2026-12-31"}
    # 每月 and 每季度 of the roads, 每季度 of the outlets, 按季度 of the rivers, 每月 of the land.
    assert sum(bool(entry.rrule) for entry in texts) == 5
    assert undated == len(duties.measures) - len({entry.id.partition("/text/")[0] for entry in dated})
    data = calendar(dated, "x").decode()
    days = {entry.end for entry in dated if not entry.rrule}
    assert data.count("BEGIN:VALARM") == 2 * (len(days) + 5)


@pytest.mark.parametrize(
    "sentence",
    [
        "区水务局协办哪些措施", "附2里区教委负责什么", "德胜街道办事处负责什么", "噪声治理由谁负责", "6月底前要完成什么", "三个以上单位牵头的措施",
        "没有协办单位的措施有哪些", "区水务局不参与的措施有哪些", "区生态环境局单独主责的措施", "市公安局既牵头又主责的是哪项", "西城6到9月要干什么",
        "全电工地建设由谁负责", "垃圾分类谁管",
    ],
)  # fmt: skip
def test_the_query_of_a_reading_finds_the_same_measures(plans: ask.Reader, sentence: str) -> None:
    from zeren.ask.lookup import landing_for
    from zeren.table import whole

    found = answer(plans, sentence)
    possible = any("可能经群体" in note for note in found.notes)
    rows, asked = {whole(row[0]) for row in landing_for(plans).rows(found.query)}, {row["id"] for row in found.rows}
    assert asked < rows if possible else asked == rows


# Everyday turns


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("哪些单位不归西城区管", "不归…管”.*可以问"),
        ("哪些单位不归区里管", "不归…管”.*可以问"),
        ("哪些事不归西城区管", "不归…管”.*可以问"),
        ("与扬尘无关的措施有哪些", "无关”.*可以问"),
        ("跟扬尘没关系的措施有多少", "关系”.*可以问"),
        ("不涉及扬尘的措施有多少", "不涉及扬尘”.*可以问"),
        ("没有提到噪声的措施有哪些", "没有提到噪声”.*可以问"),
        ("区水务局不单独负责的任务", "不单独负责”.*可以问"),
    ],
)
def test_what_plans_do_not_say_is_refused_with_what_can_be_asked(plans: ask.Reader, sentence: str, told: str) -> None:
    with pytest.raises(NotUnderstood, match=told):
        answer(plans, sentence)


@pytest.mark.parametrize("asked", ["哪些单位", "哪些事", "西城区", "区水务局", "三个以上单位"])
@pytest.mark.parametrize("role", ["", "只"])
def test_every_row_of_roles_is_answered_or_refused_in_words(plans: ask.Reader, asked: str, role: str) -> None:
    from zeren.ask.sentence.answer import read_and_answered

    for word in ("管", "做", "牵头", "主责", "负责", "协办", "参与", "指导", "督导"):
        for no in ("", "不", "谁也没", "不归区里"):
            try:
                assert read_and_answered(plans, f"{asked}{role}{no}{word}的有多少").told
            except (NotFound, Ambiguous) as error:
                assert error.message and error.remedy


def test_a_fault_of_the_grammar_itself_is_told_as_ours_and_logged(
    plans: ask.Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    room = import_module("zeren.ask.sentence.answer")
    monkeypatch.setattr(room, "tell", lambda *_: {}["do"])
    with pytest.raises(OwnFault, match=r"zeren 自身的差错.*KeyError") as told:
        answer(plans, "区水务局负责哪些措施")
    assert told.value.exit_code == 70
    assert "区水务局负责哪些措施" in caplog.text and "KeyError" in caplog.text


def test_an_interval_is_told_where_what_is_due_is_asked(plans: ask.Reader) -> None:
    (row,) = (found := answer(plans, "5月要完成什么")).rows
    assert "以3-5月为重点" in str(row["text"])
    assert any("3-5月" in note and "重叠" in note for note in found.notes)
    assert {row["dates"] or row["deadline"] for row in answer(plans, "二季度要完成什么").rows} == {"3-5月", "6-9月"}
    assert any("另有 1 项的时段（3-5月）" in note for note in answer(plans, "9月底前到期的有几项").notes)


def test_what_nobody_leads_is_asked_of_measures(plans: ask.Reader) -> None:
    for sentence in ("谁也没牵头的活有哪些", "没有单位牵头的任务有哪些"):
        found = answer(plans, sentence)
        assert "没有牵头单位：措施" in found.told and not found.rows
        assert any("没有“牵头”栏" in note for note in found.notes)
    assert answer(plans, "没有部门协办的措施有多少").figure == answer(plans, "没有协办单位的措施有多少").figure
    assert not answer(plans, "没人管的事有哪些").rows
    assert answer(plans, "楼下油烟没人管，找哪个部门").rows


def test_two_roles_of_one_body_are_told_by_role(plans: ask.Reader) -> None:
    found = answer(plans, "区水务局牵头几件配合几件")
    assert [(row["role"], row["count"]) for row in found.rows] == [("lead", 27), ("support", 8)]
    assert "水务局牵头 27 项" in found.figure and "水务局协办 8 项" in found.figure


def test_what_the_lower_plan_lacks_is_not_what_it_took_up(plans: ask.Reader) -> None:
    rows = answer(plans, "西城区跟市里比少了哪些任务").rows
    assert rows and {row["state"] for row in rows} == {"not-taken-up"}
    assert {row["state"] for row in answer(plans, "西城承接市级任务时删减了哪些内容").rows} == {"taken-up"}


def test_what_did_not_come_down_from_the_plan_above_is_what_was_not_taken_up(plans: ask.Reader) -> None:
    down = answer(plans, "市级没有落到西城的任务")
    assert down.reading.states == ("not-taken-up",) and {row["state"] for row in down.rows} == {"not-taken-up"}
    assert [row["id"] for row in down.rows] == [row["id"] for row in answer(plans, "北京市计划里西城没承接的任务").rows]


def test_a_leader_who_is_responsible_for_leading_leads(plans: ask.Reader) -> None:
    found = answer(plans, "谁负责牵头最多")
    assert found.reading.role == "lead" and found.rows[0]["agency"] == "北京市生态环境局"


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("北京经开区管委会在市计划里牵头什么", 10), ("每个月都得做一次的工作", 2), ("把市交通委的任务汇总给我", 7), ("西城运管分局都要干啥", 9),
        ("西城的计划给几家公司派了活", 5), ("帮我拉一份区商务局的任务清单", 14), ("标着持续推进的措施一共几条", 39),
        ("北京市那份计划里引用了什么文件", 1), ("跟区住房城市建设委没关系的西城措施有多少", 136), ("跟区住房城市建设委无关的西城措施有多少", 136),
        ("没有区住房城市建设委的措施有多少", 136),
    ],
)  # fmt: skip
def test_everyday_words_are_read(plans: ask.Reader, sentence: str, count: int) -> None:
    found = answer(plans, sentence)
    assert count == (len(found.rows) if "count" not in found.columns or "agency" in found.columns else found.rows[0]["count"])


def test_an_office_that_is_not_there_is_no_topic(plans: ask.Reader) -> None:
    with pytest.raises(NotFound, match="管委会: 库中没有这个单位"):
        answer(plans, "北京市管委会负责什么")


def test_words_of_the_people_find_what_documents_print(plans: ask.Reader) -> None:
    assert all("夜间施工" in str(row["text"]) for row in answer(plans, "半夜施工归谁管").rows)
    with pytest.raises(NotUnderstood, match="可以分别问"):
        answer(plans, "小区旁边工地半夜施工归谁管")


# Words that nobody knows


def test_more_words_of_a_matter_are_told_as_not_used(plans: ask.Reader) -> None:
    found = answer(plans, "干洗店的旧机器归哪个部门管")
    assert any("没用上：店的旧机器" in note for note in found.notes)
    assert [row["text"] for row in found.rows if "干洗" not in str(row["text"])] == []
    bodies = "".join(str(row["responsible"]) for row in found.rows)
    assert "西城区商务局" in bodies and "西城区生态环境局" in bodies


@pytest.mark.parametrize("sentence", ["石家庄干洗店归谁管", "干洗店不换机器归谁管", "海淀区谁负责扬尘", "PM10目标呢", "区水务局冬奥会牵头哪些"])
def test_what_may_change_an_answer_is_never_passed_over(plans: ask.Reader, sentence: str) -> None:
    with pytest.raises(NotUnderstood):
        answer(plans, sentence)


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("区房管局今年揽下哪些活", 4),
        ("西城的计划里写着长期实施的有几条", 23),
        ("附2里区发改委一家主责、没人协办的", 2),
        ("哪些措施的协办单位不少于4个单位，西城的", 12),
    ],
)
def test_talk_means_what_plain_words_mean(plans: ask.Reader, sentence: str, count: int) -> None:
    found = answer(plans, sentence)
    assert count in (len(found.rows), *counts_or_none(found))


def counts_or_none(found: Answer) -> list[object]:
    return [row.get("count") for row in found.rows]


def test_words_that_no_text_holds_are_none_where_they_are_asked_for_by_name(plans: ask.Reader) -> None:
    found = answer(plans, "提到冬奥会的有几条")
    assert found.figure == "0 项" and "正文含“冬奥会”的 0 项" in found.notes


def test_where_no_target_is_read_the_measures_that_say_the_matter_are_shown(plans: ask.Reader) -> None:
    found = answer(plans, "水耗目标是多少")
    assert [("水耗" in str(row["text"])) for row in found.rows] == [True]
    assert found.notes[0].startswith("没有找到以这些词为指标的量化目标")


def test_a_holiday_of_a_fixed_day_is_a_date(plans: ask.Reader) -> None:
    october, named = answer(plans, "9月30日前要交的"), answer(plans, "国庆节前要交的")
    assert [row["id"] for row in named.rows] == [row["id"] for row in october.rows] != []


def test_a_year_before_what_is_due_is_the_year_of_the_deadline(plans: ask.Reader) -> None:
    year, word, every = (answer(plans, f"{said}措施").rows for said in ("2026年到期的", "今年到期的", "2026年的"))
    assert [row["id"] for row in year] == [row["id"] for row in word]
    assert 0 < len(year) < len(every)
    with pytest.raises(NotFound):
        answer(plans, "2024年的措施")


def test_a_plan_without_a_place_of_the_register_belongs_to_that_of_its_title() -> None:
    plan = ask.KnownPlan("p", "鹭汀区2026年隐患整改台账", None, None, None, None, None, 2026, "a.csv")
    assert place_of(plan) == "鹭汀区" and not place_like("老旧小区")
    assert place_like("鹭港区") and not any(map(place_like, ("水源保护区", "全市", "国际合作区", "本县")))
    assert last_division("吉林省白山市江源区") == "江源区"


def test_a_place_and_a_short_name_are_the_body_of_that_place() -> None:
    body = BodyRow("b", "石坝乡妇女联合会", "乡妇联", "agency", "township", "石坝乡", ("乡妇联",))
    assert {"石坝乡妇联", "石坝乡的妇联", "石坝乡乡妇联"} <= placed_names(body, "石坝乡", None)

"""Times as offices print them: whether a cell is a time, and what it means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zeren.extract.cells.natures import nature
from zeren.extract.compact import compact
from zeren.extract.statement.items import by_numbers
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.due import first_due, sole_due
from zeren.extract.time.limits import is_deadline, limit_of
from zeren.extract.time.times import is_time
from zeren.ground.model import Cell, Place

OPEN = (
    "第3—4周", "第十二周", "9月开学前", "2026年秋季学期末", "两周内", "T+30日", "倒排工期，T+270日", "收到通知后10日内",
    "自文件印发之日起三个月内", "合同签订后60日内", "接诉后24小时内", "赛前10天", "立行立改", "汛后", "“五一”期间", "春节后",
    "中秋、国庆期间", "全国两会前", "期末", "开学第一周", "秋收后", "冬季", "春秋两季", "下周五前", "次日18时前", "验收前",
    "主体完工后", "活动当天", "演练开始后5分钟内", "星期三上午", "腊月二十前", "春季造林期", "采收季", "税收宣传月起", "下次常务会议前",
    "进场前", "开馆前", "2026年秋季", "岁末年初", "高温季节", "护士节", "接到任务后立即",
)  # fmt: skip
"""times that tell no day"""


@pytest.mark.parametrize("words", OPEN)
def test_a_time_is_told_by_how_it_is_made(words: str) -> None:
    assert is_time(compact(words, 0).words)
    assert nature(words) == "date"
    actual = read_deadline(words, 2026, column=True)
    assert (actual.kind, actual.end) == ("relative", None)


@pytest.mark.parametrize(
    "words",
    ["改造老旧小区", "县教育局", "产前检查", "目前", "提前", "三年级", "二期", "前期", "后勤处", "高中", "初中部", "完成时限", "汛期值守", "立改废",
     "3次", "售后", "期末考试", "2026年工作总结", "县教育局、验收前", "十堰市", "八一中学", "年报", "两周", "李建初", "在建",
     "校门前", "大门前", "县政府前", "村委会前", "房前屋后", "屋后", "气候调节", "供需调节", "末节", "首期", "保质期", "信用期", "有效期"],
)  # fmt: skip
def test_words_that_begin_or_end_as_times_do_are_none(words: str) -> None:
    assert not is_time(compact(words, 0).words)


@pytest.mark.parametrize("words", ["上午9:00", "9:10—9:30", "全天"])
def test_an_hour_alone_makes_no_column_of_dates(words: str) -> None:
    assert nature(words) != "date"


@pytest.mark.parametrize(
    ("words", "kind", "start", "end"),
    [
        ("第3周（3.9—3.15）", "interval", "2026-03-09", "2026-03-15"),
        ("第12周（5月18日至22日）", "interval", "2026-05-18", "2026-05-22"),
        ("暑期（7—8月）", "interval", "2026-07-01", "2026-08-31"),
        ("3月上中旬", "by-date", None, "2026-03-20"),
        ("2026年内", "by-date", None, "2026-12-31"),
        ("本年度", "by-date", None, "2026-12-31"),
        ("二至四季度", "interval", "2026-04-01", "2026-12-31"),
        ("第2—3季度", "interval", "2026-04-01", "2026-09-30"),
    ],
)
def test_a_bracket_and_two_units_tell_the_days(words: str, kind: str, start: str | None, end: str) -> None:
    actual = read_deadline(words, 2026, column=True)
    assert (actual.kind, actual.start, actual.end) == (kind, start, end)


RHYTHMS = [
    ("隔周", "FREQ=WEEKLY;INTERVAL=2"),
    ("双周一次", "FREQ=WEEKLY;INTERVAL=2"),
    ("每隔一个月", "FREQ=MONTHLY;INTERVAL=2"),
    ("季度", "FREQ=MONTHLY;INTERVAL=3"),
    ("每旬末", "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
    ("每周一、周四", "FREQ=WEEKLY;BYDAY=MO,TH"),
]


@pytest.mark.parametrize(("words", "rule"), RHYTHMS)
def test_a_rhythm_is_told_in_whatever_words(words: str, rule: str) -> None:
    actual = read_deadline(words, 2026, column=True)
    assert (actual.kind, actual.rrule) == ("recurring", rule)


@pytest.mark.parametrize(("clause", "time"), [("秋季学期", "秋季学期"), ("11月中旬前见效", "11月中旬前"), ("冬季施工", "")])
def test_a_clause_that_is_a_time_is_one_to_its_end(clause: str, time: str) -> None:
    assert clause[: limit_of(clause)] == time


@pytest.mark.parametrize(
    ("sentence", "limit"),
    [
        ("县教育局要于9月开学前完成校舍排查。", "9月开学前"),
        ("县教育局负责校舍排查，下周五前完成。", "下周五前"),
        ("县教育局要于会后3个工作日内完成校舍排查。", "会后3个工作日内"),
        ("由县教育局负责，节后一周内完成校舍排查。", "节后一周内"),
        ("县教育局收到通知后10日内完成校舍排查。", "收到通知后10日内"),
        ("县教育局要于主体工程完工后30日内办理移交。", "主体工程完工后30日内"),
        ("对校舍开展排查，确保国庆节前整改到位。", "国庆节前"),
        ("由县教育局负责，次日18时前上报。", "次日18时前"),
        ("由县教育局负责，4月至6月完成排查。", "4月至6月"),
        ("由县教育局负责，明年一季度完成排查。", "明年一季度"),
        ("县住建局要落实噪声管控措施，7月2日至4日停止夜间施工。", "7月2日至4日"),
        ("责成县教育局立即更换老化线路。", "立即"),
        ("活动开始前15日报备。", "活动开始前15日"),
        ("县教育局会后3日内上报方案。", "会后3日内"),
        ("由县教育局负责，接到交办单后5日内反馈。", "接到交办单后5日内"),
    ],
)
def test_a_limit_of_running_text_is_the_whole_noun_phrase_without_its_preposition(sentence: str, limit: str) -> None:
    due = first_due(sentence, 7)
    assert due is not None
    assert (due[0], sentence[due[1] - 7 : due[2] - 7]) == (limit, limit)


@pytest.mark.parametrize(
    "sentence",
    ["全年完成投资20亿元。", "上半年完成的项目转入管护。", "目前进展顺利。", "一季度完成2次巡查。", "县教育局要做好产前检查。", "方案提前7天备案。"],
)
def test_a_time_that_only_dates_something_sets_no_limit(sentence: str) -> None:
    assert first_due(sentence, 0) is None


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("开展专项整治，2月15日前完成排查登记，3月底前整改完毕。", "3月底前"),
        ("开展专项整治，3月20日前完成清理，4月底前全部取缔。", "4月底前"),
        ("开展专项整治，3月20日前完成清理，4月底前报送总结。", None),
        ("畅通渠道，3月底前开通热线，7个工作日内办结。", None),
    ],
)
def test_of_several_limits_of_a_measure_the_one_that_ends_it_binds(words: str, limit: str | None) -> None:
    due = sole_due(words, 0)
    assert (due[0] if due else None) == limit


def test_items_named_by_their_numbers_have_each_its_own_time() -> None:
    cell = Cell("（1）6月底前；（2）（3）12月底前", Place(10, 29), 0, 0, 3)
    text = cell.text
    assert [text[one.start - 10 : one.end - 10] for one in by_numbers(cell, 3)] == ["6月底前", "12月底前", "12月底前"]
    assert by_numbers(cell, 2) == [] and by_numbers(replace(cell, text="（1）6月底前；（1）（3）12月底前"), 3) == []


def test_a_name_behind_a_month_and_a_colon_is_no_time() -> None:
    assert not is_deadline("五月:河道清洁月")
    assert is_deadline("四月") and is_deadline("9:30前") and is_deadline("6月30日17:00")


@pytest.mark.parametrize(
    ("sentence", "limit", "rule"),
    [
        ("请县教育局于每月底前报送台账。", "每月底前", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("每月底前报送台账，6月底前完成整治。", "每月底前", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("请县公安局牵头，每周一前报送。", "每周一前", "FREQ=WEEKLY;BYDAY=MO"),
        ("每季度末前上报进展，每天前往现场。", "每季度末前", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
        ("每月25日前报送情况。", "每月25日前", "FREQ=MONTHLY;BYMONTHDAY=25"),
    ],
)
def test_a_limit_that_comes_again_is_read_with_its_rhythm(sentence: str, limit: str, rule: str) -> None:
    due = first_due(sentence, 0)
    assert due is not None
    assert (due[0], read_deadline(due[0], 2026).rrule) == (limit, rule)


def test_a_day_that_something_lasts_until_is_its_limit_and_going_there_is_none() -> None:
    lasting = first_due("开展联合夜查，持续至6月30日。", 0)
    assert lasting is not None
    assert lasting[0] == "6月30日"
    assert first_due("每天前往现场巡查。", 0) is None

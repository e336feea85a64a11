"""What the words of a deadline mean, in cells and inside sentences, and on which days duties recur."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.extract.time.dated import deadlines_in
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.due import first_due
from zeren.extract.time.moments import last_day
from zeren.ground.errors import WrongUsage
from zeren.ground.model import Place
from zeren.ground.recurrence import completed, occurrences
from zeren.report.calendar import calendar, entries
from zeren.report.entry import Entry
from zeren.table.comparison import dates_apart
from zeren.table.duties import Duties, Duty, MeasureRow

CASES = Path(__file__).parent / "cases" / "targets"


def rows(name: str) -> list[dict[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    header, *body = [line.split("\t") for line in lines if not line.startswith("#")]
    return [dict(zip(header, line + [""] * (len(header) - len(line)), strict=True)) for line in body]


@pytest.mark.parametrize("case", rows("deadlines.tsv"), ids=lambda case: case["raw"] + case["year"])
def test_words_of_a_cell_give_kind_and_dates(case: dict[str, str]) -> None:
    year = None if case["year"] == "-" else int(case["year"])
    actual = read_deadline(case["raw"], year)
    expected = (case["kind"], *(case[name] or None for name in ("start", "end", "rrule")))
    assert (actual.kind, actual.start, actual.end, actual.rrule) == expected


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("5月18日—20日", "2026-05-18", "2026-05-20"),
        ("5月18-20日", "2026-05-18", "2026-05-20"),
        ("2025年9月3日至5日", "2025-09-03", "2025-09-05"),
        ("5月18日至6月2日", "2026-05-18", "2026-06-02"),
    ],
)
def test_days_of_one_month_end_with_the_last(words: str, start: str, end: str) -> None:
    deadline = read_deadline(words, 2026)
    assert (deadline.kind, deadline.start, deadline.end) == ("interval", start, end)


def test_a_term_from_the_day_of_issue_needs_that_day() -> None:
    assert read_deadline("印发之日起30日内", 2026).end is None
    dated = read_deadline("印发之日起30日内", 2026, issued="2026-03-02")
    assert (dated.kind, dated.start, dated.end) == ("relative", "2026-03-02", "2026-04-01")
    assert read_deadline("印发后三个月内", 2026, issued="2026-11-30").end == "2027-02-28"


def test_working_days_are_never_counted() -> None:
    assert read_deadline("印发之日起10个工作日内", 2026, issued="2026-03-02").end is None


def test_the_year_of_issue_serves_where_the_plan_has_none() -> None:
    assert read_deadline("年底前", None, issued="2019-05-06").end == "2019-12-31"


def test_raw_words_place_and_inheritance_are_kept() -> None:
    place = Place(5, 9)
    deadline = read_deadline(" 年 底前\n", 2026, inherited=True, place=place)
    assert (deadline.raw, deadline.inherited, deadline.place) == ("年 底前", True, place)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 月底前制定印发指引", [("3 月底前", "by-date", "2026-03-31")]),
        ("巩固成果,11月底前提交年度自查自评报告", [("11月底前", "by-date", "2026-11-30")]),
        ("监测年内实现全覆盖", [("年内", "by-date", "2026-12-31")]),
        ("到2027年，基本建成", [("2027年", "by-date", "2027-12-31")]),
        ("汛期前对雨水管涵进行清掏", [("汛期前", "relative", None)]),
        ("每季度对排污口开展检查", [("每季度", "recurring", None)]),
        ("以3-5月为重点开展整治", [("3-5月", "interval", "2026-05-31")]),
        ("5月18日—20日举办技能竞赛", [("5月18日—20日", "interval", "2026-05-20")]),
        ("延长窗口服务时间至每日10小时", []),
        ("日处理能力提高到每天500吨", []),
        ("调整为每月1次调度", [("每月", "recurring", None)]),
        ("每日巡查河道", [("每日", "recurring", None)]),
        ("自印发之日起30日内报送", [("自印发之日起30日内", "relative", None)]),
    ],
)
def test_dates_in_running_text(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    actual = deadlines_in(text, 0, 2026)
    assert [(deadline.raw, deadline.kind, deadline.end) for deadline in actual] == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025年度排污许可证执行报告",
        "结合2025年《国家污染防治技术指导目录》",
        "《2024年12月底前行动计划》",
        "较2020年底下降",
        "2026年注册登记汽车",
        "谋划“十五五”时期重点任务",
        "每万平方米低于300吨",
        "三年行动",
        "2026年中国国际展览",
        "按年龄分组",
    ],
)
def test_years_that_only_date_something_are_no_deadlines(text: str) -> None:
    assert deadlines_in(text, 0, 2026) == ()


def test_places_in_text_count_from_the_document() -> None:
    text = "推进整治，\n10 月\n底前完成"
    (deadline,) = deadlines_in(text, 100, 2026)
    assert deadline.place is not None
    start, end = deadline.place.start - 100, deadline.place.end - 100
    assert text[start:end] == deadline.raw == "10 月\n底前"


@pytest.mark.parametrize(
    ("cell", "text", "expected"),
    [
        ("年底前", "3 月底前制定印发指引", ["3 月底前"]),
        ("年底前", "年底前推广典型案例，汛期前清掏，每季度检查", []),
        ("长期实施", "监测年内实现全覆盖", ["年内"]),
        ("长期实施", "以3-5月为重点开展整治", []),
        ("年底前", "11月底前提交报告，12月底前完成", ["11月底前"]),
    ],
)
def test_dates_in_the_text_that_the_cell_does_not_say(cell: str, text: str, expected: list[str]) -> None:
    apart = dates_apart(read_deadline(cell, 2026), deadlines_in(text, 0, 2026))
    assert [deadline.raw for deadline in apart] == expected


def test_last_days_of_months() -> None:
    assert [last_day(year, 2) for year in (1900, 2000, 2026, 2028)] == [28, 29, 28, 29]


@pytest.mark.parametrize(
    ("rule", "first", "last", "expected"),
    [
        (
            "FREQ=MONTHLY;INTERVAL=3",
            "2026-03-01",
            "2026-12-31",
            ("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"),
        ),
        ("FREQ=MONTHLY", "2028-01-15", "2028-03-01", ("2028-01-31", "2028-02-29")),
        ("FREQ=MONTHLY;INTERVAL=6", "2026-01-01", "2026-12-31", ("2026-06-30", "2026-12-31")),
        ("FREQ=YEARLY", "2026-01-01", "2027-12-31", ("2026-12-31", "2027-12-31")),
        ("FREQ=YEARLY;INTERVAL=2", "2026-01-01", "2029-12-31", ("2026-12-31", "2028-12-31")),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "2026-01-06", "2026-03-05", ("2026-02-05", "2026-03-05")),
        ("FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1", "2026-01-01", "2026-12-31", ("2026-03-31", "2026-09-30")),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-01", "2026-03-10", ("2026-03-02", "2026-03-09")),
        ("FREQ=MONTHLY;INTERVAL=3", "2026-04-01", "2026-06-29", ()),
    ],
)
def test_recurring_duties_fall_on_the_last_day_of_their_period(
    rule: str, first: str, last: str, expected: tuple[str, ...]
) -> None:
    assert occurrences(rule, first, last) == expected


def test_calendar_programs_find_the_same_days_as_we_do() -> None:
    rrule = pytest.importorskip("dateutil.rrule")
    from datetime import datetime

    for rule in (
        "FREQ=MONTHLY;INTERVAL=3",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
        "FREQ=MONTHLY;INTERVAL=6",
        "FREQ=WEEKLY",
    ):
        theirs = rrule.rrulestr(completed(rule), dtstart=datetime(2026, 1, 1))
        days = tuple(
            day.date().isoformat()
            for day in theirs.between(datetime(2026, 1, 1), datetime(2027, 12, 31), inc=True)
        )
        assert occurrences(rule, "2026-01-01", "2027-12-31") == days, rule


@pytest.mark.parametrize(("first", "last"), [("2026-02-30", "2026-03-01"), ("1900-01-01", "2100-01-01")])
def test_a_period_that_is_none_is_refused_with_a_remedy(first: str, last: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        occurrences("FREQ=DAILY", first, last)
    assert first in str(refused.value) and refused.value.remedy


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(WrongUsage, match="FREQ=HOURLY"):
        occurrences("FREQ=HOURLY", "2026-01-01", "2026-01-02")


DUE = Entry("https://w3id.org/zeren/id/measure/ab", "年底任务", "文本，一；二\n三", "2026-12-31")
QUARTERLY = Entry(
    "https://w3id.org/zeren/id/measure/cd", "季度任务", "每季度检查", None, rrule="FREQ=MONTHLY;INTERVAL=3"
)
SUMMER = Entry(
    "https://w3id.org/zeren/id/measure/ef",
    "夏季任务",
    "错峰",
    "2026-09-30",
    "2026-06-01",
    categories=("主责",),
)


def test_a_calendar_round_trips_through_a_calendar_library() -> None:
    icalendar = pytest.importorskip("icalendar")
    data = calendar([DUE, QUARTERLY, SUMMER], "区生态环境局", undated=3)
    read = icalendar.Calendar.from_ical(data)
    assert read.to_ical() == data
    assert str(read["x-wr-timezone"]) == "Asia/Shanghai"
    assert "3" in str(read["x-wr-caldesc"])
    events = [
        (e.decoded("dtstart").isoformat(), e.decoded("dtend").isoformat(), str(e["summary"]))
        for e in read.walk("VEVENT")
    ]
    assert events == [
        ("2026-03-31", "2026-04-01", "季度任务"),
        ("2026-06-01", "2026-10-01", "夏季任务"),
        ("2026-12-31", "2027-01-01", "年底任务"),
    ]
    assert [len(list(event.walk("VALARM"))) for event in read.walk("VEVENT")] == [2, 2, 2]
    assert str(read.walk("VEVENT")[2]["description"]) == DUE.text


def test_recurring_events_end_with_the_period() -> None:
    icalendar = pytest.importorskip("icalendar")
    read = icalendar.Calendar.from_ical(calendar([QUARTERLY], "x", first="2026-04-01", last="2026-12-31"))
    (event,) = read.walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-06-30"
    assert event["rrule"].to_ical().decode() == "FREQ=YEARLY;UNTIL=20261231;BYMONTHDAY=-1;BYMONTH=3,6,9,12"


def test_the_same_duties_give_the_same_bytes_and_names() -> None:
    icalendar = pytest.importorskip("icalendar")
    assert calendar([DUE, SUMMER], "x") == calendar([SUMMER, DUE], "x")
    (event,) = icalendar.Calendar.from_ical(calendar([DUE], "x")).walk("VEVENT")
    assert str(event["uid"]) == "zeren-id-measure-ab@w3id.org"


def test_control_characters_of_a_document_reach_no_calendar() -> None:
    assert b"\x07" not in calendar([Entry("m", "铃\x07声", "文\x00本", "2026-01-01")], "名\x1b")


def measure(name: str, deadline: str, end: str | None, rrule: str | None = None) -> MeasureRow:
    return MeasureRow(
        name, "计划", "p", "附1", None, (), "1", "任务", 1, "措施全文", deadline, "by-date", None, end, False,
        "a.txt", "line 3", None, rrule,
    )  # fmt: skip


def test_entries_are_the_dated_duties_of_one_body_and_count_the_others() -> None:
    measures = {
        "m1": measure("m1", "年底前", "2026-12-31"),
        "m2": measure("m2", "持续推进", None),
        "m3": measure("m3", "每月", None, "FREQ=MONTHLY"),
    }
    duties = Duties(
        {},
        measures,
        (
            Duty("m1", "b", "lead", "牵头", "甲", 1, "cell"),
            Duty("m1", "b", "responsible", "主责", "甲", 2, "cell"),
            Duty("m2", "b", "lead", "牵头", "甲", 1, "cell"),
            Duty("m3", "c", "lead", "牵头", "乙", 1, "cell"),
        ),
    )
    found, undated = entries(duties, "b")
    assert [(entry.id, entry.title, entry.end) for entry in found] == [
        ("m1", "[牵头、主责] 任务", "2026-12-31")
    ]
    assert undated == 1
    assert [entry.id for entry in entries(duties)[0]] == ["m1", "m3"]


def test_each_of_several_days_is_kept() -> None:
    """The last day is the end; every day stands in order, and a stretch or a day alone is none of several."""
    read = {words: read_deadline(words, 2026).days for words in ("分别于6月底、12月底前", "2026年6月、2027年6月", "6月底前", "3月至6月")}
    assert read == {
        "分别于6月底、12月底前": ("2026-06-30", "2026-12-31"),
        "2026年6月、2027年6月": ("2026-06-30", "2027-06-30"),
        "6月底前": (),
        "3月至6月": (),
    }


@pytest.mark.parametrize(
    ("words", "kind", "end"),
    [
        ("2026年“五一”前", "relative", "2026-04-30"),
        ("2027年国庆节前", "relative", "2027-09-30"),
        ("明年国庆前", "relative", "2027-09-30"),
        ("2027年元旦前", "relative", "2026-12-31"),
        ("元旦前", "relative", None),
        ("2027年春节前", "relative", None),
        ("2026年中秋节前", "relative", None),
        ("2026年汛期前", "relative", None),
        ("2026年人代会前", "relative", None),
        ("2026年国庆期间", "relative", None),
        ("国庆节前后", "relative", None),
        ("双十一前", "relative", "2026-11-10"),
        ("6月底前完成方案，国庆前建成", "relative", "2026-09-30"),
        ("2026年完成前期工作", "by-date", "2026-12-31"),
    ],
)
def test_a_year_before_a_feast_or_season_is_not_its_end(words: str, kind: str, end: str | None) -> None:
    read = read_deadline(words, 2026)
    assert (read.kind, read.start, read.end) == (kind, None, end)


def test_a_stretch_up_to_a_feast_of_the_moon_has_no_last_day() -> None:
    read = read_deadline("2026年10月至2027年春节前", 2026)
    assert (read.kind, read.start, read.end) == ("interval", "2026-10-01", None)


@pytest.mark.parametrize(
    ("words", "kind", "end", "days"),
    [
        ("10月底前（供热9月底前）", "by-date", "2026-10-31", ("2026-09-30", "2026-10-31")),
        ("2026年底（力争10月）", "by-date", "2026-12-31", ()),
        ("2026年底前，力争10月底前", "by-date", "2026-12-31", ()),
        ("最迟12月底前，争取11月底前", "by-date", "2026-12-31", ()),
        ("12月底前，其中一期6月底前", "by-date", "2026-12-31", ("2026-06-30", "2026-12-31")),
        ("力争2026年9月底前完成", "by-date", "2026-09-30", ()),
        ("2026年（10月底前）", "by-date", "2026-10-31", ()),
        ("汛期前（5月底前）", "by-date", "2026-05-31", ()),
        ("2027年春节前（1月底前完成主体）", "relative", None, ()),
        ("12月底（长期坚持）", "staged", "2026-12-31", ()),
    ],
)
def test_what_stands_outside_remarks_and_aims_binds(words: str, kind: str, end: str | None, days: tuple[str, ...]) -> None:
    read = read_deadline(words, 2026)
    assert (read.kind, read.end, read.days) == (kind, end, days)


@pytest.mark.parametrize(
    ("words", "kind", "end"),
    [
        ("9.15", "by-date", "2026-09-15"),
        ("9/15", "by-date", "2026-09-15"),
        ("9.30、12.20", "by-date", "2026-12-20"),
        ("9.1-9.15", "interval", "2026-09-15"),
        ("9.1", "none", None),
        ("2.30", "none", None),
        ("13.5", "none", None),
        ("5个工作日", "relative", None),
        ("24小时", "relative", None),
    ],
)
def test_bare_numbers_are_days_and_terms_in_a_column_of_deadlines(words: str, kind: str, end: str | None) -> None:
    """9.1 may be a spreadsheet's 9.10, and so stays open; outside such a column a number is a number."""
    read = read_deadline(words, 2026, column=True)
    assert (read.kind, read.end) == (kind, end)
    assert read_deadline("9.15", 2026).kind == "none"


def test_of_a_bilingual_cell_the_chinese_half_is_read() -> None:
    cells = {
        "2026年8月20日\n20 Aug. 2026": "2026-08-20",
        "2026年5月 / May 2026": "2026-05-31",
        "2026年6月30日30 June 2026": "2026-06-30",
    }
    for words, end in cells.items():
        read = read_deadline(words, 2026)
        assert (read.raw, read.kind, read.end) == (words, "by-date", end)


@pytest.mark.parametrize(
    ("text", "raw", "end"),
    [
        ("在2027年国庆节前完成改造。", "2027年国庆节前", "2027-09-30"),
        ("于2026年“五一”前开放公园3处。", "2026年“五一”前", "2026-04-30"),
        ("2027年春节前发放到位。", "2027年春节前", None),
        ("明年国庆前建成。", "明年国庆前", "2027-09-30"),
        ("一次性办结，时限为6月10日。", "6月10日", "2026-06-10"),
        ("新开专线2条，原则上6月1日开通。", "6月1日", "2026-06-01"),
    ],
)
def test_feasts_and_named_days_are_limits_of_running_text(text: str, raw: str, end: str | None) -> None:
    (date,) = deadlines_in(text, 0, 2026)
    limit = first_due(text, 0)
    assert limit is not None
    assert (date.raw, date.end, limit[0]) == (raw, end, raw)


def test_a_term_counted_from_an_event_is_a_limit_of_running_text() -> None:
    said = [first_due(text, 0) for text in ("赛后4小时内完成清运。", "活动开始前15日报备。", "最后3天集中清理。", "国庆节前后开展检查。")]
    assert [limit and limit[0] for limit in said] == ["赛后4小时内", "活动开始前15日", None, None]

"""The time that the words of a measure set for it, where no column, bracket or label beside them does."""

from __future__ import annotations

import pytest

from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.own import own_time
from zeren.ground.model import Deadline, Document, Extraction
from zeren.ingest.pipeline import extract
from zeren.read.html import read_html
from zeren.read.text import blocks_of

SET = {
    "三季度主体封顶": "三季度",
    "主体工程三季度封顶，年底竣工": "三季度",
    "全年培训5万人次": "全年",
    "今年改造老旧小区30个": "今年",
    "2026年实施30项": "2026年",
    "2026年三季度完成设立": "2026年三季度",
    "力争上半年取得实质性进展": "上半年",
    "确保项目年内开工": "年内",
    "防火期内禁止野外用火": "防火期内",
    "艺术节期间举办展演20场": "艺术节期间",
    "即日起开展排查": "即日起",
    "从7月1日起执行新标准": "7月1日起",
    "常态化开展巡查": "常态化",
    "5月至9月开展汛期巡查": "5月至9月",
    "2月上旬和7月上旬集中开展走访": "2月上旬和7月上旬",
    "上半年2月10日前、下半年8月10日前报送总结": "上半年2月10日前、下半年8月10日前",
    "3个月内办理": "3个月内",
    "“十五五”末完成迁建": "“十五五”末",
    "二〇二七年六月底前完成编制": "二〇二七年六月底前",
    "6月30日下班前报送报表": "6月30日下班前",
    "会前完成布展": "会前",
    "今冬供暖前完成管网改造": "今冬供暖前",
    "加强组织领导。改造老旧小区30个，6月底完成": "6月底",
}
OFTEN = {
    "每季度开展一次抽查": "每季度",
    "县教育局每季度组织一次检查": "每季度",
    "每年新增航线20条以上": "每年",
    "每月报告进展": "每月",
    "每周五报送进展": "每周五",
    "每周调度": "每周",
    "汛期每10天巡查一遍": "每10天",
    "每日17时前发布水情": "每日17时前",
    "对重点企业每月至少巡查2次": "每月",
    "每学期开展一次演练": "每学期",
    "按季度通报": "按季度",
}


@pytest.mark.parametrize("end", ["", "。"])
@pytest.mark.parametrize("words", [*SET, *OFTEN])
def test_a_sentence_says_when_or_how_often(words: str, end: str) -> None:
    own = own_time(words + end, 100, 2026)
    expected = SET.get(words) or OFTEN[words]
    begin = 100 + words.index(expected)
    assert own and (own.words, own.begin, own.end, own.how_often) == (expected, begin, begin + len(expected), words in OFTEN)


@pytest.mark.parametrize(
    "words",
    [
        "2025年底完成率达到98%，继续巩固提升", "截至6月底，已完成投资3亿元", "上半年我县完成投资30亿元", "今年上半年全县完成植树3000亩",
        "6月份全国安全生产月活动", "开展2026年全国安全生产月活动", "落实24小时值班制度", "推进国企改革三年行动", "编制2026年计划",
        "完成2026年重点工作", "一季度GDP增长6%以上的企业给予奖励", "分析一季度经济运行情况", "落实每月例会制度", "建立每周调度机制",
        "按每人每天100元给予补贴", "每亩补助500元", "对每年新增就业50人以上的企业给予奖励", "平均每月检查2次", "严格执行2026年部门预算",
        "落实2025年中央一号文件精神", "用好2024年以来的政策", "编制“十五五”规划", "做好春节期间值班", "将每天产生的垃圾及时清运",
        "参加9月举办的博览会", "推动一季度开工项目达产", "提高日处理能力至每日500吨", "按照2026年6月前出台的政策执行", "单家企业每年最高补贴80万元",
        "一年内发生两起事故的，取消资格", "2026年1月1日至12月31日，对企业予以减免", "约定在一定时期内回购股权", "30分钟内到场",
        "组织排查；9月开展整治；年底总结评估", "加强领导。强化宣传。每月开展检查。",
    ],
)  # fmt: skip
def test_a_time_that_is_told_or_belongs_to_a_noun_is_no_deadline(words: str) -> None:
    assert own_time(words, 0, 2026) is None


TITLE = "安平县2026年重点工作任务分工方案\n"


def dues(text: str) -> list[Deadline]:
    """The deadline of each measure of a plan."""
    return [one.deadline for one in extract(Document("kind.txt", "0" * 64, "txt", text, blocks_of(text))).measures]


def test_what_the_words_of_a_measure_say_has_its_kind_day_and_place() -> None:
    text = (
        TITLE + "1.改造老旧小区30个，三季度完成。（责任单位：县住房城乡建设局）\n"
        "2.每季度开展一次食品抽检。（责任单位：县市场监管局）\n3.3—5月开展春季防火巡查。（责任单位：县林业局）\n"
    )
    found = dues(text)

    def at(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    assert [(d.raw, d.kind, d.start, d.end, d.rrule, d.inherited, d.place and (d.place.start, d.place.end)) for d in found] == [
        ("三季度", "by-date", None, "2026-09-30", None, False, at("三季度")),
        ("每季度", "recurring", None, None, "FREQ=MONTHLY;INTERVAL=3", False, at("每季度")),
        ("3—5月", "interval", "2026-03-01", "2026-05-31", None, False, at("3—5月")),
    ]


def rows(*rows: tuple[str, ...], above: str = "") -> Extraction:
    """Read a page with a table of these rows; one cell alone goes over both columns."""
    cells = "".join(
        "<tr>" + "".join(f"<td{' colspan=2' if len(row) == 1 else ''}>{cell}</td>" for cell in row) + "</tr>" for row in (("任务", "责任单位"), *rows)
    )
    page = f"<html><body><p>安平县2026年重点任务一览表</p><p>{above}</p><table>{cells}</table></body></html>"
    return extract(read_html(page.encode(), "kind.html", "0" * 64))


def test_a_time_in_the_words_of_a_row_goes_before_that_of_the_row_over_it_and_a_rhythm_does_not() -> None:
    found = rows(
        ("一、4月30日前完成",), ("建设幼儿园2所，3月20日前完成。", "县教育局"), ("修缮校舍5栋。", "县教育局"), ("每月开展校车检查。", "县公安局")
    )
    assert [(one.deadline.raw, one.deadline.inherited) for one in found.measures] == [
        ("3月20日前", False), ("4月30日前", True), ("4月30日前", True),
    ]  # fmt: skip


@pytest.mark.parametrize("due", ["6月底前", "三季度", "国庆节前", "年底"])
def test_a_bracket_that_closes_the_words_of_a_row_ends_with_its_time(due: str) -> None:
    found = rows((f"改造老旧小区30个（{due}完成）", "县教育局"), ("新建农村公路45公里", "县交通运输局"))
    assert [(one.text, one.deadline.raw) for one in found.measures] == [("改造老旧小区30个", due), ("新建农村公路45公里", "")]


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("办理时限均为2026年7月15日前", "2026年7月15日前"), ("（完成时限：国庆节前）", "国庆节前"),
        ("（办理时限：2026年7月15日前书面答复提案者并抄送县政协）", "2026年7月15日前"),
        ("交办日期：2026年3月25日　　答复时限：2026年6月25日前", "2026年6月25日前"),
        ("完成时限：印发后30日内", "印发后30日内"), ("完成时限：尽快", ""),
    ],
)  # fmt: skip
def test_a_line_over_a_table_says_the_time_of_its_rows(line: str, due: str) -> None:
    found = rows(("改造老旧小区30个", "县教育局"), ("新建农村公路45公里，年底前完成。", "县交通运输局"), above=line)
    assert [one.deadline.raw for one in found.measures] == [due, "年底前"]


def test_a_wrapped_time_is_quoted_from_its_place() -> None:
    found = rows(("改造老旧小区30个，2026年三<br>季度完成。", "县教育局"), ("新建农村公路45公里，年底完成。", "县交通运输局"))
    due, place = found.measures[0].deadline, found.measures[0].deadline.place
    assert place and (due.raw, found.document.text[place.start : place.end]) == ("2026年三季度", "2026年三\n季度")


def test_an_end_without_a_year_goes_by_the_beginning_of_its_stretch() -> None:
    stretches = ("2019年1月1日至12月31日", "2025年11月至次年3月", "2025年6月至年底", "2026年10月至明年3月")
    assert [(one.start, one.end) for one in (read_deadline(words, 2026, column=True) for words in stretches)] == [
        ("2019-01-01", "2019-12-31"), ("2025-11-01", "2026-03-31"), ("2025-06-01", "2025-12-31"), ("2026-10-01", "2027-03-31"),
    ]  # fmt: skip

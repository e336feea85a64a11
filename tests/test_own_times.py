"""The time that the words of a measure set for it, where no column, bracket or label beside them does."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.own import own_time
from zeren.ground.model import Deadline, Document, Extraction
from zeren.ingest.pipeline import extract
from zeren.read import read as reading
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
    "清退超标准办公用房，立行立改": "立行立改",
    "自10月1日起至11月30日止开展巡查": "10月1日起至11月30日止",
    "今年底改造管网3公里": "今年底",
    "高峰期间增派交警": "高峰期间",
    "节假日前检查电器市场": "节假日前",
    "寒暑假开展儿童关爱服务": "寒暑假",
    "县中医院迁建项目三季度主体封顶": "三季度",
    "供水管网延伸工程三季度开工": "三季度",
    "春运期间加密城乡班线": "春运期间",
    "收购期间，开展计量检查": "收购期间",
    "元旦、春节期间投放储备肉100吨": "元旦、春节期间",
    "元旦举办迎新跑": "元旦",
    "检修客运车辆，春运前完成": "春运前",
    "秋季造林前培育容器苗45万株": "秋季造林前",
    "4月26日前后举办知识产权宣传周": "4月26日前后",
    "2027年完成选址，2028年通车": "2027年",
    "2026年4月1日至4月30日，各镇开展自查": "2026年4月1日至4月30日",
    "县公安局负责9月18日至20日迎检线路交通疏导": "9月18日至20日",
    "11．2027年二季度，完成数据审核": "2027年二季度",
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
    "常态化开展巡查": "常态化",
    "每月第一周组织疏散演练": "每月第一周",
    "加大违法占地查处力度，长期坚持": "长期坚持",
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
        "组织开展汛前安全大检查", "做好节前走访慰问", "一季度新开工项目集中开工21个", "合同履行期间，由承包人看护",
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
        ("完成时限：印发后30日内", "印发后30日内"), ("完成时限：尽快", ""), ("时间要求：三季度末", "三季度末"), ("整改时限：立行立改", "立行立改"),
        ("（以下任务春节前完成）", "春节前"),
    ],
)  # fmt: skip
def test_a_line_over_a_table_says_the_time_of_its_rows(line: str, due: str) -> None:
    found = rows(("改造老旧小区30个", "县教育局"), ("新建农村公路45公里，年底前完成。", "县交通运输局"), above=line)
    assert [one.deadline.raw for one in found.measures] == [due, "年底前"]


def test_the_line_over_a_table_goes_before_the_class_that_its_heading_names() -> None:
    found = rows(("更换老化线路12处", "县教育局"), ("常态化开展巡查", "县公安局"), above="（一）立行立改类</p><p>整改时限：2026年5月31日前")
    assert [one.deadline.raw for one in found.measures] == ["2026年5月31日前"] * 2


def test_the_stage_in_a_cell_over_several_rows_says_their_time() -> None:
    page = (
        "<html><body><p>安平县2026年夏收工作安排表</p><table><tr><td>工作阶段</td><td>工作内容</td><td>责任单位</td></tr>"
        "<tr><td rowspan=2>准备阶段<br>（5月10日—5月25日）</td><td>检修农机具4200台</td><td>县农机中心</td></tr>"
        "<tr><td>核查仓容（5月20日前）</td><td>县粮储局</td></tr>"
        "<tr><td>抢收阶段<br>（5月26日—6月15日）</td><td>设立接待站8个</td><td>县农业农村局</td></tr></table></body></html>"
    )
    found = extract(read_html(page.encode(), "kind.html", "0" * 64)).measures
    assert [(one.text, one.deadline.raw, one.deadline.end, one.deadline.inherited) for one in found] == [
        ("检修农机具4200台", "5月10日—5月25日", "2026-05-25", True), ("核查仓容", "5月20日前", "2026-05-20", False),
        ("设立接待站8个", "5月26日—6月15日", "2026-06-15", True),
    ]  # fmt: skip


def test_a_column_of_measures_and_times_is_one_of_measures() -> None:
    page = (
        "<html><body><p>安平县2026年问题整改清单</p><table><tr><td>问题</td><td>整改措施及时限</td><td>责任单位</td></tr>"
        "<tr><td>资金闲置</td><td>盘活资金1200万元，7月底前拨付到位</td><td>县财政局</td></tr>"
        "<tr><td>项目未验收</td><td>组织竣工验收。时限：9月底前</td><td>县水利局</td></tr></table></body></html>"
    )
    found = extract(read_html(page.encode(), "kind.html", "0" * 64)).measures
    assert [(one.text[:6], one.deadline.raw) for one in found] == [("盘活资金12", "7月底前"), ("组织竣工验收", "9月底前")]


def test_the_name_of_a_sheet_that_is_a_time_dates_its_rows(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for sheet, task in ((book.active, "完成项目申报"), (book.create_sheet(), "建设标准厂房")):
        sheet.title = "2026年一季度" if sheet is book.active else "2026年二季度"
        for row in (("安平县重点工作安排",), ("序号", "工作任务", "责任单位"), ("1", task, "县发改局")):
            sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    (document,) = reading((tmp_path / "book.xlsx").read_bytes(), "book.xlsx")
    assert [(one.text, one.deadline.raw, one.deadline.end) for one in extract(document).measures] == [
        ("完成项目申报", "2026年一季度", "2026-03-31"), ("建设标准厂房", "2026年二季度", "2026-06-30"),
    ]  # fmt: skip


def test_days_of_the_first_months_in_a_paper_of_december_are_those_to_come() -> None:
    minutes = (
        "临河县人民政府常务会议纪要\n2026年12月20日，会议议定以下事项：\n"
        "一、由县财政局牵头，{}下达资金。\n二、由县住建局负责，12月31日前完成验收。\n"
    )
    assert [(one.raw, one.end) for one in dues(minutes.format("1月15日前"))] == [("1月15日前", "2027-01-15"), ("12月31日前", "2026-12-31")]
    assert [one.end for one in dues(minutes.format("2026年1月15日前"))] == ["2026-01-15", "2026-12-31"]
    assert [one.end for one in dues(minutes.format("2月底前"))] == ["2027-02-28", "2026-12-31"]
    # Times all over the year are those of the year itself.
    assert [one.end for one in dues(minutes.format("6月底前"))] == ["2026-06-30", "2026-12-31"]


@pytest.mark.parametrize("day", ["2月30日", "6月31日前", "2026年9月31日", "2026-06-31", "2026年2月29日"])
def test_a_day_that_no_calendar_has_is_kept_as_printed_without_a_date_and_told(day: str) -> None:
    text = TITLE + f"1.改造小区30个。（责任单位：县住建局；完成时限：{day}）\n"
    found = extract(Document("kind.txt", "0" * 64, "txt", text, blocks_of(text)))
    assert [(one.deadline.raw, one.deadline.kind, one.deadline.end, one.dates) for one in found.measures] == [(day, "none", None, ())]
    assert any("日历上没有这一天" in notice.message for notice in found.notices)


def test_the_last_day_of_a_leap_year_is_one() -> None:
    assert read_deadline("2028年2月29日前", 2026).end == "2028-02-29"


def test_a_wrapped_time_is_quoted_from_its_place() -> None:
    found = rows(("改造老旧小区30个，2026年三<br>季度完成。", "县教育局"), ("新建农村公路45公里，年底完成。", "县交通运输局"))
    due, place = found.measures[0].deadline, found.measures[0].deadline.place
    assert place and (due.raw, found.document.text[place.start : place.end]) == ("2026年三季度", "2026年三\n季度")


def test_an_end_without_a_year_goes_by_the_beginning_of_its_stretch() -> None:
    stretches = ("2019年1月1日至12月31日", "2025年11月至次年3月", "2025年6月至年底", "2026年10月至明年3月")
    assert [(one.start, one.end) for one in (read_deadline(words, 2026, column=True) for words in stretches)] == [
        ("2019-01-01", "2019-12-31"), ("2025-11-01", "2026-03-31"), ("2025-06-01", "2025-12-31"), ("2026-10-01", "2027-03-31"),
    ]  # fmt: skip

"""A heading that is or holds a time dates what stands under it, unless that has a time of its own."""

from __future__ import annotations

import pytest

from zeren.extract.prose.prose import drafts
from zeren.extract.table.tables import read_tables
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.headings import time_of
from zeren.extract.time.overall import dated
from zeren.ground.model import Document, Table
from zeren.outline import outline
from zeren.read.text import blocks_of


def dues(text: str) -> list[tuple[str, str]]:
    """First characters and deadline of each measure of a text."""
    its = Document("kind.txt", "0" * 64, "txt", text, blocks_of(text))
    said = drafts(its.blocks, its)
    return [(one.text[:4], one.deadline) for one in dated(said.drafts, said.due_for_all, text, said.times)[0]]


@pytest.mark.parametrize(
    ("heading", "time"),
    [
        ("三月：植树护绿月", "三月"),
        ("【四月·清洁家园月】", "四月"),
        ("（二）9月底前完成（3项）", "9月底前"),
        ("5月31日前：", "5月31日前"),
        ("第一批（6月底前办结）", "6月底前"),
        ("摸底阶段（时间：3月1日—15日）", "3月1日—15日"),
        ("第二阶段：4月上旬至5月中旬", "4月上旬至5月中旬"),
        ("二、中期（2027年底前）", "2027年底前"),
        ("请于6月20日前完成以下事项：", "6月20日前"),
        ("第3周　军训汇演", "第3周"),
        ("Ⅱ季度重点工作", "Ⅱ季度"),
        ("每周工作：", "每周"),
        ("三、长期坚持类", "长期坚持"),
        ("四、汛期（5月15日至9月30日）持续开展", "5月15日至9月30日"),
        ("（一）即日起至6月30日，开展广告整治", "即日起至6月30日"),
    ],
)
def test_the_time_of_a_heading(heading: str, time: str) -> None:
    told = time_of(heading)
    assert told and heading[told.begin : told.end] == time


@pytest.mark.parametrize(
    "line",
    [
        "一、指导思想", "2026年重点任务", "完成时限：6月底前", "4月底前完成排查", "1.开展大排查，6月底前见效", "二、集中整治期",
        "3·15消费者权益日", "关于做好2026年春节前工作的通知",
    ],
)
def test_a_line_that_is_no_heading_of_a_time(line: str) -> None:
    assert time_of(line) is None


KINDS = {
    "months with a theme, up to the next chapter": (
        "一、逐月安排\n三月：植树护绿月\n1.栽植行道树800株（区园林局）。\n2.开展护绿巡查（区水务局）。\n四月：读书月\n1.举办读书会4场（区教育局）。\n"
        "二、保障\n1.落实经费12万元（区财政局）。\n2.建立台账，6月底前归档（区档案局）。\n",
        [("栽植行道", "三月"), ("开展护绿", "三月"), ("举办读书", "四月"), ("落实经费", ""), ("建立台账", "6月底前")],
    ),
    "dated lines over dashes": (
        "5月10日前：\n——修订场馆预案（责任单位：保卫科）\n——检修看台座椅（责任单位：后勤科）\n6月1日前：\n——培训志愿者200名（责任单位：团委）\n",
        [("修订场馆", "5月10日前"), ("检修看台", "5月10日前"), ("培训志愿", "6月1日前")],
    ),
    "phases over items with a time of their own": (
        "（一）排查阶段（3月）\n1.排查老旧电梯120台。（责任单位：区市场监管局）\n（二）整治阶段（4月—9月）\n"
        "1.更换电梯30台。（责任单位：区住建局；完成时限：8月底）\n2.开展回头看。（责任单位：区市场监管局）\n",
        [("排查老旧", "3月"), ("更换电梯", "8月底"), ("开展回头", "4月—9月")],
    ),
    "one month alone is what the paper is about": (
        "4月份重点工作\n1.清运垃圾2000吨（区城管局）。\n2.修剪绿篱3公里（区园林所）。\n",
        [("清运垃圾", ""), ("修剪绿篱", "")],
    ),
}


KINDS |= {
    "labels of times over what they date": (
        "时间节点：换届启动后\n责任内容：签订承诺书（乡组织办）\n时间节点：提名考察阶段\n责任内容：开展谈心谈话（乡党委）\n"
        "时间节点：选举前7日\n责任内容：公示候选人名单（乡选举委员会）\n",
        [("签订承诺", "换届启动后"), ("开展谈心", "提名考察阶段"), ("公示候选", "选举前7日")],
    ),
    "one label over all": (
        "活动时间：5月23日至30日\n一、举办科普集市3场。市科协牵头，市科技局配合。\n二、流动科技馆进校园10场。市教育局牵头，市科技馆配合。\n",
        [("举办科普", "5月23日至30日"), ("流动科技", "5月23日至30日")],
    ),
    "the time of what the reader may do": (
        "征求意见时间：2026年3月1日至3月15日\n一、引进企业12家。责任单位：县商务局\n二、举办推介活动6场。责任单位：县投促中心\n",
        [("引进企业", ""), ("举办推介", "")],
    ),
    "a request that says more asks for something else": (
        "一、栽植乔木5000株。（县林业局）\n二、抚育林地2000亩。（各乡镇）\n请于3月5日前办理，逾期不予受理。\n",
        [("栽植乔木", ""), ("抚育林地", "")],
    ),
    "a heading without a time counts its items anew": (
        "二月：文明礼仪月\n1.开展礼仪宣讲8场。责任单位：县文明办\n三月：学雷锋活动月\n1.组织志愿服务20场。责任单位：团县委\n"
        "其他常年工作\n1.维护网站。责任单位：县大数据局\n2.更新展板30块。责任单位：县委宣传部\n",
        [("开展礼仪", "二月"), ("组织志愿", "三月"), ("维护网站", ""), ("更新展板", "")],
    ),
    "stages without numbers end with their chapter": (
        "一、总体要求\n全面消除隐患。\n二、实施步骤\n第一阶段：宣传动员（3月1日至15日）\n县宣传部负责张贴标语200处。\n"
        "第二阶段：集中整治（3月16日至5月31日）\n县林业局负责清理可燃物500亩。\n三、工作要求\n县财政局负责保障经费。\n",
        [("县宣传部", "3月1日至15日"), ("县林业局", "3月16日至5月31日"), ("县财政局", "")],
    ),
    "items that count on under the next time": (
        "第一批：6月底前\n一、县林业局负责清理可燃物500亩。\n二、县住建局负责更换管网3公里。\n第二批：9月底前\n三、县教育局负责新建校舍2栋。\n",
        [("县林业局", "6月底前"), ("县住建局", "6月底前"), ("县教育局", "9月底前")],
    ),
    "clauses of time before the words": (
        "3月至5月，抽检儿童用品120批次。（牵头科室：质量科）\n6月至8月，抽检冷饮300批次。（牵头科室：食品科）\n"
        "元旦、春节前，检查商超50家。（牵头科室：流通科）\n",
        [("3月至5", "3月至5月"), ("6月至8", "6月至8月"), ("元旦、春", "元旦、春节前")],
    ),
    "a time and a blank before the words": (
        "评审倒计时60天　完成资料归档（责任：质控科）\n评审前一周　布置现场（责任：后勤科）\n",
        [("完成资料", "评审倒计时60天"), ("布置现场", "评审前一周")],
    ),
    "a boxed time before the words": (
        "【2月底前】出台人才新政20条。（人才科）\n【8月中旬】举办人才峰会。（综合科）\n【全年】落实公寓80套。（县住建局）\n",
        [("【2月底", "2月底前"), ("【8月中", "8月中旬"), ("【全年】", "全年")],
    ),
    "each of several dates before one 前, and an event of no list": (
        "一、任务分工\n1.县应急局牵头，县消防大队配合，分别于5月底、9月底、11月底前开展排查。\n2.县供电公司负责在夏灌前完成线路巡检。\n"
        "3.县城管局负责在校门前设置护栏。\n",
        [("县应急局", "5月底、9月底、11月底前"), ("县供电公", "夏灌前"), ("县城管局", "")],
    ),
    "the time of what is granted is no deadline": (
        "一、2019年1月1日至12月31日，对招用毕业生的企业减征税款。（县税务局负责）\n二、强化用工服务。（县人社局负责）\n",
        [("2019", ""), ("强化用工", "")],
    ),
    "before a feast or a season, or by a quarter, for all": (
        "一、检查农贸市场18家。（责任单位：县市场监管局）\n二、储备猪肉200吨。（责任单位：县商务局）\n以上任务均于春节前完成。\n"
        "三、检修排涝泵站12座。（责任单位：县水利局）\n上述事项于汛期前全部办结。\n四、办结用地审批3宗。（责任单位：县自然资源局）\n上述任务于二季度末前完成。\n",
        [("检查农贸", "春节前"), ("储备猪肉", "春节前"), ("检修排涝", "汛期前"), ("办结用地", "二季度末前")],
    ),
    "in front of something is no time for all": (
        "一、设置护栏20处。（责任单位：县城管局）\n以上任务均在校门前完成。\n",
        [("设置护栏", "")],
    ),
    "at once for all": (
        "以下问题立行立改：\n1.规范公务用车。（责任单位：县财政局）\n2.补签采购合同。（责任单位：县教育局）\n",
        [("规范公务", "立行立改"), ("补签采购", "立行立改")],
    ),
    "the title says by when": (
        "安平县2026年文化惠民任务（9月底前完成）\n1.送戏下乡120场。责任单位：县文旅局\n2.放映电影800场。责任单位：县电影公司\n",
        [("送戏下乡", "9月底前"), ("放映电影", "9月底前")],
    ),
    "a time with what is done by then ends with the time": (
        "一、重点建议（6月底前办结）\n1.加快公办园建设。主办单位：县教育局\n2.修缮文物。（县文旅局负责，6月5日起执行）\n"
        "3.检查网站。县政府办公室负责，每季度开展一次。\n4.巡查河道。（县水利局负责，常态化开展）\n",
        [("加快公办", "6月底前"), ("修缮文物", "6月5日起"), ("检查网站", "每季度"), ("巡查河道", "常态化开展")],
    ),
    "a time in a bracket with what is done in it, and an hour": (
        "1.改造校舍12栋。（县教育局牵头，国庆节期间完成）\n2.核对账目。（县财政局牵头，6月30日18:00前完成）\n",
        [("改造校舍", "国庆节期间"), ("核对账目", "6月30日18:00前")],
    ),
    "one limit for all behind a label": (
        "完成时限：除注明外均为2026年11月底\n1.修补道路3条。（责任单位：县住建局）\n2.加装扶手210处。（责任单位：县民政局；完成时限：8月底）\n",
        [("修补道路", "2026年11月底"), ("加装扶手", "8月底")],
    ),
}


ITEMS = "1.改造校舍12栋。（责任单位：县教育局）\n2.清淤河道30公里。（责任单位：县水利局）\n"


@pytest.mark.parametrize(
    "time", ["10月中旬", "2026年第四季度", "二〇二六年六月底前", "2026年11月", "两个月内", "秋收前", "“五一”前", "印发之日起30日内"]
)
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("以下任务{}完成：", ""), ("请于{}完成下列任务：", ""), ("（以下任务{}完成）", ""), ("", "以上任务均于{}完成。"),
        ("", "以上各项任务完成时限均为{}。"),
        ("", "所有任务{}完成。"), ("", "备注：未注明时限的于{}完成。"), ("（完成时限：{}）", ""),
    ],
)  # fmt: skip
def test_a_line_over_or_below_items_dates_all_of_them(above: str, below: str, time: str) -> None:
    assert dues("".join(one and one.format(time) + "\n" for one in (above,)) + ITEMS + below.format(time)) == [("改造校舍", time), ("清淤河道", time)]


@pytest.mark.parametrize("line", ["以上任务完成情况10月通报。", "上述任务10月完成率达到80%。", "以上任务在县政府前完成。", "以下任务10月开展评估。"])
def test_a_line_that_does_not_end_the_matter_dates_nothing(line: str) -> None:
    assert dues(ITEMS + line) == [("改造校舍", ""), ("清淤河道", "")]


@pytest.mark.parametrize("kind", KINDS)
def test_times_over(kind: str) -> None:
    text, expected = KINDS[kind]
    assert dues(text) == expected


def test_a_sentence_that_is_nothing_but_a_rhythm_dates_the_title_before_it() -> None:
    text = "（一）举办银企对接会4场。每季度一场。责任部门：经济部\n（二）走访企业300家。每月一次。责任部门：会员部\n"
    assert dues(text) == [("举办银企", "每季度一场"), ("走访企业", "每月一次")]


@pytest.mark.parametrize(
    ("words", "year", "first", "last"),
    [
        ("2026-2028", None, "2026-01-01", "2028-12-31"),
        ("2026年3月至5月", None, "2026-03-01", "2026-05-31"),
        ("2026年11月至2月", None, "2026-11-01", "2027-02-28"),
    ],
)
def test_stretches_whose_year_one_end_prints(words: str, year: int | None, first: str, last: str) -> None:
    read = read_deadline(words, year, column=True)
    assert (read.kind, read.start, read.end) == ("interval", first, last)


def test_the_year_of_an_item_is_not_that_of_the_plan() -> None:
    text = "改革任务分工\n1.出台方案（市数据局牵头，5月完成）\n2.建立机制（市财政局牵头，2027年上半年完成）\n"
    assert outline(Document("kind.txt", "0" * 64, "txt", text, blocks_of(text)))[0].plan.year is None


CHECKS = (
    "检查事项\t检查内容\t检查主体\t检查时间\n超限运输\t检查货运源头企业32家\t县交通运输局\t{}\n涉企收费\t检查行业协会收费行为\t县市场监管局\t{}\n"
    "农资质量\t抽检化肥90批次\t县农业农村局\t{}\n"
)


@pytest.mark.parametrize(
    ("times", "read"),
    [(("5月底前", "4月至6月", "全年"), True), (("2026年3月5日", "2026年3月6日", "2026年3月9日"), False)],
)
def test_a_column_that_says_when_checks_are_made_is_one_of_deadlines_where_its_times_are_to_come(times: tuple[str, ...], read: bool) -> None:
    found = read_tables([one for one in blocks_of(CHECKS.format(*times)) if isinstance(one, Table)]).drafts
    assert [one.deadline for one in found] == (list(times) if read else [""] * 3)


def test_a_short_duty_with_a_rhythm_is_the_duty_and_its_title_short_for_it() -> None:
    text = "1. 例会。每月召开一次例会。责任单位：县教育局\n2. 走访企业。每季度不少于2次。责任单位：县商务局\n"
    assert dues(text) == [("每月召开", "每月"), ("走访企业", "每季度不少于2次")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、县商务局：负责统筹，5月底前完成摸底；负责市场管理。\n二、县水利局：负责巡河。\n", ["", ""]),
        ("一、县商务局：负责统筹；负责市场管理，5月底前完成摸底。\n二、县水利局：负责巡河。\n", ["5月底前", ""]),
        ("一、县商务局：每月25日前报送台账；每年12月10日前报送总结。\n二、县水利局：每半月巡河。\n", ["", "每半月"]),
    ],
)
def test_a_day_of_one_of_two_duties_is_not_spread_over_both(text: str, expected: list[str]) -> None:
    assert [due for _, due in dues(text)] == expected


def test_a_sentence_says_once_when_its_works_are_to_stand() -> None:
    text = (
        "一、体育馆改造工程由县体育局具体实施，县住建局做好征迁工作，确保9月底前竣工。\n"
        "二、县财政局拨付资金，县住建局推进桥梁建设，确保6月底前建成。\n"
    )
    assert [due for _, due in dues(text)] == ["9月底前", "9月底前", "", "6月底前"]

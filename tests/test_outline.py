"""A document is cut into plans, and what it does not say stays None."""

from __future__ import annotations

import io

import openpyxl
import pytest

from conftest import CITY, DISTRICT, document
from zeren import read
from zeren.ground.model import Document
from zeren.outline import closed, heading, is_title, outline
from zeren.read.text import blocks_of
from zeren.read.xlsx import read_xlsx


def parts(text: str):
    return outline(Document("x.txt", "0", "txt", text, blocks_of(text)))


def test_the_district_plan_has_four_annexes_below_its_title() -> None:
    found = [(p.plan.annex, p.plan.title, p.plan.part_of) for p in outline(document(DISTRICT))]
    whole = "美丽西城建设2026年行动计划"
    assert found == [
        (None, whole, None),
        ("附1", "持续污染防治攻坚2026年行动计划", whole),
        ("附2", "加快绿色低碳转型2026年行动计划", whole),
        ("附3", "深化多元协同共治2026年行动计划", whole),
        ("附4", "2026年西城区生态环境保护有关指标和重点任务计划", whole),
    ]


@pytest.mark.parametrize(
    ("first", "second", "titles"),
    [
        ("城北区2026年提案办理分工", "城北区2026年工作要点任务分工", ["城北区2026年提案办理分工", "城北区2026年工作要点任务分工"]),
        ("城北区2026年重点任务清单", "城北区2026年重点任务清单", ["城北区2026年重点任务清单"]),
        ("城北区2026年重点任务清单（第一批）", "城北区2026年重点任务清单（第二批）", ["城北区2026年重点任务清单"]),
        ("区教育局任务清单", "区水务局任务清单", ["区教育局任务清单"]),
    ],
)
def test_a_sheet_under_a_title_of_its_own_with_a_year_is_a_plan_of_its_own(first: str, second: str, titles: list[str]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "一"
    for sheet, title in ((book.active, first), (book.create_sheet("二"), second)):
        for row in ((title,), ("重点任务", "责任单位"), ("改造泵站2座", "区水务局"), ("更新校舍3处", "区教育局")):
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    (found,) = read_xlsx(held.getvalue(), "a.xlsx", "0" * 64)
    assert [part.plan.title for part in outline(found)] == titles
    assert [part.plan.part_of for part in outline(found)] == [None, *titles[:1] * (len(titles) - 1)]


def test_the_district_plan_is_a_draft_of_2026_issued_by_the_office_that_repeals_its_own_plan() -> None:
    plan = outline(document(DISTRICT))[0].plan
    assert (plan.status, plan.year, plan.issuer) == ("draft", 2026, "北京市西城区人民政府办公室")
    assert (plan.number, plan.date) == (None, None)


def test_the_city_plan_says_neither_issuer_nor_number_nor_date() -> None:
    plan = outline(document(CITY))[0].plan
    assert plan.title == "深化多元协同共治 2026 年行动计划"
    assert (plan.issuer, plan.number, plan.date, plan.status, plan.year) == (None, None, None, None, 2026)


def test_a_notice_gives_issuer_number_and_date() -> None:
    text = (
        "某某省人民政府办公厅关于印发\n某某省数字政府行动计划的通知\n某政办发〔2024〕7号\n各市人民政府：\n"
        "现将行动计划印发给你们，请认真贯彻执行。\n某某省人民政府办公厅\n2024年3月5日\n"
    )
    plan = parts(text)[0].plan
    assert plan.title == "某某省人民政府办公厅关于印发某某省数字政府行动计划的通知"
    assert (plan.issuer, plan.number, plan.date) == ("某某省人民政府办公厅", "某政办发〔2024〕7号", "2024-03-05")
    assert (plan.year, plan.status) == (2024, "issued")


@pytest.mark.parametrize(
    ("text", "level", "mark", "words"),
    [
        ("一、总体要求", 1, "一、", "总体要求"),
        ("（二）重点任务", 2, "（二）", "重点任务"),
        ("(一)建设绿色低碳转型先行区", 2, "(一)", "建设绿色低碳转型先行区"),
        ("3．强化监管。", 3, "3．", "强化监管。"),
        ("12.强化监管", 3, "12.", "强化监管"),
        ("（4）开展检查", 4, "（4）", "开展检查"),
        ("①完成清单", 5, "①", "完成清单"),
        ("第三章 保障措施", 1, "第三章", "保障措施"),
    ],
)
def test_headings_are_told_by_their_mark(text, level, mark, words) -> None:
    found = heading(text)
    assert found is not None
    assert (found.level, found.mark, found.words) == (level, mark, words)


@pytest.mark.parametrize("text", ["2026年底前", "1.5微克", "12月底", "一是深化认识", "各街道办事处", "30%以上"])
def test_numbers_that_only_begin_a_sentence_are_no_headings(text) -> None:
    assert heading(text) is None


def test_titles_end_in_the_words_of_plans_and_notices() -> None:
    assert is_title("美丽西城建设2026年行动计划")
    assert is_title("某市工作方案（征求意见稿）")
    assert not is_title("各区人民政府：")
    assert not is_title("一、任务")


def test_closing_up_touches_only_chinese() -> None:
    assert closed(" 强化水环境 联保共治 ") == "强化水环境联保共治"
    assert closed("GEP 核算 LIMS system") == "GEP 核算 LIMS system"


def test_a_document_that_begins_with_the_mark_of_an_annex_is_that_annex() -> None:
    (part,) = parts("附件1\n某某省数字经济行动方案\n一、总体要求\n为深入贯彻有关部署，制定本方案。\n")
    assert (part.plan.title, part.plan.annex, part.plan.part_of) == ("某某省数字经济行动方案", "附件1", None)


def test_the_sheet_above_a_page_states_title_number_and_issuer() -> None:
    text = (
        "标题: 关于印发2015年工作方案的通知\n发布时间: 2015-04-30 10:09\n文号: 某政办〔2015〕3号\n发布机构: 某某县人民政府办公室\n"
        "栏目: 文件\n本地目录: zwgk/关于印发2015年工作方案的通知\n各乡镇人民政府：现将方案印发给你们。\n"
    )
    plan = parts(text)[0].plan
    assert plan.title == "关于印发2015年工作方案的通知"
    assert (plan.number, plan.issuer, plan.date) == ("某政办〔2015〕3号", "某某县人民政府办公室", "2015-04-30")


def test_a_colophon_is_no_signature() -> None:
    plan = parts("某某省工作方案\n为做好工作，制定本方案。\n某某省人民政府办公厅秘书处 2025年10月13日印发\n")[0].plan
    assert (plan.issuer, plan.date) == (None, None)


RED_HEAD = (
    "桐溪县推进政府职能转变和“放管\n服”改革协调小组办公室文件\n桐职转办〔2026〕4号\n关于印发2026年重点事项\n清单的通知\n各乡镇人民政府：\n"
    "现将《2026年重点事项清单》印发给你们。\n协调小组办公室（代章）\n2026年3月3日\n2026年重点事项清单\n一、办理事项\n"
)


def test_a_red_head_names_the_issuer_and_a_notice_carries_a_plan_of_its_own_title() -> None:
    notice, plan = (part.plan for part in parts(RED_HEAD))
    assert notice.title == "关于印发2026年重点事项清单的通知"
    assert (plan.title, plan.part_of, plan.annex) == ("2026年重点事项清单", notice.title, None)
    assert plan.issuer == notice.issuer == "桐溪县推进政府职能转变和“放管服”改革协调小组办公室"
    assert (plan.number, plan.date, plan.status) == ("桐职转办〔2026〕4号", "2026-03-03", "issued")


@pytest.mark.parametrize(
    ("text", "issuer", "date"),
    [
        ("某县工作要点\n一、任务\n某县教育局\n某县财政局\n2026年2月3日\n", "某县教育局、某县财政局", "2026-02-03"),
        ("某县财政局等3部门关于印发工作方案的通知\n各乡镇：\n2026年1月28日\n", "某县财政局等3部门", "2026-01-28"),
        ("附件1\n南江县任务分工方案\n（县人民政府办公室2026年4月20日印发，南政办字〔2026〕18号）\n", "南江县人民政府办公室", "2026-04-20"),
        ("附件1\n市工信局党组关于反馈意见整改台账\n填报单位（盖章）：中共怀远市工信局党组　填报时间：2026年3月20日\n",
         "中共怀远市工信局党组", "2026-03-20"),
        ("石门县人民政府\n专题会议纪要\n〔2026〕14号\n石门县人民政府办公室        2026年2月26日\n", "石门县人民政府办公室", "2026-02-26"),
    ],
)
def test_all_signers_are_named_first_first_wherever_they_sign(text, issuer, date) -> None:
    plan = parts(text)[0].plan
    assert (plan.issuer, plan.date) == (issuer, date)


def test_a_document_on_one_line_has_title_number_and_a_date_in_numerals() -> None:
    text = "国务院关于促进某行业健康发展的若干意见国发 〔2011〕 12 号各省人民政府：" + "现提出以下意见。" * 200 + "国务院二○一一年五月十日"
    plan = parts(text)[0].plan
    assert plan.title == "国务院关于促进某行业健康发展的若干意见"
    assert (plan.issuer, plan.number, plan.date) == ("国务院", "国发〔2011〕12号", "2011-05-10")


@pytest.mark.parametrize("words", ["（4月12日修改稿）", "（初稿）", "（审议稿）", "（公示稿）", "（送审稿）", "（征求意见稿）", "（代拟稿）"])
def test_drafts_say_so_in_many_words(words) -> None:
    assert parts(f"某市夜间经济工作方案\n{words}\n一、任务\n")[0].plan.status == "draft"


def test_first_and_last_year_and_the_year_of_issue_are_kept_apart() -> None:
    plan = parts("某市三年行动计划（2025-2027年）\n一、任务\n某市人民政府\n2026年1月4日\n")[0].plan
    assert (plan.year, plan.last_year, plan.date, plan.base_year) == (2025, 2027, "2026-01-04", 2026)
    undated = parts("某市三年行动计划（2025—2027年）\n一、任务\n")[0].plan
    assert (undated.year, undated.last_year, undated.base_year) == (2025, 2027, None)
    early = parts("某市三年行动计划（2026—2028年）\n一、任务\n某市人民政府\n2025年12月30日\n")[0].plan
    assert early.base_year == 2026


def test_navigation_and_a_printed_breadcrumb_are_no_title() -> None:
    text = "当前位置：首页 > 政务公开\n丰禾县2026年重点任务分工\n发布时间：2026-03-18　来源：某办\n各乡镇人民政府：\n"
    assert parts(text)[0].plan.title == "丰禾县2026年重点任务分工"


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("宜川市“链上发力”作战图\n宜川市优化营商环境工作领导小组　2026年\n一、强链补链\n引进配套企业6家。", "宜川市优化营商环境工作领导小组"),
        ("闽山市普法责任清单\n一、宪法宣传\n举办活动。\n注：本清单由闽山市守法普法协调小组确定。", "闽山市守法普法协调小组"),
        ("一图读懂2026年实事\n新增学位800个\n来源丨海岛市人民政府办公室　制图丨海岛融媒", "海岛市人民政府办公室"),
        ("2026年重点督查事项清单\n一、整治违建\n拆除违建37处。\n青旗人民政府督查室", "青旗人民政府督查室"),
        ("2026年度防火责任书\n下达单位：永河县人民政府\n承接单位：大坪镇人民政府\n一、新建隔离带。", "永河县人民政府"),
        ("2026年工作安排\n一、整治违建\n有关问题由县住建局负责解释。", None),
        ("2026年重点任务清单\n1.拆除违建37处。\n县住建局、县财政局", None),
        ("2026年重点任务清单\n1.拆除违建37处。\n县住建局\n2.修渠3公里。\n县水利局", None),
        ("2026年重点任务清单\n1.修渠3公里。\n各乡镇人民政府", None),
        ("清河县2026年任务\n1.拆除违建37处。\n责任单位\n县住建局", None),
    ],
)
def test_a_document_without_signature_may_name_its_maker_in_passing(text: str, issuer: str | None) -> None:
    assert parts(text)[0].plan.issuer == issuer


def test_a_red_head_in_radicals_is_no_title() -> None:
    text = "花州市⼈⺠政府⽂件\n花州政发〔2026〕4号\n花州市⼈⺠政府关于推动制造业⾼质量发展的实施意⻅\n各区⼈⺠政府：\n提出如下意⻅。"
    assert parts(text)[0].plan.title.endswith("实施意⻅")


TASKS = "一、重点任务\n1.建成示范点三处。（责任单位：县水利局）\n"
MAKERS = [
    ("信息来源：安和县卫生健康局浏览次数：108字体：大\n安和县健康行动分工表\n" + TASKS, "安和县卫生健康局"),
    ("安和县创建森林城市任务分解表\n制表：安和县林业局\n" + TASKS, "安和县林业局"),
    ("2026年度耕地保护责任书\n发书单位：安和县人民政府\n责任单位：和平镇人民政府\n" + TASKS, "安和县人民政府"),
    ("安和县审计局2026年度审计项目计划\n" + TASKS, "安和县审计局"),
    ("安和大学\n校长办公会议纪要\n2026年第4期\n安和大学党政办公室　　2026年3月6日\n" + TASKS, "安和大学党政办公室"),
    ("安和集团有限公司2026年改革台账\n填报单位：企业管理部\n" + TASKS + "安和集团有限公司\n", "安和集团有限公司"),
    ("安和市银发经济十条措施\n安政办发〔2026〕19号安和市人民政府办公室2026年4月7日\n" + TASKS, "安和市人民政府办公室"),
    ("县审计局机关2026年党建月历\n（机关党委2026年1月）\n" + TASKS, "县审计局机关党委"),
    ("安和县2026年重点任务分工表\n" + TASKS, None),
    ("县委重点督查事项一览表（2026年4月）\n中共安和县委督查室　　　　截止日期：2026年4月28日\n" + TASKS, "中共安和县委督查室"),
    (
        "安和区政府办公室会议纪要\n〔2026〕第6号\n安和区第6次现场办公会议纪要\n" + TASKS + "安和区人民政府办公室　　2026年5月12日印发\n",
        "安和区人民政府办公室",
    ),
    ("安和县文化工作方案\n" + TASKS + "中共安和县委宣传部办公室　　2026年5月12日印发\n", None),
]


@pytest.mark.parametrize(("text", "issuer"), MAKERS)
def test_a_document_without_a_signature_is_of_the_body_that_it_names_as_its_maker(text, issuer) -> None:
    assert parts(text)[0].plan.issuer == issuer


DAYS = [
    ("安和县2026年审计计划\n（经县委审计委员会审议通过，2026年1月20日印发）\n" + TASKS, "2026-01-20"),
    ("安和县2026年责任书\n" + TASKS + "安和县人民政府（盖章） 和平镇人民政府（盖章） 2026年2月27日 2026年2月27日\n", "2026-02-27"),
    ("安和县2026年责任书\n" + TASKS + "2026年2月26日 2026年2月26日\n", "2026-02-26"),
    ("安和县2026年任务分工\n来源：县政府办 日期：2026-04-02 阅读：312次\n" + TASKS, "2026-04-02"),
    ("漂浮物清理协调会议纪要\n2026年4月14日下午，副县长召开会议。\n" + TASKS, "2026-04-14"),
    ("县委重点督查事项一览表（2026年4月）\n中共安和县委督查室　　　　截止日期：2026年4月28日\n" + TASKS, "2026-04-28"),
    ("安和县2026年任务一览\n2026-02-11 10:22 阅读：98\n" + TASKS, "2026-02-11"),
    ("安和县2026年任务一览\n" + TASKS + "填表人：李静　　填表日期：2026年4月1日\n", "2026-04-01"),
    ("安和县2026年任务一览\n" + TASKS + "统计截至：2026-04-01　　责任单位：县水利局\n", None),
    ("博览会倒计时清单\n开幕日期：2026年11月8日\n" + TASKS, None),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_the_day_of_a_document_is_that_of_its_issue(text, day) -> None:
    assert parts(text)[0].plan.date == day


def test_minutes_under_the_name_of_a_body_bear_it_in_their_title_and_their_issue_as_number() -> None:
    plan = parts("安和大学\n校长办公会议纪要\n2026年第4期\n安和大学党政办公室　　2026年3月6日\n" + TASKS)[0].plan
    assert (plan.title, plan.number, plan.date) == ("安和大学校长办公会议纪要", "2026年第4期", "2026-03-06")


TABLE = "任务\t责任单位\n修路\t县交通局\n植树\t县林业局\n"
MADE = [
    ("安和县绿化委员会办公室　　　　单位：亩", "安和县绿化委员会办公室", None),
    ("安和县信访工作联席会议办公室", "安和县信访工作联席会议办公室", None),
    ("县考核工作领导小组办公室制", "安和县考核工作领导小组办公室", None),
    ("中共安和县纪委机关　　2026年4月2日", "中共安和县纪委机关", "2026-04-02"),
    ("责任单位：安和县水利局", None, None),
    ("（2026年版）", None, None),
    ("（校务会议通过　2026年3月1日）", None, "2026-03-01"),
]


@pytest.mark.parametrize(("line", "issuer", "day"), MADE)
def test_a_body_on_the_line_between_a_title_and_its_table_has_made_it(line: str, issuer: str | None, day: str | None) -> None:
    plan = parts(f"安和县重点任务表\n{line}\n{TABLE}")[0].plan
    assert (plan.issuer, plan.date) == (issuer, day)


def test_bodies_above_each_of_several_tables_have_made_none() -> None:
    assert parts(f"安和县重点任务表\n安和县水利局\n{TABLE}安和县财政局\n{TABLE}")[0].plan.issuer is None


YEARS = [
    ("安和县统计局党组2025年度民主生活会整改方案\n" + TASKS + "安和县统计局党组\n2026年2月20日\n", 2026),
    ("安和县2025年度工作总结\n" + TASKS + "安和县统计局\n2026年2月20日\n", 2025),
    ("安和县2025年度本级预算执行审计查出问题整改清单\n" + TASKS, 2025),
    ("安和县2025年度本级预算执行审计查出问题整改清单\n2026年3月底前整改到位。\n" + TASKS, 2026),
    ("安和县2025年度本级预算执行审计查出问题整改清单\n2025年9月30日前整改到位。\n" + TASKS, 2025),
    ("安和中学2025—2026学年度第二学期行事历\n" + TASKS, 2026),
    ("督办事项通知单\n1.清理占道。办结时限：2026年4月15日前\n2.整治河道。办结时限：2026年6月30日前\n", 2026),
    ("督办事项通知单\n1.清理占道。办结时限：2026年4月15日前\n2.整治河道。办结时限：2027年6月30日前\n", None),
    ("督办事项通知单\n" + "清理占道。办结时限：2026年8月底前\n" * 3, 2026),
    ("督办事项通知单\n清理占道。办结时限：2026年8月底前\n", None),
    ("安和县链上行动作战图\n安和县优化营商环境工作领导小组　2026年\n" + TASKS, 2026),
]


@pytest.mark.parametrize(("text", "year"), YEARS)
def test_the_year_of_a_plan_that_its_title_does_not_print_or_that_it_looks_back_on(text, year) -> None:
    assert parts(text)[0].plan.year == year


def test_the_title_of_minutes_stands_below_their_red_head_and_number() -> None:
    text = "安和区政府办公室会议纪要\n〔2026〕第6号\n安和区第6次现场办公会议纪要\n" + TASKS
    assert parts(text)[0].plan.title == "安和区第6次现场办公会议纪要"


def test_a_title_ends_before_the_label_that_a_page_sets_on_its_line() -> None:
    text = "安和镇2026年机关内设机构重点工作目标填报：安和镇党政综合办公室　2026年1月30日\n" + TASKS
    plan = parts(text)[0].plan
    assert (plan.title, plan.issuer) == ("安和镇2026年机关内设机构重点工作目标", "安和镇党政综合办公室")


def test_a_plan_below_the_signature_of_its_notice_is_a_plan_of_its_own() -> None:
    found = parts(
        "安和县人民政府办公室关于印发冬季旅游政策措施的通知\n各镇人民政府：\n现将分工印发给你们。\n"
        "安和县人民政府办公室\n2026年1月6日\n安和县冬季旅游政策事项分工表\n" + TASKS
    )
    assert [part.plan.title for part in found] == ["安和县人民政府办公室关于印发冬季旅游政策措施的通知", "安和县冬季旅游政策事项分工表"]
    assert found[1].plan.part_of == found[0].plan.title



def test_a_number_without_a_year_stands_alone_on_its_line() -> None:
    plan = parts("督查通报第5期\n安和县人民政府督查室　　　2026年4月9日\n关于第一季度工作推进情况的督查通报\n" + TASKS)[0].plan
    assert (plan.title, plan.number, plan.date) == ("关于第一季度工作推进情况的督查通报", "督查通报第5期", "2026-04-09")


def test_a_body_alone_across_the_last_row_of_a_table_has_made_it() -> None:
    rows = "<tr><td>任务</td><td>单位</td></tr><tr><td>修路2公里</td><td>县交通局</td></tr><tr><td colspan=2>安和县稳增长工作领导小组办公室</td></tr>"
    (found,) = read_bytes_as(f"<p>安和县2026年稳增长任务分解表</p><table>{rows}</table>")
    assert outline(found)[0].plan.issuer == "安和县稳增长工作领导小组办公室"


DUTIES = [
    ("序号\t工作任务\t责任单位\t完成时限\n1\t养护公路\t县交通局\t印发之日起30日内\n2\t检查食堂\t县市场监管局\t2026年12月31日\n"),
    ("任务\t单位\t时间\n修路\t县交通局\t2026年6月30日\n检查\t县市场监管局\t2026年9月30日\n"),
    ("谁来干\t干到哪天\n县交通局\t2026年6月30日\n县市场监管局\t2026年9月30日\n"),
    ("一、修路。县交通局2026年6月30日前完成修路30公里。\n二、检查。责任单位：县市场监管局 2026年9月30日\n"),
]


@pytest.mark.parametrize("rows", DUTIES)
def test_a_body_and_a_limit_in_a_row_of_duties_are_no_signature(rows: str) -> None:
    (part,) = parts("安平县2026年重点任务\n\n" + rows)
    assert (part.plan.issuer, part.plan.date, part.plan.status) == (None, None, None)


def test_a_row_below_the_duties_that_holds_nothing_but_a_body_and_a_day_signs() -> None:
    (part,) = parts("安平县2026年重点任务\n\n任务\t说明\n修路\t30公里\n安平县人民政府办公室\t2026年3月5日\n")
    assert part.plan.date == "2026-03-05"


WITNESSED = [
    # 转发 stands between who passes a paper on and who wrote it.
    ("安和县人民政府办公室转发县水利局关于2026年水利工作安排的通知\n各镇：\n现转发给你们。\n", "安和县人民政府办公室"),
    # Several share one red head; the signature has them all.
    ("中共安和县委组织部\n安和县财政局　　　文件\n安和县农业农村局\n安组发〔2026〕5号\n关于印发行动方案的通知\n各乡镇：\n现印发给你们。\n",
     "中共安和县委组织部、安和县财政局、安和县农业农村局"),
    # A stand-in that seals issues nothing.
    ("关于印发安和县防火方案的通知\n各乡镇：\n安和县消防安全委员会办公室\n（安和县消防大队代章）\n2026年10月20日\n", "安和县消防安全委员会办公室"),
    # The title says whose plan it is, the signature who issued it.
    ("安和县委关于落实反馈意见整改任务清单\n" + TASKS + "中共安和县委办公室\n2026年3月18日\n", "中共安和县委办公室"),
    # Printed without a mark between them, signed one below the other.
    ("安和县教育局安和县财政局关于印发资助方案的通知\n各乡镇：\n安和县教育局\n安和县财政局\n2026年3月18日\n", "安和县教育局、安和县财政局"),
    ("安和县2026年民生实事责任分工\n" + TASKS + "安和县人民政府办公室　　　2026年1月28日印发\n", "安和县人民政府办公室"),
    ("安和县2026年污染防治任务清单\n" + TASKS + "（安和县生态环境保护委员会办公室制）\n", "安和县生态环境保护委员会办公室"),
    ("安和县2026年安全生产责任书\n发责单位：安和县人民政府\n签责单位：柳树镇人民政府\n" + TASKS, "安和县人民政府"),
    ("安和县2026年安全生产责任书\n责任单位：柳树镇人民政府\n考核单位：安和县应急管理局\n" + TASKS, None),
    ("安和县人民医院评审任务分解表\n1.修订应急预案。（责任科室：医务科、护理部）\n2.转诊率达到15%。（责任科室：急诊科）\n", "安和县人民医院"),
    ("安和县人民医院建设任务分解表\n1.完成征地。（责任单位：县自然资源局、城关镇）\n2.完成立项。（责任单位：县发改局）\n", None),
    ("安和能源集团有限公司\n降本节支行动实施台账\n集团改革办公室 2026年3月\n" + TASKS, "安和能源集团有限公司"),
    ("中共安和县委文件\n安发〔2026〕3号\n中共安和县委　安和县人民政府\n关于高质量发展的实施意见\n" + TASKS, "中共安和县委、安和县人民政府"),
    ("安和县教育局等部门关于做好学校食品安全工作的通知\n各校：\n安和县教育局\n安和县市监局\n2026年2月11日\n", "安和县教育局、安和县市监局"),
    ("安和县第十九届人民政府第52次常务会议纪要\n〔2026〕6号\n安和县人民政府办公室　　　　2026年3月12日\n" + TASKS, "安和县人民政府办公室"),
    ("安和学院2026年党政任务分解\n安和学院办公室 · 2026年2月28日\n" + TASKS, "安和学院办公室"),
    ("安和县第三中学备考推进表\n" + TASKS + "制表：安和县第三中学教务处　　2026年2月\n", "安和县第三中学教务处"),
    ("安和县人民医院绩效考核失分指标整改表\n" + TASKS + "制表：绩效考核办公室　　2026年3月12日\n", "安和县人民医院"),
    ("督查通报第5期\n安和县人民政府督查室　　　2026年4月9日\n关于第一季度工作推进情况的督查通报\n" + TASKS, "安和县人民政府督查室"),
    ("安和县教育局2026年工作月历\n" + TASKS + "安和县教育局办公室编制\n", "安和县教育局"),
    ("安和县2026年养老职责分工表\n" + TASKS + "安和县养老服务工作领导小组办公室制\n", "安和县养老服务工作领导小组办公室"),
    ("关于做好2026年资助工作的通知\n各乡镇：\n" + TASKS + "抄送：安和县人民政府办公室，安和县财政局。\n", None),
]


@pytest.mark.parametrize(("text", "issuer"), WITNESSED)
def test_one_decision_over_all_that_names_a_body_tells_the_issuer(text: str, issuer: str | None) -> None:
    assert parts(text)[0].plan.issuer == issuer


def test_each_body_that_a_document_names_as_its_issuer_is_told_with_what_says_so() -> None:
    text = "安和县人民政府文件\n安政发〔2026〕3号\n安和县人民政府关于印发方案的通知\n各乡镇：\n现印发给你们。\n"
    text += "安和县人民政府\n2026年3月9日\n安和县人民政府办公室　2026年3月10日印发\n"
    taken, other = parts(text)[0].issued
    assert (taken.issuer, {one.by for one in taken.witnesses}) == ("安和县人民政府", {"red-head", "notice", "signature", "inline"})
    assert (other.issuer, [one.by for one in other.witnesses]) == ("安和县人民政府办公室", ["imprint"])


FRAMED = [
    "<table><tr><td>安和县教育局<br>安和县财政局</td><td>文件</td></tr></table><p>安教发〔2026〕6号</p><p>关于印发2026年资助方案的通知</p><p>各乡镇：</p><p>现予印发。</p>",
    "<table><tr><td>索引号</td><td>1133-01</td><td>发布机构</td><td>安和县教育局、安和县财政局</td></tr><tr><td>文号</td><td>安教发〔2026〕6号</td>"
    "<td>成文日期</td><td>2026-03-20</td></tr></table><p>关于印发2026年资助方案的通知</p><p>各乡镇：</p><p>现予印发。</p>",
]


@pytest.mark.parametrize("page", FRAMED)
def test_a_letterhead_or_a_sheet_of_labels_in_a_frame_is_the_head_of_the_document(page: str) -> None:
    (found,) = read_bytes_as(page)
    plan = outline(found)[0].plan
    assert (plan.title, plan.number, plan.issuer) == ("关于印发2026年资助方案的通知", "安教发〔2026〕6号", "安和县教育局、安和县财政局")


def read_bytes_as(page: str) -> tuple[Document, ...]:
    return tuple(read.read(f"<html><body>{page}<p>1.核定名单。（责任单位：县教育局）</p></body></html>".encode(), "a.html", encoding=None))


def test_a_sheet_of_notes_before_the_tables_heads_nothing_and_sheets_of_one_plan_share_its_title() -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    for row in (("领导小组名单",), ("1.本清单由安和县合作交流工作领导小组办公室制定。",)):
        book.active.append(row)
    for name in ("产业", "劳务"):
        sheet = book.create_sheet(name)
        for row in ((f"安和县2026年协作任务清单（{name}协作）",), ("重点任务", "责任单位"), ("改造泵站2座", "县水务局"), ("更新校舍3处", "县教育局")):
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    (found,) = read_xlsx(held.getvalue(), "a.xlsx", "0" * 64)
    assert [(part.plan.title, part.plan.issuer) for part in outline(found)] == [("安和县2026年协作任务清单", "安和县合作交流工作领导小组办公室")]


def test_years_below_a_title_are_its_last_line_on_a_page_and_a_cell_of_their_own_on_the_cover_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    for row in (("安和县国有企业改革实施台账",), ("（2026—2028年）",)):
        book.active.append(row)
    sheet = book.create_sheet("任务")
    for row in (("重点任务", "责任单位"), ("改造泵站2座", "县水利局"), ("更新校舍3处", "县教育局")):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    (found,) = read_xlsx(held.getvalue(), "a.xlsx", "0" * 64)
    assert outline(found)[0].plan.title == "安和县国有企业改革实施台账"
    assert told(f"安和县国有企业改革实施台账\n（2026—2028年）\n{ITEMS}")[0] == "安和县国有企业改革实施台账（2026—2028年）"


def test_an_event_on_the_line_above_what_is_planned_for_it_opens_the_title() -> None:
    assert told(f"2026年青田半程马拉松\n服务保障工作方案\n{ITEMS}")[0] == "2026年青田半程马拉松服务保障工作方案"
    assert told(f"第八届青田茶博会\n筹备工作方案\n{ITEMS}")[0] == "第八届青田茶博会筹备工作方案"
    assert told(f"第八届青田茶博会\n青田县2026年任务分工方案\n{ITEMS}")[0] == "青田县2026年任务分工方案"


ITEMS = "1.改造泵站2座。（责任单位：县水利局）\n2.更新校舍3处。（责任单位：县教育局）\n"


def told(text: str) -> tuple[str, str | None, str | None, str | None, int | None, str | None]:
    plan = parts(text)[0].plan
    return plan.title, plan.issuer, plan.number, plan.date, plan.year, plan.status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"安和县卫生健康局\n安和县财政局\n安卫健〔2026〕5号\n关于印发2026年托育服务行动方案的通知\n各乡镇：\n现印发给你们。\n2026年3月18日\n{ITEMS}",
         ("关于印发2026年托育服务行动方案的通知", "安和县卫生健康局、安和县财政局", "安卫健〔2026〕5号", "2026-03-18", 2026, "issued")),
        (f"中共安和县委组织部\n文件安和县人力资源和社会保障局\n安组通〔2026〕6号\n关于印发2026年人才工作要点的通知\n各乡镇：\n2026年3月11日\n{ITEMS}",
         ("关于印发2026年人才工作要点的通知", "中共安和县委组织部、安和县人力资源和社会保障局", "安组通〔2026〕6号", "2026-03-11", 2026, "issued")),
        (f"共青团安和县委员会\n安和县教育局\n关于开展2026年选课的通知\n安团联〔2026〕3号\n共青团安和县委员会　安和县教育局\n2026年3月2日\n{ITEMS}",
         ("关于开展2026年选课的通知", "共青团安和县委员会、安和县教育局", "安团联〔2026〕3号", "2026-03-02", 2026, "issued")),
        (f"首页 > 政务公开 > 政策文件 > 县政府办公室文件\n安和县2026年节水行动方案\n{ITEMS}",
         ("安和县2026年节水行动方案", None, None, None, 2026, None)),
        (f"首页 » 规章制度 » 县教育局文件\n安和县2026年节水行动方案\n安和县水利局\n2026年4月1日\n{ITEMS}",
         ("安和县2026年节水行动方案", "安和县水利局", None, "2026-04-01", 2026, "issued")),
        (f"安和县2026年\n生活垃圾分类工作实施方案\n（送审稿）\n{ITEMS}", ("安和县2026年生活垃圾分类工作实施方案", None, None, None, 2026, "draft")),
        (f"青石自治县\n2026年控辍保学重点工作任务表\n编制单位：青石自治县教育局\n编制日期：2026年3月3日\n{ITEMS}",
         ("青石自治县2026年控辍保学重点工作任务表", "青石自治县教育局", None, "2026-03-03", 2026, None)),
        (f"关于《安和县古镇保护修缮实施方案》\n（公示稿）的公示\n现予以公示。\n安和县自然资源局\n2026年4月10日\n{ITEMS}",
         ("关于《安和县古镇保护修缮实施方案》（公示稿）的公示", "安和县自然资源局", None, "2026-04-10", 2026, "draft")),
        (f"附件\n安和县2026年茶产业发展任务分工方案\n（安和县人民政府办公室2026年4月3日印发　安政办函\n〔2026〕12号）\n{ITEMS}",
         ("安和县2026年茶产业发展任务分工方案", "安和县人民政府办公室", "安政办函〔2026〕12号", "2026-04-03", 2026, "issued")),
        (f"安和县茶园修复行动计划\n发布时间：2026-04-11 09:30　浏览次数：77次\n{ITEMS}",
         ("安和县茶园修复行动计划", None, None, "2026-04-11", 2026, None)),
        (f"安和县茶园修复行动计划\n2026-02-11 08:15　来源：安和报　责任编辑：王海\n近日，县委印发《安和县茶园修复行动计划》，并发出通知。\n{ITEMS}",
         ("安和县茶园修复行动计划", None, None, "2026-02-11", 2026, "issued")),
        (f"安和县茶产业发展行动计划\n（2026—2028年）\n（征求意见稿）\n{ITEMS}",
         ("安和县茶产业发展行动计划（2026—2028年）", None, None, None, 2026, "draft")),
        (f"安和县“十五五”水安全保障规划\n重点任务实施方案\n（2026—2030年）\n编制单位：安和县水利局\n{ITEMS}",
         ("安和县“十五五”水安全保障规划重点任务实施方案（2026—2030年）", "安和县水利局", None, None, 2026, None)),
        (f"关于《安和县节水方案\n（2026—2027年）》（草案）的公示\n现予以公示。\n安和县水利局\n2026年5月8日\n{ITEMS}",
         ("关于《安和县节水方案（2026—2027年）》（草案）的公示", "安和县水利局", None, "2026-05-08", 2026, "draft")),
        (f"关于做好2026年春耕备耕\n和农资打假\n工作的通知\n各乡镇：\n{ITEMS}安和县农业农村局\n2026年2月14日\n",
         ("关于做好2026年春耕备耕和农资打假工作的通知", "安和县农业农村局", None, "2026-02-14", 2026, "issued")),
        (f"中共安和县委文件\n安字〔2026〕2号\n中共安和县委\n安和县人民政府\n关于推进乡村振兴的意见\n（2026年2月12日）\n{ITEMS}",
         ("关于推进乡村振兴的意见", "中共安和县委、安和县人民政府", "安字〔2026〕2号", "2026-02-12", 2026, "issued")),
        (f"安和县教育局等2部门关于印发2026年助学方案的通知\n各校：\n安和县教育局　安和县财政局\n2026年3月1日\n{ITEMS}",
         ("安和县教育局等2部门关于印发2026年助学方案的通知", "安和县教育局、安和县财政局", None, "2026-03-01", 2026, "issued")),
        (f"中共安和县委办公室 安和县人民政府办公室印发《安和县2026年殡葬改革方案》\n近日，印发了《安和县2026年殡葬改革方案》，并发出通知。\n{ITEMS}",
         ("安和县2026年殡葬改革方案", "中共安和县委办公室、安和县人民政府办公室", None, None, 2026, "issued")),
        (f"（2026年3月1日中共安和县委员会第九次全体会议通过）\n中共安和县委关于制定五年规划的建议\n{ITEMS}",
         ("中共安和县委关于制定五年规划的建议", "中共安和县委", None, "2026-03-01", 2026, "issued")),
        (f"安和县2026年节水行动\n实施方案\n{ITEMS}", ("安和县2026年节水行动实施方案", None, None, None, 2026, None)),
        (f"2026年节水任务分解表\n安和县水利局编制\n二〇二六年三月\n{ITEMS}", ("2026年节水任务分解表", "安和县水利局", None, None, 2026, None)),
        (f"安和县节水行动计划\n{ITEMS}安和县水利局\n2026.3.1\n", ("安和县节水行动计划", "安和县水利局", None, "2026-03-01", 2026, "issued")),
        (f"安和县节水方案\n文号：安水〔2026〕4号　发布机构：安和县水利局　成文日期：2026-03-01\n{ITEMS}",
         ("安和县节水方案", "安和县水利局", "安水〔2026〕4号", "2026-03-01", 2026, "issued")),
    ],
)  # fmt: skip
def test_the_top_and_the_end_of_a_document_tell_all_that_is_said_of_it(text: str, expected: tuple[object, ...]) -> None:
    assert told(text) == expected


def test_bodies_that_sign_beside_one_another_in_a_table_have_issued_the_document_above_their_day() -> None:
    signed = "<table><tr><td>安和县教育局</td><td>安和县财政局</td></tr><tr><td>安和县水利局</td><td></td></tr></table>"
    (found,) = read_bytes_as(f"<p>关于印发2026年资助方案的通知</p><p>各乡镇：</p><p>现予印发。</p>{signed}<p>2026年3月18日</p>")
    plan = outline(found)[0].plan
    assert (plan.issuer, plan.date) == ("安和县教育局、安和县财政局、安和县水利局", "2026-03-18")


def test_a_frame_of_labels_above_the_tasks_names_who_filled_in_the_form_and_when() -> None:
    frame = "<table><tr><td>编制单位</td><td>安和县林业局</td><td>编制日期</td><td>2026年1月15日</td></tr></table>"
    (found,) = read_bytes_as(f"<p>2026年度古树保护工作计划表</p>{frame}")
    plan = outline(found)[0].plan
    assert (plan.issuer, plan.date, plan.status) == ("安和县林业局", "2026-01-15", None)


def test_labels_and_values_above_the_heads_of_a_table_are_said_of_the_document() -> None:
    top = "<tr><td>编制单位：</td><td>安和县人民政府办公室</td><td>文号：</td><td>安政办发〔2026〕6号</td></tr>"
    day = "<tr><td></td><td></td><td>印发日期：</td><td>2026年2月14日</td></tr>"
    rows = "<tr><td>序号</td><td>事项</td><td>牵头单位</td><td>时限</td></tr><tr><td>1</td><td>改造泵站</td><td>县水利局</td><td>6月底</td></tr>"
    (found,) = read_bytes_as(f"<p>安和县2026年民生实事分解表</p><table>{top}{day}{rows}</table>")
    plan = outline(found)[0].plan
    assert (plan.issuer, plan.number, plan.date) == ("安和县人民政府办公室", "安政办发〔2026〕6号", "2026-02-14")


def test_who_made_a_table_stands_in_its_last_row_beside_the_day_and_issues_nothing() -> None:
    rows = "<tr><td>事项</td><td>牵头单位</td><td>完成时限</td></tr><tr><td>改造泵站</td><td>县水利局</td><td>6月底</td></tr>"
    last = "<tr><td>制表：安和县政府督查室</td><td></td><td>2026年1月8日</td></tr>"
    (found,) = read_bytes_as(f"<p>2026年民生实事清单</p><table>{rows}{last}</table>")
    plan = outline(found)[0].plan
    assert (plan.issuer, plan.date, plan.status) == ("安和县政府督查室", "2026-01-08", None)


def test_labels_in_the_last_row_are_no_limit_although_they_stand_below_its_head() -> None:
    head = "<tr><td>工作任务</td><td>责任单位</td><td>完成时间</td></tr><tr><td>绘制产业图谱</td><td>县工信局</td><td>3月底</td></tr>"
    last = "<tr><td>制表单位：安和县招商中心</td><td></td><td>制表日期：2026年2月5日</td></tr>"
    (found,) = tuple(read.read(f"<html><body><p>安和县2026年招商任务分解表</p><table>{head}{last}</table></body></html>".encode(), "a.html"))
    plan = outline(found)[0].plan
    assert (plan.issuer, plan.date) == ("安和县招商中心", "2026-02-05")


def test_the_number_on_the_sheet_of_a_zone_is_that_of_the_document() -> None:
    labels = [("索引号：", "F0000/202603-00007"), ("信息来源：", "青石经济技术开发区管理委员会"), ("发文字号：", "青开管〔2026〕7号"),
              ("生成日期：", "2026-03-02"), ("生效时间：", "2026-03-02"), ("废止时间：", "暂无")]  # fmt: skip
    rows = "".join(f"<tr>{''.join(f'<td>{word}</td><td>{value}</td>' for word, value in labels[at : at + 2])}</tr>" for at in (0, 2, 4))
    (found,) = read_bytes_as(f"<table>{rows}</table><p>关于印发2026年专员方案的通知</p><p>各部门：</p><p>现予印发。</p>")
    assert outline(found)[0].plan.number == "青开管〔2026〕7号"


def test_the_title_stands_below_the_banner_of_a_web_page() -> None:
    page = """<html><body><table><tr><td>白川县人民法院</td><td>2026年3月20日 星期五</td></tr></table>
    <h2>白川县人民法院“春雷”执行专项行动任务分工</h2><p>白法办〔2026〕17号</p>
    <table><tr><th>任务</th><th>责任庭室</th></tr><tr><td>清理涉民生积案</td><td>执行局</td></tr></table></body></html>"""
    (document,) = read.read(page.encode(), "a.html")
    (part,) = outline(document)
    assert (part.plan.title, part.plan.number, part.plan.date) == ("白川县人民法院“春雷”执行专项行动任务分工", "白法办〔2026〕17号", None)

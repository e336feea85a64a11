"""One sentence that lays a duty on bodies, clause by clause: who is named, where the name ends, which share each clause gives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from zeren.extract.draft import Draft
from zeren.extract.prose.prose import drafts
from zeren.extract.prose.sentence import read
from zeren.ground.model import Document, Place
from zeren.read.text import blocks_of

LETTER = {"lead": "L", "responsible": "R", "support": "S", "guide": "G", "supervise": "V"}

SENTENCES = {
    # A name ends where the known kind of body ends, whatever deed follows it.
    "由市水利局跟踪督办。": "V市水利局",
    "市政府督查室跟踪督查，每半月通报一次。": "V市政府督查室",
    "区委督查办、区政府督查室将定期开展督查。": "V区委督查办 V区政府督查室",
    "市委组织部、市林长办要将巡护情况纳入年底考评。": "R市委组织部 R市林长办",
    "校办、纪检监察室对落实情况进行督查。": "V校办 V纪检监察室",
    "市政府组织部分单位开展检查。": "R市政府",
    "县政府办理建议提案20件。": "R县政府",
    # Who is called on does what follows.
    "委托后勤服务中心聘请设计单位，7月10日前拿出改造方案。": "R后勤服务中心",
    "督促丰水县人民政府尽快完成水库溢洪道修复。": "R丰水县人民政府",
    "建议市人大常委会办公室、市政协办公室带头开放停车位。": "R市人大常委会办公室 R市政协办公室",
    "请于每周五前将办理情况书面报县政府督查室。": "",
    # A later clause that only watches or helps belongs to the matter before it.
    "责成药学部对过期药品进行清查，纪检监察室全程监督。": "R药学部 V纪检监察室",
    "急诊科每晚安排不少于2名医师值班，医务科每月抽查一次。": "R急诊科 V医务科",
    "由区供销社负责建设冷链物流站点60个，区交通运输局予以保障。": "R区供销社 S区交通运输局",
    "各子公司要在4月底前完成有限空间排查，安全环保部派员抽查。": "R各子公司 V安全环保部",
    "财务部安排专项费用2300万元，审计部跟踪使用情况。": "R财务部 V审计部",
    "县公安局要将户籍业务下沉，县数据局给予技术支撑。": "R县公安局 S县数据局",
    "县教育局负责食堂建设，县审计局依法对资金使用进行审计监督。": "R县教育局 V县审计局",
    "县自然资源局督促县不动产登记中心增设窗口4个。": "V县自然资源局 R县不动产登记中心",
    "县自然资源局、县林业局在用地、采伐审批等方面予以支持。": "S县自然资源局 S县林业局",
    "各乡镇便民服务中心要公布代办员名单，县委社会工作部负责业务指导。": "R各乡镇便民服务中心 G县委社会工作部",
    # Who is only asked to support or to help does not answer.
    "请县广电台支持。": "S县广电台",
    "请县粮储公司给予大力支持，县气象局要积极配合。": "S县粮储公司 S县气象局",
    "请县水文局支持圩区改造，6月底前完成清淤。": "R县水文局",
    "请党委宣传部、团委结合安全生产月组织主题活动。": "R党委宣传部 R团委",
    # A body that had the duty before, or is only asked to found another, does not answer.
    "码头巡查由县港航局牵头调整为县海事局牵头，县港航局配合，9月底前完成。": "L县海事局 S县港航局",
    "原由市园林局负责的路灯维修事项，改由市公用局负责实施，市园林局不再承担。": "R市公用局",
    "建议由县文旅局牵头编制古道保护规划，2027年底前出台。": "L县文旅局",
    "建议县政府成立古道保护领导小组。": "R县政府",
    "市农业局负责的种苗赔付超期问题，移交市委督查室跟踪。": "R市委督查室",
    "闸站验收合格后，移交县河道局。": "",
    # What a government says of the group that it has set up is no duty; to set one up by a time is.
    "为加强领导，县政府成立县农业普查领导小组，办公室设在县统计局。": "",
    "区政府成立普查领导小组，负责协调重大问题，办公室设在区统计局。": "",
    "各镇（街道）要于6月1日前成立工作专班。": "R各镇（街道）",
    # A committee's own office is the committee; a deed may be about what was since some year.
    "县纪委监委机关全程监督征兵工作，设立举报信箱。": "V县纪委监委机关",
    "责成县审计局年底前对2024年以来的采购项目开展审计。": "R县审计局",
    # Before a colon the last name may speak for all; helpers are none who answer.
    "电信、移动、联通青麓分公司：负责通信保障。": "R电信 R移动 R联通青麓分公司",
    "县税务局：配合做好减免税政策落实。": "S县税务局",
    "县农业局：负责配合饲料生产。": "R县农业局",
}


@pytest.mark.parametrize("words", SENTENCES)
def test_who_has_which_share_in_a_sentence(words: str) -> None:
    duty = read(words, 0, Place)
    said = duty.statement.assignments if duty else ()
    assert " ".join(LETTER[one.role] + one.mention for one in said) == SENTENCES[words]


def measures(text: str) -> list[tuple[str, str]]:
    """First characters of each measure and its bodies."""
    return [(one.text[:6], " ".join(LETTER[a.role] + a.mention for a in one.assignments)) for one in _drafts(text)]


def _drafts(text: str) -> Sequence[Draft]:
    its = Document("kind.txt", "0" * 64, "txt", text, blocks_of(text))
    return drafts(its.blocks, its).drafts


def test_a_line_with_a_body_and_a_colon_answers_for_the_items_below_it() -> None:
    text = """渔港资金管理办法

第二章 职责
第四条 渔港建设联席会议（以下简称联席会议）负责资金使用中重大事项的审议：
（一）审定年度使用计划；
（二）监督资金执行情况。
第五条 市财政局负责下列工作：
（一）下达年度预算；
（二）对重大项目开展绩效评价；
（三）上级另有安排的事项除外。
第六条 本办法自印发之日起施行：
（一）原办法同时废止；
（二）未尽事宜另行规定。
"""
    assert measures(text) == [
        ("渔港建设联席", "R渔港建设联席会议"),
        ("审定年度使用", "R渔港建设联席会议"),
        ("监督资金执行", "R渔港建设联席会议"),
        ("下达年度预算", "R市财政局"),
        ("对重大项目开", "R市财政局"),
    ]


def test_a_line_of_bodies_closes_the_plain_lines_above_it() -> None:
    text = """青年就业要点
拓宽就业渠道
稳定企业岗位
对吸纳毕业生的企业给予社会保险补贴，简化申领手续
推广岗位技能等级认定，公布认定机构名单
省人力资源社会保障厅、省财政厅、团省委按职责分工负责
扩大见习规模
募集见习岗位2万个，见习期满留用率达到60%
省人力资源社会保障厅牵头，省商务厅配合
"""
    assert measures(text) == [
        ("对吸纳毕业生", "R省人力资源社会保障厅 R省财政厅 R团省委"),
        ("推广岗位技能", "R省人力资源社会保障厅 R省财政厅 R团省委"),
        ("募集见习岗位", "L省人力资源社会保障厅 S省商务厅"),
    ]


def test_a_letterhead_beside_paragraphs_that_are_set_in_wraps_nothing() -> None:
    text = """　　　　中共青云街道工作委员会会议纪要

青云街道党政办公室　　　　　　　　　2026年3月6日
－－－－－－－－－－－－－－－－－－－－－－－－－－－－
　　一、研究老旧小区工作
　　会议决定：
　　1、由城建办牵头，各社区居委会配合，4月底前完成9个单元的住户意见
征询。
　　2、应急办要于5月12日前对辖区商场超市完成一轮消防检查，整改率达到
95%。
　　3、派出所、综合执法队负责整治占道经营和乱停乱放行为，每周联合巡
查不少于2次。

出席：何平、丁一
缺席：乔安
记录：方圆
"""
    assert measures(text) == [("由城建办牵头", "L城建办 S各社区居委会"), ("应急办要于5", "R应急办"), ("派出所、综合", "R派出所 R综合执法队")]


def test_what_all_are_asked_for_below_headings_of_bodies_is_no_duty_of_the_last() -> None:
    text = """交办清单
一、县城管局
1、整治占道经营32处，6月10日前完成。
2、新建公厕5座，7月底前完成。
二、县水利局
1、清淤渠道18公里，8月底前完成。
2、检修泵站6座，9月底前完成。

请各主办单位于每周四16时前将办理情况报县委督查室。
"""
    assert [bodies for _, bodies in measures(text)] == ["R县城管局", "R县城管局", "R县水利局", "R县水利局"]


def test_a_clause_behind_one_without_a_subject_is_told_where_it_is_no_duty() -> None:
    said = "鼓励高校与企业共建研发平台，区科技局对通过认定的给予奖励。"
    text = f"""产业意见
二、主要任务
1.建设原料基地5个。（责任单位：区农业农村局）
2.制定团体标准8项。（责任单位：区市场监管局）
三、其他
{said}
"""
    its = Document("kind.txt", "0" * 64, "txt", text, blocks_of(text))
    assert said in [one.text for one in drafts(its.blocks, its).residue]


def test_labels_of_persons_and_labels_whose_names_are_broken_by_a_line_end() -> None:
    text = """医院工作要点
    1.推行病种成本核算，卫生材料费控制在35元以内。
    （分管院领导：林涛；责任科室：财务科、绩效管理科；协助科室：保障
中心）
    2.完成电子病历评审迎评工作。
    （分管院领导：江雨；责任科室：病案科）
"""
    assert measures(text) == [("推行病种成本", "R财务科 R绩效管理科 S保障中心"), ("完成电子病历", "R病案科")]


def test_what_was_done_is_no_duty() -> None:
    text = """渔业发展报告
截至2024年底，全县渔船415艘。近年来，县渔业局牵头建成避风塘3处，县财政局累计投入860万元。
一、建议
县渔业局牵头制定渔港专项规划，2027年底前出台。县财政局负责落实配套资金。
"""
    assert [bodies for _, bodies in measures(text)] == ["L县渔业局", "R县财政局"]


def test_a_body_that_acts_with_others_by_a_date_has_a_duty_among_other_statements() -> None:
    text = """工作要点
（一）做强产业。新增企业20家。（县工信局牵头，县商务局按职责分工负责）
（二）古树保护。县林业局会同各镇（街道）编制古树名录，8月底前印发公布。教育部门要积极配合。
（三）整治撂荒。复耕撂荒耕地1500亩。（县农业农村局牵头，各镇负责）
"""
    assert ("县林业局会同", "R县林业局 S各镇（街道）") in measures(text)
    its = Document("kind.txt", "0" * 64, "txt", text, blocks_of(text))
    assert any(one.text.startswith("教育部门") for one in drafts(its.blocks, its).residue)


def test_a_matter_before_who_it_is_handed_to_stands_in_the_measure() -> None:
    text = """普查通知
一、职责分工
涉及经费方面的事项，由县财政局负责和协调；涉及耕地、林地的问题，由县自然资源局负责整改落实。
县气象局负责预报，由县应急局统筹队伍建设。
"""
    assert [one.text for one in _drafts(text)] == [
        "涉及经费方面的事项，由县财政局负责和协调；",
        "涉及耕地、林地的问题，由县自然资源局负责整改落实。",
        "县气象局负责预报",
        "由县应急局统筹队伍建设。",
    ]


def test_what_is_audited_since_a_year_is_not_told_of() -> None:
    text = """会议纪要
一、议定事项
责成县审计局年底前对2024年以来的采购项目开展审计。近年来，县审计局审计项目30个。
"""
    assert measures(text) == [("责成县审计局", "R县审计局")]


def test_a_letter_to_the_offices_of_places_asks_these_places_beside_its_table() -> None:
    text = """关于做好换届工作的通知
各乡镇（街道）党（工）委，县直有关单位：
一、政策。坚持依法办事。
二、组织。各乡镇（街道）要于7月20日前制定实施方案，报县委组织部备案。
任务\t责任单位\t时限
清理财务\t县农业农村局\t8月10日
登记选民\t县民政局\t9月1日
"""
    assert measures(text) == [("各乡镇（街道", "R各乡镇（街道）")]


def test_a_list_of_those_present_that_goes_on_in_the_next_line_gives_no_measure() -> None:
    text = """专题会议纪要
一、拆迁
1．完成41户房屋签约。
　　责任单位：县征收中心
　　完成时限：7月10日前
　　会议强调，各有关单位要密切配合，确保如期完成。

参会人员：顾明、施平（县政府办公室）、陆峰（县自然资源局）、
　　　　　程远（县住建局）、熊伟（县城投集团）
"""
    assert measures(text) == [("完成41户房", "R县征收中心")]


@pytest.mark.parametrize("heads", ["【{}】", "{}："])
def test_a_body_with_one_task_heads_a_sentence_beside_those_with_numbered_tasks(heads: str) -> None:
    one, two, three = (heads.format(name) for name in ("县妇联", "县教育局、团县委", "县融媒体中心"))
    text = f"""活动分工
{one}
1.组织亲子活动6场；
2.慰问困境儿童120名。
{two}
1.开展文艺汇演；
2.评选好少年50名。
{three}
全程宣传报道，每日推送2条。
"""
    assert measures(text) == [
        ("组织亲子活动", "R县妇联"),
        ("慰问困境儿童", "R县妇联"),
        ("开展文艺汇演", "R县教育局 R团县委"),
        ("评选好少年5", "R县教育局 R团县委"),
        ("全程宣传报道", "R县融媒体中心"),
    ]


def test_a_salutation_is_no_heading_of_the_sentence_below_it() -> None:
    text = """工作提示
县妇联、县教育局：
为做好儿童节活动，现将任务分工印发给你们。
县妇联：
1.组织亲子活动6场；
2.慰问困境儿童120名。
县教育局：
1.开展文艺汇演；
2.评选好少年50名。
"""
    assert [words for words, _ in measures(text)] == ["组织亲子活动", "慰问困境儿童", "开展文艺汇演", "评选好少年5"]


def test_bodies_of_which_one_has_numbered_tasks_head_what_stands_below_them() -> None:
    text = """艺术节分工
一、任务分工
县文旅局：
承担办公室日常工作，编制演出方案。
县公安局：
1.制定安保方案；
2.疏导交通。
县融媒体中心：
全程宣传报道，每日推送2条。
"""
    assert measures(text) == [
        ("承担办公室日", "R县文旅局"),
        ("制定安保方案", "R县公安局"),
        ("疏导交通。", "R县公安局"),
        ("全程宣传报道", "R县融媒体中心"),
    ]


@pytest.mark.parametrize("lead", ["县森防指进行了督查，发现以下问题：", "检查发现问题如下：", "现场查出主要隐患："])
def test_what_an_inspection_found_lays_nothing_on_the_bodies_it_names(lead: str) -> None:
    arrows = f"情况通报\n{lead}\n县林业局 → 防火台账缺失3处\n县应急局 → 物资储备未更新2批\n南山林场 → 瞭望塔脱岗1人次\n"
    assert measures(arrows) == []
    listed = f"情况通报\n{lead}\n1.县客运站：灭火器过期5具；\n2.县人民医院：消防通道堵塞2处；\n3.县第一中学：配电室无绝缘垫。\n"
    assert measures(listed) == []
    assert len(measures(listed.replace(lead, "整改任务如下："))) == 3


def test_a_roster_below_a_plan_gives_no_duties() -> None:
    text = """防汛保障方案
一、开展河道清障。清理阻水障碍物12处。（责任单位：县水利局）
附：防汛值班表
5月1日 带班领导：李明 值班人员：王芳 县水利局
5月2日 带班领导：张强 值班人员：刘洋 县应急局
5月3日 带班领导：陈静 值班人员：赵磊 县住建局
"""
    assert measures(text) == [("清理阻水障碍", "R县水利局")]


def test_an_amount_dealt_out_among_bodies_is_each_ones_own_part() -> None:
    text = """保障房工作方案
一、建设公租房50套（其中：县住建局30套、县教育局20套），10月底前交付。
二、植树造林1.2万亩。其中：县林业局0.5万亩，县水利局0.3万亩，各乡镇0.4万亩。
三、新增就业3000人，其中高新区1200人、城关镇900人。
"""
    assert measures(text) == [("建设公租房5", "R县住建局 R县教育局"), ("植树造林1.", "R县林业局 R县水利局 R各乡镇")]


def test_sentences_go_on_over_the_line_ends_of_a_page() -> None:
    text = """关于做好汛期地质灾害防治工作的通知
各乡镇人民政府，县直有关单位：
    为切实做好汛期地质灾害防治工作，保障人民群众生命财产
安全，现就有关事项通知如下。
    一、加强隐患排查。由县自然资源局牵头，县水利局、县交通
运输局配合，对全县86处隐患点开展拉网式排查，4月底前完成。
    二、加强监测预警。县气象局负责发布地质灾害气象风险预警，
县自然资源局负责安装普适型监测设备40套，5月15日前完成。
    三、加强应急准备。县应急局负责储备应急物资，组织应急演
练6场，6月10日前完成。
"""
    assert [bodies for _, bodies in measures(text)] == ["L县自然资源局 S县水利局 S县交通运输局", "R县气象局", "R县自然资源局", "R县应急局"]


def test_closing_requirements_are_duties_only_of_a_named_body_that_is_to_do_something_by_itself() -> None:
    text = """城市更新实施方案
二、重点任务
（一）改造老旧小区12个。（责任单位：县住建局）
（二）更新燃气管网30公里。（责任单位：县城管局）
三、工作要求
（一）加强组织领导。各单位要高度重视，主要负责同志亲自抓。
（二）强化督导检查。县政府督查室要每月通报工作进展。
（三）加强信息报送。各责任单位要于每月25日前将工作进展报县住建局。
（四）营造氛围。县委宣传部要高度重视宣传工作。
"""
    assert [bodies for _, bodies in measures(text)] == ["R县住建局", "R县城管局", "R县政府督查室"]


def test_what_was_wrong_behind_its_label_is_no_duty() -> None:
    text = """整改台账
问题：惠民资金发放不及时
具体表现：县财政局负责的12笔补贴资金滞留超过60天，县审计局牵头整改不力。
整改措施：由县财政局于4月底前全部发放到位。
县审计局牵头建立回头看机制，5月底前运行。
"""
    assert [bodies for _, bodies in measures(text)] == ["R县财政局", "L县审计局"]


def test_a_title_that_sums_up_tells_which_times_are_past() -> None:
    text = """2026年上半年工作总结和下半年安排
上半年，县水利局牵头完成水库加固4座，由县财政局负责落实资金1200万元，会同县应急局开展演练6场。
下半年，重点抓好以下工作：
一是由县水利局牵头，县财政局配合，加固水库3座，11月底前完工。
二是由县住建局牵头，改造老旧小区4个，10月底前完成。
"""
    assert [bodies for _, bodies in measures(text)] == ["L县水利局 S县财政局", "L县住建局"]
    assert len(measures(text.replace("工作总结和下半年安排", "工作安排"))) > 2
    report = "关于2025年度法治政府建设情况的报告\n2025年，县司法局牵头审查规范性文件36件，县公安局负责化解纠纷860起。\n"
    assert measures(report + "由县委党校负责，培训执法人员400人次。由县司法局牵头开展评查2次。\n") == [
        ("由县委党校负", "R县委党校"), ("由县司法局牵", "L县司法局"),
    ]  # fmt: skip


def test_the_last_clauses_of_one_item_say_who_beside_items_with_statements() -> None:
    text = """安全生产重点任务
1.检查危化企业24家，县应急局牵头，县公安局、县消防救援大队配合，5月底前完成。
2.整治燃气隐患160处。（责任单位：县住建局、县城管局）
3.完善应急预案18个（县应急局牵头，会同县水利局、县林业局）。
"""
    assert measures(text) == [
        ("检查危化企业", "L县应急局 S县公安局 S县消防救援大队"),
        ("整治燃气隐患", "R县住建局 R县城管局"),
        ("完善应急预案", "L县应急局 S县水利局 S县林业局"),
    ]


def test_a_sentence_with_a_matter_of_its_own_is_the_measure_and_what_was_fed_back_is_none() -> None:
    text = """整改方案
一、反馈问题
（一）县住建局保障房分配不及时，空置112套。
（二）县农业农村局高标准农田管护责任不落实，损毁设施34处。
二、整改措施
（一）针对保障房空置问题。由县住建局负责，6月底前完成112套分配。
（二）针对管护不落实问题。由县农业农村局牵头，各乡镇配合，5月底前修复设施34处。
"""
    assert measures(text) == [("由县住建局负", "R县住建局"), ("由县农业农村", "L县农业农村局 S各乡镇")]


def test_matters_handed_over_one_after_another_are_measures_of_their_own() -> None:
    text = """国土调查通知
一、任务
调查全县土地利用现状。
二、组织实施
涉及经费的，由县财政局解决；涉及数据的，由县公安局负责提供；涉及权属争议的，由县农业农村局会同各乡镇人民政府调处。
三、进度安排
县自然资源局完成底图制作，县财政局落实首批经费。
"""
    assert [(one.text, [a.mention for a in one.assignments]) for one in _drafts(text)][:3] == [
        ("涉及经费的，由县财政局解决；", ["县财政局"]),
        ("涉及数据的，由县公安局负责提供；", ["县公安局"]),
        ("涉及权属争议的，由县农业农村局会同各乡镇人民政府调处。", ["县农业农村局", "各乡镇人民政府"]),
    ]

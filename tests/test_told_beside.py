"""Tables whose heads say little: who acts and who is only named beside, roles in signs, blanks as columns, bodies over rows."""

from __future__ import annotations

import pytest

from test_forms_of_tables import duties, read
from zeren.extract.bodies.endings import is_body
from zeren.extract.bodies.mentions import WRAP, split
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.marks import legend
from zeren.extract.cells.natures import nature
from zeren.extract.statement.rules import lead_rule
from zeren.extract.statement.statement import parse
from zeren.extract.table.tables import read_tables
from zeren.ground.model import Place, Table
from zeren.read.html import read_html
from zeren.read.text import blocks_of


def said(text: str) -> list[tuple[str, str]]:
    return [(one.role, one.mention) for one in parse(text, 0, Place, "responsible", None).assignments]


def test_a_body_left_of_the_one_that_acts_is_what_the_rows_are_about() -> None:
    reading = read(
        "挂牌单位|整治要求|整治时限|整治主体|督办部门",
        "石桥商贸城|检修自动喷淋系统|4月30日|商贸城管理公司|市商务局",
        "城南批发市场|建设集中充电棚4处|5月31日|城南市场管委会|市市场监管局",
    )
    assert duties(reading)[0] == ("检修自动喷淋系统", "4月30日", (("responsible", "商贸城管理公司"), ("supervise", "市商务局")))
    assert [remark.text for remark in reading.drafts[1].remarks] == ["城南批发市场"]


def test_bodies_beside_the_one_that_surely_acts_share_the_work() -> None:
    reading = read(
        "课题|要攻克什么|领题单位|合作单位|主管部门|期限",
        "耐盐大豆|选育新品系3个|禾丰种业公司|沿海农学院|市农业农村局|10月底",
        "滩涂养护|建成监测站2座|蓝湾水产公司|海洋研究所|市海洋发展局|11月底",
    )
    assert [name for _, name in duties(reading)[0][2]] == ["禾丰种业公司", "沿海农学院", "市农业农村局"]


def test_who_is_asked_to_join_by_a_head_of_plain_words_assists() -> None:
    reading = read("谁来办|办什么|哪天办好|跟谁一起办", "县城管局|清掏管道60公里|5月底|县水务公司", "县燃气办|更新庭院管31公里|6月底|县应急局")
    assert [bodies for _, _, bodies in duties(reading)] == [
        (("responsible", "县城管局"), ("support", "县水务公司")),
        (("responsible", "县燃气办"), ("support", "县应急局")),
    ]


def test_who_inspects_acts_where_the_inspection_is_what_is_to_be_done() -> None:
    rows = ("加油站计量|加油站20家|县市场监管局|县商务局|4月底", "特种设备使用|使用单位30家|县应急局|县住建局|9月底")
    reading = read("抽查事项|抽查对象|抽查部门|配合部门|抽查时间", *rows)
    assert duties(reading)[0][2] == (("responsible", "县市场监管局"), ("support", "县商务局"))
    reading = read("任务|责任单位|抽查单位|时限", "整治食堂20家|县教育局|县市场监管局|6月底", "整治冷库3处|县商务局|县应急局|9月底")
    assert duties(reading)[0][2] == (("responsible", "县教育局"), ("supervise", "县市场监管局"))


def test_bodies_of_several_levels_all_answer() -> None:
    reading = read("项|干的事|市级|县级", "1|组织招商活动3次|市投促局|各县招商中心", "2|清理到期用地|市自然资源局|各县自然资源局")
    assert duties(reading)[1][2] == (("responsible", "市自然资源局"), ("responsible", "各县自然资源局"))


def test_a_body_whose_head_names_the_deed_acts_though_it_assists() -> None:
    reading = read("项目单位|所需要素|保障任务|保障部门", "宏达公司|用地|完成120亩土地报批|区自然资源局", "瑞科公司|用电|架设双回路专线|区供电公司")
    assert [bodies for _, _, bodies in duties(reading)] == [(("responsible", "区自然资源局"),), (("responsible", "区供电公司"),)]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("县应急局→县工信局、县生态环境局", [("responsible", "县应急局"), ("support", "县工信局"), ("support", "县生态环境局")]),
        ("〈主〉县粮食集团 〈协〉县粮储中心", [("responsible", "县粮食集团"), ("support", "县粮储中心")]),
        ("主：市市监局\n辅：市税务局、市公安局", [("responsible", "市市监局"), ("support", "市税务局"), ("support", "市公安局")]),
        ("县供热公司；县住建局监管", [("responsible", "县供热公司"), ("supervise", "县住建局")]),
        ("县公安局、县市场监管、县教育局", [("responsible", "县公安局"), ("responsible", "县市场监管"), ("responsible", "县教育局")]),
    ],
)
def test_signs_and_stops_give_roles(text: str, bodies: list[tuple[str, str]]) -> None:
    assert said(text) == bodies


def test_a_head_of_two_roles_parts_its_cells() -> None:
    assert head_of("牵头 / 参与").second == "support"
    reading = read("任务|牵头 / 参与|时限", "清理规范性文件|市司法局 / 市直各部门|6月底", "推行听证|市司法局|9月底")
    assert [bodies for _, _, bodies in duties(reading)] == [(("lead", "市司法局"), ("support", "市直各部门")), (("lead", "市司法局"),)]


def test_a_group_has_its_body_in_brackets() -> None:
    reading = read("工作组（牵头办所）|成员单位|工作职责", "预警组（镇水利站）|各村|开展汛情巡查", "物资组（镇党政办公室）|镇供销社|储备编织袋2万条")
    assert [bodies for _, _, bodies in duties(reading)] == [
        (("lead", "镇水利站"), ("support", "各村")),
        (("lead", "镇党政办公室"), ("support", "镇供销社")),
    ]


def test_a_legend_may_set_the_mark_behind_its_meaning() -> None:
    assert legend(["牵头单位：★；配合单位：☆"]) == {"★": "lead", "☆": "support"}
    assert legend(["▲为牵头部门，△为配合部门"]) == {"▲": "lead", "△": "support"}


@pytest.mark.parametrize("words", ["责任部门（牵头在前）", "责任单位（前者为牵头单位）", "责任单位（排名第一的牵头）"])
def test_lead_rules_in_few_words(words: str) -> None:
    assert lead_rule(words) is not None


def test_a_table_that_drawn_lines_or_blanks_lay_out() -> None:
    drawn = "┌──┬──────┬────┐\n│号│ 要抓的工作 │ 挑头 │\n├──┼──────┼────┤\n│1 │ 修缮活动室5处 │文旅办│\n"
    drawn += "│2 │ 举办展演3场 │宣传办│\n"
    blank = "序号  改革任务            责任企业      完成期限\n----\n 1    完成公司制改制      县粮油公司    6月30日\n"
    blank += " 2    压减管理层级        县城投集团    9月30日\n"
    single = "序号 建设任务 责任单位 完成时限\n1 清淤疏浚12公里 县河道所 6月底\n2 衬砌渠道35公里 县灌区局 9月底\n"
    for text, first in ((drawn, "文旅办"), (blank, "县粮油公司"), (single, "县河道所")):
        (table,) = (block for block in blocks_of(text) if isinstance(block, Table))
        assert len([cell for cell in table.cells if cell.row == 1]) == table.columns
        assert all(text[cell.place.start : cell.place.end] == cell.text for cell in table.cells)
        assert duties(read_tables(blocks_of(text)))[0][2][0][1] == first


def test_blanks_between_words_make_no_table() -> None:
    letter = "各科室  各站所\n请于3月5日前  报送总结\n联系人：王明  电话：1234567\n"
    assert not any(isinstance(block, Table) for block in blocks_of(letter))


def test_rows_across_a_table_name_who_answers_below() -> None:
    rows = "".join(
        f"<tr><td colspan=2>{over}</td></tr><tr><td>任务</td><td>完成时间</td></tr><tr><td>{words}</td><td>{due}</td></tr>"
        for over, words, due in (("第一组（组长单位：市发改委）", "谋划项目40个", "5月底"), ("第二组（组长单位：市工信局）", "培育企业15家", "9月底"))
    )
    document = read_html(f"<table>{rows}</table>".encode(), "groups.html", "0" * 64)
    told = duties(read_tables(document.blocks))
    assert told == [("谋划项目40个", "5月底", (("lead", "市发改委"),)), ("培育企业15家", "9月底", (("lead", "市工信局"),))]


def test_tasks_side_by_side_are_each_a_measure() -> None:
    reading = read("成员单位|任务1|任务2", "县林业局|开展计划烧除|建设隔离带45公里", "县气象局|发布火险预报|")
    assert [(words, bodies) for words, _, bodies in duties(reading)] == [
        ("开展计划烧除", (("responsible", "县林业局"),)),
        ("建设隔离带45公里", (("responsible", "县林业局"),)),
        ("发布火险预报", (("responsible", "县气象局"),)),
    ]


def test_lines_of_a_cell_are_names_of_their_own() -> None:
    for text in ("理化生教研组\n总务处", "区住房城乡建设局\n国网东澜供电分公司"):
        assert [one.printed for one in split(text)] == text.split("\n")
    assert [one.printed for one in split("中国人民银行\n北京市分行")] == ["中国人民银行北京市分行"]


def test_a_line_end_inside_a_word_and_a_branch_alone_part_no_names() -> None:
    names = ("市人力资源和社\n会保障局", "县委社\n会工作部", "市委组\n织部", "县乡\n村振兴局", "县城市投资集团\n有限公司", "人民\n银行\n市分行")
    for text in (*names, "工商银行\n县支行"):
        assert [one.printed for one in split(text)] == [text.replace("\n", "")]
    for text in ("县供销社\n会计中心", "县公司\n法院", "县总工会\n计生协会", "县财政局\n市分行"):
        assert [one.printed for one in split(text)] == text.split("\n")


def test_a_measured_wrap_before_a_name_that_wraps_again_parts_two_bodies() -> None:
    wrapped = f"市消防救援支队{WRAP}凤栖燃气有限公{WRAP}司"
    assert [one.printed for one in split(wrapped)] == ["市消防救援支队", "凤栖燃气有限公司"]
    assert [one.printed for one in split(f"市人力资源{WRAP}和社会保障{WRAP}局")] == ["市人力资源和社会保障局"]


def test_opinions_of_a_congress_are_what_is_found() -> None:
    rows = ("政策兑现不够及时|梳理惠企政策120条|市工信局|6月底", "融资渠道不畅|提供担保贷款15亿元|市国资委|12月")
    reading = read("审议意见|办理措施|主办单位|时限", *rows)
    found = [(draft.task, draft.text) for draft in reading.drafts]
    assert found == [("政策兑现不够及时", "梳理惠企政策120条"), ("融资渠道不畅", "提供担保贷款15亿元")]


def test_what_is_counted_is_no_body_and_a_deed_is_told_by_its_form() -> None:
    assert not is_body("检修农机具3.5万台")
    assert all(map(opens_with_deed, ("合并同类会议", "清理村级挂牌", "严控发文数量")))
    assert not any(map(opens_with_deed, ("会议室照明", "村级挂牌")))


def test_deeds_are_the_words_where_the_goals_beside_are_none() -> None:
    reading = read(
        "河流名称|治理任务|责任单位|协作单位|年度目标",
        "柳河|规范化整治排污口23个|市生态环境局|柳河区政府|水质达到Ⅲ类",
        "青溪|拆除违建1.1万平方米|市水利局|青溪镇|岸线全部腾退",
    )
    assert [(words, bodies) for words, _, bodies in duties(reading)] == [
        ("规范化整治排污口23个", (("responsible", "市生态环境局"), ("support", "柳河区政府"))),
        ("拆除违建1.1万平方米", (("responsible", "市水利局"), ("support", "青溪镇"))),
    ]


def test_tasks_that_only_head_their_goals_are_not_the_words() -> None:
    rows = ("推进园区建设|厂房面积达到12万平方米，入驻企业40家|区投促局", "整治河道|劣Ⅴ类断面全部消除，水清岸绿|区水务局")
    reading = read("重点工作|年度目标|牵头单位", *rows)
    assert [(draft.task, draft.text[:4]) for draft in reading.drafts] == [("推进园区建设", "厂房面积"), ("整治河道", "劣Ⅴ类断")]


def test_what_is_done_next_is_the_measure_where_the_others_say_what_a_project_is() -> None:
    reading = read(
        "项目名称|主要建设内容|目前进展|下一步工作任务|责任单位|完成时间",
        "线束生产项目|建设生产线16条|4月初完成考察|完成项目预评审|县经开区管委会|6月",
        "冷链物流园|建设冷库5万吨|意向洽谈|邀请企业实地考察|县商务局|5月下旬",
    )
    assert [(draft.task, *said) for draft, said in zip(reading.drafts, duties(reading), strict=True)] == [
        ("线束生产项目", "完成项目预评审", "6月", (("responsible", "县经开区管委会"),)),
        ("冷链物流园", "邀请企业实地考察", "5月下旬", (("responsible", "县商务局"),)),
    ]
    assert [remark.text for remark in reading.drafts[1].remarks] == ["建设冷库5万吨", "意向洽谈"]


def test_a_column_of_a_quarter_beside_what_a_project_is_holds_the_measures_due_in_it() -> None:
    reading = read(
        "项目|建设内容|一季度完成情况|二季度工作计划|责任单位",
        "汶河大桥|新建大桥1座|完成桩基40根|完成下部结构施工|县交通局",
        "职教园区|新建校舍8万平方米|主体封顶2栋|启动装修|县教体局",
    )
    assert [(draft.task, *said) for draft, said in zip(reading.drafts, duties(reading), strict=True)] == [
        ("汶河大桥", "完成下部结构施工", "二季度", (("responsible", "县交通局"),)),
        ("职教园区", "启动装修", "二季度", (("responsible", "县教体局"),)),
    ]


@pytest.mark.parametrize("head", ["重点任务|具体举措", "工作领域|重点任务"])
def test_what_is_done_next_is_a_remark_beside_what_is_to_be_done(head: str) -> None:
    reading = read(
        f"{head}|完成情况|下一步打算|责任单位|时限",
        "人居环境|改造户厕2000户|已完成900户|推进剩余户厕改造|县农业农村局|10月底",
        "招商引资|签约项目20个|已签约11个|组织赴外招商4次|县商务局|12月底",
    )
    assert [words for words, _, _ in duties(reading)] == ["改造户厕2000户", "签约项目20个"]


def test_who_answered_before_answers_no_more() -> None:
    reading = read("任务内容|原责任单位|现责任单位|时间", "普查消防水源|区水务局|区消防救援大队|6月", "建设充电设施|区住建局|区发改局|9月")
    assert [bodies for _, _, bodies in duties(reading)] == [(("responsible", "区消防救援大队"),), (("responsible", "区发改局"),)]


def test_a_time_before_a_matter_is_no_time_alone() -> None:
    assert [nature(words) for words in ("4月底前完成初步设计批复", "6月底前道路通车")] == ["text", "text"]
    assert {nature(words) for words in ("4月底前完成整改", "6月底前取得阶段性成效", "12月底前全面完成并长期坚持")} == {"date"}


def test_marks_before_names_have_the_roles_of_the_legend() -> None:
    text = "任务\t单位\t时间\n新增就业1.5万人\t◎区人社局 ○区总工会\t12月\n建成服务站7个\t◎区民政局\t10月\n\n注：◎牵头单位；○协办单位。\n"
    told = duties(read_tables(blocks_of(text)))
    assert [bodies for _, _, bodies in told] == [(("lead", "区人社局"), ("support", "区总工会")), (("lead", "区民政局"),)]


def test_a_field_under_the_rows_of_a_form_is_no_row() -> None:
    form = """<table><tr><td>任务</td><td>工作要求</td><td>承办单位</td><td>时限</td></tr>
    <tr><td>造林</td><td>完成造林1.2万亩</td><td>县林业局</td><td>4月底</td></tr>
    <tr><td>水利</td><td>清淤渠道86公里</td><td>县水利局</td><td>5月20日</td></tr>
    <tr><td>反馈要求</td><td colspan=3>按月报送进展，并以正式文件反馈</td></tr>
    <tr><td>联系人</td><td colspan=3>督查室 李梅</td></tr></table>"""
    reading = read_tables([block for block in read_html(form.encode(), "a.html", "0" * 64).blocks if isinstance(block, Table)])
    assert [words for words, _, _ in duties(reading)] == ["完成造林1.2万亩", "清淤渠道86公里"]
    assert [one.text for one in reading.residue] == ["反馈要求", "按月报送进展，并以正式文件反馈", "联系人", "督查室 李梅"]


@pytest.mark.parametrize("head", ["工作组", "专项组", "组别"])
def test_groups_before_who_answers_head_their_rows(head: str) -> None:
    reading = read(
        f"{head}|工作任务|主责单位|协办单位|完成日期",
        "综合协调组|印发总体方案|县政府办公室|县文旅局|5月10日",
        "安全保卫组|编制安保预案|县公安局|县应急局|6月10日",
    )
    assert [([one.heading for one in draft.sections], *said) for draft, said in zip(reading.drafts, duties(reading), strict=True)] == [
        (["综合协调组"], "印发总体方案", "5月10日", (("responsible", "县政府办公室"), ("support", "县文旅局"))),
        (["安全保卫组"], "编制安保预案", "6月10日", (("responsible", "县公安局"), ("support", "县应急局"))),
    ]


def test_groups_answer_where_nobody_else_does() -> None:
    reading = read("工作组|任务|时限", "环境整治组|清理垃圾死角120处|4月底", "健康教育组|举办讲座20场|6月底")
    assert [bodies for _, _, bodies in duties(reading)] == [(("responsible", "环境整治组"),), (("responsible", "健康教育组"),)]

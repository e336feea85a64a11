"""What a table is told by where its heads do not say it: cells that mix, cells that repeat, blanks beside labels, names on tabs."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from test_forms_of_tables import duties, read
from zeren.extract.cells.marks import legend
from zeren.extract.cells.natures import nature
from zeren.extract.table.agenda import agenda
from zeren.extract.table.tables import read_tables
from zeren.ground.model import Table
from zeren.read.html import read_html
from zeren.read.text import blocks_of
from zeren.read.xlsx import read_xlsx

TASKS = (("疏浚河道4公里", "6月底"), ("改造旱厕22座", "9月底"), ("新建口袋公园7个", "11月底"))


def test_bodies_beside_a_time_are_no_time() -> None:
    for cell in ("县水利局/4月10日", "社会事务办\n每半年", "责任单位：县水利局 时限：6月", "红旗社区/2026.8.31"):
        assert nature(cell) in ("body", "states"), cell
    for cell in ("2026/6/30", "6月底前、12月底前", "2026年6\n月底", "第一季度/第三季度"):
        assert nature(cell) == "date", cell
    rows = (f"{at}|{words}|红旗社区/{due}" for at, (words, due) in enumerate(TASKS, 1))
    assert duties(read("序号|工作内容|领办机构及完成时间", *rows)) == [
        (words, due, (("lead", "红旗社区"),)) for words, due in TASKS
    ]


def test_words_that_every_row_has_anew_are_the_measure() -> None:
    rows = (f"{at}|深化改革|{words}|妇联|{due}" for at, (words, due) in enumerate(TASKS, 1))
    drafts = read("序号|目标事项|工作打算|牵头单位|工作时间", "9|抓好民生|硬化村道3公里|司法所|5月", *rows).drafts
    assert [(draft.text, draft.task) for draft in drafts[1:]] == [(words, "深化改革") for words, _ in TASKS]


def test_a_card_may_have_labels_without_values() -> None:
    rows = "".join(
        f"<tr><td>督办事项</td><td colspan=3>{words}</td></tr><tr><td>责任单位</td><td>县水利局</td><td>配合单位</td><td>县财政局</td></tr>"
        f"<tr><td>办结时限</td><td>{due}</td><td>办理结果</td><td></td></tr>"
        for words, due in TASKS
    )
    document = read_html(f"<table>{rows}</table>".encode(), "cards.html", "0" * 64)
    bodies = (("responsible", "县水利局"), ("support", "县财政局"))
    assert duties(read_tables(document.blocks)) == [(words, due, bodies) for words, due in TASKS]


def sheets(*names: str) -> bytes:
    """A workbook with a sheet of one task for each name, all under one head that names no body."""
    book = Workbook()
    book.remove(book.active)
    for name, (words, due) in zip(names, TASKS, strict=True):
        sheet = book.create_sheet(name)
        for row in (("序号", "推进标准", "工作时间"), (1, words, due)):
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_names_of_tabs_under_one_head_say_who_answers() -> None:
    (document,) = read_xlsx(sheets("红石村", "司法所", "妇联"), "tabs.xlsx", "0" * 64)
    told = [(words, due, (("responsible", body),)) for (words, due), body in zip(TASKS, ("红石村", "司法所", "妇联"), strict=True)]
    assert duties(read_tables(document.blocks)) == told


def test_a_legend_of_characters_gives_roles() -> None:
    assert legend(["注：主—牵头单位，协—配合单位，责—属地责任单位。"]) == {"主": "lead", "协": "support", "责": "responsible"}
    assert legend(["说明：第一责任人为牵头单位，其余为配合单位。"]) == {}


def test_bodies_over_columns_and_months_beside_rows_make_an_agenda() -> None:
    reading = read(
        "季度|月份|办公室|组织宣传部|财务部",
        "一季度|1月|召开全委会||编制年度预算",
        "二季度|4月||举办读书活动2场|",
        "二季度|5月|组织安全检查|评选先进个人20名|开展经费专项检查",
    )
    drafts = [
        draft
        for table in reading.others
        for draft in (agenda(table) or pytest.fail("no agenda")).drafts
    ]
    assert [(d.text, d.deadline, d.sections[0].heading, d.assignments[0].mention) for d in drafts] == [
        ("召开全委会", "1月", "一季度", "办公室"),
        ("编制年度预算", "1月", "一季度", "财务部"),
        ("举办读书活动2场", "4月", "二季度", "组织宣传部"),
        ("组织安全检查", "5月", "二季度", "办公室"),
        ("评选先进个人20名", "5月", "二季度", "组织宣传部"),
        ("开展经费专项检查", "5月", "二季度", "财务部"),
    ]
    assert agenda_of("月份|县教育局|县财政局", "1月|√|", "4月||√", "5月|√|√") is None  # marks say no deed


def agenda_of(*rows: str) -> object:
    blocks = blocks_of("\n".join(row.replace("|", "\t") for row in rows))
    return next(agenda(block) for block in blocks if isinstance(block, Table))


def test_two_bodies_of_a_row_have_a_duty_each() -> None:
    reading = read(
        "事项|牵头部门|牵头部门职责|协助部门|协助部门职责|依据",
        "活禽交易监管|县市场监管局|监督市场开办者|县农业农村局|负责活禽检疫|动物防疫法",
        "二次供水监管|县水务局|管理设施建设|县卫生健康局|监测供水水质|供水条例",
    )
    assert duties(reading) == [
        ("监督市场开办者", "", (("lead", "县市场监管局"),)),
        ("负责活禽检疫", "", (("support", "县农业农村局"),)),
        ("管理设施建设", "", (("lead", "县水务局"),)),
        ("监测供水水质", "", (("support", "县卫生健康局"),)),
    ]
    assert [draft.task for draft in reading.drafts] == ["活禽交易监管", "活禽交易监管", "二次供水监管", "二次供水监管"]
    assert [draft.remarks[0].text for draft in reading.drafts] == ["动物防疫法", "动物防疫法", "供水条例", "供水条例"]


def test_a_row_without_number_that_a_page_breaks_goes_on() -> None:
    head = "组别|牵头单位|成员单位|主要职责"
    above = (head, "抢险组|县水利局|县消防大队|组织水库险情抢护。", "安置组|县民政局|县教育局|设置安置点46处。")
    broken = (*above, "通信组|县工信局|电信分公司、移|抢修受损通信设施，为孤岛乡")
    pages = [blocks_of("\n".join(row.replace("|", "\t") for row in page)) for page in (broken, (head, "||动分公司|镇配备电话2部。"))]
    first, second = (next(block for block in blocks if isinstance(block, Table)) for blocks in pages)
    drafts = read_tables([first, second]).drafts
    assert [draft.text for draft in drafts][2:] == ["抢修受损通信设施，为孤岛乡镇配备电话2部。"]
    assert [a.mention for a in drafts[2].assignments] == ["县工信局", "电信分公司", "移动分公司"]


def test_a_role_word_put_together_stands_in_brackets() -> None:
    rows = ("1|清理土地1300亩|三季度|县自然资源局（牵头）；县开发区管委会、各乡镇（责任）|",
            "2|建设厂房2栋|10月|县财政局（双牵头），县统计局（实施）|")
    drafts = read("编号|目标任务|推进时序|责任分工|进度", *rows).drafts
    assert [[(a.mention, a.role) for a in draft.assignments] for draft in drafts] == [
        [("县自然资源局", "lead"), ("县开发区管委会", "responsible"), ("各乡镇", "responsible")],
        [("县财政局", "lead"), ("县统计局", "responsible")],
    ]
    assert [draft.deadline for draft in drafts] == ["三季度", "10月"]  # not the column 进度, in which nothing stands


def test_no_row_that_names_a_body_and_what_it_does_is_a_head() -> None:
    rows = (f"{at}|{words}|{due}|县水务局牵头，县民政局配合|新增事项" for at, (words, due) in enumerate(TASKS, 1))
    reading = read("|怎么干|目标时限|工作分工|备注", *rows)
    assert [draft.text for draft in reading.drafts] == [words for words, _ in TASKS]


def test_labels_that_begin_cards_may_fail_in_some() -> None:
    card = "办什么事|{0}\n怎么做|新增线路{1}条\n领办科室|县交通运输局\n打配合的|县财政局\n交账时间|6月底\n{2}"
    rows = "".join(card.format(task, at, last) for at, (task, last) in enumerate((("便民", ""), ("惠企", "办理结果|在办\n"), ("利农", "")), 3))
    drafts = read(*rows.strip().split("\n")).drafts
    assert [(draft.text, draft.deadline) for draft in drafts] == [(f"新增线路{at}条", "6月底") for at in (3, 4, 5)]


def test_duties_for_several_occasions_side_by_side_are_measures_each() -> None:
    reading = read(
        "序号|部门|平时工作职责|启动应急响应后职责",
        "1|县水利局|开展汛前检查|组织水工程调度",
        "2|县气象局|完善雷达监测网|发布暴雨预警",
        "3|县供电公司|巡查配电设施|优先恢复医院供电",
    )
    drafts = reading.drafts
    assert [(d.text, d.assignments[0].mention, d.remarks[0].text) for d in drafts[:4]] == [
        ("开展汛前检查", "县水利局", "平时工作职责"),
        ("组织水工程调度", "县水利局", "启动应急响应后职责"),
        ("完善雷达监测网", "县气象局", "平时工作职责"),
        ("发布暴雨预警", "县气象局", "启动应急响应后职责"),
    ]
    one = read("序号|重点任务|主要任务|责任单位", "1|绿化提升|建设公园2个|县林业局", "2|水质提升|治理河道3公里|县水利局").drafts
    assert [(d.task, d.text) for d in one] == [("绿化提升", "建设公园2个"), ("水质提升", "治理河道3公里")]  # a task and its measure


def test_a_table_of_places_and_a_value_each_has_no_measure() -> None:
    reading = read("街道|PM2.5年均浓度（微克/立方米）", "长桥街道|29", "柳浪街道|31", "望湖街道|30")
    assert list(reading.drafts) == []


def test_a_head_of_two_rows_whose_first_row_no_list_knows() -> None:
    rows = "".join(f"<tr><td>{words}</td><td>红石村</td><td>司法所</td></tr>" for words, _ in TASKS)
    head = "<tr><td rowspan=2>干什么</td><td colspan=2>分工</td></tr><tr><td>领办部门</td><td>参与部门</td></tr>"
    document = read_html(f"<table>{head}{rows}</table>".encode(), "head.html", "0" * 64)
    bodies = (("lead", "红石村"), ("support", "司法所"))
    assert duties(read_tables(document.blocks)) == [(words, "", bodies) for words, _ in TASKS]


def test_a_remark_is_no_column_of_bodies_where_the_measures_name_their_own() -> None:
    rows = (
        "3月|检查河长履职情况（农业工委）|", "4月|调研托育服务（教科文卫工委牵头，办公室协助）|与市人大联动",
        "5月|听取就业工作报告（财经工委牵头，预算工委协助）|", "6月|视察防汛物资储备（城建工委牵头）|",
    )  # fmt: skip
    drafts = read("月份|工作安排|备注", *rows).drafts
    assert [[one.mention for one in draft.assignments] for draft in drafts] == [
        ["农业工委"], ["教科文卫工委", "办公室"], ["财经工委", "预算工委"], ["城建工委"],
    ]  # fmt: skip


@pytest.mark.parametrize("head", ["主办局及监督电话", "主办单位和投诉电话", "承办单位（联系电话）"])
def test_telephones_beside_bodies_say_nothing_of_their_role(head: str) -> None:
    rows = (
        "1|新增公交线路4条|县交通运输局 电话0564-5023310|6月底", "2|改造农贸市场2处|县商务局 0564-5024415|9月底",
        "3|更换管网87公里|县水利局（监督电话：0564-5025547）|11月底",
    )  # fmt: skip
    drafts = read(f"序号|办理目标|{head}|办结时间", *rows).drafts
    assert [[(one.role, one.mention) for one in draft.assignments] for draft in drafts] == [
        [("responsible", "县交通运输局")], [("responsible", "县商务局")], [("responsible", "县水利局")],
    ]  # fmt: skip


def test_a_part_of_town_is_a_heading_and_no_body() -> None:
    rows = (
        "老城北片区|1|改造管网5公里|市城投公司|9月底", "龙湖新区|2|建停车楼1座|市交投公司|6月底",
        "城西片区|3|交付安置房30套|文昌街道办事处|11月底",
    )  # fmt: skip
    drafts = read("片区|编号|主要建设内容|建设主体|竣工", *rows).drafts
    assert [(draft.sections[0].heading, [one.mention for one in draft.assignments]) for draft in drafts] == [
        ("老城北片区", ["市城投公司"]), ("龙湖新区", ["市交投公司"]), ("城西片区", ["文昌街道办事处"]),
    ]  # fmt: skip


def test_a_table_under_another_head_begins_anew() -> None:
    html = (
        "<table><tr><th>编号</th><th>案由</th><th>主办单位</th><th>办理要求</th></tr>"
        "<tr><td>提1</td><td>关于打造非遗街区的提案</td><td>区文旅局</td><td>面商</td></tr>"
        "<tr><td>提2</td><td>关于整治夜间噪声的提案</td><td>区公安分局</td><td>书面答复</td></tr></table>"
        "<table><tr><th>任务</th><th>区发改局</th><th>区教育局</th><th>完成时间</th></tr>"
        "<tr><td>推进课后服务全覆盖</td><td>○</td><td>●</td><td>9月底</td></tr>"
        "<tr><td>申报专项债项目10个</td><td>●</td><td>○</td><td>6月底</td></tr>"
        "<tr><td>●为牵头单位，○为配合单位</td><td></td><td></td><td></td></tr></table>"
    )
    reading = read_tables(read_html(html.encode(), "two.html", "0" * 64).blocks)
    assert [(draft.text, draft.task_no, len(draft.assignments)) for draft in reading.drafts] == [
        ("关于打造非遗街区的提案", "提1", 1), ("关于整治夜间噪声的提案", "提2", 1),
        ("推进课后服务全覆盖", None, 2), ("申报专项债项目10个", None, 2),
    ]  # fmt: skip
    assert reading.residue == []


@pytest.mark.parametrize("remark", ["此项取消", "该项目已终止", "经研究决定取消此项任务", "不再实施", "经县政府研究，此项任务不再实施"])
def test_a_row_that_its_remark_cancels_is_no_task(remark: str) -> None:
    reading = read("序号|工作任务|责任单位|完成时限|备注", "1|疏浚河道4公里|县水利局|6月底|省重点", f"2|改造旱厕22座|县农业农村局|/|{remark}")
    assert [draft.text for draft in reading.drafts] == ["疏浚河道4公里"]
    assert {one.reason for one in reading.residue} == {"a row that its table says is cancelled"}
    assert "改造旱厕22座" in {one.text for one in reading.residue}


@pytest.mark.parametrize("remark", ["拟取消", "申请取消", "取消户籍限制"])
def test_a_row_whose_cancelling_is_not_settled_stays(remark: str) -> None:
    reading = read("序号|工作任务|责任单位|完成时限|备注", "1|疏浚河道4公里|县水利局|6月底|省重点", f"2|改造旱厕22座|县农业农村局|9月底|{remark}")
    assert [draft.text for draft in reading.drafts] == ["疏浚河道4公里", "改造旱厕22座"]


@pytest.mark.parametrize("words", ["按职责分工负责", "共同负责", "依职责分别负责"])
def test_bodies_that_share_a_task_keep_the_role_of_their_column(words: str) -> None:
    rows = (f"1|改造管网45公里|市住建局、市城管局{words}|市水务集团|10月底", "2|新建公园3个|市园林局|市财政局|9月底")
    drafts = read("序号|重点任务|牵头|配合|时限", *rows).drafts
    assert [(one.role, one.mention) for one in drafts[0].assignments] == [("lead", "市住建局"), ("lead", "市城管局"), ("support", "市水务集团")]


@pytest.mark.parametrize("head", ["职责类型", "角色", "责任性质", "职责分工", "主责/配合", "职责"])
def test_cells_of_role_words_give_the_roles_of_the_bodies_beside_them(head: str) -> None:
    said = (("县水利局", "主责"), ("县农业农村局、各乡镇", "配合"), ("县城管局", "牵头单位"))
    rows = [f"{words}|{who}|{role}|{due}" for (words, due), (who, role) in zip(TASKS, said, strict=True)]
    reading = read(f"任务|部门|{head}|时限", *rows)
    assert duties(reading) == [
        ("疏浚河道4公里", "6月底", (("responsible", "县水利局"),)),
        ("改造旱厕22座", "9月底", (("support", "县农业农村局"), ("support", "各乡镇"))),
        ("新建口袋公园7个", "11月底", (("lead", "县城管局"),)),
    ]
    printed = [[(one.role_raw, one.likely) for one in draft.assignments] for draft in reading.drafts]
    assert printed == [[("主责", False)], [("配合", False), ("配合", False)], [("牵头单位", False)]]
    assert reading.has_lead


def test_a_role_word_in_a_merged_cell_holds_over_its_rows() -> None:
    rows = (
        "<tr><td rowspan=3>燃气安全</td><td>县住建局</td><td>主责</td><td>核发燃气经营许可</td></tr>"
        "<tr><td>县市场监管局</td><td rowspan=2>配合</td><td>监管气瓶充装</td></tr><tr><td>县消防救援大队</td><td>处置燃气火灾</td></tr>"
    )
    head = "<tr><td>事项</td><td>部门</td><td>职责类型</td><td>具体职责</td></tr>"
    document = read_html(f"<table>{head}{rows}</table>".encode(), "roles.html", "0" * 64)
    assert duties(read_tables(document.blocks)) == [
        ("核发燃气经营许可", "", (("responsible", "县住建局"),)),
        ("监管气瓶充装", "", (("support", "县市场监管局"),)),
        ("处置燃气火灾", "", (("support", "县消防救援大队"),)),
    ]


def test_role_words_that_are_of_others_or_missing_are_not_taken_for_those_of_the_bodies() -> None:
    said = ("牵头", "配合", "配合")
    rows = [f"{words}|县水利局|县财政局|{role}" for (words, _), role in zip(TASKS, said, strict=True)]
    own = (("lead", "县水利局"), ("support", "县财政局"))
    assert [bodies for _, _, bodies in duties(read("任务|牵头单位|配合单位|角色", *rows))] == [own] * 3
    rows = [f"{words}|办公室、财务科|{role}" for (words, _), role in zip(TASKS, said, strict=True)]
    rest = duties(read("任务|责任科室|本局角色", *rows))
    assert {role for _, _, bodies in rest for role, _ in bodies} == {"responsible"}
    tasks = (*(words for words, _ in TASKS), "新建泵站2座", "硬化村道3公里")
    untold = read("任务|责任单位|角色", *(f"{words}|县水利局|{role}" for words, role in zip(tasks, ("牵头", *said, "技术咨询"), strict=True)))
    assert [(one.role, one.role_raw, one.likely) for one in untold.drafts[-1].assignments] == [("responsible", "责任单位", True)]


@pytest.mark.parametrize(
    ("head", "alone", "beside"),
    [
        ("分办（会办）单位", "responsible", "support"),
        ("分办单位", "responsible", "support"),
        ("协办（配合）单位", "support", "support"),
        ("主办（牵头）单位", "lead", "lead"),
        ("责任（落实）单位", "responsible", "responsible"),
    ],
)
def test_two_words_in_a_head_are_both_asked_for_the_role(head: str, alone: str, beside: str) -> None:
    lines = [f"{words}|县水利局、县财政局" for words, _ in TASKS]
    bodies = [bodies for _, _, bodies in duties(read(f"任务|{head}", *lines))]
    assert bodies == [((alone, "县水利局"), (alone, "县财政局"))] * 3
    lines = [f"{words}|县教育局|县水利局、县财政局" for words, _ in TASKS]
    bodies = [bodies for _, _, bodies in duties(read(f"任务|主办单位|{head}", *lines))]
    assert bodies == [(("responsible", "县教育局"), (beside, "县水利局"), (beside, "县财政局"))] * 3

"""Which columns hold the work, told by what their cells say: no points, places, sorts, codes, findings or signatures are work."""

from __future__ import annotations

import pytest

from test_forms_of_tables import duties, read
from zeren.extract.cells.finer import coming_again, finer
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import shares
from zeren.extract.table.judge import Seen, judged
from zeren.extract.table.tables import read_tables
from zeren.read.html import read_html


@pytest.mark.parametrize(
    ("told", "cells"),
    [
        ("rule", ("每少1次扣0.2分", "按达标比例计分", "未报送不得分", "一票否决", "得3分；部分完成得1分", "缺1项扣2分，扣完为止")),
        ("comparator", ("≥", "<=", "不低于", "＝")),
        ("unit", ("万亩", "公里", "%")),
        ("code", ("ZD-2027-08", "第0031号", "阳政办发〔2027〕6号", "附件3")),
        ("address", ("https://www.example.cn/a", "jb@example.cn", "滨河路18号")),
        ("signature", ("分管领导签字：", "（盖章）", "年  月  日", "单位负责人（签字）：____")),
        ("place", ("三楼第一会议室", "滨河广场", "县体育馆礼堂")),
        ("sort", ("续建", "较大", "分办", "实地考察")),
        ("gone", ("已完成桩基40根", "目前正在办理用地手续", "截至4月底，签约2家")),
        ("finding", ("灭火器失效", "台账未及时更新", "村级水厂管护不到位", "存在多头管理")),
    ],
)
def test_what_a_cell_says_beside_work(told: str, cells: tuple[str, ...]) -> None:
    assert {cell: finer(cell) for cell in cells} == dict.fromkeys(cells, told)


def test_work_is_none_of_these() -> None:
    for cell in (
        "对未按要求备案的企业依法查处", "整治占道经营，解决管理不到位", "建成滨河广场", "增加分布式光伏装机", "续建校舍2栋", "打造一级平台",
        "每季度开展应急演练1次", "确保出勤率不低于95%", "未来社区建设", "新建停车场",
    ):  # fmt: skip
        assert finer(cell) is None, cell


def test_words_that_come_again_in_rows_apart_sort_the_rows() -> None:
    assert coming_again(["抽查", "查看台账", "抽查", "查看台账"]) == 1.0
    assert coming_again(["农业", "农业", "工业", "工业"]) == 0.0  # a merged cell printed again
    assert shares(["抽查", "查看台账", "抽查", "查看台账"])["again"] == 1.0


def taken(*rows: str) -> list[tuple[str | None, str]]:
    """Task and words of the measures of a table."""
    return [(draft.task, draft.text) for draft in read(*rows).drafts]


def test_the_work_of_the_year_counts_beside_the_size_of_the_whole() -> None:
    projects = (
        ("石门水库除险加固", "总库容1200万立方米，坝高38米", "完成坝体灌浆并通过蓄水验收", "县水利局"),
        ("城北小学迁建", "占地42亩，建筑面积1.8万平方米", "主体封顶", "县教育局"),
        ("垃圾焚烧发电厂", "日处理600吨，配套渗滤液处理站", "并网发电", "县城管局"),
    )
    for whole, year in (("建设规模及内容", "2027年目标"), ("建设内容", "年度形象目标"), ("项目概况", "当年目标任务"), ("主要建设内容", "年度目标")):
        rows = [f"{at}|{name}|{size}|{goal}|{body}" for at, (name, size, goal, body) in enumerate(projects, 1)]
        assert taken(f"序号|项目名称|{whole}|{year}|责任单位", *rows) == [(name, goal) for name, _, goal, _ in projects], (whole, year)


def test_the_size_of_the_whole_is_the_work_where_nothing_else_says_it() -> None:
    rows = ("1|石门水库除险加固|加固大坝1座，新建溢洪道|县水利局", "2|城北小学迁建|建筑面积1.8万平方米|县教育局")
    assert taken("序号|项目名称|建设内容及规模|责任单位", *rows) == [
        ("石门水库除险加固", "加固大坝1座，新建溢洪道"), ("城北小学迁建", "建筑面积1.8万平方米"),
    ]  # fmt: skip


def test_a_rule_for_points_is_no_measure() -> None:
    asked = (
        ("河道保洁", "辖区河道无漂浮物", "每发现1处扣0.5分", "县水利局"),
        ("垃圾分类", "分类覆盖率达到95%", "每差2个百分点扣3分", "县城管局"),
        ("秸秆禁烧", "火点数控制在3个以内", "超出不得分", "县农业农村局"),
    )
    for what, how in (("目标要求", "评分标准"), ("考核要求", "计分办法"), ("年度目标", "扣分标准"), ("达标要求", "评分细则")):
        rows = [f"{at}|{name}|{goal}|10|{rule}|{body}" for at, (name, goal, rule, body) in enumerate(asked, 1)]
        assert taken(f"序号|考核指标|{what}|分值|{how}|考核单位", *rows) == [(name, goal) for name, goal, _, _ in asked], (what, how)


def test_how_a_proposal_is_handled_is_no_body_and_what_was_found_is_no_measure() -> None:
    rows = (
        "1|关于增设夜间公交的建议|市交通局|市公安局|分办", "2|关于修缮古桥的建议|市文旅局|市住建局|主办",
        "3|关于规范露营的建议|市林业局|市文旅局|分办",
    )  # fmt: skip
    bodies = [[one.mention for one in draft.assignments] for draft in read("编号|案由|主办单位|会办单位|办理方式", *rows).drafts]
    assert bodies == [["市交通局", "市公安局"], ["市文旅局", "市住建局"], ["市林业局", "市文旅局"]]
    found = (
        ("台账更新不及时", "每月核对台账并公示", "县民政局", "已核对2次"),
        ("消防通道堵塞", "清理通道并划设标线", "县消防大队", "已清理"),
        ("管护经费未落实", "将管护经费列入预算", "县财政局", "正在编报预算"),
    )
    for head in ("清单内容", "情况描述", "梳理事项"):
        rows = tuple(f"{at}|{wrong}|{work}|{body}|{gone}" for at, (wrong, work, body, gone) in enumerate(found, 1))
        assert [text for _, text in taken(f"序号|{head}|怎么办|谁来办|到哪一步", *rows)] == [work for _, work, _, _ in found], head


def test_cells_that_name_no_work_are_no_measure_whatever_their_head_says() -> None:
    rows = ("1|建设健身步道|≥|8|公里|市体育局", "2|改造旱厕|≥|300|座|市农业农村局", "3|新增床位|=|120|张|市卫健委")
    drafts = taken("序号|指标名称|工作要求|目标值|计量单位|责任单位", *rows)
    assert [text for _, text in drafts] == ["建设健身步道", "改造旱厕", "新增床位"]


def test_a_line_above_a_table_may_set_several_fields_side_by_side() -> None:
    head = "<tr><td>序号</td><td>工作任务</td><td>完成时间</td></tr>"
    lines = (
        ("表一\u3000东关片区\u3000\u3000包片领导：郝志远\u3000\u3000责任单位：东关街道办事处", "改造楼道照明60处", "5月底"),
        ("表二\u3000北站片区\u3000\u3000包片领导：夏敏\u3000\u3000责任单位：北站街道办事处", "增设充电桩12台", "8月底"),
    )
    pages = "".join(f"<p>{line}</p><table>{head}<tr><td>1</td><td>{words}</td><td>{due}</td></tr></table>" for line, words, due in lines)
    reading = read_tables(read_html(pages.encode(), "areas.html", "0" * 64).blocks)
    assert duties(reading) == [
        ("改造楼道照明60处", "5月底", (("responsible", "东关街道办事处"),)),
        ("增设充电桩12台", "8月底", (("responsible", "北站街道办事处"),)),
    ]
    assert [[section.heading for section in draft.sections] for draft in reading.drafts] == [["东关片区"], ["北站片区"]]


def test_figures_under_a_task_are_no_words_of_it() -> None:
    drafts = read("序号|单位|清淤任务（公里）|绿化（亩）", "1|平安镇|12|300", "2|河东镇|8|450", "3|县林场|3|900").drafts
    assert [draft.text for draft in drafts] == ["平安镇", "河东镇", "县林场"]


def test_whom_a_deed_is_done_to_answers_for_nothing_and_who_applied_does_where_nobody_else_acts() -> None:
    rows = ("市交通局|大桥村|修缮村道3公里|局工会|6月", "市农科院|柳湾村|推广良种200亩|县农技站|5月")
    for head in ("结对村", "受帮扶村", "帮扶村"):
        assert [who for _, _, who in duties(read(f"帮扶单位|{head}|帮扶措施|协作单位|完成时间", *rows))] == [
            (("responsible", "市交通局"), ("support", "局工会")), (("responsible", "市农科院"), ("support", "县农技站")),
        ], head  # fmt: skip
    rows = ("1|县教育局党组|名师结对|开展示范课30节|县委宣传部|9月底", "2|平安镇党委|强村富民|成立合作社2家|县供销社|6月底")
    assert [who for _, _, who in duties(read("序号|申报党组织|项目名称|主要举措|协同单位|完成时间", *rows))] == [
        (("responsible", "县教育局党组"), ("support", "县委宣传部")), (("responsible", "平安镇党委"), ("support", "县供销社")),
    ]  # fmt: skip


def test_figures_alone_are_no_words_of_a_measure_and_nothing_of_their_row_is_lost() -> None:
    reading = read("序号|工作任务|责任单位", "1|整治河道3公里|县水利局", "2|1200|县林业局", "3|新建泵站2座|县水利局")
    assert [draft.text for draft in reading.drafts] == ["整治河道3公里", "新建泵站2座"]
    assert {"1200", "县林业局"} <= {one.text for one in reading.residue}


def test_explain_says_why_a_column_cannot_be_the_work() -> None:
    words = ("≥", "<=", "不低于")
    natures = shares(words)
    seen = [Seen(head_of("责任单位"), {"body": 1.0}), Seen(head_of("指标名称"), {"text": 1.0}), Seen(head_of("工作要求"), natures)]
    judgement = judged(seen)[2]
    assert judgement.reading not in ("task", "measure")
    assert any("name no work" in one.words for one in judgement.evidence)


def test_a_person_beside_a_body_in_a_card_is_no_body() -> None:
    for post in ("县级湖长", "乡级林长", "片区网格长"):
        rows = "".join(
            f"<tr><td>整治任务</td><td colspan=3>{words}</td></tr><tr><td>责任单位</td><td>县水利局</td><td>配合单位</td><td>县财政局</td></tr>"
            f"<tr><td>督办单位</td><td>县河湖中心</td><td>{post}</td><td>郝志远</td></tr>"
            for words in ("疏浚河道4公里", "拆除网箱60口", "封堵排口3个")
        )
        document = read_html(f"<table>{rows}</table>".encode(), "cards.html", "0" * 64)
        bodies = (("responsible", "县水利局"), ("support", "县财政局"), ("supervise", "县河湖中心"))
        assert {who for _, _, who in duties(read_tables(document.blocks))} == {bodies}, post

"""Tables that cross bodies with tasks listed elsewhere or with quarters, legends of letters, short words set apart on pages."""

from __future__ import annotations

from typing import Any

import pytest

from zeren.extract.bodies.mentions import split
from zeren.extract.cells.heads import head_of
from zeren.extract.table.crossed import crossed
from zeren.extract.table.tables import read_tables
from zeren.ground.model import Table
from zeren.ingest.pipeline import Extractor
from zeren.read import read
from zeren.read.text import blocks_of
from zeren.state.record import records

LISTED = """# 云栖县2026年清河行动责任对照表

1. 清理淤积42公里，7月底前完成。
2. 拆除违建63处（8月底）

注：▲为牵头单位，△为配合单位。

| 责任单位 | {first} | {second} |
|---|---|---|
| 县水利局 | ▲ | △ |
| 县自然资源局 |  | ▲ |
| 各乡镇 | △ | — |
"""
QUARTERS = """单位,一季度,二季度,三季度
县教育局,启动3所学校新建,完成主体工程40%,—
县卫健局,完成卫生室选址,,建成卫生室20个
"""
STRETCHES = """<table><tr><td rowspan=2>成员单位</td><td colspan=2>上半年</td><td colspan=2>下半年</td><td rowspan=2>备注</td></tr>
<tr><td>一季度</td><td>二季度</td><td>三季度</td><td>年底前</td></tr>
<tr><td>区水利局</td><td>编制治理方案6个</td><td colspan=2>整治乱占乱建32处</td><td>—</td><td>省级考核</td></tr>
<tr><td>区住建局</td><td></td><td>改造污水管网8公里</td><td>/</td><td>1.建成泵站1座；2.验收管网</td><td></td></tr></table>"""
SHARES = """成员单位,牵头任务,配合任务
县公安局,维护重点场所秩序,化解涉众案件
"县住建局、县人社局",化解积案16件，6月底前办结,—
"""
MONTHS = """<table><tr><td>月份</td><td>安排</td><td>备注</td></tr>
<tr><td>2月</td><td>1.排查校舍（县教育局）；2.举办讲座（县工商联、县司法局）</td><td></td></tr>
<tr><td>5月</td><td>1.开展防灾演练（县应急局，5月12日前）；2.栽植行道树（县林业局）</td><td></td></tr></table>"""
COUNTED = """<table><tr><td>村名</td><td>白果村</td><td>驻村单位</td><td>县财政局</td></tr>
<tr><td>任务一</td><td colspan=3>硬化村组道路3公里</td></tr>
<tr><td>完成时间</td><td>2026年8月底前</td><td>责任人</td><td>张建国</td></tr>
<tr><td>任务二</td><td colspan=3>新建蔬菜大棚12个</td></tr>
<tr><td>完成时间</td><td>2026年10月底前</td><td>责任人</td><td>李红</td></tr></table>"""
INNER = "<tr><td>{}</td><td><table><tr><td>内容</td><td>谁来办</td><td>何时办结</td></tr>{}</table></td></tr>"
LETTERS = """序号,任务,区教委,区公安分局,各镇街,时限
1,清查校园周边门店,B,A,C,3月底
2,设置警示牌400块,A,,B,5月底
说明：A—牵头，B—配合，C—知会。,,,,,
"""
CARDS = "<html><body><h1>海门岛市2026年为民办实事项目</h1>{}</body></html>"
CARD = (
    '<div><div>0{0}</div><h3>{1}</h3><p>{2}</p><div><em>谁牵头</em><span>{3}</span></div>'
    '<div><em>谁来帮</em><span>{4}</span><span>市财政局</span></div><div><em>啥时候</em><span>{5}</span></div></div>'
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def measures(extractor: Extractor, text: str, name: str) -> list[dict[str, Any]]:
    document = read(text.encode(), name)[0]
    return [one for one in records(extractor.extract(document)) if one["type"] == "measure"]


def duties(one: dict[str, Any]) -> list[tuple[str, str]]:
    return [(duty["role"], duty["mention"]) for duty in one["assignments"]]


@pytest.mark.parametrize(("first", "second"), [("任务1", "任务2"), ("①", "②"), ("第一项", "第二项")])
def test_marks_give_bodies_to_the_tasks_that_the_heads_number(extractor: Extractor, first: str, second: str) -> None:
    one, two = measures(extractor, LISTED.format(first=first, second=second), "a.md")
    assert (one["text"], one["task_no"], one["deadline"]["raw"]) == ("清理淤积42公里，7月底前完成。", "1", "7月底前")
    assert duties(one) == [("lead", "县水利局"), ("support", "各乡镇")]
    assert (two["text"], two["deadline"]["raw"]) == ("拆除违建63处", "8月底")
    assert duties(two) == [("lead", "县自然资源局"), ("support", "县水利局")]


def test_words_under_quarters_are_measures_of_the_body_of_their_row(extractor: Extractor) -> None:
    found = [(one["text"], one["deadline"]["raw"], duties(one)) for one in measures(extractor, QUARTERS, "a.csv")]
    assert found == [
        ("启动3所学校新建", "一季度", [("responsible", "县教育局")]),
        ("完成主体工程40%", "二季度", [("responsible", "县教育局")]),
        ("完成卫生室选址", "一季度", [("responsible", "县卫健局")]),
        ("建成卫生室20个", "三季度", [("responsible", "县卫健局")]),
    ]


def test_a_cell_under_several_times_is_due_at_the_last_and_items_of_one_cell_are_measures(extractor: Extractor) -> None:
    page = f"<html><body><h1>临江区治水季度任务表</h1>{STRETCHES}<p>—表示无任务</p></body></html>"
    found = list(extractor.extract(read(page.encode(), "a.html")[0]).measures)
    assert [(m.text, m.deadline.raw, [(a.role, a.mention) for a in m.assignments], [r.text for r in m.remarks]) for m in found] == [
        ("编制治理方案6个", "一季度", [("responsible", "区水利局")], ["省级考核"]),
        ("整治乱占乱建32处", "三季度", [("responsible", "区水利局")], ["省级考核"]),
        ("改造污水管网8公里", "二季度", [("responsible", "区住建局")], []),
        ("建成泵站1座", "年底前", [("responsible", "区住建局")], []),
        ("验收管网", "年底前", [("responsible", "区住建局")], []),
    ]


def test_what_a_body_leads_and_what_it_helps_with_are_measures_in_these_roles(extractor: Extractor) -> None:
    found = [(one["text"], one["deadline"]["raw"], duties(one)) for one in measures(extractor, SHARES, "a.csv")]
    assert found == [
        ("维护重点场所秩序", None, [("lead", "县公安局")]),
        ("化解涉众案件", None, [("support", "县公安局")]),
        ("化解积案16件，6月底前办结", "6月底前", [("lead", "县住建局"), ("lead", "县人社局")]),
    ]


def test_letters_mean_what_the_legend_says_and_one_without_a_role_gives_none(extractor: Extractor) -> None:
    one, two = measures(extractor, LETTERS, "a.csv")
    assert sorted(duties(one)) == [("lead", "区公安分局"), ("support", "区教委")]
    assert sorted(duties(two)) == [("lead", "区教委"), ("support", "各镇街")]


def test_items_of_a_month_each_with_its_bodies_behind_it_are_measures_of_that_month(extractor: Extractor) -> None:
    found = [(one["text"], one["deadline"]["raw"], duties(one)) for one in measures(extractor, MONTHS, "a.html")]
    assert found == [
        ("排查校舍", "2月", [("responsible", "县教育局")]),
        ("举办讲座", "2月", [("responsible", "县工商联"), ("responsible", "县司法局")]),
        ("开展防灾演练", "5月12日前", [("responsible", "县应急局")]),
        ("栽植行道树", "5月", [("responsible", "县林业局")]),
    ]


def test_what_stands_above_counted_tasks_of_one_card_holds_for_all_of_them(extractor: Extractor) -> None:
    found = [(one["text"], one["deadline"]["raw"], duties(one)) for one in measures(extractor, COUNTED, "a.html")]
    assert found == [
        ("硬化村组道路3公里", "2026年8月底前", [("responsible", "县财政局")]),
        ("新建蔬菜大棚12个", "2026年10月底前", [("responsible", "县财政局")]),
    ]


def test_a_table_in_every_row_of_another_is_about_what_its_row_says(extractor: Extractor) -> None:
    first = "<tr><td>新增学位1200个</td><td>县教体局</td><td>8月底</td></tr><tr><td>轮训教师1次</td><td>县教师进修学校</td><td>暑期</td></tr>"
    second = "<tr><td>新建长者食堂18家</td><td>县民政局</td><td>9月底</td></tr>"
    rows = INNER.format("基础教育", first) + INNER.format("养老托育", second)
    found = measures(extractor, f"<table><tr><td>领域</td><td>任务安排</td></tr>{rows}</table>", "a.html")
    assert [(one["section"], one["text"], duties(one)) for one in found] == [
        (["基础教育"], "新增学位1200个", [("responsible", "县教体局")]),
        (["基础教育"], "轮训教师1次", [("responsible", "县教师进修学校")]),
        (["养老托育"], "新建长者食堂18家", [("responsible", "县民政局")]),
    ]


def test_short_words_that_a_page_sets_apart_again_and_again_say_what_follows_them(extractor: Extractor) -> None:
    cards = [
        CARD.format(1, "学位扩容", "新建中小学7所", "市教育局", "市住建局", "秋季开学前"),
        CARD.format(2, "出行提速", "打通断头路5条", "市交通局", "市公安局", "9月底"),
        CARD.format(3, "健康到家", "免费体检21万人次", "市卫健委", "市民政局", "火把节前"),
    ]
    found = measures(extractor, CARDS.format("".join(cards)), "a.html")
    assert (found[0]["task_no"], found[0]["task"], found[0]["text"]) == ("01", "学位扩容", "新建中小学7所")
    assert [one["deadline"]["raw"] for one in found] == ["秋季开学前", "9月底", "火把节前"]
    assert duties(found[2]) == [("lead", "市卫健委"), ("support", "市民政局"), ("support", "市财政局")]


@pytest.mark.parametrize(("head", "role"), [("责任村（居）", "responsible"), ("牵头局", "lead"), ("配合街道", "support")])
def test_a_role_before_a_kind_of_body_heads_bodies(head: str, role: str) -> None:
    assert (head_of(head).kind, head_of(head).role) == ("role", role)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("县档案馆、\n各镇（街道）\n党委", ["县档案馆", "各镇（街道）党委"]),
        ("市工信局\n中国信保遂州办事处", ["市工信局", "中国信保遂州办事处"]),
        ("市规划局\n东城分局", ["市规划局东城分局"]),
    ],
)
def test_a_line_of_a_narrow_cell_goes_on_only_where_the_name_does(cell: str, names: list[str]) -> None:
    assert [mention.printed for mention in split(cell)] == names


def test_a_day_of_the_year_before_words_is_no_number_of_a_task() -> None:
    text = "五一节前完成检查。\n\n单位\tT1\tT2\n县教育局\t●\t○\n县财政局\t○\t●\n"
    blocks = blocks_of(text)
    table = next(block for block in blocks if isinstance(block, Table))
    assert crossed(table, blocks) is None


def test_cells_that_name_a_body_before_a_colon_are_measures_of_that_body_alone() -> None:
    text = (
        "行业领域\t县级监管部门\t乡镇责任\t企业主体责任\n"
        "道路运输\t县交通局、县公安局：检查“两客一危”车辆\t各乡镇：开展劝导\t运输企业：落实岗前培训\n"
        "建筑施工\t县住建局：检查深基坑，9月底前完成\t各乡镇：排查自建房\t——"
    )
    (table,) = (block for block in blocks_of(text) if isinstance(block, Table))
    found = crossed(table, [table])
    assert found is not None
    assert [(d.text, d.deadline, [(a.role, a.mention) for a in d.assignments], [s.heading for s in d.sections]) for d in found.drafts] == [
        ("检查“两客一危”车辆", "", [("responsible", "县交通局"), ("responsible", "县公安局")], ["道路运输"]),
        ("开展劝导", "", [("responsible", "各乡镇")], ["道路运输"]),
        ("落实岗前培训", "", [("responsible", "运输企业")], ["道路运输"]),
        ("检查深基坑，9月底前完成", "9月底前", [("responsible", "县住建局")], ["建筑施工"]),
        ("排查自建房", "", [("responsible", "各乡镇")], ["建筑施工"]),
    ]
    assert read_tables([table]).drafts == []


def test_deeds_under_quarters_are_measures_of_the_topic_before_them_and_milestones_of_a_task_stay_beside_it() -> None:
    text = (
        "序号\t重点工作\t一季度\t二季度\t四季度\t责任部门\n1\t党员教育\t制定培训计划\t举办新党员培训班\t开展年度测评\t组织部\n"
        "2\t廉政建设\t签订承诺书\t开展警示教育\t——\t纪检室"
    )
    (table,) = (block for block in blocks_of(text) if isinstance(block, Table))
    found = crossed(table, [table])
    assert found is not None
    assert [(d.task_no, d.task, d.text, d.deadline, [(a.role, a.mention) for a in d.assignments]) for d in found.drafts] == [
        ("1", "党员教育", "制定培训计划", "一季度", [("responsible", "组织部")]),
        ("1", "党员教育", "举办新党员培训班", "二季度", [("responsible", "组织部")]),
        ("1", "党员教育", "开展年度测评", "四季度", [("responsible", "组织部")]),
        ("2", "廉政建设", "签订承诺书", "一季度", [("responsible", "纪检室")]),
        ("2", "廉政建设", "开展警示教育", "二季度", [("responsible", "纪检室")]),
    ]
    assert read_tables([table]).drafts == []
    tasks = text.replace("党员教育", "改造老旧小区18个").replace("廉政建设", "新建幼儿园6所")
    (table,) = (block for block in blocks_of(tasks) if isinstance(block, Table))
    assert [(d.text, d.deadline) for d in read_tables([table]).drafts] == [("改造老旧小区18个", "四季度"), ("新建幼儿园6所", "二季度")]

"""Bodies that a sentence names, and documents that it cites."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.extract.references import references_in
from zeren.extract.statement.clauses import answering, clauses_in, disagreements
from zeren.ground.model import Assignment, Place

PLANS = Path(__file__).resolve().parents[1] / "data" / "plans"


def assigned(name: str, role: str) -> Assignment:
    return Assignment(role, None, name, name, 1, "cell", Place(0, 1))


@pytest.mark.parametrize(
    ("text", "role", "raw", "bodies"),
    [
        ("公安部门牵头坚决打击非标油，全面清理整顿。", "lead", "牵头", ["公安部门"]),
        ("市场监管部门牵头对生产、销售的涂料开展抽检。", "lead", "牵头", ["市场监管部门"]),
        ("各区深化“管家”机制，加强行业统筹。", "responsible", None, ["各区"]),
        (
            "朝阳区、大兴区、北京经济技术开发区深化试点建设。",
            "responsible",
            None,
            ["朝阳区", "大兴区", "北京经济技术开发区"],
        ),
        ("海淀区、顺义区完成整区推进工作。", "responsible", None, ["海淀区", "顺义区"]),
        ("大兴区、廊坊市联合开展工程建设。", "responsible", None, ["大兴区", "廊坊市"]),
        (
            "住房城市建设、水务、交通等部门督促施工单位登记。",
            "responsible",
            None,
            ["住房城市建设部门", "水务部门", "交通部门"],
        ),
        (
            "生态环境、商务等部门和街道协同做好引导。",
            "responsible",
            None,
            ["生态环境部门", "商务部门", "街道"],
        ),
        ("公安交管、生态环境部门在区内开展检查。", "responsible", None, ["公安交管部门", "生态环境部门"]),
        (
            "区城管执法和各街道执法部门依据职责，组织检查。",
            "responsible",
            "依据职责",
            ["区城管执法部门", "各街道执法部门"],
        ),
        ("由区城市管理委负责清运。", "responsible", "负责", ["区城市管理委"]),
        ("市文化和旅游局和市教委配合做好保障。", "support", "配合", ["市文化和旅游局", "市教委"]),
        ("市财政局配合做好保障。", "support", "配合", ["市财政局"]),
        ("各部门、各街道严查违法行为。", "responsible", None, ["各部门", "各街道"]),
    ],
)
def test_clauses_name_their_bodies_and_roles(
    text: str, role: str, raw: str | None, bodies: list[str]
) -> None:
    (clause,) = clauses_in(text, 0)
    assert (clause.role, clause.role_raw, [named.mention for named in clause.bodies]) == (role, raw, bodies)


@pytest.mark.parametrize(
    "text",
    [
        "配合市级部门开展调查评估工作。",
        "由政府投资的、具备条件的施工项目，应全部使用基坑气膜。",
        "协调国网北京市电力公司城区供电公司，配合施工工地满足需求。",
        "巩固多部门联合执法机制。",
        "建成区海绵城市达标面积比例达到44%。",
        "各区国控站点夜间达标率达到国家考核要求。",
        "加强生态环境、住房城乡建设等部门联动。",
        "打造区域一体化监测标杆区。",
    ],
)
def test_bodies_that_do_not_act_make_no_clause(text: str) -> None:
    assert clauses_in(text, 0) == ()


def test_long_runs_of_separators_take_no_time() -> None:
    assert clauses_in("和" * 3000 + "生态环境和" * 1000, 0) == ()


def test_two_sentences_of_one_cell_are_two_clauses_with_places() -> None:
    text = "公安部门牵头打击非标油。\n生态环境部门牵头加强执法\n检查。"
    first, second = clauses_in(text, 7)
    assert [clause.bodies[0].mention for clause in (first, second)] == ["公安部门", "生态环境部门"]
    assert (
        text[second.place.start - 7 : second.place.end - 7] == second.text == "生态环境部门牵头加强执法\n检查"
    )
    named = second.bodies[0].place
    assert text[named.start - 7 : named.end - 7] == "生态环境部门"


ROW = [
    "西城公安分局",
    "区应急局",
    "区生态环境局",
    "区交通委",
    "西城交通支队",
    "市交通委西城运输管理分局",
    "区市场监管局",
    "区城市管理委",
]


@pytest.mark.parametrize(
    ("mention", "body"),
    [
        ("公安部门", "西城公安分局"),
        ("公安交管部门", "西城交通支队"),
        ("生态环境部门", "区生态环境局"),
        ("交通部门", "区交通委"),
        ("市场监管部门", "区市场监管局"),
        ("城市管理部门", "区城市管理委"),
        ("区公安交通管理部门", "西城交通支队"),
        ("区应急局", "区应急局"),
        ("水务部门", None),
        ("各部门", None),
    ],
)
def test_functional_names_are_told_from_the_row_or_stay_open(mention: str, body: str | None) -> None:
    assert answering(mention, ROW) == body


def test_a_function_that_two_bodies_of_the_row_hold_stays_open() -> None:
    assert answering("生态环境部门", ["市生态环境局", "区生态环境局"]) is None


def test_a_lead_in_the_text_against_support_in_the_column_is_reported() -> None:
    clauses = clauses_in("公安部门牵头打击非标油。水务部门牵头加强检查。生态环境部门加强执法。", 0)
    row = [assigned("西城公安分局", "support"), assigned("区生态环境局", "responsible")]
    assert [(found.named.mention, found.body, found.reason) for found in disagreements(clauses, row)] == [
        ("公安部门", "西城公安分局", "公安部门: lead in the text, support in the column"),
        ("水务部门", None, "水务部门: no single body of the row answers to this name"),
    ]


def test_the_documents_of_the_district_plan() -> None:
    (path,) = PLANS.glob("北京市西城区*.txt")
    text = path.read_text(encoding="utf-8")
    found = references_in(text, 0)
    assert len(found) == text.count("《")  # one title inside none
    for reference in found:
        assert text[reference.place.start : reference.place.end] == reference.quote
    assert [(r.relation, r.number) for r in found if r.number] == [
        ("repeals", "西政办发〔2024〕2号"),
        ("implements", "京政发〔2025〕7号"),
    ]
    assert [text[r.place.start - 4 : r.place.end] for r in found if r.empty] == ["严格落实《》"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "落实《甲办法》《乙规范》，加强监管",
            [("implements", "甲办法", None), ("implements", "乙规范", None)],
        ),
        ("落实《目录（2022年版）》", [("implements", "目录（2022年版）", "2022年版")]),
        ("结合2025年《技术指导目录》", [("based-on", "技术指导目录", "2025年")]),
        ("按照生态环境部《技术指南》要求", [("based-on", "技术指南", None)]),
        ("《某市办法》予以废止", [("repeals", "某市办法", None)]),
        ("修订《某市条例》", [("amends", "某市条例", None)]),
        ("宣传《宪法》知识", [("cites", "宪法", None)]),
        ("落实《关于印发〈方案〉的通知》", [("implements", "关于印发〈方案〉的通知", None)]),
        ("《关于落实《条例》的意见》", [("cites", "关于落实《条例》的意见", None)]),
        ("落实《污染防治\n条例》", [("implements", "污染防治条例", None)]),
        ("没有文件", []),
    ],
)
def test_titles_relations_and_editions(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(r.relation, r.title, r.edition) for r in references_in(text, 0)] == expected


def test_a_number_without_a_title_is_a_reference_too() -> None:
    (reference,) = references_in("按照京政发〔2025〕7号文件执行", 3)
    assert (reference.number, reference.title, reference.relation) == ("京政发〔2025〕7号", "", "based-on")
    assert not reference.empty


def test_relations_have_a_property_each() -> None:
    (one,) = references_in("废止《甲》", 0)
    (two,) = references_in("宣传《乙》", 0)
    assert (one.predicate, two.predicate) == ("eli:repeals", "eli:cites")

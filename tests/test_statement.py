"""One responsibility statement: its bodies, roles, deadline, score; and the names of a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.extract.bodies.endings import is_body
from zeren.extract.bodies.mentions import split
from zeren.extract.statement.phrases import is_accessory, is_phrase
from zeren.extract.statement.rules import lead_rule, led, standing_rule
from zeren.extract.statement.said import Statement
from zeren.extract.statement.shares import SHARE
from zeren.extract.statement.statement import alone, is_statement, parse
from zeren.ground.model import Assignment, Place


def read(text: str, start: int = 0) -> Statement:
    return parse(text, start, Place, "responsible", None)


def roles(text: str) -> list[tuple[str, str]]:
    return [(a.role, a.mention) for a in read(text).assignments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市发改委牵头，市财政局、市商务局按职责分工负责", ["lead 市发改委", "responsible 市财政局", "responsible 市商务局"]),
        ("市发改委会同有关部门负责", ["responsible 市发改委", "support 有关部门"]),
        ("市发改委牵头，会同市财政局等部门落实", ["lead 市发改委", "support 市财政局"]),
        ("区茶办会同区供销社，区气象局支持", ["responsible 区茶办", "support 区供销社", "support 区气象局"]),
        ("区水务局会同区财政局、区林草局；各乡镇配合", ["responsible 区水务局", "support 区财政局", "support 区林草局", "support 各乡镇"]),
        ("市发改委牵头会同市财政局实施", ["lead 市发改委", "support 市财政局"]),
        ("市发改委负责，市财政局配合", ["responsible 市发改委", "support 市财政局"]),
        ("市发改委、市财政局按职责分工配合", ["support 市发改委", "support 市财政局"]),
        ("由市住建局牵头、市财政局配合", ["lead 市住建局", "support 市财政局"]),
        ("市发改委牵头市财政局配合", ["lead 市发改委", "support 市财政局"]),
        ("市发改委牵头，市财政局、市商务局", ["lead 市发改委", "responsible 市财政局", "responsible 市商务局"]),
        ("区委宣传部指导，区文旅局落实，区督查室督办", ["guide 区委宣传部", "responsible 区文旅局", "supervise 区督查室"]),
        ("市教育局牵头考核", ["lead 市教育局"]),
        ("市市场监督管理局负责", ["responsible 市市场监督管理局"]),
        ("市委组织部、市政府协调小组办公室参与", ["support 市委组织部", "support 市政府协调小组办公室"]),
        ("责任单位：市发改委（牵头）、市财政局、市商务局(配合单位)", ["lead 市发改委", "responsible 市财政局", "support 市商务局"]),
        ("牵头单位：市发改委；责任单位：市财政局", ["lead 市发改委", "responsible 市财政局"]),
        ("牵头单位 市发改委，配合单位 市财政局", ["lead 市发改委", "support 市财政局"]),
        ("【责任单位】市发改委、市财政局", ["responsible 市发改委", "responsible 市财政局"]),
        ("省级责任单位：省水利厅；市级责任单位：各市人民政府", ["responsible 省水利厅", "responsible 各市人民政府"]),
        ("建设主体：市城投公司；责任单位：市住建局", ["responsible 市住建局"]),
        ("指导部门：国家知识产权局", ["guide 国家知识产权局"]),
        ("市茶业局牵头，市林草局、各乡镇配合；完成时限：2027年3月", ["lead 市茶业局", "support 市林草局", "support 各乡镇"]),
        ("完成时限：2027年3月；市茶业局牵头，市林草局配合", ["lead 市茶业局", "support 市林草局"]),
        ("市茶业局为牵头单位，市林草局为责任单位", ["lead 市茶业局", "responsible 市林草局"]),
        ("市科技局负责项目管理，市财政局负责资金保障", ["responsible 市科技局", "responsible 市财政局"]),
    ],
)
def test_roles_by_clause_and_label(text: str, expected: list[str]) -> None:
    """Each body has the role of its clause or label, in the order of print."""
    assert [f"{role} {mention}" for role, mention in roles(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "市茶业局牵头，市林草局、各乡镇配合；完成时限：2027年3月",
        "市茶业局牵头，市林草局配合，时限：3月底",
        "市茶业局负责，完成时间：2027年3月",
        "完成时限：2027年3月；市茶业局牵头，市林草局配合",
    ],
)
def test_a_labelled_deadline_beside_verbs(text: str) -> None:
    """A deadline with a label stands in one bracket with bodies whose roles are verbs: both are read."""
    said = read(text)
    assert is_statement(text)
    assert said.deadline in ("2027年3月", "3月底")
    assert not said.residue


def test_a_labelled_deadline_beside_bare_bodies() -> None:
    """Bodies without verbs stay bare beside a labelled deadline; a deadline alone is no statement."""
    assert is_statement("市茶业局、市林草局；完成时限：2027年3月", bare=True)
    assert not is_statement("市茶业局、市林草局；完成时限：2027年3月")
    assert not is_statement("完成时限：2027年3月；长期坚持", bare=True)
    assert not is_statement("时间：2027年3月5日，地点：市茶业局", bare=True)


def test_positions_count_through_the_whole_statement() -> None:
    """Positions begin where the caller says and go on over labels and clauses."""
    its = parse("牵头单位：市发改委；责任单位：市财政局、市商务局", 0, Place, "responsible", None, 4)
    assert [a.position for a in its.assignments] == [4, 5, 6]


def test_default_role_and_printed_header() -> None:
    """Bodies without a role word have the role and header of their column."""
    its = parse("市经信局，相关部门参与", 10, Place, "lead", "牵头单位")
    assert [(a.role, a.role_raw, a.place.start) for a in its.assignments] == [
        ("lead", "牵头单位", 10),
        ("support", "参与", 15),
    ]
    its = parse("市经信局", 10, Place, "lead", "牵头单位")
    assert [(a.role, a.role_raw, a.basis) for a in its.assignments] == [("lead", "牵头单位", "text")]


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("5月底取得明显成效并持续推进，牵头考核单位：市审批服务局", "5月底取得明显成效并持续推进"),
        ("持续优化，牵头考核单位：市住建局、审批服务局", "持续优化"),
        ("市公安局牵头，市城管局配合，2025年6月底前完成", "2025年6月底前完成"),
        ("责任单位：市司法局；完成时限：2025年 12 月底前", "2025年12月底前"),
        ("2025年6月底前，市教育局、市卫健委负责", "2025年6月底前"),
        ("责任单位：市应急局；时间节点：长期坚持", "长期坚持"),
        ("责任单位：市应急局", ""),
    ],
)
def test_deadline_beside_bodies(text: str, deadline: str) -> None:
    """A deadline in the statement is kept as printed, and its place holds it."""
    its = read(text)
    assert its.deadline == deadline
    if deadline and its.deadline_place:
        assert "".join(text[its.deadline_place.start : its.deadline_place.end].split()) == deadline
    assert its.assignments


def test_score_and_persons() -> None:
    """A score is kept apart, persons are left out by name."""
    its = read("0.5分，市卫健委牵头；责任领导：张三")
    assert its.score == "0.5分"
    assert [(a.role, a.mention) for a in its.assignments] == [("lead", "市卫健委")]
    assert [(r.text, r.ignored) for r in its.residue] == [("张三", True)]


def test_second_deadline_is_not_lost() -> None:
    """A deadline that stands apart from the first is left over, not joined over the bodies between."""
    its = read("6月底完成，责任单位：市交通局，持续推进")
    assert its.deadline == "6月底完成"
    assert [r.text for r in its.residue] == ["持续推进"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("税务总局、财政部负责", True),
        ("责任单位：省经信厅", True),
        ("市经信局牵头，相关部门参与", True),
        ("各县（市、区）人民政府负责", True),
        ("支持龙头企业牵头", False),
        ("鼓励社会力量参与", False),
        ("以下简称责任办", False),
        ("含技工院校", False),
        ("街道", False),
        ("2021年修订", False),
        ("成员包括省财政厅、省商务厅等", False),
        ("省知识产权局", False),
        ("企业、高校等共同参与", False),
    ],
)
def test_brackets_with_role_words(text: str, expected: bool) -> None:
    """Only role words on bodies, or labels, make words in brackets a statement."""
    assert is_statement(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区市场监管局", True),
        ("区食安办、区财政金融局，各乡镇人民政府", True),
        ("平潭出入境检验检疫局", True),
        ("瓶装水", False),
        ("智慧监管平台", False),
        ("市文旅局、市新华书店", True),
        ("如皋市发展改革委", True),
        ("如市场监管局", False),
        ("国发〔2019〕3号", False),
        ("企业", False),
    ],
)
def test_bare_bodies(text: str, expected: bool) -> None:
    """A bare list is one of bodies where every name ends as names of bodies do."""
    assert is_statement(text, bare=True) is expected


def test_lines_must_be_wholly_of_bodies() -> None:
    """A sentence outside brackets is a statement only where nothing but bodies and role words stand in it."""
    assert is_statement("由市发展改革委牵头，市财政局配合", strict=True)
    assert not is_statement("市发改委牵头负责日常工作", strict=True)
    assert not is_statement("市发改委要牵头抓总，有关部门配合", strict=True)
    assert not is_statement("有关部门密切配合", strict=True)
    assert not is_statement("省经信厅会同省财政厅制定实施细则", strict=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市经信局牵头，相关部门参与", True),
        ("牵头单位：市经信局", True),
        ("市经信局、市财政局", False),
        ("市委组织部\n市督查考核办", False),
        ("各区政府", False),
        ("支持龙头企业牵头", False),
    ],
)
def test_cells_that_are_phrases(text: str, expected: bool) -> None:
    """A cell is a phrase where a role word or label stands in it, not where a name holds one."""
    assert is_phrase(text) is expected


def test_accessories() -> None:
    """A deadline or persons alone belong to the statement beside them."""
    assert is_accessory("2025年底前完成")
    assert is_accessory("责任领导：张三")
    assert not is_accessory("责任单位：市司法局")
    assert not is_accessory("市司法局")


@pytest.mark.parametrize(
    ("words", "printed", "onward"),
    [
        ("排在第一位的部门为牵头部门，下同", "排在第一位的部门为牵头部门，下同", True),
        ("列第一位者为牵头单位，下同", "列第一位者为牵头单位，下同", True),
        ("第一位为牵头单位", "第一位为牵头单位", False),
        ("排名第一的责任单位为牵头单位，以下同", "排名第一的责任单位为牵头单位，以下同", True),
        ("列首位的为牵头单位", "列首位的为牵头单位", False),
        ("列首位的牵头", "列首位的牵头", False),
        ("排第一位的单位牵头，下同", "排第一位的单位牵头，下同", True),
        ("排在最前面的为牵头单位，下同", "排在最前面的为牵头单位，下同", True),
        ("首个单位牵头，其余单位配合", "首个单位牵头，其余单位配合", False),
        ("第一个单位为主办单位，其余为协办单位，下同", "第一个单位为主办单位，其余为协办单位，下同", True),
        ("牵头单位列第一位，下同", "牵头单位列第一位，下同", True),
    ],
)
def test_lead_rules(words: str, printed: str, onward: bool) -> None:
    """The forms in which documents say that the first body leads."""
    text = f"省经信厅、省数据局负责，{words}"
    rule = lead_rule(text)
    assert rule is not None
    assert (rule.printed, rule.onward) == (printed, onward)
    assert text[rule.start : rule.end] == printed
    assert [a.mention for a in read(text).assignments] == ["省经信厅", "省数据局"]


@pytest.mark.parametrize("text", ["坚持把安全放在第一位", "各牵头单位要第一时间报告", "省经信厅牵头"])
def test_no_lead_rule(text: str) -> None:
    """Sentences about leads and first places that set no rule."""
    assert lead_rule(text) is None


def assignment(role: str, mention: str, position: int) -> Assignment:
    return Assignment(role, None, mention, mention, position, "text", Place(0, 1))


def test_a_lead_rule_yields_to_a_printed_lead() -> None:
    """The rule makes the first body lead only where no role word names a lead; the others may get a role by it."""
    rule = lead_rule("第一位为牵头单位，其余为配合单位")
    assert rule is not None
    two = [assignment("responsible", "省经信厅", 1), assignment("responsible", "省数据局", 2)]
    assert [(a.role, a.basis) for a in led(two, rule)] == [("lead", "rule"), ("support", "text")]
    named = [assignment("responsible", "省经信厅", 1), assignment("lead", "省数据局", 2)]
    assert led(named, rule) == tuple(named)


def test_standing_rules() -> None:
    """The forms in which documents name bodies for every measure."""
    for text, bodies in (
        ("以下各项工作均需各县（市、区）落实，不再单独列出", ["各县（市、区）"]),
        ("具体任务均涉及相关市（州）人民政府，不再做分工，下同", ["相关市（州）人民政府"]),
        ("以上任务均由各区政府和市直有关部门按职责分工负责", ["各区政府", "市直有关部门"]),
    ):
        rule = standing_rule(text, 100, Place(100, 100 + len(text)))
        assert rule is not None
        assert [a.mention for a in rule.assignments] == bodies
        assert {(a.role, a.basis) for a in rule.assignments} == {("responsible", "rule")}
        assert text[rule.place.start - 100 : rule.place.end - 100] == rule.printed
    assert standing_rule("各地各部门要认真抓好落实", 0, Place(0, 12)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省发展改革委、商务厅，省税务局", ["省发展改革委", "省商务厅", "省税务局"]),
        ("杭州市、宁波市人民政府", ["杭州市人民政府", "宁波市人民政府"]),
        ("哈尔滨、黑河市政府", ["哈尔滨市政府", "黑河市政府"]),
        ("高新区、经开区管委会", ["高新区管委会", "经开区管委会"]),
        ("区市场监督管理局、经济发展局、人民银行平潭支行、平潭海关", ["区市场监督管理局", "区经济发展局", "人民银行平潭支行", "平潭海关"]),
        ("省委宣传部、网信办、发展改革委", ["省委宣传部", "省委网信办", "省发展改革委"]),
        ("自治区发展改革委、商务厅", ["自治区发展改革委", "自治区商务厅"]),
        ("市场监管总局、海关总署", ["市场监管总局", "海关总署"]),
        ("市公安局、各镇人民政府、有关部门", ["市公安局", "各镇人民政府", "有关部门"]),
        ("市国资委、团市委", ["市国资委", "团市委"]),
        ("省财政厅、国网浙江省电力公司、省投资集团", ["省财政厅", "国网浙江省电力公司", "省投资集团"]),
        ("县公安局、教育局", ["县公安局", "县教育局"]),
        ("乡党政办、财政所、中心小学、柳滩村、石桥社区", ["乡党政办", "乡财政所", "乡中心小学", "柳滩村", "石桥社区"]),
        ("市交通局、铁路办、铁路青原车务段、铁路临汾站", ["市交通局", "市铁路办", "铁路青原车务段", "铁路临汾站"]),
        ("县教育局、妇联、青云中学、白马林场", ["县教育局", "县妇联", "青云中学", "白马林场"]),
        ("省卫生健康委、省中医药局", ["省卫生健康委", "省中医药局"]),
        ("市政府、北河市委", ["市政府", "北河市委"]),
        ("县卫生健康局、青云镇、白马镇人民政府", ["县卫生健康局", "青云镇人民政府", "白马镇人民政府"]),
        ("湖州、衢州市人民政府", ["湖州市人民政府", "衢州市人民政府"]),
        ("电信、移动、联通石河口分公司", ["电信石河口分公司", "移动石河口分公司", "联通石河口分公司"]),
        ("县水利局、移动、铁塔公司", ["县水利局", "移动", "铁塔公司"]),
        ("中国电信、中国联通青石市分公司", ["中国电信青石市分公司", "中国联通青石市分公司"]),
        ("工行、农行、建行青石支行", ["工行青石支行", "农行青石支行", "建行青石支行"]),
        ("县教育局基教股、体卫艺股", ["县教育局基教股", "县教育局体卫艺股"]),
        ("县教育局、体卫艺科", ["县教育局", "体卫艺科"]),
        ("各镇、街道、工业区", ["各镇、街道、工业区"]),
        ("县财政局、各乡镇、场、街道办事处", ["县财政局", "各乡镇、场、街道办事处"]),
        ("各乡镇人民政府、园区管委会", ["各乡镇人民政府", "各园区管委会"]),
        ("各县（市）区、开发区", ["各县（市）区", "各开发区"]),
        ("各县区政府、开发区管委会、市水利局", ["各县区政府", "各开发区管委会", "市水利局"]),
        ("林区发改委、公安局", ["林区发改委", "林区公安局"]),
        ("县城管局市生态环境局青石分局、县水利局", ["县城管局", "市生态环境局青石分局", "县水利局"]),
        ("县供电公司县水利局", ["县供电公司", "县水利局"]),
        ("市生态环境局县区分局、市水利局", ["市生态环境局县区分局", "市水利局"]),
        ("青源河河长：县长王海责任单位：城关镇人民政府", ["城关镇人民政府"]),
        ("科室：采供中心", ["采供中心"]),
        ("县水利局责任人：王海、县财政局", ["县水利局", "县财政局"]),
        ("县教育局（联系人：王海）、县财政局", ["县教育局（联系人：王海）", "县财政局"]),
    ],
)
def test_full_names(text: str, expected: list[str]) -> None:
    """A level or ending that the list states once is completed in ``full``."""
    assert [m.full for m in split(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省发展和改革委员会和省财政厅", ["省发展和改革委员会", "省财政厅"]),
        ("工业和信息化部、文化和旅游部", ["工业和信息化部", "文化和旅游部"]),
        ("各有关部门和单位", ["各有关部门和单位"]),
        ("县公安局、县教育局及各乡镇人民政府", ["县公安局", "县教育局", "各乡镇人民政府"]),
        ("市公安局和平分局", ["市公安局和平分局"]),
        ("和平区、南开区人民政府", ["和平区", "南开区人民政府"]),
        ("各区、县级市", ["各区、县级市"]),
        ("各市、县（区）人民政府，市发改委", ["各市、县（区）人民政府", "市发改委"]),
        ("各区、各部门", ["各区", "各部门"]),
        ("各沿海镇、街道", ["各沿海镇、街道"]),
        ("各镇人民政府、街道办事处", ["各镇人民政府", "街道办事处"]),
        ("各盟行政公署、市人民政府", ["各盟行政公署、市人民政府"]),
        ("各省、自治区、直辖市人民政府", ["各省、自治区、直辖市人民政府"]),
        ("各省辖市党委、政府", ["各省辖市党委、政府"]),
        ("中州市委、市政府", ["中州市委", "市政府"]),
        ("市财政局各区县人民政府", ["市财政局", "各区县人民政府"]),
        ("市数据局（市人工智能局）、省数据集团〔筹〕", ["市数据局（市人工智能局）", "省数据集团〔筹〕"]),
        ("市发展改革委市财政局", ["市发展改革委", "市财政局"]),
        ("市交通与建设局", ["市交通与建设局"]),
    ],
)
def test_names_of_a_list(text: str, expected: list[str]) -> None:
    """Lists part into whole names and their groups; places quote them."""
    found = split(text)
    assert [m.printed for m in found] == expected
    assert [text[m.start : m.end] for m in found] == expected


def test_open_lists() -> None:
    """等 opens a list; what it names in general is no body of its own in prose."""
    its = split("商务部、海关总署等有关部门", prose=True)
    assert [(m.printed, m.open_ended) for m in its] == [("商务部", False), ("海关总署", True)]
    its = split("发展改革委等和各有关省级人民政府", prose=True)
    assert [(m.printed, m.open_ended) for m in its] == [("发展改革委", True), ("各有关省级人民政府", False)]
    its = split("市委金融委员会办公室等部门")
    assert [(m.printed, m.open_ended) for m in its] == [("市委金融委员会办公室等部门", True)]


@pytest.mark.parametrize(("words", "answers"), [("立案庭", True), ("民事审判第二庭", True), ("困难家庭", False)])
def test_divisions_of_a_court_are_bodies_and_families_are_none(words: str, answers: bool) -> None:
    assert is_body(words) is answers


def test_places_of_wrapped_names_in_lists() -> None:
    """A name that wraps keeps its own place, and so does the name that 和 or nothing parts from it."""
    text = "市规划自然资源委\n西城分局和市财政局、中国人民银行 北京市分行等部门"
    its = split(text, prose=True)
    assert [m.printed for m in its] == ["市规划自然资源委西城分局", "市财政局", "中国人民银行北京市分行"]
    assert ["".join(text[m.start : m.end].split()) for m in its] == [m.printed for m in its]


def test_the_end_of_a_list_may_be_wrapped() -> None:
    """等部门 on a line of its own opens the list before it and is no body."""
    its = split("市发改委、市财政局\n等部门，各县（市、区）政府", prose=True)
    assert [(m.printed, m.open_ended) for m in its] == [
        ("市发改委", False),
        ("市财政局", True),
        ("各县（市、区）政府", False),
    ]


BODIES = (
    "市发展改革委",
    "市委组织部（市公务员局）",
    "各县（市、区）人民政府",
    "人民银行市分行",
    "市工业和信息化局",
    "市交通与建设局",
    "各有关部门和单位",
    "市公安局和平分局",
    "省数据集团〔筹〕",
    "团市委",
    "市直有关部门",
    "北江海关",
)
CLAUSES = {"牵头": "lead", "负责": "responsible", "按职责分工负责": "responsible", "配合": "support", "指导": "guide"}


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(BODIES), min_size=1, max_size=4, unique=True), st.sampled_from(sorted(CLAUSES))),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from("，；。"),
    st.sampled_from(["", " ", "\n"]),
)
def test_any_clauses_are_read_back(clauses: list[tuple[list[str], str]], stop: str, blank: str) -> None:
    """Whatever bodies and role words a statement is made of, it reads as it was made."""
    text = f"{stop}{blank}".join("、".join(bodies) + word for bodies, word in clauses)
    expected = [(CLAUSES[word], word, body) for bodies, word in clauses for body in bodies]
    its = read(text, 7)
    assert [(a.role, a.role_raw, a.mention) for a in its.assignments] == expected
    assert [text[a.place.start - 7 : a.place.end - 7] for a in its.assignments] == [body for *_, body in expected]
    assert not its.residue


LABELS = {"牵头单位": "lead", "责任单位": "responsible", "配合单位": "support", "协同责任单位": "support"}


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(LABELS)), st.lists(st.sampled_from(BODIES), min_size=1, max_size=4)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["；", "，", " ", "\n", "。\n"]),
    st.sampled_from(["：", ":", " ： "]),
)
def test_any_labels_are_read_back(parts: list[tuple[str, list[str]]], stop: str, colon: str) -> None:
    """Whatever labels a statement is made of, it reads as it was made."""
    text = stop.join(label + colon + "、".join(bodies) for label, bodies in parts)
    its = read(text)
    expected = [(LABELS[label], label, body) for label, bodies in parts for body in bodies]
    assert [(a.role, a.role_raw, a.mention) for a in its.assignments] == expected


def test_invisible_characters() -> None:
    """Zero-width characters and soft hyphens inside labels and names do not hide them."""
    text = "责任\u200b单位：市卫\u00ad健委、市医\u2060保局"
    its = read(text)
    assert [a.mention for a in its.assignments] == ["市卫健委", "市医保局"]
    assert [text[a.place.start : a.place.end] for a in its.assignments] == ["市卫\u00ad健委", "市医\u2060保局"]


def test_offsets_survive_wrapping() -> None:
    """Line breaks and blanks inside names and labels leave every place true."""
    text = "（责\n任单位：省经信厅、省通\n信管理局，由 市财政局（牵\n头））"
    its = parse(text[1:-1], 101, Place, "responsible", None)
    assert [(a.role, a.mention) for a in its.assignments] == [
        ("responsible", "省经信厅"),
        ("responsible", "省通信管理局"),
        ("lead", "市财政局"),
    ]
    for a in its.assignments:
        assert "".join(text[a.place.start - 100 : a.place.end - 100].split()) == a.mention


def test_bodies_in_brackets_behind_a_name_keep_the_role_that_stands_with_them() -> None:
    its = read("责任单位：县住建局（综合执法局协助）、县城管局（县市场监管局、各街道配合）、县商务局（县教育局）")
    assert [(a.role, a.role_raw, a.mention) for a in its.assignments] == [
        ("responsible", "责任单位", "县住建局"),
        ("support", "协助", "综合执法局"),
        ("responsible", "责任单位", "县城管局"),
        ("support", "配合", "县市场监管局"),
        ("support", "配合", "各街道"),
        ("responsible", "责任单位", "县商务局（县教育局）"),  # two names of one body, or two bodies: a person decides
    ]


@pytest.mark.parametrize(
    ("text", "expected", "deadline"),
    [
        ("县水务局打头，彭寨镇、林寨镇助阵，5月下旬收尾", ["lead 县水务局", "support 彭寨镇", "support 林寨镇"], "5月下旬"),
        ("县自来水公司挑大梁，县住建局敲边鼓，国庆前通水", ["responsible 县自来水公司", "support 县住建局"], "国庆前"),
        ("县水务局、县应急局唱主角，各镇搭台，4月15日见底", ["responsible 县水务局", "responsible 县应急局", "support 各镇"], "4月15日"),
        ("县旅游局、县文联挂墨，暑期交账", ["responsible 县旅游局", "responsible 县文联"], "暑期"),
        ("市民政局牵头，市残联托底，市公安局等部门配合", ["lead 市民政局", "support 市残联", "support 市公安局"], ""),
    ],
)
def test_verbs_that_no_list_knows(text: str, expected: list[str], deadline: str) -> None:
    said = read(text)
    assert [f"{one.role} {one.mention}" for one in said.assignments] == expected
    assert said.deadline == deadline and not said.residue


def test_the_role_of_an_unlisted_verb_is_marked_as_likely_where_only_its_place_tells_it() -> None:
    assert [one.likely for one in read("县水务局挑大梁，县住建局帮一把，汛期前到位").assignments] == [True, False]


@pytest.mark.parametrize("text", ["区政府办公室、区档案馆各执一份", "县水利局河湖、县林业局森防，6月底前"])
def test_words_behind_names_that_are_no_verbs(text: str) -> None:
    assert not any(one.role_raw for one in read(text).assignments)


def test_a_time_in_brackets_behind_latin_words_is_quoted_from_its_place() -> None:
    """The blanks between the words of such a name shift nothing."""
    text = "Rail Plan Office（2026年6月底），市财政局"
    said = read(text)
    assert said.deadline == "2026年6月底"
    assert said.deadline_place is not None
    assert text[said.deadline_place.start : said.deadline_place.end] == "2026年6月底"
    assert [one.mention for one in said.assignments] == ["市财政局"]


@pytest.mark.parametrize(
    "words", ["责任单位：市甲局12亿元、市乙局8亿元", "责任单位：市甲局（12个）、市乙局（8个）", "责任单位：市甲局60%，市乙局40%"]
)
def test_how_much_falls_to_a_body_is_no_part_of_its_name(words: str) -> None:
    its = alone(words)
    assert [a.mention for a in its.assignments] == ["市甲局", "市乙局"]
    assert [(one.reason, one.ignored) for one in its.residue] == [(SHARE, True)] * 2
    assert all(one.text in words and any(char.isdigit() for char in one.text) for one in its.residue)


@pytest.mark.parametrize("words", ["市甲局，市乙局协助", "市甲局，市乙局配合", "市甲局；市乙局、市丙局会办"])
def test_bodies_before_the_stop_act_where_those_behind_it_only_help(words: str) -> None:
    roles = [(a.role, a.mention) for a in alone(words).assignments]
    assert roles[:2] == [("responsible", "市甲局"), ("support", "市乙局")]

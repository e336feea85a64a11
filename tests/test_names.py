"""Who is who: one identity for every spelling of a body, none shared by two."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Agency, AgencySet, Jurisdiction
from zeren.names import load
from zeren.names.changes import Change
from zeren.names.identity import quoted, split_id, unquoted
from zeren.names.judgements import Decision, read, write
from zeren.names.review import doubts

CASES = Path(__file__).parent / "cases" / "names"
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
NAMES = load()


def rows(name: str) -> list[list[str]]:
    """Rows of a case file without its comments and its header."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def place(name: str) -> Jurisdiction:
    found = NAMES.division(name)
    assert found is not None and found.name == name, name
    return found


XICHENG, BEIJING, CHINA = place("北京市西城区"), place("北京市"), place("中国")


def body(name: str, where: Jurisdiction | None = XICHENG, text: str = "") -> Agency:
    found = NAMES.resolve(name, where, text).body
    assert isinstance(found, Agency), name
    return found


def group(name: str, where: Jurisdiction, text: str = "") -> AgencySet:
    found = NAMES.resolve(name, where, text).body
    assert isinstance(found, AgencySet), name
    return found


def own_names(members: tuple[Agency, ...]) -> list[str]:
    return [NAMES.divisions.own_name(one.jurisdiction.code) for one in members if one.jurisdiction]


# ── divisions ──


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("西城区", None, "110102"),
        ("西城", None, "110102"),
        ("北京市西城区", None, "110102"),
        ("北京西城", None, "110102"),
        ("浙江省杭州市西湖区", None, "330106"),
        ("杭州西湖区", None, "330106"),
        ("朝阳区", None, None),
        ("朝阳区", "北京市西城区", "110105"),
        ("朝阳区", "吉林省", "220104"),
        ("吉林", None, "22"),
        ("吉林市", None, "2202"),
        ("海南", None, "46"),
        ("内蒙古", None, "15"),
        ("济源市", None, "419001"),
        ("城口县", None, "500229"),
        ("东莞市", None, "4419"),
        ("延边", None, "2224"),
        ("中国", None, "100000"),
        ("北京经济技术开发区", None, "11Z1"),
        ("平潭综合实验区", None, "35Z1"),
        ("蓟州区", "北京市", "120119"),
        ("嘉峪关市", None, "6202"),
        ("虎门镇", "广东省东莞市", "441900121"),
        ("氾水镇", "江苏省扬州市宝应县", "321023101"),
        ("德胜街道", "北京市西城区", "110102010"),
        ("不存在的地方", None, None),
        ("", None, None),
    ],
)
def test_a_division_is_found_by_full_or_short_name(name: str, within: str | None, code: str | None) -> None:
    found = NAMES.division(name, place(within) if within else None)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("110102", "北京市西城区", "county"),
        ("1502", "内蒙古自治区包头市", "prefectural"),
        ("419001", "河南省济源市", "county"),
        ("500229", "重庆市城口县", "county"),
        ("11Z1", "北京经济技术开发区", "county"),
        ("35Z1", "福建省平潭综合实验区", "prefectural"),
        ("130171", "河北省石家庄高新技术产业开发区", "county"),
        ("110102020", "北京市西城区广安门外街道", "township"),
        ("33", "浙江省", "provincial"),
    ],
)
def test_a_division_is_called_by_its_parents_too(code: str, name: str, level: str) -> None:
    assert NAMES.divisions.get(code) == Jurisdiction(code, name, level)


def test_the_country_has_34_provinces_beijing_16_districts_and_zones_are_none_of_them() -> None:
    places = NAMES.divisions
    assert len(places.children("100000")) == 34
    assert len(places.children("11")) == len(places.counties("11")) == 16
    assert "130171" not in places.counties("13")
    assert len(places.counties("50")) == 38


def test_every_division_is_found_again_by_its_full_name() -> None:
    codes = ("100000", *NAMES.divisions.children("100000"), *NAMES.divisions.counties("100000"))
    lost = [c for c in codes if (NAMES.division(NAMES.divisions.get(c).name) or CHINA).code != c]
    assert lost == []



@pytest.mark.parametrize(
    ("title", "issuer", "mentions", "place"),
    [
        ("云栖坪县创建省级文明县城任务表", None, "县委宣传部 县教育局", "云栖坪县"),
        ("望江坪县人民医院2026年工作要点", "望江坪县人民医院", "医务科 护理部", "望江坪县"),
        ("政协青川坪市五届三次会议提案交办表", None, "市教育局 市财政局", "青川坪市"),
        ("石棉坡彝族自治县2026年重点任务", None, "县民宗局 县财政局", "石棉坡彝族自治县"),
        ("蒙山岭市总河长会议纪要", "蒙山岭市河长制办公室", "市水利局", "蒙山岭市"),
        ("乌兰山县2026年度参保任务分配表", None, "城关镇 各街道办事处", "乌兰山县"),
        ("雁栖坪市黎溪岭区助企十条", "黎溪岭区人民政府", "区发改局", "雁栖坪市黎溪岭区"),
        ("雁栖坪市临河区示范创建任务表", "雁栖坪市临河区委全面依法治区委员会办公室", "区发改局", "雁栖坪市临河区"),
        ("加快县域商业体系建设任务表", None, "县商务局 县财政局", None),
        ("高质量推进市域铁路建设任务表", None, "市发改委 市财政局", None),
        ("强化市县联动任务表", None, "市发改委 市财政局", None),
        ("新城市建设行动任务表", None, "市住建局 市财政局", None),
        ("幸福社区治理任务表", None, "区民政局 街道办事处", None),
        ("东海石化集团2026年任务", "东海石化集团有限公司", "安全部 生产部", None),
    ],
)
def test_a_place_that_the_register_does_not_hold_is_told_as_printed(title: str, issuer: str | None, mentions: str, place: str | None) -> None:
    found, _ = NAMES.jurisdiction(title=title, issuer=issuer, number=None, text=title, mentions=mentions.split())
    assert (found.name if found else None) == place


@pytest.mark.parametrize(
    ("title", "issuer", "number", "place"),
    [
        ("云和县2026年养老服务要点", None, "云政办发〔2026〕7号", "浙江省丽水市云和县"),
        ("2026年京山市民生实事", None, "京政办发〔2026〕7号", "湖北省荆门市京山市"),
        ("关于印发《桂阳县清水行动方案》的通知", None, "桂政办发〔2026〕7号", "湖南省郴州市桂阳县"),
        ("关于做好晋州市春耕工作的通知", None, "晋政办〔2026〕7号", "河北省石家庄市晋州市"),
        ("云岭坪市养老服务要点", None, "云政办发〔2026〕7号", "云岭坪市"),
        ("2026年安岭坪县养老服务要点", None, "苏政办发〔2026〕7号", None),
        ("养老服务要点", "云岭坪市人民政府办公室", "云政办发〔2026〕7号", "云岭坪市"),
        ("养老服务要点", "市政府办公室", "晋政办〔2026〕7号", None),
        ("养老服务要点", "市政府办公室", "京政办发〔2026〕7号", "北京市"),
        ("养老服务要点", None, "云政办发〔2026〕7号", "云南省"),
        ("云南省养老服务要点", None, "云政办发〔2026〕7号", "云南省"),
        ("新型城市基础设施建设方案", None, "新政办发〔2026〕7号", "新疆维吾尔自治区"),
        ("湘江新区养老服务要点", None, "湘政办发〔2026〕7号", "湖南省"),
        ("关于支持济南市养老服务的意见", None, "鲁政发〔2026〕7号", "山东省"),
    ],
)
def test_a_printed_place_speaks_before_the_first_character_of_a_number(title: str, issuer: str | None, number: str, place: str | None) -> None:
    found, _ = NAMES.jurisdiction(title=title, issuer=issuer, number=number, text=f"{title}\n{number}", mentions=["民政局", "财政局"])
    assert (found.name if found else None) == place


@pytest.mark.parametrize("row", rows("documents"), ids=lambda row: row[0])
def test_the_jurisdiction_of_a_document(row: list[str]) -> None:
    title, issuer, number, text, mentions, expected = (row + [""] * 6)[:6]
    found, basis = NAMES.jurisdiction(
        title=title, issuer=issuer or None, number=number or None, text=text, mentions=mentions.split()
    )
    assert (found.name if found else "") == expected
    assert bool(basis) == bool(expected)


# ── single bodies ──


def test_every_body_of_the_seeds_and_the_corpus_is_resolved_as_read() -> None:
    wrong = []
    for where, mention, code, key, name in rows("mentions"):
        found = NAMES.resolve(mention, place(where)).body
        sort = "set" if key.startswith("*") else "agency"
        expected = (sort, code, key.removeprefix("*"))
        if found is None or split_id(found.id) != expected or found.name != name:
            wrong.append((where, mention, found))
    assert wrong == []


def test_pairs_of_names_mean_one_body_or_two() -> None:
    pairs = rows("pairs")
    wrong = []
    for expected, place_a, name_a, place_b, name_b in pairs:
        one, two = NAMES.resolve(name_a, place(place_a)).body, NAMES.resolve(name_b, place(place_b)).body
        if one is None or two is None or (one.id == two.id) != (expected == "same"):
            wrong.append((expected, name_a, one, name_b, two))
        elif one.id == two.id and isinstance(one, Agency) and one != two:
            wrong.append(("one id, two records", name_a, one, name_b, two))
    assert len(pairs) >= 300
    assert wrong == []


@pytest.mark.parametrize(
    ("mention", "how"),
    [
        ("区生态环境局", "exact"),
        ("区委宣传部", "exact"),
        ("区发改委", "alias"),
        ("区城管委", "alias"),
        ("西城公安分局", "rule"),
        ("区城管委（区水务局）", "rule"),
        ("各街道办事处", "rule"),
        ("西城分局", "unresolved"),
        ("分局", "unresolved"),
        ("", "unresolved"),
        ("推进绿色发展", "unresolved"),
        ("大学", "unresolved"),
    ],
)
def test_how_a_name_was_resolved(mention: str, how: str) -> None:
    found = NAMES.resolve(mention, XICHENG)
    assert found.how == how
    assert (found.body is None) == (how == "unresolved")
    assert found.reason


def test_a_double_name_is_neither_of_its_parts_and_waits_for_a_person() -> None:
    found = NAMES.resolve("区城管委（区水务局）", XICHENG)
    assert found.body is not None
    assert found.body.name == "北京市西城区城市管理委员会（北京市西城区水务局）"
    assert "须由人判定" in found.reason
    assert found.body.id not in {body("区城管委").id, body("区水务局").id}


def test_a_name_that_several_places_bear_is_left_to_a_person() -> None:
    """Jiangsu has a 鼓楼区 in Nanjing and one in Xuzhou."""
    assert NAMES.resolve("鼓楼区政府", place("江苏省")).body is None
    assert body("鼓楼区政府", place("江苏省南京市")).name == "江苏省南京市鼓楼区人民政府"


def test_without_a_jurisdiction_only_names_with_a_place_are_resolved() -> None:
    assert NAMES.resolve("区生态环境局", None).body is None
    assert body("北京市生态环境局", None).id == body("市生态环境局").id
    assert body("生态环境部", None).name == "生态环境部"


def test_one_city_body_is_the_same_in_the_city_and_in_its_district() -> None:
    assert body("市生态环境局", BEIJING) == body("市生态环境局", XICHENG)
    assert body("市生态环境局", BEIJING).id == "agency/11/" + quoted("生态环境")


def test_the_level_words_of_a_county_level_city_mean_itself() -> None:
    assert body("市教育局", place("江苏省苏州市昆山市")).name == "江苏省苏州市昆山市教育局"


def test_old_names_are_bodies_of_their_own_with_their_successors() -> None:
    old, new = body("区环保局"), body("区生态环境局")
    assert old.id != new.id
    assert Change("2018-03-17", "merged", (old,), (new,), "2018年党和国家机构改革") in NAMES.changes(old)
    assert [c.date for c in NAMES.changes(body("银保监会", CHINA))] == ["2018-03-17", "2023-05-18"]


def test_traditional_characters_mean_the_same_body() -> None:
    assert body("市衛生健康委", BEIJING) == body("市卫生健康委", BEIJING)
    assert own_names(group("相關區政府", BEIJING, "門頭溝區試點").members) == ["门头沟区"]


def test_white_space_and_brackets_do_not_matter() -> None:
    assert body("市规划自然资源委\n西城分局") == body("市规划自然资源委西城分局")
    assert body("区城管委(区水务局)") == body("区城管委（区水务局）")


def test_a_register_word_belongs_to_one_function() -> None:
    """A word claimed by two rows would silently go to the first."""
    lines = (Path(__file__).parents[1] / "ontology/register/functions.tsv").read_text(encoding="utf-8").split("\n")
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    claims: dict[str, set[str]] = {}
    for row in cells:
        for name in row[2].split():
            claims.setdefault("国 " + name, set()).add(row[0])
        for stem in (word.partition("=")[0] for word in row[3].split()):
            for ending in row[4].split() or [""]:
                claims.setdefault(stem + ending, set()).add(row[0])
    assert {word: keys for word, keys in claims.items() if len(keys) > 1} == {}
    assert len({row[0] for row in cells}) == len(cells)


def test_every_function_has_a_name_at_every_level() -> None:
    assert len(NAMES.register.keys()) > 400
    for key in sorted(NAMES.register.keys()):
        for code in ("33", "11", "3301", "330106"):
            assert "{" not in NAMES.register.name(key, code), key


def test_an_official_name_without_any_document_leads_back_to_its_body() -> None:
    """Whoever copies a resolved name into a question must get the same body."""
    lost = []
    for code in ("11", "33", "3301", "330122", "110102", "100000"):
        for key in sorted(NAMES.register.keys()):
            function = NAMES.register.function(key)
            if function is None or not (function.national if code == "100000" else function.stem):
                continue
            agency = NAMES.functional(key, code)
            found = NAMES.resolve(agency.name, None).body
            if found is None or found.id != agency.id:
                lost.append(agency.name)
    assert lost == []


def test_printed_names_are_the_bodies_that_a_careful_reader_names() -> None:
    wrong = []
    cases = rows("printed")
    for where, mention, name, why in cases:
        found = NAMES.resolve(mention, place(where)).body
        if (found.name if found else "") != name:
            wrong.append((where, mention, name, found.name if found else "", why))
    assert len(cases) >= 700
    assert wrong == []


@pytest.mark.parametrize("town", ["于家务乡", "于家务回族乡"])
def test_a_township_of_a_people_is_the_one_of_the_list_with_that_word_or_without(town: str) -> None:
    found = body(town, place("北京市通州区"))
    assert found.jurisdiction is not None
    assert len(found.jurisdiction.code) == 9


def test_all_spellings_of_a_zone_are_one_place_that_answers_to_its_city() -> None:
    hefei = place("安徽省合肥市")
    names = ("高新区管委会", "市高新区管委会", "合肥高新区管委会", "合肥市高新区管委会", "合肥高新技术产业开发区管理委员会", "合肥高新区")
    assert {body(name, hefei).id for name in names} == {"agency/340176/" + quoted("管委会")}
    finance = body("高新区财政局", hefei)
    assert finance.id not in {body("市财政局", hefei).id, body("省财政局", place("安徽省")).id}
    assert finance.jurisdiction is not None and NAMES.divisions.parent(finance.jurisdiction.code) == "3401"


def test_a_zone_outside_the_register_is_stated_as_printed_and_found_again_by_its_identifier() -> None:
    yudu = place("江西省赣州市于都县")
    found = body("工业园区管委会", yudu)
    assert found.name == "江西省赣州市于都工业园区管理委员会"
    assert found.id == body("于都工业园区管委会", yudu).id == body("县工业园区管委会", yudu).id
    assert NAMES.body(found.id) == found
    assert split_id(found.id) == ("agency", "360731Z于都工业园区", "管委会")
    assert found.id.isascii()


def test_a_county_that_the_register_does_not_know_has_bodies_of_its_own() -> None:
    maanshan = place("安徽省马鞍山市")
    found = body("安和县财政局", maanshan)
    assert found.name == "安徽省马鞍山市安和县财政局"
    assert found.id not in {body("和县财政局", maanshan).id, body("市财政局", maanshan).id}
    assert NAMES.resolve("城区财政局", maanshan).how == "unresolved" or body("城区财政局", maanshan).function is None


def test_a_zone_of_another_city_is_not_taken_for_one_here() -> None:
    """海港 is a district of 秦皇岛; 海港经开区 in a document of 唐山 is not there."""
    found = body("海港经开区管委会", place("河北省唐山市"))
    assert found.jurisdiction is not None and NAMES.divisions.parent(found.jurisdiction.code) == "1302"


@pytest.mark.parametrize(
    ("mention", "where", "names"),
    [
        ("县委县政府", "四川省绵阳市三台县", ["中共四川省绵阳市三台县委员会", "四川省绵阳市三台县人民政府"]),
        ("三台县党委和政府", "四川省绵阳市", ["中共四川省绵阳市三台县委员会", "四川省绵阳市三台县人民政府"]),
    ],
)
def test_a_committee_and_a_government_named_as_one_are_both_members(mention: str, where: str, names: list[str]) -> None:
    assert [member.name for member in group(mention, place(where)).members] == names


@pytest.mark.parametrize("mention", ["政府", "管委会", "党工委", "市局", "环保所", "县环保所", "物业公司", "分管副市长", "局办公室"])
def test_a_name_of_many_is_left_open_with_its_reason(mention: str) -> None:
    found = NAMES.resolve(mention, place("湖南省邵阳市"))
    assert found.body is None
    assert found.reason.startswith("泛称")


def test_without_a_jurisdiction_a_part_of_a_name_is_no_national_body() -> None:
    assert NAMES.resolve("数据局", None).body is None
    assert body("国家数据局", None) == body("数据局", CHINA)


# ── groups ──


def test_all_street_offices_are_fifteen_and_all_districts_sixteen() -> None:
    streets, districts = group("各街道办事处", XICHENG), group("各区政府", BEIJING)
    assert (streets.kind, streets.expansion, len(streets.members)) == ("group", "closed", 15)
    assert body("德胜街道办事处") in streets.members
    assert body("广外街道") in streets.members
    assert (districts.expansion, len(districts.members), districts.possible) == ("closed", 16, ())
    assert body("西城区政府", BEIJING) in districts.members


@pytest.mark.parametrize(
    ("mention", "where", "size"),
    [
        ("各设区市人民政府", "浙江省", 11),
        ("各县（市、区）人民政府", "浙江省", 90),
        ("各市、县（市、区）人民政府", "浙江省", 101),
        ("各省、自治区、直辖市人民政府", "中国", 31),
        ("各市人民政府", "安徽省", 16),
        ("各旗县区人民政府", "内蒙古自治区包头市", 9),
        ("各区生态环境局", "北京市", 16),
        ("各镇街", "广东省东莞市", 32),
        ("各区镇", "江苏省苏州市昆山市", 0),
        ("各市（州）党委、政府", "四川省", 21),
        ("各县（市、区）党委、政府", "湖南省衡阳市", 12),
        ("各区（市）县党委、政府", "四川省成都市", 20),
        ("各区县（自治县）人民政府", "重庆市", 38),
        ("各州、市人民政府", "云南省", 16),
        ("各市（地）人民政府（行署）", "黑龙江省", 13),
        ("各盟行政公署、市人民政府", "内蒙古自治区", 12),
    ],
)
def test_closed_groups_have_the_members_of_the_divisions(mention: str, where: str, size: int) -> None:
    assert len(group(mention, place(where)).members) == size


def test_a_contextual_group_has_the_members_its_own_text_names() -> None:
    text = "门头沟区、通州区、延庆区深化气候适应型城市试点建设。"
    found = group("相关区政府", BEIJING, text)
    assert own_names(found.members) == ["门头沟区", "通州区", "延庆区"]
    assert (found.expansion, found.possible) == ("contextual", ())


def test_a_list_that_ends_in_deng_leaves_the_others_possible() -> None:
    found = group("相关区政府", BEIJING, "朝阳区、石景山区等开展监测试点。")
    assert own_names(found.members) == ["朝阳区", "石景山区"]
    assert len(found.possible) == 14


def test_a_text_without_places_leaves_all_members_possible() -> None:
    found = group("相关街道办事处", XICHENG, "开展噪声治理。")
    assert (found.members, len(found.possible)) == ((), 15)


def test_a_district_of_another_city_is_not_meant() -> None:
    assert group("相关区政府", BEIJING, "与长春市朝阳区开展协作").members == ()
    assert group("相关区政府", BEIJING, "联合蓟州区、兴隆县共同编制方案").members == ()


def test_region_words_name_their_parts() -> None:
    assert own_names(group("相关区政府", BEIJING, "推进“平蓟兴”一体化发展").members) == ["平谷区"]


def test_the_identity_of_a_contextual_group_does_not_hold_its_members() -> None:
    assert group("相关区政府", BEIJING, "朝阳区试点").id == group("相关区政府", BEIJING, "").id


@pytest.mark.parametrize(
    ("mention", "where", "kind", "expansion"),
    [
        ("区空气重污染应急指挥部成员单位", "北京市西城区", "standing-group", "roster"),
        ("省推进工业互联网创新发展专项工作组", "安徽省", "standing-group", "roster"),
        ("等其他区委生态文明委环境污染防治工作小组成员单位", "北京市西城区", "standing-group", "roster"),
        ("各有关部门和单位", "中国", "group", "open"),
        ("各基础电信企业", "安徽省", "group", "open"),
        ("区直各相关单位", "福建省平潭综合实验区", "group", "open"),
        ("省级行业主管部门", "浙江省", "group", "open"),
        ("有关部门", "中国", "group", "open"),
        ("市水利局", "浙江省", "group", "contextual"),
    ],
)
def test_groups_without_known_members(mention: str, where: str, kind: str, expansion: str) -> None:
    found = group(mention, place(where))
    assert (found.kind, found.expansion, found.members) == (kind, expansion, ())


def test_an_office_and_other_departments_is_the_office() -> None:
    assert body("市委金融委员会办公室等部门", BEIJING) == body("市委金融办", BEIJING)


def test_the_city_plan_names_districts_in_twelve_of_its_rows() -> None:
    seed = SEEDS / "000_ee892fc6c9fd672b.txt"
    if not seed.exists():
        pytest.skip("the seeds are not here")
    cells = [line.split("\t") for line in seed.read_text(encoding="utf-8").split("\n")]
    texts = [row[2] for row in cells if len(row) > 4 and any("相关区政府" in cell for cell in row[3:])]
    named = [own_names(group("相关区政府", BEIJING, text).members) for text in texts]
    assert [found for found in named if found] == [
        ["朝阳区", "大兴区", "平谷区"],
        ["海淀区", "门头沟区", "通州区", "延庆区"],
        ["平谷区"],
        ["房山区"],
        ["门头沟区"],
        ["怀柔区", "延庆区"],
        ["大兴区"],
        ["朝阳区", "丰台区", "海淀区", "门头沟区", "顺义区", "密云区"],
        ["门头沟区", "房山区", "通州区", "顺义区", "昌平区", "大兴区", "怀柔区", "平谷区", "密云区", "延庆区"],
        ["朝阳区"],
        ["朝阳区", "丰台区", "石景山区"],
        ["朝阳区", "丰台区", "石景山区", "海淀区", "门头沟区"],
    ]
    # The ninth row that names none has an empty cell: the one above it holds for it too.
    assert len([found for found in named if not found]) == 8


# ── relations ──


@pytest.mark.parametrize(
    ("mention", "parent"),
    [
        ("西城公安分局", "北京市公安局"),
        ("市规划自然资源委西城分局", "北京市规划和自然资源委员会"),
        ("市交通委西城运输管理分局", "北京市交通委员会"),
        ("西城交通支队", "北京市公安局公安交通管理局"),
        ("西区邮政管理局", "北京市邮政管理局"),
        ("德胜街道办事处", "北京市西城区人民政府"),
        ("国网北京市电力公司城区供电公司", "国网北京市电力公司"),
        ("北京市排水集团一分公司", "北京城市排水集团有限责任公司"),
        ("区税务局", "国家税务总局北京市税务局"),
        ("区生态环境局", None),
        ("区城管委（区水务局）", None),
    ],
)
def test_posted_and_vertical_bodies_have_a_parent(mention: str, parent: str | None) -> None:
    found = NAMES.parent(body(mention))
    assert (found.name if found else None) == parent


def test_an_inner_division_belongs_to_its_body() -> None:
    pingtan = place("福建省平潭综合实验区")
    assert NAMES.parent(body("区经济发展局农业处", pingtan)) == body("区经济发展局", pingtan)


@pytest.mark.parametrize(
    ("mention", "where", "above"),
    [
        ("区生态环境局", "北京市西城区", "北京市生态环境局"),
        ("市生态环境局", "北京市", "生态环境部"),
        ("区政府", "北京市西城区", "北京市人民政府"),
        ("生态环境部", "中国", None),
        ("市园林绿化局", "北京市", None),
        ("德胜街道办事处", "北京市西城区", None),
        ("高新区管委会", "陕西省咸阳市", None),
        ("区城投公司", "四川省宜宾市翠屏区", None),
    ],
)
def test_the_counterpart_stands_one_level_above(mention: str, where: str, above: str | None) -> None:
    found = NAMES.counterpart(body(mention, place(where)))
    assert (found.name if found else None) == above


def test_aliases_are_spellings_that_resolve_to_the_body() -> None:
    agency = body("区城市管理委")
    spellings = NAMES.aliases(agency)
    assert {"区城管委", "区城市管理委", "西城城管委"} <= set(spellings)
    assert {body(word).id for word in spellings} == {agency.id}


@pytest.mark.parametrize(
    ("mention", "where", "why"),
    [
        ("区水务局", "江苏省南京市江宁区", "按所印名称"),
        ("市资规局", "湖南省衡阳市", "“资规局”是“自然资源和规划局”的简称"),
        ("市城管局", "广东省东莞市", "在当地是“城市管理和综合执法局”的简称"),
        ("市水务局", "四川省成都市", "登记有本机构的正式名称"),
        ("县文旅体局", "湖南省湘西土家族苗族自治州凤凰县", "可能是几个名称的简称，按所印名称"),
    ],
)
def test_explain_tells_why_a_body_is_called_so(mention: str, where: str, why: str) -> None:
    assert why in dict(NAMES.explain(mention, place(where)))["名称依据"]


def test_explain_tells_what_area_a_zone_is() -> None:
    assert dict(NAMES.explain("工业园区管委会", place("江西省赣州市于都县")))["地区"].endswith("行政区划登记之外，按所印名称；所属江西省赣州市于都县")


def test_explain_gives_the_steps() -> None:
    told = dict(NAMES.explain("区城管委", XICHENG))
    assert told["机构"] == "北京市西城区城市管理委员会"
    assert told["上级对口"] == "北京市城市管理委员会"
    assert told["方式"] == "登记的别称（alias）"


# ── decisions of people ──


def decided(path: Path, *decisions: Decision) -> Path:
    write(path, decisions)
    return path


def test_a_decision_is_replayed_and_told(tmp_path: Path) -> None:
    target = body("区文促中心")
    path = decided(
        tmp_path / "names.sssom.tsv",
        Decision("区城管委（区水务局）", "110102", "same", body("区水务局").id, "北京市西城区水务局", "李"),
        Decision("区生态环境局", "110102", "same", body("区生态环境局").id, "北京市西城区生态环境局"),
        Decision("区文促中心", "110102", "different", target.id, target.name),
        Decision("区新机构", "110102", "same", "agency/990000/x", "无此地"),
        Decision("从未出现", "110102", "new"),
    )
    names = load(path)
    water = names.resolve("区城管委（区水务局）", XICHENG)
    assert (water.how, water.body) == ("judgement", body("区水务局"))
    assert names.resolve("区文促中心", XICHENG).body is None
    assert names.resolve("区生态环境局", XICHENG).body == body("区生态环境局")
    names.resolve("区新机构", XICHENG)
    assert names.judgements is not None
    assert {one.decision.mention: one.status for one in names.judgements.replayed()} == {
        "区城管委（区水务局）": "applied",
        "区文促中心": "applied",
        "区生态环境局": "already true",
        "区新机构": "conflict",
        "从未出现": "orphan",
    }


def test_a_decision_holds_in_its_own_division_only(tmp_path: Path) -> None:
    path = decided(tmp_path / "n.tsv", Decision("区教委", "110102", "same", body("区财政局").id, "财政局"))
    chaoyang = place("北京市朝阳区")
    assert load(path).resolve("区教委", chaoyang) == NAMES.resolve("区教委", chaoyang)


def test_members_that_a_person_gave_open_a_roster(tmp_path: Path) -> None:
    members = [body("区生态环境局"), body("区水务局")]
    mention = "区空气重污染应急指挥部成员单位"
    path = decided(
        tmp_path / "n.tsv", *(Decision(mention, "110102", "member", one.id, one.name) for one in members)
    )
    found = load(path).resolve(mention, XICHENG).body
    assert isinstance(found, AgencySet)
    assert (found.id, found.expansion) == (group(mention, XICHENG).id, "roster")
    assert sorted(one.name for one in found.members) == ["北京市西城区水务局", "北京市西城区生态环境局"]


def test_contradicting_decisions_are_a_conflict_and_change_nothing(tmp_path: Path) -> None:
    path = decided(
        tmp_path / "n.tsv",
        Decision("区教委", "110102", "same", body("区财政局").id, "a"),
        Decision("区教委", "110102", "same", body("区水务局").id, "b"),
    )
    names = load(path)
    assert names.resolve("区教委", XICHENG) == NAMES.resolve("区教委", XICHENG)
    assert names.judgements is not None
    assert [one.status for one in names.judgements.replayed()] == ["conflict", "conflict"]


def test_a_new_body_is_kept_apart_from_what_the_rules_would_make(tmp_path: Path) -> None:
    path = decided(tmp_path / "n.tsv", Decision("区教委", "110102", "new"))
    found = load(path).resolve("区教委", XICHENG).body
    assert isinstance(found, Agency)
    assert found.id != body("区教委").id


def test_the_file_of_decisions_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    one = Decision("区甲", "110102", "new", comment="说明\t带制表符")
    two = Decision("区乙", "110102", "same", body("区水务局").id, "北京市西城区水务局", "王", "2026-01-02")
    decided(tmp_path / "a.tsv", one, two)
    decided(tmp_path / "b.tsv", two)
    decided(tmp_path / "b.tsv", one)
    decided(tmp_path / "b.tsv", two)
    assert (tmp_path / "a.tsv").read_bytes() == (tmp_path / "b.tsv").read_bytes()
    assert read(tmp_path / "a.tsv").decisions[0] == two
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".tmp"] == []


@pytest.mark.parametrize(
    "text",
    [
        "subject_id\tsubject_label\n",
        "subject_id\tsubject_label\tpredicate_id\tobject_id\nx\ty\tskos:exactMatch\tz\n",
        "subject_id\tsubject_label\tpredicate_id\tobject_id\nzrid:mention/11/%ZZ\ty\tskos:exactMatch\tz\n",
        "subject_id\tsubject_label\tpredicate_id\tobject_id\nzrid:mention/11/a\ty\tfoo\tz\n",
    ],
)
def test_a_file_that_holds_no_decisions_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"bad\.tsv"):
        load(path)


def test_what_needs_a_person_comes_with_near_names() -> None:
    pytest.importorskip("rapidfuzz")
    found = doubts(NAMES, [("区生态保环局", XICHENG), ("区水务局", XICHENG), ("区城管委（区水务局）", XICHENG)] * 2)
    assert {one.mention: one.count for one in found} == {"区城管委（区水务局）": 2, "区生态保环局": 2}
    wrong = next(one for one in found if one.mention == "区生态保环局")
    assert "北京市西城区生态环境局" in wrong.proposals
    assert "北京市西城区生态环境局" in NAMES.proposals("区生态保环局", XICHENG)


# ── identifiers, cost ──


def test_identifiers_can_be_read_back() -> None:
    for mention in ("区生态环境局", "西城公安分局", "市交通委西城运输管理分局", "北京金融街服务局", "德胜街道办事处"):
        agency = body(mention)
        assert NAMES.body(agency.id, agency.name) == agency
        assert "/" not in agency.id.split("/", 2)[2]
    assert unquoted(quoted("生态环境/（a b）%")) == "生态环境/（a b）%"
    assert NAMES.body("set/11/x") is None
    assert NAMES.body("agency/990000/x") is None
    assert NAMES.body("nonsense") is None


def test_loading_needs_no_heavy_module_and_reads_no_townships() -> None:
    code = (
        "import sys, zeren.names as n; names = n.load(); found = names.resolve('区生态环境局', names.division('西城区'));"
        "assert found.body.name == '北京市西城区生态环境局';"
        "assert names.divisions._towns is None;"
        "print(sorted({'csv', 'tomllib', 'rapidfuzz', 'urllib.request', 'json'} & set(sys.modules)))"
    )
    graph = str(Path(__file__).parents[1] / "graph")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {graph!r}); {code}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_a_hundred_thousand_mentions_take_less_than_two_seconds() -> None:
    mentions = [(mention, place(where)) for where, mention, *_ in rows("mentions")]
    texts = [f"朝阳区、海淀区第{n}项。" for n in range(50)]
    start = time.process_time()
    for n in range(100_000):
        mention, where = mentions[n % len(mentions)]
        NAMES.resolve(mention, where, texts[n % 50])
    assert time.process_time() - start < 2.0


def test_a_text_of_any_length_is_no_name() -> None:
    assert NAMES.resolve("局" * 10_000, XICHENG).body is None


def test_each_kind_of_parts_has_words_and_an_example_that_holds_one() -> None:
    from zeren.ground.resources import table
    from zeren.names.parts import parts

    lacking = [row["kind"] for row in table("register/parts") if row["kind"] != "number" and not any(w in row["example"] for w in parts(row["kind"]))]
    assert lacking == []
    with pytest.raises(KeyError):
        parts("no such kind")

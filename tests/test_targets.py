"""Targets told from words and tables, compared with what a reader finds in the two plans."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from zeren.extract.compact import compact
from zeren.extract.numbers import read_number, whole
from zeren.extract.table.matrices import targets_of
from zeren.extract.target.promises import mask
from zeren.extract.target.targets import targets_in
from zeren.extract.target.units import amounts, unit_code
from zeren.ground.model import Cell, Document, Place, Table, Target
from zeren.ground.resources import table
from zeren.read import read
from zeren.table.comparison import compare

ROOT = Path(__file__).resolve().parents[1]
CASES = Path(__file__).parent / "cases" / "targets"
PLANS = ROOT / "data" / "plans"
SHARED = ROOT.parent / "shared"


def rows(name: str) -> list[dict[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    header, *body = [line.split("\t") for line in lines if not line.startswith("#")]
    return [dict(zip(header, line + [""] * (len(header) - len(line)), strict=True)) for line in body]


def shown(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def all_targets(document: Document, scope: str) -> list[Target]:
    """Targets of the tables of values and of every longer cell of the other tables."""
    found: list[Target] = []
    caption = None
    for block in document.blocks:
        if not isinstance(block, Table):
            caption = block.text
            continue
        matrix = targets_of(block, caption, scope)
        found += matrix
        for cell in () if matrix else block.cells:
            if len(cell.text) > 12:
                found += targets_in(cell.text, cell.place.start, scope=scope, year=2026)
    return found


def plan(name: str) -> Document:
    (path,) = PLANS.glob(name)
    return read(path.read_bytes(), path.name)[0]


@pytest.fixture(scope="module")
def district() -> tuple[Document, list[Target]]:
    document = plan("北京市西城区*.txt")
    return document, all_targets(document, "西城区")


@pytest.fixture(scope="module")
def city() -> tuple[Document, list[Target]]:
    document = plan("北京市_*.txt")
    return document, all_targets(document, "北京市")


def line(target: Target) -> tuple[str, ...]:
    return (
        target.kind, target.comparator or "", shown(target.value), shown(target.value_max), target.unit or "",
        target.scope or "", target.force, target.indicator, " ".join(target.quote.split()),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "fixture"), [("district.tsv", "district"), ("city.tsv", "city")])
def test_every_number_and_frequency_a_reader_finds_in_the_text_and_no_other(
    name: str, fixture: str, request: pytest.FixtureRequest
) -> None:
    _, targets = request.getfixturevalue(fixture)
    actual = [
        line(target)
        for target in targets
        if target.kind != "qualitative" and not target.quote.replace(".", "").isdigit()
    ]
    assert actual == [tuple(row.values()) for row in rows(name)]


def test_the_district_plan_promises_66_numbers_and_8_frequencies(
    district: tuple[Document, list[Target]],
) -> None:
    kinds = [target.kind for target in district[1]]
    assert (kinds.count("numeric"), kinds.count("frequency")) == (66, 8)


@pytest.mark.parametrize("fixture", ["district", "city"])
def test_every_quote_is_the_document_at_its_place(fixture: str, request: pytest.FixtureRequest) -> None:
    document, targets = request.getfixturevalue(fixture)
    assert targets
    for target in targets:
        assert document.text[target.place.start : target.place.end] == target.quote


def test_seven_streets_are_stricter_than_the_district(district: tuple[Document, list[Target]]) -> None:
    streets = {
        a.second.scope
        for a in compare(district[1], district[1])
        if a.verdict == "stricter" and a.concept == "pm25"
    }
    assert streets == {
        f"{name}街道" for name in ("德胜", "什刹海", "新街口", "金融街", "椿树", "展览路", "白纸坊")
    }


def test_the_indicators_of_annex_4_stand_under_their_own_headers(
    district: tuple[Document, list[Target]],
) -> None:
    document, targets = district
    start = document.text.index(
        "2026年西城区生态环境保护有关指标和重点任务计划", document.text.index("附4\n")
    )
    annex = [
        (t.indicator, shown(t.value), t.unit)
        for t in targets
        if t.place.start > start and t.kind == "numeric"
    ]
    assert annex == [
        ("PM2.5年均浓度", "29", "微克/立方米"),
        ("优良天数比率", "78", "%"),
        ("重污染天数", "3", "天"),
        ("重点建设用地安全利用率", "100", "%"),
        ("注册登记货车新能源化率", "35", "%"),
        ("累计非道路移动机械新能源化率", "60", "%"),
        ("零排放运输车队", "3", "家"),
        ("累计绿色企业比例", "65", "%"),
        ("餐饮治理提升家数", "30", "家"),
        ("累计环保绩效A、B级锅炉使用单位", "70", "家"),
        ("扬尘负荷差等级道路比例", "1.5", "%"),
        ("施工噪声治理", "4", "家"),
        ("商业固定设备噪声治理", "6", "项"),
        ("交通噪声治理", "1", "项"),
    ]
    by_reference = [
        t
        for t in targets
        if t.place.start > start and t.kind == "qualitative" and t.baseline == "达到市级要求"
    ]
    assert [t.indicator for t in by_reference] == [
        "考核断面优良水体比例",
        "NOx重点工程累计减排量",
        "VOCs重点工程累计减排量",
        "COD重点工程累计减排量",
        "TP重点工程累计减排量",
    ]
    doubtful = {t.indicator for t in targets if t.reading}
    assert "NOx重点工程累计减排量" in doubtful and "PM2.5年均浓度" not in doubtful


def test_agreement_within_the_district_plan(district: tuple[Document, list[Target]]) -> None:
    found = {
        (a.concept, a.verdict, a.reason) for a in compare(district[1], district[1]) if a.concept != "pm25"
    }
    assert (
        "ev-registered",
        "other definition",
        "注册登记汽车中新能源车比例 ≥50% / 注册登记货车新能源化率 35%",
    ) in found
    assert ("green-enterprises", "agree", "西城区 ≥65% / 西城区 65%") in found
    assert ("noise-construction", "agree", "西城区 4项 / 西城区 4家 (项 against 家)") in found
    assert not [reason for _, verdict, reason in found if verdict == "differ"]


def test_the_city_shares_its_noise_measures_out(
    city: tuple[Document, list[Target]], district: tuple[Document, list[Target]]
) -> None:
    shares = {a.reason for a in compare(city[1], district[1]) if a.verdict == "share"}
    assert {"北京市 72项 / 西城区 6项", "北京市 49项 / 西城区 4项"} <= shares


def test_two_values_for_one_thing_in_one_place_differ() -> None:
    one, other = targets_in("绿色企业比率不低于65%。绿色企业比率不低于60%。", 0, scope="西城区", year=2026)
    (found,) = compare([one], [other])
    assert (found.verdict, found.reason) == ("differ", "西城区 ≥65% / 西城区 ≥60%")


SENTENCES = rows("sentences.tsv")


@pytest.mark.parametrize("words", sorted({row["words"] for row in SENTENCES}))
def test_sentences(words: str) -> None:
    expected = [tuple(row.values())[1:] for row in SENTENCES if row["words"] == words]
    actual = [
        (
            t.comparator or "", shown(t.value), shown(t.value_max), t.unit or "", t.force, t.change or "", t.indicator
        )
        for t in targets_in(words, 0, scope="某市", year=2026)
    ]  # fmt: skip
    assert actual == expected


@pytest.mark.parametrize("case", rows("traps.tsv"), ids=lambda case: case["words"])
def test_numbers_that_promise_nothing(case: dict[str, str]) -> None:
    assert [t for t in targets_in(case["words"], 0, scope=None, year=2026) if t.kind != "qualitative"] == []


@pytest.mark.parametrize("row", table("vocabulary/traps"), ids=lambda row: row["example"])
def test_each_trap_holds_for_its_example(row: dict[str, str]) -> None:
    words = mask(compact(row["example"], 0).words)
    pattern = re.compile(row["words"])
    around = [(words[: one.begin], words[one.stop :], words[one.begin :]) for one in amounts(words)]
    said = {"before": 0, "past": 0, "after": 1, "whole": 2}[row["side"]]
    fits = [pattern.search(one[said]) if said == 0 else pattern.match(one[said]) for one in around]
    assert any(fits) or row["side"] == "whole"  # 二次 is no amount at all
    first = amounts(words)[:1]
    assert not [one for one in targets_in(row["example"], 0, scope=None, year=2026) if first and one.value == first[0].value]


def test_what_was_reached_before_the_plan_is_no_target() -> None:
    def said(words: str) -> list[tuple[str, float | None]]:
        return [(one.comparator or "", one.value) for one in targets_in(words, 0, scope=None, year=2026)]

    assert said("开办茶馆压缩至0.5个工作日以内（2025年为1个工作日）") == [("<=", 0.5)]
    assert said("2025年完成茶园投资86亿元，2026年力争突破95亿元") == [(">", 95)]
    assert said("茶园覆盖率由41%提高到50%") == [(">=", 50)]
    assert said("累计已改造茶园45个，年内再改造12个") == [("=", 12)]
    assert said("累计改造茶园达到60个") == [(">=", 60)]
    assert said("税收较去年增长8%") == [("=", 8)]
    assert said("在已建120个充电桩基础上再建300个充电桩") == [("=", 300)]
    assert said("到2026年底，累计建成茶亭80个") == [("=", 80)]
    assert said("完成已开工的12个茶园项目") == [("=", 12)]


def test_a_stretch_value_and_an_alternative_are_tied_to_the_binding_one() -> None:
    binding, stretch = targets_in("垃圾产生量每万平方米低于300吨，鼓励低于210吨。", 40, scope=None, year=2026)
    assert (stretch.force, stretch.tied, stretch.indicator, stretch.unit) == (
        "stretch",
        40,
        binding.indicator,
        "吨/万平方米",
    )
    first, second = targets_in("安全利用率达到100%，或者达到95%以上且整改到位", 0, scope=None, year=2026)
    assert (second.force, second.tied, second.value, first.force) == ("alternative", 0, 95.0, "binding")


@pytest.mark.parametrize(
    ("words", "unit", "value", "comparator"),
    [
        ("每季度至少开展1次联合检查", "次/季度", 1.0, ">="),
        ("每年组织2次演练", "次/年", 2.0, "="),
        ("按月开展监测", "次/月", 1.0, "="),
        ("年度开展两轮次专项检查", "轮次/年", 2.0, "="),
        ("开展巡查不少于2次/月", "次/月", 2.0, ">="),
    ],
)
def test_frequencies(words: str, unit: str, value: float, comparator: str) -> None:
    (target,) = targets_in(words, 0, scope=None, year=2026)
    assert (target.kind, target.unit, target.value, target.comparator) == (
        "frequency",
        unit,
        value,
        comparator,
    )


@pytest.mark.parametrize(
    ("words", "indicator", "reference"),
    [
        ("各区夜间达标率达到国家考核要求", "夜间达标率", "国家考核要求"),
        ("违规排污口动态清零", "违规排污口", None),
        ("网约车新能源比率稳步提升", "网约车新能源比率", None),
        ("人工执法强度不低于同期水平", "人工执法强度", "同期水平"),
    ],
)
def test_qualities(words: str, indicator: str, reference: str | None) -> None:
    (target,) = targets_in(words, 0, scope=None, year=2026)
    assert (target.kind, target.value, target.indicator, target.baseline) == (
        "qualitative",
        None,
        indicator,
        reference,
    )


def test_a_yearly_amount_is_a_number_with_a_period_and_no_frequency() -> None:
    (target,) = targets_in("每年发布100个场景清单", 0, scope=None, year=2026)
    assert (target.kind, target.period, target.unit) == ("numeric", "每年", "个")


def test_baseline_and_scope_are_kept_as_printed() -> None:
    (target,) = targets_in("各街道使用比例较上一年度提升5个百分点", 0, scope="西城区", year=2026)
    assert (target.scope, target.baseline, target.change, target.unit) == (
        "各街道",
        "较上一年度",
        "up",
        "个百分点",
    )


def test_wrapped_words_are_read_and_quoted_as_printed() -> None:
    (target,) = targets_in("推进建设，绿色企业比\n率不低于 6\n5％。", 10, scope="西城区", year=2026)
    assert (target.value, target.quote, target.place.start) == (65.0, "绿色企业比\n率不低于 6\n5％", 15)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("97.5", 97.5),
        ("2,000", 2000.0),
        ("三分之一", 1 / 3),
        ("百分之十五", 0.15),
        ("十二", 12.0),
        ("一百零五", 105.0),
        ("二〇二六", 2026.0),
        ("两", 2.0),
        ("若干", None),
        ("", None),
    ],
)
def test_numbers_are_read_in_digits_and_numerals(words: str, value: float | None) -> None:
    assert read_number(words) == value


def test_only_whole_numbers_are_whole() -> None:
    assert [whole(words) for words in ("12", "三", "1.5", None)] == [12, 3, None, None]


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("微克/立方米", "ug/m3"),
        ("万元", "10*4.[CNY]"),
        ("吨/万平方米", "t/(10*4.m2)"),
        ("%", "%"),
        ("％", "%"),
        ("家", None),
        ("次/季度", None),
        (None, None),
    ],
)
def test_units_have_ucum_codes_where_one_exists(unit: str | None, code: str | None) -> None:
    assert unit_code(unit) == code


def grid(*lines: str, spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> Table:
    cells, at = [], 0
    for row, words in enumerate(lines):
        for column, text in enumerate(words.split("|")):
            if text != "^":
                high, wide = (spans or {}).get((row, column), (1, 1))
                cells.append(Cell(text, Place(at, at + len(text)), row, column, high, wide))
            at += len(text) + 1
    width = max(len(words.split("|")) for words in lines)
    return Table(tuple(cells), len(lines), width, Place(0, at), spans is not None)


def values(
    table: Table, caption: str | None = None
) -> list[tuple[str, str | None, str, str | None, str | None]]:
    return [
        (t.indicator, t.scope, f"{t.comparator or ''}{shown(t.value)}", t.unit, t.period)
        for t in targets_of(table, caption, "甲市")
    ]


def test_dated_target_columns() -> None:
    table = grid(
        "序号|指标名称|单位|2026年目标|2027年目标", "1|森林覆盖率|%|44|≥45", "2|重污染天数|天|-|3天以内"
    )
    assert values(table) == [
        ("森林覆盖率", "甲市", "=44", "%", "2026年"),
        ("森林覆盖率", "甲市", ">=45", "%", "2027年"),
        ("重污染天数", "甲市", "<=3", "天", "2027年"),
    ]


def test_places_by_values_take_the_year_of_the_caption() -> None:
    table = grid("区县|PM2.5浓度（微克/立方米）|优良天数（天）", "乙区|30|300", "丙县|达到省级要求|-")
    assert values(table, "2026年目标分解表") == [
        ("PM2.5浓度", "乙区", "=30", "微克/立方米", "2026年"),
        ("优良天数", "乙区", "=300", "天", "2026年"),
        ("PM2.5浓度", "丙县", "", None, "2026年"),
    ]


def test_a_stated_span_needs_no_guess() -> None:
    table = grid("A率（%）|B量（吨）|C量（吨）|D率（%）", "5|达到市级要求|^|7", spans={(1, 1): (1, 2)})
    targets = targets_of(table, None, None)
    assert [(t.indicator, shown(t.value)) for t in targets] == [
        ("A率", "5"),
        ("B量", ""),
        ("C量", ""),
        ("D率", "7"),
    ]
    assert not any(t.reading for t in targets)


def test_fewer_values_than_headers_are_marked_with_their_reading() -> None:
    table = grid("A率（%）|甲类重点工程减排量（吨）|乙类重点工程减排量（吨）|D率（%）", "5|达到市级要求|7")
    targets = targets_of(table, None, None)
    assert [(t.indicator, bool(t.reading)) for t in targets] == [
        ("A率", False), ("甲类重点工程减排量", False), ("乙类重点工程减排量", False), ("D率", False)
    ]  # fmt: skip
    plain = targets_of(grid("A率（%）|B率（%）|C率（%）", "5|7"), None, None)
    assert [(t.indicator, t.reading) for t in plain] == [
        ("A率", "3 headers over 2 values: read from the left"),
        ("B率", "3 headers over 2 values: read from the left"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        grid(
            "序号|重点任务|工作措施|完成时限|主责单位",
            "1|目标|巩固全区空气质量改善成效，全力推进美丽蓝天建设，全区细颗粒物平均浓度达到29微克/立方米左右，争取更好结果|年底前|区生态环境局",
        ),
        grid("序号|任务|责任单位", "1|开展检查|市水务局", "2|加强监管|市教委"),
        grid("姓名|电话", "张三|联系人"),
    ],
)
def test_tables_of_other_kinds_give_no_targets(table: Table) -> None:
    assert targets_of(table, None, None) == ()


GOLD = {
    "08": "08_baotou_shuzizhengfu_kaoping_2022.txt",
    "09": "09_anhui_gongyehulianwang_2021.txt",
    "16": "16_zhejiang_gongyehulianwang_ai_2026.pdf",
    "17": "17_zhejiang_zhongshijidi_cuoshi.pdf",
    "33": "33_pingtan_canzhuowuran_2015.txt",
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpus is absent")
def test_annotated_indicators_of_real_documents_are_found() -> None:
    """Value, comparator and unit of at least 95 of 100 annotated indicators."""
    missed, count = [], 0
    for number, name in GOLD.items():
        document = read((SHARED / "corpus" / name).read_bytes(), name)[0]
        found, at = [], 0
        for words in re.split(r"(?<=[。；])", document.text):
            found += targets_in(words, at, scope=None, year=None)
            at += len(words)
        for measure in json.loads((SHARED / "gold" / f"{number}.json").read_text(encoding="utf-8"))[
            "measures"
        ]:
            for wanted in measure.get("indicators") or ():
                count += 1
                if not any(fits(target, wanted, document.text) for target in found):
                    missed.append((number, wanted["name"]))
    assert count > 40
    assert len(missed) <= 0.05 * count, missed


def fits(target: Target, wanted: dict[str, object], text: str) -> bool:
    around = re.sub(r"[\W_]+", "", text[max(0, target.place.start - 40) : target.place.end + 30])
    quote = re.sub(r"[\W_]+", "", str(wanted.get("quote", "")))[:12]
    unit, printed = str(wanted["unit"]), target.unit or ""
    return (
        target.value == wanted["value"]
        and target.comparator == wanted["comparator"]
        and (unit.startswith(printed or "#") or printed.startswith(unit))
        and quote in around
    )


HEAVY = """
import sys
import zeren.table.comparison, zeren.extract.statement.clauses, zeren.extract.table.matrices, zeren.extract.references, zeren.extract.target.targets
print([name for name in ("csv", "decimal", "datetime", "icalendar", "tomllib") if name in sys.modules])
"""


def test_reading_words_loads_no_heavy_library() -> None:
    path = {"PYTHONPATH": str(ROOT / "graph")}
    done = subprocess.run([sys.executable, "-c", HEAVY], capture_output=True, text=True, check=True, env=path)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("words", ["1" * 20000, "1," * 10000, "十" * 5000, "达到" * 5000, "(" * 5000, "《" * 5000])
def test_hostile_words_promise_nothing_and_take_no_time(words: str) -> None:
    assert targets_in(words, 0, scope=None, year=2026) == ()


@pytest.mark.parametrize(
    ("words", "indicator", "value", "unit", "code"),
    [
        ("人工智能产业营业收入超1万亿元", "人工智能产业营业收入", 1.0, "万亿元", "10*12.[CNY]"),
        ("到2030年营业收入达到1.2万亿元", "营业收入", 1.2, "万亿元", "10*12.[CNY]"),
        ("县应急局负责储备编织袋5万条", "编织袋", 5.0, "万条", None),
        ("农村公路80公里由县交通局负责", "农村公路", 80.0, "公里", "km"),
    ],
)
def test_magnitudes_stay_whole_and_who_answers_is_no_part_of_an_indicator(
    words: str, indicator: str, value: float, unit: str, code: str | None
) -> None:
    (target,) = targets_in(words, 0, scope=None, year=2026)
    assert (target.indicator, target.value, target.unit, target.unit_code) == (indicator, value, unit, code)


def test_conditions_of_a_reward_are_no_targets() -> None:
    assert targets_in("对研发费用占营业收入比重3%以上且年增长20%以上的企业给予补助", 0, scope=None, year=2026) == ()
    (kept,) = targets_in("研发费用占营业收入比重提高到3%以上", 0, scope=None, year=2026)
    assert (kept.comparator, kept.value) == (">=", 3.0)


@pytest.mark.parametrize(
    ("words", "indicator", "comparator", "value", "unit", "baseline"),
    [
        ("生活污水治理率由41%提高到50%", "生活污水治理率", ">=", 50.0, "%", "41%"),
        ("污水日处理能力由目前的2万吨扩建至4万吨", "污水日处理能力", "=", 4.0, "万吨", "目前的2万吨"),
        ("管网覆盖率由2025年的60%逐步提升至75%以上", "管网覆盖率", ">=", 75.0, "%", "2025年的60%"),
        ("空置率从12%降至8%以下", "空置率", "<=", 8.0, "%", "12%"),
        ("将审批时限由20个工作日压减至10个工作日", "审批时限", "<=", 10.0, "个工作日", "20个工作日"),
        ("农田占比由52%增至60%", "农田占比", ">=", 60.0, "%", "52%"),
    ],
)
def test_a_change_from_one_value_to_another_is_one_target_with_its_baseline(
    words: str, indicator: str, comparator: str, value: float, unit: str, baseline: str
) -> None:
    (target,) = targets_in(words, 0, scope=None, year=2026)
    assert (target.indicator, target.comparator, target.value, target.unit) == (indicator, comparator, value, unit)
    assert (target.baseline, target.period) == (baseline, None)


def test_parts_of_a_total_are_each_for_their_own_year() -> None:
    total, *parts = targets_in("打通断头路30条，其中2026年10条、2027年12条、2028年8条", 0, scope=None, year=2026)
    assert (total.value, total.period) == (30.0, None)
    assert [(part.value, part.period) for part in parts] == [(10.0, "2026年"), (12.0, "2027年"), (8.0, "2028年")]


def test_parts_of_a_total_are_each_for_their_own_area() -> None:
    words = "加装电梯200部，其中城南区80部、马店镇70部、河东新区50部"
    targets = targets_in(words, 0, scope="临河市", year=2026)
    assert {target.indicator for target in targets} == {"加装电梯"}
    assert [target.scope for target in targets] == ["临河市", "城南区", "马店镇", "河东新区"]
    _, other = targets_in("新建充电站60座，其中服务区20座", 0, scope="临河市", year=2026)
    assert (other.indicator, other.scope) == ("服务区", "临河市")


@pytest.mark.parametrize("line", ["Увеличить экспорт овощей на 15%.", "서비스센터 3개", "15% growth of exports is due.", "2 كىلومېتىر يول ياساش"])
def test_a_line_in_a_second_language_promises_nothing_of_its_own(line: str) -> None:
    for words in (f"果蔬出口增长15%\n{line}", f"{line}\n果蔬出口增长15%"):
        (target,) = targets_in(words, 0, scope=None, year=2026)
        assert (target.indicator, target.value, target.quote) == ("果蔬出口", 15.0, "果蔬出口增长15%")
        assert (target.place.start, target.place.end) == (words.index("果"), words.index("15%", words.index("果")) + 3)


def test_a_wrapped_line_of_initials_stays_part_of_its_sentence() -> None:
    (target,) = targets_in("全市\nGDP\n增长5%", 0, scope=None, year=2026)
    assert (target.indicator, target.value) == ("GDP", 5.0)

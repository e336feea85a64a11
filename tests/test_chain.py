"""One topic from a province to its districts: tree, days, coverage, who answers, how quantities were split; and the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT
from zeren import ask
from zeren.ask import chain
from zeren.cascade.amounts import amounts
from zeren.cli import cli
from zeren.ground.errors import NotFound
from zeren.ingest import documents
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.picture import tree
from zeren.serve.explorer.answers import Asked, Page
from zeren.serve.explorer.server import Hall
from zeren.serve.kept import Kept
from zeren.serve.pages import environment
from zeren.site.facts import Facts
from zeren.site.levels import LevelPages
from zeren.store import open_reader, open_writer
from zeren.table import landing_of

CASES = ROOT / "tests" / "cases"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("chain") / "store"
    with open_writer(store) as writer:
        documents.build(find_files([CASES / "chain", CASES / "series"]), writer, Settings())
    return store


@pytest.fixture(scope="module")
def found(path: Path) -> Iterator[chain.Chain]:
    with open_reader(path) as reader:
        yield chain.chain(reader, "衢江")


def test_the_plans_stand_below_those_that_they_carry_out_with_the_days_between(found: chain.Chain) -> None:
    told = [(node.depth, node.place.removeprefix("浙江省"), node.days, node.taken, node.of) for node in found.nodes]
    # 10 January → 20 February → 1 April
    assert told == [(0, "", None, 0, 0), (1, "衢州市", 41, 2, 3), (2, "衢州市柯城区", 40, 1, 2), (2, "衢州市衢江区", 40, 2, 2)]


def test_each_measure_above_is_told_with_what_each_plan_below_has_for_it(found: chain.Chain) -> None:
    columns, rows = chain.tabulated(found, "coverage")
    city = [row for row in rows if row["plan"].startswith("衢州市")]
    assert [(row["浙江省衢州市柯城区"], row["浙江省衢州市衢江区"]) for row in city] == [
        ("broken-down", "broken-down"), (chain.NONE, "copied"),
    ]  # fmt: skip
    assert {"浙江省衢州市", "浙江省衢州市柯城区", "浙江省衢州市衢江区"} <= set(columns)
    _, bodies = chain.tabulated(found, "bodies")
    assert ("省能源局", "市发展改革委") in {(row["leads"], row.get("below_leads")) for row in bodies}


def test_quantities_are_told_with_their_shares(found: chain.Chain) -> None:
    _, rows = chain.tabulated(found, "amounts")
    told = {(row["upper_value"], row["unit"], row["place"][3:], row["lower_value"], row["sum_below"]) for row in rows if row["unit"] == "个"}
    assert told == {(9000, "个", "衢州市", 720, 720), (720, "个", "衢州市柯城区", 60, 150), (720, "个", "衢州市衢江区", 90, 150)}
    # 二十四小时 above is 二十四小时 below: a time is no part of another and has no sum
    assert {(row["share"], row["sum_below"]) for row in rows if row["unit"] == "小时"} == {(None, None)}


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_questions_tell_levels_and_how_an_amount_was_split(path: Path, engine: str) -> None:
    known = ask.questions()
    with open_reader(path) as reader:
        levels = ask.run(reader, known["chain"], {"words": "充电设施"}, engine=engine).rows
        parts = ask.run(reader, known["chain-amounts"], {"words": "充电设施"}, engine=engine).rows
        asked = ask.asked(reader, "公共充电从国家到街道怎么分解？")
    assert [(row["upper_issued"], row["lower_issued"], row["measures"], row["taken_up"]) for row in levels] == [
        ("2026-01-10", "2026-02-20", 3, 2), ("2026-02-20", "2026-04-01", 2, 1), ("2026-02-20", "2026-04-01", 2, 2),
    ]  # fmt: skip
    assert {(row["upper_value"], row["lower_value"]) for row in parts if row["unit"] == "个"} == {(9000, 720), (720, 60), (720, 90)}
    assert asked.question == "chain-amounts"


def test_numbers_in_chinese_are_read_whole() -> None:
    assert [(one.value, one.unit) for one in amounts("二十四小时修复，十二小时响应，两小时到场")] == [(24, "小时"), (12, "小时"), (2, "小时")]


def test_command_and_picture(path: Path, found: chain.Chain) -> None:
    run = CliRunner().invoke(cli, ["chain", "公共充电", "--store", str(path), "--format", "json"])
    assert [row["days_after"] for row in json.loads(run.stdout)] == [None, 41, 40, 40]
    assert "承接 2/3 项" in tree.draw(found).svg()
    with open_reader(path) as reader, pytest.raises(NotFound):
        chain.chain(reader, "古树名木")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/chain", ("上级印发后 41 天", "没有找到对应措施", "8.3%")),
        ("/series", ("改责", "上年有、本年没有的联系", "区综合行政执法局", "years.js", 'data-told="2026 · 联系 4 · 新增 0 · 不再有 1"', "title-2")),
        ("/changes", ("举办古树名木摄影展", "12→18株")),
    ],
)
def test_pages_show_them(path: Path, address: str, words: tuple[str, ...]) -> None:
    with closing(Kept(str(path))) as kept, closing(Hall(kept)) as hall:
        page = hall.answer(Asked(address, {}, "zh"))
    assert isinstance(page, Page)
    made = environment().get_template(page.template)
    text = made.render(
        **page.values, lang="zh", t=lambda zh, en: zh, link=lambda path, **query: path, thing=lambda iri, anchor="": iri, places=[],
        path=address, turned="", still=False,
    )  # fmt: skip
    assert "None" not in text
    for each in words:
        assert each in text


def test_the_site_shows_series_and_chains_and_each_measure_leads_to_its_plan(path: Path) -> None:
    with open_reader(path) as reader:
        facts = Facts(landing_of(reader))
        pages = dict(LevelPages(facts, reader).pages())
    shown = {name.partition("/")[0]: text for name, text in pages.items()}
    assert sorted(shown) == ["chain", "levels.html", "series"]
    for name in pages.keys() - {"levels.html"}:
        assert f"href={name}>" in pages["levels.html"]
    for words in ("<b>改责</b>", "区综合行政执法局", "12", "18"):  # 区住建局 → 区综合行政执法局; 12 → 18 trees
        assert words in shown["series"]
    assert [year for year in ("2024", "2025", "2026") if f"<figure hidden data-told='{year} " in shown["series"]] == ["2024", "2025", "2026"]
    # One picture a year for the slider, and the small ones of all years for whoever has no script.
    assert shown["series"].count('class="year"') == 3 + 3
    assert "<td class=number>41<td" in shown["chain"]
    assert chain.NONE in shown["chain"]
    leads = {one for text in shown.values() for one in re.findall(r"href=\.\./plan/(\w+)\.html#(m\w+)", text)}
    known = {(plan.key, measure.anchor) for plan, measures in facts.measures() for measure in measures}
    assert leads
    assert leads <= known

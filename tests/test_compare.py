"""Two bodies, plans or districts side by side: every figure is that of the plans, and absence says how it was looked for."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from zeren.cli import cli
from zeren.compare import Comparison, compare, sentence
from zeren.compare.facts import words
from zeren.compare.records import record, rows
from zeren.compare.workbook import workbook
from zeren.ground.errors import Ambiguous, NotFound, WrongUsage
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.serve import pages
from zeren.serve.explorer.answers import Asked, File, Page
from zeren.serve.explorer.frame import given
from zeren.serve.explorer.server import Hall
from zeren.serve.kept import Kept
from zeren.store import open_reader, open_writer
from zeren.store.reader import Reader

HEAD = "序号\t重点任务\t工作措施\t完成时限\t责任单位\t协办单位\n"
EAST = "白沙市东河区2026年水环境治理行动计划\n" + HEAD + (
    "1\t治水\t整治入河排污口30个。\t6月底前\t区水务局\t区生态环境局\n"
    "2\t治水\t开展河道巡查，每季度不少于1次。\t年底前\t区水务局、区城管局\t\n"
    "3\t节水\t创建节水型单位5家。\t年底前\t区水务局\t区教育局\n"
    "4\t宣传\t开展世界水日宣传。\t3月底前\t区教育局\t区水务局\n"
)  # fmt: skip
WEST = "白沙市西山区2026年水环境治理行动计划\n" + HEAD + (
    "1\t治水\t整治入河排污口12个。\t年底前\t区水务局\t\n"
    "2\t治水\t开展河道巡查，每季度不少于1次。\t年底前\t区生态环境局\t区水务局\n"
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the plans of two districts."""
    folder = tmp_path_factory.mktemp("compared")
    (folder / "东河区水环境治理.txt").write_text(EAST, encoding="utf-8")
    (folder / "西山区水环境治理.txt").write_text(WEST, encoding="utf-8")
    with open_writer(folder / "store") as writer:
        build.build(files.find_files(sorted(folder.glob("*.txt"))), writer, Settings())
    return folder / "store"


def of(store: Path, *names: str, by: str | None = None) -> Comparison:
    with open_reader(store) as reader:
        return compare(reader, *names, by)  # type: ignore[arg-type]


def test_two_bodies_share_the_measures_that_both_stand_on_each_with_its_role(made: Path) -> None:
    water, school = "白沙市东河区水务局", "区教育局"
    found = of(made, water, school, by="body")
    assert found.measures == (4, 2)
    assert [(p.one.text, p.one.roles_of(found.one.id), p.other.roles_of(found.other.id)) for p in found.shared] == [
        ("创建节水型单位5家。", ("responsible",), ("support",)),
        ("开展世界水日宣传。", ("support",), ("responsible",)),
    ]
    assert len(found.only_one) == 2
    assert found.only_other == ()
    assert [(c.name, c.one, c.other) for c in found.roles] == [("responsible", 3, 1), ("support", 1, 1)]
    assert [(c.name, c.one, c.other) for c in found.months] == [("2026-03", 1, 1), ("2026-06", 1, 0), ("2026-12", 2, 1)]
    assert "两者同列于 2 项：前者主责后者协办 1 项、前者协办后者主责 1 项" in sentence(found)
    assert "both stand on 2" in sentence(found, "en")


def test_bodies_that_share_nothing_are_said_to_by_duties_as_written(made: Path) -> None:
    found = of(made, "区城管局", "区教育局")
    assert found.shared == ()
    assert "没有两者同列的措施（按原文写明的职责）" in sentence(found)
    assert not any(target.shared for target in found.targets)


@pytest.mark.parametrize(("one", "other", "by"), [("东河区", "西山区", "district"), ("东河区2026年", "西山区2026年", "plan")])
def test_two_districts_and_two_plans_answer_by_equal_words_and_indicators_stand_side_by_side(made: Path, one: str, other: str, by: str) -> None:
    found = of(made, one, other, by=by)
    assert found.measures == (4, 2)
    assert [(p.one.text, p.basis) for p in found.shared] == [("开展河道巡查，每季度不少于1次。", "words")]
    assert (len(found.only_one), len(found.only_other)) == (3, 1)
    (outlets,) = [t for t in found.targets if "排污口" in t.label]
    assert (outlets.shared, outlets.differs) == (True, True)
    assert [v.quote for v in (*outlets.one, *outlets.other)] == ["整治入河排污口30个", "整治入河排污口12个"]
    assert "文字相同 1" in sentence(found)


def test_districts_are_compared_by_function_since_their_bodies_differ(made: Path) -> None:
    counts = {c.name: (c.one, c.other) for c in of(made, "东河区", "西山区").bodies}
    # The register counts 水务局 to the function 水利.
    assert counts["水利"] == (3, 1)
    assert counts["生态环境"] == (0, 1)


def test_measures_of_two_levels_answer_where_one_carries_out_the_other(reader: Reader) -> None:
    """The district plan carries out the city's; what stands in both in the same words is such, too."""
    found = compare(reader, "西城区", "北京市", "district")
    assert found.measures == (179, 61)
    bases = {pair.basis for pair in found.shared}
    assert bases == {"words", "carried-out"}
    upper = "提升极端天气气候事件监测预警能力"
    assert [pair.basis for pair in found.shared if pair.one.text.startswith(upper)] == ["words"]
    assert {pair.one.id for pair in found.shared}.isdisjoint(held.id for held in found.only_one)
    assert len({pair.one.id for pair in found.shared}) + len(found.only_one) == 179


def test_names_that_lead_nowhere_or_to_one_thing_or_to_several_are_told(made: Path) -> None:
    with pytest.raises(NotFound, match="不是库中的两个单位"):
        of(made, "甲局", "乙局")
    with pytest.raises(WrongUsage, match="是同一个"):
        of(made, "区教育局", "区教育局")
    with pytest.raises(Ambiguous, match="几份计划"):
        of(made, "水环境治理", "西山区", by="plan")


def test_quantities_tell_texts_apart_and_punctuation_does_not() -> None:
    assert words("建设3.5公里，绿化。") == words("建设３.５公里,绿化")
    assert words("建设3.5公里") != words("建设35公里")


def test_the_workbook_and_the_record_hold_every_measure_once(made: Path) -> None:
    found = of(made, "东河区", "西山区")
    told = record(found)
    assert [len(told[key]) for key in ("shared", "only_one", "only_other")] == [1, 3, 1]
    assert told["shared"][0]["one"]["answerable"] == ["区水务局", "区城管局"]
    assert [row["part"] for row in rows(found)].count("only-one") == 3
    data = workbook(found)
    assert workbook(of(made, "东河区", "西山区")) == data
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["概况", "共同", "前者独有", "后者独有", "承担者", "指标"]
    assert sentence(found) == book["概况"]["A1"].value
    assert [book["前者独有"].cell(row, 1).value for row in (2, 3, 4)] == ["整治入河排污口30个。", "创建节水型单位5家。", "开展世界水日宣传。"]


def test_the_command_prints_rows_and_the_sentence_and_writes_files(made: Path, tmp_path: Path) -> None:
    command = ["compare", "东河区", "西山区", "--store", str(made)]
    done = CliRunner().invoke(cli, [*command, "--format", "json"], standalone_mode=False)
    assert done.exception is None
    assert {row["part"] for row in json.loads(done.stdout)} == {"role", "month", "body", "shared", "only-one", "only-other", "target"}
    assert "对应（文字相同 1）" in done.stderr
    target = tmp_path / "比较.json"
    CliRunner().invoke(cli, [*command, "-o", str(target)], standalone_mode=False)
    assert json.loads(target.read_text(encoding="utf-8"))["by"] == "district"
    refused = CliRunner().invoke(cli, [*command, "-o", "比较.doc"], standalone_mode=False)
    assert isinstance(refused.exception, WrongUsage)


def test_the_page_shows_both_sides_leads_to_the_measures_and_says_what_it_does_not_know(made: Path) -> None:
    def page(**query: str) -> str:
        answer = hall.answer(Asked("/compare", query))
        assert isinstance(answer, Page)
        link = pages.addresser("zh")
        frame = {"lang": "zh", "link": link, "t": lambda zh, en: zh, "places": (), "path": "/compare", "turned": "/compare", "still": False}
        return pages.environment().get_template(answer.template).render(**frame, **given("zh", link), **answer.values)

    with closing(Kept(str(made))) as kept, closing(Hall(kept)) as hall:
        shown = page(a="东河区", b="西山区")
        pair = of(made, "东河区", "西山区").shared[0]
        assert f'href="/id/{pair.one.id}"' in shown and f'href="/id/{pair.other.id}"' in shown
        assert "数值不同" in shown and "整治入河排污口30个" in shown and "整治入河排污口12个" in shown
        assert "没有。按原文写明的职责查找。" in page(a="区城管局", b="区教育局")
        assert "不是库中的两个单位" in page(a="<script>", b="乙") and "<script>乙" not in page(a="<script>", b="乙")
        file = hall.answer(Asked("/compare", {"a": "东河区", "b": "西山区", "format": "xlsx"}))
        assert isinstance(file, File) and file.data[:2] == b"PK"

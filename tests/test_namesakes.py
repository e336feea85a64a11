"""Two texts of one title and place that say different things share no identifier, so that no answer mixes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from zeren import ask
from zeren.cli import cli
from zeren.decisions import corrections
from zeren.ground.namesakes import SIGN, unmarked
from zeren.ingest import documents as build
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.store import open_reader, open_writer

FIRST = """诸暨市河湖治理任务清单

一、主要任务
1.完成清淤整治。（牵头单位：市水利局；完成时限：2026年9月底前）
2.新建自动监测站8座。（牵头单位：市生态环境局；完成时限：2026年6月底前）
3.植树3万株。（牵头单位：市林业局；完成时限：2026年3月底前）
"""
SECOND = """诸暨市河湖治理任务清单

一、主要任务
1.完成清淤整治。（牵头单位：市建设局、市水利局；完成时限：2026年5月底前）
2.新建自动监测站8座。（牵头单位：市生态环境局；完成时限：2026年6月底前）
3.开展河长制培训6次。（牵头单位：市水利局；完成时限：2026年3月底前）
4.建设幸福河湖2条。（牵头单位：市水利局；完成时限：2026年3月底前）
"""
TEXTS = {"a.txt": FIRST, "b.txt": SECOND, "c.txt": SECOND.replace("5月", "11月").replace("2条", "3条"), "a-again.txt": FIRST}


def home(folder: Path) -> Path:
    """A folder with every text."""
    for name, words in TEXTS.items():
        (folder / name).write_text(words, encoding="utf-8")
    return folder


def take(folder: Path, names: Iterable[str], decisions: Path | None = None) -> None:
    """Read some of the texts into the store of the folder."""
    with open_writer(folder / "store") as writer:
        build.build(find_files([folder / name for name in names]), writer, Settings(decisions=decisions))


def kept(folder: Path) -> dict[str, bytes]:
    """What the store states, document by document."""
    with open_writer(folder / "store") as writer:
        return {version.name: writer.statements(graph) for graph, version in writer.graphs().items()}


TEXT = re.compile(rb'<https://w3id.org/zeren/id/(measure/[^>]+)> <https://w3id.org/zeren/ns#text> "([^"]+)"')


def ids(folder: Path) -> dict[str, dict[str, str]]:
    """File → words of a measure → its identifier, of all texts."""
    return {name: {words.decode(): path.decode() for path, words in TEXT.findall(said)} for name, said in kept(folder).items() if name in TEXTS}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = home(tmp_path_factory.mktemp("namesakes"))
    take(folder, ["a.txt", "b.txt"])
    return folder


def test_measures_of_both_texts_have_identifiers_of_their_own_and_the_first_keeps_those_it_had_alone(both: Path, tmp_path: Path) -> None:
    take(home(tmp_path), ["a.txt"])
    found = ids(both)
    assert found["a.txt"] == ids(tmp_path)["a.txt"]
    assert set(found["a.txt"].values()).isdisjoint(found["b.txt"].values())
    assert unmarked(found["b.txt"]["完成清淤整治。"]) == found["a.txt"]["完成清淤整治。"]


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_who_leads_and_by_when_are_told_text_by_text(both: Path, engine: str) -> None:
    with open_reader(both / "store") as reader:
        rows = ask.run(reader, ask.questions()["who"], {"words": "清淤"}, engine=engine).rows
        assert [(row["source"], row["lead"], row["deadline"]) for row in rows] == [
            ("a.txt line 4", "浙江省绍兴市诸暨市水利局", "2026年9月底前"),
            ("b.txt line 4", "浙江省绍兴市诸暨市建设局、浙江省绍兴市诸暨市水利局", "2026年5月底前"),
        ]
        led = ask.run(reader, ask.questions()["leads"], {"body": "市水利局"}, engine=engine).rows
        assert [(row["source"], row["sole"]) for row in led] == [
            ("a.txt line 4", True), ("b.txt line 4", False), ("b.txt line 6", True), ("b.txt line 7", True),
        ]  # fmt: skip
        plans = ask.run(reader, ask.questions()["plans"], {}, engine=engine).rows
        assert [(row["file"], row["measures"]) for row in plans] == [("a.txt", 3), ("b.txt", 4)]


def test_a_body_is_counted_over_both_texts(both: Path) -> None:
    done = CliRunner().invoke(cli, ["agency", "市水利局", "--store", str(both / "store"), "--format", "json"])
    (told,) = [json.loads(done.stdout)] if done.stdout.startswith("{") else json.loads(done.stdout)
    assert (told["counts"]["lead"], told["sole"]) == (4, 3)


def test_the_order_of_building_and_building_again_change_nothing(tmp_path: Path) -> None:
    names, found = ["a.txt", "b.txt", "c.txt"], []
    for order in (names, names[::-1]):
        folder = tmp_path / order[0]
        folder.mkdir()
        home(folder)
        for name in order:
            take(folder, [name])
        found.append(kept(folder))
    assert found[0] == found[1]
    take(folder, names)
    assert kept(folder) == found[1]
    assert len({next(iter(by.values())).partition(SIGN)[2] for by in ids(folder).values()}) == 3


def test_one_text_in_two_files_keeps_one_identifier(tmp_path: Path) -> None:
    take(home(tmp_path), ["a.txt", "a-again.txt", "b.txt"])
    found = ids(tmp_path)
    assert found["a.txt"] == found["a-again.txt"]
    assert not set(found["a.txt"].values()) & set(found["b.txt"].values())


def test_where_the_first_text_goes_the_other_takes_its_identifiers(tmp_path: Path) -> None:
    take(home(tmp_path), ["b.txt"])
    alone = kept(tmp_path)
    take(tmp_path, ["a.txt"])
    assert kept(tmp_path)["b.txt"] != alone["b.txt"]
    assert CliRunner().invoke(cli, ["remove", "a.txt", "--store", str(tmp_path / "store")]).exit_code == 0
    assert kept(tmp_path)["b.txt"] == alone["b.txt"]


def test_a_rebuild_and_a_check_of_the_store_find_nothing_changed(tmp_path: Path) -> None:
    take(home(tmp_path), ["a.txt", "b.txt"])
    before = kept(tmp_path)
    done = CliRunner().invoke(cli, ["rebuild", "--store", str(tmp_path / "store"), "--decisions", str(tmp_path)])
    assert done.stdout.count("unchanged") == 2, done.output
    assert kept(tmp_path) == before
    assert CliRunner().invoke(cli, ["verify", "--store", str(tmp_path / "store")]).exit_code == 0


def test_a_correction_of_one_text_leaves_the_other_alone(tmp_path: Path) -> None:
    take(home(tmp_path), ["a.txt", "b.txt"])
    decisions, command = tmp_path / "decisions", ["--store", str(tmp_path / "store"), "--decisions", str(tmp_path / "decisions")]
    decisions.mkdir()
    path = ids(tmp_path)["b.txt"]["新建自动监测站8座。"]
    done = CliRunner().invoke(cli, ["correct", path, "deadline=2026年8月底前", *command])
    assert done.exit_code == 0, done.output
    take(tmp_path, ["a.txt", "b.txt"], decisions)
    with open_reader(tmp_path / "store") as reader:
        rows = ask.run(reader, ask.questions()["who"], {"words": "监测站"}).rows
        assert [(row["source"], row["deadline"]) for row in rows] == [("a.txt line 5", "2026年6月底前"), ("b.txt line 5", "2026年8月底前")]
    (one,) = corrections.read(decisions / corrections.FILE)
    assert one.id == path and one.plan.partition(SIGN)[2] == path.partition(SIGN)[2]

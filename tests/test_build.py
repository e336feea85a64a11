"""Files go into a store: again and again without harm, one broken file never harming the rest."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import CITY, DISTRICT, PLANS
from read import grids, writers
from zeren.ground.errors import NotFound
from zeren.ground.model import Table
from zeren.ingest.documents import Result, build
from zeren.ingest.files import File, find_files, printable
from zeren.ingest.settings import Settings
from zeren.read import read
from zeren.store import open_reader, open_writer, verify

SMALL = "某某市工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t做甲事。\t市水务局\t2026年底前\n"


def fill(store: Path, files: list[File]) -> Result:
    with open_writer(store) as writer:
        return build(files, writer, Settings())


def dump(store: Path) -> list[str]:
    with open_reader(store) as reader:
        return list(reader.dump())


def test_a_second_build_changes_no_byte(tmp_path, store: Path) -> None:
    shutil.copytree(store, tmp_path / "store")
    before = dump(tmp_path / "store")
    second = fill(tmp_path / "store", find_files([PLANS]))
    assert [b.outcome.status for b in second.built] == ["unchanged", "unchanged"]
    assert dump(tmp_path / "store") == before
    assert len(before) > 10_000


def test_the_order_of_the_files_changes_no_byte(tmp_path, store: Path) -> None:
    turned = fill(tmp_path / "turned", list(reversed(find_files([PLANS]))))
    assert [b.outcome.status for b in turned.built] == ["new", "new"]
    assert dump(tmp_path / "turned") == dump(store)


def test_a_changed_document_replaces_its_own_statements_only(tmp_path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(SMALL, encoding="utf-8")
    fill(tmp_path / "store", [File(CITY, CITY.name), File(plan, plan.name)])
    city_before = [line for line in dump(tmp_path / "store") if "plan.txt" not in line]
    plan.write_text(SMALL.replace("市水务局", "市财政局"), encoding="utf-8")
    result = fill(tmp_path / "store", find_files([plan]))
    assert [b.outcome.status for b in result.built] == ["replaced"]
    after = dump(tmp_path / "store")
    assert [line for line in after if "plan.txt" not in line] == city_before
    assert not [line for line in after if "plan.txt" in line and "水务局" in line]
    assert [line for line in after if "plan.txt" in line and "市财政局" in line]


def test_an_interrupted_build_leaves_the_former_state(tmp_path) -> None:
    fill(tmp_path / "store", [File(CITY, CITY.name)])
    before = dump(tmp_path / "store")

    def stop(done: int, total: int, name: str) -> None:
        raise KeyboardInterrupt

    files = [File(DISTRICT, DISTRICT.name), File(CITY, "copy.txt")]
    with pytest.raises(KeyboardInterrupt), open_writer(tmp_path / "store") as writer:
        build(files, writer, Settings(), stop)
    assert dump(tmp_path / "store") == before


def test_refused_files_are_named_and_the_others_stored(tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(SMALL, encoding="utf-8")
    (folder / "b.txt").write_bytes(b"")
    (folder / "c.bin").write_bytes(bytes(range(256)) * 40)
    (folder / "d.txt").write_text("一封信\n你好。\n", encoding="utf-8")
    (folder / "e.txt").write_bytes(SMALL.replace("甲", "乙").encode("gb18030"))
    (folder / "f.txt").write_bytes(SMALL.replace("甲", "丙").encode("utf-16"))
    result = fill(tmp_path / "store", find_files([folder]))
    assert [b.account.name for b in result.built] == ["a.txt", "e.txt", "f.txt"]
    assert [name for name, _ in result.refused] == ["b.txt", "c.bin", "d.txt"]
    assert all(name in str(error) and ";" in str(error) for name, error in result.refused)
    stored = "".join(dump(tmp_path / "store"))
    assert all(text in stored for text in ("做甲事。", "做乙事。", "做丙事。"))


def test_a_file_that_became_unreadable_keeps_its_stored_version(tmp_path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(SMALL, encoding="utf-8")
    fill(tmp_path / "store", find_files([plan]))
    before = dump(tmp_path / "store")
    plan.write_bytes(b"")
    assert fill(tmp_path / "store", find_files([plan])).refused
    assert dump(tmp_path / "store") == before


def test_missing_paths_and_folders_without_documents_are_not_found(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".hidden").write_text(SMALL, encoding="utf-8")
    for path in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(NotFound, match=str(path)):
            find_files([path])


def test_files_of_a_folder_are_named_by_their_path_below_it(tmp_path) -> None:
    (tmp_path / "in" / "市").mkdir(parents=True)
    (tmp_path / "in" / "市" / "b.txt").write_text(SMALL, encoding="utf-8")
    (tmp_path / "in" / "a.txt").write_text(SMALL, encoding="utf-8")
    assert [f.name for f in find_files([tmp_path / "in"])] == ["a.txt", "市/b.txt"]


def test_the_number_of_processes_changes_no_byte(tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_text(SMALL.replace("甲", "甲乙丙丁戊己庚辛"[number]), encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"")
    results = []
    for jobs in (1, 3):
        with open_writer(tmp_path / f"store{jobs}") as writer:
            results.append(build(find_files([folder]), writer, jobs=jobs))
    assert [b.account for b in results[0].built] == [b.account for b in results[1].built]
    assert [name for name, _ in results[1].refused] == ["bad.txt"]
    assert dump(tmp_path / "store1") == dump(tmp_path / "store3")


def kept(store: Path) -> set[str]:
    """Names of the kept originals and statements, which are their digests."""
    return {path.name for folder in ("originals", "graphs") for path in (store / folder).rglob("*") if path.is_file()}


def eight(folder: Path) -> list[File]:
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_text(SMALL.replace("甲", "甲乙丙丁戊己庚辛"[number]), encoding="utf-8")
    return find_files([folder])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[File], Path]:
    """Eight files, and the store of all of them, built at once."""
    folder = tmp_path_factory.mktemp("eight")
    files = eight(folder / "in")
    fill(folder / "whole", files)
    return files, folder / "whole"


def test_an_interruption_loses_the_last_group_only_and_the_next_build_completes(tmp_path, monkeypatch, whole) -> None:
    files, complete = whole
    monkeypatch.setattr("zeren.ingest.documents.GROUP", 3)

    def stop(done: int, total: int, name: str) -> None:
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_writer(tmp_path / "store") as writer:
        build(files, writer, Settings(), stop, jobs=2)
    with open_reader(tmp_path / "store") as reader:
        assert [entry.name for entry in reader.documents()] == [f"{number}.txt" for number in range(6)]
        assert len({line.rpartition(" <")[2] for line in reader.dump()}) == 6
    result = fill(tmp_path / "store", files)
    assert [built.outcome.status for built in result.built] == ["unchanged"] * 6 + ["new"] * 2
    assert dump(tmp_path / "store") == dump(complete)
    assert kept(tmp_path / "store") == kept(complete)
    assert verify(tmp_path / "store") == []


@pytest.mark.parametrize("group", [1, 3, 5])
def test_neither_groups_nor_processes_change_what_is_kept(tmp_path, monkeypatch, whole, group: int) -> None:
    files, complete = whole
    monkeypatch.setattr("zeren.ingest.documents.GROUP", group)
    for jobs in (1, 3):
        with open_writer(tmp_path / str(jobs)) as writer:
            build(files, writer, Settings(), jobs=jobs)
    assert (tmp_path / "1" / "journal").read_bytes() == (tmp_path / "3" / "journal").read_bytes()
    assert dump(tmp_path / "1") == dump(complete)
    assert kept(tmp_path / "1") == kept(tmp_path / "3") == kept(complete)
    folder = {path.relative_to(tmp_path / "1"): path.read_bytes() for path in (tmp_path / "1" / "columns").rglob("*.parquet")}
    assert folder == {path.relative_to(tmp_path / "3"): path.read_bytes() for path in (tmp_path / "3" / "columns").rglob("*.parquet")}
    assert folder


def test_files_of_one_name_take_as_many_folders_into_their_names_as_it_needs(tmp_path) -> None:
    for place in ("a/x/plan.txt", "b/x/plan.txt", "b/y/plan.txt", "b/other.txt"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(SMALL, encoding="utf-8")
    given = [tmp_path / "a" / "x" / "plan.txt", tmp_path / "b" / "x", tmp_path / "b" / "y", tmp_path / "b"]
    names = [file.name for file in find_files(given)]
    assert names == ["a/x/plan.txt", "b/x/plan.txt", "y/plan.txt", "other.txt"]


def test_no_two_names_are_written_alike() -> None:
    assert printable("a\x1b.txt") == r"a\x1b.txt"
    assert printable(r"a\x1b.txt") == r"a\x5cx1b.txt"
    assert printable("a\udcff.txt") == r"a\xff.txt"
    assert printable("空 格（附1）.txt") == "空 格（附1）.txt"
    assert printable("caf\u00e9.txt") == "caf\u00e9.txt"
    assert printable("cafe\u0301.txt") == r"cafe\u0301.txt"
    assert printable("\u2126.txt") == r"\u2126.txt"
    assert printable("\uf900.txt") == r"\uf900.txt"
    # A byte of no encoding, and the character of that number.
    assert (printable("\udc85"), printable("\x85")) == (r"\x85", r"\u0085")


NAMES = (
    *("caf\u00e9", "cafe\u0301", "\u2126", "\u03a9", "\uf900", "\u8c48", "\u1112\u1161\u11ab", "\ud55c", "o\u0302\u0301", "\u00f4\u0301"),
    *("o\u0301\u0302", "\u1ed1", "a\udcff", "a\u00ff", r"a\xff", r"a\x5cxff", r"cafe\u0301", "\udc85", "\u0085"),
)
"""names that some form of writing or some file system takes for one another"""


def test_documents_whose_names_look_alike_are_all_kept(tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / f"{name}.txt").write_text(SMALL.replace("甲事", f"第{number}件事"), encoding="utf-8")
    if len(list(folder.iterdir())) < len(NAMES):
        pytest.skip("this file system takes some of the names for the same")
    files = find_files([folder])
    result = fill(tmp_path / "store", files)
    assert len({file.name for file in files}) == len(result.built) == len(NAMES) == 19
    stored = "".join(dump(tmp_path / "store"))
    assert [number for number in range(19) if f"做第{number}件事。" not in stored] == []
    with open_reader(tmp_path / "store") as reader:
        assert len([entry for entry in reader.documents() if entry.meta.get("form") != "terms"]) == 19


def test_members_of_one_name_in_an_archive_are_refused_and_the_others_read(tmp_path) -> None:
    members = [("a.txt", "甲"), ("a.txt", "乙"), ("caf\u00e9.txt", "丙"), ("cafe\u0301.txt", "丁"), ("b.txt", "戊")]
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = writers.to_zip([(name, SMALL.replace("甲", word).encode()) for name, word in members])
    (tmp_path / "plan.zip").write_bytes(packed)
    result = fill(tmp_path / "store", find_files([tmp_path / "plan.zip"]))
    assert [built.account.name for built in result.built] == ["plan.zip/b.txt"]
    assert sum("several members of this name" in notice for notice in result.built[0].account.notices) == 4


def test_a_file_that_bears_the_name_of_an_archives_member_does_not_replace_it(tmp_path) -> None:
    for place in ("one", "two/plan.zip"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "one" / "plan.zip").write_bytes(writers.to_zip([("a.txt", SMALL.encode())]))
    (tmp_path / "two" / "plan.zip" / "a.txt").write_text(SMALL.replace("甲", "乙"), encoding="utf-8")
    fill(tmp_path / "store", find_files([tmp_path / "one"]))
    before = dump(tmp_path / "store")
    result = fill(tmp_path / "store", find_files([tmp_path / "two"]))
    assert [(name, "would replace" in str(error)) for name, error in result.refused] == [("plan.zip/a.txt", True)]
    assert dump(tmp_path / "store") == before


def test_a_folder_of_all_formats_with_three_broken_files_is_read_but_for_those(tmp_path) -> None:
    seed = read(CITY.read_bytes(), CITY.name)[0]
    parts = [grids.merged(block) if isinstance(block, Table) else block.text for block in seed.blocks]
    folder = tmp_path / "in"
    folder.mkdir()
    docx = writers.to_docx(parts)
    files = {
        "plan.txt": CITY.read_bytes(),
        "plan.docx": docx,
        "plan.html": writers.to_html(parts),
        "plan.xlsx": writers.to_xlsx([("计划", parts)]),
        "plan.zip": writers.to_zip([("inside.txt", CITY.read_bytes())]),
        "cut.docx": docx[:2000],
        "empty.pdf": b"",
        "noise.bin": bytes(range(256)) * 99,
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    result = fill(tmp_path / "store", find_files([folder]))
    assert [(b.account.name, [p.measures for p in b.account.plans], b.account.roles) for b in result.built] == [
        (name, [61], (("lead", 129), ("responsible", 138), ("support", 85)))
        for name in ("plan.docx", "plan.html", "plan.txt", "plan.xlsx", "plan.zip/inside.txt")
    ]
    assert [name for name, _ in result.refused] == ["cut.docx", "empty.pdf", "noise.bin"]


KILLS = 500 if os.environ.get("ZEREN_TEST_FULL") else 3
"""builds that are killed with all their processes"""
GROUPED = "import sys; import zeren.ingest.documents; zeren.ingest.documents.GROUP = 2; from zeren.cli import main; main(sys.argv[1:])"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no groups of processes")
def test_kill_minus_nine_of_the_whole_group_leaves_whole_groups_of_documents(tmp_path, whole) -> None:
    """Killed with its readers at moments drawn over the whole build; what is there is sound, and the next build completes it."""
    files, complete = whole
    expected = dump(complete)
    command = [sys.executable, "-c", GROUPED, "build", str(complete.parent / "in"), "--jobs", "2", "--store"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    began = time.monotonic()
    subprocess.run([*command, str(tmp_path / "timed")], env=environment, check=True, capture_output=True)
    lasts, dice = time.monotonic() - began, random.Random(20260301)
    for number in range(KILLS):
        store = tmp_path / str(number)
        child = subprocess.Popen(
            [*command, str(store)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(dice.random() * lasts)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        # Its readers, killed with it, may still be ending and hold its lock until then.
        with open_writer(store, wait=True) as writer:
            there = sorted(version.name for version in writer.graphs().values() if version.meta["form"] != "terms")
        assert len(there) % 2 == 0
        assert there == [f"{number}.txt" for number in range(len(there))]
        assert verify(store) == []
        if number % 10 == 0:
            fill(store, files)
            assert dump(store) == expected
        shutil.rmtree(store)

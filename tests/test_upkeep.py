"""The commands that look after the store."""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import commands
from zeren import __version__

PLAN = "某某市2026年工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t做甲事。\t市水务局\t6月底\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan and its store, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert zeren(folder, "build", "plan.txt").returncode == 0
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A folder with a plan and its store."""
    return shutil.copytree(built, tmp_path / "folder")


def zeren(folder: Path, *arguments: str) -> commands.Run:
    return commands.run(*arguments, cwd=folder, env={**os.environ, "ZEREN_STORE": "store"})


def rows(folder: Path, *arguments: str) -> list[dict]:
    run = zeren(folder, *arguments, "--format", "json")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_status_lists_documents_and_refused_files_with_the_reason(folder) -> None:
    (folder / "empty.txt").write_bytes(b"")
    assert zeren(folder, "build", "empty.txt").returncode == 65
    found = {row["name"]: (row["status"], row["versions"]) for row in rows(folder, "status")}
    assert found == {"plan.txt": ("stored", 1), "empty.txt": ("refused", 0)}
    assert "empty file" in next(row["reason"] for row in rows(folder, "status") if row["reason"])


def test_history_tells_what_a_new_version_says_differently(folder) -> None:
    (folder / "plan.txt").write_text(PLAN.replace("6月底", "9月底"), encoding="utf-8")
    assert zeren(folder, "build", "plan.txt").returncode == 0
    first, second = rows(folder, "history", "plan.txt")
    # Which run brought it, with which program: with the store, not in the graph, which the clock must not change.
    assert {first["program"], second["program"]} == {__version__}
    # The hash of the file, the printed deadline, its label and the date that it means.
    assert (second["added"], second["dropped"]) == (4, 4)
    assert first["dropped"] == 0
    shown = zeren(folder, "history", "plan.txt", "--changes").stdout.splitlines()
    assert [line for line in shown if line.startswith("2 -") and "6月底" in line]
    assert [line for line in shown if line.startswith("2 +") and "2026-09-30" in line]


def test_verify_finds_a_damaged_original(folder) -> None:
    assert zeren(folder, "verify").returncode == 0
    printed = (folder / "plan.txt").read_bytes()
    (original,) = (p for p in (folder / "store" / "originals").rglob("*") if p.is_file() and p.read_bytes() == printed)
    original.write_bytes(b"other")
    run = zeren(folder, "verify", "--format", "json")
    assert run.returncode == 1
    assert original.name in run.stdout


def test_rebuild_from_the_kept_originals_changes_nothing(folder) -> None:
    (folder / "plan.txt").unlink()
    before = zeren(folder, "export", "--as", "nq", "-o", "a.nq").returncode
    run = zeren(folder, "rebuild")
    assert (before, run.returncode) == (0, 0)
    assert "unchanged" in run.stdout
    assert zeren(folder, "export", "--as", "nq", "-o", "b.nq").returncode == 0
    assert (folder / "a.nq").read_bytes() == (folder / "b.nq").read_bytes()


def test_a_removed_document_is_out_of_the_answers_and_in_the_history(folder) -> None:
    assert len(rows(folder, "rank")) == 1
    assert zeren(folder, "remove", "plan.txt").returncode == 0
    assert rows(folder, "rank") == []
    assert len(rows(folder, "history", "plan.txt")) == 1
    assert zeren(folder, "remove", "other.txt").returncode == 66


def test_a_backup_restores_the_same_answers(folder) -> None:
    assert zeren(folder, "backup", "-o", "b.tar").returncode == 0
    before = rows(folder, "rank")
    shutil.rmtree(folder / "store")
    assert zeren(folder, "restore", "b.tar").returncode == 0
    assert rows(folder, "rank") == before
    assert zeren(folder, "restore", "b.tar").returncode != 0


def test_history_tells_when_each_version_came(folder) -> None:
    (folder / "plan.txt").write_text(PLAN.replace("6月底", "9月底"), encoding="utf-8")
    zeren(folder, "build", "plan.txt")
    times = [datetime.fromisoformat(row["at"]) for row in rows(folder, "history", "plan.txt")]
    assert times == sorted(times)
    assert all(time.tzinfo for time in times)
    assert abs(datetime.now().astimezone() - times[-1]) < timedelta(hours=1)


def test_a_second_build_of_the_same_file_makes_no_version(folder) -> None:
    journal = (folder / "store" / "journal").read_bytes()
    assert zeren(folder, "build", "plan.txt").returncode == 0
    assert (folder / "store" / "journal").read_bytes() == journal


def test_changes_are_printed_in_the_form_that_was_asked_for(folder) -> None:
    changes = rows(folder, "history", "plan.txt", "--changes")
    assert {(row["version"], row["change"]) for row in changes} == {(1, "added")}
    assert len(changes) == rows(folder, "history", "plan.txt")[0]["added"]


def test_rebuild_names_the_documents_as_status_does(folder) -> None:
    assert zeren(folder, "rebuild").stdout == "✓ plan.txt — unchanged 未变\n"


@pytest.fixture(scope="module")
def corrected_once(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``corrected``, to be copied."""
    folder = shutil.copytree(built, tmp_path_factory.mktemp("corrected") / "folder")
    (measure,) = rows(folder, "who", "甲事")
    assert zeren(folder, "correct", measure["id"], "deadline=9月底").returncode == 0
    assert (folder / "data" / "decisions").is_dir()
    run = zeren(folder, "build", "plan.txt")
    assert (run.returncode, "未再应用" in run.stderr) == (0, False)
    (folder / "other").mkdir()
    return folder


@pytest.fixture
def corrected(corrected_once: Path, tmp_path: Path) -> Path:
    """The store with one correction in force, and another folder without decisions."""
    return shutil.copytree(corrected_once, tmp_path / "corrected")


@pytest.mark.parametrize("command", [("build", "../plan.txt"), ("rebuild",)])
def test_corrections_that_a_run_in_another_folder_drops_are_told(corrected, command: tuple[str, ...]) -> None:
    store = ("--store", str(corrected / "store"))
    kept = zeren(corrected / "other", *command, *store, "--decisions", "../data/decisions")
    assert (kept.returncode, "未再应用" in kept.stderr) == (0, False)
    run = zeren(corrected / "other", *command, *store)
    assert run.returncode == 0, run.stderr
    (line,) = (line for line in run.stderr.splitlines() if "未再应用" in line)
    assert line.startswith("✗ 1 条")
    for word in ("plan.txt", str(corrected / "other" / "data" / "decisions"), "--decisions DIR", "$ZEREN_DECISIONS"):
        assert word in line


def test_rebuild_tells_how_many_corrections_it_replayed_and_from_where(corrected) -> None:
    place = str(corrected / "data" / "decisions")
    assert f"corrections replayed: 1), 取自 (from) {place}" in zeren(corrected, "rebuild").stderr
    nowhere = zeren(corrected / "other", "rebuild", "--store", "../store").stderr
    assert "corrections replayed: 0)" in nowhere
    assert "there is none" in nowhere


def test_a_correction_that_the_source_has_overtaken_is_a_conflict_and_not_lost(corrected) -> None:
    (corrected / "plan.txt").write_text(PLAN.replace("6月底", "8月底"), encoding="utf-8")
    run = zeren(corrected, "build", "plan.txt")
    assert "conflict" in run.stdout
    assert "未再应用" not in run.stderr


def test_a_backup_that_is_not_there_is_not_found_and_makes_no_store(folder) -> None:
    run = zeren(folder, "restore", "missing.tar", "--store", "new")
    assert run.returncode == 66
    assert not (folder / "new").exists()


@pytest.fixture
def damaged(folder: Path) -> Path:
    """Three commits, the line of the last one damaged, and of its copy nothing left."""
    for name, word in (("two.txt", "乙"), ("three.txt", "丙")):
        (folder / name).write_text(PLAN.replace("甲", word), encoding="utf-8")
        assert zeren(folder, "build", name).returncode == 0
    data = bytearray((folder / "store" / "journal").read_bytes())
    data[-40] ^= 1
    (folder / "store" / "journal").write_bytes(data)
    (folder / "store" / "journal.copy").unlink()
    return folder


def test_a_damaged_journal_is_told_by_every_command_and_mended_by_rebuild(damaged) -> None:
    for command in (("status",), ("verify",)):
        run = zeren(damaged, *command)
        assert run.returncode == 1
        assert "journal is damaged" in run.stderr + run.stdout
        assert "three.txt" in run.stderr + run.stdout
    # Nor are there fewer rows in silence.
    for command in (("build", "plan.txt"), ("remove", "plan.txt"), ("backup", "-o", "b.tar"), ("who", "事"), ("export", "--as", "nq", "-o", "a")):
        run = zeren(damaged, *command)
        assert run.returncode == 74, run.stderr
        assert "commits 3" in run.stderr
        assert "three.txt" in run.stderr
        assert "zeren rebuild" in run.stderr
    assert not (damaged / "b.tar").exists()
    run = zeren(damaged, "rebuild")
    assert run.returncode == 0, run.stderr
    assert "commits 3 of the journal restored" in run.stderr
    assert [line.startswith("✓ ") for line in run.stdout.splitlines()] == [True] * 3
    assert zeren(damaged, "verify").returncode == 0
    assert {row["text"] for row in rows(damaged, "who", "事")} == {"做甲事。", "做乙事。", "做丙事。"}
    assert {row["name"]: row["form"] for row in rows(damaged, "status")} == dict.fromkeys(("plan.txt", "two.txt", "three.txt"), "txt")


def test_a_journal_with_its_copy_is_backed_up_whole_with_a_warning(folder) -> None:
    (folder / "store" / "journal").unlink()
    run = zeren(folder, "backup", "-o", "b.tar")
    assert run.returncode == 1
    assert "journal is damaged" in run.stderr
    # The documents that are at stake, the terms among them, and no part of the columns.
    assert "(commits 1): plan.txt, 术语与代码 (terms and codes); " in run.stderr
    assert zeren(folder, "restore", "b.tar", "--store", "new").returncode == 0
    assert rows(folder, "status", "--store", "new") == json.loads(zeren(folder, "status", "--format", "json").stdout)

"""Files that mean harm end within their limits, are told in one line each, and harm nothing beside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT
from hostile import corpora, files
from hostile.files import ODD, PLAN, old_word, pack
from zeren.ingest.files import BOUNDS
from zeren.read import DEFAULT

FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
FILES, QUICK = {**files.FILES, **corpora.FILES}, (*files.QUICK, *corpora.QUICK)
CODES = {0, 65}
"""read, or refused"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files and limits of POSIX")


MEASURED = (
    "import resource, subprocess, sys\n"
    "code = subprocess.call(sys.argv[2:])\n"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
    "open(sys.argv[1], 'w').write(f'{used.ru_utime + used.ru_stime} {used.ru_maxrss}')\n"
    "sys.exit(code)\n"
)
"""a small process between the test and the command: a process begins with the memory of the one that starts it, as it is counted"""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it and all its processes took."""

    returncode: int
    stdout: str
    stderr: str
    seconds: float
    """of processor time"""
    memory: int
    """KiB that the largest process held"""


def run(folder: Path, *arguments: str, **settings: str) -> Done:
    (folder / "tmp").mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(folder / "tmp"), **settings}
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        command = [sys.executable, "-S", "-c", MEASURED, "used", sys.executable, "-m", "zeren", *arguments]
        code = subprocess.call(command, cwd=folder, stdout=out, stderr=err, env=environment)
    seconds, memory = (folder / "used").read_text().split()
    said = [(folder / name).read_text(encoding="utf-8") for name in ("out", "err")]
    return Done(code, *said, float(seconds), int(memory))


def test_there_are_enough_of_them() -> None:
    assert len(FILES) == len(files.FILES) + len(corpora.FILES)
    assert len(FILES) + len(ODD) >= 150
    assert set(QUICK) <= set(FILES)


@pytest.mark.parametrize("name", FILES if FULL else QUICK)
def test_a_hostile_file_ends_within_its_limit_and_is_told_in_one_line(name, tmp_path) -> None:
    (tmp_path / name).write_bytes(FILES[name]())
    done = run(tmp_path, "extract", name)
    assert done.returncode in CODES, done.stderr
    assert len(done.stderr.splitlines()) == (done.returncode != 0), done.stderr
    assert "Traceback" not in done.stderr
    assert "fault of zeren" not in done.stderr
    # The time of one step, the time after it in which the process may end in order, and the start of two processes.
    assert done.seconds < BOUNDS.seconds + 10
    assert done.memory <= 1 << 20
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_is_no_regular_file_is_refused_before_a_byte_is_read(tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, make in ODD.items():
        make(folder / name)
    done = run(tmp_path, "extract", "in")
    assert done.returncode == 65
    assert sorted(line.split(":")[0] for line in done.stderr.splitlines()) == sorted(f"✗ {name}" for name in ODD)
    assert done.seconds < 10
    assert done.memory <= 1 << 20


def test_a_batch_with_hostile_files_stores_the_others(tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    hostile = ("blank-lines.txt", "bomb.docx", "span.docx", "laughs.docx")
    for name in hostile:
        (folder / name).write_bytes(FILES[name]())
    os.mkfifo(folder / "pipe.txt")
    for number in range(45):
        (folder / f"计划{number}.txt").write_text(PLAN.replace("甲", f"第{number}件"), encoding="utf-8")
    done = run(tmp_path, "build", "in", "--store", "store")
    assert done.returncode == 1
    assert done.stdout.count("✓ ") == 45
    assert sorted(line.split(":")[0] for line in done.stderr.splitlines()) == sorted(f"✗ {name}" for name in (*hostile, "pipe.txt"))


def test_a_process_that_is_killed_over_a_file_costs_that_file(tmp_path) -> None:
    """As the system does where memory runs out: whatever reads the one file is killed at once."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(PLAN, encoding="utf-8")
    code = (
        "import os, signal, zeren.read as room\n"
        "read = room.read\n"
        "def killed(data, name, **settings):\n"
        "    if name == 'b.txt': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return read(data, name, **settings)\n"
        "room.read = killed\n"
    )
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(code, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path / "site"), str(ROOT / "graph"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = run(tmp_path, "extract", "a.txt", "b.txt", "c.txt", PYTHONPATH=paths)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "✗ b.txt: 读取进程异常退出 (the process ended over it); 重新保存文件，或换一种格式 (save the file again or give another format)"
    ]
    assert len(done.stdout.splitlines()) == 4, "a plan and a measure of each other file"


def test_of_a_zip_of_old_documents_those_that_can_be_converted_are_kept(tmp_path) -> None:
    """In the place of LibreOffice: a program that makes nothing of any of them."""
    office = tmp_path / "bin" / "soffice"
    office.parent.mkdir()
    office.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    office.chmod(0o755)
    members = {f"{number:02}.doc": old_word() for number in range(60)}
    (tmp_path / "old.zip").write_bytes(pack({**members, "新.txt": PLAN}))
    done = run(tmp_path, "build", "old.zip", "--store", "store", PATH=f"{office.parent}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("✓ ") == 1
    assert done.stdout.count("LibreOffice cannot read this doc") == 60


def test_the_limits_are_those_that_are_told() -> None:
    assert (BOUNDS.seconds, BOUNDS.memory) == (DEFAULT.seconds, DEFAULT.memory) == (60, 1 << 30)
    page = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    table = page.split("| 上限 · limit |")[1].split("\n\n")[0]
    told = dict(re.findall(r"^\| .*\*(.+)\* \| (.+) \|$", table, re.MULTILINE))
    mib = 1 << 20
    assert told == {
        "a file": f"{DEFAULT.file_bytes // mib} MiB",
        "a member of a package, all of them, their number": (
            f"{DEFAULT.part_bytes // mib} MiB, {DEFAULT.package_bytes // mib} MiB, {DEFAULT.parts:,}"
        ),
        "zips inside zips": str(DEFAULT.depth),
        "cells of a table": f"{DEFAULT.cells:,}",
        "pages of a pdf": f"{DEFAULT.pages:,}",
        "processor time of one document": f"{DEFAULT.seconds:g} s",
        "memory": f"{DEFAULT.memory >> 30} GiB",
        "one conversion": f"{DEFAULT.convert_seconds:g} s",
    }

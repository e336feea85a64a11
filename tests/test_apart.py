"""What is done in processes apart ends alone, and what they leave behind is taken away."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hostile.files import PLAN, pack, word
from zeren.ground import temporary, workers
from zeren.ground.errors import LostWorker, OutOfTime, UnreadableInput
from zeren.ground.workers import Bounds
from zeren.ingest.files import File, find_files, read_bytes

BOUNDS = Bounds(60, 1 << 30)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes and folders of POSIX")


def hasten() -> None:
    """Give the parts of this worker's task a second altogether."""
    workers._AFTER, workers._State.bounds = 0, Bounds(0.4, 1 << 30)


def stuck(*_: object, **__: object) -> None:
    """Work in a library that hears of no signal until it is done, which would be tomorrow."""
    hashlib.pbkdf2_hmac("sha256", b"", b"", 10**9)


def part(name: str) -> str:
    if name == "stuck":
        stuck()
    if name == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "refused":
        raise UnreadableInput("no", "no")
    return name


def parts(*names: str) -> list[str]:
    """A task of several parts, each told by its result or by what it raised."""
    hasten()
    told = []
    for name in names:
        try:
            told.append(workers.isolated(part, name))
        except UnreadableInput as error:
            told.append(type(error).__name__)
    return told


def test_a_part_that_ends_its_process_costs_nothing_but_itself() -> None:
    names = ("first", "stuck", "killed", "refused", "last")
    assert workers.apart(parts, *names, bounds=BOUNDS) == ["first", "OutOfTime", "LostWorker", "UnreadableInput", "last"]
    workers.close()


def read_with_a_stuck_library(data: bytes, name: str) -> tuple[list[str], list[str]]:
    """Names and notices of a zip, read where the reader of docx never comes back from one of its members."""
    from zeren.read import docx, read

    hasten()
    reader = docx.read_docx
    docx.read_docx = lambda data, name, *a, **k: stuck() if "stuck" in name else reader(data, name, *a, **k)
    documents = read(data, name)
    return [each.name for each in documents], [notice.message for each in documents for notice in each.notices]


def test_of_a_zip_with_a_member_over_which_a_library_never_ends_the_others_are_kept() -> None:
    paragraph = word("<w:p><w:r><w:t>做甲事。</w:t></w:r></w:p>")
    data = pack({"a.docx": paragraph, "b-stuck.docx": paragraph, "c.docx": paragraph, "d.txt": PLAN})
    names, told = workers.apart(read_with_a_stuck_library, data, "计划.zip", bounds=BOUNDS)
    workers.close()
    assert names == ["计划.zip/a.docx", "计划.zip/c.docx", "计划.zip/d.txt"]
    assert [line.split(":")[0] for line in told] == ["计划.zip/b-stuck.docx"]
    assert "读取超时" in told[0]


def test_an_idle_worker_that_was_killed_costs_no_file() -> None:
    assert workers.apart(str.upper, "a", bounds=BOUNDS) == "A"
    (idle,) = workers._idle.workers
    os.kill(idle._process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, idle._process.pid, os.WEXITED | os.WNOWAIT)
    assert workers.apart(str.upper, "b", bounds=BOUNDS) == "B"
    workers.close()


def test_what_a_worker_is_told_of_the_machine_is_what_holds_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = workers.apart(os.getcwd, bounds=BOUNDS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert workers.apart(os.getcwd, bounds=BOUNDS) == str(tmp_path) != before
    assert workers.apart(os.getenv, "HOME", bounds=BOUNDS) == str(tmp_path)
    workers.close()


def test_errors_that_end_a_process_are_told_apart() -> None:
    assert isinstance(workers._ended(-signal.SIGXCPU, BOUNDS), OutOfTime)
    assert isinstance(workers._ended(-signal.SIGKILL, BOUNDS), LostWorker)


def test_the_folders_of_killed_processes_are_taken_away_and_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = "import sys\nfrom zeren.ground import temporary\nprint(temporary.make('office'), flush=True)\nsys.stdin.read()"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    killed, alive = (
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    )
    left, held = (Path(process.stdout.readline().strip()) for process in (killed, alive))
    (left / "source.doc").write_bytes(b"x")
    (tmp_path / "zeren-of-somebody").mkdir()
    killed.kill()
    killed.communicate()
    with temporary.temporary("index") as mine:
        temporary.sweep()
        assert sorted(tmp_path.iterdir()) == sorted([held, mine, tmp_path / "zeren-of-somebody"])
    alive.communicate()
    temporary.sweep()
    assert [path.name for path in tmp_path.iterdir()] == ["zeren-of-somebody"]


def test_a_link_to_a_folder_is_told_and_not_followed_unless_what_it_leads_to_is_read_anyway(tmp_path: Path) -> None:
    for place in ("in/2026/a.txt", "elsewhere/b.txt", "in/.hidden/c.txt"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(PLAN, encoding="utf-8")
    for name, target in (("latest", "2026"), ("circle", "."), ("out", "../elsewhere"), ("hidden", ".hidden")):
        (tmp_path / "in" / name).symlink_to(target)
    files = find_files([tmp_path / "in"])
    assert [file.name for file in files] == ["2026/a.txt", "hidden", "out"]
    for link in files[1:]:
        with pytest.raises(UnreadableInput, match=rf"{link.name}: 指向文件夹的链接.*not followed"):
            read_bytes(link)
    # Named itself, it is a folder like any other.
    assert [file.name for file in find_files([tmp_path / "in" / "out"])] == ["b.txt"]
    with pytest.raises(UnreadableInput, match="a folder"):
        read_bytes(File(tmp_path / "in", "in"))

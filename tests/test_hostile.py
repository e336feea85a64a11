"""What a demanding user and a careless disk do to the commands; file names and texts that mean harm among it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

import pytest

import commands
from conftest import CITY, DISTRICT, PLANS
from hostile.files import endless_pdf, old_word, pack

PLAN = "某某市{}年工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t{}\t市水务局\t6月底\n"
UNSEEN = [chr(code) for code in (*range(9), *range(14, 32), 0x7F, 0x9B, 0x202E, 0x2066)]

Run = commands.Run
Zeren = Callable[..., Run]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file names and signals of POSIX")


@pytest.fixture
def zeren(tmp_path: Path) -> Zeren:
    """Run the command in an empty folder, with its store there."""

    def run(*arguments: str | bytes, **settings: str) -> Run:
        return commands.run(*arguments, cwd=tmp_path, env=environment(**settings))

    return run


def environment(**settings: str) -> dict[str, str]:
    return {**os.environ, "ZEREN_STORE": "store", "LC_ALL": "C", **settings}


def write(path: Path, text: str = "做甲事。", year: int = 2026) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PLAN.format(year, text), encoding="utf-8")
    return path


def children(process: int) -> list[int]:
    """The processes that one has started and that have not ended."""
    with suppress(OSError):
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [int(child) for child in found]
    return []


def descendants(process: int) -> list[int]:
    found = children(process)
    return found + [below for child in found for below in descendants(child)]


def is_alive(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something has happened; only a failure takes long."""
    for _ in range(6_000):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("did not happen in five minutes")


def rows(run: Run) -> list[dict]:
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


NAMES = {
    b"esc\x1b[31m.txt": "esc\\x1b[31m.txt",
    b"line\nbreak.txt": "line\\x0abreak.txt",
    "left\u202e.txt".encode(): "left\\u202e.txt",
    b"bytes\xff\xfe.txt": "bytes\\xff\\xfe.txt",
    b"back\\slash.txt": "back\\x5cslash.txt",
    "空 格 <b>&\"'.txt".encode(): "空 格 <b>&\"'.txt",
    b"=cmd.txt": "=cmd.txt",
    b"-x.txt": "-x.txt",
    ("长" * 80 + ".txt").encode(): "长" * 80 + ".txt",
}


def test_a_file_of_any_name_is_stored_under_one_that_can_be_seen_and_typed(zeren, tmp_path) -> None:
    folder = write(tmp_path / "in" / "a.txt").parent
    for name in NAMES:
        (folder / os.fsdecode(name)).write_text(PLAN.format(2026, "做甲事。"))
    built = zeren("build", "in")
    assert built.returncode == 0, built.stderr
    stored = [row["name"] for row in rows(zeren("status", "--format", "json"))]
    assert stored == sorted(["a.txt", *NAMES.values()])
    for name in NAMES.values():
        assert f"✓ {name} — new" in built.stdout
        assert len(rows(zeren("history", "--format", "json", "--", name))) == 1
    listed = zeren("leads", "市水务局", "--format", "table")
    assert not [char for char in UNSEEN if char in built.stdout + listed.stdout]


def test_a_refused_file_is_one_line_whatever_its_name(zeren, tmp_path) -> None:
    (tmp_path / "bad\n✗ x\x1b[2J.txt").write_bytes(b"")
    run = zeren("extract", "bad\n✗ x\x1b[2J.txt")
    assert run.returncode == 65
    assert run.stderr.splitlines() == ["✗ bad\\x0a✗ x\\x1b[2J.txt: 空文件 (empty file); 重新复制或下载 (copy or download it again)"]
    missing = zeren("leads", "no\nbody", "--store", "no\nstore")
    assert len(missing.stderr.splitlines()) == 1


def test_hostile_words_reach_no_product_as_more_than_words(zeren, tmp_path) -> None:
    title = "某某市</script><script>alert(1)</script>=cmd|x"
    text = PLAN.format(2026, "做\x1b[31m\u202e\x00甲事</script><img src=x onerror=alert(1)>=1+1。")
    (tmp_path / "x.txt").write_text(text.replace("某某市", title), encoding="utf-8")
    assert zeren("build", "x.txt").returncode == 0
    for name in ("r.xlsx", "r.docx", "r.md", "r.html", "r.ics"):
        assert zeren("report", "市水务局", "-o", name).returncode == 0, name
    assert zeren("graph", "-o", "g.html").returncode == 0
    for form in ("ttl", "trig", "nq", "jsonld", "gexf", "graphml", "csv", "parquet", "neo4j", "cube", "stratml"):
        assert zeren("export", "--as", form, "-o", f"e.{form}").returncode == 0, form
    for page in ("r.html", "g.html"):
        shown = (tmp_path / page).read_text(encoding="utf-8")
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    for name in ("r.md", "r.html", "r.ics", "g.html", "e.gexf", "e.graphml", "e.csv/measures.csv", "e.stratml/report.md"):
        shown = (tmp_path / name).read_text(encoding="utf-8")
        assert not [char for char in UNSEEN if char in shown], name


def test_files_of_one_name_from_two_folders_are_both_stored(zeren, tmp_path) -> None:
    write(tmp_path / "2025" / "计划.txt", "做甲事。", 2025)
    write(tmp_path / "2026" / "计划.txt", "做乙事。", 2026)
    assert zeren("build", "2025/计划.txt", "2026").returncode == 0
    found = {row["text"]: row["source"] for row in rows(zeren("who", "事", "--format", "json"))}
    assert found == {
        "做甲事。": "2025/计划.txt table 1 row 2 column 2",
        "做乙事。": "2026/计划.txt table 1 row 2 column 2",
    }


def test_a_file_given_twice_is_read_once(zeren, tmp_path) -> None:
    write(tmp_path / "in" / "a.txt")
    run = zeren("build", "in/a.txt", "in", "./in/a.txt")
    assert run.stdout.count("✓ ") == 1
    assert run.stdout.startswith("✓ a.txt — new")


def test_build_says_that_two_files_hold_the_same_bytes(zeren, tmp_path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path / "in" / name)
    first = zeren("build", "in")
    assert "same bytes as 与下列文件内容相同，可能重复计数: a.txt" in first.stdout
    assert first.stdout.count("same bytes") == 1
    assert "same bytes" not in zeren("build", "in/a.txt", "--store", "other").stdout


def test_build_says_that_a_deleted_file_stays_in_the_store(zeren, tmp_path) -> None:
    write(tmp_path / "in" / "a.txt")
    write(tmp_path / "in" / "b.txt", "做乙事。")
    assert "earlier builds" not in zeren("build", "in").stdout
    (tmp_path / "in" / "b.txt").unlink()
    run = zeren("build", "in")
    assert "of earlier builds 此前读入、仍在库中: 1 (b.txt)" in run.stdout
    assert "zeren remove NAME" in run.stdout


def test_a_file_that_went_bad_is_refused_and_its_earlier_version_said_to_stay(zeren, tmp_path) -> None:
    write(tmp_path / "a.txt")
    zeren("build", "a.txt")
    (tmp_path / "a.txt").write_bytes(b"")
    run = zeren("build", "a.txt")
    assert run.returncode == 65
    assert "the earlier version stays" in run.stderr
    assert len(rows(zeren("who", "做甲事", "--format", "json"))) == 1


def test_a_missing_path_among_others_is_told_and_the_others_are_built(zeren, tmp_path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "empty").mkdir()
    run = zeren("build", "nowhere.txt", "empty", "a.txt")
    assert run.returncode == 1
    assert [line.split(":")[0] for line in run.stderr.splitlines()] == ["✗ nowhere.txt", "✗ empty"]
    assert "✓ a.txt — new" in run.stdout
    assert zeren("build", "nowhere.txt", "--store", "other").returncode == 66
    assert not (tmp_path / "other").exists()


def test_a_link_to_nowhere_is_refused_by_name(zeren, tmp_path) -> None:
    write(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "gone.txt").symlink_to("nowhere")
    (tmp_path / "in" / "loop.txt").symlink_to("loop.txt")
    run = zeren("build", "in")
    assert run.returncode == 1
    assert [line.split(":")[0] for line in run.stderr.splitlines()] == ["✗ gone.txt", "✗ loop.txt"]


@contextmanager
def held(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A build that holds the store while a worker reads a drawing that does not end."""
    (tmp_path / "endless.pdf").write_bytes(endless_pdf())
    command = [sys.executable, "-m", "zeren", "build", "endless.pdf"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8",
    ) as build:  # fmt: skip
        while not children(build.pid):
            assert build.poll() is None
            time.sleep(0.05)
        yield build
        build.kill()


def test_ctrl_c_ends_a_build_with_130_and_leaves_the_former_state(zeren, tmp_path) -> None:
    write(tmp_path / "a.txt")
    zeren("build", "a.txt")
    before = zeren("export", "--as", "nq", "-o", "before.nq").returncode
    with held(tmp_path) as build:
        build.send_signal(signal.SIGINT)
        said = build.communicate()
        assert build.returncode == 130
    assert said[1].strip().splitlines() == ["✗ 已中断，库保持原状 (interrupted; the store keeps its former state)"]
    assert (before, zeren("export", "--as", "nq", "-o", "after.nq").returncode) == (0, 0)
    assert (tmp_path / "before.nq").read_bytes() == (tmp_path / "after.nq").read_bytes()
    assert zeren("verify").returncode == 0


def test_a_second_build_names_the_process_that_holds_the_store(zeren, tmp_path) -> None:
    write(tmp_path / "a.txt")
    with held(tmp_path) as build:
        run = zeren("build", "a.txt")
        assert run.returncode == 75
        assert f"process {build.pid} " in run.stderr
        assert "--wait" in run.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc; elsewhere nobody is told of a parent's end")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("name", ["endless.pdf", "slow.doc", "slow.zip"])
def test_whatever_ends_a_build_leaves_no_process_and_no_folder(name, number, tmp_path) -> None:
    places = [tmp_path / place for place in ("in", "bin", "tmp")]
    for place in places:
        place.mkdir()
    data = {"pdf": endless_pdf, "doc": old_word, "zip": lambda: pack({"slow.doc": old_word()})}[name[-3:]]()
    (tmp_path / "in" / name).write_bytes(data)
    # In the place of LibreOffice: starts another process, and neither ends.
    office = tmp_path / "bin" / "soffice.bin"
    office.write_text("#!/bin/sh\nsleep 987 &\nsleep 988\n")
    office.chmod(0o755)
    (tmp_path / "bin" / "soffice").symlink_to(office)
    settings = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "tmp")}
    with subprocess.Popen(
        [sys.executable, "-m", "zeren", "build", "in"], cwd=tmp_path, env=environment(**settings),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as build:  # fmt: skip
        # The reader of the zip has one of its own for the member.
        wanted = {"pdf": 1, "doc": 3, "zip": 4}[name[-3:]]
        while len(family := descendants(build.pid)) < wanted:
            assert build.poll() is None
            time.sleep(0.05)
        build.send_signal(number)
        said = build.communicate()[1]
    assert build.returncode == (-9 if number == signal.SIGKILL else 130)
    assert "Traceback" not in said
    wait_for(lambda: not [process for process in family if is_alive(process)])
    wait_for(lambda: not list((tmp_path / "tmp").iterdir()))


@pytest.mark.parametrize(
    "arguments",
    [("leads", "区生态环境局"), ("extract", str(PLANS)), ("agency", "区生态环境局", "--format", "md"), ("--help",)],
)
def test_a_reader_that_goes_away_gives_no_error(arguments, store, tmp_path) -> None:
    command = [sys.executable, "-m", "zeren", *arguments]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(ZEREN_STORE=str(store)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:  # fmt: skip
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.read(1)
        run.stdout.close()
        said = run.stderr.read().decode()
    assert "✗" not in said
    assert "Traceback" not in said
    assert "Exception" not in said


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(closed, store, tmp_path) -> None:
    for arguments, code in (("rank", 0), ("query -", 2), ("extract -", 65)):
        command = f"'{sys.executable}' -m zeren {arguments} {closed}"
        run = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment(ZEREN_STORE=str(store)), capture_output=True,
            stdin=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip
        assert run.returncode == code, run.stderr
        assert "fault of zeren" not in run.stderr


def test_an_export_goes_through_a_link_and_takes_no_place_of_a_pipe(zeren, tmp_path) -> None:
    write(tmp_path / "a.txt")
    zeren("build", "a.txt")
    (tmp_path / "link").symlink_to("/dev/stdout")
    through = zeren("export", "--as", "nq", "-o", "link")
    assert through.returncode == 0, through.stderr
    assert (tmp_path / "link").is_symlink()
    assert zeren("export", "--as", "nq", "-o", "file.nq").returncode == 0
    assert through.stdout == (tmp_path / "file.nq").read_text(encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    # Into a file: a second pipe that nobody reads yet would fill and stop both.
    with (tmp_path / "read.nq").open("wb") as read, subprocess.Popen(["cat", "pipe"], cwd=tmp_path, stdout=read):
        assert zeren("export", "--as", "nq", "-o", "pipe").returncode == 0
    assert (tmp_path / "read.nq").read_bytes() == (tmp_path / "file.nq").read_bytes()
    assert (tmp_path / "pipe").is_fifo()


def test_an_export_of_one_plan_holds_its_document_only(zeren, store, tmp_path) -> None:
    graphs = {}
    for name, chosen in (("all.nq", ()), ("one.nq", ("--plan", "西城"))):
        run = zeren("export", "--as", "nq", "-o", name, *chosen, ZEREN_STORE=str(store))
        assert run.returncode == 0, run.stderr
        lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        graphs[name] = {unquote(line.rsplit(" ", 2)[1]).rpartition("/")[2] for line in lines}
    computed = graphs["all.nq"] - {f"{CITY.name}>", f"{DISTRICT.name}>"}
    assert len(computed) == 2, "beside the documents, what the one takes up of the other, and the terms"
    assert "ns>" in computed and len(graphs["all.nq"]) == 4
    assert graphs["one.nq"] == {f"{DISTRICT.name}>"}


def test_faulty_decisions_end_the_build_and_blame_no_file(zeren, tmp_path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "names.sssom.tsv").write_text("garbage\n", encoding="utf-8")
    run = zeren("build", "a.txt", "--decisions", "decisions")
    assert run.returncode == 65
    assert "decisions/names.sssom.tsv" in run.stderr
    assert rows(zeren("status", "--format", "json")) == []


def test_decisions_that_are_not_where_they_were_said_to_be_are_not_passed_over(zeren, tmp_path) -> None:
    write(tmp_path / "a.txt")
    for arguments in (("build", "a.txt"), ("extract", "a.txt")):
        assert zeren(*arguments, "--decisions", "nowhere").returncode == 66
        assert zeren(*arguments, ZEREN_DECISIONS="nowhere").returncode == 66
        assert zeren(*arguments).returncode == 0


def test_a_product_that_cannot_be_written_is_named_and_leaves_nothing(zeren, store, tmp_path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for arguments in (("report", "区水务局"), ("graph",), ("export", "--as", "nq")):
        run = zeren(*arguments, "-o", "file/x.md", ZEREN_STORE=str(store))
        assert run.returncode == 74
        assert "file" in run.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
    for wrong in (["区水务局", "--as", "docx", "-o", "a.xlsx"], ["--all", "-o", "a.xlsx"], ["区水务局", "-o", "a.pdf"]):
        assert zeren("report", *wrong, ZEREN_STORE=str(store)).returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]

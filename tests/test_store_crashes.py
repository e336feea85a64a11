"""Nothing acknowledged is lost, whatever ends the writer: kill -9, an error of the disk or of the engine, an interrupt."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storing import CRASH, ENVIRONMENT, GRAPH, crash, put, sound, source, triples, values
from zeren.ground.errors import StoreError
from zeren.store import index as indexes
from zeren.store import open_reader, open_writer

FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
KILLS = 500 if FULL else 100
OPENINGS = 200 if FULL else 80
INGEST = 6
"""documents of an ingest within which kills fall"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def quick(path: Path) -> Iterator[Path]:
    """A path in memory where the system has one: what is tried here is the order of steps, not the disk."""
    if not Path("/dev/shm").is_dir():
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix="zeren-test-", dir="/dev/shm"))
    yield folder / "store"
    shutil.rmtree(folder)


def check_after_crash(path: Path, acknowledged: list[str]) -> None:
    """Everything acknowledged is there, nothing is torn, and recovery takes less than a second of processor time."""
    began = time.process_time()
    with open_writer(path):
        pass
    assert time.process_time() - began < 1
    assert sound(path)
    with open_reader(path) as reader:
        kept = {
            version.sha256 for entry in reader.documents() for version in reader.history(entry.graph or "")
        }
        assert {line.split()[1] for line in acknowledged} <= kept
        if acknowledged:
            last = int(acknowledged[-1].split()[0])
            known = {entry.graph: entry.sha256 for entry in reader.documents()}
            for number in range(max(0, last - crash.GROUPS + 1), last + 1):
                document, graph, _ = crash.document(number)
                # The one after the last acknowledged may have landed too.
                assert known[graph] in (document.sha256, crash.document(number + crash.GROUPS)[0].sha256)


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """A process that forks writers which can be killed."""
    with Nursery() as opened:
        yield opened


class Nursery:
    """Starts writers and kills them."""

    def __enter__(self) -> Nursery:
        self._process = subprocess.Popen(
            [sys.executable, str(CRASH), "nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, path: Path, first: int, seconds: float) -> list[str]:
        """Store documents from ``first`` on for so long, then kill -9; gives the acknowledged ones."""
        child, lines = self._start(f"{first} -1 {path}")
        time.sleep(seconds)
        os.kill(child, 9)
        return lines + self._rest()

    def until(self, path: Path, documents: int) -> float:
        """Store so many documents; gives the seconds that it took."""
        began = time.perf_counter()
        child, lines = self._start(f"0 -1 {path}")
        while len(lines) < documents:
            lines.append(self._line())
        spent = time.perf_counter() - began
        os.kill(child, 9)
        self._rest()
        return spent

    def to_step(self, path: Path, step: int) -> list[str]:
        """Store documents until that step towards the disk; gives the acknowledged ones."""
        _, lines = self._start(f"0 {step} {path}")
        return lines + self._rest()

    def _start(self, order: str) -> tuple[int, list[str]]:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        lines = []
        # The child may be quicker than the one that tells its number.
        while not (line := self._line()).startswith("child "):
            lines.append(line)
        return int(line.split()[1]), lines

    def _rest(self) -> list[str]:
        return list(iter(self._line, "gone\n"))

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.endswith("\n")
        return line


def test_kill_minus_nine_loses_no_acknowledged_document(quick: Path, nursery: Nursery) -> None:
    """Killed at moments drawn over the whole ingest of INGEST documents, several times in every store."""
    dice = random.Random(20260301)
    whole = nursery.until(quick.with_name("whole"), INGEST)
    landed = 0
    for store in range(KILLS // 10):
        path = quick.with_name(str(store))
        said: list[str] = []
        for _ in range(10):
            said += nursery.run(path, len(said), dice.random() * whole)
            check_after_crash(path, said)
            with open_reader(path) as reader:
                stored = sum(entry.versions for entry in reader.documents())
            assert stored in (len(said), len(said) + 1)
            if stored > len(said):
                said.append(f"{len(said)} {crash.document(len(said))[0].sha256}\n")
        landed += len(said)
        shutil.rmtree(path)
    assert landed >= KILLS


def test_an_end_at_every_step_towards_the_disk_leaves_the_former_or_the_new_state(
    quick: Path, nursery: Nursery
) -> None:
    ends = 0
    for step in range(200):
        path = quick.with_name(str(step))
        said = nursery.to_step(path, step)
        ends += 1
        check_after_crash(path, said)
        if len(said) == 2:
            break
    assert ends > 30


def _faults(path: Path, code: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Raise ``code`` at the first, second, … step of a commit until one goes through; yields after each."""
    for fault in range(200):
        left = [fault]

        def act(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            for name in crash.STEPS:
                real = getattr(os, name)
                patch.setattr(os, name, lambda *a, _real=real, _act=act, **k: (_act(), _real(*a, **k))[1])
            try:
                put(path, f"fault {fault}", triples("new", f"fault {fault}"))
            except StoreError as error:
                assert os.strerror(code) in str(error)
        yield fault
        if left[0] >= 0:
            return


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_an_error_of_the_disk_at_every_step_leaves_a_consistent_store(
    quick: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(quick, "v1", triples("old"))
    previous = values(quick)
    count = 0
    for fault in _faults(quick, code, monkeypatch):
        new = ["fault " + str(fault), "new"]
        assert values(quick) in (previous, new)
        with open_writer(quick):
            pass
        assert values(quick) in (previous, new)
        assert sound(quick)
        previous = values(quick)
        count += 1
    assert count > 15
    assert previous == new


@pytest.mark.parametrize("method", ["_load", "_change", "_publish"])
def test_an_error_of_the_engine_is_a_store_error_and_the_next_run_completes(
    path: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        put(path, f"v{number}", triples(f"a{number}"), graph=f"http://e/{number}", name=f"{number}.txt")
    assert values(path) == ["a0", "a1", "a2", "a3"]

    def fail(*_: object) -> None:
        raise RuntimeError("IO error: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(indexes, method, fail)
        put(path, "v9", triples("b"), graph="http://e/0", name="0.txt")
        if method == "_change":
            # What cannot be brought on is made anew.
            assert values(path) == ["a1", "a2", "a3", "b"]
        else:
            with pytest.raises(StoreError, match="No space left"):
                values(path)
    assert values(path) == ["a1", "a2", "a3", "b"]
    assert sound(path)


def test_a_full_disk_loses_nothing_and_the_next_run_works(tmp_path: Path) -> None:
    mount = tmp_path / "small"
    mount.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(mount)], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        path = mount / "store"
        filler = mount / "filler"
        dice = random.Random(1)
        stored: list[str] = []
        with pytest.raises(StoreError, match=r"No space left|cannot"):
            for number in range(200):
                text = dice.randbytes(60_000).hex()
                put(path, text, triples(text), graph=f"http://e/{number}", name=f"{number}.txt")
                stored.append(text)
        assert stored
        subprocess.run(["mount", "-o", "remount,size=40m", str(mount)], check=True)
        assert not filler.exists()
        with open_writer(path):
            pass
        assert set(stored) <= set(values(path))
        assert sound(path)
        assert put(path, "after", triples("after"), graph="http://e/after").status == "new"
        assert "after" in values(path)
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def test_an_interrupted_build_leaves_the_former_state(path: Path) -> None:
    put(path, "v1", triples("a"))
    with pytest.raises(KeyboardInterrupt), open_writer(path) as writer:
        writer.put(source("v2"), GRAPH, triples("b"))
        raise KeyboardInterrupt
    assert values(path) == ["a"]


def test_openings_during_an_ingest_all_succeed(quick: Path) -> None:
    put(quick, "v0", triples("0"))
    # A commit takes 3 ms, an opening ten times that: the pause keeps the ingest going as long as the openings do.
    command = [sys.executable, str(CRASH), str(quick), "0", "0.02"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    try:
        seen = set()
        for _ in range(OPENINGS):
            with open_reader(quick) as reader:
                assert reader.query("ASK { GRAPH ?g { ?s ?p '0' } }") is True
                seen.add(reader.number)
        assert child.poll() is None, "the ingest was over before the openings were"
    finally:
        child.kill()
        child.wait()
    assert len(seen) > 3

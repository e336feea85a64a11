"""The commands that tests fork say and end as those that are started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import commands

PLAN = "某某市2026年工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t做甲事。\t市水务局\t6月底\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("rank", "--top", "2", "--format", "json"), 0), (("frobnicate",), 2), (("extract", "missing.txt", "plan.txt"), 1),
        (("query", "-", "--format", "csv"), 0), (("build", "plan.txt", "--store", "own"), 0), (("leads", "火星局"), 66),
    ],
)  # fmt: skip
def test_a_forked_command_says_and_ends_as_one_that_is_started(arguments: tuple[str, ...], code: int, store: Path, tmp_path: Path) -> None:
    environment, given = {**os.environ, "ZEREN_STORE": str(store), "LC_ALL": "C"}, "ASK { ?m a zr:Measure }"
    for name in ("started", "forked"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").write_text(PLAN, encoding="utf-8")
    started = subprocess.run(
        [sys.executable, "-m", "zeren", *arguments], cwd=tmp_path / "started", env=environment, input=given, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    forked = commands.run(*arguments, cwd=tmp_path / "forked", env=environment, given=given)
    assert (forked.returncode, forked.stdout, forked.stderr) == (started.returncode, started.stdout, started.stderr)
    assert forked.returncode == code
    made = [sorted(path.name for path in (tmp_path / name).iterdir()) for name in ("started", "forked")]
    assert made[0] == made[1]


def test_a_forked_command_takes_nothing_from_the_one_before(store: Path, tmp_path: Path) -> None:
    assert commands.run("rank", cwd=tmp_path, env={**os.environ, "ZEREN_STORE": str(store)}).returncode == 0
    bare = {name: value for name, value in os.environ.items() if name != "ZEREN_STORE"}
    assert commands.run("rank", cwd=tmp_path, env=bare).returncode == 66

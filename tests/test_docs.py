"""The documents build without a warning, and what they list is what the program has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

DOCS = ROOT / "docs"


def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(DOCS), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    home = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "五分钟上手" in home
    # Captions have a rank, and what scrolls is reached by keys.
    assert 'role="heading"' in home and not re.search('role="heading"(?! aria-level)', home)
    assert "<pre>" not in (tmp_path / "commands.html").read_text(encoding="utf-8")
    assert not re.search(r'src="https?:|<link[^>]*href="https?:', home), "a page fetches something from outside"


def test_commands_and_tables_are_those_of_the_program() -> None:
    run = subprocess.run([sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


def keys(value: object, path: str = "") -> set[str]:
    """Names of all fields of a record, ``[]`` behind those that hold lists of records."""
    if isinstance(value, list):
        return {key for one in value for key in keys(one, path + "[]")}
    if not isinstance(value, dict):
        return set()
    inner = {key for name, one in value.items() for key in keys(one, f"{path}.{name}" if path else name)}
    return {f"{path}.{name}" if path else name for name in value} | inner


@pytest.fixture(scope="module")
def records() -> list[dict[str, object]]:
    """All records of both plans."""
    lines: list[str] = []
    for file in sorted((ROOT / "data" / "plans").iterdir()):
        run = subprocess.run([sys.executable, "-m", "zeren", "extract", str(file), "--format", "jsonl"], capture_output=True, text=True, check=True)
        lines += run.stdout.splitlines()
    return list(map(json.loads, lines))


@pytest.mark.parametrize("kind", ["plan", "measure", "target", "reference"])
def test_every_field_of_a_record_is_told_and_none_that_is_not_there(kind: str, records: list[dict[str, object]]) -> None:
    page = (DOCS / "record.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", page.split(f"\n## {kind}\n")[1], flags=re.MULTILINE)[0]
    told = {name.removesuffix("[]") for row in section.splitlines() if row.startswith("| `") for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    # The plan of a measure, targets and sources are told once, in a section of their own.
    found = {
        key
        for record in records
        if record["type"] == kind
        for key in keys(record)
        if not re.match(r"(?:plan|targets\[\]|by_rule\[\])\.", key)
    }
    sources = {key for key in found if key.startswith("source.")} if kind != "measure" else set()
    assert found - sources == told

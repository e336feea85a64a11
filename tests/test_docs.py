"""The documents build without a warning, and what they list is what the program has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import commands
from conftest import ROOT
from zeren.cli import cli
from zeren.ground.labels import codes_of

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


def test_every_file_that_a_recipe_names_is_there() -> None:
    rooms = ("graph", "ontology", "scripts", "tests", "docs")
    there = [f"/{path.relative_to(ROOT).as_posix()}" for room in rooms for path in (ROOT / room).rglob("*")]
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    # `codes.ttl`, `ontology/register/functions.tsv`, `scripts/lock`; no `NAME.sql`, which stands for any.
    names = set(re.findall(r"`((?:[a-z_]+/)*[a-z_-]+\.(?:py|tsv|ttl|md|html|cfg))`|`(scripts/[a-z.]+)", told))
    named = {one or other for one, other in names} - {"setup.cfg"}
    assert len(named) > 30
    assert {name for name in named if not any(path.endswith(f"/{name}") for path in there)} == set()


def commands_told() -> list[tuple[str, str]]:
    """Every ``zeren …`` of the documents, in blocks and in running text, with its file."""
    found = []
    for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md")), *sorted((ROOT / "ontology").rglob("README.md"))]:
        text = file.read_text(encoding="utf-8").replace("\\\n", " ")
        blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
        lines = re.findall(r"^(?:\$ )?(zeren .+?)(?:  +#.*)?$", blocks, re.MULTILINE) + re.findall(r"`(zeren [^`]+)`", text)
        found += [(file.name, line) for line in lines]
    return found


def test_every_command_that_the_documents_tell_has_the_options_that_they_give_it() -> None:
    told = commands_told()
    assert len(told) > 200
    for file, line in told:
        command: click.Command = cli
        known = {name for one in cli.params for name in one.opts} | {"--help"}
        for word in re.split(r"[\s、；，。（)]+", line)[1:]:
            if isinstance(command, click.Group) and (inner := command.get_command(click.Context(command), word)) is not None:
                command = inner
                # zeren ledger 区水务局 is zeren ledger write 区水务局.
                write = inner.get_command(click.Context(inner), "write") if isinstance(inner, click.Group) else None
                params = [*inner.params, *(write.params if write else ())]
                known |= {name for one in params for name in (*one.opts, *one.secondary_opts)}
            elif word.startswith("-") and word.strip("-"):
                assert word.partition("=")[0] in known, f"{file}: {line}"
        assert command is not cli or re.search("COMMAND|--help|--version", line), f"{file}: {line}"


def test_the_list_of_documents_names_them_all() -> None:
    listed = (DOCS / "README.md").read_text(encoding="utf-8")
    own = {path.name for path in DOCS.iterdir() if path.suffix in (".md", ".ipynb", ".rq")} - {"README.md", "index.md"}
    assert {name for name in own if f"({name})" not in listed} == set()


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
        run = commands.run("extract", str(file), "--format", "jsonl")
        assert run.returncode == 0, run.stderr
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


@pytest.mark.parametrize(
    ("field", "scheme", "prefix"),
    [
        ("deadline.kind", "deadline-kinds", "deadline-"),
        ("assignments[].basis", "bases", "basis-"),
        ("assignments[].role", "roles", ""),
        ("force", "forces", "force-"),
        ("relation", "relations", "relation-"),
    ],
)
def test_the_codes_that_the_record_may_hold_are_told(field: str, scheme: str, prefix: str) -> None:
    page = (DOCS / "record.md").read_text(encoding="utf-8")
    told = next(line for line in page.splitlines() if line.startswith(f"| `{field}` |"))
    missing = {code for code in codes_of(scheme) if not re.search(rf"\b{re.escape(code.removeprefix(prefix))}\b", told)}
    assert missing == set()

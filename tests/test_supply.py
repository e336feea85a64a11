"""What the program is made of: versions held by bounds and hashes, files of others unchanged, licences told."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from conftest import ROOT
from zeren.cli import cli
from zeren.ground.errors import MissingPackage

sys.path.insert(0, str(ROOT / "scripts"))
import locked

LOCKS = {"run": "all", "test": "test"}
"""lock file → the extra of setup.cfg that it holds"""
VENDORED = sorted(path.parent for path in (ROOT / "graph").rglob("*.min.js"))


def pinned(kind: str) -> list[tuple[Requirement, int]]:
    """Requirements of a lock file, each with the number of its hashes."""
    text = (ROOT / "scripts" / f"lock-{kind}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return [(Requirement(line.partition(" --hash")[0]), line.count("--hash=sha256:")) for line in lines]


@pytest.mark.parametrize("kind", LOCKS)
def test_a_lock_file_is_of_the_lists_in_setup_cfg(kind) -> None:
    text = (ROOT / "scripts" / f"lock-{kind}.txt").read_text(encoding="utf-8")
    assert text.startswith(locked.head()), "setup.cfg has changed: run scripts/lock"
    found: dict[str, list[Requirement]] = {}
    for requirement, hashes in pinned(kind):
        assert hashes > 0, requirement
        found.setdefault(plain(requirement.name), []).append(requirement)
    for line in locked.requirements(LOCKS[kind]):
        wanted = Requirement(line)
        for held in found[plain(wanted.name)]:
            (version,) = held.specifier
            assert version.operator == "=="
            assert wanted.specifier.contains(version.version), f"{held} for {wanted}"


def plain(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def test_no_lock_file_names_an_index() -> None:
    for kind in LOCKS:
        text = (ROOT / "scripts" / f"lock-{kind}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text


def test_every_package_is_bounded_below_what_may_break_the_program() -> None:
    for line in locked.requirements("all"):
        requirement = Requirement(line)
        assert any(bound.operator in ("<", "~=", "==") for bound in requirement.specifier), line
    (engine,) = (Requirement(line) for line in locked.requirements() if line.startswith("pyoxigraph"))
    assert not engine.specifier.contains("0.6.0"), "the next form of its files is not ours"


def test_the_scripts_install_what_is_locked_and_nothing_else() -> None:
    text = (ROOT / "scripts" / "environment").read_text(encoding="utf-8")
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert "--no-deps --require-hashes" in installs[0]
    assert "--no-deps --no-build-isolation" in installs[1]


@pytest.mark.parametrize("folder", VENDORED, ids=lambda path: path.name)
def test_files_of_others_are_as_they_were_published(folder) -> None:
    sums = dict(
        reversed(line.split(maxsplit=1)) for line in (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    )
    sums = {name.lstrip("*"): digest for name, digest in sums.items()}
    own = {path.name for path in folder.iterdir() if not path.name.startswith(("LICENSE", "SOURCE", "SHA256SUMS"))}
    assert own <= set(sums)
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_every_licence_is_told() -> None:
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `?([\w./-]+)`? \|", text, re.MULTILINE))
    assert {plain(requirement.name) for requirement, _ in pinned("run")} <= told
    assert {folder.relative_to(ROOT).as_posix() for folder in VENDORED} <= told
    assert "?" not in text


# What only one feature needs, by extra: the package, and how a user meets it.
LEAN = {
    "calendar": ("icalendar", ["report", "区水务局", "-o", "水务.ics"]),
    "fuzzy": ("rapidfuzz", ["names", "review"]),
    "png": ("resvg_py", ["picture", "bars", "-o", "图.png"]),
    "mcp": ("mcp", ["mcp"]),
}


@pytest.mark.parametrize("extra", LEAN)
def test_what_only_one_feature_needs_is_an_extra_that_its_message_names(extra, store, tmp_path, monkeypatch) -> None:
    package, arguments = LEAN[extra]
    monkeypatch.chdir(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    run = CliRunner().invoke(cli, [*arguments, "--store", str(store)])
    assert isinstance(run.exception, MissingPackage), run.output
    assert f"pip install 'zeren[{extra}]'" in str(run.exception)
    assert "需要" in str(run.exception) and "needs" in str(run.exception)
    assert run.exception.exit_code == 69
    assert list(tmp_path.iterdir()) == []


def test_extras_of_single_features_are_installed_by_the_scripts() -> None:
    every, core = locked.requirements("all"), locked.requirements()
    for extra in set(LEAN) - {"mcp"}:
        own = set(locked.requirements(extra)) - set(core)
        assert own
        assert own <= set(every)
        assert own <= set(locked.requirements("test"))


def test_what_a_user_gets_has_nothing_of_a_notebook(store) -> None:
    names = {plain(requirement.name) for requirement, _ in pinned("run")}
    assert not names & {"ipython", "jedi", "prompt-toolkit", "ipykernel"}
    code = (
        "import sys; from zeren import ask, draw; from zeren.store import open_reader\n"
        f"with open_reader({str(store)!r}) as reader: page = draw.page(ask.load_duties(reader, '附3'), title='x')\n"
        "print(len(page) > 100000, sorted({'IPython', 'jsonpickle', 'jedi'} & {name.partition('.')[0] for name in sys.modules}))\n"
        "from pyvis.network import Network; print('nodes' in dir(Network()), len(Network().to_json()) > 100)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["True []", "True True"]

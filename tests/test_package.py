"""The built wheel carries all that the program needs and works from an empty folder."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CITY, ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the installed wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("zeren-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True)
    return folder / "site"


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "ZEREN_STORE": str(cwd / "store")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


def test_the_wheel_answers_a_question_from_an_empty_folder(installed, tmp_path) -> None:
    where = run(installed, tmp_path, "-c", "import zeren; print(zeren.__file__)").stdout.strip()
    assert Path(where).is_relative_to(installed)
    assert run(installed, tmp_path, "-m", "zeren", "build", str(CITY)).returncode == 0
    asked = run(installed, tmp_path, "-m", "zeren", "question", "rank", "role=lead", "top=1", "--format", "csv")
    assert "北京市生态环境局" in asked.stdout
    page = run(installed, tmp_path, "-m", "zeren", "graph", "-o", "page.html")
    assert page.returncode == 0, page.stderr
    assert run(installed, tmp_path, "-m", "zeren", "report", "市水务局", "-o", "a.xlsx").returncode == 0


def test_every_package_and_data_file_of_the_checkout_is_in_the_wheel(installed) -> None:
    missing = []
    for base, target in ((ROOT / "graph" / "zeren", "zeren"), (ROOT / "ontology", "zeren/ontology")):
        for path in base.rglob("*"):
            parts = path.relative_to(base).parts
            if path.is_file() and not any(part == "__pycache__" or part.startswith(".") for part in parts):
                inside = installed / target / path.relative_to(base)
                missing += [] if inside.exists() else [str(path.relative_to(ROOT))]
    assert missing == []


def test_what_the_program_imports_it_also_requires() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    wanted = setup["options"]["install_requires"].lower()
    for name in ("click", "networkx", "rdflib", "pyvis", "pyoxigraph", "jinja2", "numpy", "xlsxwriter"):
        assert name in wanted

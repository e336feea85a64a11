"""The rooms on the way do not know one another, and the command costs little before it is told what to do."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from conftest import ROOT

CODE = ROOT / "graph" / "zeren"
SHARED = {"errors", "resources", "model", "fold", "vocabulary", "duties"}
"""what every room may import: the records, the words, the errors"""
MAY = {
    "read": SHARED | {"workers"},
    "outline": SHARED,
    "extract": SHARED | {"outline"},
    "names": SHARED,
    "triples": SHARED,
    "bodies": SHARED | {"triples"},
    "state": SHARED | {"bodies", "triples"},
    "record": SHARED,
    "table": SHARED,
    "store": SHARED | {"table"},
    "ask": SHARED | {"recur", "table"},
    "cascade": SHARED | {"triples"},
    "editions": SHARED | {"cascade", "triples"},
    "network": SHARED | {"table"},
    "draw": SHARED | {"network"},
    "picture": SHARED | {"network", "draw", "ask"},
    "report": SHARED | {"recur", "editions"},
    "export": SHARED | {"network", "triples"},
    "check": SHARED | {"agree", "ask", "triples"},
}
"""room → the other rooms that it may know; ``pipeline``, ``build`` and ``cli`` compose them all"""
HEAVY = {"duckdb", "rdflib", "resvg_py", "networkx", "numpy", "pyvis", "pyoxigraph", "xlsxwriter", "docx", "pdfplumber", "lxml", "openpyxl"}


def imports(path) -> set[str]:
    """Modules that a file imports anywhere, as dotted names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"zeren.{alias.name}" for alias in node.names} if node.module == "zeren" else set()
            found |= names or {node.module}
    return found


@pytest.mark.parametrize("room", sorted(MAY))
def test_a_room_knows_only_what_it_may(room) -> None:
    files = [CODE / f"{room}.py"] if (CODE / f"{room}.py").exists() else sorted((CODE / room).rglob("*.py"))
    assert files
    for file in files:
        others = {name.split(".")[1] for name in imports(file) if name.startswith("zeren.")} - {room, "__version__"}
        assert others <= MAY[room], f"{file.relative_to(ROOT)} imports {sorted(others - MAY[room])}"


def test_help_and_extract_load_none_of_the_heavy_packages() -> None:
    plan = next((ROOT / "data" / "plans").iterdir())
    for arguments in (["--help"], ["extract", str(plan)]):
        code = (
            "import sys\nfrom zeren.cli import main\n"
            f"try:\n main({arguments!r})\nexcept SystemExit as end:\n"
            f" print(end.code, sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stderr.splitlines()[-1] == "0 []"

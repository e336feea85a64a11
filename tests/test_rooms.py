"""The rooms on the way do not know one another, and the command costs little before it is told what to do."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from conftest import ROOT

CODE = ROOT / "graph" / "zeren"
GROUND = {"ground"}
"""what every room may import: the records, the words, the errors"""
OUT = GROUND | {"table"}
"""what a room of the way out may import besides: the landing"""
ROOMS = {
    "ground": set(),
    "read": GROUND,
    "outline": GROUND,
    "extract": GROUND | {"outline"},
    "names": GROUND,
    "state": GROUND,
    "decisions": OUT | {"editions"},
    "cascade": GROUND,
    "editions": GROUND | {"cascade"},
    "table": GROUND,
    "store": OUT,
    "xlsx": GROUND,
    "ledger": OUT | {"read", "xlsx"},
    "ask": OUT,
    "compare": OUT | {"ask", "xlsx"},
    "network": OUT,
    "draw": OUT,
    "picture": OUT | {"ask", "network", "draw"},
    "report": OUT | {"editions", "ledger", "xlsx"},
    "paper": OUT | {"ledger", "read", "report"},
    "export": OUT,
    "check": OUT | {"ask", "xlsx"},
    "ingest": GROUND | {"cascade", "decisions", "editions", "extract", "ledger", "names", "outline", "read", "state", "store"},
    "book": OUT | {"ask", "draw", "editions", "ingest", "network", "report", "store"},
    "serve": OUT | {"ask", "compare", "draw", "extract", "ledger", "names", "network", "picture", "read", "report", "state", "store", "xlsx"},
    "site": OUT | {"ask", "draw", "picture", "read", "report", "serve", "state", "store"},
    "assistant": OUT | {"ask", "book", "compare", "editions", "ingest", "ledger", "serve", "store"},
    "cli": None,
}
"""room → the other rooms that it may know; None: it composes them all"""
FLOORS = ("bodies", "time", "target", "statement", "cells", "prose", "table")
"""rooms inside ``extract``, each of which may know those before it"""
ABOVE = {"explain", "inside"}
"""modules of ``extract`` that stand above its rooms; its other ones stand below them"""
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


def test_every_module_lies_in_a_room_and_every_room_is_known() -> None:
    assert {path.name for path in CODE.glob("*.py")} == {"__init__.py", "__main__.py"}
    assert {path.parent.name for path in CODE.glob("*/__init__.py")} == set(ROOMS)


@pytest.mark.parametrize("room", sorted(name for name, may in ROOMS.items() if may is not None))
def test_a_room_knows_only_what_it_may(room) -> None:
    for file in sorted((CODE / room).rglob("*.py")):
        others = {name.split(".")[1] for name in imports(file) if name.startswith("zeren.")} - {room}
        assert others <= ROOMS[room], f"{file.relative_to(ROOT)} imports {sorted(others - ROOMS[room])}"


def test_a_room_inside_extract_knows_only_those_below_it() -> None:
    assert {path.parent.name for path in (CODE / "extract").glob("*/__init__.py")} == set(FLOORS)
    for file in sorted((CODE / "extract").rglob("*.py")):
        inner = file.parent.name in FLOORS
        below = FLOORS[: FLOORS.index(file.parent.name) + 1] if inner else FLOORS if file.stem in ABOVE else ()
        named = {name.split(".")[2] for name in imports(file) if name.startswith("zeren.extract.")}
        over = (named & set(FLOORS)) - set(below) | (named & ABOVE if inner else set())
        assert not over, f"{file.relative_to(ROOT)} imports {sorted(over)}"


def test_no_rooms_know_one_another_in_a_circle() -> None:
    knows = {room: set(may or ()) for room, may in ROOMS.items()}
    while free := {room for room, may in knows.items() if not may & set(knows)}:
        knows = {room: may for room, may in knows.items() if room not in free}
    assert not knows, f"a circle among {sorted(knows)}"


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

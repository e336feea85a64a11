"""What the tests of the store share: small documents, their statements, and a look at what lies on the disk."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from zeren.store import Outcome, Solutions, Source, open_reader, open_writer, verify

CRASH = Path(__file__).with_name("store") / "crash.py"
_spec = importlib.util.spec_from_file_location("crash", CRASH)
assert _spec is not None
assert _spec.loader is not None
crash: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(crash)
GRAPH = "http://example.org/plan/a"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def source(text: str, name: str = "a.txt") -> Source:
    data = text.encode()
    return Source(name, hashlib.sha256(data).hexdigest(), data)


def triples(*words: str, subject: str = "http://example.org/s") -> bytes:
    return "".join(f'<{subject}> <http://example.org/p> "{word}" .\n' for word in words).encode()


def put(path: Path, text: str, quads: bytes, *, graph: str = GRAPH, name: str = "a.txt") -> Outcome:
    with open_writer(path) as writer:
        outcome = writer.put(source(text, name), graph, quads, {"title": text})
        writer.commit()
    return outcome


def dump(path: Path) -> list[str]:
    with open_reader(path) as reader:
        return list(reader.dump())


def values(path: Path) -> list[str]:
    """The objects that a query finds, which is what the index, not the kept files, says."""
    with open_reader(path) as reader:
        found = reader.query("SELECT ?o { ?s <http://example.org/p> ?o } ORDER BY ?o")
    assert isinstance(found, Solutions)
    return [str(row["o"]) for row in found]


def indexed(path: Path, kind: str = "union") -> list[Path]:
    """The indexes that are there, the newest last."""
    return sorted(folder for folder in (path / "index" / kind).iterdir() if folder.is_dir())


def sound(path: Path) -> bool:
    assert verify(path) == []
    return True


def tree(path: Path) -> dict[str, bytes]:
    return {str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()}


FORMAT_1 = Path(__file__).with_name("store") / "format-1.tar.xz"
"""a store as zeren 0.1.0 left it: a.txt in two versions, b.txt, c.txt removed, scan.pdf refused"""


def three(path: Path) -> None:
    put(path, "v1", triples("a"))
    put(path, "v2", triples("b"))
    put(path, "w1", triples("w"), graph="http://e/w", name="w.txt")


def kept(path: Path, folder: str) -> list[Path]:
    return sorted(file for file in (path / folder).rglob("*") if file.is_file())

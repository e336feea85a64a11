"""The files of a snapshot with their digests, written when it is made: damage is found without knowing what a query meets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from zeren.store import disk

SEAL = "zeren-files.json"
"""lies in the folder of a snapshot, whose engine passes over names that are not its own"""
_PIECE = 1 << 20
Files = dict[str, tuple[int, str]]
"""name → bytes and hexadecimal SHA-256"""


def seal(folder: Path, former: Path | None = None) -> None:
    """Write the digests of all files of a snapshot.

    A table that the ``former`` snapshot has too (it is the same file, by a second link) keeps the digest that it was sealed
    with: were it damaged since, a new digest would call the damage good.
    """
    known = read(former) if former is not None else {}
    files: Files = {}
    for path in sorted(folder.iterdir()):
        held = known.get(path.name)
        same = held and former is not None and _is_same(path, former / path.name)
        files[path.name] = held if held and same else (path.stat().st_size, _digest(path))
    text = json.dumps(files, sort_keys=True).encode()
    disk.write(folder / SEAL, [hashlib.sha256(text).hexdigest().encode() + b"\n" + text + b"\n"])


def _is_same(one: Path, two: Path) -> bool:
    try:
        return one.samefile(two)
    except OSError:
        return False


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def read(folder: Path) -> Files:
    """Return what a snapshot was sealed with; empty where the seal is missing or damaged."""
    try:
        check, _, text = (folder / SEAL).read_bytes().rstrip(b"\n").partition(b"\n")
    except OSError:
        return {}
    if hashlib.sha256(text).hexdigest().encode() != check:
        return {}
    return {name: (size, digest) for name, (size, digest) in json.loads(text).items()}


def faults(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each file of a sealed snapshot that is not as it was, and what is wrong with it."""
    files = read(folder)
    if not files:
        yield SEAL, "文件清单丢失或损坏 (the list of its files is missing or damaged)"
    for name, (size, digest) in sorted(files.items()):
        path = folder / name
        try:
            if path.stat().st_size != size or _digest(path) != digest:
                yield name, "已被改动 (has changed)"
        except FileNotFoundError:
            yield name, "丢失 (missing)"
        except OSError as error:
            yield name, f"无法读取 (cannot be read: {error.strerror})"

"""The files of an index with their digests, written when it is made: damage is found without knowing what a query meets."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zeren.store import disk

SEAL = "zeren-files.json"
"""lies in the folder of an index, whose engine passes over names that are not its own"""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Seal:
    """What an index was made of."""

    files: Mapping[str, tuple[int, str]]
    """name → bytes and hexadecimal SHA-256; empty where the seal is missing or damaged"""
    documents: Mapping[str, str]
    """graph IRI → digest of its statements"""


def seal(folder: Path, former: Path | None, documents: Mapping[str, str]) -> None:
    """Write the digests of all files of an index, and of which documents it is.

    A table that the ``former`` index has too (it is the same file, by a second link) keeps the digest that it was sealed
    with: were it damaged since, a new digest would call the damage good.
    """
    known = read(former).files if former is not None else {}
    files: dict[str, tuple[int, str]] = {}
    for path in sorted(folder.iterdir()):
        held = known.get(path.name)
        same = held and former is not None and _is_same(path, former / path.name)
        files[path.name] = held if held and same else (path.stat().st_size, _digest(path))
    text = json.dumps({"files": files, "documents": dict(documents)}, sort_keys=True).encode()
    disk.write(folder / SEAL, [hashlib.sha256(text).hexdigest().encode() + b"\n" + text + b"\n"])


def linked(former: Path, fresh: Path) -> None:
    """Begin a new index where the former one ended: its tables, which never change, as links, the rest as copies."""
    fresh.mkdir()
    for path in sorted(former.iterdir()):
        if path.suffix == ".sst":
            (fresh / path.name).hardlink_to(path)
        elif path.name not in (SEAL, "LOCK"):
            shutil.copyfile(path, fresh / path.name)


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


def read(folder: Path) -> Seal:
    """Return what an index was sealed with."""
    try:
        check, _, text = (folder / SEAL).read_bytes().rstrip(b"\n").partition(b"\n")
    except OSError:
        return Seal({}, {})
    if hashlib.sha256(text).hexdigest().encode() != check:
        return Seal({}, {})
    body = json.loads(text)
    return Seal({name: (size, digest) for name, (size, digest) in body["files"].items()}, body["documents"])


def faults(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each file of a sealed index that is not as it was, and what is wrong with it."""
    files = read(folder).files
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

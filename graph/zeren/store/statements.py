"""The statements of one document in the one form that is hashed, kept and given out: sorted N-Quads."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from zeren.errors import StoreError

_BLANK = re.compile(rb"_:|<[^>]*> <[^>]*> _:")
_DAMAGE = (OSError, EOFError, zlib.error)


def canonical(quads: bytes, graph: str) -> bytes:
    """Return N-Triples or N-Quads as sorted, distinct, canonical N-Quads of ``graph``.

    They pass through the engine once, so that what is kept is what the engine will answer.
    Raises StoreError for text that is no N-Quads, blank nodes (their labels would not be the same twice)
    and statements of another graph.
    """
    import pyoxigraph as ox

    store = ox.Store()
    try:
        ox.NamedNode(graph)
        store.load(quads, format=ox.RdfFormat.N_QUADS)
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            f"<{graph}>: 三元组无法读取 (not valid N-Quads): {error}",
            "this is a fault of the program that made them",
        ) from error
    named = [node.value for node in store.named_graphs() if node.value != graph]
    if named:
        raise StoreError(
            f"<{graph}>: 含另一图的陈述 (statements of another graph, <{min(named)}>)",
            "give one document one graph",
        )
    suffix = f" <{graph}> .\n".encode()
    lines = set()
    for part in (ox.DefaultGraph(), ox.NamedNode(graph)):
        for line in (store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=part) or b"").splitlines():
            if _BLANK.match(line):
                raise StoreError(
                    f"<{graph}>: 含空白节点 (blank node): {line.decode()}", "give every node an IRI"
                )
            lines.add(line[:-2] + suffix)
    return b"".join(sorted(lines))


def digest(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def pack(quads: bytes) -> bytes:
    """Compress statements; the same statements give the same bytes."""
    return gzip.compress(quads, 3, mtime=0)


def lines(path: Path) -> Iterator[bytes]:
    """Yield the packed statements one by one without line end; as ``unpack``, but never all in memory."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(path.read_bytes())) as file:
            for line in file:
                yield line.rstrip(b"\n")
    except _DAMAGE as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{path}: 无法读取 ({error})", "run zeren verify, then restore a backup or run zeren rebuild"
    )


def unpack(path: Path) -> bytes:
    """Read packed statements; StoreError where the file is missing or damaged."""
    try:
        return gzip.decompress(path.read_bytes())
    except _DAMAGE as error:
        raise _damaged(path, error) from error


def intact(path: Path) -> bool:
    """Tell whether a kept file, original or packed statements, still has the hash that is its name."""
    try:
        data = unpack(path) if path.name.endswith(".nq.gz") else path.read_bytes()
    except (StoreError, OSError):
        return False
    return digest(data) == path.name.removesuffix(".nq.gz")

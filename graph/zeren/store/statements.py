"""The statements of one document in the one form that is hashed, kept and given out: sorted N-Quads."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.ground.errors import StoreError

if TYPE_CHECKING:
    import pyoxigraph as ox

_BLANK = re.compile(rb"_:|<[^>]*> <[^>]*> _:")
_DAMAGE = (OSError, EOFError, zlib.error)


def canonical(quads: bytes, graph: str) -> bytes:
    """Return N-Triples or N-Quads as sorted, distinct, canonical N-Quads of ``graph``.

    They pass through the engine once, so that what is kept is what the engine will answer.
    Raises StoreError for text that is no N-Quads, blank nodes (their labels would not be the same twice)
    and statements of another graph.
    """
    import pyoxigraph as ox

    try:
        node = ox.NamedNode(graph)
        store = _loaded(quads, node)
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            f"<{graph}>: 三元组无法读取 (not valid N-Quads): {error}",
            "this is a fault of the program that made them",
        ) from error
    named = [one.value for one in store.named_graphs() if one.value != graph]
    if named:
        raise StoreError(
            f"<{graph}>: 含另一图的陈述 (statements of another graph, <{min(named)}>)",
            "give one document one graph",
        )
    lines = (store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    if blank := next(filter(_BLANK.match, lines), None):
        raise StoreError(f"<{graph}>: 含空白节点 (blank node): {blank.decode()}", "give every node an IRI")
    return b"".join(sorted(lines))


def _loaded(quads: bytes, graph: ox.NamedNode) -> ox.Store:
    """N-Triples or N-Quads in a store of their own, all that names no graph in ``graph``."""
    import pyoxigraph as ox

    store = ox.Store()
    try:
        store.load(quads, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    except SyntaxError:  # a fourth term, or a fault that the second reading tells
        store = ox.Store()
        store.load(quads, format=ox.RdfFormat.N_QUADS)
        store.extend(ox.Quad(one.subject, one.predicate, one.object, graph) for one in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        store.clear_graph(ox.DefaultGraph())
    return store


def digest(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """Statements in the form in which they are kept, made wherever there is time for it."""

    hashed: str
    """digest of the sorted N-Quads"""
    triples: int
    """how many they are"""
    packed: bytes
    """the compressed N-Quads with their note"""

    @property
    def text(self) -> bytes:
        """The sorted N-Quads."""
        return gzip.decompress(self.packed)


_SHORT = 64
"""characters of a value in a note; longer ones follow from the statements"""


def make(quads: bytes, graph: str, name: str, sha256: str, meta: Mapping[str, str] | None = None) -> Made:
    """Bring the statements of a document into the form in which they are kept; raises as ``canonical``.

    ``name`` and ``sha256`` are those of the file, ``meta`` what is kept beside it.
    """
    return kept(canonical(quads, graph), graph, name, sha256, meta)


def kept(text: bytes, graph: str, name: str, sha256: str, meta: Mapping[str, str] | None = None) -> Made:
    """Return canonical statements in the form in which they are kept; as ``make``."""
    short = {f"meta.{key}": value for key, value in (meta or {}).items() if len(value) <= _SHORT}
    return Made(digest(text), text.count(b"\n"), pack(text, {"graph": graph, "name": name, "sha256": sha256, **short}))


def pack(quads: bytes, note: Mapping[str, str] | None = None) -> bytes:
    """Compress statements (gzip); the same statements and note give the same bytes.

    The note says whose statements these are, in the comment of the header (RFC 1952), for the day on which nothing else does.
    """
    told = json.dumps(note, sort_keys=True, separators=(",", ":")).encode() if note else b""
    comment = digest(told)[:16].encode() + b" " + told + b"\0" if note else b""
    head = b"\x1f\x8b\x08" + (b"\x10" if note else b"\0") + b"\0\0\0\0\0\xff" + comment
    packer = zlib.compressobj(3, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(quads) + packer.flush()
    return head + body + struct.pack("<LL", zlib.crc32(quads), len(quads) & 0xFFFFFFFF)


def note(data: bytes) -> dict[str, str] | None:
    """Return the note of packed statements; empty where there is none, None where it is damaged."""
    if len(data) < 12 or not data[3] & 0x10:
        return {}
    check, _, told = data[10 : data.find(b"\0", 10)].partition(b" ")
    if digest(told)[:16].encode() != check:
        return None
    read: dict[str, str] = json.loads(told)
    return read


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
        data = path.read_bytes()
        if path.name.endswith(".nq.gz"):
            return note(data) is not None and digest(gzip.decompress(data)) == path.name.removesuffix(".nq.gz")
    except _DAMAGE:
        return False
    return digest(data) == path.name

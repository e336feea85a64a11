"""Making lines of the journal again that neither of its files holds: from kept statements, originals and the snapshot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from zeren.errors import StoreError
from zeren.store import disk
from zeren.store.engine import ENGINE_ERRORS
from zeren.store.journal import Commit, Journal, Ledger, Record, ranges
from zeren.store.place import Place
from zeren.store.statements import digest, intact, note, pack, unpack

_UNKNOWN = "0" * 64
"""stands for the digest of an original that nothing tells any more"""
_DIGEST = re.compile(rb'"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Recovered:
    """A journal that is whole again, and what is known of the way there."""

    commits: tuple[Commit, ...]
    restored: tuple[str, ...]
    """names of the documents whose lines were made again"""
    doubts: tuple[str, ...]
    """what could not be restored, or not be told, one sentence each; empty where all that was acknowledged is back"""


def at_stake(place: Place, known: Journal) -> str:
    """Say which commits of a damaged journal are meant and which documents are in them, as far as anything tells."""
    names = list(known.documents)
    if known.lost:
        puts = _unknown_statements(place, Ledger.of(known.commits))
        names += [record["name"] for record in puts]
        named = {record["graph"] for record in puts} | Ledger.of(known.commits).versions.keys()
        names += [_name(graph) for graph in sorted(held_by_snapshot(place) or ()) if graph not in named]
    told = f"第 {ranges(known.damaged)} 次提交 (commits {ranges(known.damaged)})"
    return f"{told}: {', '.join(dict.fromkeys(names))}" if names else told


def damage(place: Place, known: Journal) -> StoreError:
    """What there is to say about a journal that lacks something acknowledged."""
    return StoreError(
        f"{place.journal}: 日志损坏, 涉及已存入的 (the journal is damaged, what was stored is at stake): {at_stake(place, known)}",
        "run zeren rebuild, which restores the lines from the journal's copy and the kept files; or restore a backup",
    )


def demand_whole(place: Place, known: Journal) -> Journal:
    """Return a journal that lacks nothing that was acknowledged; raises StoreError with what is at stake."""
    if known.damaged:
        raise damage(place, known)
    return known


def recover(place: Place, known: Journal) -> Recovered:
    """Make the lost lines again; changes nothing but for kept statements that only the snapshot still has."""
    if not known.lost:
        return Recovered(known.commits, known.documents, ())
    ledger = Ledger.of(known.commits)
    shown = held_by_snapshot(place)
    puts = _unknown_statements(place, ledger)
    named = {record["quads"] for record in puts} | {v.quads for past in ledger.versions.values() for v in past}
    for graph, text in sorted((shown or {}).items()):
        if digest(text) not in named:
            keep(place, text)
            puts.append(_record(place, graph, text, {}))
    commits = _filled(known, puts, ())
    # What the snapshot shows binds only where it is as new as what was lost.
    reaches = shown is not None and place.shown() >= known.lost[-1]
    corrections = _corrections(commits, shown or {}, place.shown()) if reaches else []
    commits = _filled(known, puts, corrections)
    return Recovered(commits, tuple(sorted({record["name"] for record in puts})), tuple(_doubts(place, known, commits, shown)))


def held_by_snapshot(place: Place) -> dict[str, bytes] | None:
    """Return the statements of each document as the newest snapshot has them; None where none can be read."""
    import pyoxigraph as ox

    pointer = place.pointer()
    names = sorted((f.name for f in place.snapshots.glob("*.*") if f.is_dir()), reverse=True)
    for name in ([pointer[0]] if pointer and pointer[0] in names else []) + names:
        try:
            engine = ox.Store.read_only(str(place.snapshots / name))
            graphs = [node.value for node in engine.named_graphs()]
            return {graph: dumped(engine, graph) for graph in graphs}
        except ENGINE_ERRORS:
            continue
    return None


def dumped(engine: object, graph: str) -> bytes:
    """Return the sorted N-Quads of a document as an index has them."""
    import pyoxigraph as ox

    assert isinstance(engine, ox.Store)
    held = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
    suffix = f" <{graph}> .\n".encode()
    return b"".join(sorted(line[:-2] + suffix for line in held.splitlines()))


def keep(place: Place, text: bytes) -> None:
    """Put statements back into their place."""
    path = place.graph(digest(text))
    path.parent.mkdir(parents=True, exist_ok=True)
    disk.replace(path, pack(text))


def _unknown_statements(place: Place, ledger: Ledger) -> list[Record]:
    """A record for each kept file of statements that no line names, oldest file first."""
    named = {version.quads for past in ledger.versions.values() for version in past}
    paths = [path for path in place.root.glob("graphs/??/*.nq.gz") if path.name.removesuffix(".nq.gz") not in named]
    found = []
    for path in sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name)):
        text = unpack(path) if intact(path) else b""
        told = (note(path.read_bytes()) or {}) if text else {}
        graph = told.get("graph") or (text[text.rindex(b" <") + 2 : -4].decode() if text else "")
        if graph:
            found.append(_record(place, graph, text, told))
    return found


def _name(graph: str) -> str:
    """Name of the file that a graph comes from, as its IRI tells it."""
    return unquote(graph.rpartition("/document/")[2])


def _record(place: Place, graph: str, text: bytes, told: Mapping[str, str]) -> Record:
    """The line of one document: as its file of statements tells it, else as its words do."""
    original = told.get("sha256", "")
    if not original:
        hexes = (match.decode() for match in _DIGEST.findall(text))
        original = next((one for one in hexes if place.original(one).exists()), _UNKNOWN)
    name = told.get("name") or _name(graph)
    meta = {key.removeprefix("meta."): value for key, value in told.items() if key.startswith("meta.")}
    return {
        "do": "put",
        "graph": graph,
        "name": name,
        "sha256": original,
        "quads": digest(text),
        "triples": text.count(b"\n"),
        "meta": meta,
    }


def _filled(known: Journal, puts: list[Record], corrections: list[Record] | tuple[()]) -> tuple[Commit, ...]:
    """The journal with the lost numbers filled: documents with the first of them, corrections with the last."""
    commits = {commit.number: commit for commit in known.commits}
    for number in known.lost:
        records = (*(puts if number == known.lost[0] else ()), *(corrections if number == known.lost[-1] else ()))
        commits[number] = Commit(number, records)
    return tuple(commits[number] for number in sorted(commits))


def _corrections(commits: tuple[Commit, ...], shown: Mapping[str, bytes], number: int) -> list[Record]:
    """Records that bring the state at commit ``number`` to what the snapshot of it shows."""
    ledger = Ledger.of(commits, number)
    found: list[Record] = []
    for graph, text in sorted(shown.items()):
        hashed, now = digest(text), ledger.current(graph)
        if now is None or now.quads != hashed:
            old = next(version for version in reversed(ledger.versions[graph]) if version.quads == hashed)
            found.append(
                {
                    "do": "put",
                    "graph": graph,
                    "name": old.name,
                    "sha256": old.sha256,
                    "quads": hashed,
                    "triples": old.triples,
                    "meta": dict(old.meta),
                }
            )
    found += [{"do": "remove", "graph": g} for g, v in ledger.graphs().items() if v.triples and g not in shown]
    return found


def _doubts(place: Place, known: Journal, commits: tuple[Commit, ...], shown: Mapping[str, bytes] | None) -> list[str]:
    found = []
    versions = [version for past in Ledger.of(commits).versions.values() for version in past]
    used = {version.sha256 for version in versions}
    for path in sorted(place.root.glob("originals/??/*")):
        if path.suffix != ".damaged" and path.name not in used:
            where = path.relative_to(place.root).as_posix()
            found.append(f"{where}: 不知是哪份文件 (an original of which nothing else is left; read it again with zeren build)")
    if shown is None or place.shown() < known.lost[-1]:
        found.append(
            f"第 {ranges(known.lost)} 次提交: 无快照可核对是否齐全 "
            f"(no snapshot tells whether all of commits {ranges(known.lost)} came back)"
        )
    return found

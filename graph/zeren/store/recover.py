"""Making lines of the journal again that neither of its files holds: from kept statements, originals and an index."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from zeren.ground.errors import StoreError
from zeren.store import seal
from zeren.store.index import KINDS
from zeren.store.journal import Commit, Journal, Ledger, Record, ranges
from zeren.store.place import Place
from zeren.store.statements import digest, intact, note, unpack

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
    """what was there and could not be restored, one sentence each"""
    notes: tuple[str, ...] = ()
    """what nothing tells, one sentence each"""


def at_stake(place: Place, known: Journal) -> str:
    """Say which commits of a damaged journal are meant and which documents are in them, as far as anything tells."""
    names = list(known.documents)
    if known.lost:
        puts = _unknown_statements(place, Ledger.of(known.commits))
        names += [record["name"] for record in puts]
        named = {record["graph"] for record in puts} | Ledger.of(known.commits).versions.keys()
        names += [_name(graph) for graph in sorted(indexed(place)) if graph not in named]
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
    """Make the lost lines again; changes nothing."""
    if not known.lost:
        return Recovered(known.commits, known.documents, ())
    ledger = Ledger.of(known.commits)
    shown = indexed(place)
    puts = _unknown_statements(place, ledger)
    commits = _filled(known, puts, ())
    # What the snapshot shows binds only where it is as new as what was lost.
    reaches = bool(shown) and place.shown() >= known.lost[-1]
    corrections = _corrections(commits, shown, place.shown()) if reaches else []
    commits = _filled(known, puts, corrections)
    restored = tuple(sorted({record["name"] for record in puts}))
    return Recovered(commits, restored, tuple(_doubts(place, commits, shown)), () if reaches else (_untold(known),))


def _untold(known: Journal) -> str:
    numbers = ranges(known.lost)
    return f"第 {numbers} 次提交中的移出与拒收无从得知 (what commits {numbers} removed or refused nothing tells)"


def indexed(place: Place) -> dict[str, str]:
    """Return graph → digest of its statements of the newest index that tells; empty where none does."""
    pointers = [(number, kind, name) for kind in KINDS if (told := place.pointer(kind)) for name, number in (told,)]
    for _, kind, name in sorted(pointers, reverse=True):
        if documents := seal.read(place.index(kind) / name).documents:
            return dict(documents)
    return {}


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


def _corrections(commits: tuple[Commit, ...], shown: Mapping[str, str], number: int) -> list[Record]:
    """Records that bring the state at commit ``number`` to that of which an index was made."""
    ledger = Ledger.of(commits, number)
    found: list[Record] = []
    for graph, hashed in sorted(shown.items()):
        now = ledger.current(graph)
        old = next((version for version in reversed(ledger.versions.get(graph, [])) if version.quads == hashed), None)
        if old is not None and (now is None or now.quads != hashed):
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


def _doubts(place: Place, commits: tuple[Commit, ...], shown: Mapping[str, str]) -> list[str]:
    """What an index, the columns or the originals prove to have been there and no line tells of."""
    versions = [version for past in Ledger.of(commits).versions.values() for version in past]
    quads, originals = {version.quads for version in versions}, {version.sha256 for version in versions}
    proofs = {(graph, hashed) for graph, hashed in (*shown.items(), *_columned(place)) if hashed not in quads}
    found = [f"{_name(graph)}: 陈述丢失 (its statements are lost)" for graph in sorted({graph for graph, _ in proofs})]
    for path in sorted(place.root.glob("originals/??/*")):
        if path.suffix != ".damaged" and path.name not in originals:
            where = path.relative_to(place.root).as_posix()
            found.append(f"{where}: 不知是哪份文件 (an original of which nothing else is left; read it again with zeren build)")
    return found


def _columned(place: Place) -> Iterator[tuple[str, str]]:
    """Graph and digest of every document of which columns were made, dead ones too."""
    for path in sorted(place.columns.glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            yield from ((str(graph), str(hashed)) for graph, hashed, _ in json.loads(path.read_bytes())["documents"])

"""The whole graph for other tools: as triples, as tables, as a network. Same store, same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren.ground.errors import WrongUsage
from zeren.table.duties import Duties, Portions

if TYPE_CHECKING:
    import networkx as nx

    from zeren.export.records import Measures

__all__ = ["ASKING", "COSMOGRAPH", "FOLDERS", "FORMS", "NETWORKS", "REMARK", "TRIPLES", "write", "write_network"]

TRIPLES = ("ttl", "trig", "nq", "jsonld")
"""forms that hold the statements as they are"""

NETWORKS = ("gexf", "graphml")
"""forms of a network"""

COSMOGRAPH = "cosmograph"
"""form of a network that is a folder of two tables; only for the bodies alone"""

FOLDERS = ("csv", "parquet", "neo4j", "stratml")
"""forms that are a folder of files"""

ASKING = ("neo4j", "cube", "stratml")
"""forms that ask the columns of a store for what a plain table has not: they take ``Portions`` of a store alone"""

REMARK = "not-counted.txt"
"""file in such a folder: which texts are not in it, and which count in their place"""

FORMS = (*TRIPLES, "csv", "parquet", *NETWORKS, "neo4j", "cube", "stratml")
"""forms that ``write`` knows"""


def write(
    lines: Iterable[str], duties: Duties | Portions, form: str, path: Path, measures: Measures | None = None, remark: str = ""
) -> None:
    """Write the graph, or what its duties make in another form, to ``path``: a file, or a folder for ``FOLDERS``.

    ``lines`` are sorted N-Quads, one statement each; ``TRIPLES`` read nothing else, the other forms do not read them.
    ttl holds the union of all named graphs; trig, nq and jsonld keep them apart. All others write the duties a portion
    after the other; ``ASKING`` take the portions of a store alone. ``measures`` are network measures of bodies (body → name
    → figure), written as columns of the tables and attributes of the networks. ``remark`` tells which texts are not in it:
    in a comment, of a folder in ``REMARK``, of JSON-LD, which has no comments, in a file beside it. Raises WrongUsage where
    the form is unknown or a file stands where a folder is needed, StoreError where a line is no N-Quad or the columns
    cannot be read, MissingPackage where parquet lacks its package, TypeError for a plain table where portions are needed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if form in FOLDERS:
        _remark(path, remark)
    if form in ("csv", "parquet"):
        from zeren.export import tables

        (tables.write_csv if form == "csv" else tables.write_parquet)(_portions(duties), path, measures)
    elif form in NETWORKS:
        from zeren.export import networks

        _write_file(_after_head(networks.written(networks.two_mode(_portions(duties), measures), form), remark), path)
    elif form == "neo4j":
        from zeren.export import neo4j

        neo4j.write(_portions(duties), path, measures)
    elif form == "stratml":
        from zeren.export import stratml

        stratml.write(_portions(duties), path)
    elif form in FORMS:
        comment = [f"# {' '.join(remark.split())}\n".encode()] if remark and form != "jsonld" else []
        _write_file(chain(comment, _text(lines, duties, form)), path)
        if form == "jsonld":
            _beside(path, remark)
    else:
        raise WrongUsage(f"不支持的格式 ({form!r} is no form of export)", f"choose from {', '.join(FORMS)}")


def _beside(path: Path, remark: str) -> None:
    """Write the remark beside a file that has no place for it: ``graph.jsonld.not-counted.txt``."""
    if path.is_file():
        told = path.with_name(f"{path.name}.{REMARK}")
        if remark:
            told.write_text(remark + "\n", encoding="utf-8", newline="\n")
        else:
            told.unlink(missing_ok=True)


def _remark(folder: Path, remark: str) -> None:
    """Write the remark into a folder; where there is none, none of an earlier export stays."""
    if remark and not folder.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / REMARK).write_text(remark + "\n", encoding="utf-8", newline="\n")
    elif folder.is_dir():
        (folder / REMARK).unlink(missing_ok=True)


def _after_head(parts: Iterable[bytes], remark: str) -> Iterator[bytes]:
    """Give the parts of an XML file with a remark as comment behind its declaration, which ends the first line."""
    told = f"<!-- {remark.replace('--', '—')} -->\n".encode() if remark else b""
    for part in parts:
        if told and b"?>\n" in part:
            part, told = part.replace(b"?>\n", b"?>\n" + told, 1), b""
        yield part


def _portions(duties: Duties | Portions) -> Portions:
    return Portions.of(duties) if isinstance(duties, Duties) else duties


def _text(lines: Iterable[str], duties: Duties | Portions, form: str) -> Iterable[bytes]:
    from zeren.export import quads

    if form == "cube":
        from zeren.export import cube

        return quads.turtle(cube.cube(_portions(duties)))
    return {"nq": quads.nquads, "ttl": quads.turtle, "trig": quads.trig, "jsonld": quads.jsonld}[form](lines)


def _write_file(parts: Iterable[bytes], path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        # A pipe, a device or a link such as /dev/stdout is written to; a new file must not take its place.
        with path.open("wb") as target:
            target.writelines(parts)
        return
    # The place is taken only by a whole file: a line that is no N-Quad must not leave half of one there.
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as target:
            target.writelines(parts)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_network(graph: nx.Graph[Any], form: str, path: Path, remark: str = "") -> None:
    """Write a networkx graph so that Gephi opens it; attributes that are None are left out, lists joined.

    Node and tie attributes that the formats keep for themselves (``id``, ``pid`` …) get an underscore behind.
    What networkx keeps as ``viz`` of a node is its colour, size and place. ``cosmograph`` is a folder with ``nodes.csv`` and
    ``links.csv``. ``remark`` as in ``write``. WrongUsage where the form is none of these.
    """
    from zeren.export import networks

    if form == COSMOGRAPH:
        _remark(path, remark)
        networks.write_tables(networks.from_networkx(graph), path)
        return
    if form not in NETWORKS:
        raise WrongUsage(f"{form!r} 不是网络格式 (no form of a network)", f"choose from {', '.join(NETWORKS)}")
    _write_file(_after_head(networks.written(networks.from_networkx(graph), form), remark), path)

"""The whole graph for other tools: as triples, as tables, as a network. Same store, same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren.duties import Duties
from zeren.errors import WrongUsage

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["FORMS", "NETWORKS", "write", "write_network"]

FORMS = ("ttl", "nq", "jsonld", "csv", "gexf", "graphml")
"""forms that ``write`` knows; csv is a folder, the others are one file"""

NETWORKS = ("gexf", "graphml")
"""forms of a network"""


def write(lines: Iterable[str], duties: Duties, form: str, path: Path) -> None:
    """Write the graph, or the tables and the two-mode network of its duties, to ``path``.

    ``lines`` are sorted N-Quads, one statement each; only ttl, nq and jsonld read them, the others read ``duties``. ttl holds the
    union of all named graphs, nq and jsonld keep them apart. Raises WrongUsage where the form is unknown or a
    file stands where csv needs a folder, StoreError where a line is no N-Quad.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "csv":
        from zeren.export.tables import tables

        tables(duties, path)
    elif form in NETWORKS:
        from zeren.export import networks

        path.write_bytes(networks.render(networks.two_mode(duties), form))
    elif form in FORMS:
        from zeren.export import quads

        writer = {"nq": quads.nquads, "ttl": quads.turtle, "jsonld": quads.jsonld}[form]
        if path.is_symlink() or (path.exists() and not path.is_file()):
            # A pipe, a device or a link such as /dev/stdout is written to; a new file must not take its place.
            with path.open("wb") as target:
                target.writelines(writer(lines))
            return
        # The place is taken only by a whole file: a line that is no N-Quad must not leave half of one there.
        part = path.with_name(f"{path.name}.part")
        try:
            with part.open("wb") as target:
                target.writelines(writer(lines))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    else:
        raise WrongUsage(f"{form!r} is no form of export — 不支持的格式", f"choose from {', '.join(FORMS)}")


def write_network(graph: nx.Graph[Any], form: str, path: Path) -> None:
    """Write a networkx graph so that Gephi opens it; attributes that are None are left out, lists joined.

    Node and tie attributes that the formats keep for themselves (``id``, ``pid`` …) get an underscore behind.
    WrongUsage where the form is none of ``NETWORKS``.
    """
    from zeren.export import networks

    if form not in NETWORKS:
        raise WrongUsage(f"{form!r} is no form of a network", f"choose from {', '.join(NETWORKS)}")
    path.write_bytes(networks.render(networks.from_networkx(graph), form))

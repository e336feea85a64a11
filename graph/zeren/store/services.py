"""Where a SPARQL server takes updates and graphs: found from the address of its query service."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from zeren.ground.resources import table


@dataclass(frozen=True, slots=True)
class Services:
    """The addresses of a server besides that of its query service."""

    update: str
    """SPARQL 1.1 Update; empty where it is not known"""
    graphs: str
    """SPARQL 1.1 Graph Store Protocol, without its parameter; empty where it is not known"""


def services(query: str, server: str = "") -> Services:
    """Find the services of the server whose query service is at ``query``.

    ``server`` is the Server header of its answers, empty while none has come. ``ZEREN_UPDATE`` and
    ``ZEREN_GRAPHS`` go first, then ``ontology/vocabulary/endpoints.tsv``.
    """
    told = Services("", "")
    best = (False, -1)
    for row in table("vocabulary/endpoints"):
        end = re.search(re.escape(row["query"]).replace(r"\*", "([^/?#]+)") + "$", query)
        rank = (bool(row["server"]), len(row["query"]))
        if end is None or not server.startswith(row["server"]) or rank <= best:
            continue
        stem, name = query[: end.start()], end[1] if end.groups() else ""
        told = Services(stem + row["update"].replace("*", name), stem + row["graphs"].replace("*", name))
        best = rank
    return Services(os.environ.get("ZEREN_UPDATE") or told.update, os.environ.get("ZEREN_GRAPHS") or told.graphs)

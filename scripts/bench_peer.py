"""rdflib's engine as a peer: each line of standard input is a query, answered by its processor time, or that it was cut off.

usage: bench_peer.py FILE.nt. A query is ``{"sparql": …, "limit": seconds}``, the answer ``{"rows": n, "seconds": s}``,
``{"over": limit}`` or ``{"fails": why}``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any

import rdflib


def answer(graph: rdflib.Graph, sparql: str) -> dict[str, Any]:
    """Ask and read to the end."""
    begin = time.process_time()
    try:
        rows = len(list(graph.query(sparql)))
    except (ValueError, TypeError, AttributeError, KeyError, NotImplementedError) as error:
        return {"fails": f"{type(error).__name__}: {error}"[:80]}
    return {"rows": rows, "seconds": time.process_time() - begin}


def asked(graph: rdflib.Graph, sparql: str, limit: float) -> dict[str, Any]:
    """Ask in a child that the system ends after ``limit`` seconds of processor time, whatever it does."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, limit)
        os.write(theirs, json.dumps(answer(graph, sparql)).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    found: dict[str, Any] = json.loads(told) if told else {"over": limit}
    return found


def main() -> None:
    """Load the graph and answer until the input ends."""
    graph = rdflib.Graph().parse(sys.argv[1], format="nt")
    for line in sys.stdin:
        wanted = json.loads(line)
        print(json.dumps(asked(graph, wanted["sparql"], wanted["limit"])), flush=True)


if __name__ == "__main__":
    main()

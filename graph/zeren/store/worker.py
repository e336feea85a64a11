"""The process in which a query of a stranger runs; started by ``zeren.store.foreign``, never imported.

It reads one request a line from standard input and writes for each a header line (JSON) and the answer.
"""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO


def _reply(out: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    out.write(json.dumps({**header, "length": len(body)}).encode() + b"\n" + body)
    out.flush()


def _answer(engine: Any, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from zeren.ground.errors import WrongUsage
    from zeren.store.results import serialise
    from zeren.store.syntax import calls_service, undeclared
    from zeren.store.terms import materialise

    sparql = request["sparql"]
    try:
        found = engine.query(sparql, base_iri=request["base"])
        answer = serialise(materialise(found, request["rows"]), request["formats"])
    except SyntaxError as error:
        return {"wrong": undeclared(sparql) or f"查询有语法错误 (syntax error in the query): {error}"}, b""
    except WrongUsage as error:
        return {"wrong": str(error)}, b""
    except MemoryError:
        return {"memory": True}, b""
    except (OSError, ValueError, RuntimeError) as error:
        if "(os error " in str(error) or calls_service(sparql):
            return {"wrong": "查询不得连接网络 (a query may make no connection; SERVICE is off)"}, b""
        if isinstance(error, ValueError):
            return {"wrong": f"查询无法执行 (the query cannot be run): {error}"}, b""
        # The engine's word for its own files.
        return {"damage": str(error)}, b""
    return {"media": answer.media, "truncated": answer.truncated, "rows": answer.rows}, answer


def main() -> None:
    """Open the snapshot, give up everything else, answer until the input ends."""
    setting = json.loads(sys.argv[1])
    sys.path[:0] = setting["paths"]
    import pyoxigraph as ox

    from zeren.store import confine, results, syntax, terms

    out, requests = sys.stdout.buffer, sys.stdin.buffer
    loaded = (results, syntax, terms)
    engine = ox.Store.read_only(setting["snapshot"]) if setting["snapshot"] else ox.Store()
    confine.limit_memory(setting["memory"])
    if not confine.without_sockets():
        _reply(out, {"wrong": "此系统不能隔离外来查询 (this system cannot keep a query from the network)"})
        return
    _reply(out, {"ready": len(loaded)})
    for line in requests:
        request = json.loads(line)
        confine.limit_time(request["seconds"])
        header, body = _answer(engine, request)
        confine.limit_time(0)
        _reply(out, header, body)


if __name__ == "__main__":
    main()

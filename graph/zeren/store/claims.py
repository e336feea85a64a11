"""The journal of a store in a server: who may commit next, and what was committed.

The graph ``urn:zeren:journal`` holds one literal a commit, the same records as the journal of a directory. A
commit is claimed by a conditional insert: of two writers one gets the number, the other is told. Where a server
lets both through, because it does not isolate updates from one another, whoever sees the other withdraws.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping

from zeren.ground.errors import StoreBusy, StoreError
from zeren.store.journal import Commit, Ledger
from zeren.store.protocol import Endpoint
from zeren.store.terms import Result, Solutions, Term

JOURNAL = "urn:zeren:journal"
LINE = "urn:zeren:line"
SHOWN = "urn:zeren:shown"
_PART = "urn:zeren:part"
# Characters of one literal: Virtuoso 7 ends itself at one of 4 MB.
_LONGEST = 100_000
_TRIES = 4


def commit_iri(number: int) -> str:
    """Return the subject of a commit's line."""
    return f"urn:zeren:commit:{number}"


def cells(result: Result) -> list[dict[str, str]]:
    """Return the rows of a table as plain words, without what is not bound."""
    if not isinstance(result, Solutions):
        return []
    return [{name: term.value for name, term in row.items() if term is not None} for row in result]


def commits(endpoint: Endpoint) -> tuple[list[Commit], int]:
    """Return all commits in order and the number of the last one whose copies are made."""
    found = cells(
        endpoint.query(
            f"SELECT ?s ?line ?part ?shown {{ GRAPH <{JOURNAL}> "
            f"{{ {{ ?s <{LINE}> ?line }} UNION {{ ?s <{_PART}> ?part }} UNION {{ ?s <{SHOWN}> ?shown }} }} }}"
        )
    )
    try:
        shown = max((int(row["shown"]) for row in found if "shown" in row), default=0)
        parts = {row["s"]: _unliteral(row["part"]) for row in found if "part" in row}
        # Sorted as text too, so that every reader takes two lines of one number in the same order.
        lines = sorted(_unliteral(row["line"]) for row in found if "line" in row)
        read = sorted((_commit(line, parts) for line in lines), key=lambda commit: commit.number)
        # Whatever is read later of a record is looked at here, where the server can still be named.
        Ledger.of(read).entries()
    except RecursionError as error:
        raise _unreadable(endpoint.url, "nested too deeply") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _unreadable(endpoint.url, f"{type(error).__name__} {error}") from error
    return read, shown


def _unreadable(url: str, why: str) -> StoreError:
    return StoreError(
        f"{url}: 其日志无法读取 (its journal <{JOURNAL}> cannot be read: {why[:200]})",
        "restore the server from its backup, or build the documents into an empty one",
    )


_FIELDS: dict[str, dict[str, type]] = {
    "put": {"graph": str, "name": str, "sha256": str, "quads": str, "triples": int, "meta": dict},
    "remove": {"graph": str},
    "refuse": {"name": str, "sha256": str, "reason": str},
    "accept": {"name": str},
}


def _commit(line: str, parts: dict[str, str]) -> Commit:
    body = json.loads(line)
    if "parts" in body:
        texts = (parts[_part_iri(body["by"], place)] for place in range(body["parts"]))
        body |= json.loads("".join(texts))
    number, records, at = body["commit"], body["records"], body.get("at")
    if type(number) is not int or number < 1:
        raise TypeError(f"a commit is numbered {str(number)[:40]!r}")
    for record in records:
        for field, kind in _FIELDS.get(record["do"], {}).items():
            if type(record[field]) is not kind:
                raise TypeError(f"{field} of commit {number} is {str(record[field])[:40]!r}")
    if not isinstance(at, str | None):
        raise TypeError(f"the time of commit {number} is {str(at)[:40]!r}")
    return Commit(number, tuple(records), at)


def claim(endpoint: Endpoint, commit: Commit) -> None:
    """Write a commit under its number; raises StoreBusy where another writer has it, and nothing is changed."""
    by = uuid.uuid4().hex
    records = {"records": list(commit.records)}
    body = {"commit": commit.number, "at": commit.at, "by": by}
    text = _json({**body, **records})
    if len(text) > _LONGEST:
        text = _json({**body, "parts": _put_parts(endpoint, by, _json(records))})
    entry = f"GRAPH <{JOURNAL}> {{ <{commit_iri(commit.number)}> <{LINE}> "
    for place in range(_TRIES):
        endpoint.update(
            f"INSERT {{ {entry}{_literal(text)} }} }} WHERE {{ FILTER NOT EXISTS {{ {entry}?other }} }} }}"
        )
        held = [_unliteral(row["line"]) for row in cells(endpoint.query(f"SELECT ?line {{ {entry}?line }} }}"))]
        if held == [text]:
            return
        if text not in held:
            break
        endpoint.update(f"DELETE DATA {{ {entry}{_literal(text)} }} }}")
        # Each writer waits another while, so that they do not meet again.
        time.sleep(int(by[place * 4 : place * 4 + 4], 16) / 0x10000)
    raise StoreBusy(f"{endpoint.url}: 另一进程刚刚写入 (another writer was faster)", "run the command again")


def _put_parts(endpoint: Endpoint, by: str, text: str) -> int:
    """Write a long text in several literals, which mean nothing until a line names them; return how many."""
    parts = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]
    for place, part in enumerate(parts):
        statement = f"<{_part_iri(by, place)}> <{_PART}> {_literal(part)}"
        endpoint.update(f"INSERT DATA {{ GRAPH <{JOURNAL}> {{ {statement} }} }}")
    return len(parts)


def _part_iri(by: str, place: int) -> str:
    return f"{_PART}:{by}:{place}"


def _json(body: Mapping[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def _literal(text: str) -> str:
    # SPARQL decodes \\uXXXX before it parses; without backslashes there is nothing to misread.
    return Term("literal", text.replace("%", "%25").replace("\\", "%5C")).ntriples


def _unliteral(text: str) -> str:
    return text.replace("%5C", "\\").replace("%25", "%")

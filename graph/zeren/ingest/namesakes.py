"""Keep two texts that bear one title in one place apart: no plan and no measure of theirs shares an identifier.

Of the documents that hold a plan of one place and title, the first keeps its identifiers, and those that say the same of
that plan share them (one text in two files). Every other one bears a mark of its own (``ground.namesakes``). First is, whatever
the order of building: the one that is no reprint, has a number, has a date, the earlier date, the name. So a store of the
same documents is the same, and a document without a namesake never changes its identifiers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from zeren import editions
from zeren.ground.namesakes import SIGN, mark_of, unmarked
from zeren.ground.statements import Known
from zeren.ground.vocabulary import BASE, expand
from zeren.ingest.graphs import Graphs
from zeren.store import Version
from zeren.store.columns import Decoded, decoded
from zeren.store.journal import TEXTS
from zeren.store.statements import Made, kept

PLANS = "plan_ids"
"""key in ``meta`` of a document: identifiers of its plans without ``plan/``, parted by blanks"""
_OWN = re.compile(rb"(<%s(?:plan|measure|task|section)/[0-9a-f]{16})(?:~[0-9a-f]{8})?" % re.escape(BASE.encode()))
"""<https://w3id.org/zeren/id/measure/0f…9a> or <…/measure/0f…9a~3c5d7e91/duty/2>: the record that an IRI belongs to"""
_IN_PLAN = f" <{expand('zr:inPlan')}> ".encode()
_SPOTS = tuple(f" <{expand(name)}> ".encode() for name in ("zr:evidence", "zr:hasReference", "prov:wasDerivedFrom"))
"""properties that tell where words stand, which two prints of one text need not have in common"""


@dataclass(frozen=True, slots=True)
class Restated:
    """What a document says with other identifiers, in the forms in which it is kept."""

    made: Made
    rows: Decoded
    meta: dict[str, str]


def ids_in(known: Known) -> dict[str, str]:
    """Return what is kept beside a document so that namesakes are found without reading it."""
    plan = expand("zr:Plan")
    found = sorted(subject.removeprefix(BASE) for subject, said in known.items() if plan in said.get("rdf:type", ()))
    return {PLANS: " ".join(path.removeprefix("plan/") for path in found)} if found else {}


def marks(current: Mapping[str, Version]) -> dict[str, str]:
    """Return graph → mark of the documents of a store whose identifiers bear one now."""
    return {graph: mark_of(graph) for graph, version in current.items() if bears_mark(version.meta)}


def bears_mark(meta: Mapping[str, str]) -> bool:
    """Tell from what is kept beside a document whether its identifiers bear a mark."""
    return SIGN in meta.get(PLANS, "")


def marked(statements: bytes, mark: str) -> bytes:
    """Return the sorted N-Quads of a document with a mark in the identifiers of its records; without any for an empty one."""
    new = rb"\1" + mark.encode()
    lines = []
    for line in statements.splitlines(keepends=True):
        # What stands in quotes is the document's own words.
        stated, quote, words = line.partition(b'"')
        lines.append(_OWN.sub(new, stated) + quote + words)
    return b"".join(sorted(lines))


def restated(
    statements: bytes, mark: str, graph: str, version: tuple[str, str, Mapping[str, str]], heads: Callable[[bytes], dict[str, str]]
) -> Restated:
    """Return a document under a mark; ``version``: name, digest and ``meta`` of its file; ``heads`` makes what is kept beside it."""
    name, sha256, meta = version
    text = marked(statements, mark)
    beside = {**meta, **heads(text)}
    return Restated(kept(text, graph, name, sha256, beside), decoded(text, graph), beside)


def settle(writer: Graphs, heads: Callable[[bytes], dict[str, str]]) -> int:
    """Stage every document whose identifiers are to change; return how many did."""
    current = writer.graphs()
    wanted, now, changed = _apart(current, writer.statements), marks(current), 0
    for graph in sorted(wanted ^ now.keys()):
        version = current[graph]
        told = version.name, version.sha256, version.meta
        new = restated(writer.statements(graph), mark_of(graph) if graph in wanted else "", graph, told, heads)
        writer.restate(graph, new.made, new.meta, new.rows)
        changed += 1
    return changed


def _apart(current: Mapping[str, Version], statements: Callable[[str], bytes]) -> set[str]:
    """Documents that must bear a mark."""
    plans = {graph: unmarked(version.meta.get(PLANS, "")).split() for graph, version in current.items()}
    holders: dict[str, list[str]] = {}
    for graph, ids in plans.items():
        for one in ids:
            holders.setdefault(one, []).append(graph)
    shared = {one for one, graphs in holders.items() if len(graphs) > 1}
    meeting = {graph for one in shared for graph in holders[one]}
    apart: set[str] = set()
    first: dict[str, bytes] = {}
    for graph in sorted(meeting, key=lambda graph: _rank(graph, current[graph])):
        said = _said(statements(graph), shared.intersection(plans[graph]))
        if any(first.get(plan, words) != words for plan, words in said.items()):
            apart.add(graph)
        else:
            first |= said
    return apart


def _rank(graph: str, version: Version) -> tuple[bool, bool, bool, str, str]:
    """What makes a document the first of its namesakes: the order of mirrors (``editions.relate``)."""
    texts = editions.unpacked(version.meta[TEXTS]) if version.meta.get(TEXTS) else ()
    number = any(one.number for one in texts)
    date = min((one.date for one in texts if one.date), default="")
    return any("reprint" in one.marks for one in texts), not number, not date, date, graph


def _said(statements: bytes, plans: Collection[str]) -> dict[str, bytes]:
    """Identifier of each of some plans → digest of all that a document says of it, its tasks and measures, but for the places of words."""
    said: dict[bytes, list[bytes]] = {}
    within: dict[bytes, bytes] = {}
    for line in marked(statements, "").splitlines():
        own = _OWN.match(line)
        if own is None or any(name in line for name in _SPOTS):
            continue
        said.setdefault(own[1], []).append(line[: line.rindex(b" <")])
        if _IN_PLAN in line and (holder := _OWN.search(line, own.end())) is not None:
            within[own[1]] = holder[1]
    names = {f"<{BASE}plan/{plan}".encode(): plan for plan in plans}
    digests = {plan: hashlib.sha256() for plan in plans}
    for record in sorted(said):
        if (plan := names.get(within.get(record, record))) is not None:
            digests[plan].update(b"\n".join(said[record]))
    return {plan: digest.digest() for plan, digest in digests.items()}

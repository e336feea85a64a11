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
from dataclasses import replace

from zeren import cascade, editions
from zeren.ground.namesakes import SIGN, mark_of, unmarked
from zeren.ground.statements import Known
from zeren.ground.vocabulary import BASE, expand
from zeren.ingest.graphs import Graphs
from zeren.store import Version
from zeren.store.journal import HEADS, TEXTS
from zeren.store.statements import Made, kept

PLANS = "plan_ids"
"""key in ``meta`` of a document: identifiers of its plans without ``plan/``, parted by blanks"""
_OWN = re.compile(rb"(<%s(?:plan|measure|task|section)/[0-9a-f]{16})(?:~[0-9a-f]{8})?" % re.escape(BASE.encode()))
"""<https://w3id.org/zeren/id/measure/0f…9a> or <…/measure/0f…9a~3c5d7e91/duty/2>: the record that an IRI belongs to"""
_WORDS = f"<{BASE}words/".encode()
_IN_PLAN = f" <{expand('zr:inPlan')}> ".encode()
_SPOTS = tuple(f" <{expand(name)}> ".encode() for name in ("zr:evidence", "zr:hasReference", "prov:wasDerivedFrom"))
"""properties that tell where words stand, which two prints of one text need not have in common"""


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
        if line.startswith(_WORDS):  # quotes and their places, most of the lines, name no record
            lines.append(line)
            continue
        # What stands in quotes is the document's own words.
        stated, quote, words = line.partition(b'"')
        lines.append(_OWN.sub(new, stated) + quote + words)
    return b"".join(sorted(lines))


def restated(statements: bytes, mark: str, graph: str, name: str, sha256: str, meta: Mapping[str, str]) -> tuple[Made, dict[str, str]]:
    """Return a document under a mark as it is kept, and what is kept beside it; ``meta`` is what stood there."""
    beside = dict(meta)
    if PLANS in meta:
        beside[PLANS] = " ".join(one + mark for one in unmarked(meta[PLANS]).split())
    if meta.get(HEADS):
        beside[HEADS] = cascade.packed([replace(one, id=unmarked(one.id) + mark) for one in cascade.unpacked(meta[HEADS])])
    if meta.get(TEXTS):
        beside[TEXTS] = editions.packed([replace(one, id=unmarked(one.id) + mark) for one in editions.unpacked(meta[TEXTS])])
    return kept(marked(statements, mark), graph, name, sha256, beside), beside


def settle(writer: Graphs) -> int:
    """Stage every document whose identifiers are to change; return how many did."""
    current = writer.graphs()
    wanted, now, changed = _Meeting(current, writer.statements).apart(), marks(current), 0
    for graph in sorted(wanted ^ now.keys()):
        version = current[graph]
        mark = mark_of(graph) if graph in wanted else ""
        made, meta = restated(writer.statements(graph), mark, graph, version.name, version.sha256, version.meta)
        writer.restate(graph, made, meta)
        changed += 1
    return changed


Texts = dict[str, editions.Identity]
"""identifier of a plan without mark → the text of it"""


class _Meeting:
    """The documents of a store that hold a plan of one place and title."""

    def __init__(self, current: Mapping[str, Version], statements: Callable[[str], bytes]) -> None:
        self._statements = statements
        self._plans = {graph: unmarked(version.meta.get(PLANS, "")).split() for graph, version in current.items()}
        holders: dict[str, list[str]] = {}
        for graph, ids in self._plans.items():
            for one in ids:
                holders.setdefault(one, []).append(graph)
        self._shared = {one for one, graphs in holders.items() if len(graphs) > 1}
        self._texts: dict[str, Texts] = {graph: _texts(current[graph]) for one in sorted(self._shared) for graph in holders[one]}
        self._read: dict[str, dict[str, bytes]] = {}

    def apart(self) -> set[str]:
        """Documents that must bear a mark."""
        apart: set[str] = set()
        first: dict[str, str] = {}
        for graph in sorted(self._texts, key=lambda graph: _rank(graph, self._texts[graph])):
            plans = sorted(self._shared.intersection(self._plans[graph]))
            if all(self._says_the_same(first.get(plan, graph), graph, plan) for plan in plans):
                first |= {plan: graph for plan in plans if plan not in first}
            else:
                apart.add(graph)
        return apart

    def _says_the_same(self, one: str, other: str, plan: str) -> bool:
        """Whether two documents say the same of a plan; read only where their measures are word for word the same."""
        if one == other:
            return True
        texts = [_letters(self._texts[graph].get(plan)) for graph in (one, other)]
        return texts[0] == texts[1] and self._said(one)[plan] == self._said(other)[plan]

    def _said(self, graph: str) -> dict[str, bytes]:
        if graph not in self._read:
            self._read[graph] = _said(self._statements(graph), self._shared.intersection(self._plans[graph]))
        return self._read[graph]


def _texts(version: Version) -> Texts:
    found = editions.unpacked(version.meta[TEXTS]) if version.meta.get(TEXTS) else ()
    return {unmarked(one.id).rpartition("/")[2]: one for one in found}


def _letters(one: editions.Identity | None) -> tuple[object, ...]:
    return (one.number, one.date, one.year, one.measures) if one else ()


def _rank(graph: str, texts: Texts) -> tuple[bool, bool, bool, str, str]:
    """What makes a document the first of its namesakes: the order of mirrors (``editions.relate``)."""
    every = texts.values()
    date = min((one.date for one in every if one.date), default="")
    return any("reprint" in one.marks for one in every), not any(one.number for one in every), not date, date, graph


def _said(statements: bytes, plans: Collection[str]) -> dict[str, bytes]:
    """Identifier of each of some plans → digest of all that a document says of it, its tasks and measures, but for the places of words."""
    said: dict[bytes, list[bytes]] = {}
    within: dict[bytes, bytes] = {}
    for line in marked(statements, "").splitlines():
        own = None if line.startswith(_WORDS) else _OWN.match(line)
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

"""What a document states without some of its plans, for a container of which another file says a part too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from zeren.ground.vocabulary import expand

_TYPE = f"<{expand('rdf:type')}>".encode()
_IN_PLAN = f"<{expand('zr:inPlan')}>".encode()
_PLAN, _DOCUMENT = (f"<{expand(name)}>".encode() for name in ("zr:Plan", "zr:SourceDocument"))


def without(statements: bytes, plans: Collection[str], graph: str, renamed: str) -> bytes:
    """Return the sorted N-Quads of a document without those of some plans (IRIs), under the name ``renamed`` for ``graph``.

    What goes is what the plans, their measures, tasks and sections lead to and nothing else does; a body that another plan
    names too stays. The document itself and all other plans stay whatever leads to them.
    """
    lines = [(*line.split(b" ", 2), line) for line in statements.splitlines()]
    gone = {f"<{plan}>".encode() for plan in plans}
    inside = {subject: _node(rest) for subject, predicate, rest, _ in lines if predicate == _IN_PLAN}
    kinds = {(subject, _node(rest)) for subject, predicate, rest, _ in lines if predicate == _TYPE}
    owned = gone | {subject for subject, plan in inside.items() if plan in gone}
    fixed = ({subject for subject, kind in kinds if kind in (_PLAN, _DOCUMENT)} | inside.keys()) - owned
    leads: dict[bytes, list[bytes]] = {}
    for subject, _, rest, _ in lines:
        leads.setdefault(subject, [])
        if rest.startswith(b"<"):
            leads[subject].append(_node(rest))
    met = _reached(owned, leads, fixed)
    kept = _reached((leads.keys() - met) | fixed, leads, owned)
    dead = (met - kept) & leads.keys()
    suffix, new = f" <{graph}> .".encode(), f" <{renamed}> .\n".encode()
    return b"".join(
        line.removesuffix(suffix) + new
        for subject, _, rest, line in lines
        if subject not in dead and not (rest.startswith(b"<") and _node(rest) in dead)
    )


def _node(rest: bytes) -> bytes:
    """The IRI that a line begins with after its predicate; of a literal its first letters, which name nothing."""
    return rest[: rest.index(b" ")]


def _reached(start: Iterable[bytes], leads: Mapping[bytes, list[bytes]], barred: Collection[bytes]) -> set[bytes]:
    """Everything that some subjects lead to, themselves too, without entering what is barred."""
    found = set(start)
    open_ = list(found)
    while open_:
        for other in leads.get(open_.pop(), ()):
            if other not in found and other not in barred:
                found.add(other)
                open_.append(other)
    return found

"""What a store says beyond the plain tables: a few properties of many subjects, out of its N-Quads."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from zeren.export.quads import plain, quad
from zeren.ground.vocabulary import expand


class Facts:
    """The values of chosen properties by subject; the same statement in several graphs counts once.

    ``lines`` are N-Quads, ``properties`` prefixed names (``zr:inPlan``); all others are passed over, so that a
    large store leaves only what is asked for in memory. StoreError where a line is no N-Quad.
    """

    def __init__(self, lines: Iterable[str], properties: Iterable[str]) -> None:
        wanted = {f"<{expand(name)}>" for name in properties}
        found: dict[str, dict[str, set[str]]] = {}
        for line in lines:
            one = quad(line)
            if one.predicate in wanted:
                found.setdefault(one.predicate, {}).setdefault(plain(one.subject), set()).add(plain(one.object))
        self._values = found

    def every(self, subject: str, name: str) -> list[str]:
        """Return the values of a property, sorted: IRIs bare, literals without datatype or language."""
        return sorted(self._values.get(_key(name), {}).get(subject, ()))

    def one(self, subject: str, name: str) -> str | None:
        """Return a property's value, the first in order of several; None where it has none."""
        return min(self._values.get(_key(name), {}).get(subject, ()), default=None)

    def subjects(self, name: str) -> list[str]:
        """Return the subjects that have a property, sorted."""
        return sorted(self._values.get(_key(name), {}))


@cache
def _key(name: str) -> str:
    return f"<{expand(name)}>"

"""The measures of the documents of a store, each document read once while its pairs are compared."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterable

from zeren.cascade import Facts, facts

NEAR = 64
"""documents at hand as they are; the others are packed"""
PACKED = 64_000_000
"""bytes of packed documents, about 300 for a measure; what goes beyond is read again when it is asked for"""


class FactsRead:
    """Gives the measures of a document with what is compared of them."""

    def __init__(self, statements: Callable[[str], bytes]) -> None:
        self._statements = statements
        self._near: OrderedDict[str, Facts] = OrderedDict()
        self._packed: dict[str, bytes] = {}
        self._size = 0

    def __call__(self, graph: str) -> Facts:
        """Return the measures of the document of a graph; they do not change as long as this lives."""
        found = self._near.get(graph)
        if found is None:
            found = self._near[graph] = self._far(graph)
            if len(self._near) > NEAR:
                self._near.popitem(last=False)
        self._near.move_to_end(graph)
        return found

    def _far(self, graph: str) -> Facts:
        if (packed := self._packed.get(graph)) is not None:
            # Made by this process from what it had read itself.
            kept: Facts = pickle.loads(packed)
            return kept
        found = facts(self._statements(graph), graph)
        if self._size < PACKED:
            packed = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
            self._packed[graph] = packed
            self._size += len(packed)
        return found


def together(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pairs of documents in an order in which those that share documents stand together: by group, second, first."""
    every = list(pairs)
    over: dict[str, str] = {}

    def top(graph: str) -> str:
        while graph in over:
            above = over[graph]
            over[graph] = over.get(above, above)
            graph = above
        return graph

    for first, second in every:
        low, high = sorted((top(first), top(second)))
        if low != high:
            over[high] = low
    return sorted(every, key=lambda pair: (top(pair[0]), pair[1], pair[0]))

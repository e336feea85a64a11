"""What a name may stand for, with a score and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zeren.serve.reconcile.manifest import TYPES

RULE, DOUBTFUL, NAMED, NEAR = 100.0, 80.0, 75.0, 70.0
"""scores: a rule settles it; a rule that a person must look at; borne in the store; alike, at most"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a name may stand for."""

    id: str
    """path below the base IRI"""
    name: str
    type: str
    """one of ``manifest.TYPES``"""
    score: float
    """0 to 100"""
    reason: str
    """why, in words, with where it is"""
    settled: bool = False
    """a rule names this one and no other"""
    features: tuple[tuple[str, float | bool], ...] = field(default=())

    def record(self, match: bool) -> dict[str, Any]:
        """The candidate as section 5.3 of the specification has it."""
        features = [("rule", self.settled), *self.features]
        return {
            "id": self.id,
            "name": self.name,
            "description": self.reason,
            "type": [TYPES[self.type].record],
            "score": round(self.score, 1),
            "match": match,
            "features": [{"id": name, "value": value} for name, value in features],
        }


def ordered(found: list[Candidate], limit: int) -> list[dict[str, Any]]:
    """Return candidates best first, each once, as records; one matches where a rule settles it and no other is settled."""
    best: dict[str, Candidate] = {}
    for one in found:
        if one.id not in best or best[one.id].score < one.score:
            best[one.id] = one
    listed = sorted(best.values(), key=lambda one: (-one.score, one.name, one.id))
    alone = sum(one.settled for one in listed) == 1
    return [one.record(match=alone and one.settled) for one in listed[:limit]]

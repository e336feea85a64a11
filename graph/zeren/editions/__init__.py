"""What a document is among others: mirror, draft and issued text, editions, excerpt, local re-issue, explanation."""

from __future__ import annotations

from zeren.editions.identity import Identity, identities, packed, unpacked
from zeren.editions.relate import KINDS, Relation, explained, judged, left_out, not_counted, related

__all__ = ["KINDS", "Identity", "Relation", "explained", "identities", "judged", "left_out", "not_counted", "packed", "related", "unpacked"]

"""What a document is among others: mirror, draft and issued text, editions, excerpt, local re-issue, explanation."""

from __future__ import annotations

from zeren.editions.identity import IDENTITY, Identity, identities, identities_in, packed, unpacked
from zeren.editions.relate import (
    KINDS,
    Relation,
    explained,
    judged,
    left_out,
    not_counted,
    plans_left_out,
    related,
)

__all__ = [
    "IDENTITY", "KINDS", "Identity", "Relation", "explained", "identities", "identities_in", "judged", "left_out", "not_counted", "packed",
    "plans_left_out", "related", "unpacked",
]  # fmt: skip

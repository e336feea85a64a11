"""Codes by which duties are told apart and counted; light, for commands know them before they know any record."""

from __future__ import annotations

ROLES = ("lead", "responsible", "support", "guide", "supervise")
"""role codes, principal roles first"""

PRINCIPAL = ("lead", "responsible")
"""roles that answer for a measure; where no body holds either, nobody answers for it (the view ``unanswered``)"""

GROUPS = ("as-written", "expanded", "possible")
"""how group expressions count: as one body; as their certain members; as certain and possible members"""

WEIGHTS = ("count", "newman", "jaccard")
"""what a tie of two bodies weighs; formulas in ``ontology/vocabulary/indices.tsv``"""

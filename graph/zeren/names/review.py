"""What a person should look at: unresolved and doubtful names, with near names to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren.ground.model import Agency, Jurisdiction
from zeren.ground.packages import demand
from zeren.names.bodies import DOUBT, OUTSIDE

if TYPE_CHECKING:
    from zeren.names import Names

_LEAST = 45.0
"""similarity from 0 to 100 below which a name is no proposal"""
_CLOSE = 78.0
"""similarity from which a body outside the register may be a misspelt one inside it"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that waits for a decision."""

    mention: str
    jurisdiction: Jurisdiction | None
    """division of the documents that write it"""
    count: int
    """how often it was given"""
    body: Agency | None
    """the body that stands for it until decided; None where unresolved"""
    reason: str
    proposals: tuple[str, ...]
    """names of near bodies, the nearest first; similarity proposes and never merges"""


def doubts(names: Names, mentions: Iterable[tuple[str, Jurisdiction | None]], limit: int = 5) -> tuple[Doubt, ...]:
    """Unresolved and doubtful names among ``mentions`` (name and division of its document), the most frequent first."""
    counts = Counter(mentions)
    found = []
    for (mention, place), count in counts.items():
        known = names.resolve(mention, place)
        outside = OUTSIDE in known.reason
        if known.body is None or outside or DOUBT in known.reason:
            body = known.body if isinstance(known.body, Agency) else None
            least = _CLOSE if outside else _LEAST
            near = tuple(one.name for one in candidates(names, mention, place, limit, least))
            if outside and not near:
                continue
            found.append(Doubt(mention, place, count, body, known.reason, near))
    return tuple(sorted(found, key=lambda d: (-d.count, d.jurisdiction.code if d.jurisdiction else "", d.mention)))


def candidates(
    names: Names, name: str, jurisdiction: Jurisdiction | None, limit: int = 5, least: float = _LEAST
) -> tuple[Agency, ...]:
    """At most ``limit`` bodies of the same level whose spellings come nearest to ``name``, the nearest first.

    ``least`` is the similarity from 0 to 100 that a spelling must have (rapidfuzz WRatio). Raises
    MissingPackage without the extra ``fuzzy``.
    """
    demand("rapidfuzz", "fuzzy", "近似名称 (near names)")
    from rapidfuzz import fuzz, process

    level = next((word for word in ("省", "市", "区", "县", "州", "旗") if name.startswith(word)), "")
    core = name[len(level) :]
    words = sorted(names.register.cores)
    near = process.extract(core, words, scorer=fuzz.WRatio, limit=limit * 8, score_cutoff=least)
    best: dict[Agency, float] = {}
    for word, score, _ in near:
        body = names.resolve(level + word, jurisdiction).body
        if isinstance(body, Agency):
            # WRatio ties often; the plain ratio puts the more alike first.
            best[body] = max(best.get(body, 0.0), score + fuzz.ratio(core, word) / 1000)
    return tuple(sorted(best, key=lambda one: (-best[one], one.name)))[:limit]

"""How much of a thing each body of a list has: 县商务局12亿元、县工信局（4个）."""

from __future__ import annotations

import re

from zeren.extract.bodies.endings import SOLID, is_body, is_solid
from zeren.extract.target.units import amounts

SHARE = "how much of it falls to the body before it"
_BEHIND = re.compile(r"(?P<open>\()?(?P<amount>(?:各|共|计)?\d[\d.]{0,9}(?:%|[余多]?[\u4e00-\u9fff/]{1,5}))(?(open)\))$")
"""an amount behind a name, in brackets or not"""


def share_of(words: str) -> int | None:
    """Where the amount begins that stands behind a body, in folded words (8 in 县商务局（12亿元） is past the name); None where none does."""
    match = _BEHIND.search(words)
    name = words[: match.start()] if match else ""
    if match is None or not is_body(name) or not (is_solid(name) or (match["open"] and len(name) >= SOLID)):
        return None
    amount = match["amount"]
    whole = amount.endswith("%") or any(len(amount) - one.stop <= 1 for one in amounts(amount))
    return match.start() if whole else None

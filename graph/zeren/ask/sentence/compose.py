"""A reading answered: what it asks decides who makes the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from zeren.ask.sentence.compared import by_plan, compare, largest, members, pairs, rank, share, standing
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.measured import count, measures, summary
from zeren.ask.sentence.promised import promised
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.result import Result


def compose(reading: Reading, facts: Facts) -> Result:
    """Answer a reading."""
    reading = _strict(reading, facts)
    makers: dict[str, Callable[[Reading, Facts], Result]] = {
        "measures": measures,
        "when": measures,
        "who": measures,
        "count": count,
        "rank": rank,
        "pairs": pairs,
        "compare": compare,
        "share": share,
        "targets": promised,
        "summary": summary,
        "largest": largest,
        "standing": standing,
        "plans": by_plan,
        "members": members,
    }
    return makers[reading.asks](reading, facts)


def _strict(reading: Reading, facts: Facts) -> Reading:
    """Count 牵头 strictly where bodies are ranked over plans of which one has that column: 主责 elsewhere is another thing."""
    if reading.asks not in ("rank", "pairs", "largest") or reading.role != "lead":
        return reading
    plans = {plan for plan in facts.store.led() if not reading.plans or plan in reading.plans}
    return replace(reading, plans=tuple(sorted(plans))) if plans else reading

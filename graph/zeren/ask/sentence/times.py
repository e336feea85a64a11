"""Conditions of time on a measure: its deadline, and the dates and rhythms that stand in its text."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.ask.period import Period
from zeren.ask.sentence.lexicon import folded, rhythms
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.token import Token
from zeren.ground.model import Deadline
from zeren.ground.recurrence import rhythm
from zeren.table.duties import MeasureRow

Dates = Mapping[str, tuple[Deadline, ...]]
"""IRI of a measure → the dates and rhythms that its text sets"""
_SEASONS = (("汛",), ("采暖", "供暖", "取暖"), ("秋冬",), ("入冬", "冬季"), ("春节",), ("两节",), ("国庆",))
"""words for one season, any of which a document may print for another"""


def in_time(reading: Reading, dates: Dates, measure: MeasureRow) -> bool:
    """Tell whether the deadline of a measure, or a date of its text, meets the conditions of time."""
    if reading.period is not None and not any(
        _within(reading.period, reading.ends, *days) for days in dated(dates, measure, reading)
    ):
        return False
    if reading.not_due and (not measure.deadline or any(_is_due(token, measure) for token in reading.not_due)):
        return False
    kind = reading.deadline_kind
    if not kind:
        return True
    if kind == "none":
        return measure.deadline_kind == "none" and not measure.deadline
    if kind == "dated":
        return bool(dated(dates, measure))
    if kind == "recurring":
        return _recurs(reading.recurring, dates, measure)
    if kind == "seasonal":
        season = season_words(reading.recurring)
        words = [measure.deadline, *(date.raw for date in dates.get(measure.id, ()))]
        return any(any(name in word for name in season) and "前" in word for word in words) or folded(reading.recurring) in folded(
            measure.text
        )
    return measure.deadline_kind in kind.split("+")


def season_words(said: str) -> tuple[str, ...]:
    """Return the words for the season that is meant (采暖, 供暖, 取暖 for 供暖季前); what is said itself where it is none of those known."""
    return next((same for same in _SEASONS if any(word in said for word in same)), (said,))


def _is_due(said: Token, measure: MeasureRow) -> bool:
    """Tell whether the printed deadline is what is said: of that kind, or with the same days."""
    if said.period is None:
        return measure.deadline_kind == said.value
    start, end = said.period.start, said.period.end.isoformat()
    return measure.deadline_end == end and measure.deadline_start == (start.isoformat() if start else None)


def dated(
    dates: Dates, measure: MeasureRow, reading: Reading | None = None
) -> list[tuple[str | None, str]]:
    """Return first and last day of each dated statement of a measure, ISO dates.

    For a period shorter than a year 全年 says nothing; what is to be completed has no deadline in a season that the text
    only stresses (以3-5月为重点).
    """
    found = [(measure.deadline_start, measure.deadline_end)]
    due = reading is not None and reading.ends
    found += [(date.start, date.end) for date in dates.get(measure.id, ()) if not (due and date.start)]
    short = reading is not None and reading.period is not None
    return [
        (start, end)
        for start, end in found
        if end and not (short and start and start[5:] == "01-01" and end[5:] == "12-31")
    ]


def _within(period: Period, ends: bool, start: str | None, end: str) -> bool:
    """A period without a first day asks what is due by its end; another one what ends in it, or what overlaps it."""
    last = period.end.isoformat()
    if ends and period.start is not None:
        return period.start.isoformat() <= end <= last
    if period.start is None:
        return end <= last
    return (start or end) <= last and end >= period.start.isoformat()


def _recurs(words: str, dates: Dates, measure: MeasureRow) -> bool:
    """Tell whether a measure recurs as the words say: by its rule (每月25日前 is 每月), or since it prints them (每年1月、7月 is 每年)."""
    wanted = rhythms().get(words)
    said = [(measure.deadline_rrule, measure.deadline), *((date.rrule, date.raw) for date in dates.get(measure.id, ()))]
    return any(rule and (wanted is None or rhythm(rule) == wanted or words in folded(raw)) for rule, raw in said)

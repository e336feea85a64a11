"""Deadlines as a calendar: months with their number of measures, and below what is due on which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zeren.picture import words
from zeren.picture.canvas import INK, SOFT, Figure
from zeren.picture.frame import A4, MARGIN, Frame, rule
from zeren.picture.tables import Calendar, Day
from zeren.table.duties import MeasureRow

SHADES = ((20, "#16325c", "#ffffff"), (5, "#7fa3cf", INK), (1, "#dbe6f3", INK), (0, "#ffffff", "#8a94a3"))
"""from how many measures on a month is so dark, and the ink on it"""
NAMED = 3
"""measures of a day that are written out"""


def draw(
    table: Calendar, measures: Sequence[MeasureRow] | words.Sources, holders: Callable[[str], str], top: int, lang: str, notes: Sequence[str]
) -> Figure:
    """Return the calendar; ``holders`` gives the words for who answers for a measure, ``top`` limits the days written out."""
    frame = Frame("calendar", A4, measures, lang)
    frame.top += 10
    for year in sorted({month[:4] for month in table.months}):
        _year(frame, table, year)
    if table.undated:
        _undated(frame, table)
    if table.days:
        _heads(frame)
    for day in table.days[:top]:
        _day(frame, day, holders)
    left = len(table.days) - top
    return frame.finish([words.say("count-calendar", lang), *notes, words.say("more-days", lang, count=left) if left > 0 else ""])


def _year(frame: Frame, table: Calendar, year: str) -> None:
    canvas, step = frame.canvas, (frame.room - 70) / 12
    canvas.text(MARGIN, frame.top + 34, words.say("year", frame.lang, year=year), 16, font_weight="bold")
    for month in range(1, 13):
        count = table.months.get(f"{year}-{month:02}", 0)
        fill, ink = next((fill, ink) for least, fill, ink in SHADES if count >= least)
        x = MARGIN + 70 + (month - 1) * step
        canvas.open(f"{year}-{month:02}: {count}", class_="month", data_month=f"{year}-{month:02}", data_count=count)
        canvas.rect(x + 1, frame.top, step - 2, 54, fill, stroke="#8a94a3", stroke_width=0.75)
        canvas.text(x + 6, frame.top + 15, words.say("month", frame.lang, month=month), 11, fill=ink)
        if count:
            canvas.text(x + step / 2, frame.top + 43, str(count), 20, text_anchor="middle", fill=ink, font_weight="bold")
        canvas.close()
    frame.top += 62


def _undated(frame: Frame, table: Calendar) -> None:
    canvas, x = frame.canvas, MARGIN + 71
    canvas.text(MARGIN, frame.top + 20, words.say("undated", frame.lang), 11.5, fill=SOFT)
    for kind, count in table.undated.items():
        said = words.code("deadline", kind, frame.lang)
        wide = words.width(said, 12) + words.width(str(count), 14) + 30
        if x + wide > frame.width - MARGIN:
            x, frame.top = MARGIN + 71, frame.top + 32
        canvas.open(class_="undated", data_kind=kind, data_count=count)
        canvas.rect(x, frame.top + 2, wide, 26, "#ffffff", stroke="#8a94a3", stroke_width=0.75, rx=13)
        canvas.text(x + 11, frame.top + 19.5, said, 12)
        canvas.text(x + wide - 11, frame.top + 20, str(count), 14, text_anchor="end", font_weight="bold")
        canvas.close()
        x += wide + 8
    frame.top += 40


DATE, PRINTED = 96.0, 150.0
"""width of the date and of the printed words"""


def _heads(frame: Frame) -> None:
    y = frame.top + 18
    for x, key in ((MARGIN, "day"), (MARGIN + DATE, "as-printed"), (MARGIN + DATE + PRINTED, "due")):
        frame.canvas.text(x, y, words.say(key, frame.lang), 12, font_weight="bold")
    frame.canvas.line(MARGIN, y + 7, frame.width - MARGIN, y + 7, "#8a94a3", 1.5)
    frame.top = y + 12


def _day(frame: Frame, day: Day, holders: Callable[[str], str]) -> None:
    canvas, top = frame.canvas, frame.top + 14
    canvas.open(class_="day", data_date=day.date, data_count=day.count)
    canvas.text(MARGIN, top, day.date, 12.5, font_weight="bold")
    canvas.text(MARGIN, top + 18, words.say("measures-of", frame.lang, count=day.count), 12, fill=SOFT)
    printed = ("、" if frame.lang == "zh" else "; ").join(day.words)
    left = canvas.lines(MARGIN + DATE, top, words.wrap(printed, 11.5, PRINTED - 14, 3), 11.5, 1.35)
    x, y, room = MARGIN + DATE + PRINTED, top, frame.room - DATE - PRINTED
    for row in day.measures[:NAMED]:
        who = holders(row.id)
        y = canvas.lines(x, y, words.wrap(f"{who + '：' if who else ''}{row.text}", 11.5, room, 2), 11.5, 1.35)
    if day.count > NAMED:
        y = canvas.lines(x, y, [words.say("and-more", frame.lang, count=day.count)], 11.5, 1.35, fill=SOFT)
    canvas.close()
    frame.top = max(y, left, top + 34) - 6
    rule(canvas, MARGIN, frame.top, frame.width - MARGIN)
    frame.top += 4

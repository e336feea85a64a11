"""Workloads as bars: one body a line, one part a role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.picture import words
from zeren.picture.canvas import INK, SOFT, Figure
from zeren.picture.canvas import ROLES as PAINTS
from zeren.picture.frame import A4, MARGIN, Frame
from zeren.picture.tables import Load, names
from zeren.table.duties import ROLES, BodyRow, MeasureRow

LABEL, END, HIGH = 270.0, 190.0, 25.0
"""width of the names and of the figures at the end, height of a line"""


def draw(
    table: Sequence[Load], bodies: Mapping[str, BodyRow], measures: Sequence[MeasureRow] | words.Sources, top: int, lang: str, notes: Sequence[str]
) -> Figure:
    """Return the first ``top`` workloads as bars of one scale."""
    shown = table[:top]
    frame = Frame("bars", A4, measures, lang)
    roles = [role for role in ROLES if any(its.counts.get(role) for its in shown)]
    frame.key(roles)
    called = names(bodies, [its.body for its in shown])
    most = max((sum(its.counts.values()) for its in shown), default=1) or 1
    step = (frame.room - LABEL - END) / most
    for its in shown:
        _bar(frame, its, called[its.body], bodies[its.body].name, step)
    more = words.say("more-bodies", lang, count=len(table) - len(shown)) if len(table) > len(shown) else ""
    return frame.finish([words.say("count-bars", lang), *notes, more])


def _bar(frame: Frame, its: Load, called: str, name: str, step: float) -> None:
    canvas, y, x = frame.canvas, frame.top, MARGIN + LABEL
    canvas.open(name, class_="bar", data_body=its.body, data_all=its.all)
    canvas.text(x - 10, y + 16, words.cut(called, 12, LABEL - 14), 12, text_anchor="end")
    for role in ROLES:
        count = its.counts.get(role, 0)
        if not count:
            continue
        wide, paint = count * step, PAINTS[role]
        said = f"{called} · {words.code('role', role, frame.lang)} {count}"
        canvas.rect(x, y + 3, wide, HIGH - 7, paint.fill, said, stroke=INK, stroke_width=0.5, class_="part", data_role=role, data_count=count)
        if wide >= 13:
            letter = words.LETTERS[role]
            canvas.text(x + wide / 2, y + 16, letter, 10.5, text_anchor="middle", fill=paint.ink, font_weight="bold")
        x += wide
    figures = " · ".join(f"{words.LETTERS[role]} {its.counts[role]}" for role in ROLES if its.counts.get(role))
    whole = words.say("measures-of", frame.lang, count=its.all)
    canvas.text(x + 8, y + 16, whole, 12, font_weight="bold")
    canvas.text(x + 16 + words.width(whole, 12.5), y + 16, figures, 11, fill=SOFT)
    canvas.close()
    frame.top += HIGH

"""One body and those it shares measures with: the body in the middle, its partners on either side, most shared first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zeren.picture import words
from zeren.picture.canvas import INK, SOFT, Figure
from zeren.picture.frame import A4, MARGIN, Frame
from zeren.picture.tables import Load, names
from zeren.table.duties import ROLES, BodyRow, MeasureRow

TOP = 24
"""partners that are drawn"""
STEP, SIDE, RADIUS = 30.0, 330.0, 46.0
"""height of a partner, width of a column of them, radius of the body in the middle"""


@dataclass(frozen=True, slots=True)
class Ego:
    """A body with its partners."""

    body: str
    """IRI"""
    all: int
    """its measures"""
    partners: tuple[Load, ...]
    """other bodies with the measures that they share, by their role, most first"""


def draw(table: Ego, bodies: Mapping[str, BodyRow], measures: Sequence[MeasureRow], lang: str, notes: Sequence[str]) -> Figure:
    """Return the surroundings of a body as a picture."""
    shown = table.partners[:TOP]
    frame = Frame("ego", A4, measures, lang, bodies[table.body].name)
    called = names(bodies, [table.body, *(its.body for its in shown)])
    left, right = shown[1::2], shown[::2]
    high = max(len(right) * STEP, 2 * RADIUS + 34)
    x, y = frame.width / 2, frame.top + high / 2
    most = max((its.all for its in shown), default=1)
    for side, column in ((-1, left), (1, right)):
        top = y - len(column) * STEP / 2 + STEP / 2
        for turn, its in enumerate(column):
            _partner(frame, its, called[its.body], bodies[its.body].name, (x, y), side, top + turn * STEP, most)
    canvas = frame.canvas
    canvas.open(bodies[table.body].name, class_="center", data_body=table.body, data_all=table.all)
    canvas.element("circle", None, cx=x, cy=y, r=RADIUS, fill="#16325c", stroke=INK, stroke_width=0.75)
    canvas.text(x, y + 7, str(table.all), 20, text_anchor="middle", fill="#ffffff", font_weight="bold")
    lines = words.wrap(called[table.body], 13, 2.6 * RADIUS, 3)
    halo = {"stroke": "#ffffff", "stroke_width": 4, "paint_order": "stroke"}
    canvas.lines(x, y + RADIUS + 17, lines, 13, 1.25, text_anchor="middle", font_weight="bold", **halo)
    canvas.close()
    frame.top = max(frame.top + high, y + RADIUS + 17 * len(lines) + 8)
    more = words.say("more-bodies", lang, count=len(table.partners) - len(shown)) if len(table.partners) > len(shown) else ""
    return frame.finish([words.say("count-ego", lang), *notes, more])


def _partner(
    frame: Frame, its: Load, called: str, name: str, middle: tuple[float, float], side: int, y: float, most: int
) -> None:
    """Draw one partner on the left (-1) or right (1) with its curve, its name and its roles in figures."""
    canvas, (x, center) = frame.canvas, middle
    edge = x + side * (frame.width / 2 - MARGIN - SIDE)
    canvas.open(f"{name}: {its.all}", class_="partner", data_body=its.body, data_all=its.all)
    bend = (x + edge) / 2
    canvas.element(
        "path", None, d=f"M{x:.1f} {center:.1f}C{bend:.1f} {center:.1f} {bend:.1f} {y:.1f} {edge:.1f} {y:.1f}",
        fill="none", stroke="#9aa7b8", stroke_width=0.8 + 9 * its.all / most,
    )  # fmt: skip
    canvas.element("circle", None, cx=edge, cy=y, r=11, fill="#ffffff", stroke=INK, stroke_width=0.75)
    canvas.text(edge, y + 4, str(its.all), 11, text_anchor="middle", font_weight="bold")
    anchor, begin = ("start", edge + 18) if side > 0 else ("end", edge - 18)
    canvas.text(begin, y - 1, words.cut(called, 12.5, SIDE - 20), 12.5, text_anchor=anchor)
    figures = " · ".join(f"{words.code('role', role, frame.lang)} {its.counts[role]}" for role in ROLES if its.counts.get(role))
    canvas.text(begin, y + 11, figures, 9.5, text_anchor=anchor, fill=SOFT)
    canvas.close()

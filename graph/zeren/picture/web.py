"""The network of bodies as a still picture, at positions computed beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from zeren.network import Tie
from zeren.picture import words
from zeren.picture.canvas import INK, SOFT, Canvas, Figure
from zeren.picture.frame import A4, MARGIN, Frame
from zeren.picture.tables import Load, names
from zeren.table.duties import BodyRow, MeasureRow

STRONGEST = 3
"""ties of a body that are drawn at least"""
LABEL, LINE, LINES = 11.0, 8, 3
"""type size of a name, characters in a line of it, and lines"""
LEVELS = {
    "national": ("#16325c", "#ffffff"),
    "provincial": ("#3f78b5", "#ffffff"),
    "prefectural": ("#7a5195", "#ffffff"),
    "county": ("#f0b46a", INK),
    "township": ("#b4e0d2", INK),
    None: ("#ffffff", INK),
}
"""level → fill of a circle and the ink on it"""


def draw(
    table: Sequence[Load], ties: Sequence[Tie], bodies: Mapping[str, BodyRow], measures: Sequence[MeasureRow] | words.Sources,
    top: int, lang: str, notes: Sequence[str],
) -> Figure:  # fmt: skip
    """Return the ``top`` busiest bodies and their strongest ties; the same table gives the same picture."""
    shown = table[:top]
    place = {its.body: number for number, its in enumerate(shown)}
    every = [tie for tie in ties if tie.a in place and tie.b in place]
    drawn = strongest(every)
    called = names(bodies, [its.body for its in shown])
    labels = [_label(called[its.body]) for its in shown]
    radii = [4 + 2.4 * sqrt(its.all) for its in shown]
    spots = _spots(labels, radii, [(place[tie.a], place[tie.b], float(tie.count)) for tie in drawn])
    wide = max((x + LABEL * LINE / 2 for x, _ in spots), default=0) + MARGIN
    frame = Frame("network", max(A4, wide), measures, lang)
    levels = [level for level in LEVELS if any(bodies[its.body].level == level for its in shown)]
    _key(frame, levels)
    shift = max(0.0, (frame.width - wide - MARGIN) / 2)
    spots = [(x + shift, y + frame.top + 6) for x, y in spots]
    most = max((tie.count for tie in drawn), default=1)
    for tie in reversed(drawn):
        _tie(frame.canvas, tie, spots[place[tie.a]], spots[place[tie.b]], most, f"{called[tie.a]} – {called[tie.b]}")
    for its, spot, radius, lines in zip(shown, spots, radii, labels, strict=True):
        _body(frame.canvas, its, bodies[its.body], spot, radius, lines)
    frame.top = max((y + r + 16 * len(lines) for (_, y), r, lines in zip(spots, radii, labels, strict=True)), default=frame.top) + 8
    counted = words.say("count-network", lang, strongest=STRONGEST, drawn=len(drawn), ties=len(every))
    more = words.say("more-bodies", lang, count=len(table) - len(shown)) if len(table) > len(shown) else ""
    return frame.finish([counted, *notes, more])


def strongest(ties: Sequence[Tie]) -> list[Tie]:
    """Return the ties that are among the strongest of one of their bodies, strongest first."""
    left: dict[str, int] = {}
    kept = []
    for tie in ties:
        if left.get(tie.a, 0) < STRONGEST or left.get(tie.b, 0) < STRONGEST:
            kept.append(tie)
            left[tie.a], left[tie.b] = left.get(tie.a, 0) + 1, left.get(tie.b, 0) + 1
    return kept


def _label(name: str) -> list[str]:
    """Return a name in lines of about one length, so that none is left with a single character."""
    count = -(-words.width(name, LABEL) // (LABEL * LINE))
    return words.wrap(name, LABEL, words.width(name, LABEL) / max(1.0, count) + LABEL * (count > 1), LINES)


def _spots(labels: Sequence[Sequence[str]], radii: Sequence[float], links: Sequence[tuple[int, int, float]]) -> list[tuple[float, float]]:
    """Return the centre of each circle, from 0 on to the right and downwards, with room for its label below."""
    from zeren.draw.layout import positions

    boxes = []
    for lines, radius in zip(labels, radii, strict=True):
        wide = max(2 * radius, *(words.width(line, LABEL) for line in lines))
        boxes.append((wide + 14, 2 * radius + len(lines) * LABEL * 1.25 + 14))
    places = positions(boxes, links)
    if not places:
        return []
    left = min(x - wide / 2 for (x, _), (wide, _) in zip(places, boxes, strict=True))
    upper = min(y - high / 2 for (_, y), (_, high) in zip(places, boxes, strict=True))
    return [
        (x - left + MARGIN, y - upper - high / 2 + radius + 7)
        for (x, y), (_, high), radius in zip(places, boxes, radii, strict=True)
    ]


def _key(frame: Frame, levels: Sequence[str | None]) -> None:
    x, y = MARGIN, frame.top + 6
    for level in levels:
        said = words.code("level", level, frame.lang)
        frame.canvas.element("circle", None, cx=x + 9, cy=y + 9, r=8, fill=LEVELS[level][0], stroke=INK, stroke_width=0.75)
        frame.canvas.text(x + 23, y + 13.5, said, 12)
        x += 23 + words.width(said, 12) + 22
    frame.canvas.text(x, y + 13.5, words.say("line", frame.lang), 12, fill=SOFT)
    frame.top = y + 30


def _tie(canvas: Canvas, tie: Tie, a: tuple[float, float], b: tuple[float, float], most: int, said: str) -> None:
    canvas.open(f"{said} · {tie.count}", class_="tie", data_a=tie.a, data_b=tie.b, data_count=tie.count)
    canvas.line(*a, *b, "#9aa7b8", 0.6 + 5 * tie.count / most, stroke_opacity=0.75)
    if tie.count * 3 >= most:
        x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        canvas.text(x, y + 3.5, str(tie.count), 10, text_anchor="middle", fill=INK, stroke="#ffffff", stroke_width=3, paint_order="stroke")
    canvas.close()


def _body(canvas: Canvas, its: Load, row: BodyRow, spot: tuple[float, float], radius: float, lines: Sequence[str]) -> None:
    fill, ink = LEVELS.get(row.level, LEVELS[None])
    x, y = spot
    canvas.open(f"{row.name} · {its.all}", class_="node", data_body=its.body, data_all=its.all)
    canvas.element("circle", None, cx=x, cy=y, r=radius, fill=fill, stroke=INK, stroke_width=0.75)
    size = min(12.0, radius * 0.95)
    canvas.text(x, y + size * 0.36, str(its.all), size, text_anchor="middle", fill=ink)
    canvas.lines(
        x, y + radius + LABEL + 1, lines, LABEL, 1.25, text_anchor="middle", stroke="#ffffff", stroke_width=3, paint_order="stroke"
    )
    canvas.close()

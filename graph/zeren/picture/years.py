"""The network of a series year by year: small pictures with one layout, ties that came and went told apart."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from zeren.picture import words
from zeren.picture.canvas import INK, SOFT, Canvas, Figure
from zeren.picture.frame import A4, MARGIN, Frame

if TYPE_CHECKING:
    from zeren.ask.series import Series

TOP = 30
"""bodies that are drawn unless told"""
COLUMNS = 2
"""years beside one another"""
LABEL, LINE, LINES = 10.0, 8, 2
"""type size of a name, characters in a line of it, and lines"""
CAME, WENT, STAYED = "#1a7f4b", "#b3401f", "#9aa7b8"
GAP = 24.0


def draw(found: Series, top: int = TOP, lang: str = "zh", only: int | None = None, narrow: bool = False) -> Figure:
    """Return one picture a year, each body in the same place in all: the ``top`` busiest bodies of all years together.

    ``only`` is the number of the one year to draw, over the whole sheet; ``narrow``: over a sheet as narrow as the network, for
    a page that has the title already.
    """
    shown = found.bodies[:top]
    if narrow and only is not None:
        titled = (f"{found.years[only].year} · {words.say('series', lang)}", "")
        frame = Frame("series", _breadth(found, len(shown)), (), lang, titled=titled)
    else:
        frame = Frame("series", A4, (), lang, found.title)
    _key(frame)
    columns = COLUMNS if only is None else 1
    wide = (frame.room - GAP * (columns - 1)) / columns
    spots, labels, high = _spots(found, len(shown), wide)
    for turn, number in enumerate(range(len(found.years)) if only is None else (only,)):
        column = turn % columns
        if column == 0 and turn:
            frame.top += high + GAP
        _panel(frame.canvas, found, number, (MARGIN + column * (wide + GAP), frame.top, wide, high), spots, labels)
    frame.top += high + 8
    more = words.say("more-bodies", lang, count=len(found.bodies) - len(shown)) if len(found.bodies) > len(shown) else ""
    places = "、".join(f"《{year.title}》" for year in found.years)
    return frame.finish([words.say("count-series", lang), more, words.say("source", lang, plans=places)], sources=False)


NARROW = 340.0
"""width of the narrowest sheet, that of a telephone"""


def _breadth(found: Series, count: int) -> float:
    """The width of a sheet that holds the network and its names, as large as on a whole sheet."""
    spots, labels, _ = _spots(found, count, A4 - 2 * MARGIN)
    ends = [(x, max(words.width(line, LABEL) for line in lines) / 2 + 12) for (x, _), lines in zip(spots, labels, strict=True)]
    return max(NARROW, min(A4, 2 * MARGIN + max((x + half for x, half in ends), default=0) - min((x - half for x, half in ends), default=0)))


def _key(frame: Frame) -> None:
    x, y = MARGIN, frame.top + 12
    for colour, dash, said in ((STAYED, "", "tie-stayed"), (CAME, "", "tie-came"), (WENT, "4 3", "tie-went")):
        told = words.say(said, frame.lang)
        if x > MARGIN and x + 34 + words.width(told, 12) > frame.width - MARGIN:
            x, y = MARGIN, y + 20
        frame.canvas.line(x, y, x + 26, y, colour, 3, **({"stroke_dasharray": dash} if dash else {}))
        frame.canvas.text(x + 34, y + 4, told, 12)
        x += 34 + words.width(told, 12) + 24
    frame.top = y + 20


def _spots(found: Series, count: int, room: float) -> tuple[list[tuple[float, float]], list[list[str]], float]:
    """Return the place of each body within a picture, its label, and the height of a picture."""
    from zeren.draw.layout import positions

    place = {iri: number for number, (iri, _, _) in enumerate(found.bodies[:count])}
    links = [(place[a], place[b], float(sum(years))) for a, b, years in found.ties if a in place and b in place]
    labels = [words.wrap(name, LABEL, LABEL * LINE, LINES) for _, name, _ in _short(found, count)]
    boxes = [(max(words.width(line, LABEL) for line in lines) + 12, 34.0 + len(lines) * LABEL * 1.25) for lines in labels]
    at = positions(boxes, links)
    if not at:
        return [], [], 60.0
    left, right = min(x - w / 2 for (x, _), (w, _) in zip(at, boxes, strict=True)), max(x + w / 2 for (x, _), (w, _) in zip(at, boxes, strict=True))
    upper, lower = min(y - h / 2 for (_, y), (_, h) in zip(at, boxes, strict=True)), max(y + h / 2 for (_, y), (_, h) in zip(at, boxes, strict=True))
    scale = min(1.0, room / max(right - left, 1.0))
    shift = (room - (right - left) * scale) / 2
    spots = [((x - left) * scale + shift, (y - upper) * scale + 30) for x, y in at]
    return spots, labels, (lower - upper) * scale + 40


def _short(found: Series, count: int) -> Sequence[tuple[str, str, object]]:
    """Names without the places that all of them begin with."""
    shown = found.bodies[:count]
    first = [name for _, name, _ in shown]
    common = ""
    for chars in zip(*first, strict=False):
        if len(set(chars)) > 1 or len(common) + 1 >= min(map(len, first)):
            break
        common += chars[0]
    return [(iri, name.removeprefix(common) if len(shown) > 1 else name, its) for iri, name, its in shown]


def _panel(
    canvas: Canvas, found: Series, number: int, box: tuple[float, float, float, float],
    spots: Sequence[tuple[float, float]], labels: Sequence[Sequence[str]],
) -> None:  # fmt: skip
    x, y, wide, high = box
    year = found.years[number]
    place = {iri: spot for spot, (iri, _, _) in enumerate(found.bodies[: len(spots)])}
    canvas.open(f"{year.year} {year.title}", class_="year", data_year=year.year)
    canvas.rect(x, y, wide, high, "none", stroke="#d5dbe3", stroke_width=1)
    canvas.text(x + 10, y + 20, str(year.year), 15, font_weight="bold")
    for one, other, shared in found.ties:
        if one in place and other in place:
            _tie(canvas, shared, number, (x, y), spots[place[one]], spots[place[other]])
    for (iri, name, counts), (dx, dy), lines in zip(found.bodies, spots, labels, strict=False):
        principal, others, every = counts[number]
        radius = 3 + 2 * sqrt(every)
        canvas.open(f"{name} {year.year} · {principal} + {others}", class_="node", data_body=iri, data_all=every)
        fill = "#3f78b5" if every else "#ffffff"
        canvas.element("circle", None, cx=x + dx, cy=y + dy, r=radius, fill=fill, stroke=INK if every else "#c3cad3", stroke_width=0.75)
        canvas.lines(
            x + dx, y + dy + radius + LABEL + 1, lines, LABEL, 1.2, text_anchor="middle", stroke="#ffffff", stroke_width=3,
            paint_order="stroke", fill=INK if every else SOFT,
        )  # fmt: skip
        canvas.close()
    canvas.close()


def _tie(
    canvas: Canvas, counts: Sequence[int], number: int, origin: tuple[float, float], one: tuple[float, float], other: tuple[float, float]
) -> None:
    now, before = counts[number], counts[number - 1] if number else counts[number]
    if not now and not before:
        return
    colour, dash = (WENT, "4 3") if not now else (CAME, "") if not before else (STAYED, "")
    x, y = origin
    more = {"stroke_dasharray": dash} if dash else {}
    canvas.line(x + one[0], y + one[1], x + other[0], y + other[1], colour, 1 + min(now or before, 6) * 0.7, stroke_opacity=0.85, **more)

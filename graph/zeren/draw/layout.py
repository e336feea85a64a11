"""Positions computed beforehand, so that the page opens at rest; the same network gives the same picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]
    Places = NDArray[np.intp]

CHUNK = 64
"""rows of the distance matrix held at a time: what fits near the processor is computed faster"""


def positions(
    boxes: Sequence[tuple[float, float]], links: Sequence[tuple[int, int, float]], inner: int | None = None
) -> list[tuple[int, int]]:
    """Place bodies so that strong ties are short and no two boxes overlap much; whole pixels.

    ``boxes``: width and height of each body with its label, pixels, most important body first. ``links``:
    two bodies and a weight > 0. Only the first ``inner`` bodies (None: all) share the middle; the others, which
    the opening picture does not show, stand around it, each on the side of those that it is tied to. Forces after
    ForceAtlas2 (Jacomy, M. et al. 2014, PLoS ONE 9(6): e98679) with logarithmic attraction; no random numbers:
    bodies start on a spiral in the order given.
    """
    import numpy as np

    total = len(boxes)
    count = total if inner is None else inner
    if not total:
        return []
    wide, high = (np.array(side, dtype=float) for side in zip(*boxes, strict=True))
    x, y = _middle(wide[:count], high[:count], [link for link in links if link[0] < count and link[1] < count])
    if count < total:
        x, y = _around(x, y, wide, high, links)
    return [(round(float(a)), round(float(b))) for a, b in zip(x, y, strict=True)]


def _middle(wide: Column, high: Column, links: Sequence[tuple[int, int, float]]) -> tuple[Column, Column]:
    """Return the places of bodies that share one picture, its middle at 0."""
    import numpy as np

    count = len(wide)
    angle = np.arange(count) * pi * (3 - sqrt(5))
    radius = np.sqrt(np.arange(count) + 0.5)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    if not count:
        return x, y
    _settle(x, y, links, rounds=300 if count <= 300 else 160 if count <= 1500 else 40)
    room = sqrt(float(np.sum(wide * high)) * 3.2)
    span_x, span_y = (max(float(np.ptp(side)), 1e-9) for side in (x, y))
    # Half way from the shape that the forces gave to that of a screen, a little wider than high.
    stretch = min(max(sqrt(1.2 * span_y / span_x), 0.7), 1.4)
    x *= room / max(span_x, span_y) * stretch
    y *= room / max(span_x, span_y) / stretch * 1.1
    _part(x, y, wide, high, rounds=200 if count <= 800 else 40)
    x -= (x.max() + x.min()) / 2
    y -= (y.max() + y.min()) / 2
    return x, y


def _around(
    x: Column, y: Column, wide: Column, high: Column, links: Sequence[tuple[int, int, float]]
) -> tuple[Column, Column]:
    """Return the places of all bodies, the later ones on an ellipse around the first, which stay where they are."""
    import numpy as np

    inner, total = len(x), len(wide)
    pull_x, pull_y = np.zeros(total), np.zeros(total)
    for a, b, weight in links:
        for near, far in ((a, b), (b, a)):
            if near < inner <= far:
                pull_x[far] += weight * x[near]
                pull_y[far] += weight * y[near]
    reach_x, reach_y = ((float(np.abs(side).max()) if inner else 0) + 170 for side in (x, y))
    size = np.maximum(wide[inner:], high[inner:])
    round_trip = 2 * pi * min(reach_x, reach_y)
    rings = max(1, int(np.ceil(float(size.sum()) / round_trip * 2)))
    wanted = np.arctan2(pull_y[inner:] / reach_y, pull_x[inner:] / reach_x)
    order = np.argsort(wanted, kind="stable")
    angle, ring = np.empty(total - inner), np.empty(total - inner)
    for start in range(rings):
        chosen = order[start::rings]
        angle[chosen] = _spread(wanted[chosen], size[chosen] * 2 * pi / round_trip)
        ring[chosen] = start * float(size.max())
    out_x = np.append(x, (reach_x + ring) * np.cos(angle))
    out_y = np.append(y, (reach_y + ring) * np.sin(angle))
    _part(out_x, out_y, wide, high, rounds=200 if total <= 800 else 40, fixed=inner)
    return out_x, out_y


def _spread(angle: Column, need: Column) -> Column:
    """Return sorted angles moved as little as needed to leave each the width that it needs, radians."""
    import numpy as np

    found = angle.copy()
    gap = (need[1:] + need[:-1]) / 2
    for _ in range(500):
        short = np.maximum(gap - np.diff(found), 0) / 2
        if short.max(initial=0.0) < 1e-4:
            break
        found[:-1] -= short
        found[1:] += short
    return found


def _settle(x: Column, y: Column, links: Sequence[tuple[int, int, float]], rounds: int) -> None:
    """Move the points, in place, along repulsion, attraction and gravity with cooling steps."""
    import numpy as np

    count = len(x)
    first, second = (np.array([link[end] for link in links], dtype=np.intp) for end in (0, 1))
    weight = np.array([link[2] for link in links], dtype=float)
    mass = 1 + np.bincount(first, minlength=count) + np.bincount(second, minlength=count).astype(float)
    pull = np.log1p(weight)
    for turn in range(rounds):
        force_x, force_y = -mass * x * 0.6, -mass * y * 0.6
        for start in range(0, count, CHUNK):
            part = slice(start, start + CHUNK)
            dx, dy = x[part, None] - x, y[part, None] - y
            push = dx * dx
            push += dy * dy
            push += 0.01
            np.divide(mass, push, out=push)
            dx *= push
            dy *= push
            force_x[part] += 4 * mass[part] * dx.sum(axis=1)
            force_y[part] += 4 * mass[part] * dy.sum(axis=1)
        dx, dy = x[second] - x[first], y[second] - y[first]
        for force, delta in ((force_x, dx), (force_y, dy)):
            force += np.bincount(first, pull * delta, count) - np.bincount(second, pull * delta, count)
        length = np.sqrt(force_x * force_x + force_y * force_y) + 1e-12
        # Long steps first, short ones at the end: the picture freezes instead of trembling.
        step = np.minimum(length / mass, sqrt(count) * 0.5 * (1 - turn / rounds) ** 1.5 + 1e-3) / length
        x += force_x * step
        y += force_y * step


def _part(x: Column, y: Column, wide: Column, high: Column, rounds: int, fixed: int = 0) -> None:
    """Push overlapping boxes apart, in place, along the axis where they overlap less; the first ``fixed`` stay."""
    import numpy as np

    count = len(x)
    for _ in range(rounds):
        one, two = _beside(x, y, wide, high)
        if not len(one):
            break
        dx, dy = x[one] - x[two], y[one] - y[two]
        over_x = (wide[one] + wide[two]) / 2 - np.abs(dx)
        over_y = (high[one] + high[two]) / 2 - np.abs(dy)
        side_x, side_y = (np.where(delta == 0, np.sign(one - two), np.sign(delta)) for delta in (dx, dy))
        along = over_x * 0.6 < over_y
        for axis, part in ((x, np.where(along, over_x * side_x, 0)), (y, np.where(along, 0, over_y * side_y))):
            shift = (np.bincount(one, part, count) - np.bincount(two, part, count)) * 0.3
            shift[:fixed] = 0
            axis += np.clip(shift, -40, 40)


def _beside(x: Column, y: Column, wide: Column, high: Column) -> tuple[Places, Places]:
    """Return the pairs of boxes that overlap by more than half a pixel both ways, looked for from left to right."""
    import numpy as np

    order = np.argsort(x, kind="stable")
    left = x[order]
    reach = np.searchsorted(left, left + (wide[order] + wide.max(initial=0.0)) / 2, "right")
    others = np.maximum(reach - np.arange(len(x)) - 1, 0)
    first = np.repeat(np.arange(len(x)), others)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(others) - others, others)
    one, two = order[first], order[second]
    hit = (high[one] + high[two]) / 2 - np.abs(y[one] - y[two]) > 0.5
    one, two = one[hit], two[hit]
    hit = (wide[one] + wide[two]) / 2 - np.abs(x[one] - x[two]) > 0.5
    return one[hit], two[hit]

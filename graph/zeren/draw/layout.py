"""Positions computed beforehand, so that the page opens at rest; the same network gives the same picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]

CHUNK = 512
"""rows of the distance matrix held at a time, to bound memory"""


def positions(
    boxes: Sequence[tuple[float, float]], links: Sequence[tuple[int, int, float]]
) -> list[tuple[int, int]]:
    """Place bodies so that strong ties are short and no two boxes overlap much; whole pixels.

    ``boxes``: width and height of each body with its label, pixels, most important body first. ``links``:
    two bodies and a weight > 0. Forces after ForceAtlas2 (Jacomy, M. et al. 2014, PLoS ONE 9(6): e98679) with
    logarithmic attraction; no random numbers: bodies start on a spiral in the order given.
    """
    import numpy as np

    count = len(boxes)
    if not count:
        return []
    angle = np.arange(count) * pi * (3 - sqrt(5))
    radius = np.sqrt(np.arange(count) + 0.5)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    _settle(x, y, links, rounds=300 if count <= 300 else 160 if count <= 1500 else 40)
    wide, high = (np.array(side, dtype=float) for side in zip(*boxes, strict=True))
    room = sqrt(float(np.sum(wide * high)) * 3.2)
    span_x, span_y = (max(float(np.ptp(side)), 1e-9) for side in (x, y))
    # Half way from the shape that the forces gave to that of a screen, a little wider than high.
    stretch = min(max(sqrt(1.2 * span_y / span_x), 0.7), 1.4)
    x *= room / max(span_x, span_y) * stretch
    y *= room / max(span_x, span_y) / stretch * 1.1
    _part(x, y, wide, high, rounds=200 if count <= 800 else 40)
    x -= (x.max() + x.min()) / 2
    y -= (y.max() + y.min()) / 2
    return [(round(float(a)), round(float(b))) for a, b in zip(x, y, strict=True)]


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
            push = 4 * mass[part, None] * mass / (dx * dx + dy * dy + 0.01)
            force_x[part] += np.sum(push * dx, axis=1)
            force_y[part] += np.sum(push * dy, axis=1)
        dx, dy = x[second] - x[first], y[second] - y[first]
        for force, delta in ((force_x, dx), (force_y, dy)):
            force += np.bincount(first, pull * delta, count) - np.bincount(second, pull * delta, count)
        length = np.sqrt(force_x * force_x + force_y * force_y) + 1e-12
        # Long steps first, short ones at the end: the picture freezes instead of trembling.
        step = np.minimum(length / mass, sqrt(count) * 0.5 * (1 - turn / rounds) ** 1.5 + 1e-3) / length
        x += force_x * step
        y += force_y * step


def _part(x: Column, y: Column, wide: Column, high: Column, rounds: int) -> None:
    """Push overlapping boxes apart, in place, along the axis where they overlap less."""
    import numpy as np

    count = len(x)
    rows = np.arange(count)
    for _ in range(rounds):
        moved = False
        shift_x, shift_y = np.zeros(count), np.zeros(count)
        for start in range(0, count, CHUNK):
            part = slice(start, start + CHUNK)
            dx, dy = x[part, None] - x, y[part, None] - y
            over_x = (wide[part, None] + wide) / 2 - np.abs(dx)
            over_y = (high[part, None] + high) / 2 - np.abs(dy)
            hit = (over_x > 0.5) & (over_y > 0.5) & (rows[part, None] != rows)
            if not hit.any():
                continue
            moved = True
            side_x = np.where(dx == 0, np.sign(rows[part, None] - rows), np.sign(dx))
            side_y = np.where(dy == 0, np.sign(rows[part, None] - rows), np.sign(dy))
            along = hit & (over_x * 0.6 < over_y)
            shift_x[part] += np.sum(np.where(along, over_x * side_x, 0), axis=1) * 0.3
            shift_y[part] += np.sum(np.where(hit & ~along, over_y * side_y, 0), axis=1) * 0.3
        if not moved:
            break
        x += np.clip(shift_x, -40, 40)
        y += np.clip(shift_y, -40, 40)

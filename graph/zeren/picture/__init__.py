"""Still pictures from the plain table of duties: matrix, calendar, bars, network and flow, as SVG and PNG."""

from __future__ import annotations

from zeren.picture.canvas import Figure
from zeren.picture.kinds import KINDS, TOP, draw, flow
from zeren.picture.large import of_store

__all__ = ["KINDS", "TOP", "Figure", "draw", "flow", "of_store"]

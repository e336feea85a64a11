"""Cells of ruled tables from the lines of a page, for formats in which they have to be found."""

from __future__ import annotations

from collections.abc import Iterable

SNAP = 3.0
"""points within which two borders are one, pdfplumber's own default"""

Segment = tuple[float, float, float, float]
"""x0, top, x1, bottom of a level or upright stroke, in points from the page's top left"""
Box = tuple[float, float, float, float]
"""the same of a cell"""


def cells_of(segments: Iterable[Segment]) -> list[list[Box]]:
    """Return the cells of each table that strokes rule, tables from top to bottom.

    Strokes that neither lie level nor stand upright rule nothing. The search is pdfplumber's, with its tolerances.
    """
    from pdfplumber import table

    edges = [_edge(*segment) for segment in segments]
    merged = table.merge_edges([edge for edge in edges if edge], SNAP, SNAP, SNAP, SNAP)
    crossings = table.edges_to_intersections(merged, SNAP, SNAP)
    return [list(cells) for cells in table.cells_to_tables(table.intersections_to_cells(crossings))]


def _edge(x0: float, top: float, x1: float, bottom: float) -> dict[str, object] | None:
    """A stroke as pdfplumber describes one; None where it is slanted or a dot."""
    x0, x1 = sorted((x0, x1))
    top, bottom = sorted((top, bottom))
    width, height = x1 - x0, bottom - top
    if max(width, height) <= SNAP or min(width, height) > SNAP / 2:
        return None
    orientation = "h" if width > height else "v"
    if orientation == "h":
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top,
        "orientation": orientation, "object_type": "line",
    }  # fmt: skip

"""A promised value as a person reads it, with its direction and comparator: 下降≥20%, ≈29微克/立方米."""

from __future__ import annotations

from zeren.ground.labels import label_of

_MARKS = {
    "at-least": "≥", ">=": "≥", "at-most": "≤", "<=": "≤", "about": "≈", "~": "≈", "more-than": ">", ">": ">", "less-than": "<", "<": "<",
}  # fmt: skip
"""code or sign of a comparator → its mark; equal has none"""


def figure(
    comparator: str | None, value: float | None, upper: float | None = None, unit: str | None = None, change: str | None = None,
    joint: str = "",
) -> str:  # fmt: skip
    """Return a value in words: ≥65%, 1–2个, 下降≥20%; empty where no number is printed.

    ``change`` (``up``, ``down``) is told by its word and never by a sign before the number: ≥−20% would say the opposite of
    下降20%以上. ``joint`` stands between the parts.
    """
    if value is None:
        return ""
    number = f"{value:.10g}" if upper is None else f"{value:.10g}–{upper:.10g}"
    turn = label_of(f"change-{change}") if change else ""
    mark = "" if upper is not None and comparator in (">=", "at-least") else _MARKS.get(comparator or "", "")
    return joint.join(filter(None, (turn, mark, number, unit)))

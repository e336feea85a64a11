"""The state in which a page opens, written as in its address after ``#``."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from zeren.draw.figure import METRICS, shown_names
from zeren.draw.scene import Scene, find
from zeren.ground.errors import WrongUsage
from zeren.table.duties import GROUPS, BodyRow, Duties

BODIES = ("body", "around", "shared", "hidden", "tie")
"""keys whose value is a body"""
CHOICES = {
    "groups": GROUPS,
    "colour": ("level", "kind", "community", "status"),
    "shape": ("level", "kind", "community"),
    "size": ("duties", *METRICS),
    "lang": ("zh", "en"),
    "split": ("1",),
    "steps": ("1", "2", "3", "4", "5"),
}
"""key → its values"""
KEYS = (
    *BODIES, *CHOICES, "q", "plan", "task", "due", "from", "to", "words", "min", "of", "pin",
    "roles", "kinds", "levels", "types", "communities",
)  # fmt: skip
"""keys that ``assets/address.js`` knows"""


def checked(view: str, scene: Scene) -> str:
    """Return a view, or the address of a page with it, as the page itself writes it.

    Bodies may be given by any of their names. WrongUsage on an unknown key or value, NotFound or Ambiguous where
    a name is not that of one body.
    """
    bodies: dict[str, BodyRow] = {row.id: row for row in scene.bodies}
    shown = dict(zip(bodies, shown_names(scene), strict=True))
    known = Duties(bodies, {}, ())
    pairs = []
    for key, value in parse_qsl(view.rpartition("#")[2], keep_blank_values=True):
        if key not in KEYS:
            raise WrongUsage(f"--view {key}: 没有这一项 (no such part of a view)", f"choose from {', '.join(sorted(KEYS))}")
        if key in CHOICES and value not in CHOICES[key]:
            raise WrongUsage(f"--view {key}={value}: 值无效 (no such value)", f"choose from {', '.join(CHOICES[key])}")
        if key in BODIES and value not in shown.values():
            pairs.append((key, shown[find(known, value)]))
        else:
            pairs.append((key, value))
    return urlencode(pairs)

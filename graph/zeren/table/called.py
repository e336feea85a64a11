"""What a body is called where it is shown beside others: by its label as long as that tells whose body it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from zeren.table.duties import BodyRow


def called(bodies: Iterable[BodyRow]) -> dict[str, str]:
    """Return IRI → label of the bodies, or their full name where a label does not tell one body.

    That is where two bodies share it, and where labels of one level leave out several divisions: beside 市财政局 of 南阳市
    nobody can tell whose 市水利局 is, though only 芜湖市 has one. 朝阳区政府 tells its division itself.
    """
    rows = list(bodies)
    labels = Counter(row.label for row in rows)
    divisions: dict[str, set[str]] = {}
    for row in rows:
        if row.level and row.jurisdiction and not _is_placed(row):
            divisions.setdefault(row.level, set()).add(row.jurisdiction)
    several = {level for level, its in divisions.items() if _lie_apart(its)}

    def tells(row: BodyRow) -> bool:
        return labels[row.label] == 1 and (row.level not in several or _is_placed(row))

    return {row.id: row.label if tells(row) else row.name for row in rows}


def _lie_apart(divisions: set[str]) -> bool:
    """Whether some of the divisions do not lie in one another, as 北京市西城区 does in 北京市."""
    ordered = sorted(divisions, key=len)
    return any(not ordered[-1].startswith(place) for place in ordered)


def _is_placed(row: BodyRow) -> bool:
    """Whether a label begins with the name of its division: 朝阳区政府, 西城公安分局, 泾县水利局; not 市水利局."""
    return row.label[:2] in (row.jurisdiction or "")

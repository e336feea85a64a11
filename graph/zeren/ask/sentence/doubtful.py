"""Which texts behind an answer may be of one matter, so that one thing may be told, or counted, twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.ask.answer import Cell
from zeren.ask.lookup import Reader, columns_of
from zeren.ground.labels import label_of
from zeren.table import short

_LIKELY = """SELECT DISTINCT e.kind, e.source_title, s.file, t.file
FROM edition e JOIN document s ON s.id = e.source_document JOIN document t ON t.id = e.derived_document
WHERE e.likely
ORDER BY e.kind, s.file, t.file, e.source_title"""
_FILES = "SELECT DISTINCT file FROM measure WHERE id IN ($ids)"
_TOLD = 3
"""pairs that a note names"""


def doubtful(reader: Reader, rows: Sequence[Mapping[str, Cell]]) -> tuple[str, ...]:
    """Return a remark for each two texts that wait for a person to say whether they are of one matter, and both stand behind rows.

    Rows that name no measure are figures, behind which any text may stand.
    """
    landing = columns_of(reader)
    pairs = landing.rows(_LIKELY) if landing is not None else []
    if landing is None or not pairs:
        return ()
    ids = sorted({short(str(row["id"])) for row in rows if row.get("id") and "measure/" in str(row["id"])})
    if ids:
        files = {file for (file,) in landing.rows(_FILES, {"ids": ids})}
        pairs = [pair for pair in pairs if pair[2] in files and pair[3] in files]
    return tuple(
        f"{one} 与 {other} 可能是同一事项的两份文本（《{title}》，{label_of(f'edition-{kind}')}，待人确认），两份都计入；"
        "zeren editions review 判定 (two texts that may be of one matter, both counted)"
        for kind, title, one, other in pairs[:_TOLD]
    )

"""Rows as a pandas DataFrame where pandas is installed, else as a list of dictionaries that a notebook shows alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

Frame = Any
"""a ``pandas.DataFrame``, or ``Listed`` where pandas is not installed"""

SHOWN = 60
"""rows of a list that a notebook shows"""


class Listed(list[dict[str, Any]]):
    """Rows as dictionaries, in a list; ``attrs`` tells where they come from, as that of a data frame does."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
        super().__init__({name: row.get(name) for name in columns} for row in rows)
        self.columns = tuple(columns)
        self.attrs: dict[str, Any] = {}

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(row[name])}</td>" for name in self.columns) + "</tr>" for row in self[:SHOWN]
        )
        rest = f"<p>… {len(self)} rows 行</p>" if len(self) > SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def framed(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], **attrs: Any) -> Frame:
    """Return rows with these columns in this order; ``attrs`` are kept beside them."""
    try:
        import pandas
    except ImportError:
        made: Frame = Listed(rows, columns)
    else:
        made = pandas.DataFrame([[row.get(name) for name in columns] for row in rows], columns=list(columns))
    made.attrs.update(attrs)
    return made


def _cell(value: object) -> str:
    if value is None:
        return ""
    return escape("、".join(map(str, value)) if isinstance(value, list | tuple) else str(value))

"""How an answer is written down beside the tests: short enough to be read against the plans."""

from __future__ import annotations

from pathlib import Path

from zeren.ask import Cell, Rows

HERE = Path(__file__).resolve().parent
LONG = 24
"""characters of a cell that are kept; enough to find the place in the plan"""

_FILES = {
    "北京市_深化多元协同共治2026年行动计划.txt": "市",
    "北京市西城区_美丽西城建设2026年行动计划.txt": "区",
}


def runs() -> list[tuple[str, str, dict[str, str]]]:
    """File, question and parameters of each run in ``runs.tsv``."""
    return [(file, question, _params(params)) for file, question, params, _ in _table()]


def slow() -> set[str]:
    """Runs that take the second engine more than a second or two."""
    return {file for file, _, _, mark in _table() if mark == "slow"}


def _table() -> list[list[str]]:
    lines = (HERE / "runs.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def _params(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split()]
    return {name: value.replace("＿", " ") for name, _, value in pairs}


def written(rows: Rows) -> str:
    """An answer as TSV: no IRIs, long cells cut, files by a single letter."""
    columns = [column.name for column in rows.columns if column.kind != "iri"]
    lines = ["\t".join(columns)]
    lines += ["\t".join(_cell(row[name], name) for name in columns) for row in rows.rows]
    return "\n".join(lines) + "\n"


def _cell(value: Cell, name: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).replace("\n", "⏎")
    for file, letter in _FILES.items():
        text = text.replace(file, letter)
    keep = name in ("source", "printed", "agency")
    return text if keep or len(text) <= LONG else text[:LONG] + "…"

"""Print rows for people and for programs; nothing of a document reaches a terminal raw."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

import click

from zeren.ground.visible import escaped, harmless, visible

Row = Mapping[str, Any]

_NARROW = 20
"""terminal columns that a column of long words needs to be read at all"""
_WHOLE = 26
"""columns up to this wide are not broken into lines"""
_LINES = 3
"""most lines that a cell of a table takes; ``show`` and the other formats give the whole"""
_GAP = "  "
MARK = "\ufeff"
"""without it Excel and WPS take UTF-8 for the code page of the machine"""
_PIECES = 1000
"""pieces of text that are printed together"""
_BAR = 30
"""characters of a bar that shows how far work has come"""
_CLOSING = frozenset("，。、；：！？）》」』】”’,.;:!?)")
"""no line begins with these"""
OUTCOMES = {"new": "new 新增", "replaced": "changed 更新", "unchanged": "unchanged 未变"}
"""what became of a document → its words"""
_WORD = re.compile(r"[A-Za-z0-9.%]")
_WORD_END = re.compile(r"(?<![A-Za-z0-9.%])[A-Za-z0-9.%]+$")


def one_line(text: str) -> str:
    """Return ``text`` with its line breaks written out, for a message that must stay one line."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


def dumps(value: Any) -> str:
    """Return JSON in UTF-8 with control and direction characters escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return escaped(text)


def is_for_people(form: str | None) -> bool:
    """Whether rows will be laid out for reading, not for a program."""
    return form in ("table", "md") or (form is None and sys.stdout.isatty())


def print_rows(rows: Iterable[Row], columns: Sequence[str], form: str | None) -> None:
    """Print rows as ``table``, ``json``, ``jsonl``, ``csv``, ``excel`` or ``md``; None: a table on a terminal, else JSON.

    What is for programs is printed as it comes, some rows at a time.
    """
    form = form or ("table" if is_for_people(form) else "json")
    if form == "json":
        _print_pieces(chain(("[",), _between((dumps(dict(row)) for row in rows), ",\n"), ("]\n",)))
    elif form == "jsonl":
        _print_pieces(dumps(dict(row)) + "\n" for row in rows)
    elif form == "csv":
        _print_pieces(_csv(rows, columns))
    elif form == "excel":
        _print_pieces(chain((MARK,), _csv(rows, columns, "\r\n")))
    elif form == "md":
        _print_markdown(list(rows), columns)
    else:
        _print_table(list(rows), columns)


def _between(pieces: Iterable[str], mark: str) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        yield mark + piece if number else piece


def _print_pieces(pieces: Iterable[str]) -> None:
    """Print pieces of text as they come, some at a time, so that neither all of them nor each by itself is handed on."""
    several = iter(pieces)
    while text := "".join(islice(several, _PIECES)):
        click.echo(text, nl=False)


def _plain(value: Any) -> str:
    """A cell of a table: lists joined, None empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, Mapping):
        return "; ".join(f"{k} {_plain(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_plain(item) for item in value)
    return visible(str(value))


def make_way(target: Path) -> None:
    """Make the folder that a file is to stand in, and say so where it was not there: a slip in a path must not pass in silence."""
    make_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder that files are to stand in, and say so where it was not there."""
    if not folder.exists():
        folder.mkdir(parents=True)
        click.echo(visible(f"新建文件夹 (made the folder): {folder}"), err=True)


def _csv(rows: Iterable[Row], columns: Sequence[str], ends: str = "\n") -> Iterator[str]:
    """Give the lines of a table, its head first."""
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=ends)
    writer.writerow(columns)
    for row in rows:
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        writer.writerow([harmless(_field(row.get(column))) for column in columns])
    yield out.getvalue()


def _field(value: Any) -> str:
    """A cell of CSV: records as JSON, lists of words joined."""
    if isinstance(value, bool):
        return str(value).lower()
    records = isinstance(value, Mapping) or (isinstance(value, list | tuple) and any(isinstance(v, Mapping) for v in value))
    return dumps(value) if records else _plain(value)


def _print_markdown(rows: list[Row], columns: Sequence[str]) -> None:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"

    click.echo(line(columns))
    click.echo("|" + " --- |" * len(columns))
    for row in rows:
        click.echo(line(_plain(row.get(column)) for column in columns))


def _print_table(rows: list[Row], columns: Sequence[str]) -> None:
    room = shutil.get_terminal_size((160, 24)).columns
    # A column that is empty in every row says nothing.
    filled = [column for column in columns if not rows or any(_plain(row.get(column)) for row in rows)]
    cells = {column: [_plain(row.get(column)).replace("\n", " ") for row in rows] for column in filled}
    widths = _fitted({name: max(map(width, [name, *cells[name]])) for name in filled}, room)
    shown = list(widths)
    for row in [shown, *zip(*(cells[name] for name in shown), strict=True)]:
        wrapped = [wrap(cell, widths[name]) for name, cell in zip(shown, row, strict=True)]
        for line in zip_longest(*wrapped, fillvalue=""):
            click.echo(_GAP.join(map(pad, line, widths.values())).rstrip())
    if left := [name for name in filled if name not in widths]:
        click.echo(f"… 另有各列 (further columns, --format csv shows them): {', '.join(left)}", err=True)


def _fitted(natural: dict[str, int], room: int) -> dict[str, int]:
    """Widths of the columns that fit into ``room``: the first ones, and small ones in what is left."""
    least = {name: size if size <= _WHOLE else _NARROW for name, size in natural.items()}
    widths: dict[str, int] = {}
    used = 0
    for name, size in least.items():
        if not widths or used + size <= room:
            widths[name] = size
            used += size + len(_GAP)
    spare = room - used + len(_GAP)
    while spare > 0 and (wanting := [name for name in widths if widths[name] < natural[name]]):
        widths[min(wanting, key=widths.__getitem__)] += 1
        spare -= 1
    return widths


def width(text: str) -> int:
    """Return the columns that ``text`` takes on a terminal: two for a Chinese character."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, size: int) -> list[str]:
    """Return ``text`` in at most ``_LINES`` lines of ``size`` terminal columns, ``…`` where it goes on."""
    lines: list[str] = []
    while text:
        cut = _cut(text, size)
        if cut < len(text) and len(lines) == _LINES - 1:
            return [*lines, text[: _cut(text, size - 1)] + "…"]
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return lines or [""]


def _cut(text: str, size: int) -> int:
    """Return how many characters fit into ``size`` columns, no Latin word or number broken that need not be."""
    used = 0
    for cut, char in enumerate(text):
        used += width(char)
        if used > size:
            word = _WORD_END.search(text[:cut]) if _WORD.match(char) else None
            if word and width(text[: word.start()]) >= size // 2:
                cut = word.start()
            while cut > 1 and text[cut] in _CLOSING:
                cut -= 1
            return max(1, cut)
    return len(text)


def pad(text: str, size: int) -> str:
    """Return ``text`` filled up to ``size`` terminal columns."""
    return text + " " * (size - width(text))


def progress(done: int, total: int) -> None:
    """Show on a terminal how far work has come, as a bar on one line; nothing elsewhere and for hardly any work."""
    if not sys.stderr.isatty() or total < 3:
        return
    size = done * _BAR // total
    click.echo(f"\r\x1b[K[{'#' * size}{'.' * (_BAR - size)}] {done}/{total}", err=True, nl=done == total)

"""What a template may name between {{ and }}: known names, where each may stand, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal

from zeren.ground.errors import UnreadableInput, WrongUsage
from zeren.ground.resources import table

MARKED = re.compile(r"\{\{([^{}\n]{0,40})\}\}")
"""``{{单位}}``, ``{{ 单位 }}``"""
_VALUES = "values.tsv"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that a template may use."""

    name: str
    kind: Literal["given", "value", "block", "row"]
    """given: told by the office; value: told by the store; block: a table; row: in a repeated row of a Word table"""
    meaning: str
    example: str


@cache
def placeholders() -> dict[str, Placeholder]:
    """Return all names, in the order of the file."""
    return {
        row["name"]: Placeholder(row["name"], row["kind"], row["meaning"], row["example"])  # type: ignore[arg-type]
        for row in table("vocabulary/placeholders")
    }


def names(text: str) -> list[str]:
    """Return the names between the marks of a text, in order, without blanks around them."""
    return [name.strip() for name in MARKED.findall(text)]


def faults(text: str, place: str, own: Iterable[str], *, alone: bool, in_row: bool = False) -> list[str]:
    """Return what is wrong with the placeholders of a paragraph, each with its place.

    ``own``: names that the office gives besides; ``alone``: a table may stand in the place of the paragraph;
    ``in_row``: it stands in a row of a table.
    """
    found = []
    extra = set(own)
    for name in names(text):
        known = placeholders().get(name)
        if known is None and name not in extra:
            near = get_close_matches(name, [*placeholders(), *sorted(extra)], 1, 0.4)
            hint = f"，是否 {{{{{near[0]}}}}}" if near else ""
            found.append(f"{place}：没有占位符 {{{{{name}}}}}{hint} (no such placeholder)")
        elif known is not None and known.kind == "row" and not in_row:
            found.append(f"{place}：{{{{{name}}}}} 只能用在 Word 模板表格的一行中 (only in a row of a table)")
        elif known is not None and known.kind == "block" and (not alone or MARKED.sub("", text).strip()):
            found.append(f"{place}：{{{{{name}}}}} 是一张表，须独占一段 (a table, must stand alone in its paragraph)")
    rest = MARKED.sub("", text)
    if "{{" in rest or "}}" in rest:
        found.append(f"{place}：“{rest.strip()[:20]}” 的 {{{{ 和 }}}} 不成对 (unpaired marks)")
    return found


def refuse(name: str, found: list[str]) -> None:
    """Raise UnreadableInput that names every fault of the template ``name``; nothing where there is none."""
    if found:
        raise UnreadableInput(f"{name}：{'；'.join(found)}", "全部占位符见 docs/papers.md (all placeholders are listed there)")


def given_values(folder: Path | None, told: Iterable[str]) -> dict[str, str]:
    """Return what the office tells: ``values.tsv`` of the folder of templates, then ``NAME=VALUE`` words, which win.

    Raises WrongUsage for a word or line that is none, or a name that the store tells.
    """
    found: dict[str, str] = {}
    file = None if folder is None else folder / _VALUES
    if file is not None and file.is_file():
        for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                name, tab, value = line.partition("\t")
                _keep(found, name, value, tab, f"{file} 第{number}行", "写成 发文机关<制表符>某某 (name, tab, value)")
    for word in told:
        name, sign, value = word.partition("=")
        _keep(found, name, value, sign, f"--set {word}", "写成 --set 发文机关=某某 (NAME=VALUE)")
    return found


def _keep(found: dict[str, str], name: str, value: str, sign: str, place: str, remedy: str) -> None:
    name = name.strip()
    known: Mapping[str, Placeholder] = placeholders()
    if not sign or not name:
        raise WrongUsage(f"{place}：没有名称或内容 (no name or no value)", remedy)
    if name in known and known[name].kind != "given":
        raise WrongUsage(f"{place}：{name} 由图谱库给出，不能自填 (told by the store)", "只能自填：" + "、".join(_given()))
    found[name] = value.strip()


def _given() -> list[str]:
    return [one.name for one in placeholders().values() if one.kind == "given"]

"""Words of a document that no printed record holds: a check that takes nothing from the extractor's own accounts.

What is compared are the words that the readers give (every table cell, every statement in brackets or behind a label)
with the strings of the records as ``zeren extract --residue`` prints them. A word counts as held wherever it stands:
measure, body, named column with its head, target, section, residue.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from zeren.extract.cells.heads import head_of
from zeren.extract.columns import is_ditto, is_none, like_row
from zeren.ground.model import Document, Table

_APART = re.compile(r"[\s、,，;；。：:（）()【】\[\]〔〕/|+&＋]+")
_JUNK = re.compile(r"[\s\W_]+")
_INSIDE = r"[^（）()【】〔〕\[\]]"
_STATEMENT = re.compile(rf"[（(【〔\[]({_INSIDE}{{2,300}}?(?:牵头|负责|配合|责任|单位|部门|协办|参与){_INSIDE}{{0,300}})[）)】〕\]]")
"""words in brackets that speak of who answers, told without the vocabulary"""
_FORMAL = re.compile("完成|等(?:相关|有关)?(?:单位|部门)?|按(?:各自)?职责(?:分工)?负责")
"""what records say in another form: that a time is a deadline (6月底前完成), that a list is open (等单位), that all of it answer"""
_LONGEST = 60
"""code points that are looked for together"""
_LEFT_OUT = ("id", "agency_id", "plan_id", "reason", "type")


@dataclass(frozen=True, slots=True)
class Losses:
    """Characters of cells and of statements, and those that no record holds."""

    cells: int
    statements: int
    lost: tuple[str, ...]
    """the pieces that no record holds, in order"""
    heads: int
    """characters of heads that only name a field (序号, 完成时限), of marks that say nothing or the same, of the numbers of
    items in a cell, and of words that records say in another form"""

    @property
    def characters(self) -> int:
        """Characters that are lost."""
        return sum(map(len, self.lost))


def losses(document: Document, records: list[dict[str, Any]]) -> Losses:
    """Compare the words of a document with its printed records."""
    held = "\n".join(_key(words) for record in records for words in _strings(record))
    texts_of_cells = [cell.text for block in document.blocks if isinstance(block, Table) for cell in block.cells]
    named = {piece for text in texts_of_cells if head_of(text).strength for piece in _pieces(text)}
    cells = [piece for text in texts_of_cells for piece in _pieces(text)]
    texts = (block.text for block in document.blocks if not isinstance(block, Table))
    stated = [piece for text in texts for match in _STATEMENT.finditer(text) for piece in _pieces(match[1])]
    missing = [piece for piece in (*cells, *stated) if piece not in held]
    heads = [piece for piece in missing if piece in named or head_of(piece).strength or is_none(piece) or is_ditto(piece) or like_row(piece)]
    rests = [rest for piece in missing if piece not in heads for rest in _unheld(piece, held)]
    formal = [rest for rest in rests if _FORMAL.fullmatch(rest) or (rest.isdigit() and any(_numbered(rest).search(text) for text in texts_of_cells))]
    lost = [rest for rest in rests if rest not in formal]
    return Losses(sum(map(len, cells)), sum(map(len, stated)), tuple(lost), sum(map(len, (*heads, *formal))))


@cache
def _numbered(number: str) -> re.Pattern[str]:
    """What begins an item of a cell, or the cell, with a number: 1.改造管网…⏎2.…, 1⏎综合整治办公室."""
    return re.compile(rf"(?:^|[\n。；;)）])\s*[(（]?{number}[)）.、．\n]")


def _unheld(piece: str, held: str) -> Iterator[str]:
    """The parts of a piece that stand in no record: names that a cell sets without a separator are held one by one."""
    at, begin = 0, None
    while at < len(piece):
        size = next((n for n in range(min(len(piece) - at, _LONGEST), 0, -1) if piece[at : at + n] in held), 0)
        if size >= min(2, len(piece)):
            if begin is not None:
                yield piece[begin:at]
            at, begin = at + size, None
        else:
            begin, at = at if begin is None else begin, at + 1
    if begin is not None:
        yield piece[begin:]


def _pieces(text: str) -> Iterator[str]:
    """Words between separators; lines of a cell first together, as a record closes them up."""
    yield from filter(None, map(_key, _APART.split("".join(text.split("\n")))))


def _key(words: str) -> str:
    return _JUNK.sub("", unicodedata.normalize("NFKC", words)).lower()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _LEFT_OUT:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)


def printed(records: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records as they are printed."""
    return [json.loads(json.dumps(record)) for record in records]

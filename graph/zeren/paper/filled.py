"""A Word template of an office's own: its placeholders checked, and filled in wherever they stand, in the type that they have."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from zeren.paper import official
from zeren.paper.placeholders import MARKED, faults, names, placeholders
from zeren.paper.values import Values
from zeren.report import wordml

if TYPE_CHECKING:
    from docx.document import Document

_NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T, _TR, _TC, _TBL, _BODY = (f"{_NS}{name}" for name in ("p", "t", "tr", "tc", "tbl", "body"))
_BLANK = "＿＿＿＿＿＿"
Element = Any
"""an element of lxml"""


def check(document: Document, own: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the placeholders of a template, each with its place."""
    found = []
    for place, root in _roots(document):
        for number, paragraph in enumerate(root.iter(_P), 1):
            text = _text(paragraph)
            if "{{" not in text and "}}" not in text:
                continue
            row = next(paragraph.iterancestors(_TR), None)
            alone = paragraph.getparent().tag == _BODY
            where = f"{place}第{number}段" if row is None else f"{place}{_in_table(root, row)}"
            found += faults(text, f"{where} “{text.strip()[:16]}”", own, alone=alone, in_row=row is not None)
    return found


def filled(data: bytes, filling: Values) -> bytes:
    """Return a template filled in; it has been checked."""
    from docx import Document

    document = Document(io.BytesIO(data))
    for _, root in _roots(document):
        rows = [row for row in root.iter(_TR) if _repeats(row)]
        repeated = {paragraph for row in rows for paragraph in row.iter(_P)}
        for paragraph in [one for one in root.iter(_P) if one not in repeated]:
            found = names(_text(paragraph))
            if len(found) == 1 and found[0] in filling.blocks:
                _lay(document, paragraph, filling, found[0])
            elif found:
                _fill(paragraph, filling.texts)
        for row in rows:
            _repeat(row, filling)
    if filling.remark:
        document.add_paragraph(f"注：{filling.remark}")
    return wordml.packed(document)


def _roots(document: Document) -> Iterator[tuple[str, Element]]:
    """The body, and the heads and feet of the pages, each with its name."""
    yield "正文", document.element.body
    seen: set[Element] = set()
    for section in document.sections:
        for name in ("header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer"):
            held = getattr(section, name)
            if held.is_linked_to_previous or held._element in seen:
                continue
            seen.add(held._element)
            yield "页眉" if "header" in name else "页脚", held._element


def _in_table(root: Element, row: Element) -> str:
    table = next(row.iterancestors(_TBL))
    number = next(at for at, one in enumerate(root.iter(_TBL), 1) if one is table)
    return f"表{number}第{table.findall(_TR).index(row) + 1}行"


def _texts(paragraph: Element) -> list[Element]:
    """The pieces of text that are the paragraph's own, not those of a box within it."""
    return [piece for piece in paragraph.iter(_T) if next(piece.iterancestors(_P)) is paragraph]


def _text(paragraph: Element) -> str:
    return "".join(piece.text or "" for piece in _texts(paragraph))


def _repeats(row: Element) -> bool:
    """Whether a row, apart from tables within it, names what differs from measure to measure."""
    own = [p for p in row.iter(_P) if next(p.iterancestors(_TR)) is row]
    known = placeholders()
    return any(name in known and known[name].kind == "row" for p in own for name in names(_text(p)))


def _repeat(row: Element, filling: Values) -> None:
    """Put a copy of the row for each measure in its place; what was filled in is not looked at again."""
    for values in filling.rows or ({"措施": "（无）"},):
        copy = deepcopy(row)
        for paragraph in list(copy.iter(_P)):
            _fill(paragraph, {**filling.texts, **values}, blank="")
        row.addprevious(copy)
    row.getparent().remove(row)


def _fill(paragraph: Element, texts: Mapping[str, str], blank: str = _BLANK) -> None:
    """Put values in the place of placeholders, each in the piece of text where its mark begins."""
    pieces = _texts(paragraph)
    for found in reversed(list(MARKED.finditer(_text(paragraph)))):
        _replace(pieces, found.start(), found.end(), texts.get(found[1].strip(), blank))


def _replace(pieces: list[Element], start: int, end: int, value: str) -> None:
    at = 0
    put = False
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last or first >= len(text):
            continue
        piece.text = text[:first] + ("" if put else value) + text[last:]
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        put = True


def _lay(document: Document, paragraph: Element, filling: Values, name: str) -> None:
    """Put a table in the place of a paragraph, as broad as the page there."""
    from docx.oxml import parse_xml

    paragraph.addprevious(parse_xml(official.table(filling.blocks[name], _breadth(document, paragraph))))
    for piece in _texts(paragraph):
        piece.text = ""


def _breadth(document: Document, paragraph: Element) -> int:
    """Twentieths of a point between the margins of the section that a paragraph of the body stands in."""
    bodies: list[Element] = list(document.element.body)
    place = bodies.index(paragraph)
    ends: Callable[[Element], bool] = lambda element: element.tag == f"{_NS}sectPr" or element.find(f"{_NS}pPr/{_NS}sectPr") is not None  # noqa: E731
    number = sum(ends(element) for element in bodies[:place])
    section = document.sections[min(number, len(document.sections) - 1)]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    return round(room / 635)

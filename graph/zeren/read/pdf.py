"""PDF with a text layer: ruled tables with merged cells, and prose without page furniture.

Pages that are pictures are named in a notice; a file of pictures only is refused.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psparser import PSException
from pdfplumber.page import Page
from pdfplumber.utils import exceptions
from pdfplumber.utils.exceptions import PdfminerException

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document
from zeren.read.blocks import Builder
from zeren.read.glyphs import glyphs, turn_of
from zeren.read.limits import DEFAULT, Limits
from zeren.read.overprint import unprinted
from zeren.read.printed import Leaf, check, compose, note_doubtful, of_picture, ruled
from zeren.read.recognise import Recognised
from zeren.read.rules import SNAP
from zeren.read.unread import Unread

_Box = tuple[float, float, float, float]
"""x0, top, x1, bottom"""
_ROW, _UPRIGHT = 5.0, 3
"""points that a row takes at least; upright rules that make one"""
_BROKEN = (
    PSException, PdfminerException, PDFSyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, OverflowError, ZeroDivisionError, OSError, NotImplementedError, StopIteration, RuntimeError,
    ImportError, getattr(exceptions, "MalformedPDFException", PdfminerException),
)  # fmt: skip
"""what pdfminer and pdfplumber are known to raise on damaged files; MemoryError and RecursionError go further up"""


def read_pdf(
    data: bytes,
    name: str,
    sha256: str,
    *,
    limits: Limits = DEFAULT,
    seen: Mapping[int, Recognised] = MappingProxyType({}),
) -> Document:
    """Read a pdf; ``seen`` holds what was recognised on pages that are pictures, by their number.

    Raises UnreadableInput where it is locked, damaged, too long or without a text layer.
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.pages:
                raise UnreadableInput(f"{name}: 页数过多 ({len(pdf.pages)} pages)", "split the file")
            meta = _meta(pdf.metadata)
            builder = Builder(name, limits)
            leaves = []
            for page in pdf.pages:
                number = page.page_number
                leaf = of_picture(number, seen[number]) if number in seen else _leaf(_turned(page), builder.unread)
                leaves.append(leaf)
                page.close()
    except _BROKEN as error:
        raise _refusal(error, name) from error
    check(leaves, name)
    note_doubtful(builder, seen)
    compose(builder, leaves)
    return builder.document(sha256, "pdf", meta=meta)


def _refusal(error: Exception, name: str) -> UnreadableInput:
    causes: list[object] = [error, *error.args, error.__cause__, error.__context__]
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
        return UnreadableInput(
            f"{name}: 文件已加密 (protected by a password)", "save a copy without the password"
        )
    detail = str(error).strip().splitlines()
    said = f" ({detail[0][:80]})" if detail else ""
    return UnreadableInput(
        f"{name}: 文件损坏 (damaged pdf){said}", "open it in a viewer and save or print it again"
    )


def _meta(stated: dict[str, object]) -> list[tuple[str, str]]:
    wanted = (("Title", "document-title"), ("Author", "author"), ("CreationDate", "created"))
    found = ((key, stated.get(word)) for word, key in wanted)
    return [(key, value.strip()) for key, value in found if isinstance(value, str) and value.strip()]


def _turned(page: Page) -> Page:
    """The page as it is to be held: turned where most of its characters are."""
    turns = Counter(turn_of(char) for char in page.chars if not char["text"].isspace())
    turn = max(turns, key=lambda each: (turns[each], each == 0), default=0)
    if not turn:
        return page
    # pdfminer draws by the first of the two, pdfplumber measures the page by the second.
    page.page_obj.rotate = (page.page_obj.rotate + 90 * turn) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate
    return Page(page.pdf, page.page_obj, page.page_number)


def _straighten(page: Page) -> None:
    """Take thin closed paths for the bars that they are; a turned page has them a hair off the level."""
    thin = [
        curve
        for curve in page.objects.get("curve", ())
        if min(curve["x1"] - curve["x0"], curve["bottom"] - curve["top"]) <= SNAP / 2
    ]
    page.objects.setdefault("rect", []).extend({**curve, "object_type": "rect"} for curve in thin)


def _broken_rows(page: Page, cells: list[_Box]) -> list[_Box]:
    """The cells of a row that the edge of the page breaks: the upright rules of the table go on where no level rule closes it."""
    top, bottom = min(cell[1] for cell in cells), max(cell[3] for cell in cells)
    borders = sorted({cell[0] for cell in cells} | {cell[2] for cell in cells})
    found: list[_Box] = []
    for below in (True, False):
        reach: dict[float, float] = {}
        for edge in page.edges:
            if edge["orientation"] != "v":
                continue
            goes_on = edge["top"] <= bottom + SNAP < edge["bottom"] - _ROW if below else edge["top"] + _ROW < top - SNAP <= edge["bottom"]
            border = next((x for x in borders if abs(x - edge["x0"]) <= SNAP), None) if goes_on else None
            if border is not None:
                end = edge["bottom"] if below else edge["top"]
                reach[border] = max(reach.get(border, end), end) if below else min(reach.get(border, end), end)
        told = sorted(reach)
        if len(told) < _UPRIGHT or told[0] != borders[0] or told[-1] != borders[-1]:
            continue
        end = min(reach.values()) if below else max(reach.values())
        found += [(a, bottom, b, end) if below else (a, end, b, top) for a, b in pairwise(told)]
    return found


def _leaf(page: Page, unread: Unread) -> Leaf:
    _straighten(page)
    leaf = Leaf(page.page_number, float(page.height))
    found = glyphs(page.chars)
    leaf.turned = sum(turn_of(char) not in (0, None) for char in page.chars)
    found = unprinted(found, page.objects, page.chars, leaf.number, unread)
    leaf.unmapped = sum(glyph.text.startswith("(cid:") for glyph in found)
    leaf.picture = not any(not glyph.text.isspace() for glyph in found) and bool(page.images)
    for frame in page.find_tables() if found else []:
        grid, found = ruled([*frame.cells, *_broken_rows(page, frame.cells)], found)
        if grid is not None:
            leaf.grids.append(grid)
    leaf.loose = found
    return leaf



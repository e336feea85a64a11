"""OFD, the fixed layout of Chinese offices (GB/T 33190): words with their places, and the lines that rule tables.

ofdkit gives the words; the strokes are the standard's PathObjects (9.1), read here. Lengths in the file are millimetres.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document
from zeren.read.blocks import Builder
from zeren.read.glyphs import Glyph, is_wide
from zeren.read.limits import DEFAULT, Limits
from zeren.read.package import Package
from zeren.read.printed import Leaf, check, compose, ruled
from zeren.read.rules import Segment, cells_of

if TYPE_CHECKING:
    import ofdkit

_POINTS = 72 / 25.4
"""points of a millimetre"""
_NUMBERS = {"M": 2, "L": 2, "S": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""operator of a path → numbers that follow it (GB/T 33190, table 36)"""
_DEEPEST = 32
"""PageBlocks inside PageBlocks"""


def read_ofd(data: bytes, name: str, sha256: str, *, limits: Limits = DEFAULT) -> Document:
    """Read an OFD document. Raises UnreadableInput where it is damaged, too large or without text."""
    import ofdkit

    package = Package(data, name, limits)
    try:
        with ofdkit.open(data) as source:
            if len(source.pages) > limits.pages:
                raise UnreadableInput(f"{name}: 页数过多 ({len(source.pages)} pages)", "split the file")
            leaves = [_leaf(page, package) for page in source.pages]
            stated = (("document-title", source.info.title), ("author", source.info.author), ("created", source.info.creation_date))
            warnings = list(source.warnings)
    except ofdkit.OFDError as error:
        raise UnreadableInput(
            f"{name}: OFD 文件损坏 (damaged OFD): {str(error)[:80]}", "在 OFD 阅读器中打开后另存 (open it in an OFD reader and save it again)"
        ) from error
    check(leaves, name)
    builder = Builder(name, limits)
    for warning in warnings:
        builder.notice(f"OFD 部分内容未读 (a part of the OFD was not read): {warning[:120]}")
    compose(builder, leaves)
    return builder.document(sha256, "ofd", meta=[(key, value) for key, value in stated if value])


def _leaf(page: ofdkit.Page, package: Package) -> Leaf:
    leaf = Leaf(page.index + 1, page.height * _POINTS)
    found = [glyph for run in page.runs for glyph in _glyphs(run)]
    leaf.picture = not found
    for boxes in cells_of(_strokes(page.location, package)) if found else []:
        grid, found = ruled(boxes, found)
        if grid is not None:
            leaf.grids.append(grid)
    leaf.loose = found
    return leaf


def _glyphs(run: ofdkit.TextRun) -> Iterator[Glyph]:
    """The characters of a run; it says how long it is, and a wide character takes twice the room of another."""
    shares = [2 if is_wide(char) else 1 for char in run.text]
    unit = run.width / sum(shares) if run.text else 0.0
    x = run.x
    for char, share in zip(run.text, shares, strict=True):
        yield Glyph(run.y * _POINTS, x * _POINTS, (x + share * unit) * _POINTS, run.size * _POINTS, char)
        x += share * unit


def _strokes(location: str | None, package: Package) -> list[Segment]:
    """The strokes of a page and of the templates that it names."""
    if location is None:
        return []
    root = package.xml(location)
    if root is None:
        return []
    strokes = list(_of(root, 0))
    for reference in root.iter("{*}Template"):
        strokes += _of_template(reference.get("TemplateID") or "", package)
    return strokes


def _of_template(key: str, package: Package) -> list[Segment]:
    """The strokes of a template page, which a Document.xml names by its id."""
    for part in package.names:
        if part.rpartition("/")[2].lower() != "document.xml":
            continue
        root = package.xml(part)
        for node in root.iter("{*}TemplatePage") if root is not None else ():
            if node.get("ID") == key:
                base = (node.get("BaseLoc") or "").lstrip("/")
                folder = part.rpartition("/")[0]
                drawn = next((r for p in (f"{folder}/{base}", base) if (r := package.xml(p)) is not None), None)
                return [] if drawn is None else list(_of(drawn, 0))
    return []


def _of(node: etree._Element, depth: int) -> Iterator[Segment]:
    """The strokes of the path objects below a node."""
    for child in node.iterchildren("{*}Content", "{*}Layer", "{*}PageBlock", "{*}PathObject"):
        if etree.QName(child).localname == "PathObject":
            yield from _path(child)
        elif depth < _DEEPEST:
            yield from _of(child, depth + 1)


def _path(node: etree._Element) -> Iterator[Segment]:
    """The straight strokes of one path, on the page."""
    if (node.get("Visible") or "true").lower() == "false":
        return
    boundary = _floats(node.get("Boundary"), 4) or [0.0] * 4
    a, b, c, d, e, f = _floats(node.get("CTM"), 6) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    data = node.find("{*}AbbreviatedData")
    for line in _lines("" if data is None else data.text or ""):
        placed = [((boundary[0] + a * x + c * y + e) * _POINTS, (boundary[1] + b * x + d * y + f) * _POINTS) for x, y in line]
        for (x0, y0), (x1, y1) in pairwise(placed):
            yield x0, y0, x1, y1


def _lines(written: str) -> Iterator[list[tuple[float, float]]]:
    """Runs of points that straight strokes join (``M 0 0 L 50 0 L 50 8 C``); a curve ends a run."""
    tokens = written.split()
    points: list[tuple[float, float]] = []
    at = 0
    while at < len(tokens):
        operator = tokens[at].upper()
        count = _NUMBERS.get(operator)
        numbers = None if count is None else _floats(" ".join(tokens[at + 1 : at + 1 + count]), count)
        if count is None or numbers is None:
            break
        at += 1 + count
        if operator == "L" and points:
            points.append((numbers[0], numbers[1]))
        elif operator == "C" and points:
            points.append(points[0])
        else:
            yield points
            points = [(numbers[-2], numbers[-1])] if numbers else []
    yield points


def _floats(written: str | None, count: int) -> list[float] | None:
    """That many numbers; None where there are fewer or something else."""
    try:
        numbers = [float(word) for word in (written or "").split()]
    except ValueError:
        return None
    return numbers[:count] if len(numbers) >= count else None

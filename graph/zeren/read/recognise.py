"""Text recognition of scanned pages (extra ``zeren[ocr]``): characters with their boxes, and the rules of tables.

rapidocr brings its models in its wheel and reads without a network; its runtime would report its use to a host of its
maker, which is switched off before it is loaded. OpenCV, which it brings too, sets the page upright and finds the rules.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from zeren.read.glyphs import Glyph, is_wide
from zeren.read.rules import Segment

Image = Any
"""a page as rows of grey values from 0 (black) to 255, a numpy array of bytes"""
DPI = 200
"""dots an inch at which a page is looked at; the models were made for characters of 30 to 50 dots"""
_POINTS = 72 / DPI
_TURNED = 5.0
"""degrees up to which a page is set upright; more is no slip of the paper"""
_LEVEL = 0.1
"""degrees that are left as they are"""
_LONG = 0.075
"""share of the page's width from which a stroke rules by itself; no stroke of a character is so long, blurred or not"""
_SHORT = 0.018
"""share from which it rules where both its ends meet others"""
_WINDOW = 61
"""dots over which a stroke must be mostly black; about one and a half characters"""
_THICK = 12
"""dots; what is thicker is a picture or a bar"""
_MEET = 1.5
"""points within which an end meets a stroke"""
_SURE = 0.8
"""score below which a line is told as doubtful"""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised on one page; lengths in points from its top left."""

    height: float
    glyphs: tuple[Glyph, ...]
    strokes: tuple[Segment, ...]
    doubtful: tuple[str, ...]
    """lines that the model is not sure of, as it read them"""


def available() -> bool:
    """Return whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("cv2") is not None


def pictures(data: bytes) -> list[int]:
    """Return the 1-based numbers of the pages of a PDF that hold pictures and no words; none where it cannot be opened."""
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        with pypdfium2.PdfDocument(data) as document:
            return [
                at + 1
                for at, page in enumerate(document)
                if not page.get_textpage().count_chars() and any(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))
            ]
    except pypdfium2.PdfiumError:
        return []


def page_of_pdf(data: bytes, number: int) -> Recognised:
    """Recognise the page of a PDF with that 1-based number."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        image = document[number - 1].render(scale=DPI / 72, grayscale=True).to_numpy()
    return _page(image.reshape(image.shape[0], image.shape[1]))


def picture(data: bytes) -> Recognised | None:
    """Recognise a picture of one page; None where it is no picture that can be decoded."""
    import cv2
    import numpy

    image = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    return None if image is None else _page(_scaled(image))


def _scaled(image: Image) -> Image:
    """A picture as large as an A4 page is at ``DPI``: photographs hold many more dots, screenshots fewer."""
    import cv2

    width = min(image.shape)
    factor = 8.27 * DPI / width
    if 0.8 < factor < 1.25:
        return image
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(image, None, fx=factor, fy=factor, interpolation=method)


def _page(image: Image) -> Recognised:
    upright = _upright(image)
    strokes = tuple(_strokes(upright))
    result = _engine()(upright, return_word_box=True)
    glyphs: list[Glyph] = []
    doubtful: list[str] = []
    for text, score, words in zip(result.txts or (), result.scores or (), result.word_results or (), strict=False):
        if score < _SURE:
            doubtful.append(text)
        glyphs += _glyphs(words)
    return Recognised(upright.shape[0] * _POINTS, tuple(glyphs), strokes, tuple(doubtful))


@cache
def _engine() -> Any:
    """The recogniser of this process; loading its models takes about a second."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import logging

    logging.disable(logging.INFO)
    from rapidocr import RapidOCR

    return RapidOCR()


def _glyphs(words: Any) -> list[Glyph]:
    """The characters of one recognised line; a Latin word has one box, which its letters share.

    A line's characters have one baseline and one size, those of its middle character.
    """
    boxes = [(text, [x for x, _ in box], [y for _, y in box]) for text, _, box in words if text]
    if not boxes:
        return []
    heights = sorted(max(ys) - min(ys) for _, _, ys in boxes)
    feet = sorted(max(ys) for _, _, ys in boxes)
    height, foot = heights[len(heights) // 2], feet[len(feet) // 2]
    base, em = (foot - 0.2 * height) * _POINTS, 0.8 * height * _POINTS
    glyphs = []
    for text, xs, _ in boxes:
        step = (max(xs) - min(xs)) / len(text)
        for at, char in enumerate(text):
            x0 = (min(xs) + at * step) * _POINTS
            glyphs.append(Glyph(base, x0, x0 + step * _POINTS, em if is_wide(char) else em / 2, char))
    return glyphs


def _ink(image: Image, *, level: bool) -> Image:
    """Black as 1.0, whatever the light of the scan; thickened across, since a stroke may be a hair off its direction."""
    import cv2
    import numpy

    black = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 14)
    return cv2.dilate(black, numpy.ones((3, 1) if level else (1, 3), numpy.uint8)).astype(numpy.float32)


def _upright(image: Image) -> Image:
    """The page turned so that its long strokes, or else its lines of text, lie level."""
    import cv2
    import numpy

    ink = _mostly_black(_ink(image, level=True), level=True)
    found = cv2.HoughLinesP(ink, 1, numpy.pi / 1800, 200, minLineLength=image.shape[1] // 4, maxLineGap=20)
    if found is None:
        return image
    angles = sorted(float(numpy.degrees(numpy.arctan2(y1 - y0, x1 - x0))) for x0, y0, x1, y1 in found.reshape(-1, 4))
    level = [angle for angle in angles if abs(angle) <= _TURNED]
    turn = level[len(level) // 2] if level else 0.0
    if abs(turn) < _LEVEL:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _strokes(image: Image) -> list[Segment]:
    """The strokes that rule a page: long ones, and short ones that join two of them."""
    width = image.shape[1]
    long: list[list[Segment]] = []
    short: list[list[Segment]] = []
    for level in (True, False):
        ink = _ink(image, level=level)
        # The window loses a quarter of itself at each end of a stroke.
        long.append(_runs(_mostly_black(ink, level=level), int(_LONG * width) - _WINDOW // 2, _WINDOW // 4, level=level))
        short.append(_runs(ink.astype("uint8"), int(_SHORT * width), 0, level=level))
    joins = [one for way in (0, 1) for one in short[way] if _meets(one, long[1 - way])]
    return [*long[0], *long[1], *joins]


def _mostly_black(ink: Image, *, level: bool) -> Image:
    """Where three quarters of a window along a direction are black: a stroke with grain in it is, a line of text is not."""
    import cv2

    return (cv2.blur(ink, (_WINDOW, 1) if level else (1, _WINDOW)) >= 0.75).astype("uint8")


def _meets(stroke: Segment, others: list[Segment]) -> bool:
    """True where both ends of a stroke lie on strokes of the other direction."""

    def on(x: float, y: float, other: Segment) -> bool:
        return other[0] - _MEET <= x <= other[2] + _MEET and other[1] - _MEET <= y <= other[3] + _MEET

    ends = ((stroke[0], stroke[1]), (stroke[2], stroke[3]))
    return all(any(on(x, y, other) for other in others) for x, y in ends)


def _runs(black: Image, shortest: int, lost: int, *, level: bool) -> list[Segment]:
    """Straight runs of black of a length at least, as their middle lines, longer by ``lost`` dots at each end."""
    import cv2

    along = (shortest, 1) if level else (1, shortest)
    kept = cv2.morphologyEx(black, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, along))
    _, _, stats, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
    strokes: list[Segment] = []
    for x, y, width, height, _ in stats[1:].tolist():
        if (height if level else width) > _THICK:
            continue
        x0, x1 = (x - lost, x + width + lost) if level else (x + width / 2, x + width / 2)
        top, bottom = (y + height / 2, y + height / 2) if level else (y - lost, y + height + lost)
        strokes.append((x0 * _POINTS, top * _POINTS, x1 * _POINTS, bottom * _POINTS))
    return strokes

"""A picture as PNG, drawn by resvg with a font that is known to hold every character of it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from zeren.errors import WrongUsage
from zeren.picture.canvas import FONTS, Figure
from zeren.picture.fonts import fitting

DENSITY = 2.0
"""pixels of the file for one of the picture, unless a width is asked for"""
LARGEST = 16_000
"""pixels a side may have"""


def png(figure: Figure, width: int | None = None, font: Path | None = None) -> bytes:
    """Return the picture as PNG, ``width`` pixels wide; the same picture and font give the same bytes.

    Raises NoFont where this machine has no font for it, UnreadableInput where ``font`` is none, WrongUsage for a
    width that makes it too large.
    """
    from resvg_py import svg_to_bytes

    wide = width or round(figure.width * DENSITY)
    if width is None:
        wide = round(min(wide, LARGEST * min(1.0, figure.width / figure.height)))
    high = round(wide * figure.height / figure.width)
    if max(wide, high) > LARGEST:
        raise WrongUsage(f"{wide} × {high} 像素太大 (too many pixels)", f"--width such that no side has more than {LARGEST}, or .svg")
    faces = fitting(unescape(re.sub("<title>.*?</title>|<[^>]*>", "", figure.body)), font)
    families = ",".join(f"'{face.family}'" for face in faces if face.family and "'" not in face.family)
    return bytes(
        svg_to_bytes(
            svg_string=figure.svg().replace(FONTS, families or "sans-serif"),
            width=wide,
            height=high,
            skip_system_fonts=True,
            font_files=[str(path) for path in dict.fromkeys(path for face in faces for path in weights(face.path))],
            sans_serif_family=faces[0].family if faces else None,
        )
    )


def weights(path: Path) -> list[Path]:
    """Return a font file and the bold one that lies beside it, where there is one."""
    bold = path.with_name(re.sub(r"(?i)regular", "Bold", path.name))
    return [path, bold] if bold != path and bold.is_file() else [path]

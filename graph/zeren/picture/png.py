"""A picture as PNG, drawn by resvg with a font that is known to hold every character of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

from zeren.ground.errors import TimeOut, WrongUsage
from zeren.ground.packages import demand
from zeren.picture.canvas import FONTS, Figure
from zeren.picture.fonts import fitting

DENSITY = 2.0
"""pixels of the file for one of the picture, unless a width is asked for"""
LARGEST = 16_000
"""pixels a side may have"""
PATIENCE = 60
"""seconds that drawing may take in a process of its own"""
_CHILD = "import json, sys; from resvg_py import svg_to_bytes; sys.stdout.buffer.write(bytes(svg_to_bytes(**json.load(sys.stdin))))"


def png(figure: Figure, width: int | None = None, font: Path | None = None, *, apart: bool = False) -> bytes:
    """Return the picture as PNG, ``width`` pixels wide; the same picture and font give the same bytes.

    ``apart`` draws in a process of its own, for callers whose other threads must go on meanwhile. Raises NoFont where
    this machine has no font for it, UnreadableInput where ``font`` is none, WrongUsage for a width that makes it too
    large, MissingPackage without the extra ``png``, TimeOut where a process of its own takes longer than ``PATIENCE``.
    """
    demand("resvg_py", "png", "图 (.png)")
    wide = width or round(figure.width * DENSITY)
    if width is None:
        wide = round(min(wide, LARGEST * min(1.0, figure.width / figure.height)))
    high = round(wide * figure.height / figure.width)
    if max(wide, high) > LARGEST:
        raise WrongUsage(f"{wide} × {high} 像素太大 (too many pixels)", f"--width such that no side has more than {LARGEST}, or .svg")
    faces = fitting(unescape(re.sub("<title>[^<]*</title>|<[^<>]*>", "", figure.body)), font)
    families = ",".join(f"'{face.family}'" for face in faces if face.family and "'" not in face.family)
    asked = {
        "svg_string": figure.svg().replace(FONTS, families or "sans-serif"),
        "width": wide,
        "height": high,
        "skip_system_fonts": True,
        "font_files": [str(path) for path in dict.fromkeys(path for face in faces for path in weights(face.path))],
        "sans_serif_family": faces[0].family if faces else None,
    }
    return _apart(asked) if apart else _drawn(asked)


def _drawn(asked: dict[str, Any]) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(**asked))


def _apart(asked: dict[str, Any]) -> bytes:
    """Draw in another process: the renderer lets no other thread of its own run."""
    told = json.dumps(asked).encode()
    try:
        return subprocess.run([sys.executable, "-c", _CHILD], input=told, stdout=subprocess.PIPE, timeout=PATIENCE, check=True).stdout
    except subprocess.TimeoutExpired as error:
        raise TimeOut(f"图在 {PATIENCE} 秒内没有画完 (the picture took too long)", "take .svg, or narrow what is drawn") from error


def weights(path: Path) -> list[Path]:
    """Return a font file and the bold one that lies beside it, where there is one."""
    bold = path.with_name(re.sub(r"(?i)regular", "Bold", path.name))
    return [path, bold] if bold != path and bold.is_file() else [path]

"""Fonts of this machine that hold the characters of a picture, so that nobody is handed boxes for words."""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zeren.ground.errors import NotFound, UnreadableInput

_KNOWN = re.compile(
    r"noto ?sans ?(mono)?(cjk|sc)|source ?han ?sans|pingfang|msyh|wqy|simhei|hiragino|heiti|droidsansfallback|simsun|noto ?serif ?(cjk|sc)"
    r"|source ?han ?serif|lxgw|alibaba|harmonyos|misans|uming|ukai|deng",
    re.IGNORECASE,
)
"""files of fonts that are known to hold Chinese, looked at before all others"""
_PREFERRED = ("notosanscjk", "notosanssc", "sourcehansans", "pingfang", "msyh", "wqy-microhei", "wqy-zenhei", "hiragino", "simhei")
_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_LARGEST = 200 << 20
"""bytes of a font file that is looked into"""


class NoFont(NotFound):
    """No font that holds the characters of a picture."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file."""

    path: Path
    family: str
    characters: frozenset[int]
    """code points that it has a glyph for"""


def folders() -> list[Path]:
    """Return where the systems keep their fonts."""
    home = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home))
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", Path(local) / "Microsoft/Windows/Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts"]


def fitting(text: str, given: Path | None = None) -> list[Face]:
    """Return the faces by which all characters of ``text`` can be drawn: one where one is enough.

    ``given`` names the only file to take. Raises NoFont with advice where characters are left without a glyph, and
    UnreadableInput for a file that is no font.
    """
    wanted = {ord(char) for char in text if not char.isspace() and char != "\N{REPLACEMENT CHARACTER}"}
    if given is not None:
        listed = _faces(given)
        if not listed:
            raise UnreadableInput(f"{given}: 不是 ttf、otf 或 ttc 字体 (not a font file)", "name a TrueType or OpenType font")
        candidates: Iterator[list[Face]] = iter([list(listed)])
    else:
        candidates = (list(_faces(path)) for path in _files())
    chosen: list[Face] = []
    for faces in candidates:
        best = min(faces, key=lambda face: (len(wanted - face.characters), _other_script(face.family)), default=None)
        if best is not None and wanted & best.characters:
            chosen.append(best)
            wanted -= best.characters
        if not wanted:
            return chosen
    shown = "".join(chr(point) for point in sorted(wanted, key=lambda point: (point < 0x4E00, point))[:6])
    where = f"{given}: " if given else ""
    raise NoFont(
        f"{where}没有字体能显示“{shown}”等 {len(wanted)} 个字 (no font has these {len(wanted)} characters)",
        "安装中文字体 install one (Debian, Ubuntu: apt install fonts-noto-cjk, or fonts-wqy-microhei, 5 MB; Fedora: dnf install "
        "google-noto-sans-cjk-fonts), name one with --font FILE, or write .svg, which is drawn with the fonts of whoever opens it",
    )


def _other_script(family: str) -> bool:
    """Tell whether a face is drawn for another writing than simplified Chinese; collections hold several."""
    return re.search(r"\b(JP|KR|TC|HK|HW|Mono)\b", family) is not None


@cache
def _files() -> tuple[Path, ...]:
    """Return the font files of this machine: those known to hold Chinese first, the plain weight before others."""

    def order(path: Path) -> tuple[object, ...]:
        name = path.name.lower().replace(" ", "")
        liked = next((turn for turn, part in enumerate(_PREFERRED) if name.startswith(part)), len(_PREFERRED))
        plain = not re.search(r"bold|light|thin|black|medium|italic|msyhl|msyhbd", name)
        return (not _KNOWN.search(path.name), liked, not plain, str(path))

    found = [
        Path(at) / name
        for folder in folders()
        for at, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(_SUFFIXES)
    ]
    return tuple(sorted(found, key=order))


@cache
def _faces(path: Path) -> tuple[Face, ...]:
    """Return the faces of a font file; none where it cannot be read as one."""
    try:
        if path.stat().st_size > _LARGEST:
            return ()
        data = path.read_bytes()
        starts = [0]
        if data[:4] == b"ttcf":
            (count,) = struct.unpack_from(">L", data, 8)
            starts = list(struct.unpack_from(f">{min(count, 64)}L", data, 12))
        return tuple(_face(path, data, start) for start in starts)
    except (OSError, struct.error, KeyError, ValueError):
        return ()


def _face(path: Path, data: bytes, start: int) -> Face:
    (count,) = struct.unpack_from(">H", data, start + 4)
    tables = {}
    for turn in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, start + 12 + 16 * turn)
        tables[tag] = (offset, length)
    offset = tables[b"cmap"][0]
    (records,) = struct.unpack_from(">H", data, offset + 2)
    at = {struct.unpack_from(">L", data, offset + 4 + 8 * turn + 4)[0] for turn in range(records)}
    found: set[int] = set()
    for place in at:
        found |= _mapped(data, offset + place)
    return Face(path, _family(data, tables[b"name"][0]), frozenset(found))


def _mapped(data: bytes, at: int) -> set[int]:
    """Return the code points of a character map of format 4 or 12 (OpenType 1.9, cmap); none of other formats."""
    (form,) = struct.unpack_from(">H", data, at)
    found: set[int] = set()
    if form == 12:
        (groups,) = struct.unpack_from(">L", data, at + 12)
        for first, last, _ in struct.iter_unpack(">LLL", data[at + 16 : at + 16 + 12 * groups]):
            if last <= 0x10FFFF:
                found.update(range(first, last + 1))
    elif form == 4:
        (double,) = struct.unpack_from(">H", data, at + 6)
        ends = struct.unpack_from(f">{double // 2}H", data, at + 14)
        starts = struct.unpack_from(f">{double // 2}H", data, at + 16 + double)
        for first, last in zip(starts, ends, strict=True):
            if first < 0xFFFF:
                found.update(range(first, last + 1))
    return found


def _family(data: bytes, at: int) -> str:
    """Return the name by which a face is asked for: the English one of the family."""
    count, strings = struct.unpack_from(">HH", data, at + 2)
    names = {}
    for turn in range(count):
        platform, _, language, name, length, offset = struct.unpack_from(">6H", data, at + 6 + 12 * turn)
        if platform == 3 and name in (1, 16):
            raw = data[at + strings + offset : at + strings + offset + length]
            names[name != 16, language != 0x409, language] = raw.decode("utf-16-be", "replace")
    return names[min(names)] if names else ""

"""Workbooks as programs write them that openpyxl would refuse or find empty, brought into the form that it reads."""

from __future__ import annotations

import io
import re
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
"""namespaces of ISO/IEC 29500 Strict (Excel: 严格 Open XML 电子表格) → those of every other file"""
_STYLES = "xl/styles.xml"
_STYLE = re.compile(rb"<((?:\w{1,20}:)?cellStyle)(?=[ />])(?![^<>]{0,400}[ ]name=)")
"""``<cellStyle xfId="0" builtinId="0"/>``, a style without a name, as WPS leaves it"""


def tolerated(data: bytes) -> bytes:
    """Return the bytes of a workbook with cell styles named and namespaces those of the transitional form; others as they are.

    The sizes of its parts must have been checked before.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            # A strict workbook is strict in all parts: the table of relations tells it.
            strict = any(_STRICT in package.read(name) for name in names if name == "_rels/.rels" or name.endswith("workbook.xml"))
            nameless = _STYLES in names and _STYLE.search(package.read(_STYLES)) is not None
            if not strict and not nameless:
                return data
            return _packed({name: _changed(name, package.read(name), strict=strict) for name in names})
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError, EOFError):
        return data  # whoever opens it tells what is wrong


def _changed(name: str, data: bytes, *, strict: bool) -> bytes:
    if strict and name.endswith((".xml", ".rels")):
        for old, new in _TRANSITIONAL:
            data = data.replace(old, new)
    return _STYLE.sub(rb'<\1 name="-"', data) if name == _STYLES else data


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()

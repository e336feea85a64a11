"""Names in comparable form, and identifiers of jurisdiction code and function that stay over documents and years."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from zeren.ground.fold import fold, unspaced

_BRACKETS = str.maketrans("()〔〕[]", "（）（）（）")
_PAGE = re.compile(r"[—–-]\d{1,3}[—–-]")
"""a page's number inside a name that the page's end broke: 省委网信—9—办"""
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=65536)
def quoted(text: str) -> str:
    """Return ``text`` in NFC, percent-encoded as UTF-8; only RFC 3986 unreserved characters stay plain."""
    # urllib.parse would do the same and costs more to import than the whole register costs to load.
    return "".join(chr(b) if b in _PLAIN else f"%{b:02X}" for b in unicodedata.normalize("NFC", text).encode())


def clean(name: str) -> str:
    """Comparable form of a printed name: folded, without white space, one kind of brackets."""
    words = unspaced(fold(name)).translate(_BRACKETS).strip("，,。;；、:：")
    return _PAGE.sub("", words) if "—" in words or "-" in words else words


def unquoted(text: str) -> str:
    """Undo :func:`quoted`; ValueError where an escape is not hexadecimal or the bytes are not UTF-8."""
    parts = text.split("%")
    data = parts[0].encode() + b"".join(bytes([int(part[:2], 16)]) + part[2:].encode() for part in parts[1:])
    return data.decode("utf-8")


def agency_id(code: str, key: str) -> str:
    """Path below the base IRI of the body that serves function or name ``key`` in division ``code``."""
    return f"agency/{quoted(code)}/{quoted(key)}"


def set_id(code: str, expression: str) -> str:
    """Path of a group expression. Members are no part of it: those of a contextual set belong to one measure."""
    return f"set/{quoted(code)}/{quoted(expression)}"


def split_id(path: str) -> tuple[str, str, str]:
    """Take ``agency/110102/…`` apart: kind of id, division code, function or expression, all in plain characters.

    ValueError where ``path`` is not an identifier made here.
    """
    sort, _, rest = path.partition("/")
    code, slash, key = rest.partition("/")
    if sort not in ("agency", "set") or not code or not slash or not key:
        raise ValueError(path)
    return sort, unquoted(code), unquoted(key)

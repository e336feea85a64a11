"""Rows as one short line of printable characters, for what is kept beside a document in the journal.

JSON, compressed and written in Base64 (RFC 4648), which JSON has nothing to escape of: half the bytes, and a journal that is
read for its names alone passes over them. Lines of older programs are JSON as it is.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

_SHORT = 160
"""characters up to which compressing gains nothing"""


def packed(rows: object) -> str:
    """Return rows (of JSON) as one line, the same for the same rows.

    >>> packed([["a", 1]])
    '[["a",1]]'
    """
    line = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return line if len(line) <= _SHORT else base64.b64encode(zlib.compress(line.encode(), 9)).decode()


def unpacked(line: str) -> Any:
    """Return the rows that ``packed`` wrote, or that an older program wrote as JSON.

    >>> unpacked('[["a",1]]')
    [['a', 1]]
    """
    # No line of Base64 begins with a bracket.
    return json.loads(line if line.startswith("[") else zlib.decompress(base64.b64decode(line)))

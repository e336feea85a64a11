"""What the files of a site are called, and how a page leads to another."""

from __future__ import annotations

import os
from functools import lru_cache
from urllib.parse import quote

from zeren.ground.vocabulary import digest

LENGTH = 12
"""hexadecimal digits that tell a thing from all others of a site: 48 bits"""


@lru_cache(maxsize=1 << 16)
def file_of(iri: str) -> str:
    """Return the name, without ending, of the file about a thing: the same as long as the thing has this IRI."""
    return digest([iri])[:LENGTH]


def anchor_of(path: str) -> str:
    """Return the name of the place of a measure, given by its path, on the pages of its plan and of its source."""
    return "m" + path.partition("/")[2][:LENGTH]


@lru_cache(maxsize=1 << 12)
def relative(to: str, folder: str) -> str:
    """Return the address of a file from a page in a folder, both as paths below the site."""
    return quote(os.path.relpath(os.path.normpath(to), folder or "."))

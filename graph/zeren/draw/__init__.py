"""The interactive picture: duties in, one self-contained page out."""

from __future__ import annotations

from zeren.draw.render import page
from zeren.draw.single import COLOURS, single

__all__ = ["COLOURS", "page", "single"]

"""The interactive picture: duties in, one self-contained page out."""

from __future__ import annotations

from zeren.draw.dress import COLOURS, dress
from zeren.draw.render import page

__all__ = ["COLOURS", "dress", "page"]

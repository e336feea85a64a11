"""A body as printed in a cell or list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A body as printed."""

    printed: str
    """wrapping repaired, a closing 等 dropped"""
    start: int
    end: int
    """``text[start:end]`` is the printed range, wrapping included"""
    open_ended: bool = False
    """True where the list goes on after this body (等, 等部门)"""
    full: str = ""
    """``printed`` with a prefix (省发展改革委、商务厅) or suffix (杭州市、宁波市人民政府) of its list completed"""

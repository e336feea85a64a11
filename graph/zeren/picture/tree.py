"""A chain of plans as a tree: one line a plan, levels as columns, with the days between and what was taken up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.picture import words
from zeren.picture.canvas import INK, SOFT, Figure
from zeren.picture.frame import A4, MARGIN, Frame

if TYPE_CHECKING:
    from zeren.ask.chain import Chain

TOP = 60
"""plans that are drawn unless told"""
INDENT, HIGH, BAR = 46.0, 54.0, 150.0
"""width of a level, height of a plan, width of the bar that shows what was taken up"""


def draw(found: Chain, top: int = TOP, lang: str = "zh") -> Figure:
    """Return the first ``top`` plans of a chain, each below the plan that it carries out."""
    shown = found.nodes[:top]
    frame = Frame("chain", A4, (), lang, shown[0].title)
    frame.top += 14
    at: dict[str, tuple[float, float]] = {}
    for node in shown:
        x, y = MARGIN + node.depth * INDENT, frame.top
        if node.upper in at:
            above = at[str(node.upper)]
            frame.canvas.element("path", None, d=f"M{above[0] + 8:.1f} {above[1] + 22:.1f}V{y + 10:.1f}H{x:.1f}", fill="none", stroke="#9aa7b8")
        at[node.id] = x, y
        frame.canvas.open(f"{node.title} · {node.basis}", class_="plan", data_plan=node.id, data_taken=node.taken)
        frame.canvas.element("circle", None, cx=x + 8, cy=y + 10, r=7, fill="#ffffff" if node.likely else "#3f78b5", stroke=INK, stroke_width=0.75)
        room = frame.width - MARGIN - x - BAR - 190
        frame.canvas.text(x + 24, y + 14, words.cut(node.title, 13, room), 13, font_weight="bold")
        told = [node.place, node.issued or words.say("no-day", lang)]
        if node.days is not None:
            told.append(words.say("days-after", lang, days=node.days))
        frame.canvas.text(x + 24, y + 32, words.cut(" · ".join(filter(None, told)), 11.5, room), 11.5, fill=SOFT)
        if node.upper:
            left = frame.width - MARGIN - BAR - 160
            frame.canvas.rect(left, y + 4, BAR, 12, "#eef1f5", stroke="#9aa7b8", stroke_width=0.5)
            frame.canvas.rect(left, y + 4, BAR * node.taken / node.of if node.of else 0, 12, "#1a7f4b")
            frame.canvas.text(left + BAR + 8, y + 14, words.say("taken-up", lang, taken=node.taken, of=node.of), 11.5)
        else:
            frame.canvas.text(frame.width - MARGIN - 152, y + 14, words.say("measures-of", lang, count=node.measures), 11.5)
        frame.canvas.close()
        frame.top += HIGH
    more = words.say("more-plans", lang, count=len(found.nodes) - len(shown)) if len(found.nodes) > len(shown) else ""
    return frame.finish([words.say("count-chain", lang), more], sources=False)

"""SVG written by hand: the same calls give the same bytes, and text of documents is text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from zeren.picture.words import clear

INK, SOFT, LINE, BAD = "#1b2430", "#4d5866", "#d5dae1", "#a3230f"
FONTS = (
    "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Source Han Sans CN','PingFang SC','Hiragino Sans GB',"
    "'Microsoft YaHei','WenQuanYi Micro Hei','WenQuanYi Zen Hei','SimHei','Heiti SC',sans-serif"
)
"""fonts with Chinese characters as systems have them, best first"""


@dataclass(frozen=True, slots=True)
class Paint:
    """A fill and the ink that can be read on it."""

    fill: str
    ink: str


ROLES = {
    "lead": Paint("#16325c", "#ffffff"),
    "responsible": Paint("#d9822b", "#1b1004"),
    "support": Paint("#b4e0d2", "#08251d"),
    "guide": Paint("#7a5195", "#ffffff"),
    "supervise": Paint("#e6e6e6", "#1b2430"),
}
"""role → its colours: apart in hue for eyes that confuse colours, and in lightness where there is none"""


def number(value: float) -> str:
    """Return a length in pixels with one decimal at most."""
    text = f"{round(value, 1):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def attributes(**its: object) -> str:
    """Return attributes; an underscore in a name stands for a hyphen, None leaves one out."""
    told = ((name.rstrip("_").replace("_", "-"), value) for name, value in its.items() if value is not None)
    return "".join(f" {name}={quoteattr(number(value) if isinstance(value, int | float) else clear(value))}" for name, value in told)


class Canvas:
    """Shapes in the order in which they are drawn."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def element(self, name: str, title: str | None = None, text: str | None = None, /, **its: object) -> None:
        """Draw an element; ``title`` is what a pointer over it tells."""
        inside = (f"<title>{escape(clear(title))}</title>" if title else "") + (escape(clear(text)) if text is not None else "")
        self._parts.append(f"<{name}{attributes(**its)}>{inside}</{name}>" if inside else f"<{name}{attributes(**its)}/>")

    def rect(self, x: float, y: float, wide: float, high: float, fill: str, title: str | None = None, /, **its: object) -> None:
        """Draw a rectangle from its upper left corner."""
        self.element("rect", title, x=x, y=y, width=wide, height=high, fill=fill, **its)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = LINE, wide: float = 1, **its: object) -> None:
        """Draw a straight line."""
        self.element("line", None, x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=wide, **its)

    def text(self, x: float, y: float, words: str, size: float = 12, title: str | None = None, /, **its: object) -> None:
        """Write one line; ``y`` is its base line."""
        if title is not None and clear(title) != clear(words):
            self.open(title)
            self.element("text", None, words, x=x, y=y, font_size=size, **its)
            self.close()
        else:
            self.element("text", None, words, x=x, y=y, font_size=size, **its)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = 12, gap: float = 1.45, /, **its: object) -> float:
        """Write lines from the base line of the first downwards; return the base line after the last."""
        for line in lines:
            self.text(x, y, line, size, None, **its)
            y += size * gap
        return y

    def upright(self, x: float, y: float, words: str, size: float, **its: object) -> None:
        """Write downwards, one character under the other, centred on ``x``; ``y`` is the top of the first."""
        shown = clear(words)
        places = " ".join(number(y + size * 0.88 + turn * size * 1.06) for turn in range(len(shown)))
        across = " ".join([number(x)] * len(shown))
        self.element("text", None, shown, x=across, y=places, font_size=size, text_anchor="middle", **its)

    def open(self, title: str | None = None, **its: object) -> None:
        """Begin a group."""
        self._parts.append(f"<g{attributes(**its)}>" + (f"<title>{escape(clear(title))}</title>" if title else ""))

    def close(self) -> None:
        """End a group."""
        self._parts.append("</g>")

    def body(self) -> str:
        """Return all that was drawn."""
        return "\n".join(self._parts)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: shapes on white paper of a size."""

    kind: str
    """``matrix``, ``flow``, ``calendar``, ``bars``, ``network`` … or ``table``"""
    title: str
    caption: str
    """what was counted and how, and from which documents"""
    body: str
    """SVG elements"""
    width: float
    """pixels, 96 to the inch: A4 across is 1123 wide, A3 across 1587"""
    height: float
    lang: str

    def svg(self, width: int | None = None) -> str:
        """Return the picture as one SVG document that needs nothing else; ``width`` scales it, in pixels."""
        scale = (width or self.width) / self.width
        head = attributes(
            xmlns="http://www.w3.org/2000/svg",
            width=round(self.width * scale),
            height=round(self.height * scale),
            viewBox=f"0 0 {number(self.width)} {number(self.height)}",
            lang="zh-CN" if self.lang == "zh" else "en",
            role="img",
            aria_labelledby="title desc",
            font_family=FONTS,
            fill=INK,
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<svg{head}>\n<title id="title">{escape(clear(self.title))}</title>\n'
            f'<desc id="desc">{escape(clear(self.caption))}</desc>\n'
            f'<rect width="{number(self.width)}" height="{number(self.height)}" fill="#ffffff"/>\n{self.body}\n</svg>\n'
        )

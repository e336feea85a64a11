"""What all pictures have around them: title, key of the roles, and a caption that says what was counted."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.picture import words
from zeren.picture.canvas import INK, LINE, ROLES, SOFT, Canvas, Figure
from zeren.table.duties import MeasureRow

MARGIN = 28.0
A4, A3 = 1123.0, 1587.0
"""width of a sheet across, pixels"""
NOTE = 11.5
"""type size of the caption"""


class Frame:
    """A sheet of a width that is being drawn from top to bottom."""

    def __init__(
        self, kind: str, width: float, measures: Iterable[MeasureRow] | words.Sources, lang: str, of: str = "", titled: tuple[str, str] | None = None
    ) -> None:
        """``of``: what the picture is about; ``titled``: title and the line below it, where the kind and the plans do not say them."""
        self.kind, self.width, self.lang, self.canvas = kind, width, lang, Canvas()
        self._sources = measures if isinstance(measures, words.Sources) else words.Sources.of(measures)
        named = titled or (" · ".join(filter(None, (of, words.say(kind, lang)))), words.subtitle(self._sources, lang))
        self.heading, self.subtitle = named
        self.canvas.text(MARGIN, MARGIN + 20, words.cut(self.heading, 22, self.room), 22, font_weight="bold")
        self.top = self.canvas.lines(MARGIN, MARGIN + 44, words.wrap(self.subtitle, 13.5, self.room, 2), 13.5, fill=SOFT) - 6
        """where the next thing may begin"""

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    def key(self, roles: Iterable[str], clash: bool = False, orphan: bool = False) -> None:
        """Draw what the colours, letters and marks mean, in lines as needed."""
        x, y = MARGIN, self.top + 6
        entries = [(role, words.code("role", role, self.lang)) for role in roles]
        entries += [(mark, words.say(mark, self.lang)) for mark, wanted in (("clash", clash), ("orphan", orphan)) if wanted]
        for mark, said in entries:
            wide = 24 + words.width(said, 12) + 22
            if x > MARGIN and x + wide > self.width - MARGIN:
                x, y = MARGIN, y + 24
            if mark == "orphan":
                triangle(self.canvas, x + 9, y + 9)
            elif mark == "clash":
                clash_mark(self.canvas, x, y, 18)
            else:
                tile(self.canvas, x, y, 18, 18, mark, 12)
            self.canvas.text(x + 24, y + 13.5, said, 12)
            x += wide
        self.top = y + 30

    def finish(self, notes: Iterable[str], sources: bool = True) -> Figure:
        """Write the caption below and return the picture; ``notes``: what was counted and how.

        ``sources``: tell the plans of the measures; False where the notes do.
        """
        said = [note for note in notes if note]
        if sources:
            said.append(words.sources(self._sources, self.lang))
        y = self.top + 12
        self.canvas.line(MARGIN, y, self.width - MARGIN, y)
        y += 20
        for note in said:
            y = self.canvas.lines(MARGIN, y, words.wrap(note, NOTE, self.room), NOTE, fill=SOFT)
        return Figure(
            kind=self.kind,
            title=f"{self.heading}：{self.subtitle}" if self.lang == "zh" else f"{self.heading}: {self.subtitle}",
            caption=("" if self.lang == "zh" else " ").join(said),
            body=self.canvas.body(),
            width=self.width,
            height=y + MARGIN - NOTE,
            lang=self.lang,
        )


def tile(canvas: Canvas, x: float, y: float, wide: float, high: float, role: str, size: float, title: str | None = None) -> None:
    """Draw a role as its letter on its colour."""
    paint = ROLES.get(role, ROLES["supervise"])
    canvas.rect(x, y, wide, high, paint.fill, title, stroke=INK, stroke_width=0.5)
    letter = words.LETTERS.get(role, "?")
    canvas.text(x + wide / 2, y + high / 2 + size * 0.36, letter, size, text_anchor="middle", fill=paint.ink, font_weight="bold")


def clash_mark(canvas: Canvas, x: float, y: float, side: float) -> None:
    """Draw the mark of a conflict: a thick border with an exclamation mark, seen without colours too."""
    canvas.rect(x + 1, y + 1, side - 2, side - 2, "none", stroke="#a3230f", stroke_width=2.5)
    canvas.text(x + side / 2, y + side * 0.74, "!", side * 0.72, text_anchor="middle", fill="#a3230f", font_weight="bold")


def triangle(canvas: Canvas, x: float, y: float) -> None:
    """Draw the mark of a task that has a measure nobody answers for, centred."""
    canvas.element("path", None, d=f"M{x:.1f} {y - 5:.1f}l5.5 10h-11z", fill="#a3230f", stroke=INK, stroke_width=0.5)


def rule(canvas: Canvas, x1: float, y: float, x2: float) -> None:
    """Draw a thin line across."""
    canvas.line(x1, y, x2, y, LINE)

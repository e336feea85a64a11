"""A template of lines laid out as an official paper. What a line is, it says with its first word; see docs/papers.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from zeren.paper import imprint, official
from zeren.paper.official import BODY_SIZE, LINE, UPRIGHT, breadth_of, indented, indented_left
from zeren.paper.official import line as set_line
from zeren.paper.placeholders import MARKED, names
from zeren.paper.values import Values
from zeren.report import wordml
from zeren.report.wordml import BODY, HEADING, SUBHEADING, TITLE

_NAMED = re.compile(r"(标志|文号|标题|主送|附件\d{0,2}|落款|日期|抄送|印发)[：:](.*)")
"""``标题：催办单``, ``附件1：任务清单``"""
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；]{1,40}")
"""``一、总体进展``"""
_SUBHEADING = re.compile(r"（[一二三四五六七八九十]{1,3}）[^。；]{1,40}")
"""``（一）重点任务``"""
_LEFT_OUT = ("标志", "文号", "抄送", "印发")
"""lines that are left out where what they name was not told"""
_BLANK = "＿＿＿＿＿＿"
"""to be filled in by hand"""
_RED = "FF0000"
_SMALL = 10.5
"""points of a note"""


def composed(lines: Sequence[str], filling: Values, breaks: int = 0) -> bytes:
    """Return the paper that a template of lines gives; ``breaks``: new pages before what stands at its foot."""
    composer = _Composer(filling, breaks)
    for line in lines:
        composer.take(line)
    composer.close()
    return wordml.packed(composer.document)


def filled(text: str, texts: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in; what was not told is left blank to be filled in by hand."""
    return MARKED.sub(lambda found: texts.get(found[1].strip(), _BLANK), text)


class _Composer:
    """A paper under way."""

    def __init__(self, filling: Values, breaks: int) -> None:
        self._filling = filling
        self._breaks = breaks
        self.document = official.blank(filling.title)
        self._headed = False
        """whether it has a red head"""
        self._dated = False
        """whether the date has been set: annexes follow"""
        self._turned = False
        self._noted = False
        """whether a line before said which annexes there are"""
        self._signer = ""
        self._imprint = {"抄送": "", "印发": ""}

    def close(self) -> None:
        """Add what stands at the foot of the last page, behind all annexes."""
        if self._filling.remark:
            self._add(set_line(f"注：{self._filling.remark}", size=_SMALL, before=1, align="left"))
        copies, printed = self._imprint.values()
        if copies or printed:
            imprint.add(self.document, copies, printed, official.breadth(official.ACROSS if self._turned else UPRIGHT, self._turned), self._breaks)

    def take(self, line: str) -> None:
        """Add what one line of the template says."""
        named = _NAMED.fullmatch(line.strip())
        found = names(line)
        if named:
            what, words = named[1], named[2].strip()
            missing = any(not self._filling.texts.get(name) for name in found)
            if what in _LEFT_OUT and missing:
                return
            self._part(what, filled(words, self._filling.texts))
        elif len(found) == 1 and found[0] in self._filling.blocks and not MARKED.sub("", line).strip():
            self._block(found[0])
        elif line.strip():
            self._text(line)

    def _add(self, markup: str) -> None:
        wordml.append(self.document, markup)

    def _part(self, what: str, words: str) -> None:
        parts: dict[str, Callable[[str], None]] = {
            "标志": self._mark,
            "文号": self._number,
            "标题": self._title,
            "主送": lambda text: self._add(set_line(f"{text}：", before=1, align="left")),
            "落款": self._sign,
            "日期": self._date,
            "抄送": lambda text: self._imprint.update({what: f"{text}。"}),
            "印发": lambda text: self._imprint.update({what: text}),
        }
        if what in parts:
            parts[what](words)
        else:
            self._annex(what, words)

    def _mark(self, words: str) -> None:
        """The name of the issuer in red, its top 35 mm below that of the text, then a red line."""
        size = max(22, min(44, 430 // max(1, len(words))))
        before = round(35 / 25.4 * 1440 / LINE, 2)
        self._add(set_line(words, TITLE, size, align="center", before=before, height=size * 26, colour=_RED))
        self._headed = True
        self._rule("")

    def _number(self, words: str) -> None:
        """The number of the paper stands above the red line."""
        if not self._headed:
            self._add(set_line(words, align="right"))
            return
        body = self.document.element.body
        body.remove(body[-2])
        self._rule(words)

    def _rule(self, words: str) -> None:
        border = f'<w:pBdr><w:bottom w:val="single" w:sz="15" w:space="11" w:color="{_RED}"/></w:pBdr>'
        self._add(set_line(words, align="center", before=2, more=border))

    def _title(self, words: str) -> None:
        self._add(official.title(words, 2 if self._headed else 0))

    def _text(self, line: str) -> None:
        words = filled(line, self._filling.texts)
        if self._noted and line.startswith("　") and not self._dated:
            self._add(set_line(words, align="left", indent=indented_left(2)))
        elif _HEADING.fullmatch(words):
            self._add(set_line(words, HEADING, indent=indented(2), keep=True, outline=0))
        elif _SUBHEADING.fullmatch(words):
            self._add(set_line(words, SUBHEADING, indent=indented(2), keep=True, outline=1))
        else:
            self._add(set_line(words.strip(), indent=indented(2)))

    def _annex(self, what: str, words: str) -> None:
        """Before the date: which annexes there are; after it: an annex on pages of its own."""
        if not self._dated:
            self._noted = True
            self._add(set_line(f"{what}：{words}", align="left", before=1, indent=indented_left(2)))
            return
        if self._turned:
            new_page = "<w:pageBreakBefore/>"
        else:
            official.turn(self.document)
            self._turned, new_page = True, ""
        self._add(set_line(what, HEADING, align="left", more=new_page, keep=True))
        self._add(official.title(words, 0))
        self._add(set_line("", SUBHEADING, 8, height=160, keep=True))

    def _block(self, name: str) -> None:
        margins = official.ACROSS if self._turned else UPRIGHT
        self._add(official.table(self._filling.blocks[name], official.breadth(margins, self._turned)))
        if not self._turned:
            self._add(set_line("", BODY, 8, height=200))

    def _sign(self, words: str) -> None:
        """The issuer, set over the middle of the date that follows."""
        self._signer = words

    def _date(self, words: str) -> None:
        """The date four characters from the right; the issuer in the middle over it, never parted from it or left alone."""
        for paragraph in self.document.paragraphs[-1:]:
            paragraph.paragraph_format.keep_with_next = True
        signer = "（盖章）" if self._signer == _BLANK else self._signer
        right = max(0.0, 4 + (breadth_of(words) - breadth_of(signer)) / 2)
        if signer:
            self._add(set_line(signer, align="right", before=2, indent=_right(right), keep=True))
        self._add(set_line(words, align="right", indent=_right(4)))
        self._dated = True


def _right(characters: float) -> str:
    return f'w:rightChars="{round(characters * 100)}" w:right="{round(characters * BODY_SIZE * 20)}"'

"""The words of a cell of bodies, before its names are read: line ends, brackets, strokes and numbers told for what they are."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.extract.bilingual import parts_languages
from zeren.extract.bodies.endings import begins_name, is_body
from zeren.extract.bodies.mentions import WRAP, split
from zeren.extract.bodies.persons import is_person
from zeren.extract.cells.finer import begins_with_act
from zeren.extract.cells.natures import nature
from zeren.extract.lexicon import labels, remark, rows, told_parts
from zeren.extract.statement.names_said import is_helped
from zeren.extract.statement.phrases import is_labelled, is_phrase
from zeren.extract.table.rows import REMEMBERED
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Cell, Place, Remark

_BRACKETED = re.compile(r"[(\[〔](?P<words>[^()\[\]〔〕]{2,80})[)\]〕]")
_UNITS = "组部处科室办局委院站所队会联园社校厂店班团"
"""last characters of the names of groups and offices"""
_SHORT_NAME = re.compile("[\u4e00-\u9fff]{2,10}")
"""王庄煤业, 东风社区"""
_LABEL_AHEAD = re.compile("(?P<label>[\u4e00-\u9fff]{2,8})[ \t]{0,4}[:： \t—–→>-]")
_NUMBER_ABOVE = re.compile(r"\s{0,4}[(（]?\d{1,3}[)）]?[、.．]?[ \t]{0,4}\n")
_POST_BEHIND = re.compile("[（(][^（()）]{2,12}[）)]$")
_ROLE_REACH = 12
"""code points of a line's end or beginning that tell whether a role word closes it"""


def unnumbered(text: str) -> str:
    """A cell without the number of its row above the bodies (序号/责任单位 over 3⏎财政所), as long as its text."""
    number = _NUMBER_ABOVE.match(text)
    return " " * number.end() + text[number.end() :] if number else text


def _closes_with_role(name: str) -> bool:
    """Whether a name ends as bodies do only by its role word (区商务局主办: 办), and is one without it."""
    folded = unspaced(fold(name))
    closing = _role_ends().search(folded)
    return closing is not None and folded[-1] not in ")" and is_body(folded[: closing.start() + 1])


def with_stops(text: str) -> str:
    """Put a stop for the line end behind a role word or a role in brackets: 区科工局主办⏎区农业局、区茶业办协办."""
    if "\n" not in text:
        return text
    out, told = text, False
    for at, char in enumerate(text):
        if char != "\n" or not begins_name(text[at + 1 :].lstrip()[:_ROLE_REACH]):
            continue
        closes = _role_ends().search(fold(text[:at].rstrip()[-_ROLE_REACH:])) is not None
        # Where one line of a cell is closed by its role the others are names of their own too.
        if closes or (told and is_body(text[:at].rsplit("\n", 1)[-1].strip())):
            out, told = f"{out[:at]};{out[at + 1 :]}", True
    return out


@cache
def _role_ends() -> re.Pattern[str]:
    """A role word, by itself or in brackets, that closes a line of bodies."""
    words = sorted({word for word, role in rows("after").items() if role} | set(told_parts()), key=lambda word: (-len(word), word))
    return re.compile(f"[^,;。:、(\\s](?:{'|'.join(words)})$|[(](?:{'|'.join(words)})(?:单位|部门)?[)]$")


def joined(cell: Cell) -> str:
    """The words of a cell with the line ends of measured wraps told from others; as long as its text."""
    if not cell.wraps:
        return cell.text
    typed = (_begins_label(cell.text, at + 1) or _stands_between(cell.text, at) or parts_languages(cell.text, at) for at in cell.wraps)
    wraps = {at for at, told in zip(cell.wraps, typed, strict=True) if not told}
    return "".join(WRAP if at in wraps and char == "\n" else char for at, char in enumerate(cell.text))


def _stands_between(text: str, at: int) -> bool:
    """Whether a line end parts a whole body from the person below it, or that person from the next body, however full the line is.

    县自然资源局⏎覃  涛⏎县税务局, but 浙江⏎金融⏎监管局 is one name.
    """
    above, below = text[:at].rsplit("\n", 2), text[at + 1 :].split("\n", 1)[0].strip()
    last, before = above[-1].strip(), above[-2].strip() if len(above) > 1 else ""
    if _is_person(below):
        return is_body(last)
    return _is_person(last) and (is_body(before) or not before) and is_body(below)


def _is_person(line: str) -> bool:
    """王敏, 王敏（副市长）: a post in brackets at the end says nothing of a body."""
    return is_person(line) and not is_body(_POST_BEHIND.sub("", line))


def _begins_label(text: str, at: int) -> bool:
    """Whether a line begins with a label: no name goes on there, however full the line above is."""
    match = _LABEL_AHEAD.match(text, at)
    return match is not None and fold(match["label"]) in labels()


def names_some(text: str) -> bool:
    """Whether a cell of a column that only its cells tell for one of bodies names one at least, or lists nothing but short names."""
    told = nature(text)
    names = [mention.printed for mention in split(text)] if told == "text" else []
    short = all(_SHORT_NAME.fullmatch(name) and not begins_with_act(name) for name in names)
    listed = short and (len(names) > 1 or any(map(_ends_name, names)))
    return told in ("body", "states") or listed or any(map(is_body, names))


def _ends_name(name: str) -> bool:
    """Whether a short name ends as groups and offices do (教学管理组, 妇联), though by itself it names none surely."""
    return name[-1] in _UNITS


def place_in(cell: Cell, span: tuple[int, int]) -> Place:
    """Where a span of the words of a cell stands."""
    return cell.place.part(cell.place.start + span[0], cell.place.start + span[1])


def beside_names(cell: Cell, span: tuple[int, int], head: str) -> Remark:
    """Persons, telephones and units that stand with the bodies, without the brackets around them."""
    start, end = span
    while start < end and cell.text[start] in " \n\t\u3000(（[【〔:：—–-":
        start += 1
    while end > start and cell.text[end - 1] in " \n\t\u3000)）]】〕":
        end -= 1
    return Remark(head, cell.text[start:end], place_in(cell, (start, end)))


@lru_cache(maxsize=REMEMBERED)
def words_roles(text: str) -> bool:
    """Whether a cell says more than names: roles in a phrase or in brackets after a name (市公安局（牵头）), a deadline."""
    if unspaced(fold(text)) in labels():
        return False  # 项目单位, 属地单位: a body that is named by what heads such columns
    if is_phrase(text):
        names = [mention.printed for mention in split(text)]
        return is_labelled(text) or ":" in fold(text) or not all(is_body(name) and not _closes_with_role(name) for name in names)
    folded = fold(text)
    if not any(mark in folded for mark in "([〔0123456789"):
        return False
    return any(remark().search(name) or is_helped(name) or is_deadline(name) for name in (fold(m.printed) for m in split(text)))


def apart_from_brackets(words: str) -> tuple[str, str]:
    """The bodies of a cell outside and inside brackets, each as long as the cell, the others blanked out."""
    spans = [match.span() for match in _BRACKETED.finditer(fold(words)) if nature(match["words"]) == "body"]
    outside, inside = list(words), ["、"] * len(words)
    for start, end in spans:
        inside[start + 1 : end - 1] = outside[start + 1 : end - 1]
        outside[start:end] = "、" * (end - start)
    return "".join(outside), "".join(inside) if spans else ""


def halved(words: str) -> tuple[str, str]:
    """The bodies before and behind the one stroke, bar or line end of a cell, each as long as the cell; all before where there is none."""
    folded = fold(words)
    for sign in ("//", "/", "|", "\n", ";"):
        if folded.count(sign) == 1 and all(part.strip() for part in folded.split(sign)):
            at = folded.index(sign)
            return words[:at] + "、" * (len(words) - at), "、" * (at + len(sign)) + words[at + len(sign) :]
    return words, ""


def names_groups(words: str) -> bool:
    """Whether words name working groups and nothing else."""
    return all(name.endswith(("组", "专班", "班子")) for name in words.replace("、", " ").split())


def span_of(words: str) -> tuple[int, int]:
    """Where the words that are not blanked out begin and end."""
    left = words.strip("、 \n")
    at = words.index(left)
    return at, at + len(left)

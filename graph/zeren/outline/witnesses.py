"""What in a document names its issuer: each witness with its kind of evidence and the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Block, Document, Paragraph, Table
from zeren.outline import edges, makers
from zeren.outline.evidence import Witness
from zeren.outline.headings import closed, heading
from zeren.outline.lines import (
    DATE,
    MEETING,
    NUMBER,
    POINTED,
    bodies,
    colophon,
    date_in,
    is_body,
    is_noise,
    is_seal,
    iso,
    month_in,
    printed_by,
)
from zeren.outline.titles import is_carrier, is_title

_FOOT = 12
"""paragraphs at the end of a document that may hold its signature"""
_ABOVE = 8
"""signatures of as many bodies may stand above one date"""
_RED_TOP = 8
"""lines at the top of a document among which a red head stands"""
_SIGNED = re.compile(
    r"(?<![\u4e00-\u9fff、,，])(?<!(?:单位|部门|主体|牵头|负责|配合|责任):)(?:(?<=\d)号)?((?!号)[\u4e00-\u9fff]{3,28}(?:政府|办公室|办公厅|委员会|管委会|领导小组|指挥部|[厅局部委办]))"
    r"\s*((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?!\s*印发|[前起至到—内]|之前|以前)"
)
"""a signature and its date, also where a whole document stands on one line; not the printer's colophon, nor a limit
(县交通局2026年6月30日前完成), and without the 号 of a number before it (〔2026〕19号某市人民政府办公室)"""
_AT_END = re.compile(
    r"[。！]\s*([\u4e00-\u9fff]{3,28}?)\s*([一二][〇○零O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)\s*$"
)
"""a signature with a date in numerals at the end of a document on one line"""
_OF = re.compile("^(?P<name>.{3,120}?)(?:关于|(?:印发|转发|批转|发布)(?=《|.{0,80}关于))")
"""the body before the verb of a title: 某办公室转发某局关于…的通知, 某县水利局关于…"""
_RED = re.compile(r"(?P<name>.{0,60}?)文\s{0,8}件")
_OFFICE = re.compile("(?:政府|[省市县区州旗盟]委|党工委|管委会|委员会)办公[室厅]$")
"""an office that prints for those over it, and issues in their name"""


def witnesses(
    title: str, head: Sequence[Paragraph], blocks: Sequence[Block], document: Document, stated: Mapping[str, str], sheet: Mapping[str, str]
) -> list[Witness]:
    """All that names the issuer of a ``document`` whose own part are ``blocks``.

    ``stated`` is what the format says about itself, ``sheet`` the lines above a page. Witnesses that give only a day or
    a number have no names.
    """
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    lines = [line.text for line in (*head, *paragraphs[-_FOOT:])]
    last = next((block for block in reversed(blocks) if isinstance(block, Table)), None)
    tables = [block for block in blocks if isinstance(block, Table)]
    rows = [row for one in dict.fromkeys((*tables[:1], *tables[-1:])) for row in edges.signing_rows(one)]
    cells = [cell.text for cell in last.cells if len(cell.text) <= edges.LINE and cell.row >= last.rows - 2] if last else []
    signs = [words for row in rows for words in (*row, *(["　".join(row)] if len(row) > 1 else []))]
    found = [
        *_red(head),
        *_of_title(title, head),
        *signature(blocks),
        *_above_title(head, title),
        *_dated_lines((*lines, *signs)),
        *makers.labelled(title, (*lines, *cells, *signs)),
        *makers.above_table(title, blocks),
        *_stated(stated, sheet),
        *_on_one_line(document),
        *_imprint(title, lines),
        *_closing_row(last),
        *makers.in_passing(title, blocks, cells, stated, fold(document.text)),
    ]
    if minutes := makers.of_minutes(title, [name for one in found if one.by == "dated-line" for name in one.names]):
        found.insert(0, Witness("minutes", (minutes,), title))
    return list(dict.fromkeys(found))


def _red(head: Sequence[Paragraph]) -> Iterator[Witness]:
    """The bodies of a red head (某某县人民政府文件), also where their name takes two lines, or several share one 文件.

    Without 文件 it is the bodies that stand line by line at the very top, right above the document's number.
    """
    top = [closed(line.text) for line in head[:_RED_TOP]]
    for at, words in enumerate(top):
        match = _RED.fullmatch(fold(words))
        if match is None or "关于" in words or is_noise(words) or re.search("[>»›]", fold(words)):
            continue  # 首页 > 政策文件 > 市政府办公室文件 is the way to a page
        own = closed(match["name"])
        above = _joint(reversed(top[:at]))[::-1]
        names = (*above, *bodies(own))
        if (own and not bodies(own)) or (own and not above and at and _is_broken(top[at - 1])):
            names = bodies((top[at - 1] if at and _is_broken(top[at - 1]) else "") + own)
        below = _joint(top[at + 1 :])
        if below and at + 1 + len(below) < len(top) and NUMBER.search(fold(top[at + 1 + len(below)])):
            names = (*names, *below)
        if names:
            yield Witness("red-head", names, words)
    if (first := _joint(top)) and len(first) < len(top) and NUMBER.fullmatch(fold(top[len(first)])):
        # 文件 may stand beside the second of two lines.
        yield Witness("red-head", tuple(name.removeprefix("文件") for name in first), "、".join(first))


def _joint(lines: Iterator[str] | Sequence[str]) -> list[str]:
    """The bodies that stand line by line, up to the first line that names none."""
    found: list[str] = []
    for line in lines:
        names = bodies(line)
        if len(names) != 1:
            break
        found.append(names[0])
    return found


def _is_broken(above: str) -> bool:
    """Whether a line may be the first half of a name."""
    usable = above and not is_noise(above) and not bodies(above) and not NUMBER.search(fold(above)) and len(above) <= 30
    return bool(usable) and not re.search("[。:：]", above) and not heading(above)


def _of_title(title: str, head: Sequence[Paragraph]) -> Iterator[Witness]:
    """The bodies before the verb of a title; where it is set apart over it, blanks part several (中共某县委　某县人民政府⏎关于…)."""
    match = _OF.match(title)
    apart = (bodies(_opening(line.text, len(match["name"]))) for line in head if match and unspaced(line.text).startswith(match["name"]))
    names = next(apart, ()) or (bodies(match["name"]) if match else ())
    if names:
        yield Witness("notice" if is_carrier(title) else "plan", names, title)


def _opening(line: str, size: int) -> str:
    """What a line begins with, up to so many characters without its blanks."""
    end = next((at for at in range(len(line) + 1) if len(unspaced(line[:at])) == size), len(line))
    return line[:end]


def _above_title(head: Sequence[Paragraph], title: str) -> Iterator[Witness]:
    """Bodies on the line right above the title, or line by line there; those on the first lines of the title itself are the last of them."""
    for at, paragraph in enumerate(head):
        if closed(paragraph.text) and title.startswith(closed(paragraph.text)[:12]) and at:
            below = [closed(line.text) for line in head[at : at + 1] if is_body(line.text)]
            if names := bodies(head[at - 1].text):
                joint = _joint(closed(line.text) for line in reversed(head[:at]))[::-1] if len(names) == 1 else [*names]
                yield Witness("above-title", (*joint, *below), head[at - 1].text)
            return


def signature(blocks: Sequence[Block]) -> Iterator[Witness]:
    """The lines right above the first date that stands alone below a body: one body or several."""
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        date = date_in(block.text, whole=True) or (_short_day(block.text) if at > len(blocks) - _FOOT else None)
        names = _signers(blocks[max(0, at - _ABOVE) : at]) if date else ()
        if names:
            yield Witness("signature", tuple(dict.fromkeys(names)), f"{'、'.join(names)} {block.text}", date)
            return


def _short_day(line: str) -> str | None:
    """The month, or the day in points, that stands alone on a line: 2026年3月, 2026.3.1."""
    return month_in(line) or (iso(line) if POINTED.fullmatch(fold(line).strip()) else None)


def _signers(above: Sequence[Block]) -> tuple[str, ...]:
    names: list[str] = []
    for block in reversed(above):
        if not isinstance(block, Paragraph):
            names[:0] = [] if names else _side_by_side(block)
            break
        if is_seal(block.text):
            continue
        line = closed(block.text)
        found = bodies(block.text)
        if not found and not names and _signs(line):
            found = (line,)
        if not found or is_title(line) or heading(line):
            break
        names[:0] = found
    return tuple(names)


def _side_by_side(table: Table) -> list[str]:
    """The bodies that sign beside one another in a table which holds nothing else."""
    found = [bodies(cell.text) for cell in table.cells if cell.text.strip() and not is_seal(cell.text)]
    return [name for names in found for name in names] if all(found) else []


def _signs(line: str) -> bool:
    """Whether a line above a date may be a signature although no ending of bodies closes it."""
    return len(line) <= 40 and not re.search(r"[。；;:：,，!?！？\d]", line) and not NUMBER.search(fold(line)) and len(line) > 3


def _dated_lines(lines: Sequence[str]) -> Iterator[Witness]:
    """Short lines that hold nothing but a body, a day and a number, two of them at least."""
    for line in lines:
        name, number, date = colophon(MEETING.split(line)[0])
        if name or number or date:
            yield Witness("dated-line", tuple(name.split("、")) if name else (), line, date, number)


def _stated(stated: Mapping[str, str], sheet: Mapping[str, str]) -> Iterator[Witness]:
    for by, held in (("metadata", stated), ("page-sheet", sheet)):
        if issuer := held.get("issuer"):
            yield Witness(by, (issuer,), issuer)


def _on_one_line(document: Document) -> Iterator[Witness]:
    """The first body and day that follow each other, rows of duties left out, and those at the end of a document on one line."""
    text = fold(document.text)
    for match in (_first_signed(document, text), _AT_END.search(text[-200:])):
        if match:
            yield Witness("inline", (match[1],), match[0].strip(), date_in(match[2]))


def _first_signed(document: Document, text: str) -> re.Match[str] | None:
    at = 0
    for table in (block for block in document.blocks if isinstance(block, Table)):
        if found := _SIGNED.search(text, at, table.place.start):
            return found
        at = table.place.end
        ends = sorted({row for row in (0, 1, table.rows - 2, table.rows - 1) if 0 <= row < table.rows})
        signs = (fold(" ".join(edges.signing(table, row))) for row in ends)
        words = [*signs, *(fold(cell.text) for cell in table.cells if len(cell.text) > edges.LINE)]
        if found := next(filter(None, map(_SIGNED.search, words)), None):
            return found
    return _SIGNED.search(text, at)


def _closing_row(table: Table | None) -> Iterator[Witness]:
    """The one body that stands alone across the last row of a table."""
    ends = [cell for cell in table.cells if cell.row == table.rows - 1 and cell.text.strip()] if table and table.rows > 2 else []
    if table and len(ends) == 1 and ends[0].columns == table.columns > 1:
        names = bodies(ends[0].text)
        if len(names) == 1 and not names[0].startswith("各"):
            yield Witness("last-line", names, ends[0].text)


def _imprint(title: str, lines: Sequence[str]) -> Iterator[Witness]:
    """Who printed the paper and when: of minutes, which bear no signature, and the office of a government or committee."""
    for line in lines:
        name, date = printed_by(line)
        if name and (title.endswith("纪要") or _OFFICE.search(name)):
            yield Witness("imprint", (name,), line, date)
        elif name is None and (match := DATE.match(fold(line).strip())) and fold(line).strip()[match.end() :].strip() == "印发":
            yield Witness("imprint", (), line, date_in(line))

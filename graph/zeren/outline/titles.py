"""The title of a document or plan: what it prints, else what its page states, else the name of its file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from zeren.ground.fold import fold, key
from zeren.ground.model import Block, Paragraph, Place, Table
from zeren.ground.resources import table
from zeren.outline.headings import closed, heading
from zeren.outline.lines import NUMBER, colophon, date_in, is_address, is_body, is_noise, tab

LENGTH = 80
"""code points; the longest titles of State Council notices stay below"""
_OPENING = re.compile(r"。|[\s\u3000]{2,8}(?=[\u4e00-\u9fff])")
"""what parts a title from the text that runs on from it"""
_PUBLISHED = re.compile("(?:发布|发文|印发|更新)(?:时间|日期)[:：]|(?:信息)?来源[:：]|日期[:：]|(?:填报|制表|编制)(?:单位|部门)?[:：]")
_SECOND = 24
"""code points of the second half of a title"""
_LINES = 4
"""lines of a title at the most"""
_SENTENCE = re.compile(r"[。;；!?！？]")
LABELLED = re.compile(r"[\u4e00-\u9fff]{2,6}\s*:\s*\S")
_SITE = re.compile(r"\s{0,6}[_|｜—–-]\s{0,6}[^_|｜]{2,40}$")
_SITE_WORDS = ("网", "网站", "门户", "政府", "平台", "公开", "中国", "办公厅", "政策文件", "政策库", "文件库")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,9}?[省市县区州旗盟]")
_GENERIC = re.compile(r"[\u4e00-\u9fff（）()]{0,9}(?:会议)?纪要|督[查办](?:通知|通报|函|专报)|(?:督办|交办)(?:通知)?单")
"""a title that says only what kind of paper it is: the body above it is its first half (某县人民政府⏎现场办公会议纪要)"""
_CITED = re.compile(r"《([^《》]{4,80})》")
_CARRIES = re.compile(r"(?:印发|转发|公布|发布|下发)(.{4,80}?)(?:的通知|的函|的公告)?$")
_MARK = re.compile(r"^(?:[Tt]itle|标题)\s{0,6}[:：]\s{0,6}|^附\s{0,6}[件表录]?\s{0,6}[0-9一二三四五六七八九十]{0,3}\s{0,6}[:：]\s{0,6}")
_PLACE_ALONE = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[省市县区州旗盟镇乡]|街道|开发区|高新区)(?:\s{0,2}20\d{2}\s{0,2}年度?)?")
"""the first line of a title that names a place, or a place and a year, and nothing else: 某县⏎2026年…任务表, 某市2026年⏎…方案"""
_OF_DRAFT = re.compile("[(（〔][^()（）〔〕]{1,12}[)）〕](?:意见)?的(?:公示|公告|通知|函|启事|说明)$")
"""how a title ends that names the draft which it shows: 关于《…方案》⏎（公示稿）的公示"""
_KIND_ALONE = re.compile("(?:重点|主要)?(?:目标)?(?:工作|任务|行动|实施|推进|落实|责任){1,2}(?:分工|分解)?(?:方案|计划|清单|要点|细则)")
"""a line that says only what kind of paper it is, the last of a title: 安和县节水行动⏎实施方案"""
_REPORTED = re.compile(r"(?P<who>[^《》]{4,60}?)(?:联合)?印发了?《(?P<plan>[^《》]{6,80})》")
"""the headline of a report that a plan was handed out, which says no 通知"""
_EVENT = re.compile(r"(?:20\d{2}年?|第[一二三四五六七八九十\d]{1,3}届)[\u4e00-\u9fff“”·]{3,24}(?:[赛会节展]|论坛|马拉松)")
"""an event on the line above what is said of it: 2026年青田半程马拉松⏎服务保障工作方案, 第八届青田茶博会⏎筹备工作方案"""
_YEARS = re.compile(r"\(20\d{2}年?[—–~至-]{1,2}20\d{2}年?\)")
"""the years that a title says in brackets on a line of its own: …行动计划⏎（2025—2028年）"""
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
"""a line that tells when a paper was adopted: （2026年3月1日…全体会议通过）"""
_ALONE = 12
"""code points of a title in a cell of a framed page"""
_REMARK = re.compile(r"[(（〔][^()（）〔〕]*[)）〕]\s*$")


def printed(head: Sequence[Paragraph]) -> tuple[int, int]:
    """Indices of the paragraphs that make up the title: the first run of short lines that a title word closes."""
    for last, paragraph in enumerate(head):
        line = _alone(closed(paragraph.text))
        if (LABELLED.match(fold(line)) and not _MARK.match(line)) or is_noise(line):
            continue
        if len(line) > LENGTH or _SENTENCE.search(line):
            break
        if is_title(_MARK.sub("", line)):
            if below := _below_red_head(head, last):
                return below
            first = last
            while first and (_wraps(closed(head[first - 1].text), closed(head[first].text)) or _places(head[first - 1].text, head[first].text)):
                first -= 1
            first = _opened(head, first)
            if 0 < first < last and is_body(head[first].text) and is_body(head[first - 1].text):
                first += 1  # of several bodies line by line the last is no more of the title than the others
            end = last + 1
            while end < len(head) and end - first < _LINES and _goes_on(joined(head[first:end]), head[end]):
                end += 1
            return first, end
    return 0, 0


def _below_red_head(head: Sequence[Paragraph], at: int) -> tuple[int, int] | None:
    """The title below a red head of minutes and their number (某区人民政府办公室会议纪要⏎〔2026〕第6号⏎某区第6次现场办公会议纪要)."""
    line = closed(head[at].text)
    after = [closed(one.text) for one in head[at + 1 : at + 3]]
    if len(after) < 2 or not line.endswith("纪要") or not NUMBER.search(fold(after[0])) or len(after[0]) > _SECOND:
        return None
    return (at + 2, at + 3) if is_title(after[1]) and not _SENTENCE.search(after[1]) else None


def _alone(line: str) -> str:
    """A title without what a printed page sets on its line (…的通知发布时间：2026-02-03)."""
    cut = _PUBLISHED.search(line)
    return line[: cut.start()].rstrip() if cut and cut.start() > _SECOND // 2 else line


def _goes_on(title: str, below: Paragraph) -> bool:
    """Whether the line below a whole title is its second half (某县…规划纲要⏎主要目标任务分工方案)."""
    following = closed(below.text)
    if title.startswith("关于《") and title.endswith("》") and _OF_DRAFT.match(following):
        return True
    if title.count("《") > title.count("》"):
        return "》" in following and not _SENTENCE.search(following)  # 关于《…方案⏎（2026—2027年）》的公示
    # The width of a page breaks a title before its years; on the cover of a workbook they stand in a cell of their own.
    if _YEARS.fullmatch(fold(following)) and not tab(below) and not title.endswith((*_carriers(), ")", "）")):
        return True
    if _KIND_ALONE.fullmatch(following) and not title.endswith((following, *_carriers())):
        return True
    if title.endswith(_carriers()) or not is_title(following) or len(following) > _SECOND or is_body(following):
        return False
    return title.endswith(("纲要", "规划", "意见")) and not re.match(r"\d{4}|关于|[(（《]", following) and not _PLACE.match(following)


def joined(head: Sequence[Paragraph]) -> str:
    """Lines of a title as one: they are parted by nothing but the page's width. A body in brackets is none of it."""
    words = _MARK.sub("", _alone(closed("".join(paragraph.text for paragraph in head))))
    remark = _REMARK.search(words)
    return words[: remark.start()] if remark and is_body(remark[0].strip(" ()（）〔〕")) else words


def _wraps(above: str, below: str) -> bool:
    """Whether a title line runs on in the next one."""
    if is_title(above) or NUMBER.search(fold(above)) or heading(above) or fold(above).endswith((":", "：", "文件", "】", "。")):
        return False
    if any(colophon(above)) or (LABELLED.match(fold(above)) and "关于" not in above):
        return False
    if "关于" in above or above.count("《") > above.count("》") or below.startswith(("关于", "的", "》")):
        return True
    if is_noise(above):
        return False
    if is_body(above):
        return _GENERIC.fullmatch(below) is not None
    # A line that begins with a place and one that begins with none are one title (某县…规划纲要⏎主要目标任务分工方案).
    opens = (len(above) >= 12 and bool(_PLACE.match(above))) or _EVENT.fullmatch(fold(above)) is not None
    return opens and not (_PLACE.match(below) or re.match(r"\d{4}", below))


def _opened(head: Sequence[Paragraph], first: int) -> int:
    """Where a title of three lines or four begins, whose first opens it with 关于 (关于做好春耕备耕⏎和农资打假⏎工作的通知)."""
    for at in range(first - 1, max(-1, first - _LINES), -1):
        line = closed(head[at].text)
        if is_title(line) or is_noise(line) or is_address(line) or is_body(line) or heading(line) or NUMBER.search(fold(line)) or any(colophon(line)):
            return first
        if len(line) > _SECOND or _SENTENCE.search(line) or LABELLED.match(fold(line)):
            return first
        if line.startswith("关于"):
            return at
    return first


def _places(above: str, below: str) -> bool:
    """Whether a line above a title is the place, or place and year, that begins it."""
    first = closed(above)
    return _PLACE_ALONE.fullmatch(first) is not None and not is_noise(first) and not _PLACE.match(closed(below)) and "关于" not in below


def is_title(line: str) -> bool:
    """Whether a line ends as titles of plans and notices do; a bracketed remark after it does not count."""
    bare = _REMARK.sub("", line.strip()).rstrip("》>〉")
    return fold(bare).endswith(_title_words()) and not heading(line)


def is_carrier(title: str) -> bool:
    """Whether a title is that of a paper that hands something out or lays it down: 关于…的通知."""
    return title.endswith(_carriers())


@cache
def _carriers() -> tuple[str, ...]:
    return tuple(row["word"] for row in table("vocabulary/titles") if row["kind"] == "carrier")


@cache
def _title_words() -> tuple[str, ...]:
    return tuple(row["word"] for row in table("vocabulary/titles"))


def stated(meta: dict[str, str]) -> str | None:
    """The title that a page states about itself, without the name of its site; None where it states none."""
    if meta.get("title"):
        return closed(meta["title"])
    for name in ("page-title", "document-title"):
        words = meta.get(name, "")
        cut = _SITE.search(words)
        while cut and any(word in cut[0] for word in _SITE_WORDS):
            words = words[: cut.start()]
            cut = _SITE.search(words)
        if is_title(closed(words)):
            return closed(words)
    return None


def captioned(blocks: Sequence[Block], above: Paragraph | None) -> tuple[Place, str] | None:
    """The title that stands in a table: in a cell across its first row, or alone in a cell of a framed page.

    In the second case not where a line ``above`` the table can be one: the cell may be a task then.
    """
    for block in blocks[:3]:
        if not isinstance(block, Table):
            continue
        for cell in block.cells[:12]:
            words = closed(cell.text.split("\n")[0] if len(cell.text) > LENGTH else cell.text.replace("\n", ""))
            across = cell.row == 0 and cell.columns == block.columns
            alone = not above and len(words) >= _ALONE
            if len(words) <= LENGTH and (across or alone) and is_title(words) and not is_noise(words):
                return cell.place, words
    return None


def fallback(head: Sequence[Paragraph]) -> Paragraph | None:
    """The first line that could be a title where no title word closes any."""
    for paragraph in head:
        line = closed(paragraph.text)
        if is_noise(line) or is_address(line) or is_body(line) or _IN_BRACKETS.fullmatch(line):
            continue
        if fold(line).endswith(("文件", "网", "网站", "门户")) or NUMBER.search(fold(line)):
            continue
        return paragraph if len(line) <= LENGTH and not _SENTENCE.search(line) and not LABELLED.match(fold(line)) else None
    return None


def opening(head: Sequence[Paragraph]) -> str | None:
    """The title that a document runs on from in its first paragraph (关于支持…的十条意见。为落实…)."""
    words = _OPENING.split(head[0].text.strip(), maxsplit=1)[0] if head else ""
    return closed(words) if len(words) <= LENGTH and is_title(closed(words)) else None


def of_report(title: str) -> str:
    """The title of the plan that a report in the news prints (某县委办公室印发《某县…方案》); any other title as it is."""
    match = _REPORTED.fullmatch(title)
    return match["plan"] if match and "关于" not in match["who"] and is_body(match["who"]) else title


def carried(title: str, blocks: Sequence[Block]) -> tuple[int, int] | None:
    """Where the plan begins that a notice carries: indices of the blocks that print its title again.

    The title is told from the notice's own (关于印发某方案的通知) and from what it says to hand out (现将《某方案》印发给你们).
    """
    names = {key(name) for name in _CITED.findall(fold(title))}
    if match := _CARRIES.search(_REMARK.sub("", title)):
        names.add(key(match[1].strip("《》")))
    opening = [block for block in blocks[:14] if isinstance(block, Paragraph)]
    for paragraph in opening:
        if "印发" in paragraph.text or "下发" in paragraph.text:
            names |= {key(name) for name in _CITED.findall(fold(paragraph.text))}
    names = {_bare(name) for name in names if len(name) > 4}
    if not names:
        return None
    skipped = 0
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or len(block.text) > LENGTH or _SENTENCE.search(block.text):
            continue
        skipped += 1
        if skipped < 3 and at < 3:
            continue
        words = ""
        for stop in range(at, min(at + 3, len(blocks))):
            line = blocks[stop]
            if not isinstance(line, Paragraph) or is_address(line.text):
                break
            words = _bare(key(words + closed(line.text)))
            if words in names and key(words) != _bare(key(title)):
                return at, stop + 1
    return None


def after_signature(title: str, blocks: Sequence[Block]) -> tuple[int, int] | None:
    """Where the plan begins that a notice carries below its signature without the mark of an annex and under a new title."""
    if not title.endswith(_carriers()):
        return None
    for at in range(2, len(blocks) - 1):
        body, day, line = blocks[at - 2 : at + 1]
        if not (isinstance(body, Paragraph) and isinstance(day, Paragraph) and isinstance(line, Paragraph)):
            continue
        words = closed(line.text)
        named = len(words) <= LENGTH and is_title(words) and not _SENTENCE.search(words) and not is_noise(words)
        if named and is_body(body.text) and date_in(day.text, whole=True):
            return at, at + 1
    return None


def _bare(name: str) -> str:
    """A title without 关于, 的 and quotation marks: notices leave them out as they like."""
    return re.sub("^关于|[的《》“”\"'‘’<>〈〉]", "", name)

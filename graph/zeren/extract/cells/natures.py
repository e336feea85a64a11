"""What the cells of a table column are: names of bodies, dates, persons, quantities, sentences, marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from zeren.extract.bilingual import chinese_lines, chinese_names
from zeren.extract.bodies.endings import ending_of, is_body
from zeren.extract.bodies.mentions import split
from zeren.extract.bodies.persons import is_person
from zeren.extract.cells.finer import begins_with_act, coming_again, finer, measures_whole, reaches
from zeren.extract.columns import is_none
from zeren.extract.compact import compact
from zeren.extract.lexicon import remark, with_colons
from zeren.extract.statement.occupants import occupants
from zeren.extract.statement.phrases import is_phrase
from zeren.extract.statement.spans import Span, spans
from zeren.extract.statement.statement import parse
from zeren.extract.time.deadline import is_counted, read_deadline
from zeren.extract.time.limits import finishes
from zeren.extract.time.times import is_bare_time, is_clock, is_time
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Place

SAMPLE = 24
"""cells of a column that are looked at, spread evenly: more change no judgement"""
_LISTED = 160
"""code points; a longer cell is no list of bodies"""
_LONG = 16
"""code points; a longer cell that is no list is a sentence"""
_LOOSE = ("ongoing", "long-term", "relative", "staged")
_LOOSE_LENGTH = 14
"""code points; 持续 in a longer cell is a word of a sentence, no deadline"""
_ALIKE = 2
"""cells of a column; more of them with the same words are no tasks of their own"""
_TITLED = 5
"""code points before a comma that are more than what leads up to a date"""
_DATED = 30
"""code points; a longer cell is no date"""
_MARK = re.compile(r"[√✓✔▲△●○◎★☆◆◇■□▇█*×+]{1,4}|[是否有]|√[^\s]{0,6}|[□☑■☒][^□☑■☒]{1,8}(?:[□☑■☒][^□☑■☒]{1,8}){1,4}")
_NUMBER = re.compile(r"[(\[〔]?(?:\d{1,4}(?:[.-]\d{1,3}){0,2}|[一二三四五六七八九十]{1,3}|[〔\[(]?20\d\d[〕\])]?第?\d{1,3}号?)[)\]〕]?[、.]?|[①-⑳]")
_DATE = re.compile(r"20\d\d(?:[-./年—]|(?:1[0-2]|0[1-9])(?:[12]\d|3[01]|0[1-9])$)")
_VALUE = re.compile(r"(?:[≥≤<>≧≦~约]|>=|<=)?\d[\d,]{0,14}(?:\.\d+)?(?:[:—~-]\d[\d.]*)?[%‰]?[^\d\s,;。、:]{0,5}")
_STATUS = re.compile(
    r"(?:已|未|尚未|正在?|基本)[\u4e00-\u9fff]{1,10}(?:\d{1,3}%)?"  # 已开工, 未启动, 正在选址, 已完成60%
    r"|[\u4e00-\u9fff]{1,6}(?<![集其空])中"  # 选址中, 推进中
    r"|(?:面商|面复|面议|(?:书面|当面|电话|网上|上门|现场)(?:答复|回复|沟通|协商|走访|办理)|走访|座谈)(?:[、,/和及并]?(?:面商|面复|(?:书面|当面|电话)(?:答复|回复)|走访|座谈))?"
    r"|(?:正常|有序|按序时|按计划|顺利|加快|稳步)推进|(?:进展|推进)(?:顺利|正常|缓慢|滞后)|滞后"
)
"""where a thing stands, or how an answer is given (面商, 书面答复)"""
_PHONE = re.compile(r"(?:[^\d]{0,8}[:：]?)?(?:\d{3,4}-)?\d{7,11}")
_TAIL = re.compile(r"[(\[〔][^()\[\]〔〕]{1,40}[)\]〕]$")
_TELEPHONE = re.compile(r"[:：]?(?:\d{3,4}-)?\d{7,11}$")
_DASH = re.compile("[-—–]")
_PIECES = re.compile(r"[,、;()/|:\s]+")


def shares(texts: Iterable[str]) -> dict[str, float]:
    """Share of each nature among the cells of a column that say something; empty where none does.

    Words are told finer (``extract/cells/finer``). ``same`` (one sentence in all cells), ``running`` (numbers that count up), ``act``
    (words that begin with a deed), ``reached`` (a state to reach), ``extent`` (how large a whole thing is) and ``again`` (short
    words that sort the rows) stand beside the natures of single cells.
    """
    filled = [text for text in texts if text.strip() and not is_none(text)]
    if not filled:
        return {}
    step = max(1, len(filled) // SAMPLE)
    looked = filled[::step]
    natures = [_told(text) for text in looked]
    found = {name: count / len(looked) for name, count in Counter(natures).items()}
    if len(filled) > _ALIKE and len({unspaced(text) for text in filled}) == 1:
        found["same"] = 1.0
    said = [text for text, told in zip(looked, natures, strict=True) if told in ("text", "long")]
    for name, tells in (("act", begins_with_act), ("reached", reaches), ("extent", measures_whole)):
        if count := sum(map(tells, said)):
            found[name] = count / len(looked)
    times = Counter(filled)
    if again := coming_again([text if times[text] > 1 and nature(text) == "text" else "" for text in filled]):
        found["again"] = again
    if found.get("number", 0) > 0.5 and (running := _running(filled)):
        found["running"] = running
    return found


def _told(text: str) -> str:
    """The nature of a cell, told finer where its words allow; a name of a body is none only where it is a sort or signed."""
    coarse = nature(text)
    told = finer(text) if coarse in ("text", "long", "mark", "number", "stated", "body") else None
    return coarse if told is None or (coarse == "body" and told not in ("sort", "signature")) else told


_BEGINS_TIMED = re.compile(r"(?:20\d\d年)?\d{1,2}月|20\d\d年|[今本明]年")
_TIME_ENDS = "前底末内日旬月年"
_TIME_LENGTH = 14
"""code points of a time before a matter"""
_MATTER = 4
"""code points of the shortest matter behind a time (征拆扫尾)"""
_HOW_DONE = re.compile("(?:力争|确保|必须|全部|全面|基本|正式|初步|按时|如期){0,2}(?:完成|建成|办结|做好|达到|实现)?(?:全部|全面)?(?:整改)?")
_ONWARD = re.compile("成效|效果|见效|进展|长期|持续|常态|到位|完毕|并|[,;、]|\\d月|[之以]前|[底末]前|起$|至|任务$|整改$|工作$|销号$|验收$|清零$")
"""what only says on how the matter is then done (取得阶段性成效, 完成整改任务), or states another time"""


@lru_cache(maxsize=8192)
def nature(text: str) -> str:
    """What a filled cell is: ``mark``, ``number``, ``value``, ``date``, ``phone``, ``person``, ``body``, ``states``
    (bodies with role words), ``stated`` (a sentence with its bodies behind it), ``status`` (where things stand),
    ``long`` or ``text``."""
    words = unspaced(fold(text))
    if (colons := with_colons(text)) != text and is_phrase(colons) and _mostly_bodies(colons):
        return "states"
    if (chinese := chinese_lines(text)) != text and nature(chinese) == "date":
        return "date"
    if _MARK.fullmatch(words):
        return "mark"
    if len(words) <= _DATED and is_time(spelled := compact(text, 0).words) and not is_clock(spelled):
        return "date"
    beside = _beside_time(text)
    if beside and (told := _without_time(text)):
        return told
    if _DATE.match(words) and not beside and _is_date(words):
        return "date"
    if _NUMBER.fullmatch(words):
        return "number"
    if len(words) <= _DATED and not beside and not _VALUE.fullmatch(words) and _is_date(words):
        return "date"
    if _DASH.search(words) and is_list(text) and _bare(words) != words:
        return "body"
    if _PHONE.fullmatch(words):
        return "phone"
    if _VALUE.fullmatch(words):
        return "date" if _is_date(words) else "value"
    if is_person(text):
        return "person"
    if len(words) <= _LISTED:
        if is_list(text):
            return "body"
        if is_phrase(text) and _mostly_bodies(text):
            return "states"
    if any(span.start > 4 and (span.kind == "roles" or _names_bodies(text, span)) for span in spans(fold(text), text)):
        return "stated"
    if _STATUS.fullmatch(words):
        return "status"
    return "long" if len(words) >= _LONG else "text"


def _names_bodies(text: str, span: Span) -> bool:
    """Whether brackets behind words hold bodies and nothing else but a time: 国企招聘2000人（市国资委，9月底）."""
    if span.kind not in ("bare", "weak"):
        return False
    said = parse(text[span.inner_start : span.inner_end], 0, Place, "responsible", None)
    surely = all(is_body(one.mention) and ending_of(one.mention)[0] != "group" for one in said.assignments)
    return bool(said.deadline) and bool(said.assignments) and surely


def is_list(text: str) -> bool:
    """Whether a cell holds nothing but names of bodies, beside persons, telephones and a date."""
    bare = chinese_names(fold(text))
    names = [one.printed for one in split(bare)]
    names = [name for name in names if not (is_person(name) or _is_time(name))]
    if "。" in text.strip().rstrip("。") or any(name[0] in "([〔【" for name in names):
        return False
    if not names or "。" in text or ";" in bare:
        return bool(names) and len(text) <= 40 and all(is_body(_bare(name)) for name in names)
    return 3 * sum(is_body(_bare(name)) for name in names) >= 2 * len(names)


def _bare(name: str) -> str:
    """A name without its role in brackets (市公安局（牵头）), a person or a telephone behind it (县交通局-王磊-13800001234)."""
    folded = _TELEPHONE.sub("", fold(name))
    dashed = _DASH.split(folded)
    if len(dashed) > 1 and is_person(dashed[1].strip()):
        return dashed[0].strip()
    own = remark().search(folded) or _TAIL.search(folded)
    return folded[: own.start()] if own and own.start() else folded


def _is_time(name: str) -> bool:
    words = fold(name).strip("()")
    return len(words) <= _DATED and not is_body(words) and read_deadline(words, 2000).kind != "none"


def _mostly_bodies(text: str) -> bool:
    """Whether a cell with role words is about bodies, not a sentence that holds such a word."""
    read = parse(text, 0, Place, "responsible", None)
    named = sum(len(one.mention) for one in read.assignments if is_body(one.mention))
    return 3 * named >= len(unspaced(text)) and not read.described


def _beside_time(text: str) -> bool:
    """Whether bodies stand beside a time in a cell: 财务部/4月10日, 社会事务办⏎每半年, 责任单位：县水利局 时限：6月."""
    pieces = [piece for piece in _PIECES.split(fold(text)) if len(piece) > 1]
    return any(is_body(piece) for piece in pieces) or (len(pieces) > 1 and any(ending_of(piece)[0] for piece in pieces))


def _without_time(text: str) -> str | None:
    """What a cell of bodies and a time is but for the time; None where it states none."""
    told = occupants(text) if len(text) <= _LISTED else None
    if told is None or told.deadline is None or told.words == text:
        return None
    left = told.words.strip("、 \n/")
    return "body" if is_list(left) else "states" if is_phrase(left) and _mostly_bodies(left) else None


def _says_matter(words: str) -> bool:
    """Whether words that begin with a time go on with a matter, more than that it is then done: 4月底前完成初步设计批复."""
    if (began := _BEGINS_TIMED.match(words)) is None:
        return False
    for size in range(min(_TIME_LENGTH, len(words) - _MATTER), began.end() - 1, -1):
        if words[size - 1] in _TIME_ENDS and is_bare_time(words[:size]):
            rest = words[size:]
            behind = _HOW_DONE.match(rest)
            rest = rest[behind.end() :] if behind else rest
            return len(rest) >= _MATTER and _ONWARD.search(rest) is None and not is_body(rest) and not finishes(words[size:])
    return False


def _is_date(words: str) -> bool:
    if _says_matter(words):
        return False
    kind = read_deadline(words, 2000).kind
    if kind == "none" or is_body(words) or (kind in _LOOSE and len(words) > _LOOSE_LENGTH):
        return False
    closes = words[-1] in "前后内期间季" or words.endswith("工作日") or is_counted(words)
    if (kind == "relative" and len(words) > 4 and not closes) or words.endswith("不及时"):
        return False
    first, *others = re.split("[,、;(]", words)
    if others and len(first) > _TITLED and read_deadline(first, 2000).kind == "none":
        return False  # 筹建南校区，9月招生: words that a date follows
    pieces = [piece for piece in re.split("[,、;(]", words) if len(piece) > 4]
    if len(pieces) > 1 and any(read_deadline(piece, 2000).kind == "none" for piece in pieces):
        return False
    return not any(is_body(piece) for piece in re.split("[,、;()]", words) if len(piece) > 2)


def _running(texts: list[str]) -> float:
    """Share of neighbours that count up by one, or begin again at one."""
    numbers = [int(match[0]) for text in texts if (match := re.search(r"\d{1,4}(?=\D{0,2}$)", fold(text).strip()))]
    if len(numbers) < 2:
        return 1.0 if len(texts) == 1 else 0.0
    steps = sum(b - a == 1 or b == 1 for a, b in pairwise(numbers))
    return steps / (len(numbers) - 1)

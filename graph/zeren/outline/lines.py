"""What kind of line stands at the head or foot of a document: a body, a date, a number, an address, noise."""

from __future__ import annotations

import re

from zeren.ground.fold import fold
from zeren.ground.model import Block, Table
from zeren.outline.headings import closed

_BODY = re.compile(
    r"(?:政府|办公室|办公厅|委员会|管委会|工委|党委|党组|纪委|监委|[局厅委部院署办]|公司|集团|大学|学院|学校|中学|小学|医院|中心"
    r"|办事处|领导小组|协调小组|小组|指挥部|组委会|筹委会|常委会|专班|联席会议|总工会|工会|妇联|团委|残联|工商联|文联|侨联|科协|协会|联合会|红十字会|供销社|合作社|兵团|支队|总队|大队|管理处|[县市区]委|督查室)$"
)
_EVENT_YEAR = re.compile("^20\\d{2}(?=[\u4e00-\u9fff]{4,24}(?:组委会|组织委员会|筹委会|指挥部))(?!年)")
"""the year that the committee of an event bears in its name (2026兰溪半程马拉松组委会)"""
JOINT = re.compile(r"等\s{0,6}(?P<count>[\d一二三四五六七八九十]{0,3})\s{0,6}(?:个?(?:部门|单位|部委|委办局)|家单位)$")
ISSUE = re.compile(
    r"(?:\(?总第\d{1,4}期\)?\s{0,6})?(?:19|20)\d{2}\s{0,3}年\s{0,3}(?:总?第\s{0,3})\d{1,3}\s{0,3}[期号次]"  # 2026年第4期
    r"|[\u4e00-\u9fff]{0,8}?第\s{0,3}\d{1,3}\s{0,3}期"  # 督查通报第5期
)
"""the number of minutes and bulletins that no brackets hold: 2026年第4期, 督查通报第5期"""
NUMBER = re.compile(r"[\u4e00-\u9fff]{0,16}\s{0,6}[\[〔(（【]\s{0,6}\d{4}\s{0,6}[\]〕)）】]\s{0,6}(?:第\s{0,6})?\d{1,5}\s{0,6}[号期]")
_HAN_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_YEAR = r"(?P<year>(?:19|20)\d{2})\s*年"
DATE = re.compile(_YEAR + r"\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
MONTH = re.compile(_YEAR + r"\s*(?P<month>\d{1,2})\s*月(?!\s*\d)")
POINTED = re.compile(r"(?P<year>20\d{2})[./-](?P<month>1[0-2]|0?[1-9])[./-](?P<day>3[01]|[12]\d|0?[1-9])(?!\d)")
_HAN_DATE = re.compile(
    r"(?P<year>[一二][〇○零O一二三四五六七八九]{3})\s*年\s*(?P<month>十[一二]?|[一二三四五六七八九])\s*月"
    r"\s*(?P<day>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*日"
)
_TWO_DATES = 60
"""code points of a line on which both parties of a letter write the date"""
_SEAL = re.compile(r"[(（][^()（）]*(?:代章|盖章|印章|公章|章)[)）]")
_NOISE = re.compile(
    r"[—\-–－\s]*\d{1,4}[—\-–－\s]*|[\u4e00-\u9fff]|(?:您?当前位置|您?(?:的|所在)位置|首页)\s*[:：>].*|.*首\s*页\s*[>＞].*|首\s*页\b.*"
    r"|(?P<same>.)(?P=same){5,}|[-=_—*]{3,}|特提|特急|加急|平急|急件|[秘机绝]密.{0,8}|\d{6}|[Ii][Pp][Vv]6.*|\(?此件.{0,12}\)?|等级[:：].*"
)
_ADDRESS = re.compile(r"[:：]$")
MEETING = re.compile(r"\s{0,8}(?:会议)?时\s{0,4}间\s{0,4}[:：]\s{0,4}(?=\d{4}年)")
"""a label before the day of a meeting"""
ORGAN_LABEL = re.compile(
    r"(?:填报|编制|制表|发布|印发|制定|起草|牵头编制|发文|制发|报送|填表|编印|印制|汇总)(?:单位|机关|部门|机构)?(?:[(（][^()（）]{1,4}[)）])?\s{0,6}[:：]\s{0,6}(?P<name>\S+)"
    r"|(?:签\s*约\s*[:：]\s*)?(?:甲\s*方|(?:下达|发包|交办|签发|授予|委托|发书|发证|下书)(?:单位|机关|方))(?:[(（][^()（）]{1,6}[)）])?\s*[:：]\s*(?P<party>\S+)"
)
"""a label before the body that made a table (制表：县创森办), or the first party of a target letter (发书单位：某县人民政府)"""


_PRINTED = re.compile(r"(?P<name>[\u4e00-\u9fff]{4,30})\s{1,60}20\d{2}年\d{1,2}月\d{1,2}日\s{0,6}印发")
_DAY_LABEL = re.compile(r"(?<=[\s\u3000])(?:截止|填报|填表|制表|统计|发布|印发|报送)?(?:日期|时间)\s{0,4}[:：]\s{0,4}(?=20\d{2}[年./-])")
"""before the day that stands beside a body (某县委督查室  截止日期：2026年4月28日)"""


_BETWEEN = re.compile(r"\s{1,3}[·•|｜/—]\s{1,3}")
"""a mark between a body and a day: 某学院办公室 · 2026年2月28日"""


def is_body(line: str) -> bool:
    """Whether a line is the name of a body, or several."""
    names = bodies(line)
    return bool(names)


def bodies(line: str) -> tuple[str, ...]:
    """The bodies that a line consists of, seals dropped; empty where it holds anything else."""
    words = _SEAL.sub("", line).strip()
    event = _EVENT_YEAR.sub("", words)
    if not 3 <= len(closed(words)) <= 90 or re.search(r"[。；;,，:：《》/>»›]|关于|\d{4}|^附?[表图][一二三四五六七八九十\d]", event):
        return ()
    parts = words.split()
    if len(parts) > 1 and all(len(part) > 3 and _is_name(part) for part in parts):
        return tuple(parts)
    whole = closed(words)
    return (whole,) if len(whole) <= 45 and _is_name(whole) else ()


def _is_name(words: str) -> bool:
    folded = fold(words)
    return re.search("[\u4e00-\u9fff]", words) is not None and bool(_BODY.search(folded) or JOINT.search(folded))


def is_seal(line: str) -> bool:
    """Whether a line holds nothing but who sealed for the body above it: （某县消防救援大队代章）."""
    return _SEAL.fullmatch(line.strip()) is not None


def is_noise(line: str) -> bool:
    """Whether a line says nothing of the document: a page number, a breadcrumb, a rule."""
    return _NOISE.fullmatch(fold(line.strip())) is not None


def is_address(line: str) -> bool:
    """Whether a line addresses the readers (各区人民政府：)."""
    return _ADDRESS.search(fold(line.strip())) is not None


def iso(text: str) -> str | None:
    """The ISO date that some words begin with (2026年3月5日, 2026-3-5); None where none stands there."""
    match = re.match(r"\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})", fold(text))
    return "{:04d}-{:02d}-{:02d}".format(*map(int, match.groups())) if match else None


def date_in(line: str, *, whole: bool = False) -> str | None:
    """The date that a line holds, in digits or numerals; with ``whole`` it must hold nothing else (marks of annexes apart).

    The two parties of a letter may each write it on the one line (2026年2月26日 2026年2月26日).
    """
    folded = fold(line)
    if whole:
        folded = re.sub(r"附\s{0,6}件?\s{0,6}\d{0,3}\s{0,6}$", "", folded.strip(" ()[]\u3000"))
        dates = DATE.findall(folded) if len(folded) < _TWO_DATES else []
        if len(dates) == 2 and dates[0] == dates[1] and not DATE.sub("", folded).strip():
            folded = folded[folded.rfind(dates[0][0]) :].strip()
    found = DATE.fullmatch(folded) if whole else DATE.search(folded)
    if found:
        return f"{found['year']}-{int(found['month']):02d}-{int(found['day']):02d}"
    han = _HAN_DATE.fullmatch(folded.strip()) if whole else _HAN_DATE.search(folded)
    if han is None:
        return None
    return f"{han['year'].translate(_HAN_DIGITS)}-{numeral(han['month']):02d}-{numeral(han['day']):02d}"


def numeral(words: str) -> int:
    """The number below a hundred that Chinese numerals write (十二, 三)."""
    tens, mark, ones = words.partition("十")
    digits = {char: at for at, char in enumerate("一二三四五六七八九", 1)}
    if not mark:
        return digits[words]
    return 10 * digits.get(tens, 1) + digits.get(ones, 0)


def month_in(line: str) -> str | None:
    """The month that stands alone on a line (2026年3月), as 2026-03."""
    match = MONTH.fullmatch(fold(line).strip(" ()\u3000"))
    return f"{match['year']}-{int(match['month']):02d}" if match else None


def number_in(line: str) -> str | None:
    """The document number on a line, blanks taken out; None where none is there."""
    match = NUMBER.search(fold(line))
    return re.sub(r"\s+", "", line[match.start() : match.end()]) if match else None


def printed_by(line: str) -> tuple[str | None, str | None]:
    """The office that printed a document and the day: 某县人民政府办公室 2026年5月12日印发; None, None where the line is anything else."""
    match = _PRINTED.fullmatch(fold(line).strip())
    names = bodies(match["name"]) if match else ()
    return (names[0], date_in(line)) if len(names) == 1 else (None, None)


def colophon(line: str) -> tuple[str | None, str | None, str | None]:
    """Body, number and date of a short line that holds nothing but these: 某某局 2026年4月; （某办制表，2026年4月）.

    All three are None where the line holds anything else, or only one of them. The date may be a month (2026-04).
    """
    words = _BETWEEN.sub(" ", _DAY_LABEL.sub("", line.strip()))
    bracketed = words[:1] in "(（" and words[-1:] in ")）"
    words = words[1:-1] if bracketed else words
    if len(words) > 80 or re.search("[。；;:：]", words):
        return None, None, None
    name = number = date = None
    if found := number_in(words):
        number, words = found, NUMBER.sub(" ", fold(words))
    folded = fold(words)
    if match := (DATE.search(folded) or POINTED.search(folded) or MONTH.search(folded)):
        date = "-".join(f"{int(part):02d}" for part in match.groups())
        rest = (words[: match.start()] + " " + words[match.end() :]).strip()
    else:
        rest = words
    rest = re.sub(r"(?:编?制表?|印发?|发布|印制)\s{0,6}[,，]?\s{0,6}$|[,，]", " ", _SEAL.sub("", rest)).strip()
    if rest:
        names = bodies(rest)
        if not names:
            return None, None, None
        name = "、".join(names)
    printer = not bracketed and "印发" in line and not number
    if printer or sum(part is not None for part in (name, number, date)) < 2:
        return None, None, None
    return name, number, date


def tab(block: Block) -> str:
    """The name of the sheet that a block stands on; empty outside workbooks."""
    place = block.cells[0].place if isinstance(block, Table) and block.cells else block.place
    return place.path.rpartition("!")[0] if place.path and "!" in place.path else ""

"""What a promise is about: the indicator told from the words around an amount."""

from __future__ import annotations

import re

from zeren.extract.bodies.endings import is_body
from zeren.extract.compact import clauses
from zeren.extract.target.indicators import DATE, bare, tidy, verbs
from zeren.extract.target.promises import CHANGE, YEARLY, Promise, Words
from zeren.extract.time.rhythms import EVERY
from zeren.ground.model import Target

BASELINE = re.compile(
    r"(?:较|比(?![例率重])|与)(?:[^，,。;▢]{0,8}▢+(?:年|同期|水平|末|底)*|[^，,。;▢]{1,12}?(?:年度?|同期|水平|相比)(?:相比|同期|水平|末|底)?)"
    r"|在[^，,。;]{1,10}基础上|同比|环比"
)
"""what a change is measured against"""
RATE = re.compile(
    r"每((?:[十百千]?[万亿])?(?:平方公里|平方米|立方米|人|户|公里|亩|公顷|吨|元|千人|个?街道))$"
)
"""the quantity that an amount is a rate of (每万平方米)"""
NUMBERING = re.compile(
    r"\d{1,3}[.、](?!\d)|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|[一二三四五六七八九十]{1,3}、"
)
_CHANGED = re.compile(f"(?:{'|'.join(CHANGE.values())})$")
_BY_WHEN = re.compile(f"^(?:力争|确保)?[到至]{DATE}+[,，]?")
_ANSWERS = re.compile("(?:负责|牵头|承担)(?:组织|对)?")
_GIVEN_TO = re.compile("由(?P<body>[^，,、]{2,20}?)(?:负责|牵头|承担|落实|实施)")
_AREA = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[市县区旗镇乡]|街道|管委会)")
_NO_AREA = (
    "小区", "社区", "景区", "校区", "院区", "厂区", "园区", "灌区", "林区", "库区", "矿区", "片区", "山区", "牧区", "渔区",
    "城市", "超市", "集市", "门市", "夜市", "保护区", "示范区", "试验区", "先行区", "服务区", "示范县", "示范镇", "示范乡", "示范市", "强镇", "强县",
)  # fmt: skip
"""things that are counted although they end like areas: 新建充电站20个，其中服务区5个"""
_NO_NAME = ("鼓励", "目标", "力争新增", "新增", "每区", "或", "或者")


def trim(masked: str, begin: int, end: int) -> tuple[int, int]:
    """Return a stretch without numbering, punctuation and connectives at its ends."""
    while begin < end:
        number = NUMBERING.match(masked, begin, end)
        if not number and masked[begin] not in "、,，:：和与及()":
            break
        begin = number.end() if number else begin + 1
    while end > begin and masked[end - 1] in "、,，:：和与及":
        end -= 1
    if masked.count(")", begin, end) > masked.count("(", begin, end) and masked[end - 1] == ")":
        end -= 1
    return begin, end


def without_period(words: str) -> str:
    """Return words without what says how often."""
    return YEARLY.sub("", EVERY.sub("", words))


def name(words: Words, promise: Promise, sentence: int, earlier: list[Target]) -> tuple[str, Target | None]:
    """Return the indicator, and the earlier target of the sentence whose indicator an empty clause takes.

    The subject before the amount, else the counted thing after it, else the subject that an earlier clause
    left standing (鼓励低于210吨, 或者达到95%以上).
    """
    counted = promise.amount.kind not in ("ratio", "point")
    head = promise.was[0] - 1 if promise.was else promise.head
    before = RATE.sub("", without_period(words.named(promise.begin, head)))
    before = before.removeprefix("将") if promise.was else before
    before = _BY_WHEN.sub("", before)
    subject = tidy(_without_body(BASELINE.sub("", _CHANGED.sub("", before))), counted=counted)
    after = re.sub(r"^(?:的|余)+|[)(].*$", "", words.named(promise.tail, promise.end))
    after = "" if re.match(r"且|并|但|/", after) else after.strip("、,，和与及")
    if (given := _GIVEN_TO.match(after)) and is_body(given["body"]):
        after = after[given.end() :]
    plain = bare(tidy(subject, counted=True)).removeprefix("累计")
    last = earlier[-1] if earlier and earlier[-1].place.start >= words.source.start(sentence) else None
    named = bool(plain) and subject not in _NO_NAME and len(bare(subject)) > 1
    if not after and not named:
        after = _beyond(words, promise.end)
    if after.startswith("比例"):
        return tidy(after.removeprefix("比例"), counted=False) + "的比例", None
    if named:
        if last and (promise.item or (not after and last.unit == promise.amount.unit and is_area(subject) and not is_area(last.indicator[-8:]))):
            return last.indicator, last
        return _joined(subject, after, counted, promise), None
    if after:
        return _object(before, tidy(after, counted=False), counted), None
    if last:
        return last.indicator, last
    return _subject(words, promise, sentence), None


def is_area(subject: str) -> bool:
    """Whether a subject is only the area that a share of a total is for (城南区, of 加装电梯200部，其中城南区80部)."""
    return _AREA.fullmatch(subject) is not None and not subject.endswith(_NO_AREA)


def own_area(words: Words, promise: Promise) -> str | None:
    """The area that the words before an amount consist of; None where they name anything else."""
    subject = tidy(words.named(promise.begin, promise.head), counted=True)
    return subject if is_area(subject) else None


def _without_body(subject: str) -> str:
    """A subject without who answers for it: 县应急局负责储备编织袋, 城区由县住建局负责."""
    for match in _ANSWERS.finditer(subject):
        first = subject.rfind("由", 0, match.start()) + 1
        if is_body(subject[first : match.start()]):
            return subject[: first - 1] if first > 1 else subject[match.end() :]
    return subject


def _beyond(words: Words, begin: int) -> str:
    """The words after a bracket: in 新增2400户（累计约3600户）餐饮单位 both amounts count them."""
    opening = words.masked[begin : begin + 1]
    close = words.masked.find(")", begin)
    if opening not in ("(", ")") or close < 0:
        return ""
    stop = re.compile("[，,。;；()]").search(words.masked, close + 1)
    return words.named(close + 1, stop.start() if stop else len(words.masked))


def _object(before: str, noun: str, counted: bool) -> str:
    """The counted thing after the number; a share keeps the verb that tells of what (淘汰50%的车)."""
    opening = verbs().search(before)
    if not counted and opening and opening[0] == "淘汰":
        return opening[0] + noun
    return next((word for word in ("新增", "累计") if word in before), "") + noun


def _joined(subject: str, after: str, counted: bool, promise: Promise) -> str:
    """Subject and object on both sides of the number as one name."""
    kept = counted or promise.comparator is None or promise.base or after.startswith(("为", "纳入"))
    return subject + after if kept else subject


def _subject(words: Words, promise: Promise, sentence: int) -> str:
    """The nearest clause before that names something, for a clause that is a bare 达到90%以上; else the words."""
    for begin, end in reversed(clauses(words.masked, sentence, max(sentence, promise.clause - 1))):
        subject = tidy(without_period(words.named(begin, end)), counted=False)
        if len(subject) > 1:
            return subject
    return words.named(promise.begin, promise.end).replace(DATE, "")


def shared(words: Words, promise: Promise, sentence: int, indicator: str) -> list[str]:
    """Return the indicators of the subjects that 分别 sets values for, one or several.

    One value for all: 对甲、乙开展审核，总数分别不少于三分之一 → one indicator each. A value each:
    甲、乙分别达到90%、80% → the one whose turn it is.
    """
    opening = words.masked[promise.clause : promise.amount.begin]
    if "分别" not in opening:
        return [indicator]
    subjects = tidy(words.named(promise.clause, promise.clause + opening.index("分别")), counted=False)
    items = _items(subjects)
    if promise.item is not None:
        return [_headed(items, promise.item)] if promise.item < len(items) > 1 else [indicator]
    if len(items) > 1:
        return [_headed(items, index) for index in range(len(items))]
    previous = clauses(words.masked, sentence, max(sentence, promise.clause - 1))
    match = re.search(r"对([^，,]{1,60}?)(?:开展|进行|实施)", words.named(*previous[-1])) if previous else None
    items = _items(match[1]) if match else []
    return [item + indicator for item in items] if len(items) > 1 else [indicator]


def _items(words: str) -> list[str]:
    return [item for item in re.split("[、和与]|以及", words.replace(DATE, "")) if item]


def _headed(items: list[str], index: int) -> str:
    """An item with the noun that only the last one prints (COD、氨氮排放量 → COD排放量)."""
    noun = re.search(
        r"(?:排放量|排放总量|浓度|比例|比率|覆盖率|达标率|合格率|占比|总量|数量|[一-龥]率)$", items[-1]
    )
    item = items[index]
    return item + noun[0] if noun and not item.endswith(noun[0][-1]) else item

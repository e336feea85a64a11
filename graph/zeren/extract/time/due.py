"""The one limit that the words of a measure set for it, among those of its parts and of what it tells about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zeren.extract.compact import compact, sentences
from zeren.extract.time import times
from zeren.extract.time.limit_words import apart, limit_spans
from zeren.extract.time.rhythms import EVERY
from zeren.ground.fold import unspaced
from zeren.ground.vocabulary import deeds


def first_due(text: str, offset: int) -> tuple[str, int, int] | None:
    """Return the first words of running text that set a limit, with their offsets; None where none do.

    Only words that end in a limit count (6月底前, 15个工作日内, 秋季开学前): other dates of a sentence tell of something else.
    """
    source = compact(text, offset)
    found = limit_spans(source.words)
    if not found:
        return None
    begin, stop = min(found, key=lambda span: (span[0], -span[1]))
    if _is_of_an_early_part(source.words, begin, stop) and all(other < stop for other, _ in found):
        return None
    begin, stop = with_listed(source.words, begin, stop, found)
    return unspaced(source.quote(begin, stop)), source.start(begin), source.end(stop)


def with_listed(words: str, begin: int, stop: int, limits: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """A limit with those that only a stop parts from it (上半年2月10日前、下半年8月10日前)."""
    for first, last in sorted(limits):
        if first >= stop and words[stop:first] in ("、", "和", "及", "、下半年", "和下半年"):
            stop = last
    return begin, stop


def _closed_by_last(words: str, limits: list[tuple[int, int]]) -> bool:
    """Whether the last of several limits of one sentence ends the matter (2月15日前完成排查，3月底前整改完毕)."""
    if len(limits) < 2 or len(sentences(words)) != 1:
        return False
    begin, stop = limits[-1]
    return times.closes(words, stop) and not _EACH_TIME.search(words[begin:stop])


def only_due(text: str, offset: int) -> tuple[str, int, int] | None:
    """Return the one limit or rhythm that a measure's words set, as ``first_due`` does; None where they set none or several.

    A rhythm counts only where the words are one sentence (每半年开展一次检查。): in longer ones it belongs to a part.
    """
    source = compact(text, offset)
    words = source.words
    if any(mark in words for mark in ("年", "月", "日", "季", "周", "前", "内", "旬", "立即")):
        limits = limit_spans(words)
        one = len(sentences(words)) == 1
        spans = [every.span() for every in EVERY.finditer(words)] if one and not limits else []
        found = apart([*limits, *spans])
        if (len(found) == 1 and not _is_of_an_early_part(words, *found[0])) or (found and _closed_by_last(words, found)):
            begin, stop = found[-1]
            return unspaced(source.quote(begin, stop)), source.start(begin), source.end(stop)
    return None


_EACH_TIME = re.compile(r"每年?[\u4e00-\u9fff\d]{0,3}$|工作日|小时|分钟")
"""before or in a limit that comes again (每年10月底前) or that only says how fast something is done (5个工作日内答复)"""


def sole_due(text: str, offset: int) -> tuple[str, int, int] | None:
    """Return the one limit that a measure of one sentence sets (…，10月底前完成); None where none or several, or it comes again."""
    source = compact(text, offset)
    words = source.words
    found = apart(limit_spans(words)) if any(mark in words for mark in "前内止") and len(sentences(words)) == 1 else []
    if not found or (len(found) > 1 and not _closed_by_last(words, found)):
        return None
    begin, stop = found[-1]
    again = _EACH_TIME.search(words[max(0, begin - 5) : begin]) or _EACH_TIME.search(words[begin:stop]) or EVERY.search(words)
    parted = is_of_a_part(words, begin, stop) or _is_of_an_early_part(words, begin, stop)
    return None if again or parted else (unspaced(source.quote(begin, stop)), source.start(begin), source.end(stop))


_PART = re.compile("其中|对|关于|落实|推广|按|依|据|较|比|从|自|如|若|凡|除")
"""words before a limit in its clause with which it belongs to something else: 其中东泵站6月底前完成, 对10月底前未完成整改的企业…"""


_CONDITION = re.compile("发生|出现|累计|连续|被|再次|不得|不再|新增(?:的|企业|主体)|新办|新设|新认定")
"""what follows a term in which something must happen or not (一年内发生两起事故的，取消资格)"""


def _names_work(limit: str, before: str, after: str) -> bool:
    """Whether an event that a verb stands before only says what work is meant (组织开展｜汛前｜安全大检查, 做好｜节前｜走访慰问)."""
    if limit[-1] != "前" or _DIGIT.search(limit) or _REACHED.match(after):
        return False
    # 做好节前: an event at the head of a clause may begin with the verb.
    verbs = [word for word in deeds() if len(word) > 1 and (before.endswith(word) or (not before and limit.startswith(word)))]
    return bool(verbs) and not _AIMS.fullmatch(max(verbs, key=len))


_DIGIT = re.compile(r"[\d年月]")
_REACHED = re.compile("(?:基本|全部|全面)?(?:完成|建成|办结|投用|投入|开通|交付|到位|落实到|见效|印发|开展|组织|启动|开工)")
_AIMS = re.compile("确保|力争|争取|务必|必须|计划|预计|保证")
"""words before a limit that only press for it"""


def _is_of_an_early_part(words: str, begin: int, stop: int) -> bool:
    """Whether a limit is that of one of several duties parted by ；, neither opening them nor in the last (负责协调，4月底前申报；负责审核)."""
    opened = any(mark in words[:begin] for mark in ",，;；")
    return opened and _FURTHER.search(words, stop) is not None


def is_parted(words: str) -> bool:
    """Whether words name several duties parted by ；, each of which may have its own time."""
    return _FURTHER.search(words) is not None


_FURTHER = re.compile("[;；][^。;；]{4}")
"""what parts a further duty from the one before"""


def is_of_a_part(words: str, begin: int, stop: int) -> bool:
    """Whether a limit is that of a part of the matter, or of what is told about it (推广2025年6月底前建成的示范点经验)."""
    opens = max(words.rfind(mark, 0, begin) for mark in ",，;；:：。(（") + 1
    ends = min((at for mark in ",，;；:：。)）" if (at := words.find(mark, stop)) >= 0), default=len(words))
    before, after = words[opens:begin], words[stop:ends]
    # 6月底前完成占用草原的清理 sets a limit, 10月底前未整改的企业一律停产 and 展示6月底前建成的样板 do not.
    if _CONDITION.match(after):
        return True
    if _names_work(words[begin:stop], before, after):
        return True
    told = "的" in after and (after[:1] in ("未", "没", "不") or not (before == "" or before[-1] in "于在须应要需"))
    return _PART.search(before) is not None or told

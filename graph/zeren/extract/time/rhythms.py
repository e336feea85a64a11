"""Recurrences as plans print them, and the RFC 5545 rules that they are: 每季度末月20日前, 逢双月, 每两个月, 月度."""

from __future__ import annotations

import re

from zeren.extract.numbers import NUMERALS, whole

_MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:[12]\d|3[01]|[1-9])"
EVERY = re.compile(
    rf"(?:每隔?|[按逐](?=[月季年周旬])|(?<![\d{NUMERALS}])[一1]个?(?=(?:月|季度|年|周)[一两二三1-9]次)|(?=半年[一1]次)|(?=半个?月[一1]次))(?P<count>\d{{1,2}}|[{NUMERALS}两])?个?"
    r"(?P<unit>半年|半个?月|季度|季|月|年度?(?![级龄])|周(?!岁)|星期|旬|工作日|日|天)"
    r"(?:的?(?P<which>首月|末月|中间?月|次月|下个?月|第[一二三]个?月|最后[一1]?个?月)|(?P<behind>(?:结束|终了)?后)(?=\d{1,2}日内))?"
    rf"(?:第?(?P<months>{_MONTH}月?份?(?:[底末]?[、和及]{_MONTH}月?份?)*)(?<=[月份]))?"
    rf"(?:(?P<edge>底|末)?(?P<day>{_DAY}(?:[日号]?[、和及]{_DAY})*)[日号]|(?P<last>底|末)"
    rf"|(?P<weekday>[一二三四五六日天](?:[、和及](?:周|星期)?[一二三四五六日天])*(?=前|$|[^次度]{{0,2}}[前上下])))?"
)
"""a recurrence: 每季度末月20日前, 每月5日、20日前, 每年1月、7月10日前, 每周五"""
_NEXT_MONTH = re.compile(rf"(?<!每月)(?<!季度)[次下]个?月(?P<day>{_DAY})[日号]前?")
"""a duty of every month that falls into the next (次月5日前)"""
_ALTERNATE = re.compile("(?:每逢?|逢)?(?P<which>[单双])月|每?(?:隔[1一]?个?|双(?=周))(?P<unit>月|周|星期|日|天|年)(?:[1一]次)?")
"""every second month, week …: 逢双月, 隔月, 隔周, 双周一次"""
_ADJECTIVE = re.compile("(?P<unit>[月季])度(?:[1一]次|推进|报送)?")
"""a rhythm as the heads of reports print it: 月度, 季度"""
_FREQUENCY = {
    "日": "DAILY", "天": "DAILY", "工作日": "WEEKLY;BYDAY=MO,TU,WE,TH,FR", "周": "WEEKLY", "星期": "WEEKLY",
    "旬": "MONTHLY;BYMONTHDAY=10,20,-1", "半月": "MONTHLY;BYMONTHDAY=15,-1", "月": "MONTHLY",
    "季": "MONTHLY", "季度": "MONTHLY", "半年": "MONTHLY", "年": "YEARLY", "年度": "YEARLY",
}  # fmt: skip
_STEP = {"季": 3, "季度": 3, "半年": 6}
_WHICH = {"二": 1, "中": 1, "三": 2}
"""how many months after the first of a quarter its second and third stand"""
_WEEKDAYS = dict(zip("一二三四五六日天", ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"), strict=True))


def rule_of(words: str) -> str | None:
    """Return the RFC 5545 rule of the recurrence that the words of a cell state; None where they state none."""
    if alternate := _ALTERNATE.fullmatch(words):
        months = {"单": ";BYMONTH=1,3,5,7,9,11", "双": ";BYMONTH=2,4,6,8,10,12", None: ";INTERVAL=2"}[alternate["which"]]
        return f"FREQ={_FREQUENCY[alternate['unit'] or '月']}{months}"
    if adjective := _ADJECTIVE.fullmatch(words):
        return "FREQ=MONTHLY" if adjective["unit"] == "月" else "FREQ=MONTHLY;INTERVAL=3"
    if every := EVERY.search(words):
        return rule(every)
    if following := _NEXT_MONTH.fullmatch(words):
        return f"FREQ=MONTHLY;BYMONTHDAY={int(following['day'])}"
    return None


def rule(every: re.Match[str]) -> str:
    """Return the RFC 5545 rule of a recurrence (每两个月 → ``FREQ=MONTHLY;INTERVAL=2``)."""
    unit = every["unit"].replace("半个月", "半月")
    interval = _STEP.get(unit, 1) * (whole(every["count"]) or 1)
    days = [str(int(day)) for day in re.findall(r"\d+", every["day"] or "")]
    which = every["which"] or ("次月" if every["behind"] else "末月" if days and every["edge"] else "")
    if interval in (3, 6) and which:
        # A quarter's first, last or next month: the months of the year on which the duty falls.
        first = interval if which[0] in "末最" else 1 + _WHICH.get(which.lstrip("第")[0], 0)
        months = [str(month) for month in range(first, 13, interval)]
        return f"FREQ=YEARLY;BYMONTH={','.join(months)};BYMONTHDAY={','.join(days) or '-1'}"
    parts = ["FREQ=" + _FREQUENCY[unit]]
    if interval > 1:
        parts.insert(1, f"INTERVAL={interval}")
    if every["months"]:
        numbers = [whole(month) or 0 for month in re.findall(_MONTH, every["months"])]
        parts.append("BYMONTH=" + ",".join(str(month) for month in sorted(numbers)))
    if every["weekday"] and unit in ("周", "星期"):
        parts.append("BYDAY=" + ",".join(_WEEKDAYS[day] for day in re.findall("[一二三四五六日天]", every["weekday"])))
    elif days:
        parts.append("BYMONTHDAY=" + ",".join(days))
    elif (every["last"] and unit != "旬") or every["months"]:
        parts.append("BYMONTHDAY=-1")
    return ";".join(parts)

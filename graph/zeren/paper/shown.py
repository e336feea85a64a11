"""How a measure stands on the day of a paper, and the words for it."""

from __future__ import annotations

from datetime import date

from zeren.ground.labels import label_of, place
from zeren.ledger.standing import Light
from zeren.paper.items import Item
from zeren.report.words import Cleaner, label

LIGHTS: dict[Light, tuple[str, str, str]] = {
    "red": ("红", "C00000", "逾期：所写日期都已过而未报告完成或调整，或报告为逾期"),
    "yellow": ("黄", "B8860B", "临期：{soon}日内到期，或所写日期之一已过而此后没有报告"),
    "blue": ("蓝", "2E75B6", "其余：未到期、没有日期、报告为调整，或文字称已完成而待确认"),
    "green": ("绿", "548235", "按报告已完成"),
}
"""light → word, colour of the word, meaning"""
_STATES = {"no-report": "未报告", "words-only": "只报进展", "said-done": "称已完成，待确认"}


def chinese(day: str | None) -> str:
    """An ISO date as official papers write it: 2026年10月1日; empty for None."""
    if day is None:
        return ""
    year, month, of_month = day[:10].split("-")
    return f"{int(year)}年{int(month)}月{int(of_month)}日"


def is_said_done(item: Item) -> bool:
    """Whether its words or its date say done while its state does not."""
    return item.standing.state == "said-done"


def is_late(item: Item) -> bool:
    """Whether every printed date passed without done or changed being reported, or it was reported late."""
    return item.standing.state == "late"


def is_awaited(item: Item, on: str, days: int) -> bool:
    """Whether it is past its date or soon due and its words say done without its state: the body must say which holds."""
    left = item.days(on)
    return is_said_done(item) and left is not None and left <= days


def is_soon(item: Item, on: str, days: int) -> bool:
    """Whether it is due within so many days, or a printed day went by without a report since."""
    left = item.days(on)
    is_near = left is not None and 0 <= left <= days
    return item.open and not is_late(item) and not is_said_done(item) and not item.often and (item.standing.passed is not None or is_near)


class Shown:
    """How a measure is put into words."""

    def __init__(self, on: str, clean: Cleaner, several: bool) -> None:
        self.on = on
        self.clean = clean
        self._several = several
        """whether measures of several plans are listed, so that a place must name the plan"""

    def row(self, number: int, item: Item) -> dict[str, str]:
        """The words of each placeholder of a row."""
        told, left, clean = item.standing, item.days(self.on), self.clean
        return {
            "序号": str(number),
            "任务": clean(item.task),
            "措施": clean(item.text),
            "角色": "、".join(label("role", role) for role in item.roles),
            "牵头单位": "、".join(map(clean, item.principal)),
            "配合单位": "、".join(map(clean, item.support)),
            "时限": clean(item.deadline),
            "完成期限": chinese(item.due) + self.told(item, item.due),
            "指标": "；".join(map(clean, item.targets)),
            "状态": state(item),
            "灯": LIGHTS[told.light][0],
            "逾期天数": str(-left) if left is not None and left < 0 else "",
            "剩余天数": str(left) if left is not None and left >= 0 else "",
            "进展": clean(told.progress),
            "问题": clean(told.problem),
            "下一步": clean(told.next_step),
            "责任人": clean(told.person),
            "电话": clean(told.phone),
            "填报日期": chinese(told.reported_on),
            "出处": self.source(item),
        }

    def source(self, item: Item) -> str:
        """Plan, annex and place of a measure."""
        plan = f"《{self.clean(item.plan)}》" if self._several else ""
        return f"{plan}{self.clean(item.annex)} {place(self.clean(item.locator))}".strip()

    def report(self, item: Item) -> str:
        """The state of a measure with the words of the report that counts, its day, file and row."""
        told = item.standing
        if told.file is None:
            return f"{state(item)}（未收到报告）" if is_late(item) else "未收到报告"
        words = label_of(told.status) if told.status else _STATES["words-only"]
        if told.state == "said-done":
            words = f"{_STATES['said-done']}（完成情况：{label_of(told.status) if told.status else '未填'}）"
        said = self.clean(told.progress or told.problem)
        return f"{words}{f'：{said}' if said else ''}（{self.reported(item)}）"

    def reported(self, item: Item) -> str:
        """Day, file and row of the report that counts."""
        told = item.standing
        sheet, _, row = self.clean(told.locator).rpartition("!")
        return f"{chinese(told.reported_on) or '日期未注明'}报告，{self.clean(told.file)} “{sheet}”第{row}行"

    def due(self, item: Item) -> str:
        """The date, how far it is from it, and the words that set it."""
        day = item.standing.passed or item.due
        if day is None or item.often:
            return self.clean(item.deadline) or "未写明"
        left = (date.fromisoformat(day) - date.fromisoformat(self.on)).days
        how = f"已过{-left}日" if left < 0 else "当日到期" if left == 0 else f"还有{left}日"
        stage = "，其中一个日期" if item.standing.passed else ""
        words = (f"\n（{self.clean(item.deadline)}）" if item.deadline else "") + (f"\n{told}" if (told := self.told(item, day)) else "")
        return f"{chinese(day)}\n{how}{stage}{words}"

    def told(self, item: Item, day: str | None) -> str:
        """That the year of a day is not printed but told from the plan; empty where it is printed, or there is no day."""
        return "" if day is None or day in item.printed else "（年份按计划推定）"


def state(item: Item) -> str:
    """The word for the state on the day."""
    return _STATES.get(item.standing.state) or label_of(item.standing.state)

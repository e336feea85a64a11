"""The figures, tables and rows of a paper: all count or show the measures that it lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zeren.ledger.progress import Standing
from zeren.ledger.standing import SOON
from zeren.paper.items import Item
from zeren.paper.kinds import Kind
from zeren.paper.shown import LIGHTS, Shown, chinese, is_awaited, is_late, is_said_done, is_soon
from zeren.paper.tables import Block, blocks
from zeren.report.words import Cleaner

_NONE = "各有关单位"
_OFTEN = "每日、每周的经常性任务{count}项列在清单最后，请一并报告办理情况。"
_AWAITED = "另有{count}项，进展文字或完成日期称已完成，而完成情况未填或填写不同，列在清单最后，请确认后补填完成情况。"


@dataclass(frozen=True, slots=True)
class Values:
    """What a template is filled with."""

    title: str
    """of the file"""
    texts: Mapping[str, str]
    """placeholder → words; a name that the office did not tell is absent"""
    blocks: Mapping[str, Block]
    rows: tuple[Mapping[str, str], ...]
    """one a measure, in a bulletin only those past their date: placeholder of a row → words"""
    remark: str = ""
    """what stands below a paper of our own layout: which texts are not counted again; empty for none"""


def chosen(kind: Kind, found: Sequence[Item], on: str, days: int = SOON) -> list[Item]:
    """Return those of the measures of a body or plan that a paper of this kind lists.

    Those past their date come first in a reminder, then those due soon, those said to be done in words alone, those of every day or week.
    """
    if kind.list in ("plan", "all"):
        return list(found)
    kept = [item for item in found if item.open and item.answers]
    if kind.list == "open":
        return kept
    due = [item for item in kept if is_late(item) or is_soon(item, on, days) or is_awaited(item, on, days)]
    often = [item for item in kept if item.often and not is_late(item) and not is_said_done(item)] if due else []
    return [*sorted(due, key=lambda item: (is_awaited(item, on, days), not is_late(item), item.standing.passed or item.due or "")), *often]


def values(
    kind: Kind, listed: Sequence[Item], on: str, given: Mapping[str, str], *,
    body: str | None = None, by_body: Sequence[Standing] = (), days: int = SOON, remark: str = "",
) -> Values:  # fmt: skip
    """Return the figures and tables of a paper that lists these measures as they stand on the ISO date ``on``.

    ``body`` is the name of the one it goes to, None for everyone; ``by_body`` the counts of each body, ``remark`` which texts are not
    counted again.
    """
    clean = Cleaner()
    plans = list(dict.fromkeys(clean(item.plan) for item in listed))
    basis = "、".join(f"《{name}》" for name in plans[:3]) + (f"等{len(plans)}份计划" if len(plans) > 3 else "")
    alone = body is not None and kind.addressed == "body"
    figures = _figures(listed, on, days)
    texts = {
        "主送": clean(body) if alone else _NONE,
        "单位": clean(body) if body else _NONE,
        "称谓": "你单位" if alone else "各单位",
        "依据": basis,
        "截至日期": chinese(on),
        "成文日期": chinese(on),
        "临期天数": str(days),
        **{name: str(count) for name, count in figures.items()},
        "经常说明": _OFTEN.format(count=often) if (often := sum(item.often for item in listed)) and kind.list == "due" else "",
        "待确认说明": _AWAITED.format(count=figures["待确认数"]) if figures["待确认数"] else "",
    }
    show = Shown(on, clean, len(plans) > 1)
    told = [item for item in listed if is_late(item)] if kind.list == "plan" else listed
    rows = tuple(show.row(number, item) for number, item in enumerate(told, 1))
    own = {name: clean(value) for name, value in given.items() if value}
    title = f"{clean(body) if body else ''}{kind.label}"
    return Values(title, {**own, **texts}, blocks(listed, by_body, show, days, body is not None), rows, clean(remark))


def _figures(listed: Sequence[Item], on: str, days: int) -> dict[str, int]:
    states = Counter(item.standing.state for item in listed)
    lights = Counter(item.standing.light for item in listed)
    reported = sum(item.standing.file is not None for item in listed)
    return {
        "任务数": len(listed),
        "责任数": sum(item.answers for item in listed),
        "协办数": sum(not item.answers for item in listed),
        "有期限数": sum(item.due is not None for item in listed),
        "无期限数": sum(item.due is None for item in listed),
        "完成数": states["done"],
        "推进数": states["on-the-way"],
        "未启动数": states["not-started"],
        "调整数": states["changed"],
        "逾期数": states["late"],
        "只报进展数": states["words-only"],
        "未报数": states["no-report"],
        "称完成数": states["said-done"],
        "待确认数": sum(is_awaited(item, on, days) for item in listed),
        "收到报告数": reported,
        "未收到报告数": len(listed) - reported,
        "临期数": sum(is_soon(item, on, days) for item in listed),
        **{f"{LIGHTS[light][0]}灯数": lights[light] for light in LIGHTS},
    }

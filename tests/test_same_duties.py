"""One plan in many forms: whatever the form, the same bodies hold the same duties."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from zeren.extract.prose.prose import drafts
from zeren.read import read

TASKS = (
    ("改造小区15个", ("县住建局", "lead"), ("县财政局", "support")),
    ("新增学位1200个", ("县教育局", "responsible"), None),
    ("修缮敬老院5所", ("县民政局", "responsible"), ("县商务局", "support")),
)
"""what is to be done, who answers for it, who helps"""
WORD = {"lead": "牵头", "responsible": "负责", "support": "配合"}
LABEL = {"lead": "牵头单位", "responsible": "责任单位", "support": "配合单位"}


def lines(one: Callable[[str, str, str, str], str]) -> str:
    """An item for each task, of what is to be done, who answers with the role, and who helps."""
    return "".join(f"{at}.{one(deed, body, role, helper[0] if helper else '')}\n" for at, (deed, (body, role), helper) in enumerate(TASKS, 1))


def labels(sign: str, stop: str) -> Callable[[str, str, str, str], str]:
    """Labels with their bodies, behind the deed."""

    def one(deed: str, body: str, role: str, helper: str) -> str:
        beside = f"{stop}{LABEL['support']}{sign}{helper}" if helper else ""
        return f"{deed}。{LABEL[role]}{sign}{body}{beside}{'。' if sign in '为是' else ''}"

    return one


def who(body: str, role: str, helper: str, stop: str = "，") -> str:
    return f"{body}{WORD[role]}" + (f"{stop}{helper}配合" if helper else "")


FORMS = {
    "sentences behind": lines(lambda deed, *its: f"{deed}。由{who(*its)}。"),
    "one sentence": lines(lambda deed, *its: f"{deed}，由{who(*its)}，6月底前完成。"),
    "brackets": lines(lambda deed, *its: f"{deed}。（{who(*its)}）"),
    "bodies first": lines(lambda deed, *its: f"{who(*its)}，{deed}。"),
    "asked": lines(lambda deed, *its: f"{deed}，责成{who(*its)}。"),
    "this work": lines(lambda deed, *its: f"{deed}。此项工作由{who(*its)}。"),
    "dash": lines(lambda deed, *its: f"{deed}——{who(*its)}"),
    "labels": lines(labels("：", "；")),
    "labels with 为": lines(labels("为", "，")),
    "labels with 是": lines(labels("是", "，")),
    "boxes": lines(lambda deed, body, role, helper: f"{deed}。【{LABEL[role]}】{body}" + (f"【配合单位】{helper}" if helper else "")),
    "named behind": lines(
        lambda deed, body, role, helper: f"{deed}，{body}为{LABEL[role]}" + (f"，{helper}为配合单位" if helper else "") + "。"
    ),
    "running": "".join(
        f"{deed}，由{who(body, role, helper[0] if helper else '')}，6月底前完成。" for deed, (body, role), helper in TASKS
    ),
    "bodies as headings": "".join(
        f"{number}、{body}\n1.{'牵头' if role == 'lead' else ''}{deed}{f'（配合单位：{helper[0]}）' if helper else ''}。\n"
        for number, (deed, (body, role), helper) in zip("一二三", TASKS, strict=True)
    ),
    "headings of the format": "".join(
        f"\n## {body}\n\n1. {'牵头' if role == 'lead' else ''}{deed}{f'（配合单位：{helper[0]}）' if helper else ''}。\n"
        for deed, (body, role), helper in TASKS
    ),
    "cards": "\n".join(
        f"任务名称：{deed}\n{LABEL[role]}：{body}\n" + (f"配合单位：{helper[0]}\n" if helper else "") for deed, (body, role), helper in TASKS
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_a_plan_changes_no_duty(form: str) -> None:
    title = "# 青田县2026年重点任务\n" if form == "headings of the format" else "青田县2026年重点任务\n"
    its = read((title + FORMS[form]).encode(), "a.md" if title[0] == "#" else "a.txt")[0]
    found = drafts(its.blocks, its).drafts
    assert [[(one.mention, one.role) for one in draft.assignments] for draft in found] == [
        [answers, *([helper] if helper else [])] for _, answers, helper in TASKS
    ]
    assert all(deed in f"{draft.task or ''}{draft.text}" for draft, (deed, _, _) in zip(found, TASKS, strict=True))

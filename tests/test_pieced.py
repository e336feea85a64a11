"""Lines whose bodies and times stand apart by signs alone, whatever the signs are and wherever the bodies stand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from zeren.extract.prose.pieced import pieced
from zeren.ground.model import Measure
from zeren.ingest.pipeline import Extractor
from zeren.read import read

EXTRACTOR = Extractor()
TASKS = (
    ("新建农村公路48公里，改造危桥7座", "县交通运输局", "县财政局", "2026年10月底前"),
    ("改造提升农贸市场4个", "县商务局", "县市场监督管理局", "9月20日"),
    ("新增普惠托位260个", "县卫生健康局", "县教育局", "年底前"),
)
Rows = list[tuple[str, str, tuple[tuple[str, str], ...]]]


def measures(words: str, name: str = "paper.txt") -> Sequence[Measure]:
    return EXTRACTOR.extract(read(words.encode(), name)[0]).measures


def told(found: Sequence[Measure]) -> Rows:
    return [(m.text.rstrip("。"), m.deadline.raw, tuple((a.role, a.mention) for a in m.assignments)) for m in found]


def wanted(*roles: str) -> Rows:
    return [(words, due, tuple(zip(roles, (first, second), strict=False))) for words, first, second, due in TASKS]


def paper(layout: str) -> str:
    lines = (layout.format(at=at, words=words, a=a, b=b, due=due) for at, (words, a, b, due) in enumerate(TASKS, 1))
    return "云岭县重点任务\n" + "\n".join(lines)


@pytest.mark.parametrize(
    "layout",
    [
        "{at}. {words}\n   牵头 → {a}\n   配合 → {b}\n   时间 → {due}",
        "{at}. {words}\n牵头 {a}　配合 {b}　时限 {due}",
        "{at}. {words}。（牵头）{a}（配合）{b}（时限）{due}",
        "{at}．{words}。［牵头单位 {a}；协同 {b}；时限 {due}］",
        "任务={words}\n牵头单位={a}\n参与单位={b}\n完成时间={due}",
    ],
)
def test_a_label_is_one_without_a_colon(layout: str) -> None:
    assert told(measures(paper(layout))) == wanted("lead", "support")


@pytest.mark.parametrize(
    "layout",
    [
        "{at}.{words}。{a}/{due}",
        "{at}）「{a}」{words}（{due}）",
        "〈{a}〉{words} → {due}",
        "{due}　　{a}　　{words}",
        "{at}.{words}\n{a}\n{due}",
        "{a}｜{due}\n{words}",
    ],
)
def test_bodies_and_times_need_no_label_where_lines_are_made_alike(layout: str) -> None:
    assert told(measures(paper(layout))) == wanted("responsible")


def test_elements_of_a_page_may_touch() -> None:
    cards = (f"<div><p>{w}</p><p><span>牵头单位</span><span>{a}</span></p><p><span>{b}</span></p></div>" for w, a, b, _ in TASKS)
    found = measures("<h1>云岭县实事</h1>" + "".join(cards), "a.html")
    assert [[a.mention for a in m.assignments if a.role == "lead"] for m in found] == [[a] for _, a, _, _ in TASKS]


def test_a_line_of_labels_says_what_the_pieces_below_it_are() -> None:
    lines = "\n".join(f"{at}.{words}。{a}/{b}/{due}" for at, (words, a, b, due) in enumerate(TASKS, 1))
    assert told(measures(f"云岭县重点任务\n（牵头单位/协助单位/完成时间）\n{lines}")) == wanted("lead", "support")


def test_a_signature_and_headings_are_no_fields() -> None:
    lines = ["云岭县重点任务", "1.修渠3公里。", "牵头｜县水利局", "2.改造危桥7座。", "牵头｜县交通运输局", "云岭县人民政府", "2026年2月1日"]
    assert sorted(pieced(lines)) == [2, 4]
    assert not pieced(["一、石桥镇", "修渠3公里。", "二、城关镇", "改造危桥7座。"])

"""Lines below a list that give its items their bodies by number."""

from __future__ import annotations

import pytest

from test_prose_kinds import prose, shown

THREE = """重点工作任务
1.新建幼儿园3所，8月底前完成。
2.改造老旧小区12个。
3.新建公厕6座。
"""
TITLED = """整治工作方案
二、整治任务
（一）排查校舍安全隐患，建立一校一档。
（二）整治校园周边食品摊点。
（三）规范校车运营管理。
三、责任分工
"""


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("第1项由县教育局负责，第2、3项由县住建局负责。", ["R县教育局", "R县住建局", "R县住建局"]),
        ("任务1由县教育局牵头，2-3由县住建局牵头，县城管局配合。", ["L县教育局", "L县住建局 S县城管局", "L县住建局 S县城管局"]),
        ("责任单位：第1项，县教育局；第2项，县住建局；第3项，县城管局。", ["R县教育局", "R县住建局", "R县城管局"]),
        ("（第1条 责任单位：县教育局；第2条至第3条 责任单位：县住建局、县城管局）", ["R县教育局"] + ["R县住建局 R县城管局"] * 2),
        ("以上第1、2项任务由县教育局、县住建局分别负责，第3项由县城管局负责。", ["R县教育局", "R县住建局", "R县城管局"]),
        ("以上事项，第一、三项由县教育局牵头落实；第二项由县住建局负责。", ["L县教育局", "R县住建局", "L县教育局"]),
        ("牵头单位：第一项为县教育局，第二项为县住建局，第三项为县城管局。", ["L县教育局", "L县住建局", "L县城管局"]),
    ],
)
def test_items_have_the_bodies_that_a_line_below_gives_them_by_number(line: str, who: list[str]) -> None:
    assert shown(THREE + line + "\n") == [
        ("新建幼儿", "8月底前", who[0]), ("改造老旧", "", who[1]), ("新建公厕", "", who[2]),
    ]  # fmt: skip
    assert not prose(THREE + line + "\n").residue


def test_numbers_of_another_form_count_the_items_of_the_nearest_list() -> None:
    line = "任务（一）由县教育局负责；任务（二）由县城管局牵头，县市场监管局配合；任务（三）由县公安局负责。\n"
    expected = [("排查校舍", "", "R县教育局"), ("整治校园", "", "L县城管局 S县市场监管局"), ("规范校车", "", "R县公安局")]
    assert shown(TITLED + line) == expected
    assert shown(TITLED + line.replace("任务（", "第").replace("）由", "条由")) == expected


def test_a_number_that_no_list_above_has_gives_no_item_a_body() -> None:
    text = THREE + "第1项由县教育局负责，第7项由县住建局负责。\n"
    assert not any(words.startswith(("新建", "改造")) for words, *_ in shown(text))


def test_an_item_with_bodies_of_its_own_keeps_them() -> None:
    text = THREE.replace("12个。", "12个。（责任单位：县房管局）") + "第1项由县教育局负责，第2、3项由县住建局负责。\n"
    assert [bodies for *_, bodies in shown(text)] == ["R县教育局", "R县房管局", "R县住建局"]

"""Sentences of running text that ask for something are in a record or told, with their words and the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from telling import unheld
from zeren.extract.prose.untold import AMOUNT, BODY, DEADLINE
from zeren.ground.model import Document, Extraction
from zeren.ingest import pipeline
from zeren.read.text import blocks_of

PLAN = """某县2026年工作要点

一、重点任务
（一）道路安全。县公安局牵头，县交通局配合。6月30日前完成平交路口改造45处；12月15日前实现车辆智能监控全覆盖。
（二）燃气安全。对全县餐饮场所开展排查，每月覆盖一遍。
（三）公园建设。新建口袋公园不少于12个。
（四）养老服务。县民政局牵头，县财政局配合，年底前建成养老中心3所。
二、有关要求
除县发改局外的其他成员单位，每月25日前向县防办报送进展。
此项工作由张三副县长牵头，县住建局李四同志具体负责，每两周向县政府办报告一次。
县委组织部将整治工作纳入年度考核。
"""


def read(text: str) -> Extraction:
    return pipeline.extract(Document("told.txt", "0" * 64, "txt", text, blocks_of(text)))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("6月30日前完成平交路口改造45处", DEADLINE),
        ("12月15日前实现车辆智能监控全覆盖", DEADLINE),
        ("对全县餐饮场所开展排查，每月覆盖一遍", DEADLINE),
        ("新建口袋公园不少于12个", AMOUNT),
        ("每月25日前向县防办报送进展", DEADLINE),
        ("县住建局李四同志具体负责", DEADLINE),
        ("县委组织部将整治工作纳入年度考核", BODY),
    ],
)
def test_what_asks_for_something_is_in_a_record_or_told(words: str, reason: str) -> None:
    found = read(PLAN)
    measured = [one for one in found.measures if words in one.text]
    told = [one.reason for one in found.residue if words in one.text and not one.ignored]
    assert measured or told == [reason]


def test_sentences_behind_who_answers_belong_to_the_measure() -> None:
    found = [(one.text, one.deadline.place, [(a.role, a.mention) for a in one.assignments]) for one in read(PLAN).measures]
    assert found[0] == (
        "县公安局牵头，县交通局配合。6月30日前完成平交路口改造45处；12月15日前实现车辆智能监控全覆盖。",
        None,
        [("lead", "县公安局"), ("support", "县交通局")],
    )


def test_what_is_counted_is_no_body() -> None:
    sentence = "由县市场监管局会同县教育局、县文旅局完成电梯检测1200台次（较上年增加10%）。"
    found = read(f"{PLAN}三、特种设备\n（一）设备安全。{sentence}\n")
    assert not [a.mention for one in found.measures for a in one.assignments if "电梯" in a.mention]
    assert any(sentence in one.text for one in (*found.measures, *found.residue))


def test_no_sentence_with_a_day_is_lost() -> None:
    found = read(PLAN)
    assert unheld(found) == []
    # The same look finds them where no record is kept.
    assert unheld(replace(found, measures=(), residue=())) == ["6月30日前完成平交路口改造45处；"]


@pytest.mark.parametrize(
    "line",
    [
        "2025年，县住建局累计完成改造312处，去年12月底前已全部验收。",
        "联系人：张三，联系电话：0000-1234567，请于3月1日前报送。",
        "本方案自2026年3月1日起施行，由县住建局负责解释。",
    ],
)
def test_what_tells_or_is_formal_asks_for_nothing(line: str) -> None:
    assert not [one for one in read(PLAN + line + "\n").residue if one.text in line and not one.ignored]

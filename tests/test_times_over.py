"""A heading that is or holds a time dates what stands under it, unless that has a time of its own."""

from __future__ import annotations

import pytest

from zeren.extract.prose.prose import drafts
from zeren.extract.time.headings import time_of
from zeren.extract.time.overall import dated
from zeren.ground.model import Document
from zeren.read.text import blocks_of


def dues(text: str) -> list[tuple[str, str]]:
    """First characters and deadline of each measure of a text."""
    its = Document("kind.txt", "0" * 64, "txt", text, blocks_of(text))
    said = drafts(its.blocks, its)
    return [(one.text[:4], one.deadline) for one in dated(said.drafts, said.due_for_all, text, said.times)[0]]


@pytest.mark.parametrize(
    ("heading", "time"),
    [
        ("三月：植树护绿月", "三月"),
        ("【四月·清洁家园月】", "四月"),
        ("（二）9月底前完成（3项）", "9月底前"),
        ("5月31日前：", "5月31日前"),
        ("第一批（6月底前办结）", "6月底前"),
        ("摸底阶段（时间：3月1日—15日）", "3月1日—15日"),
        ("第二阶段：4月上旬至5月中旬", "4月上旬至5月中旬"),
        ("二、中期（2027年底前）", "2027年底前"),
        ("请于6月20日前完成以下事项：", "6月20日前"),
        ("第3周　军训汇演", "第3周"),
        ("Ⅱ季度重点工作", "Ⅱ季度"),
        ("每周工作：", "每周"),
    ],
)
def test_the_time_of_a_heading(heading: str, time: str) -> None:
    told = time_of(heading)
    assert told and heading[told.begin : told.end] == time


@pytest.mark.parametrize(
    "line",
    [
        "一、指导思想", "2026年重点任务", "完成时限：6月底前", "4月底前完成排查", "1.开展大排查，6月底前见效", "二、集中整治期",
        "3·15消费者权益日", "关于做好2026年春节前工作的通知",
    ],
)
def test_a_line_that_is_no_heading_of_a_time(line: str) -> None:
    assert time_of(line) is None


KINDS = {
    "months with a theme, up to the next chapter": (
        "一、逐月安排\n三月：植树护绿月\n1.栽植行道树800株（区园林局）。\n2.开展护绿巡查（区水务局）。\n四月：读书月\n1.举办读书会4场（区教育局）。\n"
        "二、保障\n1.落实经费12万元（区财政局）。\n2.建立台账，6月底前归档（区档案局）。\n",
        [("栽植行道", "三月"), ("开展护绿", "三月"), ("举办读书", "四月"), ("落实经费", ""), ("建立台账", "6月底前")],
    ),
    "dated lines over dashes": (
        "5月10日前：\n——修订场馆预案（责任单位：保卫科）\n——检修看台座椅（责任单位：后勤科）\n6月1日前：\n——培训志愿者200名（责任单位：团委）\n",
        [("修订场馆", "5月10日前"), ("检修看台", "5月10日前"), ("培训志愿", "6月1日前")],
    ),
    "phases over items with a time of their own": (
        "（一）排查阶段（3月）\n1.排查老旧电梯120台。（责任单位：区市场监管局）\n（二）整治阶段（4月—9月）\n"
        "1.更换电梯30台。（责任单位：区住建局；完成时限：8月底）\n2.开展回头看。（责任单位：区市场监管局）\n",
        [("排查老旧", "3月"), ("更换电梯", "8月底"), ("开展回头", "4月—9月")],
    ),
    "one month alone is what the paper is about": (
        "4月份重点工作\n1.清运垃圾2000吨（区城管局）。\n2.修剪绿篱3公里（区园林所）。\n",
        [("清运垃圾", ""), ("修剪绿篱", "")],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_times_over(kind: str) -> None:
    text, expected = KINDS[kind]
    assert dues(text) == expected
